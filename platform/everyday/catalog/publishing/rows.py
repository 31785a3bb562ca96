"""A row that may have to be written: its key, the digest of all it is made from, and how to make it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Row:
    """`make` renders the fields, which is slow; it is called only where the digest is not the stored one.

    `week` and `lesson` name the parents, which get their keys when they are written.
    """

    model: type[Model]
    key: str
    digest: str
    make: Callable[[], dict[str, Any]]
    week: int | None = None
    lesson: str | None = None
