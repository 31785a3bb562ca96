"""`python -m workers grade <task-id> <folder>`: the judge, from a shell, with no web, broker or database."""

import argparse
import sys
from pathlib import Path
from typing import Any

from workers.commands import exits
from workers.commands.places import curriculum_folder, device_of, opened_pool
from workers.commands.printing import language, table
from workers.commands.submission import BadSubmission, read_folder
from workers.content import find
from workers.evaluation import EvaluationJob, evaluate
from workers.protocol import Status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", help="w05/two-layer-net")
    parser.add_argument("folder", type=Path, help="the folder with solution.py")
    parser.add_argument("--profile", choices=["cpu", "gpu"], default="cpu")
    parser.add_argument("--seed", type=int, default=0, help="fixes the hidden inputs (0: fresh and secret)")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    content = find(options.task, curriculum_folder())
    try:
        files = read_folder(options.folder, content.task(options.profile).max_bytes)
    except BadSubmission as error:
        print(error, file=sys.stderr)
        return exits.USAGE
    job = EvaluationJob(
        kind="task",
        content_id=options.task,
        profile=options.profile,
        files=files,
        seed=options.seed,
        device=device_of(options.profile),
    )
    with opened_pool(options) as pool:
        verdict = evaluate(
            job, sandbox_pool=pool, emit=_show_log(options.json), curriculum=curriculum_folder(), judge_log=_to_stderr
        )
    names = {test["id"]: test.get("name") or {} for test in content.raw["tests"]}
    print(verdict.to_json() if options.json else table(verdict, names, language()))
    return exits.INFRASTRUCTURE if verdict.status == Status.INFRASTRUCTURE else exits.VERDICT


def _show_log(quiet: bool) -> Any:
    def emit(kind: str, data: dict[str, Any]) -> None:
        if kind == "log" and not quiet:
            print(data["text"], end="", file=sys.stderr)

    return emit


def _to_stderr(text: str) -> None:
    print(text, end="", file=sys.stderr)
