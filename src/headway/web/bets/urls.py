"""The addresses of the week's plan."""

from django.urls import path

from headway.web.bets import views

urlpatterns = [path("", views.bets, name="bets"), path("say/", views.say, name="bets_say")]
