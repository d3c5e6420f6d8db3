"""django-cas-server on loopback, with SQLite, one user, and exactly the addresses that are registered.

Runs in the environment of `requirements.lock`, never in ours:

    python serveur.py DATABASE USER PASSWORD ADDRESS...

Prints the CAS base (`http://127.0.0.1:port/cas/`) and serves until its standard input ends.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django  # type: ignore[import-not-found]
from django.conf import settings  # type: ignore[import-not-found]

ROOT_URLCONF = __name__


class Quiet(WSGIRequestHandler):
    """Requests are not told on the screen."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def configure(database: str) -> None:
    """Set Django up as the package's documentation asks, with sessions and the login form's CSRF check."""
    settings.configure(
        SECRET_KEY=os.urandom(32).hex(),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=ROOT_URLCONF,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django.contrib.admin",
            "cas_server",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        # One made-up user on loopback: a slow hash would only slow the tests down.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_URL="/static/",
        USE_TZ=True,
        CAS_NEW_VERSION_HTML_WARNING=False,
        CAS_NEW_VERSION_EMAIL_WARNING=False,
    )
    django.setup()


def fill(user: str, password: str, addresses: list[str]) -> None:
    """Create the tables, the user, and one anchored literal pattern an address."""
    from cas_server.models import ServicePattern  # type: ignore[import-not-found]  # noqa: PLC0415 - needs setup
    from django.contrib.auth.models import User  # type: ignore[import-not-found]  # noqa: PLC0415
    from django.core.management import call_command  # type: ignore[import-not-found]  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    User.objects.create_user(user, password=password)
    for address in addresses:
        ServicePattern.objects.create(pattern=rf"^{re.escape(address)}\Z")


def serve() -> None:
    """Serve on a free port until standard input ends, so that no server outlives its test."""
    from django.core.wsgi import get_wsgi_application  # type: ignore[import-not-found]  # noqa: PLC0415

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"http://127.0.0.1:{server.server_port}/cas/", flush=True)  # noqa: T201 - the base, for the test
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    _, database, user, password, *addresses = sys.argv
    configure(database)
    from django.urls import include, path  # type: ignore[import-not-found]

    urlpatterns = [path("cas/", include("cas_server.urls", namespace="cas_server"))]
    fill(user, password, addresses)
    serve()
