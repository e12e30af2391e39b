"""What every page of the admin site has in common: it shows an account the rows of the boards it
administers and, of all others, nothing: they answer like rows that are not there."""

from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.utils import display_for_field, unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.http import Http404, HttpResponseRedirect
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from agencies.access import administered_boards
from agencies.models import Board
from lscb import guards
from lscb.changes import in_a_line
from lscb.formats import MISSING, day

REFUSED = (
    "Nothing was saved: it would have broken a rule of the records, or somebody else changed them "
    "at the same moment. Look again and repeat what is still needed."
)


def administered_keys(request) -> frozenset[int]:
    """The keys of the boards whose data the account keeps; looked up once a request."""
    if not hasattr(request, "administered_keys"):
        boards = administered_boards(request.user)
        request.administered_keys = frozenset(boards.values_list("pk", flat=True))
    return request.administered_keys


def said_by_a_guard(error: IntegrityError) -> str:
    """The sentence of the guard that refused, or a general one: never the database's own text."""
    for guard in guards.refusing():
        if guard.message in str(error) or guard.name in str(error):
            return f"Nothing was saved. {guard.message}."
    return REFUSED


class OwnValuesFilter(admin.RelatedFieldListFilter):
    """A filter by another record that offers those of one's own boards only."""

    def field_choices(self, field, request, model_admin):
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        return [(row.pk, related.label(request, row)) for row in related.get_queryset(request)]


class ReasonedForm(forms.ModelForm):
    """A form that also asks why: the answer is kept in the history of the record."""

    fixed: tuple[str, ...] = ()
    why = forms.CharField(
        required=False,
        max_length=200,
        label="Why",
        help_text="Kept in the history with your account, the time, and the old and new values.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def _get_validation_exclusions(self):
        """A field that cannot change any more still takes part in what must be unique."""
        excluded = super()._get_validation_exclusions()
        return excluded - set(self.fixed) if self.instance.pk else excluded


class OnlyOwnBoards:
    """For a page of one model and for its rows on another's page alike."""

    def get_field_queryset(self, db, db_field, request):
        """Only records of one's own boards can be chosen; the key of another board's is as
        unknown as one that does not exist."""
        try:
            related = self.admin_site.get_model_admin(db_field.remote_field.model)
        except NotRegistered:
            return super().get_field_queryset(db, db_field, request)
        return related.get_queryset(request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Beside a choice stands a way to add to what can be chosen, none to delete it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    def has_module_permission(self, request):
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)


class BoardScopedAdmin(OnlyOwnBoards, SimpleHistoryAdmin):
    """The base of every page of the admin site."""

    board_lookup = "board"  # from the model to its board; empty for the board itself
    related: tuple[str, ...] = ()  # fetched with every row, because its name needs them
    also_fixed: tuple[str, ...] = ()  # besides the way to the board, not changed once it is saved

    form = ReasonedForm
    view_on_site = False
    list_per_page = 50
    show_full_result_count = False
    object_history_template = "admin/record_history.html"
    object_history_form_template = "admin/record_version.html"

    # Which rows

    def of_boards(self, queryset, keys):
        """The rows of the boards with these keys."""
        lookup = f"{self.board_lookup}__in" if self.board_lookup else "pk__in"
        return queryset.filter(**{lookup: keys})

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related(*self.related)
        return self.of_boards(rows, administered_keys(request))

    def board_key(self, record) -> int | None:
        """The key of a record's board, also of one in history whose links are deleted by now."""
        model = self.model
        for step in filter(None, self.board_lookup.split("__")):
            if record is None:
                return None
            field = model._meta.get_field(step)
            key, model = getattr(record, field.attname), field.related_model
            if model is Board:
                return key
            record = (
                model._base_manager.filter(pk=key).first()
                or model.history.filter(**{model._meta.pk.attname: key}).first()
            )
        return getattr(record, model._meta.pk.attname, None)

    def is_shown(self, request, record) -> bool:
        """Whether a record, also one in history, is of one's own boards."""
        return self.board_key(record) in administered_keys(request)

    def label(self, request, row) -> str:
        """A record's name in a list of choices, with its board's where there are several."""
        if self.model is Board or len(administered_keys(request)) < 2:
            return str(row)
        board = row
        for step in self.board_lookup.split("__"):
            board = getattr(board, step)
        return f"{row} ({board.area})" if board else str(row)

    def lookup_allowed(self, lookup, value, request=None):
        """Rows are not narrowed down by what leads to them: it may be another board's."""
        leads_here = {relation.name for relation in self.model._meta.related_objects}
        return lookup.split("__")[0] not in leads_here and super().lookup_allowed(
            lookup, value, request
        )

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404("No such record")

    # Which values

    @property
    def fixed(self) -> tuple[str, ...]:
        """Fields that are set once. A record that moved would take its past to another board."""
        way = self.board_lookup.split("__")[0]
        return (way, *self.also_fixed) if way else self.also_fixed

    def get_readonly_fields(self, request, obj=None):
        names = tuple(super().get_readonly_fields(request, obj))
        return names if obj is None else (*names, *(n for n in self.fixed if n not in names))

    def get_fields(self, request, obj=None):
        """In the model's order, the reason last; without it for those who only look."""
        order = [field.name for field in self.model._meta.fields]
        names = [name for name in super().get_fields(request, obj) if name != "why"]
        names.sort(key=lambda name: order.index(name) if name in order else len(order))
        saves = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        return [*names, "why"] if saves else names

    def get_changeform_initial_data(self, request):
        """The board is filled in where there is only one."""
        keys = administered_keys(request)
        own = {"board": next(iter(keys))} if self.board_lookup == "board" and len(keys) == 1 else {}
        return own | super().get_changeform_initial_data(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.fixed = self.fixed
        return form

    def get_list_filter(self, request):
        return [
            (name, OwnValuesFilter) if self._leads_elsewhere(name) else name
            for name in super().get_list_filter(request)
        ]

    def _leads_elsewhere(self, name) -> bool:
        """Whether a filter, by its name, is by another record."""
        if not isinstance(name, str):
            return False
        model = self.model
        for step in name.split("__"):
            field = model._meta.get_field(step)
            model = field.related_model
        return model is not None

    # What is saved

    def save_model(self, request, obj, form, change):
        if change and not form.changed_data:
            return  # nothing to say in the history
        obj._change_reason = form.cleaned_data.get("why") or None
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        for row in formset.forms:
            row.instance._change_reason = form.cleaned_data.get("why") or None
        super().save_formset(request, form, formset, change)

    def changeform_view(self, request, *args, **kwargs):
        """The forms say what is wrong; where they could not know, the database refuses and that
        is said as well."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError as error:
            self.message_user(request, said_by_a_guard(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    # Django's own log is not kept: it stores the names of records, people's among them, where
    # they could not be erased. The history of each record says more.

    def log_addition(self, request, obj, message):
        return None

    def log_change(self, request, obj, message):
        return None

    def log_deletions(self, request, queryset):
        return None

    # History: read only

    def revert_disabled(self, request, obj=None):
        return True

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what, when, from what and why; of a deleted record too."""
        record = self._record_or_404(request, object_id)
        versions = self._versions(record.pk)
        page = Paginator(versions, self.history_list_per_page).get_page(request.GET.get(PAGE_VAR))
        shown = list(page.object_list)
        older = [*shown[1:], versions[page.end_index() :].first()]
        for version, before in zip(shown, older, strict=False):
            version.changes = changes_between(before, version)
        self._name_who(request, shown)
        return self.render_history_view(
            request,
            self.object_history_template,
            {
                **self._history_context(request, record, "History"),
                "versions": shown,
                "page": page,
                "page_var": PAGE_VAR,
            },
        )

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """The record as it was after one change."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        record = self._record_or_404(request, object_id)
        key = self._key_or_404(self.model.history.model, version_id)
        version = self._versions(record.pk).filter(pk=key).first()
        if version is None:
            raise Http404("No such version")
        self._name_who(request, [version])
        return self.render_history_view(
            request,
            self.object_history_form_template,
            {
                **self._history_context(request, record, "As it was"),
                "version": version,
                "fields": values_of(version),
            },
        )

    def _key_or_404(self, model, text):
        try:
            return model._meta.pk.to_python(unquote(text))
        except ValidationError as error:
            raise Http404("No such record") from error

    def _versions(self, key):
        versions = self.model.history.filter(**{self.model._meta.pk.attname: key})
        links = [field.name for field in versions.model.tracked_fields if field.is_relation]
        return versions.select_related(*links)

    def _record_or_404(self, request, object_id):
        """The record, or as much as history has of it once it is deleted."""
        key = self._key_or_404(self.model, object_id)
        record = self.get_queryset(request).filter(pk=key).first()
        if record is not None:
            return record
        last = self._versions(key).first()
        if last is None or self.model._base_manager.filter(pk=key).exists():
            raise Http404("No such record")
        if not request.user.is_superuser and not self.is_shown(request, last):
            raise Http404("No such record")
        record = last.instance
        record.pk = key
        record.is_deleted = True
        return record

    def _history_context(self, request, record, what):
        opts = self.model._meta
        try:
            name = str(record)
        except ObjectDoesNotExist:  # what its name is made of was deleted too
            name = f"{capfirst(opts.verbose_name)} {record.pk}"
        return {
            **self.admin_site.each_context(request),
            "title": f"{what}: {name}",
            "record": record,
            "record_name": name,
            "opts": opts,
        }

    def _name_who(self, request, versions):
        """Accounts of other boards stay unnamed, as everywhere."""
        accounts = self.admin_site.get_model_admin(get_user_model()).get_queryset(request)
        known = accounts.in_bulk({version.history_user_id for version in versions})
        for version in versions:
            who = known.get(version.history_user_id)
            if version.history_user_id is None:
                version.who = "The product itself"
            else:
                version.who = who or f"Account {version.history_user_id}, not of your boards"


def changes_between(before, after) -> list[tuple[str, str, str]]:
    """What one change did: label, old value and new value of each field, in words. Before the
    first version there was nothing."""
    return [
        (capfirst(field.verbose_name), in_words(before, field), in_words(after, field))
        for field in after.tracked_fields
        if not field.primary_key and _stored(before, field) != _stored(after, field)
    ]


def _stored(version, field):
    value = getattr(version, field.attname, None)
    return None if value in (None, "", [], {}) else value


def values_of(version) -> list[tuple[str, str]]:
    """Label and value of every field of a version, in words."""
    return [
        (capfirst(field.verbose_name), in_words(version, field))
        for field in version.tracked_fields
        if not field.primary_key
    ]


def in_words(version, field) -> str:
    """A field's value as a reader knows it: a choice by its label, Yes, 1 April 2012, a dash."""
    value = _stored(version, field)
    if value is None:
        return MISSING
    if field.is_relation:
        return _name_of_linked(version, field)
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    if isinstance(value, list | dict):
        return in_a_line(value)
    if type(value) is date:
        return day(value)
    return str(display_for_field(value, field, MISSING))


def _name_of_linked(version, field) -> str:
    try:
        linked = getattr(version, field.name)
    except ObjectDoesNotExist:
        linked = None
    if linked is None:
        kind = capfirst(field.related_model._meta.verbose_name)
        return f"{kind} {getattr(version, field.attname)}, deleted since"
    return str(linked)


class RowsOnAPage(OnlyOwnBoards, admin.TabularInline):
    """Rows of one model on the page of the record they belong to."""

    extra = 0
    show_change_link = True
    formfield_overrides = {models.CharField: {"widget": forms.TextInput(attrs={"size": 24})}}

    @property
    def own_admin(self) -> BoardScopedAdmin:
        return self.admin_site.get_model_admin(self.model)

    def get_queryset(self, request):
        return self.own_admin.get_queryset(request)

    def get_formset(self, request, obj=None, **kwargs):
        """All rows choose from one list, which is fetched once and has only the board's own."""
        formset = super().get_formset(request, obj, **kwargs)
        for name, field in formset.form.base_fields.items():
            if isinstance(field, forms.ModelChoiceField):
                if obj is not None:
                    field.queryset = self.choices_for(name, field.queryset, obj)
                field.choices = list(field.choices)
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Rows are narrow: the whole record is behind the link above each."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def choices_for(self, name, queryset, parent):
        """Those of the parent's own board."""
        board = self.admin_site.get_model_admin(type(parent)).board_key(parent)
        return self.admin_site.get_model_admin(queryset.model).of_boards(queryset, [board])

    def has_add_permission(self, request, obj=None):
        return self.own_admin.has_add_permission(request)


class ShownOnly(BoardScopedAdmin):
    """Records that the board's own pages make and change; here they can be looked up."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
