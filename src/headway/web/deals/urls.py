"""Addresses of deals; a deal's own id may hold any sign."""

from django.urls import path

from headway.web.deals import views

urlpatterns = [
    path("", views.deals, name="deals"),
    path("<path:deal_id>/kind/", views.say_kind, name="say_kind"),
    path("<path:deal_id>/role/", views.say_role, name="say_role"),
    path("<path:deal_id>/insight/<str:insight_id>/given/", views.given, name="given"),
    path("<path:deal_id>/question/<str:question_id>/asked/", views.asked_there, name="asked"),
    path("<path:deal_id>/heard/", views.heard, name="heard"),
    path("<path:deal_id>/agreed/", views.agreed, name="agreed"),
    path("<path:deal_id>/agreed/<str:commitment_id>/kept/", views.kept, name="kept"),
    path("<path:deal_id>/agreed/<str:commitment_id>/not-kept/", views.not_kept, name="not_kept"),
    path("<path:deal_id>/agreed/<str:commitment_id>/moved/", views.moved, name="moved"),
    path("<path:deal_id>/", views.deal, name="deal"),
]
