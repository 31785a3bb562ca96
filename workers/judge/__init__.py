"""What a task's judge.py is written with (docs/how-to/add-a-task.md)."""

from workers.judge.demo import demo
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.judging import Judging
from workers.judge.learner import Gradient, Handle, Learner
from workers.judge.runner import check
from workers.judge.training import Trained, TrainedLearner
from workers.judge.values import AssetPath, Figure, Frame, LearnerPath, Named, Special, Torch

FIGURE, REPORT, OUT = Special.FIGURE, Special.REPORT, Special.OUT

__all__ = [
    "FIGURE", "OUT", "REPORT", "AssetPath", "CheckFailed", "Figure", "Frame", "Gradient", "Handle", "Judging", "Learner",
    "LearnerError", "LearnerPath", "Named", "Special", "Torch", "Trained", "TrainedLearner", "check", "demo",
]  # fmt: skip
