"""`python -m workers <command>`: grade, run-lab, prove, calibrate, cells, assets, doctor, gpu-check.

Never imports Django; NumPy and torch only inside sandboxes.
"""

import argparse
import logging
import sys
from typing import Any

from workers.assets import cli as assets
from workers.commands import calibrate, cells, doctor, exits, gpu_check, grade, prove, run_lab
from workers.content import UnknownContent
from workers.devices.nvidia import GpuError
from workers.sandbox.base import Isolation, SandboxError
from workers.sandbox.pool import IsolationRefused
from workers.spec import SpecError

COMMANDS: dict[str, tuple[Any, str]] = {
    "grade": (grade, "judge a folder with a solution"),
    "run-lab": (run_lab, "run one configuration of a lab"),
    "prove": (prove, "check references, alternatives and wrong solutions"),
    "calibrate": (calibrate, "measure a task's reference over seeds and write calibration.json"),
    "cells": (cells, "run a week's lesson cells and compare their outputs"),
    "gpu-check": (gpu_check, "try this machine's GPU: self-test, a training task, out of memory, a hang"),
    "doctor": (doctor, "show what this machine's sandbox holds, and test it"),
}


def main(argv: list[str]) -> int:
    """The exit code of one command (see commands/exits.py)."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if argv[:1] == ["assets"]:
        return assets.main(argv[1:])
    options = _parser().parse_args(argv)
    try:
        code: int = COMMANDS[options.command][0].run(options)
    except UnknownContent as error:
        return _say(f"unknown task or lab: {error}", exits.USAGE)
    except IsolationRefused as error:
        return _say(str(error), exits.ISOLATION)
    except (SandboxError, SpecError, GpuError) as error:
        return _say(str(error), exits.INFRASTRUCTURE)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, (module, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument(
            "--min-isolation", choices=[str(level) for level in Isolation], help="refuse to run on less (default: partial)"
        )
        module.add_arguments(command)
    commands.add_parser("assets", help="list, build, fetch or verify the data")
    return parser


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
