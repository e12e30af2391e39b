"""The admin site's page that reads a published file: uploaded, looked at, then stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from datasets.importing import kept_upload
from datasets.importing.comparing import in_words
from datasets.importing.kept_upload import LONGEST_NAME, Upload
from datasets.importing.open_data import Plan, plan, store
from datasets.importing.problems import Refused
from datasets.importing.sentences import sentences
from datasets.models import Indicator, Mapping

GONE = "The file is not here any more, or another one was sent since: choose it again."
CHANGED = (
    "Nothing was stored: what would be stored has changed since this page was shown. Look through "
    "it again."
)
ROWS_SHOWN = 20


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File", help_text="A .csv of Explore Education Statistics, up to 10 MB."
    )
    mapping = forms.ModelChoiceField(
        Mapping.objects.none(),
        required=False,
        to_field_name="name",
        empty_label="The only one that fits",
        help_text="Which of its columns are which figures.",
    )
    edition = forms.CharField(
        required=False,
        max_length=40,
        help_text="Only where it is not the mapping's own: a later one, with the same columns.",
    )
    released_on = forms.DateField(
        required=False,
        label="Published on",
        help_text="As 2025-10-30, where that edition is not on record yet.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mapping"].queryset = Mapping.objects.order_by("name")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("released_on") and not cleaned.get("edition"):
            self.add_error("edition", "Which edition was published on that day?")
        return cleaned

    def upload(self) -> Upload:
        """Raises Refused where the file is too large."""
        cleaned = self.cleaned_data
        return Upload(
            name=cleaned["file"].name[-LONGEST_NAME:],
            content=kept_upload.content_of(cleaned["file"]),
            mapping=cleaned["mapping"].name if cleaned["mapping"] else "",
            edition=cleaned["edition"],
            released_on=cleaned["released_on"],
        )


@dataclass(frozen=True)
class FigureRow:
    """A figure that would be stored, in words."""

    what: str
    area: str
    period: str
    figure: str
    before: str = ""


@dataclass(frozen=True)
class Preview:
    """What storing a file would do, or why it is not taken."""

    upload: Upload
    plan: Plan | None = None
    sentences: Sequence[str] = ()
    rows: Sequence[FigureRow] = ()
    problems: Sequence[str] = ()

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return self.plan.added + self.plan.revised - len(self.rows) if self.plan else 0


def preview_of(upload: Upload) -> Preview:
    try:
        planned = plan(upload.file, mapping=upload.mapping, edition=upload.release_edition)
    except Refused as refused:
        return Preview(upload, problems=refused.problems)
    said = sentences(planned, is_dry_run=True)
    return Preview(upload, planned, said, list(islice(_rows(planned), ROWS_SHOWN)))


def _rows(planned: Plan):
    """Revised figures first: they change what is on record."""
    codes = dict(Indicator.objects.values_list("pk", "code"))
    compared = planned.compared
    was = [before.words for before in compared.before]
    for one, before in zip(compared.revised, was, strict=True):
        yield _figure_row(one, codes, before)
    for one in compared.added:
        yield _figure_row(one, codes)
    for estimate in planned.populations:
        people, year = str(estimate.people), f"mid-{estimate.year}"
        yield FigureRow("People aged 0 to 17", estimate.area.name, year, people)


def _figure_row(one, codes: dict[int, str], before: str = "") -> FigureRow:
    figure = in_words(one.numerator, one.denominator, one.value, one.reason)
    return FigureRow(codes[one.indicator_id], one.area.name, str(one.period), figure, before)


class ImportsOpenData:
    """For the admin page of mappings: adds the page of files, for those who may add a mapping."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_import"
        return [path("import/", view, name=name), *super().get_urls()]

    def import_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._stored(request) if "seen" in request.POST else self._uploaded(request)
        digest = request.GET.get("file", "")
        upload = kept_upload.kept(request.user, digest)
        if digest and upload is None:
            self.message_user(request, GONE, messages.WARNING)
        return self._shown(request, UploadForm(), preview_of(upload) if upload else None)

    def _uploaded(self, request):
        """Keeps the file and leads on to what it would do."""
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                upload = form.upload()
            except Refused as refused:
                form.add_error("file", str(refused))
            else:
                kept_upload.keep(request.user, upload)
                return HttpResponseRedirect(f"{self._import_address}?file={upload.digest}")
        return self._shown(request, form, None)

    def _stored(self, request):
        """Stores the file that was looked at, if that is still what it would do."""
        digest = request.POST.get("file", "")
        upload = kept_upload.kept(request.user, digest)
        if upload is None:
            self.message_user(request, GONE, messages.WARNING)
            return HttpResponseRedirect(self._import_address)
        preview = preview_of(upload)
        if preview.plan is None or preview.plan.digest != request.POST["seen"]:
            self.message_user(request, CHANGED, messages.ERROR)
            return HttpResponseRedirect(f"{self._import_address}?file={digest}")
        try:
            store(preview.plan, today=timezone.localdate(), user=request.user)
        except Refused as refused:
            self.message_user(request, " ".join(refused.problems), messages.ERROR)
            return HttpResponseRedirect(f"{self._import_address}?file={digest}")
        kept_upload.forget(request.user)
        done = " ".join(sentences(preview.plan, is_dry_run=False))
        self.message_user(request, f"{upload.name} is stored: {done}", messages.SUCCESS)
        return HttpResponseRedirect(self._import_address)

    @property
    def _import_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")

    def _shown(self, request, form: UploadForm, preview: Preview | None):
        context = {
            **self.admin_site.each_context(request),
            "title": "Import open data",
            "opts": self.opts,
            "form": form,
            "preview": preview,
        }
        return render(request, "admin/datasets/mapping/import.html", context)
