"""Where the curriculum and the state folder are, and the sandboxes opened for one command."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from workers.content import CURRICULUM, ROOT
from workers.devices.nvidia import gpus
from workers.sandbox.base import Isolation, SandboxError
from workers.sandbox.pool import SandboxPool, open_pool

MIN_ISOLATION = "EVERYDAY_MIN_ISOLATION"


def state_folder() -> Path:
    """$EVERYDAY_STATE, or var/ beside the code."""
    return Path(os.environ.get("EVERYDAY_STATE") or ROOT / "var").resolve()


def curriculum_folder() -> Path:
    """$EVERYDAY_CURRICULUM, or curriculum/ beside the code."""
    return Path(os.environ.get("EVERYDAY_CURRICULUM") or CURRICULUM).resolve()


def min_isolation(options: argparse.Namespace) -> Isolation:
    """The option, else the environment, else partial. Raises ValueError for an unknown word."""
    return Isolation(options.min_isolation or os.environ.get(MIN_ISOLATION) or Isolation.PARTIAL)


@contextmanager
def opened_pool(
    options: argparse.Namespace, *, slots: int = 1, prefer: Literal["zygote", "cold"] = "cold"
) -> Iterator[SandboxPool]:
    """The sandboxes of this machine for one command. Raises IsolationRefused or SandboxError."""
    pool = open_pool(
        curriculum=curriculum_folder(), state=state_folder(), min_isolation=min_isolation(options), slots=slots, prefer=prefer
    )
    try:
        yield pool
    finally:
        pool.close()


def device_of(profile: str) -> str:
    """The device of a profile on this machine: "cpu", or the first GPU's UUID. Raises SandboxError where there is none."""
    if profile != "gpu":
        return "cpu"
    found = gpus()
    if not found:
        raise SandboxError("the gpu profile needs a GPU, and the driver names none")
    return found[0].uuid
