"""Seats, who holds them, and the kinds of agency that a board wants."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import board_for, registers_board_for
from agencies.models import Tenure
from attendance.membership import cautions, changes, holders, moves, pages
from attendance.membership.changes import Refused
from attendance.membership.forms import ConfirmForm, EndForm, HolderForm, MergeForm, TimesForm
from attendance.membership.pages import SeatFormPage
from attendance.membership.seat_forms import ChangeForm, MoveForm, NewSeatForm
from attendance.membership.tables import SeatsTable, seats_sheet
from attendance.membership.wording import told
from attendance.pages.agency import in_table_order as agencies_in_table_order
from attendance.pages.groups import groups_of
from lscb.addresses import asked_year
from lscb.downloads import download
from lscb.rendering import render_page

shows_or_does = require_http_methods(["GET", "HEAD", "POST"])


def sent(request):
    """What a form gets: the fields that were sent; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


# Reading


def _group_seats(request, board_slug, group_slug):
    board = board_for(request.user, board_slug)
    group = get_object_or_404(groups_of(board), slug=group_slug)
    return pages.group_seats(board, group, asked_year(request), timezone.localdate())


@require_safe
def group_seats(request, board_slug, group_slug):
    page = _group_seats(request, board_slug, group_slug)
    return render_page(request, "attendance/group_seats.html", page, table=SeatsTable(page))


@require_safe
def group_seats_download(request, board_slug, group_slug, kind):
    page = _group_seats(request, board_slug, group_slug)
    return download(kind, [seats_sheet(page)], f"{board_slug}-{group_slug}-seat-health-{page.year}")


@require_safe
def seat(request, board_slug, seat_id):
    board = board_for(request.user, board_slug)
    found = get_object_or_404(pages.seats_of(board), pk=seat_id)
    return render_page(
        request, "attendance/seat.html", pages.seat(board, found, timezone.localdate())
    )


# Changing a seat


def _kept_seat(request, board_slug, seat_id):
    """The board and a seat of it, for those who keep its seats."""
    board = registers_board_for(request.user, board_slug)
    return board, get_object_or_404(pages.seats_of(board), pk=seat_id)


def _ask(request, page, do, know=None):
    """The page's form; once it is sent and what `know` says of it accepted, what `do` does.

    `do` gives the address to go on to, as a view's name and its arguments, and a sentence.
    """
    form = page.form
    is_sent = request.method == "POST" and not page.refusal and form.is_valid()
    if is_sent and request.POST.get("seen", page.seen) != page.seen:
        form.add_error(None, page.told_of_change)
    elif is_sent:
        try:
            if know is None or form.accepts(know()):
                leads_to, sentence = do()
                messages.success(request, sentence)
                return redirect(*leads_to)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return render_page(request, "attendance/seat_form.html", page)


def _to(board, seat):
    return ("seat", board.slug, seat.pk)


@shows_or_does
def seat_new(request, board_slug, group_slug):
    board = registers_board_for(request.user, board_slug)
    group = get_object_or_404(board.groups, slug=group_slug)
    group.board = board
    form = NewSeatForm(board, agencies_in_table_order(board), sent(request))
    page = SeatFormPage(board, group, None, f"Add a seat to the {group}", "Add the seat", form)

    def do():
        given = form.cleaned_data
        new, sentence = changes.add_seat(
            group,
            form.given_agency,
            form.given_words,
            given["since"],
            given["state"],
            form.given_holder,
        )
        return _to(board, new), sentence

    return _ask(request, page, do)


@shows_or_does
def seat_change(request, board_slug, seat_id):
    board, found = _kept_seat(request, board_slug, seat_id)
    form = ChangeForm(found, sent(request))
    page = SeatFormPage(board, found.group, found, "Change the seat", "Save", form)

    def do():
        given = form.cleaned_data
        sentence = changes.change_words(
            found, form.given_words, was_mistyped=given["is_mistyped"], steps=given["place"]
        )
        return _to(board, found), sentence

    return _ask(request, page, do)


@shows_or_does
def seat_holder(request, board_slug, seat_id):
    board, found = _kept_seat(request, board_slug, seat_id)
    form = HolderForm(sent(request))
    page = SeatFormPage(
        board,
        found.group,
        found,
        "Name a holder, interim cover or a vacancy",
        "Save",
        form,
        [_held_now(found), "What it says now ends the day before."],
    )

    def do():
        given = form.cleaned_data
        sentence = holders.name_holder(found, given["since"], given["state"], form.given_holder)
        return _to(board, found), sentence

    def know():
        return cautions.of_naming(found, form.cleaned_data["since"], form.cleaned_data["state"])

    return _ask(request, page, do, know)


def _held_now(found) -> str:
    times = changes.times_of(found)
    return f"The latest entry: {told(times[-1])}." if times else "No dates are on record yet."


def _kept_time(request, board_slug, seat_id, tenure_id):
    board, found = _kept_seat(request, board_slug, seat_id)
    times = Tenure.objects.select_related("person", "seat__group__board", "seat__agency")
    return board, found, get_object_or_404(times, seat=found, pk=tenure_id)


@shows_or_does
def seat_times(request, board_slug, seat_id, tenure_id):
    board, found, tenure = _kept_time(request, board_slug, seat_id, tenure_id)
    form = TimesForm(tenure, sent(request))
    page = SeatFormPage(
        board,
        found.group,
        found,
        "Put the days right",
        "Save",
        form,
        [f"The entry: {told(tenure)}."],
        tenure=tenure,
        may_take_back=True,
    )

    def do():
        given = form.cleaned_data
        sentence = holders.put_right(
            tenure,
            given["since"],
            form.until,
            is_inferred=form.is_inferred,
            note=given["note"],
            holder=form.given_holder,
        )
        return _to(board, found), sentence

    def know():
        return cautions.of_days(tenure, form.cleaned_data["since"], form.until)

    return _ask(request, page, do, know)


@shows_or_does
def seat_take_back(request, board_slug, seat_id, tenure_id):
    board, found, tenure = _kept_time(request, board_slug, seat_id, tenure_id)
    page = SeatFormPage(
        board,
        found.group,
        found,
        "Take an entry back",
        "Take it back",
        ConfirmForm(sent(request)),
        [
            f"The entry: {told(tenure)}. It goes; if another entry ended on the day before it "
            "began, that one goes on instead. The history keeps both."
        ],
        tenure=tenure,
    )
    return _ask(
        request,
        page,
        lambda: (_to(board, found), holders.take_back(tenure)),
        lambda: cautions.of_taking_back(tenure),
    )


@shows_or_does
def seat_end(request, board_slug, seat_id):
    board, found = _kept_seat(request, board_slug, seat_id)
    form = EndForm(sent(request))
    page = SeatFormPage(
        board,
        found.group,
        found,
        "End the seat",
        "End the seat",
        form,
        [
            _held_now(found),
            "An ended seat is no longer expected at meetings, nor shown as vacant. What was "
            "recorded of it stays. If only its holder leaves, name a vacancy instead.",
        ],
    )
    return _ask(
        request,
        page,
        lambda: (_to(board, found), moves.end_seat(found, form.day)),
        lambda: cautions.of_ending(found, form.day),
    )


@shows_or_does
def seat_reopen(request, board_slug, seat_id):
    board, found = _kept_seat(request, board_slug, seat_id)
    times = changes.times_of(found)
    page = SeatFormPage(
        board,
        found.group,
        found,
        "Open the seat again",
        "Open it again",
        ConfirmForm(sent(request)),
        [f"It goes on as it was held last: {told(times[-1])}."] if times else [],
        refusal=moves.why_not_reopen(
            times, timezone.localdate(), has_moved=found.continued_by.exists()
        ),
    )
    return _ask(request, page, lambda: (_to(board, found), moves.reopen(found)))


@shows_or_does
def seat_move(request, board_slug, seat_id):
    board, found = _kept_seat(request, board_slug, seat_id)
    others = agencies_in_table_order(board).exclude(pk=found.agency_id)
    form = MoveForm(board, others, sent(request))
    page = SeatFormPage(
        board,
        found.group,
        found,
        "Move the seat to another agency",
        "Move the seat",
        form,
        [
            f"The seat of {found.agency} ends the day before, and a seat of the other agency "
            "carries it on, with its names and its holder. Attendance before that day stays with "
            f"{found.agency}."
        ],
    )

    def do():
        new, sentence = moves.move_seat(found, form.given_agency, form.cleaned_data["since"])
        return _to(board, new), sentence

    def know():
        name = form.given_agency.name
        return cautions.of_moving(found, name, form.cleaned_data["since"])

    return _ask(request, page, do, know)


@shows_or_does
def seat_merge(request, board_slug, seat_id):
    board, found = _kept_seat(request, board_slug, seat_id)
    others = pages.others_first_of_agency(found)
    form = MergeForm(others, found.agency, sent(request))
    page = SeatFormPage(
        board,
        found.group,
        found,
        "Merge two names of one seat",
        "Merge",
        form,
        [
            "Where one post stands in the list twice, under two names: this seat stays, and takes "
            "over the times, the register entries and the name of the other one."
        ],
    )

    def do():
        return _to(board, found), moves.merge(found, form.cleaned_data["other"])

    def know():
        other = form.cleaned_data["other"]
        if clashes := moves.clashes(found, other):
            raise Refused(f"{' '.join(clashes)} Nothing was done.", "other")
        return cautions.of_merging(found, other)

    return _ask(request, page, do, know)
