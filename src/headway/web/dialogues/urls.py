"""The addresses of dialogues and of the mirror."""

from django.urls import path

from headway.web.dialogues import views

urlpatterns = [
    path("", views.dialogues, name="dialogues"),
    path("mirror/", views.mirror, name="mirror"),
]
