"""The product's own settings, with the collected static files in the benchmark's folder."""

import os

from lscb.settings import *  # noqa: F403

STATIC_ROOT = os.environ["BENCHMARK_STATIC_FILES"]
