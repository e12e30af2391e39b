"""The demo's folder: it only ever touches the database that it made."""

import re
import socket
import sqlite3

import pytest

from lscb import demo


def test_a_new_database_is_marked_as_the_demos(tmp_path):
    file = tmp_path / "db.sqlite3"

    assert demo.claim_database(file) is False
    assert demo.claim_database(file) is True


def test_a_database_without_the_mark_is_refused(tmp_path):
    file = tmp_path / "db.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE live (id)")
    database.close()

    with pytest.raises(demo.NotTheDemosDatabase):
        demo.claim_database(file)


def test_another_database_put_in_its_place_is_refused(tmp_path):
    file = tmp_path / "db.sqlite3"
    demo.claim_database(file)
    file.unlink()
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE live (id)")
    database.close()

    with pytest.raises(demo.NotTheDemosDatabase):
        demo.claim_database(file)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    demo.claim_database(tmp_path / "db.sqlite3")
    (tmp_path / "db.sqlite3").write_text("Dear all, " * 200)

    with pytest.raises(demo.NotTheDemosDatabase):
        demo.claim_database(tmp_path / "db.sqlite3")


def test_a_port_that_somebody_listens_on_is_not_free():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        assert not demo.is_free(port)
    assert demo.is_free(port)


def test_a_new_password_is_sixteen_letters_in_fours():
    first, second = demo.new_password(), demo.new_password()

    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", first)
    assert first != second


def test_static_files_are_only_collected_when_one_changed(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    demo.finders.get_finder.cache_clear()
    sheet = tmp_path / "site.css"
    sheet.write_text("a")

    before = demo.static_fingerprint()
    assert demo.static_fingerprint() == before
    sheet.write_text("ab")

    assert demo.static_fingerprint() != before
