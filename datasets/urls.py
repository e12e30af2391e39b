"""Addresses under a board that show figures of indicators."""

from django.urls import path

from datasets import views

urlpatterns = [
    path("compare/<slug:code>/<year:year>/", views.compare, name="compare"),
    path(
        "compare/<slug:code>/<year:year>.<download:kind>",
        views.compare_download,
        name="compare_download",
    ),
]
