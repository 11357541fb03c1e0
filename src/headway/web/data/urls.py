"""Addresses of the data page."""

from django.urls import path

from headway.web.data import views

urlpatterns = [
    path("", views.data, name="data"),
    path("issues.csv", views.issues, name="data_issues"),
    path("rebuild/", views.rebuild, name="data_rebuild"),
    path("pages/", views.pages, name="data_pages"),
    path("person/", views.person, name="data_person"),
    path("person/export/", views.export_person, name="data_person_export"),
    path("person/erase/", views.erase_person, name="data_person_erase"),
    path("mapping/", views.mapping, name="data_mapping"),
    path("mapping/say/", views.say, name="data_mapping_say"),
    path("pages/place/", views.place, name="data_pages_place"),
]
