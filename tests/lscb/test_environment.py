"""The environment is read once, checked, and answered with sentences."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from lscb.environment import ConfigurationError, configuration_or_exit, read

PROJECT = Path(__file__).resolve().parents[2]
SOUND = {"SECRET_KEY": "k" * 32, "ALLOWED_HOSTS": "board.example.org"}


@pytest.fixture
def configuration(tmp_path):
    """What a sound environment gives, with these variables added."""
    return lambda **variables: read(SOUND | variables, tmp_path)


@pytest.fixture
def refusal(tmp_path):
    """The sentence that refuses this environment."""

    def sentence(environ) -> str:
        with pytest.raises(ConfigurationError) as refused:
            read(environ, tmp_path)
        return str(refused.value)

    return sentence


def test_a_site_is_safe_without_further_settings(configuration):
    site = configuration()

    assert (site.debug, site.demo) == (False, False)
    assert site.require_mfa
    assert site.secure_cookies
    assert site.hsts_seconds == 31_536_000
    assert site.trusted_proxy_count == 0
    assert not site.secure_proxy_ssl_header
    assert site.time_zone == "Europe/London"


@pytest.mark.parametrize("variable", ["DEBUG", "DEMO"])
def test_on_ones_own_machine_nothing_is_required(tmp_path, variable):
    site = read({variable: "on"}, tmp_path)

    assert not site.require_mfa
    assert not site.secure_cookies
    assert site.hsts_seconds == 0
    assert site.allowed_hosts == ["localhost", "127.0.0.1"]
    assert site.email["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize("variable", ["SECRET_KEY", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_a_site_needs_and_has_not_is_named(refusal, variable, value):
    environ = {name: text for name, text in SOUND.items() if name != variable}
    if value is not None:
        environ[variable] = value

    assert refusal(environ).startswith(f"{variable} is not set")


def test_a_short_secret_key_is_refused_without_being_printed(refusal):
    sentence = refusal(SOUND | {"SECRET_KEY": "z" * 31})

    assert sentence == "SECRET_KEY has 31 characters; it must have 32 or more."


WRONG = [
    ("DEBUG", "yes"),
    ("DEMO", "2"),
    ("REQUIRE_MFA", "maybe"),
    ("SECURE_COOKIES", "y"),
    ("SECURE_PROXY_SSL_HEADER", "https"),
    ("TRUSTED_PROXY_COUNT", "-1"),
    ("TRUSTED_PROXY_COUNT", "one"),
    ("HSTS_SECONDS", "1.5"),
    ("HSTS_SECONDS", "²"),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "https://board.example.org"),
    ("ALLOWED_HOSTS", "a.example.org b.example.org"),
    ("CSRF_TRUSTED_ORIGINS", "board.example.org"),
    ("CSRF_TRUSTED_ORIGINS", "https://board.example.org/path"),
    ("DATABASE_URL", "mysql://host/name"),
    ("DATABASE_URL", "db.sqlite3"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "postgres://host"),
    ("DATABASE_URL", "postgres://host:port/name"),
    ("DATABASE_URL", "postgres://["),
    ("CACHE_URL", "locmemcache://"),
    ("CACHE_URL", "dbcache://"),
    ("EMAIL_URL", "imap://host"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "smtp://host:port"),
    ("DEFAULT_FROM_EMAIL", "nobody"),
    ("TIME_ZONE", "Europe/Kingston"),
    ("TIME_ZONE", "../etc"),
]


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_a_wrong_value_is_refused_with_a_sentence_that_names_it(refusal, variable, value):
    sentence = refusal(SOUND | {variable: value})

    assert sentence.startswith(f"{variable} ")
    assert sentence.endswith(".")


@pytest.mark.parametrize("variable", ["DATABASE_URL", "EMAIL_URL"])
def test_an_address_that_holds_a_password_is_not_repeated(refusal, variable):
    scheme = "postgres" if variable == "DATABASE_URL" else "smtp"

    assert "hunter2" not in refusal(SOUND | {variable: f"{scheme}://me:hunter2@host:port/name"})


@pytest.mark.parametrize("text", ["on", "true", "1", "ON", "True"])
def test_on_can_be_written_three_ways(configuration, text):
    assert configuration(SECURE_PROXY_SSL_HEADER=text).secure_proxy_ssl_header


@pytest.mark.parametrize("text", ["off", "false", "0", "Off"])
def test_off_can_be_written_three_ways(configuration, text):
    assert not configuration(REQUIRE_MFA=text).require_mfa


def test_lists_have_commas(configuration):
    site = configuration(ALLOWED_HOSTS="a.example.org, b.example.org,")

    assert site.allowed_hosts == ["a.example.org", "b.example.org"]


def test_sqlite_is_the_database_where_none_is_named(configuration, tmp_path):
    database = configuration().database

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "var" / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "foreign_keys=ON" in database["OPTIONS"]["init_command"]
    assert (tmp_path / "var").is_dir()


def test_a_sqlite_address_may_be_absolute_and_have_spaces(configuration, tmp_path):
    site = configuration(DATABASE_URL=f"sqlite:///{tmp_path}/the%20board/db.sqlite3")

    assert site.database["NAME"] == f"{tmp_path}/the board/db.sqlite3"


def test_a_postgres_address_is_taken_apart(configuration):
    database = configuration(DATABASE_URL="postgres://me:p%40ss@db:5433/board").database

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "me",
        "p@ss",
        "db",
        5433,
        "board",
    ]
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"] is True


def test_the_demo_has_a_database_of_its_own(tmp_path):
    site = read({"DEMO": "on"}, tmp_path)

    assert site.database["NAME"] == str(tmp_path / "var" / "demo" / "db.sqlite3")


def test_the_demo_refuses_another_database(refusal):
    sentence = refusal({"DEMO": "on", "DATABASE_URL": "postgres://host/live"})

    assert sentence.startswith("DATABASE_URL names a database that the demo did not make")


def test_the_cache_is_a_table_that_all_processes_share(configuration):
    assert configuration().cache == {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }


def test_a_mail_server_is_taken_apart(configuration):
    email = configuration(EMAIL_URL="smtp+tls://me%40example.org:secret@mail:587").email

    assert email["EMAIL_HOST"] == "mail"
    assert email["EMAIL_PORT"] == 587
    assert email["EMAIL_HOST_USER"] == "me@example.org"
    assert email["EMAIL_HOST_PASSWORD"] == "secret"
    assert email["EMAIL_USE_TLS"] is True
    assert email["EMAIL_USE_SSL"] is False


@pytest.mark.parametrize("variable", ["SECRET_KEY", "DATABASE_URL", "EMAIL_URL"])
class TestSecretsFromFiles:
    SECRETS = {
        "SECRET_KEY": "f" * 40,
        "DATABASE_URL": "postgres://db/board",
        "EMAIL_URL": "smtp://mail:25",
    }

    def environ(self, variable, file):
        return {name: text for name, text in SOUND.items() if name != variable} | {
            f"{variable}_FILE": str(file)
        }

    def test_the_first_line_is_the_secret(self, variable, tmp_path):
        file = tmp_path / "secret"
        file.write_text(f"{self.SECRETS[variable]}\nand a note\n")

        from_file = read(self.environ(variable, file), tmp_path)

        given = read(SOUND | {variable: self.SECRETS[variable]}, tmp_path)
        assert (from_file.secret_key == "f" * 40) == (variable == "SECRET_KEY")
        assert from_file.database == given.database
        assert from_file.email == given.email

    def test_a_file_that_is_not_there_is_named(self, variable, tmp_path, refusal):
        sentence = refusal(self.environ(variable, tmp_path / "missing"))

        assert sentence.startswith(f"{variable}_FILE names {tmp_path / 'missing'}")

    def test_an_empty_file_is_refused(self, variable, tmp_path, refusal):
        (tmp_path / "empty").write_text("\n")

        assert "first line is empty" in refusal(self.environ(variable, tmp_path / "empty"))

    def test_both_ways_at_once_are_refused(self, variable, tmp_path, refusal):
        both = self.environ(variable, tmp_path / "x") | {variable: self.SECRETS[variable]}

        assert refusal(both).startswith(f"{variable} and {variable}_FILE are both set")


def test_the_process_ends_with_the_sentence(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("TIME_ZONE", "Kingston")

    with pytest.raises(SystemExit) as ended:
        configuration_or_exit(tmp_path)

    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("TIME_ZONE is “Kingston”")


class Recorder(Mapping):
    """An environment that remembers what it was asked for."""

    def __init__(self, variables):
        self.variables, self.asked = variables, set()

    def __getitem__(self, name):
        self.asked.add(name)
        return self.variables[name]

    def __iter__(self):
        return iter(self.variables)

    def __len__(self):
        return len(self.variables)


def test_the_readme_lists_exactly_the_variables_that_are_read(tmp_path):
    environ = Recorder(SOUND)
    read(environ, tmp_path)

    readme = (PROJECT / "README.md").read_text("utf-8")
    table = re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE)

    assert sorted(table) == sorted(environ.asked)
