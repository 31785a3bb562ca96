"""What the state folder and the sessions leave behind."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

# As workers.assets.store names what it has not finished: a dot, the asset, and mkdtemp's eight characters.
_UNFINISHED = re.compile(r"\..+-[a-z0-9_]{8}")
_ASSETS = ("assets", "assets-judge")


def expired_sessions(*, dry_run: bool) -> int:
    """Ends what browsers can no longer use anyway; how many there were."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).count()
    if not dry_run:
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return expired


def unfinished_assets(*, now: dt.datetime, dry_run: bool) -> list[Path]:
    """Folders of data sets whose building was cut off, older than `settings.RETENTION` allows. Removes them."""
    before = now - dt.timedelta(hours=settings.RETENTION["temporary_hours"])
    found = list(_unfinished(Path(settings.STATE_DIR), before.timestamp()))
    for folder in [] if dry_run else found:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _unfinished(state: Path, before: float) -> Iterator[Path]:
    for parent in (state / name for name in _ASSETS):
        for entry in parent.iterdir() if parent.is_dir() else ():
            found = _UNFINISHED.fullmatch(entry.name) and entry.is_dir() and not entry.is_symlink()
            if found and entry.stat().st_mtime < before:
                yield entry
