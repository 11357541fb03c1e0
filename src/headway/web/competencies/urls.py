"""The addresses of competencies."""

from django.urls import path

from headway.web.competencies import views

urlpatterns = [
    path("", views.competencies, name="competencies"),
    path("rate/", views.rate, name="competencies_rate"),
]
