"""The addresses of teams."""

from django.urls import path

from headway.web.teams import views

urlpatterns = [path("", views.teams, name="teams"), path("answer/", views.answered, name="teams_answer")]
