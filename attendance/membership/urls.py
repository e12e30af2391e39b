"""Addresses of seats, their holders and the kinds of agency that are wanted."""

from django.urls import path

from attendance.membership import views, wanted_views

urlpatterns = [
    path("groups/<slug:group_slug>/seats/", views.group_seats, name="group_seats"),
    path(
        "groups/<slug:group_slug>/seats.<download:kind>",
        views.group_seats_download,
        name="group_seats_download",
    ),
    path("groups/<slug:group_slug>/seats/new/", views.seat_new, name="seat_new"),
    path("seats/<int:seat_id>/", views.seat, name="seat"),
    path("seats/<int:seat_id>/change/", views.seat_change, name="seat_change"),
    path("seats/<int:seat_id>/holder/", views.seat_holder, name="seat_holder"),
    path("seats/<int:seat_id>/times/<int:tenure_id>/", views.seat_times, name="seat_times"),
    path(
        "seats/<int:seat_id>/times/<int:tenure_id>/take-back/",
        views.seat_take_back,
        name="seat_take_back",
    ),
    path("seats/<int:seat_id>/end/", views.seat_end, name="seat_end"),
    path("seats/<int:seat_id>/reopen/", views.seat_reopen, name="seat_reopen"),
    path("seats/<int:seat_id>/move/", views.seat_move, name="seat_move"),
    path("seats/<int:seat_id>/merge/", views.seat_merge, name="seat_merge"),
    path("wanted/", wanted_views.wanted_kinds, name="wanted_kinds"),
    path("wanted/add/", wanted_views.wanted_add, name="wanted_add"),
    path("wanted/<int:wanted_id>/", wanted_views.wanted_change, name="wanted_change"),
    path("wanted/<int:wanted_id>/remove/", wanted_views.wanted_remove, name="wanted_remove"),
]
