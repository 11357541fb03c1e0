"""The addresses of coaching."""

from django.urls import path

from headway.web.coaching import views

urlpatterns = [
    path("", views.coaching, name="coaching"),
    path("plan/", views.plan, name="coaching_plan"),
    path("done/", views.done, name="coaching_done"),
    path("talk/", views.talk, name="coaching_talk"),
]
