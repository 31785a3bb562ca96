"""Figures as data: public, in the reader's language, kept by caches until they change."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from everyday.catalog.figure_tables import MAX_ROWS, figure_tables
from everyday.catalog.models import Figure
from everyday.catalog.publishing import addresses
from tests.everyday.catalog.conftest import CourseFolder

URL = "/content/figures/w01/sums.json"


def _in(client: Client, language: str) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def test_addresses_are_those_that_rendered_pages_contain() -> None:
    assert reverse("catalog:figure", args=["w01", "sums"]) == addresses.figure_url("w01", "sums") == URL
    assert reverse("catalog:figure-svg", args=["w01", "sums"]) == addresses.figure_svg_url("w01", "sums")
    assert reverse("catalog:figure-data", args=["w01", "sums"]) == addresses.figure_data_url("w01", "sums")
    assert reverse("learning:lesson-detail", args=[1, "adding"]) == addresses.lesson_url(1, "adding")
    assert reverse("submissions:task-detail", args=["w01", "add"]) == addresses.task_url("w01", "add")
    assert reverse("submissions:lab-detail", args=["w01", "dice"]) == addresses.lab_url("w01", "dice")


@pytest.mark.parametrize(("language", "title", "name"), [("zh-hans", "求和", "和"), ("en", "Sums", "sum")])
def test_a_stranger_reads_a_figure_in_their_language(
    synced: CourseFolder, client: Client, language: str, title: str, name: str
) -> None:
    response = _in(client, language).get(URL)

    assert response.status_code == 200
    body = response.json()
    assert (body["layout"]["title"]["text"], body["data"][0]["name"]) == (title, name)
    assert isinstance(body["alt"], str)


def test_a_figure_is_kept_until_it_changes(synced: CourseFolder, client: Client) -> None:
    first = _in(client, "en").get(URL)
    assert "max-age=300" in first["Cache-Control"]
    assert "Cookie" in first["Vary"]
    again = client.get(URL, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert _in(client, "zh-hans").get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 200
    synced.edit("weeks/01-numbers/figures/sums.json", '"y": [1, 2]', '"y": [1, 5]')
    synced.sync()
    assert _in(client, "en").get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_picture_cannot_run_anything(synced: CourseFolder, client: Client) -> None:
    response = client.get("/content/figures/w01/sums.svg")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    Figure.objects.update(svg="")
    assert client.get("/content/figures/w01/sums.svg").status_code == 404


def test_the_numbers_stand_in_tables(synced: CourseFolder, client: Client) -> None:
    response = _in(client, "en").get("/content/figures/w01/sums/data/")
    assert response.status_code == 200
    page = response.content.decode()
    assert "Two bars, the second twice as high" in page
    assert page.count("<table") == 2


@pytest.mark.parametrize(
    "url", ["/content/figures/w01/lost.json", "/content/figures/w24/sums.json", "/content/figures/x01/sums.json"]
)
def test_a_figure_that_is_not_there(synced: CourseFolder, client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_nothing_can_be_written(synced: CourseFolder, client: Client) -> None:
    assert client.post(URL).status_code == 405


def test_tables_of_points_and_of_a_matrix() -> None:
    plotly = {
        "data": [
            {"type": "scatter", "name": "line", "x": [1, 2], "y": [3]},
            {"type": "heatmap", "z": [[1, 2], [3, 4]], "x": ["a", "b"]},
            {"type": "scatter", "x": list(range(MAX_ROWS + 1))},
            {"type": "scatter"},
        ]
    }
    line, matrix, long = figure_tables(plotly)
    assert (line.title, line.columns, line.rows) == ("line", ["x", "y"], [[1, 3], [2, ""]])
    assert (matrix.columns, matrix.rows) == (["", "a", "b"], [[0, 1, 2], [1, 3, 4]])
    assert long.is_cut
