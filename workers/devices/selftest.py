"""The canary of a GPU worker: a kernel that really runs in the sandbox, its result compared with the CPU's."""

from typing import Any

from workers.devices.nvidia import Gpu
from workers.devices.watch import GpuWatch
from workers.sandbox.base import Sandbox
from workers.sandbox.selftest import CanaryError, Check, probing
from workers.spec import limits_of

LIMITS = limits_of({}, "gpu")
_STARTS_WITHIN_S = 180.0  # a first import of torch with CUDA from a slow disk, and the context

# Whole numbers in float64: both products are exact, so the comparison needs no tolerance.
_COMPUTE = """
import os, torch
left = torch.arange(256 * 256, dtype=torch.float64).reshape(256, 256) % 17 - 8
product = (left.cuda() @ left.T.cuda()).cpu()
result = {
    "wrong": int((product != left @ left.T).sum()),
    "visible": torch.cuda.device_count(),
    "name": torch.cuda.get_device_name(0),
    "nodes": sorted(name for name in os.listdir("/dev") if name.startswith("nvidia")),
}
"""


def check_gpu(sandbox: Sandbox, gpu: Gpu, watch: GpuWatch) -> list[Check]:
    """Without these checks a machine takes no GPU work, whatever isolation it reaches."""
    try:
        with probing(sandbox, LIMITS, device=gpu.uuid, timeout_s=_STARTS_WITHIN_S) as (_, ask):
            seen = ask(_COMPUTE)
    except (CanaryError, RuntimeError, OSError, KeyError) as error:
        return [Check(name="GPU computes", passed=False, detail=str(error), needed_for="partial")]
    return [_computes(seen), _sees_its_own(seen, gpu), _is_empty(watch)]


def _computes(seen: dict[str, Any]) -> Check:
    right = seen["wrong"] == 0
    detail = f"{seen['name']}: {'right' if right else str(seen['wrong']) + ' wrong values'}"
    return Check(name="GPU computes", passed=right, detail=detail, needed_for="partial")


def _sees_its_own(seen: dict[str, Any], gpu: Gpu) -> Check:
    """Nodes are numbered; the shared ones are not."""
    numbered = [name for name in seen["nodes"] if name.removeprefix("nvidia").isdigit()]
    own = numbered == [f"nvidia{gpu.minor}"] and seen["visible"] == 1
    detail = f"{', '.join(seen['nodes'])}; {seen['visible']} visible"
    return Check(name="its own GPU only", passed=own, detail=detail, needed_for="partial")


def _is_empty(watch: GpuWatch) -> Check:
    left = watch.left_behind()
    return Check(name="GPU empty afterwards", passed=not left, detail=left or "nothing left", needed_for="partial")
