"""K1 where files are handed in that are no code: every one that the task names is there and can be read as what it is."""

from workers.judge.artifacts import refusal
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.messages import REASONS, say
from workers.judge.run import Run
from workers.patterns import found


def check_handed_in(run: Run) -> None:
    """Raises CheckFailed with the first thing that is wrong. Shows a preview of each document."""
    for pattern in run.spec.learner_files:
        if not found(pattern, run.files):
            raise CheckFailed(say("no_entry", name=pattern))
    if run.spec.kind == "document":
        for path in sorted(run.files):
            run.show(run.document(path))
        return
    for path, data in sorted(run.files.items()):
        if not path.endswith(".py"):
            _check_model(run, path, data)


def _check_model(run: Run, path: str, data: bytes) -> None:
    reason = "empty" if not data else refusal(run.spec, path, data)
    if reason is not None:
        raise CheckFailed(say("unreadable", path=path, reason=REASONS[reason], detail=""))
    if path.endswith(".onnx"):
        try:
            run.open_onnx(data, path)[0].close()
        except LearnerError as error:
            reason = error.kind if error.kind in REASONS else "protocol"
            raise CheckFailed(say("unreadable", path=path, reason=REASONS[reason], detail="")) from None
