"""The admin site's pages for boards, agencies, seats, money, what was printed, and accounts."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.shortcuts import render
from django.utils import timezone

from agencies.administration import (
    BoardScopedAdmin,
    ReasonedForm,
    RowsOnAPage,
    ShownOnly,
    administered_keys,
)
from agencies.models import (
    Agency,
    AgencyStanding,
    Board,
    BudgetStatement,
    Contribution,
    Group,
    Invitation,
    Person,
    PublishedFigure,
    Role,
    Seat,
    Sector,
    Spending,
    Tenure,
    WantedKind,
    WordList,
)


class WordListRows(RowsOnAPage):
    model = WordList
    fields = ["since", "body", "body_short", "abbreviation", "chair", "scrutineer"]


@admin.register(Board)
class BoardAdmin(BoardScopedAdmin):
    board_lookup = ""
    list_display = ["name", "area", "area_code", "slug"]
    search_fields = ["name", "area", "slug"]
    inlines = [WordListRows]

    def get_readonly_fields(self, request, obj=None):
        """Addresses are shared by all boards: to try one out is to learn whether it is taken."""
        names = super().get_readonly_fields(request, obj)
        return names if request.user.is_superuser else (*names, "slug")

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["area"]}

    def has_add_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(WordList)
class WordListAdmin(BoardScopedAdmin):
    related = ("board",)
    list_display = ["board", "since", "body", "chair", "yearly_report", "case_review"]
    list_display_links = ["since"]
    list_filter = ["board"]
    search_fields = ["body", "chair", "board__name"]
    autocomplete_fields = ["board"]


@admin.register(Sector)
class SectorAdmin(BoardScopedAdmin):
    related = ("board",)
    list_display = ["name", "position", "board"]
    list_filter = ["board"]
    search_fields = ["name"]
    autocomplete_fields = ["board"]


class StandingRows(RowsOnAPage):
    model = AgencyStanding


@admin.register(Agency)
class AgencyAdmin(BoardScopedAdmin):
    related = ("board", "sector", "parent")
    list_display = ["name", "sector", "parent", "position", "board"]
    list_filter = ["board", "sector"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["board", "sector", "parent"]
    inlines = [StandingRows]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}


@admin.register(AgencyStanding)
class AgencyStandingAdmin(BoardScopedAdmin):
    board_lookup = "agency__board"
    related = ("agency__board",)
    list_display = ["agency", "standing", "since"]
    list_filter = ["agency__board", "standing"]
    search_fields = ["agency__name"]
    autocomplete_fields = ["agency"]


@admin.register(Group)
class GroupAdmin(BoardScopedAdmin):
    related = ("board", "parent")
    list_display = ["name", "kind", "parent", "meets", "since", "until", "board"]
    list_filter = ["board", "kind"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["board", "parent"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}


class NamesField(forms.CharField):
    """A list of names, written one to a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value):
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"])

    def run_validators(self, value):
        for name in value:
            super().run_validators(name)

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class SeatForm(ReasonedForm):
    aliases = NamesField(
        label="Other names", required=False, help_text="Names the same post went by, one to a line."
    )


class TenuresOfASeat(forms.BaseInlineFormSet):
    """All the times in one seat. They are compared with each other as they will be saved, not
    with what is stored: one can be ended and the next begun in one go."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.compared_together = True
        return form

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if self._is_kept(form)]
        for number, form in enumerate(kept):
            try:
                form.instance.refuse_overlap(other.instance for other in kept[:number])
            except forms.ValidationError as error:
                form.add_error("since", error.message_dict["since"])

    def _is_kept(self, form) -> bool:
        return (
            form.is_valid()
            and form.instance.since is not None
            and not self._should_delete_form(form)
        )

    is_saving = False

    @property
    def initial_forms(self):
        """While saving, in an order in which no step overlaps with what is still stored."""
        stored = super().initial_forms
        return sorted(stored, key=self._turn) if self.is_saving else stored

    def save_existing_objects(self, commit=True):
        self.is_saving = True
        try:
            return super().save_existing_objects(commit)
        finally:
            self.is_saving = False

    def _turn(self, form) -> tuple[int, int]:
        """First what goes, then what shrinks; then what reaches further on, the last one first;
        then what reaches further back, the first one first."""
        now, since, until = form.instance, form.initial.get("since"), form.initial.get("until")
        if since is None or self._should_delete_form(form):
            return 0, 0
        if until is not None and (now.until is None or now.until > until):
            return 2, -now.since.toordinal()
        if now.since < since:
            return 3, now.since.toordinal()
        return 1, 0


class TenureRows(RowsOnAPage):
    model = Tenure
    formset = TenuresOfASeat
    fields = [
        "state",
        "since",
        "until",
        "person",
        "user",
        "since_inferred",
        "until_inferred",
        "seniority",
        "is_below_required",
        "note",
    ]


@admin.register(Seat)
class SeatAdmin(BoardScopedAdmin):
    board_lookup = "group__board"
    related = ("group__board", "agency")
    form = SeatForm
    list_display = ["title", "agency", "group", "state_today", "counts_as", "office"]
    list_filter = ["group__board", "group", "agency", "counts_as", "office"]
    search_fields = ["title", "agency__name"]
    autocomplete_fields = ["group", "agency", "continues"]
    inlines = [TenureRows]

    def get_queryset(self, request):
        today = timezone.localdate()
        now = Tenure.objects.filter(seat=OuterRef("pk"), since__lte=today)
        now = now.filter(Q(until=None) | Q(until__gt=today))
        return super().get_queryset(request).annotate(state_now=Subquery(now.values("state")[:1]))

    @admin.display(description="today", ordering="state_now")
    def state_today(self, seat):
        return Tenure.State(seat.state_now).label if seat.state_now else "Not a member"


@admin.register(Tenure)
class TenureAdmin(BoardScopedAdmin):
    board_lookup = "seat__group__board"
    related = ("seat__group__board", "seat__agency", "person", "user")
    list_display = ["seat", "group", "state", "since", "until", "person", "user"]
    list_filter = ["seat__group__board", "seat__group", "state", "since_inferred"]
    search_fields = ["seat__title", "seat__agency__name", "person__name", "user__email"]
    autocomplete_fields = ["seat", "person", "user"]
    date_hierarchy = "since"

    @admin.display(ordering="seat__group")
    def group(self, tenure):
        return tenure.seat.group


@admin.register(WantedKind)
class WantedKindAdmin(BoardScopedAdmin):
    related = ("board", "met_by__agency")
    list_display = ["name", "since", "met_by", "board"]
    list_filter = ["board", ("met_by", admin.EmptyFieldListFilter)]
    search_fields = ["name", "note"]
    autocomplete_fields = ["board", "met_by"]


@admin.register(Person)
class PersonAdmin(BoardScopedAdmin):
    related = ("board",)
    list_display = ["__str__", "erased_at", "board"]
    list_filter = ["board", ("erased_at", admin.EmptyFieldListFilter)]
    search_fields = ["name"]
    autocomplete_fields = ["board"]
    readonly_fields = ["erased_at"]
    actions = ["erase_names"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "name" in form.base_fields:
            form.base_fields["name"].required = True
        return form

    def has_change_permission(self, request, obj=None):
        """A name that was erased does not come back."""
        return super().has_change_permission(request, obj) and not (obj and obj.erased_at)

    @admin.action(description="Erase the names of the chosen people", permissions=["change"])
    def erase_names(self, request, queryset):
        """Asks first; then takes the names away for good."""
        people = queryset.filter(erased_at=None)
        if request.POST.get("confirmed") != "yes":
            return render(request, "admin/erase_names.html", self._to_confirm(request, people))
        count = 0
        for person in people:
            person._change_reason = request.POST.get("why", "")[:200] or None
            person.erase()
            count += 1
        self.message_user(request, f"Names erased: {count}.", messages.SUCCESS)
        return None

    def _to_confirm(self, request, people):
        return {
            **self.admin_site.each_context(request),
            "title": "Erase these names?",
            "opts": self.model._meta,
            "people": people,
            "checkbox": admin.helpers.ACTION_CHECKBOX_NAME,
        }


@admin.register(Contribution)
class ContributionAdmin(BoardScopedAdmin):
    related = ("board", "agency")
    list_display = ["agency", "year", "amount", "printed_as", "board"]
    list_filter = ["board", "year", "agency"]
    search_fields = ["agency__name", "printed_as"]
    autocomplete_fields = ["board", "agency"]


@admin.register(Spending)
class SpendingAdmin(BoardScopedAdmin):
    related = ("board",)
    list_display = ["label", "year", "amount", "board"]
    list_filter = ["board", "year"]
    search_fields = ["label"]
    autocomplete_fields = ["board"]


@admin.register(BudgetStatement)
class BudgetStatementAdmin(BoardScopedAdmin):
    related = ("board",)
    list_display = ["year", "printed_total", "printed_spend", "source", "board"]
    list_filter = ["board", "year"]
    search_fields = ["source", "cause"]
    autocomplete_fields = ["board"]


@admin.register(PublishedFigure)
class PublishedFigureAdmin(BoardScopedAdmin):
    related = ("board", "group", "agency")
    list_display = ["measure", "text", "year", "group", "agency", "held_on", "document", "section"]
    list_filter = ["board", "year", "measure", "group", "document"]
    search_fields = ["text", "document", "section", "note"]
    autocomplete_fields = ["board", "group", "agency"]


@admin.register(Role)
class RoleAdmin(BoardScopedAdmin):
    also_fixed = ("user",)
    related = ("board", "user", "agency")
    list_display = ["user", "kind", "agency", "suspended_at", "board"]
    list_filter = ["board", "kind", ("suspended_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__email", "agency__name"]
    autocomplete_fields = ["board", "user", "agency"]


@admin.register(Invitation)
class InvitationAdmin(ShownOnly):
    """Invitations are sent and withdrawn on the board's own pages; here they can be looked up."""

    related = ("board", "agency", "invited_by")
    list_display = ["email", "kind", "agency", "expires_at", "accepted_at", "withdrawn_at", "board"]
    list_filter = ["board", "kind", ("accepted_at", admin.EmptyFieldListFilter)]
    search_fields = ["email"]
    fields = [
        "board",
        "email",
        "kind",
        "agency",
        "invited_by",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
    ]

    def lookup_allowed(self, lookup, value, request=None):
        return not lookup.startswith("token_hash") and super().lookup_allowed(
            lookup, value, request
        )


User = get_user_model()


class NewAccountForm(ReasonedForm):
    """An account without a password: its owner sets one by “Forgotten your password?”."""

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class RoleHere(admin.SimpleListFilter):
    """By role on one's own boards; what an account is on others is not told."""

    title = parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.Kind.choices

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        here = Role.objects.filter(board__in=administered_keys(request), kind=self.value())
        return queryset.filter(Exists(here.filter(user=OuterRef("pk"))))


@admin.register(User)
class UserAdmin(BoardScopedAdmin):
    """Accounts with a role on one's boards. An account that somebody else answers for as well is
    only shown: whoever could change its address could take it over."""

    board_lookup = ""
    list_display = ["email", "roles_here", "is_active", "last_login", "created_at"]
    list_filter = ["is_active", RoleHere]
    search_fields = ["email"]
    ordering = ["email"]
    fields = ["email", "is_active", "is_superuser", "last_login", "created_at"]
    readonly_fields = ["last_login", "created_at"]

    def of_boards(self, queryset, keys):
        return queryset.filter(Exists(Role.objects.filter(user=OuterRef("pk"), board__in=keys)))

    def get_queryset(self, request):
        here = Role.objects.filter(board__in=administered_keys(request)).select_related(
            "board", "agency"
        )
        accounts = User.objects.order_by("email").prefetch_related(
            Prefetch("roles", queryset=here, to_attr="shown_roles")
        )
        if request.user.is_superuser:
            return accounts
        return self.of_boards(accounts, administered_keys(request))

    def board_key(self, record):
        return None

    def label(self, request, row):
        return str(row)

    @admin.display(description="roles")
    def roles_here(self, account):
        return "; ".join(
            f"{role.get_kind_display()}{f' of {role.agency}' if role.agency_id else ''}, "
            f"{role.board.area}{' (suspended)' if role.suspended_at else ''}"
            for role in account.shown_roles
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewAccountForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return names if request.user.is_superuser else (*names, "email", "is_superuser")

    def lookup_allowed(self, lookup, value, request=None):
        """The stored password cannot be guessed letter by letter through the address."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request, obj=None):
        """Others invite: an account without a role on their board would be out of their sight."""
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or request.user.is_superuser or self._is_theirs_alone(request, obj)
        )

    def _is_theirs_alone(self, request, account):
        elsewhere = account.roles.exclude(board__in=administered_keys(request))
        return not account.is_superuser and not elsewhere.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            # Otherwise the old address would still sign in.
            EmailAddress.objects.filter(user=obj).delete()
