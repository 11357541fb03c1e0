"""The address of coverage."""

from django.urls import path

from headway.web.coverage import views

urlpatterns = [path("", views.coverage, name="coverage")]
