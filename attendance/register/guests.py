"""Guests of a meeting: people there who hold no seat of the group. Never in a rate."""

from django.db import transaction

from attendance.models import Guest, Meeting
from attendance.register.saving import locked, people_named, refuse_called_off


@transaction.atomic
def add_guest(meeting_id: int, user, *, name: str, agency: int | None, job: str) -> bool:
    """Whether the guest is new: nobody is a guest of a meeting twice. Raises Refused."""
    meeting = locked(meeting_id)
    refuse_called_off(meeting)
    name = " ".join(name.split())
    person = people_named(meeting, [name], user)[name]
    if Guest.objects.filter(meeting=meeting, person=person).exists():
        return False
    guest = Guest(meeting=meeting, person=person, agency_id=agency, job=job)
    guest._history_user = user
    guest.save()
    return True


@transaction.atomic
def remove_guest(meeting_id: int, user, guest_id: int) -> None:
    """Takes a guest away; one that is gone already is no problem."""
    guest = Guest.objects.filter(meeting=locked(meeting_id), pk=guest_id).first()
    if guest:
        guest._history_user = user
        guest.delete()


def guests_of(meeting: Meeting):
    return list(
        Guest.objects.filter(meeting=meeting).select_related("person", "agency").order_by("pk")
    )
