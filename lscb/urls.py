"""The map of the site."""

from django.contrib import admin
from django.urls import include, path, register_converter

from lscb import views
from lscb.downloads import DownloadConverter
from lscb.periods import FinancialYearConverter

register_converter(FinancialYearConverter, "year")
register_converter(DownloadConverter, "download")

urlpatterns = [
    path("", views.boards, name="boards"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/accessibility/", views.accessibility, name="accessibility"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("agencies.entrance_urls")),
    path("admin/", admin.site.urls),
    path("<slug:board_slug>/", views.board, name="board"),
    path(
        "<slug:board_slug>/dashboard.<download:kind>",
        views.dashboard_download,
        name="dashboard_download",
    ),
    path("<slug:board_slug>/management/", views.management, name="management"),
    path(
        "<slug:board_slug>/management.<download:kind>",
        views.management_download,
        name="management_download",
    ),
    path("<slug:board_slug>/accounts/", include("agencies.account_urls")),
    path("<slug:board_slug>/", include("agencies.urls")),
    path("<slug:board_slug>/", include("attendance.urls")),
    path("<slug:board_slug>/", include("attendance.meetings.urls")),
    path("<slug:board_slug>/", include("attendance.register.urls")),
    path("<slug:board_slug>/", include("attendance.imports.urls")),
    path("<slug:board_slug>/", include("attendance.membership.urls")),
    path("<slug:board_slug>/", include("datasets.urls")),
    path("<slug:board_slug>/", include("actions.urls")),
]

handler400 = "lscb.views.bad_request"
handler403 = "lscb.views.forbidden"
handler404 = "lscb.views.not_found"
handler500 = "lscb.views.server_error"
