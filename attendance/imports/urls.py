"""Addresses of what comes in from spreadsheets."""

from django.urls import path

from attendance.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<int:import_id>/", views.register_import, name="register_import"),
    path("imports/<int:import_id>/undo/", views.register_import_undo, name="register_import_undo"),
]
