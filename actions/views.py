"""Pages about attendance concerns and the letters that follow from them."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions import pages
from actions.drafting import digest
from actions.figures import template_of
from actions.forms import TemplateForm
from actions.models import Letter, LetterTemplate
from actions.pages import LetterTemplatePage
from agencies.access import management_board_for, registers_board_for
from lscb.addresses import asked_year, by_slug
from lscb.downloads import download
from lscb.rendering import render_page

shows_or_does = require_http_methods(["GET", "HEAD", "POST"])
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHANGED_MEANWHILE = (
    "Somebody else has changed this in the meantime, so nothing was saved. What it says now stands "
    "below; your own entries are in the boxes. Send them again to put them in its place."
)


# Concerns


def _concerns(request, board_slug):
    board = management_board_for(request.user, board_slug)
    return pages.concerns(board, asked_year(request), timezone.localdate())


@require_safe
def concerns(request, board_slug):
    return render_page(request, "actions/concerns.html", _concerns(request, board_slug))


@require_safe
def concerns_download(request, board_slug, kind):
    page = _concerns(request, board_slug)
    name = f"{board_slug}-concerns-{page.year}"
    return download(kind, [pages.concerns_sheet(page)], name)


# Letters


def _letters(request, board_slug):
    board = management_board_for(request.user, board_slug)
    asked = request.GET.get("agency")
    agency = by_slug(board.agencies, asked) if asked else None
    return pages.letters(board, agency, timezone.localdate())


@require_safe
def letters(request, board_slug):
    return render_page(request, "actions/letters.html", _letters(request, board_slug))


@require_safe
def letters_download(request, board_slug, kind):
    page = _letters(request, board_slug)
    return download(kind, [pages.letters_sheet(page)], f"{board_slug}-letters")


def letter_on(board, letter_id) -> Letter:
    """The letter, its board with rights and words; 404 where the board has none of that number."""
    related = ("agency", "group", "seat", "drafted_by", "approved_by", "addressee")
    found = get_object_or_404(board.letters.select_related(*related), pk=letter_id)
    found.board = board
    return found


def _letter_page(request, board_slug, letter_id):
    board = management_board_for(request.user, board_slug)
    found = letter_on(board, letter_id)
    return pages.letter(board, found, request.user, timezone.localdate())


@require_safe
def letter(request, board_slug, letter_id):
    page = _letter_page(request, board_slug, letter_id)
    return render_page(request, "actions/letter.html", page)


@require_safe
def letter_docx(request, board_slug, letter_id):
    from actions.docx import letter_file

    page = _letter_page(request, board_slug, letter_id)
    name = f"{board_slug}-letter-{page.letter.pk}-{page.letter.agency.slug}.docx"
    response = HttpResponse(letter_file(page), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# The template


def template_version(template: LetterTemplate) -> str:
    return digest(template.subject, template.body, template.reply_within_days)


@shows_or_does
def letter_template(request, board_slug):
    board = registers_board_for(request.user, board_slug)
    template, today = template_of(board), timezone.localdate()
    initial = {
        "subject": template.subject,
        "body": template.body,
        "reply_within_days": template.reply_within_days,
        "seen": template_version(template),
    }
    form = TemplateForm(None, request.POST or None, initial=initial)
    theirs = None
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and request.POST.get("do") != "preview":
        theirs = save_template(board, form)
        if theirs is None:
            messages.success(request, "Letters drafted from now on say this.")
            return redirect("letter_template", board.slug)
        form.take_as_seen(template_version(theirs))
        form.add_error(None, CHANGED_MEANWHILE)
    shown = form.cleaned_data if is_sent else initial
    has_errors = request.method == "POST" and not is_sent
    preview = (
        None
        if has_errors
        else pages.preview(
            board, shown["subject"], shown["body"], shown["reply_within_days"], today
        )
    )
    page = LetterTemplatePage(board, form, preview, template.pk is not None, theirs)
    return render_page(request, "actions/letter_template.html", page)


@transaction.atomic
def save_template(board, form) -> LetterTemplate | None:
    """The template as somebody else has saved it meanwhile; None where it was saved."""
    # Two first templates at once come one after the other.
    type(board).objects.select_for_update().get(pk=board.pk)
    template, given = template_of(board), form.cleaned_data
    if given["seen"] != template_version(template):
        return template
    template.subject, template.body = given["subject"], given["body"]
    template.reply_within_days = given["reply_within_days"]
    template.save()
    return None
