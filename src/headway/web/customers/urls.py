"""Addresses of customers; an account's own id may hold any sign."""

from django.urls import path

from headway.web.customers import views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("export.<str:form>", views.export, name="customers_export"),
    path("<path:account_id>/identity/", views.identity, name="customer_identity"),
    path("<path:account_id>/same/", views.same, name="customer_same"),
    path("<path:account_id>/own/", views.own, name="customer_own"),
    path("<path:account_id>/same-person/", views.same_one, name="customer_same_person"),
    path("<path:account_id>/own-person/", views.own_one, name="customer_own_person"),
    path("<path:account_id>/numbers/", views.numbers, name="customer_numbers"),
    path("<path:account_id>/", views.customer, name="customer"),
]
