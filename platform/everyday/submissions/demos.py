"""What a task whose submissions can be opened says about it: `demo` of its task.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from everyday.catalog.models import Task

_MOST_CHARS = 2_000


@dataclass(frozen=True)
class DemoForm:
    """`label` and `examples` are {"zh", "en"}."""

    label: Mapping[str, str]
    max_chars: int
    examples: tuple[Mapping[str, str], ...]


def demo_of(task: Task) -> DemoForm | None:
    """None for a task whose submissions cannot be opened."""
    spec: dict[str, Any] | None = task.spec.get("demo")
    if not spec:
        return None
    return DemoForm(spec.get("label") or {}, int(spec.get("max_chars") or _MOST_CHARS), tuple(spec.get("examples") or ()))
