"""The settings of the tests: the product's own, whatever the shell around is set up for.

Only DATABASE_URL is taken from outside, so that the same suite runs on SQLite and PostgreSQL.
"""

import os

os.environ.update(
    SECRET_KEY="only-for-tests-never-for-a-site-that-others-can-reach",
    SECRET_KEY_FILE="",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    CSRF_TRUSTED_ORIGINS="",
    CACHE_URL="",
    DEBUG="off",
    DEFAULT_FROM_EMAIL="",
    DEMO="off",
    EMAIL_URL="",
    EMAIL_URL_FILE="",
    # The test client and the live server speak plain http.
    SECURE_COOKIES="off",
    SECURE_PROXY_SSL_HEADER="off",
    HSTS_SECONDS="",
    REQUIRE_MFA="off",
    SITE_NAME="",
    TIME_ZONE="",
    TRUSTED_PROXY_COUNT="0",
)

from lscb.settings import *  # noqa: F403

# Argon2 is slow on purpose, and many tests sign somebody in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing has been collected when the tests run.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
