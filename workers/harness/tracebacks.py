"""A learner's exception as data: type, message and the frames of their own files, without ours."""

import traceback
from typing import Any

MAX_FRAMES = 12
MAX_TEXT = 4000
_GPU_MEMORY_WORDS = ("CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED")


def describe(error: BaseException, box: str) -> dict[str, Any]:
    """{kind, type, mro, message, traceback}. Strings are cut, never trusted by whoever reads them."""
    return {
        "kind": _kind(error),
        "type": type(error).__name__,
        "mro": [cls.__name__ for cls in type(error).__mro__][:12],
        "message": _message(error)[:500],
        "traceback": _text(error, box)[-MAX_TEXT:],
    }


def _kind(error: BaseException) -> str:
    names = {cls.__name__ for cls in type(error).__mro__}
    if _out_of_gpu_memory(error):
        return "gpu_memory"
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, SystemExit | KeyboardInterrupt | GeneratorExit):
        return "exit"
    if "ForbiddenCall" in names:
        return "forbidden"
    return "exception"


def _out_of_gpu_memory(error: BaseException) -> bool:
    """torch's own class, or the libraries beneath it, which say it in words only."""
    if any(cls.__name__ == "OutOfMemoryError" and cls.__module__.partition(".")[0] == "torch" for cls in type(error).__mro__):
        return True
    return isinstance(error, RuntimeError) and any(words in _message(error) for words in _GPU_MEMORY_WORDS)


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "(the exception's own __str__ failed)"


def _text(error: BaseException, box: str) -> str:
    lines = [f"{_place(frame, box)}" for frame in _frames(error, box)]
    if isinstance(error, SyntaxError):
        lines.append(f'  File "{_short(str(error.filename), box)}", line {error.lineno}\n    {(error.text or "").strip()}\n')
    return "Traceback (most recent call last):\n" + "".join(lines) + f"{type(error).__name__}: {_message(error)[:500]}"


def _frames(error: BaseException, box: str) -> list[traceback.FrameSummary]:
    """From the first frame in the learner's files on; beginnings and ends of long ones (recursion)."""
    try:
        frames = list(traceback.extract_tb(error.__traceback__))
    except Exception:
        return []
    while frames and not frames[0].filename.startswith(box):
        frames.pop(0)
    if len(frames) > MAX_FRAMES:
        frames = frames[: MAX_FRAMES // 2] + frames[-MAX_FRAMES // 2 :]
    return frames


def _place(frame: traceback.FrameSummary, box: str) -> str:
    line = f"    {frame.line.strip()}\n" if frame.line else ""
    return f'  File "{_short(frame.filename, box)}", line {frame.lineno}, in {frame.name}\n{line}'


def _short(filename: str, box: str) -> str:
    if filename.startswith(box):
        return filename[len(box) :].lstrip("/")
    return filename.rpartition("site-packages/")[2] or filename
