"""`python -m workers prove`: every judge must let the right solutions through and stop each wrong one where it says.

reference and alt/* must pass everything; wrong/<slug> must not pass the tests that its expect.yaml names. Green results are
remembered by content and code, so that `--changed` proves only what could have become different.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workers.commands import exits
from workers.commands.places import curriculum_folder, device_of, opened_pool, state_folder
from workers.commands.submission import read_folder
from workers.content import ROOT, Content, all_ids, find, read_yaml, task_digest
from workers.evaluation import EvaluationJob, Pool, evaluate
from workers.protocol import Status, TestStatus, Verdict
from workers.spec import GATES

PARALLEL = 2


@dataclass(frozen=True)
class Proof:
    """One solution and what must come of it. `expect` None: everything passes."""

    task: str
    name: str  # reference, alt/<slug>, wrong/<slug>
    folder: Path
    expect: dict[str, Any] | None


@dataclass(frozen=True)
class Proved:
    proof: Proof
    verdict: Verdict
    problems: list[str]
    judge_log: list[str] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tasks", nargs="*", metavar="ID", help="w05/two-layer-net, or w05 for a whole week")
    parser.add_argument("--all", action="store_true", help="every task on disk")
    parser.add_argument("--changed", action="store_true", help="only what changed since it was last proved")
    parser.add_argument("--only", metavar="NAME", help="only this solution: reference, alt/x, wrong/y")
    parser.add_argument("--profile", choices=["cpu", "gpu"], default="cpu")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    ids = _chosen(options)
    if not ids:
        print("name a task or a week, or say --all or --changed", file=sys.stderr)
        return exits.USAGE
    cache = Cache(state_folder() / "prove.json")
    todo = [proof for task in ids for proof in proofs(find(task, curriculum_folder())) if options.only in (None, proof.name)]
    if options.changed:
        todo = [proof for proof in todo if not cache.holds(proof)]
    with (
        opened_pool(options, slots=PARALLEL, prefer="zygote" if len(todo) > 3 else "cold") as pool,
        ThreadPoolExecutor(PARALLEL) as threads,
    ):
        results = []
        for proved in threads.map(lambda proof: prove(proof, pool, options.profile, options.seed), todo):
            results.append(proved)
            cache.note(proved)
            if not options.json:
                print(line(proved), flush=True)
    return _summary(results, as_json=options.json)


def _chosen(options: argparse.Namespace) -> list[str]:
    known = all_ids(curriculum_folder())
    if options.all or (options.changed and not options.tasks):
        return known
    return [
        task
        for name in options.tasks
        for task in (known if "/" not in name else [name])
        if "/" in name or task.startswith(f"{name}/")
    ]


def proofs(content: Content) -> Iterator[Proof]:
    """The solutions of a task, reference first."""
    if (content.folder / "reference").is_dir():
        yield Proof(content.id, "reference", content.folder / "reference", None)
    for kind in ("alt", "wrong"):
        for folder in sorted(path for path in (content.folder / kind).glob("*") if path.is_dir()):
            expect = read_yaml(folder / "expect.yaml") if kind == "wrong" else None
            yield Proof(content.id, f"{kind}/{folder.name}", folder, expect)


def prove(proof: Proof, pool: Pool, profile: str = "cpu", seed: int = 0) -> Proved:
    """Judges one solution and compares the verdict with what was expected."""
    printed: list[str] = []
    job = EvaluationJob(
        kind="task",
        content_id=proof.task,
        profile="gpu" if profile == "gpu" else "cpu",
        files=read_folder(proof.folder, max(1 << 20, find(proof.task, curriculum_folder()).task(profile).max_bytes)),
        seed=seed,
        device=device_of(profile),
    )
    verdict = evaluate(job, sandbox_pool=pool, emit=_nowhere, curriculum=curriculum_folder(), judge_log=printed.append)
    found = problems(proof.expect, verdict)
    if proof.name == "reference" and find(proof.task, curriculum_folder()).raw.get("demo"):
        found += opening_problems(job, pool, printed)
    return Proved(proof, verdict, found, printed)


def opening_problems(job: EvaluationJob, pool: Pool, printed: list[str]) -> list[str]:
    """A task that can be opened: its reference must answer the first of its own examples."""
    examples = find(job.content_id, curriculum_folder()).raw["demo"].get("examples") or [{"en": ""}]
    request = replace(job, kind="demo", config={"request": examples[0]["en"]})
    verdict = evaluate(request, sandbox_pool=pool, emit=_nowhere, curriculum=curriculum_folder(), judge_log=printed.append)
    said = verdict.message.get("en", "")
    return [] if verdict.status == Status.PASSED else [f"opened with {examples[0]['en'][:40]!r}: {verdict.status}: {said}"]


def problems(expect: dict[str, Any] | None, verdict: Verdict) -> list[str]:
    """What is not as expected; empty when all is well."""
    if verdict.status in (Status.INFRASTRUCTURE, Status.CANCELLED):
        return [f"status {verdict.status}"]
    not_passed = {test["id"]: test for test in verdict.tests if test["status"] in (TestStatus.FAILED, TestStatus.ERROR)}
    if expect is None:
        found = [f"{name}: {test['message'].get('en', '')}" for name, test in not_passed.items()]
        return found if found or verdict.status == Status.PASSED else [f"status {verdict.status}"]
    found = [f"{name} should fail, but is {_status(verdict, name)}" for name in expect["fails"] if name not in not_passed]
    if expect.get("only"):
        found += [f"{name} fails too" for name in not_passed if name not in expect["fails"] and name not in GATES]
    if expect.get("score_max") is not None and verdict.score > expect["score_max"]:
        found.append(f"score {verdict.score:g} is above {expect['score_max']:g}")
    if verdict.status == Status.PASSED:
        found.append("it passed")
    return found


def _status(verdict: Verdict, name: str) -> str:
    return next((str(test["status"]) for test in verdict.tests if test["id"] == name), "no such test")


def line(proved: Proved) -> str:
    """One line, and what is wrong below it."""
    proof, verdict = proved.proof, proved.verdict
    mark = "ok  " if not proved.problems else "FAIL"
    score = f"{verdict.score:5g}/{verdict.max_score:g}"
    head = f"{mark} {proof.task:<24} {proof.name:<28} {verdict.status:<13} {score}  {verdict.cpu_s:5.1f} s"
    details = [*proved.problems, *(proved.judge_log if proved.problems else [])]
    return "\n".join([head, *(f"       {text}" for detail in details for text in detail.rstrip().splitlines())])


def _summary(results: list[Proved], *, as_json: bool) -> int:
    failed = [proved for proved in results if proved.problems]
    if as_json:
        rows = [
            {"task": p.proof.task, "solution": p.proof.name, "verdict": p.verdict.to_dict(), "problems": p.problems}
            for p in results
        ]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print(f"{len(results) - len(failed)} as expected, {len(failed)} not")
    return exits.INFRASTRUCTURE if failed else exits.VERDICT


class Cache:
    """Green results in $EVERYDAY_STATE/prove.json, by a digest of the task, the solution, and the code that judges."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._code = _code_digest()
        try:
            self._green: dict[str, float] = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            self._green = {}

    def holds(self, proof: Proof) -> bool:
        return self._key(proof) in self._green

    def note(self, proved: Proved) -> None:
        if not proved.problems:
            self._green[self._key(proved.proof)] = time.time()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._green), "utf-8")

    def _key(self, proof: Proof) -> str:
        folder = find(proof.task, curriculum_folder()).folder
        calibration = folder / "calibration.json"
        extra = calibration.read_bytes() if calibration.is_file() else b""
        return hashlib.sha256(f"{self._code}{task_digest(folder)}{proof.name}".encode() + extra).hexdigest()


def _code_digest() -> str:
    """Whatever in workers/ can change a verdict."""
    digest = hashlib.sha256()
    for package in ("harness", "judge"):
        for path in sorted((ROOT / "workers" / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _nowhere(_kind: str, _data: dict[str, Any]) -> None:
    """Nobody watches a proof."""
