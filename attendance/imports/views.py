"""Registers from spreadsheets: the list, one import, and its undoing."""

import hashlib

from django.contrib import messages
from django.db import IntegrityError, OperationalError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.access import registers_board_for
from attendance.imports import pages, progress
from attendance.imports.entering import NotEntered, enter, locked, read_again
from attendance.imports.forms import AnswersForm, UploadForm
from attendance.imports.pages import ImportPage
from attendance.imports.proposals import GROUP_KIND, GROUP_NAME, Proposal
from attendance.imports.reading import Refused, as_values, read_register
from attendance.imports.undoing import undo
from attendance.models import RegisterImport
from attendance.pages.groups import groups_of, latest_year
from lscb.formats import listed
from lscb.rendering import render_page

NOT_UNDONE = (
    "Nothing was undone: other records depend on this import, or somebody changed the same records "
    "at the same moment. Try again."
)
ANSWERS_SAVED = "Your answers are saved. Look through what will be entered, then press Enter it."
shows_or_does = require_http_methods(["GET", "HEAD", "POST"])


@shows_or_does
def imports(request, board_slug):
    board = registers_board_for(request.user, board_slug)
    if request.method == "POST":
        form = UploadForm(board, request.POST, request.FILES)
        if form.is_valid() and (record := uploaded(request, board, form)):
            return redirect("register_import", board.slug, record.pk)
    else:
        form = UploadForm(board, initial=first_choice(request, board))
    return render_page(request, "attendance/imports.html", pages.imports(board, form))


def first_choice(request, board) -> dict:
    """The group the reader comes from, and the latest year it met in."""
    groups = list(groups_of(board))
    asked = [group for group in groups if group.slug == request.GET.get("group")]
    year = latest_year(asked or groups, timezone.localdate())
    return {"year": str(year), "group": str(asked[0].pk) if asked else ""}


def uploaded(request, board, form: UploadForm) -> RegisterImport | None:
    """The file as an import to be looked at. Where it is not taken, the form says why."""
    file, cleaned = form.cleaned_data["file"], form.cleaned_data
    try:
        register = read_register(file, file.name, cleaned["year"])
    except Refused as refused:
        form.add_error("file", str(refused))
        return None
    group = form.chosen_group
    names = {GROUP_NAME: cleaned["new_name"], GROUP_KIND: cleaned["new_kind"]}
    return RegisterImport.objects.create(
        board=board,
        group=group,
        year=cleaned["year"],
        filename=file.name[:200],
        sha256=digest_of(file),
        read_by=request.user,
        table=as_values(register),
        answers={} if group else names,
    )


def digest_of(file) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def import_of(request, board_slug, import_id):
    """The board and one of its imports."""
    board = registers_board_for(request.user, board_slug)
    records = board.register_imports.select_related("group", "read_by", "entered_by", "undone_by")
    return board, get_object_or_404(records, pk=import_id)


@shows_or_does
def register_import(request, board_slug, import_id):
    board, record = import_of(request, board_slug, import_id)
    if request.method == "POST":
        return changed(request, board, record)
    return shown(request, board, record)


def shown(request, board, record, form=None, proposal=None, refusal=""):
    """The import with its questions; what it did, where it was entered."""
    if record.state != RegisterImport.State.READ:
        return render_page(request, "attendance/import.html", ImportPage(board, record))
    proposal = proposal or read_again(record, timezone.localdate())
    form = form or AnswersForm(proposal, record.answers)
    page = ImportPage(board, record, proposal, form, refusal)
    return render_page(request, "attendance/import.html", page)


def changed(request, board, record):
    """Saves the answers, enters the import or discards it, as the pressed button says."""
    here = redirect("register_import", board.slug, record.pk)
    if record.state != RegisterImport.State.READ:
        messages.error(request, f"Nothing was changed: {record}.")
        return here
    if request.POST.get("do") == "discard":
        return discarded(request, board, record)
    proposal = read_again(record, timezone.localdate())
    form = AnswersForm(proposal, record.answers, request.POST)
    if not form.is_valid():
        return shown(request, board, record, form, proposal)
    shown_as_it_was = proposal.digest == request.POST.get("seen")
    keep_answers(record, form.answers)
    proposal = read_again(record, timezone.localdate())
    if request.POST.get("do") == "enter":
        if proposal.is_ready and shown_as_it_was and proposal.digest != request.POST.get("seen"):
            # Only by these answers: what follows from them was not looked at yet.
            messages.success(request, ANSWERS_SAVED)
            return here
        return entered(request, board, record, proposal)
    messages.success(request, f"Your answers are saved. {what_is_left(proposal)}")
    return here


def what_is_left(proposal: Proposal) -> str:
    left = len(proposal.open_questions)
    if left:
        words = pages.counted_words(left, ("question is", "questions are"))
        return f"{words[0].upper()}{words[1:]} still open."
    return "Look through what will be entered, then enter it."


@transaction.atomic
def keep_answers(record: RegisterImport, answers: dict[str, str]) -> None:
    """Adds the answers to those that are kept; an emptied one is forgotten."""
    now = RegisterImport.objects.select_for_update(of=("self",)).get(pk=record.pk)
    record.answers = {key: value for key, value in (now.answers | answers).items() if value != ""}
    record.save(update_fields=["answers"])


def entered(request, board, record, proposal: Proposal):
    """Enters the import as it was looked at."""
    if not proposal.is_ready:
        # Bound to what is kept by now: a new question may follow from an answer.
        form = AnswersForm(proposal, record.answers, as_sent(proposal, record, request.POST))
        form.is_valid()
        form.refuse_open(proposal)
        return shown(request, board, record, form, proposal)
    seen = request.POST.get("seen", "-")
    work = progress.refusing(enter(record, request.user, timezone.localdate(), seen=seen))
    try:
        step = progress.run(work)
    except NotEntered as refused:
        messages.error(request, str(refused))
        return redirect("register_import", board.slug, record.pk)
    if step is not None:
        return progress.streamed(request, board, record, step, work)
    record.refresh_from_db()
    messages.success(request, f"{record.filename} is entered: {listed(pages.did_words(record))}.")
    return redirect("register_import", board.slug, record.pk)


def as_sent(proposal: Proposal, record, sent):
    """What was sent, with the names of agencies that were not asked about before."""
    filled = sent.copy()
    for agency in proposal.agencies:
        filled.setdefault(f"{agency.key}-name", agency.name)
        filled.setdefault(f"{agency.key}-sector", agency.sector)
    return filled


@transaction.atomic
def discarded(request, board, record):
    found = locked(record)
    if found.state != RegisterImport.State.READ:
        messages.error(request, f"Nothing was changed: {found}.")
        return redirect("register_import", board.slug, record.pk)
    found.state = RegisterImport.State.DISCARDED
    found.save(update_fields=["state"])
    messages.success(request, f"{record.filename} is discarded. Nothing of it was entered.")
    return redirect("imports", board.slug)


@shows_or_does
def register_import_undo(request, board_slug, import_id):
    board, record = import_of(request, board_slug, import_id)
    refusal = ""
    if request.method == "POST":
        try:
            undo(record, request.user)
        except NotEntered as refused:
            refusal = str(refused)
            record.refresh_from_db()
        except (IntegrityError, OperationalError):
            refusal = NOT_UNDONE
            record.refresh_from_db()
        else:
            messages.success(request, f"The import of {record.filename} is undone.")
            return redirect("imports", board.slug)
    page = pages.undo(board, record, refusal)
    return render_page(request, "attendance/import_undo.html", page)
