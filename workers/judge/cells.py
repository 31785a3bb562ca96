"""Runs a lesson's code: cells share one namespace and run in order; what each prints is its output."""

import contextlib
import io
import linecache
import re
import time
import traceback
from pathlib import Path
from typing import Any

CELL = re.compile(r"^# %% id=([a-z0-9][a-z0-9-]*)[^\n]*$", re.MULTILINE)


def split_cells(source: str) -> list[tuple[str, str]]:
    """[(id, code)] of a lesson's .py file; each cell's code is padded so that line numbers are the file's."""
    starts = list(CELL.finditer(source))
    ends = [match.start() for match in starts[1:]] + [len(source)]
    return [
        (match.group(1), "\n" * source.count("\n", 0, match.start()) + source[match.start() : end])
        for match, end in zip(starts, ends, strict=True)
    ]


def run_cells(path: Path) -> dict[str, Any]:
    """{"cells": {id: {"stdout"}}, "seconds", "error": traceback or None}; stops at the first cell that raises."""
    source = path.read_text("utf-8")
    linecache.cache[path.name] = (len(source), None, source.splitlines(keepends=True), path.name)
    namespace: dict[str, Any] = {"__name__": "__main__", "__file__": str(path)}
    cells: dict[str, Any] = {}
    started = time.perf_counter()
    for name, code in split_cells(source):
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(code, path.name, "exec"), namespace)  # noqa: S102 - the lesson's own code
        except Exception:
            return {"cells": cells, "seconds": time.perf_counter() - started, "error": traceback.format_exc(limit=-3)}
        cells[name] = {"stdout": printed.getvalue()}
    return {"cells": cells, "seconds": time.perf_counter() - started, "error": None}
