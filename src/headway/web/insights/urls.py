"""The addresses of insights."""

from django.urls import path

from headway.web.insights import views

urlpatterns = [path("", views.insights, name="insights"), path("add/", views.add, name="insights_add")]
