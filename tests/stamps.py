"""Writes a text into every field of a board's rows that holds text."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from agencies.models import Board, Role
from datasets.models import Area
from tests.product import MODELS, SHARED
from tests.two_boards import OneBoard

NOT_READ = ("password", "token_hash", "key_hash")
# The public code by which a board's area is known: the database holds the two together.
CODES = (Board._meta.get_field("area_code"), Area._meta.get_field("code"))


def text_fields(model) -> list[models.Field]:
    """The fields of a model in which somebody could have written something."""
    return [
        field
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and field.name not in NOT_READ
        and field not in CODES
    ]


TEXT_FIELDS = [(model, field) for model in MODELS for field in text_fields(model)]


def rows_of(board: Board, model):
    """Of what all boards share, every row."""
    if model in SHARED:
        return model.objects.all()
    if model is Board:
        return Board.objects.filter(pk=board.pk)
    if model is User:
        # Whose account opens two boards is not the one's or the other's.
        only_here = Role.objects.exclude(board=board).values("user")
        return User.objects.filter(roles__board=board).exclude(pk__in=only_here).distinct()
    lookup = admin.site.get_model_admin(model).board_lookup
    return model.objects.filter(**{lookup: board})


def stamp(of: OneBoard, text) -> None:
    """`text(model, field, row)` is what is written into the field; None leaves it as it is."""
    for model in MODELS:
        for row in rows_of(of.board, model):
            for field in text_fields(model):
                _write(row, field, text(model, field, row))
            row.save()
    of.board.refresh_from_db()
    for row in of.rows.values():
        row.refresh_from_db()
    _stamp_what_allauth_keeps(of, text)


def _write(row, field, text: str | None) -> None:
    if text is None:
        return
    before = getattr(row, field.name)
    if isinstance(field, models.JSONField):
        setattr(row, field.name, _within(before, text))
    else:
        setattr(row, field.name, text[: field.max_length])
    if not _is_allowed(row):
        setattr(row, field.name, before)


def _is_allowed(row) -> bool:
    """Whether the constraints on the one row hold: some say that a text must stay empty."""
    try:
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                constraint.validate(type(row), row)
    except ValidationError:
        return False
    return True


def _within(value, text: str):
    """The value with the text in place of each that it holds; what holds none holds it now."""
    if isinstance(value, dict):
        held = {key: _within(one, text) for key, one in value.items() if isinstance(one, str)}
        return {**value, **held} if held else {**value, "note": text}
    return text if isinstance(value, str) else [text]


def _stamp_what_allauth_keeps(of: OneBoard, text) -> None:
    users = rows_of(of.board, User)
    name = Authenticator._meta.get_field("data")
    for passkey in Authenticator.objects.filter(user__in=users):
        passkey.data["name"] = text(Authenticator, name, passkey) or passkey.data["name"]
        passkey.save()
    agent = UserSession._meta.get_field("user_agent")
    for session in UserSession.objects.filter(user__in=users):
        session.user_agent = (text(UserSession, agent, session) or "")[:200]
        session.save()
