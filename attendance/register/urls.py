"""Addresses of a meeting's register."""

from django.urls import path

from attendance.register import views

urlpatterns = [
    path("meetings/<int:meeting_id>/register/", views.register, name="register"),
    path(
        "meetings/<int:meeting_id>/register.<download:kind>",
        views.register_download,
        name="register_download",
    ),
    path("meetings/<int:meeting_id>/register/sheet/", views.register_sheet, name="register_sheet"),
    path(
        "meetings/<int:meeting_id>/register/record/", views.register_record, name="register_record"
    ),
]
