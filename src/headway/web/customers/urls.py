"""Addresses of customers; an account's own id may hold any sign."""

from django.urls import path

from headway.web.customers import views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("export.<str:form>", views.export, name="customers_export"),
    path("<path:account_id>/numbers/", views.numbers, name="customer_numbers"),
    path("<path:account_id>/", views.customer, name="customer"),
]
