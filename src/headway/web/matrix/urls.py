"""The address of the matrix."""

from django.urls import path

from headway.web.matrix import views

urlpatterns = [path("", views.matrix, name="matrix"), path("kind/", views.say_kind, name="matrix_kind")]
