"""Addresses of one's own page."""

from django.urls import path

from headway.web.profile import views

urlpatterns = [
    path("", views.profile, name="profile"),
    path("mail/", views.wants_mail, name="wants_mail"),
]
