"""A group's seats as a table to sort, and as a sheet to download."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from attendance.membership.pages import GroupSeatsPage
from attendance.tables import missing
from lscb.downloads import Sheet
from lscb.tables import SortableTable


class SeatsTable(SortableTable):
    caption = "Seats"

    title = tables.Column("Seat", accessor="seat__title")
    agency = tables.Column(accessor="seat__agency__name", order_by="seat__agency__name")
    state = tables.Column(empty_values=(), order_by=("state", "since"))
    seniority = tables.Column(
        "Holder’s seniority",
        accessor="holder_seniority",
        empty_values=(),
        order_by=("is_below_required", "holder_seniority"),
    )
    changes = tables.Column("Holder changed", empty_values=())
    came = tables.Column("Holder came", accessor="present", order_by=("never_came", "present"))

    def __init__(self, page: GroupSeatsPage):
        self.page = page
        self.detail = f"{len(page.seats)} in {page.year}"
        extra = []
        if page.board.rights.keeps_registers:
            extra = [("change", tables.Column(accessor="seat__pk", orderable=False))]
        super().__init__(page.seats, extra_columns=extra)
        self.columns["state"].column.verbose_name = f"On {page.as_at_words}"

    def render_title(self, record):
        address = reverse("seat", args=[self.page.board.slug, record.seat.pk])
        return format_html('<a href="{}">{}</a>', address, record.seat.title)

    def render_state(self, record):
        return render_to_string("attendance/_seat_state.html", {"line": record})

    def render_seniority(self, record):
        return render_to_string("attendance/_seat_seniority.html", {"line": record})

    def render_changes(self, record):
        return record.changes_words if record.changes else missing("No change")

    def render_came(self, record):
        return render_to_string("attendance/_seat_came.html", {"line": record})

    def render_change(self, record):
        return format_html(
            '<a href="{}">Who holds it<span class="visually-hidden">: {}</span></a>',
            reverse("seat_holder", args=[self.page.board.slug, record.seat.pk]),
            record.seat.title,
        )


def seats_sheet(page: GroupSeatsPage) -> Sheet:
    """One row per seat of the year: how it was held on the page's day, and how it is doing."""
    return Sheet(
        name=f"seats {page.year}",
        title=f"{page.board}: {page.title}, as at {page.as_at.isoformat()}",
        header=[
            *("seat", "agency", "counts_as", "state", "since", "dates_inferred"),
            *("required_seniority", "holder_seniority", "below_required"),
            *("holder_changes", "holder_came", "substitute_came", "expected", "never_came"),
        ],
        rows=[
            [
                line.seat.title,
                line.seat.agency.name,
                line.seat.counts_as,
                line.state.lower() or "not held",
                line.since.isoformat() if line.since else None,
                _yes_or_no(line.is_inferred),
                line.seat.required_seniority,
                line.holder_seniority,
                _yes_or_no(line.is_below_required),
                line.changes,
                line.present,
                line.substitutes,
                line.expected,
                _yes_or_no(line.never_came),
            ]
            for line in page.seats
        ],
        notes=[
            f"Counted in {page.year}, from confirmed registers, by the group’s own rule. "
            "Changes of holder: how often somebody else came into the seat in the year, interim "
            "cover included."
        ],
    )


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
