"""What is in memory before the first request: workers that are forked from there share it."""

import os
import subprocess
import sys
import textwrap
import tracemalloc
from pathlib import Path

from lscb import plotly_script

PROJECT = Path(__file__).resolve().parents[2]

LOAD = """
    import gc
    import sys
    import lscb.wsgi
    from django.db import connection

    assert "datasets.indicator_views" in sys.modules, "The pages are not loaded."
    assert gc.get_freeze_count() > len(gc.get_objects()), "The garbage collector has it all."
    assert connection.connection is None, "Workers would share a connection to the database."
"""


def test_workers_share_what_is_loaded_and_no_connection(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'wsgi.sqlite3'}",
    }

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LOAD)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_an_instruction_to_serve_loads_the_pages_before_it_forks():
    lines = (PROJECT / "README.md").read_text("utf-8").splitlines()
    commands = [line for line in lines if "bin/gunicorn " in line]

    assert len(commands) == 2
    assert [line for line in commands if " lscb.wsgi --preload " not in line] == []


def test_plotlys_script_takes_no_more_memory_than_its_own_size():
    size = (plotly_script.folder() / plotly_script.NAME).stat().st_size

    tracemalloc.start()
    try:
        hashes = plotly_script.style_hashes.__wrapped__()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(hashes) == 2
    assert most < 1.5 * size
