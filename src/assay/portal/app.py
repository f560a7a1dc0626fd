"""The Django application around one workspace."""

import logging
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from assay.workspace import Workspace

__all__ = ["application", "configure"]

LARGEST_UPLOAD = 32 * 1024 * 1024
"""Bytes of a dossier that is verified here; more is turned away unread."""
_HERE = Path(str(files(__name__.rpartition(".")[0])))


def application(workspace: Workspace, hosts: Iterable[str] = ()) -> WSGIHandler:
    """The WSGI application that shows this workspace, also to these public hosts."""
    configure(workspace, hosts)
    from assay.portal.board import warm  # noqa: PLC0415 - needs Django's settings

    warm()
    return get_wsgi_application()


def configure(workspace: Workspace, hosts: Iterable[str] = ()) -> None:
    """Set Django up for a workspace; one per process.

    The portal keeps no sessions and no database. The secret key only guards the forms
    of one process against forgery, so a fresh one for each start is right.
    """
    if not settings.configured:
        settings.configure(**_settings(workspace, hosts))
        django.setup()
        logging.getLogger("django.request").setLevel(logging.ERROR)
    settings.ASSAY_WORKSPACE = workspace


def _settings(workspace: Workspace, hosts: Iterable[str]) -> dict[str, Any]:
    return {
        "DEBUG": False,
        "SECRET_KEY": workspace.entropy(32).hex(),
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]", *hosts],
        "ROOT_URLCONF": "assay.portal.urls",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": False,
        "DATABASES": {},
        "INSTALLED_APPS": ["django.contrib.staticfiles", "assay.portal"],
        "MIDDLEWARE": [
            "assay.portal.headers.HeadersMiddleware",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.gzip.GZipMiddleware",
            "django.middleware.http.ConditionalGetMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "assay.portal.twin.TwinMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [_HERE / "templates"],
                "OPTIONS": {
                    "builtins": ["assay.portal.templatetags.words"],
                    "context_processors": ["assay.portal.frame.frame"],
                    "string_if_invalid": "",
                },
            }
        ],
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [_HERE / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "APPEND_SLASH": False,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "assay.portal.pages.faults.forbidden",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_UPLOAD,
        "FILE_UPLOAD_HANDLERS": [
            "django.core.files.uploadhandler.MemoryFileUploadHandler"
        ],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": LARGEST_UPLOAD,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "X_FRAME_OPTIONS": "DENY",
        "LOGGING_CONFIG": None,
    }
