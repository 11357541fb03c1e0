"""The addresses of paths."""

from django.urls import path

from headway.web.paths import views

urlpatterns = [path("", views.paths, name="paths"), path("export.csv", views.export, name="paths_export")]
