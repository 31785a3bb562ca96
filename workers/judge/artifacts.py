"""Model files that a task takes: checked by name, size and form before anyone reads them. Nothing is ever unpickled."""

import json
from fnmatch import fnmatchcase

from workers.judge.errors import CheckFailed
from workers.judge.messages import REASONS, say
from workers.judge.models.safetensors import safetensors_header
from workers.spec import TaskSpec, WriteSpec

PICKLES = ("pt", "pth", "pkl", "pickle", "bin", "ckpt", "npy", "npz", "joblib", "h5")


def check_files(spec: TaskSpec, files: dict[str, bytes]) -> None:
    """Raises CheckFailed for a file that the task did not ask for, that is too large, or whose header is not right."""
    for path, data in files.items():
        reason = refusal(spec, path, data)
        if reason:
            raise CheckFailed(say("artifact", path=path, reason=REASONS[reason]))


def declared(spec: TaskSpec, path: str) -> WriteSpec | None:
    """What the task says about a file of that name."""
    return next((write for write in spec.writes if fnmatchcase(path, write.path)), None)


def refusal(spec: TaskSpec, path: str, data: bytes) -> str | None:
    """A key of messages.REASONS, or None. What is inside an ONNX file is looked at elsewhere, in a sandbox."""
    rule = declared(spec, path)
    suffix = path.rpartition(".")[2].lower()
    if rule is not None and len(data) > rule.max_bytes:
        return "large"
    if suffix == "safetensors":
        return None if safetensors_header(data) is not None else "header"
    if suffix == "json":
        return None if _is_json(data) else "header"
    if suffix == "onnx":
        return None if rule is not None else "undeclared"
    return "pickle" if suffix in PICKLES else "extension"


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
