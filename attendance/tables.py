"""The lists of groups, seats and agencies, which readers sort."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from attendance.pages.agency import AgenciesPage
from attendance.pages.groups import GroupPage, GroupsPage
from attendance.templatetags.figures import figure
from lscb.tables import SortableTable

NUMBER = {"cell": {"class": "n"}}


class FigureColumn(tables.Column):
    """A Figure, sorted by its share."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", NUMBER)
        super().__init__(*args, empty_values=(), **kwargs)

    def render(self, value):
        return figure(value)


def missing(words: str):
    return format_html('<span class="none">{}</span>', words)


class GroupsTable(SortableTable):
    caption = "Groups"

    name = tables.Column("Group", accessor="group__name", order_by="group__name")
    parent = tables.Column("Reports to", empty_values=())
    meets = tables.Column("Meets", accessor="group__meets", empty_values=())
    in_post = tables.Column("Seats held", attrs=NUMBER)
    vacant = tables.Column("Vacant", attrs=NUMBER)
    meetings = tables.Column(accessor="number_of_meetings", attrs=NUMBER)
    attendance = FigureColumn(order_by="attendance__share")

    def __init__(self, page: GroupsPage):
        self.page = page
        self.detail = f"{len(page.groups)}"
        super().__init__(page.groups)
        self.columns["meetings"].column.verbose_name = f"Meetings {page.year}"
        self.columns["attendance"].column.verbose_name = f"Attendance {page.year}"

    def render_name(self, record):
        url = reverse("group", args=[self.page.board.slug, record.group.slug])
        ended = f", ended {record.group.until:%Y}" if record.group.until else ""
        return format_html(
            '<a href="{}?period={}">{}</a><small>{}{}</small>',
            url,
            self.page.year,
            record.group.name,
            record.group.get_kind_display(),
            ended,
        )

    def render_parent(self, value):
        return value or missing("None")

    def render_meets(self, value):
        return value or missing("Not stated")

    def render_in_post(self, value, record):
        return value if record.seats else missing("No seats")

    def render_vacant(self, value, record):
        return value if record.seats else missing("No seats")

    def render_meetings(self, value, record):
        if not value:
            return missing("None")
        slugs = [self.page.board.slug, record.group.slug, self.page.year]
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> meetings of the {}</span></a>',
            reverse("group_attendance", args=slugs),
            value,
            record.group.name,
        )

    def render_attendance(self, value, record):
        if not record.number_of_meetings:
            return missing("Nothing to count")
        return figure(value)


def agency_link(page, slug: str, name: str):
    url = reverse("agency", args=[page.board.slug, slug])
    return format_html('<a href="{}?period={}">{}</a>', url, page.year, name)


class SeatsTable(SortableTable):
    caption = "Seats"

    title = tables.Column("Seat", accessor="seat__title")
    agency = tables.Column(accessor="seat__agency")
    sector = tables.Column(accessor="seat__sector")
    state = tables.Column(empty_values=())

    def __init__(self, page: GroupPage):
        self.page = page
        self.detail = f"{len(page.seats)} in {page.year}"
        super().__init__(page.seats, prefix="seats-")
        self.columns["state"].column.verbose_name = f"On {page.as_at_words}"

    def render_state(self, record):
        return render_to_string("attendance/_held.html", {"now": record})

    def render_agency(self, record):
        return agency_link(self.page, record.seat.agency_slug, record.seat.agency)


class AgenciesTable(SortableTable):
    name = tables.Column("Agency", accessor="agency__name")
    sector = tables.Column(accessor="agency__sector__name")

    detail = "holder or substitute, of the seats expected"

    def __init__(self, page: AgenciesPage):
        self.page = page
        self.caption = f"Agency representation {page.year}"
        groups = [
            (f"group{number}", RepresentationColumn(records.group.name, number))
            for number, records in enumerate(page.groups)
        ]
        super().__init__(page.agencies, extra_columns=groups)

    def render_name(self, record):
        return agency_link(self.page, record.agency.slug, record.agency.name)


class RepresentationColumn(FigureColumn):
    """The agency's figure in one of the groups."""

    def __init__(self, name: str, number: int):
        super().__init__(name, accessor=f"figures__{number}", order_by=f"figures__{number}__share")

    def render(self, value):
        return super().render(value) if value else missing("No seat")
