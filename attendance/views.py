"""Who came: groups, their attendance, and agencies across groups."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import board_for, history_board_for
from attendance.pages import agency as agency_pages
from attendance.pages import groups as group_pages
from attendance.pages import history, table
from attendance.sheets import (
    agencies_sheet,
    agency_sheets,
    attendance_sheet,
    groups_sheet,
    seats_sheet,
)
from attendance.tables import AgenciesTable, GroupsTable, SeatsTable
from lscb.addresses import asked_year
from lscb.downloads import download
from lscb.plotly_script import allow_plotly
from lscb.rendering import render_page


def _groups(request, board_slug):
    board = board_for(request.user, board_slug)
    return group_pages.groups(board, asked_year(request), timezone.localdate())


@require_safe
def groups(request, board_slug):
    page = _groups(request, board_slug)
    return render_page(request, "attendance/groups.html", page, table=GroupsTable(page))


@require_safe
def groups_download(request, board_slug, kind):
    page = _groups(request, board_slug)
    return download(kind, [groups_sheet(page)], f"{board_slug}-groups-{page.year}")


def _group(request, board_slug, group_slug):
    board = board_for(request.user, board_slug)
    found = get_object_or_404(group_pages.groups_of(board), slug=group_slug)
    return group_pages.group(board, found, asked_year(request), timezone.localdate())


@require_safe
def group(request, board_slug, group_slug):
    page = _group(request, board_slug, group_slug)
    return render_page(request, "attendance/group.html", page, table=SeatsTable(page))


@require_safe
def group_download(request, board_slug, group_slug, kind):
    page = _group(request, board_slug, group_slug)
    return download(kind, [seats_sheet(page)], f"{board_slug}-{group_slug}-seats-{page.year}")


@require_safe
def group_history(request, board_slug, group_slug):
    board = history_board_for(request.user, board_slug)
    page = history.group_history(board, get_object_or_404(board.groups, slug=group_slug))
    return render_page(request, "attendance/group_history.html", page)


def _group_attendance(request, board_slug, group_slug, year):
    board = board_for(request.user, board_slug)
    return table.group_attendance(board, get_object_or_404(board.groups, slug=group_slug), year)


@require_safe
def group_attendance(request, board_slug, group_slug, year):
    page = _group_attendance(request, board_slug, group_slug, year)
    response = render_page(request, "attendance/group_attendance.html", page)
    return allow_plotly(response) if page.charts else response


@require_safe
def group_attendance_download(request, board_slug, group_slug, year, kind):
    page = _group_attendance(request, board_slug, group_slug, year)
    return download(kind, [attendance_sheet(page)], f"{board_slug}-{group_slug}-attendance-{year}")


def _agencies(request, board_slug):
    board = board_for(request.user, board_slug)
    return agency_pages.agencies(board, asked_year(request), timezone.localdate())


@require_safe
def agencies(request, board_slug):
    page = _agencies(request, board_slug)
    return render_page(request, "attendance/agencies.html", page, table=AgenciesTable(page))


@require_safe
def agencies_download(request, board_slug, kind):
    page = _agencies(request, board_slug)
    return download(kind, [agencies_sheet(page)], f"{board_slug}-agencies-{page.year}")


def _agency(request, board_slug, agency_slug):
    board = board_for(request.user, board_slug)
    return agency_pages.agency(board, agency_slug, asked_year(request), timezone.localdate())


@require_safe
def agency(request, board_slug, agency_slug):
    page = _agency(request, board_slug, agency_slug)
    return render_page(request, "attendance/agency.html", page)


@require_safe
def agency_download(request, board_slug, agency_slug, kind):
    page = _agency(request, board_slug, agency_slug)
    return download(kind, agency_sheets(page), f"{board_slug}-{agency_slug}-{page.year}")
