"""What a worker is told by its environment, each variable read by name and refused by name when it will not do."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workers.devices.nvidia import GpuError, gpu, gpus
from workers.protocol import CPU_QUEUE, GPU_QUEUE_PREFIX
from workers.sandbox.base import Isolation

_ROOT = Path(__file__).resolve().parents[1]


class ConfigurationError(RuntimeError):
    """A variable is missing or malformed; the message begins with its name."""


@dataclass(frozen=True, kw_only=True)
class WorkerConfiguration:
    """`device` is `cpu` or the UUID of the one GPU that this worker owns."""

    broker_url: str
    state: Path
    curriculum: Path
    slots: int
    profile: Literal["cpu", "gpu"]
    device: str
    min_isolation: Isolation
    ready_file: Path | None
    stop_grace_s: float

    @property
    def queue(self) -> str:
        return CPU_QUEUE if self.profile == "cpu" else f"{GPU_QUEUE_PREFIX}{self.device}"

    @classmethod
    def from_environment(cls) -> "WorkerConfiguration":
        profile: Literal["cpu", "gpu"] = "gpu" if _choice("EVERYDAY_PROFILE", "cpu", ("cpu", "gpu")) == "gpu" else "cpu"
        ready = os.environ.get("EVERYDAY_READY_FILE")
        return cls(
            broker_url=_text("EVERYDAY_BROKER_URL", None),
            state=Path(_text("EVERYDAY_STATE", str(_ROOT / "var"))).resolve(),
            curriculum=Path(_text("EVERYDAY_CURRICULUM", str(_ROOT / "curriculum"))).resolve(),
            # A GPU takes one job at a time: two would share its memory.
            slots=1 if profile == "gpu" else _number("EVERYDAY_SLOTS", 1),
            profile=profile,
            device=_gpu() if profile == "gpu" else "cpu",
            min_isolation=Isolation(_choice("EVERYDAY_MIN_ISOLATION", "partial", tuple(Isolation))),
            ready_file=Path(ready) if ready else None,
            stop_grace_s=_number("EVERYDAY_STOP_GRACE_S", 10),
        )


def _text(name: str, default: str | None) -> str:
    value = os.environ.get(name) or default
    if value is None:
        raise ConfigurationError(f"{name} is not set")
    return value


def _gpu() -> str:
    """The GPU that is named, or the machine's only one."""
    named = os.environ.get("EVERYDAY_GPU_UUID")
    if named:
        try:
            return gpu(named).uuid
        except GpuError as error:
            raise ConfigurationError(f"EVERYDAY_GPU_UUID: {error}") from None
    found = gpus()
    if len(found) != 1:
        raise ConfigurationError(f"EVERYDAY_GPU_UUID is not set, and this machine has {len(found)} GPUs")
    return found[0].uuid


def _choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = _text(name, default)
    if value not in choices:
        raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value


def _number(name: str, default: int) -> int:
    value = os.environ.get(name)
    if not value:
        return default
    if not value.isdigit() or int(value) < 1:
        raise ConfigurationError(f"{name} must be a whole number above 0, not {value!r}")
    return int(value)
