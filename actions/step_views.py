"""The steps of a letter, from a concern to its outcome: each a form, a change and a sentence."""

from contextlib import contextmanager
from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from actions import letters as steps
from actions.forms import (
    ApproveForm,
    CloseForm,
    EditForm,
    ReplyForm,
    SendForm,
    WithdrawForm,
    first_reply_due,
)
from actions.models import Letter
from actions.pages import ApproveLetterPage, EditLetterPage, LetterStepPage
from actions.views import CHANGED_MEANWHILE, letter_on, shows_or_does
from agencies.access import chairs_board_for, registers_board_for
from lscb.addresses import asked_year, by_slug
from lscb.formats import day
from lscb.keys import read_id
from lscb.rendering import render_page


def to_letter(found: Letter):
    return redirect("letter", found.board.slug, found.pk)


@contextmanager
def told(request):
    """What a step refuses becomes the next page's message; `.refused` says that it was."""
    outcome = _Outcome()
    try:
        yield outcome
    except steps.Refused as refused:
        outcome.refused = True
        messages.error(request, str(refused))


class _Outcome:
    refused = False


def refuse_wrong_state(request, found: Letter, *states) -> bool:
    """Whether the page of a step is closed because the letter has left these states."""
    if found.state in states:
        return False
    messages.error(request, f"Nothing was done: {steps.what_became_of(found)}")
    return True


@require_POST
def new_letter(request, board_slug):
    """Drafts from a concern: of the agency as a whole, or of one seat."""
    board = registers_board_for(request.user, board_slug)
    group = by_slug(board.groups, request.POST.get("group", ""))
    seat, agency = _about(request, board, group)
    year = asked_year(request)
    if year is None:
        raise Http404("No period")
    back = f"{reverse('concerns', args=[board.slug])}?period={year}"
    with told(request) as outcome:
        found, is_new = steps.draft(
            board, agency, group, year, seat, by=request.user, today=timezone.localdate()
        )
    if outcome.refused:
        return redirect(back)
    if is_new:
        messages.success(request, f"A letter to {agency} is drafted. Read it and change it freely.")
    else:
        messages.info(request, f"There is a letter to {agency} already that was not sent yet.")
    return to_letter(found)


def _about(request, board, group):
    """The seat, or None, and the agency, as the button that was pressed names them."""
    chosen = read_id(request.POST.get("seat", ""))
    if chosen is not None:
        seat = get_object_or_404(group.seats.select_related("agency"), pk=chosen)
        return seat, seat.agency
    return None, by_slug(board.agencies, request.POST.get("agency", ""))


@shows_or_does
def edit_letter(request, board_slug, letter_id):
    board = registers_board_for(request.user, board_slug)
    found, today = letter_on(board, letter_id), timezone.localdate()
    if refuse_wrong_state(request, found, *steps.OPEN):
        return to_letter(found)
    changed = steps.changed_figures(found, today)
    seen = {"seen": steps.version(found), "changes_seen": steps.version_of(changed)}
    initial = {"subject": found.subject, "body": found.body, **seen}
    form = EditForm(found, request.POST or None, initial=initial, has_changes=bool(changed))
    page = EditLetterPage(board, found, form, changed)
    if request.method == "POST" and form.is_valid():
        return _edited(request, page)
    return render_page(request, "actions/edit_letter.html", page)


def _edited(request, page):
    form, found = page.form, page.letter
    given = form.cleaned_data
    put_in = given["changes_seen"] if given.get("figures_put_in") else None
    try:
        with told(request) as outcome:
            is_changed = steps.edit(
                found,
                given["subject"],
                given["body"],
                seen=given["seen"],
                figures_put_in=put_in,
                today=timezone.localdate(),
            )
    except steps.ChangedMeanwhile as meanwhile:
        form.take_as_seen(steps.version(meanwhile.letter))
        form.add_error(None, CHANGED_MEANWHILE)
        page = replace(page, theirs=meanwhile.letter)
        return render_page(request, "actions/edit_letter.html", page)
    if not outcome.refused:
        again = " It is a draft again, and needs approval." if page.is_approved else ""
        messages.success(
            request, f"The letter is saved.{again}" if is_changed else "Nothing was changed."
        )
    return to_letter(found)


@require_POST
def refresh_letter(request, board_slug, letter_id):
    board = registers_board_for(request.user, board_slug)
    found = letter_on(board, letter_id)
    with told(request) as outcome:
        done = steps.refresh(found, timezone.localdate())
    if not outcome.refused:
        _tell_refreshed(request, done)
    return to_letter(found)


def _tell_refreshed(request, done: steps.Refreshed):
    if done.left:
        messages.warning(
            request,
            "Some of the text was changed by hand, and its figures are left as they are: change "
            "them there.",
        )
    elif done.put_in:
        messages.success(request, "Today’s figures of the register stand in the letter now.")
    else:
        messages.info(request, "The figures were those of today.")


@shows_or_does
def approve_letter(request, board_slug, letter_id):
    board = chairs_board_for(request.user, board_slug)
    found, today = letter_on(board, letter_id), timezone.localdate()
    if refuse_wrong_state(request, found, Letter.State.DRAFT):
        return to_letter(found)
    if sentence := steps.why_not_approve(found, request.user, today):
        messages.error(request, sentence)
        return to_letter(found)
    changed = steps.changed_figures(found, today)
    seen = steps.version_to_approve(found, changed)
    form = ApproveForm(request.POST or None, initial={"seen": seen}, has_changes=bool(changed))
    page = ApproveLetterPage(board, found, form, changed, today)
    if request.method == "POST":
        return _approved(request, page, seen)
    return render_page(request, "actions/approve_letter.html", page)


def _approved(request, page, seen):
    form, found = page.form, page.letter
    if form.data.get("seen") != seen:
        return _show_newer(request, page, seen)
    if not form.is_valid():
        return render_page(request, "actions/approve_letter.html", page)
    try:
        with told(request) as outcome:
            steps.approve(
                found,
                request.user,
                seen=seen,
                knows_changes=form.cleaned_data.get("knows_changes", False),
                today=page.today,
            )
    except steps.ChangedMeanwhile:
        messages.error(
            request,
            "The letter or its figures were changed in this moment, so it is not approved. Read "
            "what it says now, and approve that if you agree.",
        )
        return redirect("approve_letter", page.board.slug, found.pk)
    if not outcome.refused:
        messages.success(request, f"The letter to {found.agency} is approved. It is not sent yet.")
    return to_letter(found)


def _show_newer(request, page, seen):
    """What was approved is not what is there now: that is shown, and asked about again."""
    form = ApproveForm(initial={"seen": seen}, has_changes=bool(page.changed))
    page = replace(page, form=form, is_newer=True)
    return render_page(request, "actions/approve_letter.html", page)


@shows_or_does
def send_letter(request, board_slug, letter_id):
    board = registers_board_for(request.user, board_slug)
    found, today = letter_on(board, letter_id), timezone.localdate()
    if refuse_wrong_state(request, found, Letter.State.APPROVED):
        return to_letter(found)
    initial = {"posted_on": today, "reply_due": first_reply_due(found, today)}
    form = SendForm(found, today, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _sent(request, found, form):
        return to_letter(found)
    page = LetterStepPage(
        board,
        found,
        f"Send letter {found.pk} to {found.agency}",
        "By e-mail it goes out at once, as plain text, and answers to it come to your own address, "
        f"{request.user.email}. By post, print it from its page; note here that it was posted.",
        "Send it",
        form,
    )
    return render_page(request, "actions/letter_step.html", page)


def _sent(request, found, form) -> bool:
    """Whether the page goes on to the letter: it was sent, or it no longer waits for that."""
    given = form.cleaned_data
    name, email, due = given["name"], given["email"], given["reply_due"]
    try:
        with told(request) as outcome:
            if given["means"] == SendForm.EMAIL:
                steps.send(
                    found,
                    request.user,
                    name=name,
                    email=email,
                    reply_due=due,
                    today=timezone.localdate(),
                )
                done = f"The letter is sent to {name}, {email}."
            else:
                steps.note_posted(found, name=name, sent_on=given["posted_on"], reply_due=due)
                done = f"The letter is noted as posted on {day(given['posted_on'])}."
    except steps.NotSent:
        form.add_error(
            None,
            "The mail server did not take the letter, so it is not sent: nothing has changed. "
            "Try later, or print and post it.",
        )
        return False
    if not outcome.refused:
        messages.success(request, f"{done} The reply is due on {day(due)}.")
    return True


@shows_or_does
def note_reply(request, board_slug, letter_id):
    board = registers_board_for(request.user, board_slug)
    found, today = letter_on(board, letter_id), timezone.localdate()
    if refuse_wrong_state(request, found, Letter.State.SENT, Letter.State.REPLIED):
        return to_letter(found)
    initial = {
        "replied_on": found.replied_on or today,
        "reply": found.reply,
        "seen": steps.version(found),
    }
    form = ReplyForm(found, today, request.POST or None, initial=initial)
    page = LetterStepPage(
        board,
        found,
        f"Reply to letter {found.pk} from {found.agency}",
        f"The letter was sent on {day(found.sent_on)}.",
        "Save the reply",
        form,
    )
    if request.method == "POST" and form.is_valid():
        return _reply_noted(request, page)
    return render_page(request, "actions/letter_step.html", page)


def _reply_noted(request, page):
    given = page.form.cleaned_data
    try:
        with told(request) as outcome:
            steps.note_reply(
                page.letter,
                replied_on=given["replied_on"],
                reply=given["reply"],
                seen=given["seen"],
            )
    except steps.ChangedMeanwhile as meanwhile:
        page.form.take_as_seen(steps.version(meanwhile.letter))
        page.form.add_error(None, CHANGED_MEANWHILE)
        page = replace(page, theirs=meanwhile.letter)
        return render_page(request, "actions/letter_step.html", page)
    if not outcome.refused:
        messages.success(request, f"The reply of {page.letter.agency} is saved.")
    return to_letter(page.letter)


@shows_or_does
def close_letter(request, board_slug, letter_id):
    board = registers_board_for(request.user, board_slug)
    found, today = letter_on(board, letter_id), timezone.localdate()
    if refuse_wrong_state(request, found, Letter.State.SENT, Letter.State.REPLIED):
        return to_letter(found)
    form = CloseForm(found, today, request.POST or None, initial={"closed_on": today})
    if request.method == "POST" and form.is_valid():
        with told(request) as outcome:
            steps.close(
                found, **{name: form.cleaned_data[name] for name in ("closed_on", "outcome")}
            )
        if not outcome.refused:
            messages.success(request, f"The letter to {found.agency} is closed.")
        return to_letter(found)
    page = LetterStepPage(
        board,
        found,
        f"Close letter {found.pk} to {found.agency}",
        "With its outcome the letter is finished, and nothing of it can be changed any more."
        + ("" if found.replied_on else " No reply to it is noted."),
        "Close it",
        form,
    )
    return render_page(request, "actions/letter_step.html", page)


@shows_or_does
def withdraw_letter(request, board_slug, letter_id):
    board = registers_board_for(request.user, board_slug)
    found = letter_on(board, letter_id)
    if refuse_wrong_state(request, found, *steps.OPEN):
        return to_letter(found)
    form = WithdrawForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request) as outcome:
            steps.withdraw(found, form.cleaned_data["reason"])
        if not outcome.refused:
            messages.success(request, f"The letter to {found.agency} is withdrawn.")
        return to_letter(found)
    page = LetterStepPage(
        board,
        found,
        f"Withdraw letter {found.pk} to {found.agency}",
        "It is not sent, and stays in the list as withdrawn. Another can be drafted.",
        "Withdraw it",
        form,
    )
    return render_page(request, "actions/letter_step.html", page)
