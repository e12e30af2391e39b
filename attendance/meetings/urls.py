"""Addresses of meetings, quorum rules, calendars and one's own attendance."""

from django.urls import path

from attendance.meetings import own_views, views

urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings.<download:kind>", views.meetings_download, name="meetings_download"),
    path("meetings/new/", views.meeting_new, name="meeting_new"),
    path("meetings/<int:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/change/", views.meeting_change, name="meeting_change"),
    path("meetings/<int:meeting_id>/call-off/", views.meeting_call_off, name="meeting_call_off"),
    path("groups/<slug:group_slug>/quorum/", views.quorum, name="quorum"),
    path("groups/<slug:group_slug>/calendar/", views.group_calendar, name="calendar"),
    path("groups/<slug:group_slug>/meetings.ics", views.calendar_feed, name="calendar_feed"),
    path("my-attendance/", own_views.my_attendance, name="my_attendance"),
    path(
        "meetings/<int:meeting_id>/seats/<int:seat_id>/wrong/",
        own_views.wrong,
        name="attendance_wrong",
    ),
    path("attendance-notes/", own_views.attendance_notes, name="attendance_queries"),
    path("attendance-notes/<int:query_id>/", own_views.answer_note, name="attendance_query"),
]
