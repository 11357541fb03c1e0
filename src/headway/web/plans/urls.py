"""Addresses of our side of a plan; a deal's own id may hold any sign."""

from django.urls import path

from headway.web.plans import views

urlpatterns = [
    path("<path:deal_id>/begin/", views.begin, name="plan_begin"),
    path("<path:deal_id>/goal/", views.goal, name="plan_goal"),
    path("<path:deal_id>/step/", views.step, name="plan_step"),
    path("<path:deal_id>/put/<str:commitment_id>/", views.put, name="plan_put"),
    path("<path:deal_id>/done/<str:step_id>/", views.done, name="plan_done"),
    path("<path:deal_id>/word/", views.word, name="plan_word"),
    path("<path:deal_id>/link/", views.link, name="plan_link"),
    path("<path:deal_id>/end/", views.end, name="plan_end"),
    path("<path:deal_id>/", views.plan, name="plan"),
]
