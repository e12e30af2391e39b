"""Imports point one way, and what is heavy is imported only where it is needed."""

import ast
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.apps import apps

from tests.product import APPS

PROJECT = Path(__file__).resolve().parents[1]
# An app may import those below it, and the leaves.
BELOW = {
    "accounts": (),
    "agencies": ("accounts",),
    "attendance": ("agencies", "accounts"),
    "datasets": ("agencies", "accounts"),
    "actions": ("attendance", "datasets", "agencies", "accounts"),
}
# What joins the apps. Everything else of lscb is a leaf, and imports no app.
JOINS = (
    "lscb.urls",
    "lscb.views",
    "lscb.pages",
    "lscb.sample",
    "lscb.management",
    "lscb.administration",
    "lscb.admin_site",
)
PURE = (
    "lscb.dates",
    "lscb.free_text",
    "lscb.keys",
    "lscb.periods",
    "actions.drafting",
    "agencies.calculations",
    "attendance.calculations",
    "attendance.membership.health",
    "attendance.printed",
    "attendance.register.names",
    "attendance.register.quorum",
    "datasets.benchmarks",
    "datasets.calculations",
    "datasets.importing.cells",
    "datasets.importing.figures",
    "datasets.importing.places",
    "datasets.importing.problems",
    "datasets.importing.reading",
    "datasets.importing.rules",
    "datasets.intervals",
    "datasets.numbers",
    "datasets.spc",
)
STANDARD_LIBRARY = sys.stdlib_module_names


def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name; migrations are left out."""
    files = [file for top in (*APPS, "lscb") for file in (PROJECT / top).rglob("*.py")]
    named = {
        ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }
    return {name: file for name, file in named.items() if ".migrations" not in name}


def imports_of(file: Path) -> set[str]:
    """What a file imports, wherever in it, by the dotted names of modules."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def lies_in(name: str, packages) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def wrong_imports(name: str, imported: set[str]) -> list[str]:
    """The imports of a module that point the wrong way."""
    app = name.partition(".")[0]
    if app in BELOW:
        forbidden = [other for other in APPS if other != app and other not in BELOW[app]]
        forbidden += JOINS
    elif lies_in(name, JOINS):
        forbidden = []
    else:
        forbidden = [*APPS, *JOINS]
    return sorted(one for one in imported if lies_in(one, forbidden))


MODULES = modules()


def test_every_app_of_the_product_is_named():
    ours = {
        config.label for config in apps.get_app_configs() if Path(config.path).parent == PROJECT
    }

    assert ours - {"lscb"} == set(APPS) == set(BELOW)


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_one_way(name):
    assert wrong_imports(name, imports_of(MODULES[name])) == []


@pytest.mark.parametrize(
    ("name", "imported"),
    [
        ("accounts.models", "agencies.models"),
        ("agencies.money", "attendance.models"),
        ("attendance.year", "lscb.pages.board"),
        ("lscb.formats", "agencies.words"),
        ("lscb.charts", "lscb.views"),
    ],
)
def test_an_import_that_points_the_other_way_is_found(name, imported):
    assert wrong_imports(name, {imported, "datetime"}) == [imported]


def test_the_modules_are_found():
    assert {"agencies.models", "attendance.year", "lscb.pages.board", *PURE} <= set(MODULES)


@pytest.mark.parametrize("name", PURE)
def test_arithmetic_knows_nothing_but_the_language(name):
    others = {one for one in imports_of(MODULES[name]) if not lies_in(one, PURE)}

    assert {one.partition(".")[0] for one in others} - STANDARD_LIBRARY == set()


def test_arithmetic_reads_no_clock():
    for name in PURE:
        text = MODULES[name].read_text("utf-8")
        assert "today(" not in text
        assert "now(" not in text


SERVE_A_PAGE = """
    import sys
    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    from django.core.management import call_command
    from django.test import Client
    from accounts.models import User
    from agencies.models import Role
    from lscb.management.commands.load_sample import SAMPLES
    from lscb.sample.loader import load

    call_command("migrate", verbosity=0)
    board = load(SAMPLES / "kingston_2012_13").board
    user = User.objects.create_user("reader@example.org", None)
    Role.objects.create(user=user, board=board, kind="manager")
    client = Client()
    client.force_login(user, "accounts.backend.Accounts")
    year = "/kingston/groups/main-board/attendance/2012-13"
    for address in ("/kingston/", "/kingston/management/", year + "/", "/kingston/budget/2012-13/",
                    year + ".csv", "/kingston/compare/CSC02/2012-13/"):
        assert client.get(address).status_code == 200, address
    for heavy in ("pandas", "numpy", "plotly", "xlsxwriter", "openpyxl"):
        assert heavy not in sys.modules, heavy
    assert client.get(year + ".xlsx").status_code == 200
    print("xlsxwriter" in sys.modules)
"""


def test_a_web_process_imports_neither_pandas_nor_plotly(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'layers.sqlite3'}",
    }

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SERVE_A_PAGE)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    # It is imported only by the download that needs it.
    assert done.stdout.strip() == "True"
