"""The admin site's pages for meetings, who came, and the rules of counting."""

from django import forms
from django.contrib import admin
from django.db.models import Count

from agencies.administration import BoardScopedAdmin, ReasonedForm, RowsOnAPage, ShownOnly
from attendance.models import (
    AttendanceQuery,
    CalendarAddress,
    ConcernRule,
    CountingRule,
    Guest,
    Mark,
    Meeting,
    QuorumRule,
    RegisterImport,
    SentRegister,
)

SAY_WHY = "The register of this meeting is confirmed. Say in “Why” what is corrected."


class MarkRow(forms.ModelForm):
    """One seat at the meeting. Whose row it is does not change."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seat"].disabled = True
            self.fields["seat"].choices = [(self.instance.seat_id, str(self.instance.seat))]


class MarksOfAMeeting(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        corrects = any(form.has_changed() for form in self.forms)
        if corrects and self._was_confirmed() and not self.data.get("why", "").strip():
            raise forms.ValidationError(SAY_WHY)

    def _was_confirmed(self):
        return Meeting.objects.counted().filter(pk=self.instance.pk).exists()


class MarkRows(RowsOnAPage):
    model = Mark
    form = MarkRow
    formset = MarksOfAMeeting
    fields = [
        "seat",
        "status",
        "substitute",
        "substitute_agency",
        "substitute_job",
        "arrived_at",
        "left_at",
        "is_remote",
        "doubt",
    ]

    def choices_for(self, name, queryset, parent):
        if name == "seat":
            return queryset.filter(group=parent.group_id)
        return super().choices_for(name, queryset, parent)


class MeetingForm(ReasonedForm):
    def clean(self):
        """A confirmed register is not opened, moved or called off without a reason either."""
        cleaned = super().clean()
        if self.initial.get("confirmed_at") and self.has_changed() and not cleaned.get("why"):
            self.add_error("why", SAY_WHY)
        return cleaned


@admin.register(Meeting)
class MeetingAdmin(BoardScopedAdmin):
    board_lookup = "group__board"
    related = ("group__board", "confirmed_by")
    form = MeetingForm
    list_display = ["held_on", "group", "kind", "state", "is_confirmed", "seats_recorded"]
    list_filter = [
        "group__board",
        "group",
        "state",
        "kind",
        ("confirmed_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["group__name", "held_on", "date_note", "printed_date"]
    autocomplete_fields = ["group"]
    readonly_fields = ["confirmed_by"]
    date_hierarchy = "held_on"
    ordering = ["-held_on", "group"]
    inlines = [MarkRows]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(recorded=Count("marks"))

    @admin.display(description="register confirmed", boolean=True, ordering="confirmed_at")
    def is_confirmed(self, meeting):
        return meeting.confirmed_at is not None

    @admin.display(description="seats recorded", ordering="recorded")
    def seats_recorded(self, meeting):
        return meeting.recorded

    def get_inlines(self, request, obj):
        """Who came is entered once the meeting is there: its group says which seats."""
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        if "confirmed_at" in form.changed_data:
            obj.confirmed_by = request.user if obj.confirmed_at else None
        super().save_model(request, obj, form, change)


class MarkForm(ReasonedForm):
    def clean(self):
        cleaned = super().clean()
        meeting = cleaned.get("meeting") or (self.instance.pk and self.instance.meeting)
        if meeting and meeting.confirmed_at and self.has_changed() and not cleaned.get("why"):
            self.add_error("why", SAY_WHY)
        return cleaned


@admin.register(Mark)
class MarkAdmin(BoardScopedAdmin):
    board_lookup = "meeting__group__board"
    also_fixed = ("seat",)
    related = ("meeting__group__board", "seat__agency", "substitute")
    form = MarkForm
    list_display = ["seat", "meeting", "status", "doubt"]
    list_filter = [
        "meeting__group__board",
        "meeting__group",
        "status",
        "seat__agency",
        ("doubt", admin.EmptyFieldListFilter),
    ]
    search_fields = ["seat__title", "seat__agency__name", "doubt"]
    autocomplete_fields = ["meeting", "seat", "substitute", "substitute_agency"]
    date_hierarchy = "meeting__held_on"

    def has_delete_permission(self, request, obj=None):
        """A confirmed register is corrected on the meeting's page, which asks for the reason."""
        return super().has_delete_permission(request, obj) and not (
            obj is not None and obj.meeting.confirmed_at
        )


@admin.register(CountingRule)
class CountingRuleAdmin(BoardScopedAdmin):
    board_lookup = "group__board"
    related = ("group__board",)
    list_display = ["group", "year", "headline", "average", "extraordinary_meetings_count"]
    list_filter = ["group__board", "group", "year"]
    search_fields = ["group__name"]
    autocomplete_fields = ["group"]


@admin.register(ConcernRule)
class ConcernRuleAdmin(BoardScopedAdmin):
    board_lookup = "group__board"
    related = ("group__board",)
    list_display = ["group", "year", "measure", "absences_in_a_row", "under_percent"]
    list_filter = ["group__board", "group", "year"]
    search_fields = ["group__name"]
    autocomplete_fields = ["group"]


@admin.register(QuorumRule)
class QuorumRuleAdmin(BoardScopedAdmin):
    board_lookup = "group__board"
    related = ("group__board",)
    list_display = ["group", "year", "smallest_seats", "smallest_percent", "smallest_agencies"]
    list_filter = ["group__board", "group", "year"]
    search_fields = ["group__name"]
    autocomplete_fields = ["group"]


@admin.register(Guest)
class GuestAdmin(BoardScopedAdmin):
    board_lookup = "meeting__group__board"
    related = ("meeting__group__board", "person", "agency")
    list_display = ["meeting", "person", "agency", "job"]
    list_filter = ["meeting__group__board", "meeting__group", "agency"]
    search_fields = ["person__name", "job", "agency__name"]
    autocomplete_fields = ["meeting", "person", "agency"]


@admin.register(AttendanceQuery)
class AttendanceQueryAdmin(ShownOnly):
    board_lookup = "meeting__group__board"
    related = ("meeting__group__board", "seat__agency", "asked_by", "answered_by")
    list_display = ["seat", "meeting", "asked_by", "asked_at", "answered_at"]
    list_filter = ["meeting__group__board", ("answered_at", admin.EmptyFieldListFilter)]
    search_fields = ["note", "answer", "seat__title"]


@admin.register(CalendarAddress)
class CalendarAddressAdmin(ShownOnly):
    board_lookup = "group__board"
    related = ("group__board", "user")
    list_display = ["group", "user", "made_at", "revoked_at"]
    list_filter = ["group__board", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["group__name", "user__email"]
    fields = ["group", "user", "made_at", "revoked_at"]

    def lookup_allowed(self, lookup, value, request=None):
        return not lookup.startswith("key_hash") and super().lookup_allowed(lookup, value, request)


@admin.register(RegisterImport)
class RegisterImportAdmin(ShownOnly):
    related = ("board", "group", "read_by", "entered_by", "undone_by")
    list_display = ["filename", "group", "year", "state", "read_at", "entered_at", "board"]
    list_filter = ["board", "state"]
    search_fields = ["filename", "group__name"]
    fields = [
        "board",
        "group",
        "year",
        "state",
        "filename",
        "sha256",
        "read_by",
        "read_at",
        "entered_by",
        "entered_at",
        "undone_by",
        "undone_at",
    ]


@admin.register(SentRegister)
class SentRegisterAdmin(ShownOnly):
    board_lookup = "meeting__group__board"
    related = ("meeting__group__board", "user")
    list_display = ["meeting", "user", "sent_at"]
    list_filter = ["meeting__group__board"]
    search_fields = ["meeting__group__name", "user__email"]
    fields = ["meeting", "user", "sent_at"]
