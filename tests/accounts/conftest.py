"""A clock that can be moved, and signing in as a person does."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from tests.build import PASSWORD


class MovedClock:
    def __init__(self):
        self.ahead = 0
        self.real = time.time

    def __call__(self):
        return self.real() + self.ahead

    def move(self, *, hours=0, minutes=0, seconds=0):
        self.ahead += hours * 3600 + minutes * 60 + seconds


@pytest.fixture
def clock(monkeypatch):
    moved = MovedClock()
    monkeypatch.setattr(time, "time", moved)
    return moved


def try_to_sign_in(client, email, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def sign_in(user, client=None) -> Client:
    """A browser that typed the account's address and password."""
    client = client or Client()
    response = try_to_sign_in(client, user.email)
    assert response.status_code == 302, "The sign-in was refused"
    return client


def confirm_again(client, password=PASSWORD):
    """Gives the password again, as guarded pages ask."""
    response = client.post(reverse("account_reauthenticate"), {"password": password})
    assert response.status_code == 302
    return response


def is_signed_in(client) -> bool:
    return client.get(reverse("account")).status_code == 200
