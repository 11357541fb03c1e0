"""The address of the outlook."""

from django.urls import path

from headway.web.outlook import views

urlpatterns = [path("", views.outlook, name="outlook")]
