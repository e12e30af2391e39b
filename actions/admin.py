"""The admin site's pages for the Chair's letters."""

from django.contrib import admin

from actions.models import Letter, LetterTemplate
from agencies.administration import BoardScopedAdmin, ShownOnly


@admin.register(LetterTemplate)
class LetterTemplateAdmin(BoardScopedAdmin):
    related = ("board",)
    list_display = ["subject", "reply_within_days", "board"]
    list_filter = ["board"]
    search_fields = ["subject", "body"]
    autocomplete_fields = ["board"]


@admin.register(Letter)
class LetterAdmin(ShownOnly):
    """Letters are drafted, approved and followed on the board's own pages."""

    related = ("board", "agency", "group", "seat__agency", "drafted_by", "approved_by", "addressee")
    list_display = ["agency", "seat", "state", "sent_on", "reply_due", "replied_on", "board"]
    list_filter = ["board", "state", "agency"]
    search_fields = ["agency__name", "subject"]
    exclude = ["figures"]
