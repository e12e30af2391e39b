"""Addresses under a board that show who came."""

from django.urls import path

from attendance import views

urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups.<download:kind>", views.groups_download, name="groups_download"),
    path("groups/<slug:group_slug>/", views.group, name="group"),
    path("groups/<slug:group_slug>.<download:kind>", views.group_download, name="group_download"),
    path("groups/<slug:group_slug>/history/", views.group_history, name="group_history"),
    path(
        "groups/<slug:group_slug>/attendance/<year:year>/",
        views.group_attendance,
        name="group_attendance",
    ),
    path(
        "groups/<slug:group_slug>/attendance/<year:year>.<download:kind>",
        views.group_attendance_download,
        name="group_attendance_download",
    ),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies.<download:kind>", views.agencies_download, name="agencies_download"),
    path("agencies/<slug:agency_slug>/", views.agency, name="agency"),
    path(
        "agencies/<slug:agency_slug>.<download:kind>", views.agency_download, name="agency_download"
    ),
]
