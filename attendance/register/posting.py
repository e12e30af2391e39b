"""What the register's page answers to what is sent to it: a page again, another, or JSON."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from attendance.models import Mark
from attendance.register import pages
from attendance.register.confirming import confirm
from attendance.register.entries import digest
from attendance.register.forms import ReasonForm
from attendance.register.guests import remove_guest
from attendance.register.pages import Unsaved
from attendance.register.pasted import accepted
from attendance.register.posted_guests import PostedGuests
from attendance.register.saving import (
    Conflict,
    Fill,
    Refused,
    Saved,
    remove_stray,
    save,
    told_when,
    undo_fill,
)
from attendance.register.seats import seats_of
from attendance.register.sent import THEIRS, RowError, read_key, read_rows
from lscb.formats import in_words, listed
from lscb.keys import read_id
from lscb.rendering import render_page

FILLS = {"rest_present": Mark.Status.PRESENT, "rest_absent": Mark.Status.ABSENT}


def wants_json(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


class Posted:
    """One form of the register as it was sent. Whatever its button does, its entries are saved
    first; only guests are added before, so that nothing wrong elsewhere loses their names."""

    def __init__(self, request, board, meeting):
        self.request, self.board, self.meeting = request, board, meeting
        self.post, self.user = request.POST, request.user
        self.do = request.POST.get("do", "save")
        self.wants_json = wants_json(request)
        self.seats = seats_of(meeting)
        self.accepted = accepted(self.post, self.seats) if self.do == "accept" else None
        if self.accepted:
            self.post = self.accepted.fields
        self.agencies = list(board.agencies.order_by("name").values_list("pk", "name"))
        self.rows = read_rows(self.post, self.seats, dict(self.agencies), timezone.localdate())
        self.reason_form = self._reason_form()
        self.guests = PostedGuests(request, meeting, self.agencies)

    def _reason_form(self):
        """Only asked for where a confirmed register is changed."""
        does = "remove" in self.post or self._fill() is not None
        changes = does or any(row.changes for row in self.rows)
        return ReasonForm(self.post) if self.meeting.confirmed_at and changes else None

    def answer(self):
        if self._is_of_another_account():
            return JsonResponse({"other_account": True}, status=409)
        try:
            self._enter_guests()
            if self.reason_form is not None and not self.reason_form.is_valid():
                return self._ask_for_reason()
            saved = self.save()
        except Refused as refused:
            return self.again(self._all_unsaved(RowError(None, "register", str(refused))))
        if self.wants_json:
            return self.as_json(saved)
        if saved.errors or saved.conflicts or self.guests.refused:
            self._tell_saved(saved)
            return self.again(self._unsaved(saved))
        return self.then(saved)

    def _enter_guests(self):
        if self.do == "guest":
            self.guests.add_typed()
        elif self.accepted:
            self.guests.add_listed(self.accepted.guests)
            self._tell_left_out()

    def _tell_left_out(self):
        if self.accepted.left_out:
            messages.warning(
                self.request,
                f"Left out, because another line has the same seat: "
                f"{listed(self.accepted.left_out)}.",
            )

    def _is_of_another_account(self) -> bool:
        """Whether a script sends what another account, signed in here before, has entered."""
        return self.wants_json and self.post.get("account", str(self.user.pk)) != str(self.user.pk)

    def _ask_for_reason(self):
        if self.do == "rest_absent" and self._named() and not self.wants_json:
            page = pages.confirm_page(
                self.board, self.meeting, confirms=False, reason_form=self.reason_form
            )
            if page:
                return render_page(self.request, "attendance/register_confirm.html", page)
        return self.again(replace(self._all_unsaved(), reason_form=self.reason_form))

    def _all_unsaved(self, *errors: RowError) -> Unsaved:
        """Every change, where none was saved; questions that were not answered are asked again.
        What was not changed is shown as it stands now."""
        changed = [row for row in self.rows if (row.changes or row.errors) and row.chosen != THEIRS]
        open_questions = [
            Conflict(self.seats.by_id[row.seat], row.entry) for row in changed if row.is_unanswered
        ]
        return Unsaved(
            {row.seat: row for row in changed},
            told_when(open_questions, self.meeting, self.user),
            [*errors, *self.guests.errors],
        )

    def _unsaved(self, saved: Saved) -> Unsaved:
        kept = {error.seat for error in saved.errors} | {one.seat.id for one in saved.conflicts}
        rows = {row.seat: row for row in self.rows if row.seat in kept}
        return Unsaved(rows, saved.conflicts, [*saved.errors, *self.guests.errors])

    def save(self) -> Saved:
        return save(
            self.seats,
            self.meeting.pk,
            self.user,
            self.rows,
            key=read_key(self.post),
            reason=self.reason_form.words if self.reason_form else "",
            fill=self._fill(),
        )

    def _fill(self) -> Fill | None:
        if self.do == "rest_present":
            return Fill(Mark.Status.PRESENT)
        if self.do == "rest_absent" and self._named():
            return Fill(Mark.Status.ABSENT, self._named())
        return None

    def _named(self) -> frozenset[int]:
        """The seats that a question had named."""
        named = [read_id(pk) for pk in self.request.POST.getlist("named")]
        return frozenset(pk for pk in named if pk is not None)

    # What the button asked for, once the entries are saved

    def then(self, saved: Saved):
        if "remove" in self.post:
            return self._remove_stray()
        if "remove_guest" in self.post:
            return self._remove_guest()
        does = {
            "guest": self._guest,
            "confirm": self._confirm,
            "undo_rest": self._undo,
            "propose": self._propose,
            "accept": self._accept,
            "rest_absent": self._rest_absent,
        }.get(self.do)
        if does:
            return does(saved)
        self._tell_saved(saved)
        if waiting := self._typed_besides():
            messages.warning(self.request, f"Not entered yet: {listed(waiting)}.")
            return self.again(Unsaved())
        return self.back(rest=saved.key if saved.filled else None)

    def _typed_besides(self) -> list[str]:
        """What was typed for another button than the one that was pressed."""
        found = []
        if any(self.guests.form.initial.get(name) for name in ("name", "job")):
            found.append("the guest (press “Add the guest”)")
        if self.post.get("names", "").strip():
            found.append("the list of names (press “Look at these names”)")
        return found

    def _tell_saved(self, saved: Saved):
        entered = len(saved.saved) - len(saved.filled)
        filled = len(saved.filled)
        parts = []
        if entered:
            parts.append(f"Saved {in_words(entered)} {'entry' if entered == 1 else 'entries'}.")
        if filled:
            status = Mark.Status(FILLS[self.do]).label.lower()
            parts.append(f"Marked {in_words(filled)} as {status}.")
        messages.success(self.request, " ".join(parts) or "Nothing had changed.")
        if self.meeting.held_on > timezone.localdate() and saved.saved:
            messages.warning(
                self.request,
                "This meeting is still to come. What you entered is kept; check the date.",
            )

    def _rest_absent(self, saved: Saved):
        if saved.filled or self._named() or not self._has_unmarked():
            self._tell_saved(saved)
            return self.back(rest=saved.key if saved.filled else None)
        return self.back(step="absent")

    def _has_unmarked(self) -> bool:
        return bool(seats_of(self.meeting).unmarked)

    def _confirm(self, saved: Saved):
        try:
            unready = confirm(
                self.meeting.pk,
                self.user,
                absent=self._named(),
                state=self.post.get("state", ""),
            )
        except Refused as refused:
            messages.error(self.request, str(refused))
            return self.back()
        if unready is None:
            messages.success(self.request, "The register is confirmed: it counts from now on.")
            return self.back()
        if "asked" in self.post:
            return self._ask_again(unready)
        return self.back(step="confirm")

    def _ask_again(self, unready):
        more = len([seat for seat in unready.missing if seat.id not in self._named()])
        if more:
            seats = "seat has" if more == 1 else "seats have"
            words = f"{in_words(more).capitalize()} more {seats} no entry by now"
            error = RowError(None, "missing", f"{words}: look at the list again.")
        else:
            error = RowError(None, "state-inquorate", "Say how the meeting was held.")
        page = pages.confirm_page(self.board, self.meeting, confirms=True, error=error)
        return render_page(self.request, "attendance/register_confirm.html", page)

    def _undo(self, saved: Saved):
        key = read_key(self.post, "rest")
        try:
            number = undo_fill(self.meeting.pk, self.user, key) if key else 0
        except Refused as refused:
            messages.error(self.request, str(refused))
            return self.back()
        messages.success(
            self.request,
            f"Taken back: {in_words(number)} not recorded again." if number else "Nothing to undo.",
        )
        return self.back()

    def _propose(self, saved: Saved):
        """Not a redirect: the names are kept nowhere."""
        pasted = self.post.get("names", "")
        page = pages.names(self.board, self.meeting, pasted)
        if not page.rows:
            why = [RowError(None, "names", "Paste the names first, one a line.")]
            return self.again(Unsaved(errors=why))
        return render_page(self.request, "attendance/register_names.html", page)

    def _accept(self, saved: Saved):
        self._tell_saved(saved)
        return self.back()

    def _guest(self, saved: Saved):
        return self.again(Unsaved()) if self.guests.form.errors else self.back(at="guests")

    def _remove_guest(self):
        chosen = read_id(self.post["remove_guest"])
        if chosen is not None:
            remove_guest(self.meeting.pk, self.user, chosen)
        messages.success(self.request, "The guest is removed.")
        return self.back(at="guests")

    def _remove_stray(self):
        chosen = read_id(self.post["remove"])
        reason = self.reason_form.words if self.reason_form else ""
        try:
            gone = chosen is not None and remove_stray(self.meeting.pk, self.user, chosen, reason)
        except Refused as refused:
            messages.error(self.request, str(refused))
            return self.back()
        messages.success(self.request, "The entry is removed." if gone else "It was gone already.")
        return self.back()

    # Answers

    def back(self, *, at: str = "", **query):
        """The page by its address, so that reloading it sends nothing again."""
        address = reverse("register", args=[self.board.slug, self.meeting.pk])
        asked = "&".join(f"{name}={value}" for name, value in query.items() if value)
        anchor = f"#{at}" if at else ""
        return HttpResponseRedirect(f"{address}{'?' if asked else ''}{asked}{anchor}", status=303)

    def again(self, unsaved: Unsaved):
        """The page with what was not saved or only typed; for a script the same as JSON."""
        if self.wants_json:
            return JsonResponse(self._json(errors=self._form_errors(unsaved)))
        self.meeting.refresh_from_db(fields=["state", "confirmed_at"])
        names = "\n".join(self.guests.refused) or self.post.get("names", "")
        unsaved = replace(unsaved, names=names)
        page = pages.register(
            self.board,
            self.meeting,
            account=self.user.pk,
            unsaved=unsaved,
            guest_form=self.guests.form,
        )
        return render_page(self.request, "attendance/register.html", page)

    def _form_errors(self, unsaved: Unsaved):
        of_reason = [
            RowError(None, name, error)
            for name, errors in (self.reason_form.errors if self.reason_form else {}).items()
            for error in errors
        ]
        return [*unsaved.errors, *of_reason]

    def as_json(self, saved: Saved):
        told = self._json(saved.saved, saved.conflicts, saved.errors)
        told["seen"] |= {str(seat): seen for seat, seen in saved.filled.items()}
        told["undo"] = str(saved.key) if saved.filled else None
        return JsonResponse(told)

    def _json(self, saved=(), conflicts=(), errors=()):
        self.meeting.refresh_from_db(fields=["state", "confirmed_at"])
        seats = seats_of(self.meeting)
        taken = self._taken(held_back={one.seat.id for one in conflicts}, errors=errors)
        return {
            "saved": list(saved),
            "seen": {str(row.seat): digest(row.entry) for row in taken},
            "fields": {
                str(row.seat): pages.entry_shown(self.seats.by_id[row.seat], row.entry).as_fields
                for row in taken
            },
            "conflicts": [conflict_as_json(one, seats) for one in conflicts],
            "errors": [self._error_as_json(error) for error in errors],
            "count": seats.count,
            "confirmed": self.meeting.confirmed_at is not None,
        }

    def _error_as_json(self, error):
        asks = any(row.asks_to_keep for row in self.rows if row.seat == error.seat)
        return {
            "seat": error.seat,
            "field": error.field,
            "message": error.message,
            "asks_to_keep": asks,
        }

    def _taken(self, held_back, errors):
        """The rows that stand, also those for which somebody else had entered the same. The device
        is told what they say, not what stands there now: that may be newer where the same form is
        sent again."""
        refused = held_back | {error.seat for error in errors}
        if None in refused:
            return []
        return [row for row in self.rows if row.seat not in refused]


def conflict_as_json(conflict, seats):
    seat = seats.by_id[conflict.seat.id]
    at = timezone.localtime(conflict.at).strftime("%H:%M") if conflict.at else ""
    return {
        "seat": seat.id,
        "title": seat.name,
        "yours": {
            "status": conflict.yours.status if conflict.yours else "",
            "words": conflict.yours_words,
        },
        "now": {
            "status": seat.row.status if seat.row else "",
            "words": seat.words,
            "at": at,
            "by_yourself": conflict.by_yourself,
            "fields": pages.row_shown(seat).as_fields,
        },
        "seen": digest(seat.entry),
    }
