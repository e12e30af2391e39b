"""Addresses under a board that show figures of indicators."""

from django.urls import path

from datasets import indicator_views, views

urlpatterns = [
    path("compare/<slug:code>/<year:year>/", views.compare, name="compare"),
    path(
        "compare/<slug:code>/<year:year>.<download:kind>",
        views.compare_download,
        name="compare_download",
    ),
    path("indicators/<slug:code>/", indicator_views.indicator, name="indicator"),
    path(
        "indicators/<slug:code>.<download:kind>",
        indicator_views.indicator_download,
        name="indicator_download",
    ),
    path(
        "indicators/<slug:code>/notes/new/", indicator_views.indicator_note, name="indicator_note"
    ),
    path(
        "indicators/<slug:code>/notes/<int:note_id>/take-away/",
        indicator_views.indicator_note_remove,
        name="indicator_note_remove",
    ),
]
