"""The addresses of dialogues and of the mirror."""

from django.urls import path

from headway.web.dialogues import meetings, views

urlpatterns = [
    path("", views.dialogues, name="dialogues"),
    path("meeting/", meetings.meeting, name="meeting"),
    path("meeting/note/", meetings.note, name="meeting_note"),
    path("meeting/agree/", meetings.agree, name="meeting_agree"),
    path("meeting/worker.js", meetings.worker, name="meeting_worker"),
    path("meeting/close/", meetings.close, name="meeting_close"),
    path("meeting/send/", meetings.send, name="meeting_send"),
    path("mirror/", views.mirror, name="mirror"),
]
