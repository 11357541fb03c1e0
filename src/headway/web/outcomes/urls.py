"""The addresses of outcomes; a deal's own id may hold any sign."""

from django.urls import path

from headway.web.outcomes import views

urlpatterns = [
    path("", views.outcomes, name="outcomes"),
    path("<path:deal_id>/got/", views.got, name="outcomes_got"),
    path("<path:deal_id>/promise/", views.promised, name="outcomes_promise"),
    path("<path:deal_id>/promise/<str:promise_id>/kept/", views.kept, name="outcomes_kept"),
]
