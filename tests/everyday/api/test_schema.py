"""The schema describes the API without a warning, and its page keeps to the site's content security policy."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


def test_the_schema_is_made_without_a_warning() -> None:
    GENERATOR_STATS.reset()
    schema = _schema()
    validate_schema(schema)
    assert not GENERATOR_STATS, (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache))


def test_every_address_is_described() -> None:
    paths = set(_schema()["paths"])
    assert paths == {
        "/api/v1/me",
        "/api/v1/token",
        "/api/v1/weeks",
        "/api/v1/weeks/{number}",
        "/api/v1/tasks/{code}/{slug}",
        "/api/v1/tasks/{code}/{slug}/submissions",
        "/api/v1/submissions",
        "/api/v1/submissions/{submission_id}",
        "/api/v1/runs/{run_id}",
        "/api/v1/runs/{run_id}/events",
        "/api/v1/runs/{run_id}/cancel",
        "/api/v1/portfolio",
        "/api/v1/certificate",
        "/api/v1/certificates/{code}",
    }


def test_what_goes_in_and_comes_out_is_named() -> None:
    operation = _schema()["paths"]["/api/v1/tasks/{code}/{slug}/submissions"]["post"]
    assert operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/SubmissionRequest")
    assert {"201", "400", "401", "404"} <= set(operation["responses"])


def test_the_schema_and_its_page_are_public(db: None) -> None:
    assert Client().get(reverse("api:schema")).status_code == 200
    page = Client().get(reverse("api:docs"))
    assert page.status_code == 200
    html = page.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=", html)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)
    script = Client().get(reverse("api:docs") + "?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert reverse("api:schema") in script.content.decode().replace("\\u002D", "-")
