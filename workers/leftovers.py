"""What a worker that was killed left on the disk: removed when the next one starts, once nobody can still be at it."""

import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

_OLDER_THAN_S = 24 * 3600.0  # longer than any run and any building of a data set
_UNFINISHED_ASSET = re.compile(r"\..+-[a-z0-9_]{8}")
_BOX = re.compile(r"everyday-box-[a-z0-9_]{8}")


def sweep(state: Path, temporary: Path | None = None, now: float | None = None) -> list[Path]:
    """Removes unfinished data sets of the state folder and boxes of jobs without a namespace; returns what it removed."""
    before = (now or time.time()) - _OLDER_THAN_S
    places = [(state / "assets", _UNFINISHED_ASSET), (state / "assets-judge", _UNFINISHED_ASSET)]
    places.append((temporary or Path(tempfile.gettempdir()), _BOX))
    found = [entry for parent, name in places for entry in _old(parent, name, before)]
    for entry in found:
        logger.info("removed what an earlier worker left: %s", entry)
        shutil.rmtree(entry, ignore_errors=True)
    return found


def _old(parent: Path, name: re.Pattern[str], before: float) -> Iterator[Path]:
    """Folders only, and of this user or, for root, of anyone: a link that bears such a name leads nowhere."""
    with suppress(OSError):
        for entry in list(os.scandir(parent)):
            with suppress(OSError):
                stat = entry.stat(follow_symlinks=False)
                mine = os.geteuid() in (0, stat.st_uid)
                if name.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False) and mine and stat.st_mtime < before:
                    yield Path(entry.path)
