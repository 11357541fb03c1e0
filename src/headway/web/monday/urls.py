"""Addresses of the list."""

from django.urls import path

from headway.web.monday import views

urlpatterns = [
    path("", views.monday, name="monday"),
    path("line/", views.answer, name="answer"),
]
