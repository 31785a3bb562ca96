"""Addresses that rendered pages contain. They are the site's URL patterns, written out because rendering knows no views."""


def lesson_url(number: int, slug: str) -> str:
    return f"/weeks/{number}/lessons/{slug}/"


def task_url(code: str, slug: str) -> str:
    return f"/tasks/{code}/{slug}/"


def lab_url(code: str, slug: str) -> str:
    return f"/labs/{code}/{slug}/"


def figure_url(code: str, slug: str) -> str:
    return f"/content/figures/{code}/{slug}.json"


def figure_svg_url(code: str, slug: str) -> str:
    return f"/content/figures/{code}/{slug}.svg"


def figure_data_url(code: str, slug: str) -> str:
    return f"/content/figures/{code}/{slug}/data/"
