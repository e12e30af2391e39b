#!/usr/bin/env python3
"""Every command of this project.

python3 manage.py demo     start the sample board on this machine
python3 manage.py test     run the tests (what follows goes to pytest)
python3 manage.py setup    only make the environment in .venv
python3 manage.py ...      Django's own commands: migrate, createsuperuser, runserver, ...
"""

import os
import sys

import bootstrap


def main():
    verb = bootstrap.prepare(sys.argv)
    if verb == "setup":
        bootstrap.say("Everything is installed. Next: " + bootstrap.own("demo"))
        return
    if verb == "test":
        sys.exit(run_tests(sys.argv[2:]))
    if verb == "demo":
        bootstrap.demo_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lscb.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def run_tests(arguments):
    import pytest

    os.chdir(bootstrap.PROJECT)
    return pytest.main(arguments)


if __name__ == "__main__":
    main()
