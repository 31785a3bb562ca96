"""`python -m workers gpu-check`: tries what a GPU worker relies on, on this machine's GPUs, and prints what was found."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from workers.commands import exits
from workers.commands.calibrate import loosened
from workers.commands.places import curriculum_folder, opened_pool
from workers.commands.printing import language
from workers.content import find
from workers.devices import trial
from workers.devices.nvidia import Gpu, gpu, gpus
from workers.devices.nvml import Nvml
from workers.devices.own import OwnGpu
from workers.sandbox.pool import SandboxPool
from workers.sandbox.selftest import Check


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gpu", help="the UUID of one (default: every GPU of this machine, one after another)")
    parser.add_argument("--task", default="w06/mnist-mlp", help="the training task that is tried, with its reference solution")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    chosen = [gpu(options.gpu)] if options.gpu else gpus()
    if not chosen:
        print("no GPU found" if language() == "en" else "没有找到 GPU（no GPU found）", file=sys.stderr)
        return exits.INFRASTRUCTURE
    report = {}
    with opened_pool(options) as pool:
        for each in chosen:
            report[each.uuid] = _tried(pool, each, options.task)
    print(json.dumps(report, default=asdict) if options.json else "\n".join(_lines(chosen, report)))
    passed = all(check.passed for checks in report.values() for check in checks)
    return exits.VERDICT if passed else exits.INFRASTRUCTURE


def _tried(pool: SandboxPool, chosen: Gpu, task: str) -> list[Check]:
    """Stops at a GPU that does not even compute: what follows would only repeat the reason."""
    own = OwnGpu.take(chosen.uuid)
    checks = own.checks(pool.sandbox("learner", chosen.uuid))
    if not all(check.passed for check in checks):
        return checks
    content = find(task, curriculum_folder())
    reference = (content.folder / "reference" / "solution.py").read_bytes()
    judge = trial.judge_with(pool, own, content, loosened(content, "gpu"))
    train = content.task("gpu").train or "train"
    return [
        *checks,
        trial.trains(judge, reference, own),
        trial.runs_out_of_memory(judge, reference, train, own),
        trial.hangs(pool, own),
    ]


def _lines(chosen: list[Gpu], report: dict[str, list[Check]]) -> Iterator[str]:
    meter = Nvml()
    for each in chosen:
        state = meter.state(each.uuid)
        yield f"{each.name}, {each.uuid}, /dev/nvidia{each.minor}, {state.total_mib} MiB, driver {meter.driver()}"
        yield from (f"  {'✓' if check.passed else '✗'} {check.name}: {check.detail}" for check in report[each.uuid])
