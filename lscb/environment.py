"""What differs between machines: read from the environment, checked, and told as a sentence.

The README's table lists every variable that is read here; a test compares the two.
"""

import importlib.util
import os
import secrets
import sys
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from environ import Env

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
# Rate limits only work in a cache that all processes share, so a cache in memory is not offered.
CACHE_SCHEMES = ("dbcache", "redis", "rediss")
EMAIL_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl", "consolemail")
BOOLEANS = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
SHORTEST_SECRET_KEY = 32
ONE_YEAR = 365 * 24 * 60 * 60

SQLITE_OPTIONS = {
    "timeout": 20,
    # A transaction that will write takes its lock at once: it waits instead of failing half way.
    "transaction_mode": "IMMEDIATE",
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
}


class ConfigurationError(Exception):
    """A variable is missing or wrong; the message is the sentence for whoever set it."""


@dataclass(frozen=True)
class Configuration:
    """Everything that settings.py takes from the environment."""

    debug: bool
    demo: bool
    secret_key: str = field(repr=False)
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    database: dict[str, Any] = field(repr=False)
    cache: dict[str, Any] = field(repr=False)
    email: dict[str, Any] = field(repr=False)
    default_from_email: str
    site_name: str
    time_zone: str
    require_mfa: bool
    trusted_proxy_count: int
    secure_proxy_ssl_header: bool
    secure_cookies: bool
    hsts_seconds: int


def configuration_or_exit(base_dir: Path) -> Configuration:
    """The configuration of this process. A wrong one ends the process with its sentence."""
    try:
        return read(os.environ, base_dir)
    except ConfigurationError as error:
        stop(f"{error}\nThe README lists every variable under “Configuration”.")


def stop(sentence: str) -> NoReturn:
    """Ends the process with a sentence instead of a traceback."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(1)


def read(environ: Mapping[str, str], base_dir: Path) -> Configuration:
    """The configuration that these variables describe. Raises ConfigurationError."""
    given = Variables(environ)
    debug = given.boolean("DEBUG", default=False)
    demo = given.boolean("DEMO", default=False)
    own_machine = debug or demo
    secure_cookies = given.boolean("SECURE_COOKIES", default=not own_machine)
    return Configuration(
        debug=debug,
        demo=demo,
        secret_key=_secret_key(given, debug=debug, demo=demo),
        allowed_hosts=_allowed_hosts(given, own_machine=own_machine),
        csrf_trusted_origins=_trusted_origins(given),
        database=_database(given, base_dir, demo=demo),
        cache=_cache(given),
        email=_email(given, own_machine=own_machine),
        default_from_email=_sender(given),
        site_name=given.text("SITE_NAME", default="Safeguarding board dashboard"),
        time_zone=_time_zone(given),
        require_mfa=given.boolean("REQUIRE_MFA", default=not own_machine),
        trusted_proxy_count=given.whole_number("TRUSTED_PROXY_COUNT", default=0),
        secure_proxy_ssl_header=given.boolean("SECURE_PROXY_SSL_HEADER", default=False),
        secure_cookies=secure_cookies,
        hsts_seconds=given.whole_number("HSTS_SECONDS", default=ONE_YEAR if secure_cookies else 0),
    )


@dataclass(frozen=True)
class Variables:
    """The environment's variables as values of a kind. A variable that is empty is not set."""

    environ: Mapping[str, str]

    def text(self, name: str, *, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.text(name)
        if not value:
            return default
        if value.lower() not in BOOLEANS:
            raise ConfigurationError(f"{name} is “{value}”; it must be on or off.")
        return BOOLEANS[value.lower()]

    def whole_number(self, name: str, *, default: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit()):
            raise ConfigurationError(f"{name} is “{value}”; it must be a whole number, 0 or more.")
        return int(value)

    def names(self, name: str) -> list[str]:
        """The parts of a list with commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def secret(self, name: str) -> str:
        """The variable's value, or what is in the file that NAME_FILE names."""
        value, file = self.text(name), self.text(f"{name}_FILE")
        if value and file:
            raise ConfigurationError(f"{name} and {name}_FILE are both set; set one of them.")
        return _first_line(f"{name}_FILE", file) if file else value


def _first_line(variable: str, file: str) -> str:
    try:
        lines = Path(file).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{variable} names {file}, which cannot be read.") from error
    if not lines or not lines[0].strip():
        raise ConfigurationError(f"{variable} names {file}, whose first line is empty.")
    return lines[0].strip()


def _secret_key(given: Variables, *, debug: bool, demo: bool) -> str:
    key = given.secret("SECRET_KEY")
    if not key and debug:
        # The same at every start, so that the reloading server does not sign its developer out.
        return "only-for-development-never-for-a-site-that-others-can-reach"
    if not key and demo:
        return secrets.token_urlsafe(50)
    if not key:
        raise ConfigurationError(
            "SECRET_KEY is not set; it must be a long random text that nobody else knows. "
            "On your own machine set DEBUG=on instead."
        )
    if len(key) < SHORTEST_SECRET_KEY:
        raise ConfigurationError(
            f"SECRET_KEY has {len(key)} characters; it must have {SHORTEST_SECRET_KEY} or more."
        )
    return key


def _allowed_hosts(given: Variables, *, own_machine: bool) -> list[str]:
    hosts = given.names("ALLOWED_HOSTS")
    if not hosts and own_machine:
        return ["localhost", "127.0.0.1"]
    if not hosts:
        raise ConfigurationError(
            "ALLOWED_HOSTS is not set; it must name the hosts this site answers for, "
            "such as board.example.org."
        )
    for host in hosts:
        # With "*" a visitor's made-up host would end up in the links of our e-mails.
        if host == "*" or "/" in host or any(character.isspace() for character in host):
            raise ConfigurationError(
                f"ALLOWED_HOSTS has “{host}”; it must be host names with commas between them, "
                "without http:// and without *."
            )
    return hosts


def _trusted_origins(given: Variables) -> list[str]:
    origins = given.names("CSRF_TRUSTED_ORIGINS")
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise ConfigurationError(
                f"CSRF_TRUSTED_ORIGINS has “{origin}”; "
                "each must look like https://board.example.org."
            )
    return origins


def _database(given: Variables, base_dir: Path, *, demo: bool) -> dict[str, Any]:
    url = given.secret("DATABASE_URL")
    if demo and url:
        raise ConfigurationError(
            "DATABASE_URL names a database that the demo did not make; the demo only uses its own, "
            "var/demo/db.sqlite3. Unset DATABASE_URL and run the demo again."
        )
    if not url:
        return _sqlite(base_dir / "var" / ("demo/db.sqlite3" if demo else "db.sqlite3"))
    # The address holds a password, so no sentence repeats it.
    _check_scheme("DATABASE_URL", url, DATABASE_SCHEMES)
    wrong = ConfigurationError(
        "DATABASE_URL cannot be read; it must look like postgres://user:password@host:5432/name "
        "or sqlite:////folder/db.sqlite3."
    )
    try:
        database = dict(Env.db_url_config(url))
    except (ValueError, TypeError) as error:
        raise wrong from error
    if not database["NAME"] or database["NAME"] == ":memory:":
        raise wrong
    if database["ENGINE"].endswith("sqlite3"):
        return _sqlite(base_dir / database["NAME"])
    return database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def _sqlite(file: Path) -> dict[str, Any]:
    if not file.parent.is_dir():
        _make_folder(file.parent)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": dict(SQLITE_OPTIONS),
    }


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The database's folder {folder} is not there and cannot be made."
        ) from error


def _cache(given: Variables) -> dict[str, Any]:
    url = given.text("CACHE_URL", default="dbcache://cache")
    _check_scheme("CACHE_URL", url, CACHE_SCHEMES)
    if url.startswith("redis") and importlib.util.find_spec("redis") is None:
        raise ConfigurationError(
            "CACHE_URL names a Redis server, which needs the redis package; "
            "install it beside the others, or leave CACHE_URL out to use the database."
        )
    cache = dict(Env.cache_url_config(url))
    if not cache["LOCATION"]:
        raise ConfigurationError("CACHE_URL names no table or server, as in dbcache://cache.")
    if url.startswith("dbcache"):
        # Django keeps 300 entries; a flood of guesses would push out the counts of wrong passwords.
        cache["OPTIONS"] = {"MAX_ENTRIES": 100_000}
    return cache


def _email(given: Variables, *, own_machine: bool) -> dict[str, Any]:
    default = "consolemail://" if own_machine else "smtp://localhost:25"
    url = given.secret("EMAIL_URL") or default
    _check_scheme("EMAIL_URL", url, EMAIL_SCHEMES)
    wrong = ConfigurationError(
        "EMAIL_URL cannot be read; it must look like smtp+tls://user:password@host:587."
    )
    try:
        parts = Env.email_url_config(url)
    except (ValueError, TypeError) as error:
        raise wrong from error
    if url.startswith("smtp") and not parts["EMAIL_HOST"]:
        raise wrong
    return {
        "EMAIL_BACKEND": parts["EMAIL_BACKEND"],
        "EMAIL_HOST": parts["EMAIL_HOST"] or "",
        "EMAIL_PORT": parts["EMAIL_PORT"] or 25,
        "EMAIL_HOST_USER": parts["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": parts["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": parts.get("EMAIL_USE_TLS", False),
        "EMAIL_USE_SSL": parts.get("EMAIL_USE_SSL", False),
        # Without it a silent mail server would hold the page that sends the message.
        "EMAIL_TIMEOUT": 10,
    }


def _sender(given: Variables) -> str:
    sender = given.text("DEFAULT_FROM_EMAIL", default="noreply@localhost")
    if "@" not in sender:
        raise ConfigurationError(f"DEFAULT_FROM_EMAIL is “{sender}”; it must be an e-mail address.")
    return sender


def _time_zone(given: Variables) -> str:
    name = given.text("TIME_ZONE", default="Europe/London")
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigurationError(
            f"TIME_ZONE is “{name}”, which is no time zone of this machine; "
            "it must be a name such as Europe/London."
        ) from error
    return name


def _check_scheme(variable: str, url: str, schemes: tuple[str, ...]) -> None:
    scheme = url.partition("://")[0] if "://" in url else ""
    if scheme not in schemes:
        accepted = ", ".join(f"{name}://" for name in schemes)
        raise ConfigurationError(f"{variable} must begin with one of {accepted}.")
