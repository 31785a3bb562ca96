"""`python -m workers cells <wNN>`: runs the code cells of a week's lessons and compares what they print with lessons/out/."""

import argparse
import hashlib
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

from workers.cleaning import clean_bytes
from workers.commands import exits
from workers.commands.places import curriculum_folder, opened_pool
from workers.evaluation import Pool
from workers.harness.frames import Channel, FrameError, PeerClosed
from workers.protocol import Limits
from workers.sandbox.base import JobSpec

MAX_SECONDS = 20.0
LIMITS = Limits(cpu_s=60, memory_mib=2048)
NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
RELATIVE, ABSOLUTE = 1e-3, 1e-6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("week", help="w05")
    parser.add_argument("--write", action="store_true", help="write lessons/out/ instead of comparing")
    parser.add_argument("--lesson", metavar="NAME", help="only the file that starts so, e.g. 02")


def run(options: argparse.Namespace) -> int:
    curriculum = curriculum_folder()
    folders = sorted((curriculum / "weeks").glob(f"{options.week.removeprefix('w')}-*"))
    if len(folders) != 1:
        print(f"no such week: {options.week}", file=sys.stderr)
        return exits.USAGE
    sources = [path for path in sorted((folders[0] / "lessons").glob("*.py")) if path.name.startswith(options.lesson or "")]
    failed = False
    with opened_pool(options) as pool:
        for source in sources:
            found = _problems(source, _run(source, curriculum, pool), write=options.write)
            failed = failed or bool(found)
            print(f"{'FAIL' if found else 'ok  '} {source.name}" + "".join(f"\n     {line}" for line in found), flush=True)
    return exits.INFRASTRUCTURE if failed else exits.VERDICT


def _run(source: Path, curriculum: Path, pool: Pool) -> dict[str, Any]:
    """What a lesson's cells printed, run in a judge's sandbox: it is our code, and may read the data."""
    printed: list[bytes] = []
    spec = JobSpec(role="judge", module="workers.judge.main", limits=LIMITS, on_output=lambda _, chunk: printed.append(chunk))
    job = pool.sandbox("judge").start(spec)
    try:
        channel = Channel(job.socket)
        folder = f"/curriculum/{source.parent.relative_to(curriculum).as_posix()}"
        channel.send({"op": "start", "kind": "cells", "folder": folder, "file": source.name})
        return channel.receive(LIMITS.wall_s).header
    except (PeerClosed, FrameError, TimeoutError):
        job.kill()
        usage = job.wait(10)
        return {
            "cells": {},
            "seconds": 0.0,
            "error": f"{clean_bytes(b''.join(printed), 4000)}\nended: {usage.ended if usage else '?'}",
        }
    finally:
        job.kill()
        job.wait(10)
        job.socket.close()


def _problems(source: Path, outcome: dict[str, Any], *, write: bool) -> list[str]:
    if outcome["error"]:
        return str(outcome["error"]).splitlines()
    found = [f"took {outcome['seconds']:.1f} s, at most {MAX_SECONDS:g} s"] if outcome["seconds"] > MAX_SECONDS else []
    target = source.parent / "out" / f"{source.stem}.json"
    if write:
        target.parent.mkdir(exist_ok=True)
        record = {"source_sha256": hashlib.sha256(source.read_bytes()).hexdigest(), "cells": outcome["cells"]}
        target.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return found
    if not target.is_file():
        return [*found, f"{target.name} is missing: run with --write"]
    stored = json.loads(target.read_text("utf-8"))["cells"]
    if list(stored) != list(outcome["cells"]):
        found.append(f"cells are {list(outcome['cells'])}, stored {list(stored)}")
    return found + [
        f"{name}: {text}"
        for name in stored
        if (text := difference(stored[name]["stdout"], outcome["cells"].get(name, {}).get("stdout", "")))
    ]


def difference(stored: str, printed: str) -> str:
    """The first line that differs, or "". Words must be equal, numbers nearly."""
    old, new = stored.splitlines(), printed.splitlines()
    for before, after in zip(old, new, strict=False):
        if NUMBER.sub("#", before) != NUMBER.sub("#", after) or not _near(before, after):
            return f"printed {after!r}, stored {before!r}"
    return "" if len(old) == len(new) else f"printed {len(new)} lines, stored {len(old)}"


def _near(before: str, after: str) -> bool:
    pairs = zip(NUMBER.findall(before), NUMBER.findall(after), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=RELATIVE, abs_tol=ABSOLUTE) for a, b in pairs)
