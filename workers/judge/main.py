"""The judge's process: `main(sock)` is called by the sandbox's launcher with descriptor 3, the line to the parent."""

import socket
import sys
import traceback
from typing import Any

from workers.harness.frames import Message
from workers.harness.paths import resolve
from workers.judge.cells import run_cells
from workers.judge.demo import answer
from workers.judge.errors import Infrastructure
from workers.judge.labs import run_lab
from workers.judge.link import ParentLink
from workers.judge.run import Run
from workers.judge.runner import Runner
from workers.spec import SpecError, read_task


def main(sock: socket.socket) -> int:
    """Judges one run. 0 when an outcome was sent; without one the parent reports infrastructure."""
    sys.dont_write_bytecode = True
    link = ParentLink(sock)
    message = link.start()
    try:
        outcome = KINDS[message.header["kind"]](link, message)
    except (Infrastructure, SpecError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except Exception:
        traceback.print_exc()
        return 1
    link.done(outcome)
    return 0


def _task(link: ParentLink, message: Message) -> dict[str, Any]:
    return Runner(_run(link, message)).judge()


def _demo(link: ParentLink, message: Message) -> dict[str, Any]:
    return answer(_run(link, message), message.header["request"])


def _run(link: ParentLink, message: Message) -> Run:
    header = message.header
    spec = read_task(header["task"], header["calibration"], header["profile"])
    files: dict[str, bytes] = {}
    offset = 0
    for path, size in header["files"]:
        files[path] = message.blob[offset : offset + size]
        offset += size
    return Run(link, spec, resolve(header["folder"]), files, header["seed"])


def _lab(link: ParentLink, message: Message) -> dict[str, Any]:
    header = message.header
    return run_lab(link, resolve(header["folder"]), header["trainer"], header["config"], header["seed"])


def _cells(_link: ParentLink, message: Message) -> dict[str, Any]:
    return run_cells(resolve(message.header["folder"]) / message.header["file"])


KINDS = {"task": _task, "demo": _demo, "lab": _lab, "cells": _cells}
