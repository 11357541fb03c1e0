"""The address of dialogues."""

from django.urls import path

from headway.web.dialogues import views

urlpatterns = [path("", views.dialogues, name="dialogues")]
