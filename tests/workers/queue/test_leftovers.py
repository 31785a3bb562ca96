"""A worker that starts tidies up after one that was killed."""

import os
import time
from pathlib import Path

from workers.leftovers import sweep

DAY_S = 24 * 3600


def folder(path: Path, *, age_s: float) -> Path:
    path.mkdir(parents=True)
    (path / "file").write_text("x")
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_old_unfinished_things_go_and_nothing_else(tmp_path: Path) -> None:
    state, temporary = tmp_path / "state", tmp_path / "tmp"
    gone = [
        folder(state / "assets" / ".digits-ab12_x9z", age_s=2 * DAY_S),
        folder(state / "assets-judge" / ".digits-ab12_x9z", age_s=2 * DAY_S),
        folder(temporary / "everyday-box-ab12_x9z", age_s=2 * DAY_S),
    ]
    kept = [
        folder(state / "assets" / "digits", age_s=9 * DAY_S),
        folder(state / "assets" / ".spiral-ab12cd34", age_s=60),
        folder(temporary / "everyday-box-ab12cd34", age_s=60),
        folder(temporary / "somebody-else-ab12cd34", age_s=9 * DAY_S),
    ]
    assert sorted(sweep(state, temporary)) == sorted(gone)
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in kept)


def test_a_link_with_such_a_name_is_not_followed(tmp_path: Path) -> None:
    target = folder(tmp_path / "precious", age_s=9 * DAY_S)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "everyday-box-ab12cd34").symlink_to(target)
    assert sweep(tmp_path / "state", tmp_path / "tmp") == []
    assert target.exists()
