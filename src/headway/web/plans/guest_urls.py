"""Addresses of a shared plan as its customer opens it: the word of the link says which plan, and who comes."""

from django.urls import path

from headway.web.plans import guests

urlpatterns = [
    path("<str:word>/", guests.plan, name="guest_plan"),
    path("<str:word>/plan.json", guests.written, name="guest_json"),
    path("<str:word>/join/", guests.join, name="guest_join"),
    path("<str:word>/tick/", guests.tick, name="guest_tick"),
    path("<str:word>/untick/", guests.untick, name="guest_untick"),
    path("<str:word>/move/", guests.move, name="guest_move"),
    path("<str:word>/add/", guests.add, name="guest_add"),
    path("<str:word>/goal/", guests.aim, name="guest_goal"),
    path("<str:word>/word/", guests.say, name="guest_word"),
    path("<str:word>/invite/", guests.invite, name="guest_invite"),
]
