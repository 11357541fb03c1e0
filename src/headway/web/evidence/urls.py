"""Addresses of evidence."""

from django.urls import path

from headway.web.evidence import views

urlpatterns = [
    path("", views.evidence, name="evidence"),
    path("put-back/", views.put_back, name="evidence_put_back"),
]
