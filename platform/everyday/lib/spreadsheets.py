"""Tables as files that spreadsheets open."""

import csv
import io
from collections.abc import Iterable
from enum import StrEnum

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Variant(StrEnum):
    """`excel`: UTF-16LE with a byte order mark and tabs, which Excel opens as it is in any language version."""

    UTF8 = "utf-8"
    EXCEL = "excel"

    @property
    def content_type(self) -> str:
        return "text/csv; charset=utf-16le" if self is Variant.EXCEL else "text/csv; charset=utf-8"


def table_file(head: Iterable[str], rows: Iterable[Iterable[object]], variant: Variant) -> bytes:
    """`head` are our own words; a text in `rows` may be anyone's and never becomes a formula. None is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t" if variant is Variant.EXCEL else ",", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    if variant is Variant.EXCEL:
        return b"\xff\xfe" + text.getvalue().encode("utf-16-le")
    return text.getvalue().encode("utf-8")


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
