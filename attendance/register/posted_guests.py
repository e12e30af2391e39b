"""The guests of a register's form: one who was typed, or those of a pasted list."""

from django.contrib import messages
from django.utils import timezone

from attendance.register.forms import GuestForm
from attendance.register.guests import add_guest
from attendance.register.sent import LONGEST, RowError
from lscb.formats import listed
from lscb.free_text import childs_details

TYPED = ("name", "agency", "job")


class PostedGuests:
    """`form` is what the page shows again: what was typed, with what is wrong where a guest was to
    be added. `refused` are names of a list, each with what is wrong."""

    def __init__(self, request, meeting, agencies):
        self.request, self.meeting, self.agencies = request, meeting, agencies
        typed = {name: request.POST.get(f"guest-{name}", "") for name in TYPED}
        self.form = GuestForm(agencies, initial=typed)
        self.refused: dict[str, str] = {}

    def add_typed(self):
        self.form = form = GuestForm(self.agencies, self.request.POST)
        if not form.is_valid():
            return
        given = {name: form.cleaned_data[name] for name in TYPED}
        if add_guest(self.meeting.pk, self.request.user, **given):
            messages.success(self.request, "The guest is added.")
            self.form = GuestForm(self.agencies)
        else:
            form.add_error("name", "Somebody of this name is a guest of this meeting already.")

    def add_listed(self, names):
        found = {name: childs_details(name, timezone.localdate()) for name in names}
        self.refused = {name: " ".join(wrong) for name, wrong in found.items() if wrong}
        added = [name for name in names if name not in self.refused]
        for name in added:
            add_guest(self.meeting.pk, self.request.user, name=name[:LONGEST], agency=None, job="")
        if added:
            messages.success(self.request, f"Guests: {listed(added)}.")

    @property
    def errors(self) -> list[RowError]:
        return [
            RowError(
                None,
                "names",
                f"{wrong} This holds no record about a child: take it out of the list, or use "
                "“Add a guest” to keep it.",
            )
            for wrong in self.refused.values()
        ]
