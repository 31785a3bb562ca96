"""`python -m workers run-lab <wNN/labs/slug>`: one configuration of a lab."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from workers import labs
from workers.commands import exits
from workers.commands.places import curriculum_folder, device_of, opened_pool
from workers.commands.printing import language, word
from workers.content import find
from workers.evaluation import EvaluationJob, evaluate
from workers.protocol import Status, Verdict


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lab", help="w05/labs/init-activation")
    parser.add_argument("--config", type=Path, help="a JSON file; what it leaves out takes its default")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--profile", choices=["cpu", "gpu"], default="cpu")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    content = find(options.lab, curriculum_folder())
    try:
        given = json.loads(options.config.read_text("utf-8")) if options.config else {}
        config = labs.configuration(content.raw, given)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return exits.USAGE
    figures: dict[str, Any] = {}
    job = EvaluationJob(
        kind="lab",
        content_id=options.lab,
        profile=options.profile,
        config=config,
        seed=options.seed,
        device=device_of(options.profile),
    )
    with opened_pool(options) as pool:
        verdict = evaluate(job, sandbox_pool=pool, emit=_gather(figures), curriculum=curriculum_folder(), judge_log=_to_stderr)
    outcome = result(verdict, config, figures, labs.goal_met(content.raw, content.calibration, options.profile, verdict.metrics))
    print(json.dumps(outcome, ensure_ascii=False) if options.json else _text(outcome))
    return exits.INFRASTRUCTURE if verdict.status == Status.INFRASTRUCTURE else exits.VERDICT


def result(verdict: Verdict, config: dict[str, Any], figures: dict[str, Any], goal_met: bool | None) -> dict[str, Any]:
    return {
        "lab": verdict.task,
        "config": config,
        "status": verdict.status,
        "metrics": verdict.metrics,
        "figures": figures,
        "goal_met": goal_met,
        "cpu_s": verdict.cpu_s,
        "wall_s": verdict.wall_s,
    }


def _gather(figures: dict[str, Any]) -> Any:
    def emit(kind: str, data: dict[str, Any]) -> None:
        if kind == "figure":
            figures[data["id"]] = data["plotly"]

    return emit


def _to_stderr(text: str) -> None:
    print(text, end="", file=sys.stderr)


def _text(outcome: dict[str, Any]) -> str:
    lang = language()
    goal = {
        True: {"zh": "达到目标", "en": "goal met"},
        False: {"zh": "没有达到目标", "en": "goal not met"},
        None: {"zh": "", "en": ""},
    }
    lines = [f"{name} = {value}" for name, value in outcome["config"].items()]
    lines += [f"{name}: {value:.6g}" for name, value in outcome["metrics"].items()]
    return "\n".join(
        [*lines, f"{word(outcome['status'], lang)}  {goal[outcome['goal_met']][lang]}  CPU {outcome['cpu_s']:.1f} s"]
    )
