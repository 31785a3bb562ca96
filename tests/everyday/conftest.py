"""What tests of the web side need."""

from pathlib import Path

import pytest
from pytest_django import Settings

from everyday.celery import app


@pytest.fixture(autouse=True)
def light_settings(settings: Settings) -> None:
    """Static files without hashed names (nothing is collected in a test), and passwords that are hashed in no time."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_celery_application() -> None:
    """Tasks are looked up in the current application, and tests of workers in the same process make theirs the current one."""
    app.set_current()
