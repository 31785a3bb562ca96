"""`python -m workers calibrate <task-id>`: runs the reference over seeds and writes what thresholds may rest on.

calibration.json: {"version", "profiles": {profile: {"machine", "seeds": [...], "metrics": {name: {mean, std, min, max}},
"wrong": {slug: metrics}, "cpu_s_max", "peak_mib_max", "thresholds": {key: number}, "fixed": {key: number}}}}. A threshold is
the mean less four standard deviations (plus, where less is better); `fixed` is the author's and kept.
"""

import argparse
import json
import math
import os
import platform
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workers.commands import exits
from workers.commands.places import curriculum_folder, device_of, opened_pool
from workers.commands.submission import read_folder
from workers.content import Content, find
from workers.evaluation import EvaluationJob, Pool, evaluate
from workers.protocol import Status, Verdict

SIGMAS = 4.0
WRONG_SIGMAS = 2.0
NO_BOUND = 1e300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--profile", choices=["cpu", "gpu"], default="cpu")


def run(options: argparse.Namespace) -> int:
    content = find(options.task, curriculum_folder())
    loose = loosened(content, options.profile)
    with opened_pool(options, prefer="zygote") as pool:
        verdicts = [
            _judge(content, content.folder / "reference", options.profile, seed, pool, loose)
            for seed in range(1, options.seeds + 1)
        ]
        folders = sorted(path for path in (content.folder / "wrong").glob("*") if path.is_dir())
        wrong = {folder.name: _judge(content, folder, options.profile, 1, pool, loose).metrics for folder in folders}
    bad = [f"seed {seed}: {_why(verdict)}" for seed, verdict in enumerate(verdicts, 1) if verdict.status != Status.PASSED]
    if bad:
        print("the reference does not pass:\n" + "\n".join(bad), file=sys.stderr)
        return exits.INFRASTRUCTURE
    record = profile_record(content.raw, content.calibration, options.profile, verdicts, wrong)
    profiles = {**(content.calibration.get("profiles") or {}), options.profile: record}
    text = json.dumps({"version": 1, "profiles": profiles}, ensure_ascii=False, indent=1)
    (content.folder / "calibration.json").write_text(text + "\n", "utf-8")
    print("\n".join(_lines(content.raw, record)))
    return exits.VERDICT


def _judge(content: Content, folder: Path, profile: str, seed: int, pool: Pool, calibration: dict[str, Any]) -> Verdict:
    files = read_folder(folder, 1 << 20)
    job = EvaluationJob(
        kind="task",
        content_id=content.id,
        profile="gpu" if profile == "gpu" else "cpu",
        files=files,
        seed=seed,
        device=device_of(profile),
    )
    curriculum = curriculum_folder()
    verdict = evaluate(
        job, sandbox_pool=pool, emit=lambda *_: None, curriculum=curriculum, calibration=calibration, judge_log=_to_stderr
    )
    print(f"{folder.name} seed {seed}: {verdict.status} {verdict.metrics} {verdict.cpu_s:.1f} s", flush=True)
    return verdict


def _to_stderr(text: str) -> None:
    print(text, end="", file=sys.stderr)


def _why(verdict: Verdict) -> str:
    return f"{verdict.status} " + ", ".join(test["id"] for test in verdict.tests if test["status"] in ("failed", "error"))


def keys_of(raw: Mapping[str, Any], profile: str) -> dict[str, tuple[str, str]]:
    """{key: (metric, goal)} of the thresholds of one profile that a calibration decides."""
    goals = {metric["name"]: metric.get("goal") or "max" for metric in raw.get("metrics") or ()}
    return {
        str(threshold[field]).partition(":")[2]: (threshold["metric"], goals.get(threshold["metric"], "max"))
        for threshold in raw.get("thresholds") or ()
        for field in ("value", "merit")
        if str(threshold.get(field)).startswith("calibration:") and threshold.get("profile") in (profile, None)
    }


def loosened(content: Content, profile: str) -> dict[str, Any]:
    """A calibration under which no threshold that is to be found stands in the way; the author's own numbers stay."""
    open_bounds = {key: NO_BOUND if goal == "min" else -NO_BOUND for key, (_, goal) in keys_of(content.raw, profile).items()}
    fixed = ((content.calibration.get("profiles") or {}).get(profile) or {}).get("fixed") or {}
    return {"profiles": {profile: {"thresholds": open_bounds, "fixed": fixed}}}


def profile_record(
    raw: Mapping[str, Any], old: Mapping[str, Any], profile: str, verdicts: list[Verdict], wrong: dict[str, dict[str, float]]
) -> dict[str, Any]:
    """What calibration.json holds of one profile."""
    names = sorted({name for verdict in verdicts for name in verdict.metrics})
    metrics = {name: _statistics([verdict.metrics[name] for verdict in verdicts if name in verdict.metrics]) for name in names}
    fixed = ((old.get("profiles") or {}).get(profile) or {}).get("fixed") or {}
    thresholds = {
        key: _rounded(metrics[metric]["mean"] + (SIGMAS if goal == "min" else -SIGMAS) * metrics[metric]["std"], goal)
        for key, (metric, goal) in keys_of(raw, profile).items()
        if metric in metrics and key not in fixed
    }
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "seeds": [{"seed": n, "metrics": v.metrics, "cpu_s": v.cpu_s, "peak_mib": v.peak_mib} for n, v in enumerate(verdicts, 1)],
        "metrics": metrics,
        "wrong": wrong,
        "cpu_s_max": max(verdict.cpu_s for verdict in verdicts),
        "peak_mib_max": max(verdict.peak_mib for verdict in verdicts),
        "thresholds": thresholds,
        "fixed": fixed,
    }


def _statistics(values: list[float]) -> dict[str, float]:
    std = statistics.stdev(values) if len(values) > 1 else 0.0
    return {"mean": statistics.fmean(values), "std": std, "min": min(values), "max": max(values)}


def _rounded(value: float, goal: str) -> float:
    """Four digits, towards the lenient side."""
    scale = 10 ** (3 - math.floor(math.log10(abs(value)))) if value else 1.0
    return (math.ceil if goal == "min" else math.floor)(value * scale) / scale


def _lines(raw: Mapping[str, Any], record: Mapping[str, Any]) -> list[str]:
    """The thresholds, and a warning where a wrong solution comes too near."""
    goals = {metric["name"]: metric.get("goal") or "max" for metric in raw.get("metrics") or ()}
    lines = [f"{key} = {value}" for key, value in record["thresholds"].items()]
    for slug, found in record["wrong"].items():
        for threshold in raw.get("thresholds") or ():
            metric = threshold["metric"]
            key = str(threshold["value"]).partition(":")[2]
            bound = record["thresholds"].get(key)
            if bound is None or metric not in found:
                continue
            margin = (found[metric] - bound) * (1 if goals.get(metric) == "min" else -1)
            if margin < WRONG_SIGMAS * record["metrics"][metric]["std"]:
                lines.append(f"note: wrong/{slug} reaches {metric} = {found[metric]:.4g}; the threshold does not tell it apart")
    return lines
