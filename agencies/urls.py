"""Addresses under a board that need no other app."""

from django.urls import path

from agencies import views

urlpatterns = [
    path("budget/", views.budget_latest, name="budget_latest"),
    path("budget/<year:year>/", views.budget, name="budget"),
    path("budget/<year:year>/history/", views.budget_history, name="budget_history"),
    path("budget/<year:year>.<download:kind>", views.budget_download, name="budget_download"),
    path("agencies/<slug:agency_slug>/history/", views.agency_history, name="agency_history"),
]
