"""History: every record keeps who changed what, when, from what and why."""

from django.contrib.auth import get_user_model
from django.db import models
from simple_history.models import HistoricalRecords


def _changed_by(record):
    if record.history_user_id is None:
        return None
    return get_user_model().objects.filter(pk=record.history_user_id).first()


def _set_changed_by(record, user):
    if user is not None:
        record.history_user_id = user.pk


def kept_history(**options) -> HistoricalRecords:
    """A model's history. The account is kept as a plain number, so that nothing has to change a
    line of history when an account does; accounts are deactivated, never deleted."""
    return HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=_changed_by,
        history_user_setter=_set_changed_by,
        **options,
    )


class Recorded(models.Model):
    """A record whose history is kept."""

    history = kept_history(inherit=True)

    class Meta:
        abstract = True
