"""Opens a learner's work: one request goes to the function that the task's judge.py marks with `@demo`, its answer comes back.

Nothing is tested and nothing scores: the same sandboxes, the same limits, the same learner's process as when it is judged.
"""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from workers.judge.errors import CheckFailed, Infrastructure, LearnerError
from workers.judge.judging import PHASES, Judging
from workers.judge.messages import say
from workers.judge.run import Run
from workers.judge.runner import blame, load_judge
from workers.judge.values import Torch
from workers.protocol import EventKind, Status
from workers.spec import SpecError, Text

DEMO_ATTRIBUTE = "everyday_demo"
MOST_ITEMS = 200
LONGEST_TEXT = 20_000
DEEPEST = 6

Demo = Callable[[Judging, str], Any]


def demo(function: Demo) -> Demo:
    """Marks the function of judge.py that answers one request: `def open_demo(j: Judging, text: str) -> value`."""
    setattr(function, DEMO_ATTRIBUTE, True)
    return function


def load_demo(path: Path) -> Demo:
    """Raises Infrastructure unless judge.py marks exactly one function."""
    found: list[Demo] = [item for item in vars(load_judge(path)).values() if getattr(item, DEMO_ATTRIBUTE, False) is True]
    if len(found) != 1:
        raise Infrastructure(f"{path}: {len(found)} functions are marked with @demo, not one")
    return found[0]


def answer(run: Run, request: str) -> dict[str, Any]:
    """The outcome for the parent: {status, message}. The answer itself goes out as an event."""
    function = load_demo(run.task_dir / "judge.py")
    run.link.event(EventKind.PHASE, {"name": "load", "text": PHASES["load"]})
    try:
        if run.spec.has_code:
            run.shared = run.start_learner()
        run.link.event(EventKind.PHASE, {"name": "predict", "text": {"zh": "正在回答", "en": "Answering"}})
        value = function(Judging(run, "demo", 0, None), request)
    except CheckFailed as problem:
        return _outcome(Status.ERROR if run.shared else Status.NOT_GRADABLE, problem.text)
    except LearnerError as error:
        otherwise = Status.ERROR if run.shared else Status.NOT_GRADABLE
        return _outcome(Status(error.kind) if error.is_resource else otherwise, blame(error, run))
    except (Infrastructure, SpecError):
        raise
    except Exception as error:
        # As in a check: either what came back is odd, or judge.py has a fault, which its author finds on stderr.
        print(f"--- demo\n{traceback.format_exc()}", file=sys.stderr, flush=True)
        return _outcome(Status.ERROR, say("odd_value", error=type(error).__name__))
    finally:
        run.close()
    run.link.event(EventKind.ANSWER, {"value": plain(value)})
    return _outcome(Status.PASSED, {})


def _outcome(status: Status, message: Text) -> dict[str, Any]:
    return {"status": str(status), "message": message}


def plain(value: Any, depth: int = 0) -> Any:
    """JSON of whatever a learner's code returned, cut where it is long or deep. Text is cleaned by the parent."""
    if isinstance(value, Torch):
        value = value.array
    if isinstance(value, np.ndarray | np.generic):
        # No more of an array is made a list than is shown of it.
        value = value.ravel()[: MOST_ITEMS + 1].tolist() if value.size > MOST_ITEMS else value.tolist()
    if value is None or isinstance(value, bool | int | float):
        finite = not isinstance(value, float) or np.isfinite(value)
        return value if finite and (not isinstance(value, int) or abs(value) < 1 << 63) else str(value)[:LONGEST_TEXT]
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, list | tuple | dict) and depth < DEEPEST:
        if isinstance(value, dict):
            return {str(key)[:200]: plain(item, depth + 1) for key, item in list(value.items())[:MOST_ITEMS]}
        return [plain(item, depth + 1) for item in value[:MOST_ITEMS]]
    return repr(value)[:200]
