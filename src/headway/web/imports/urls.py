"""Addresses of the import."""

from django.urls import path

from headway.web.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<uuid:job_id>/", views.job, name="import"),
    path("<uuid:job_id>/confirm/", views.confirm, name="import_confirm"),
    path("<uuid:job_id>/retry/", views.retry, name="import_retry"),
    path("<uuid:job_id>/cancel/", views.cancel, name="import_cancel"),
]
