"""Data sets that `make setup` leaves for later, because their sources are large downloads: `manage.py up` fetches them in the
background, and until then the tasks that need them say so."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workers.assets import store

LATER = frozenset({"newsgroups6", "glove-50d", "minilm", "smollm2"})


def awaited(description: Mapping[str, Any], profile: str, state: Path) -> list[str]:
    """Which of them a task or lab names in its profile, as `data` or as one of the overrides, and this machine lacks."""
    entry = (description.get("profiles") or {}).get(profile) or {}
    named = [entry.get("data"), *(entry.get("overrides") or {}).values()]
    return sorted(asset for asset in LATER if asset in named and not store.is_built(state, asset))
