"""The address of routes."""

from django.urls import path

from headway.web.routes import views

urlpatterns = [path("", views.routes, name="routes")]
