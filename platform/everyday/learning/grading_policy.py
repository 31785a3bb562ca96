"""When a task counts as passed and as mastered: course.yaml's points policy, as shares of the task's points."""

from dataclasses import dataclass

from everyday.catalog.selectors import course

_PASSING = 0.6
_MASTERY = 0.9


@dataclass(frozen=True)
class GradingPolicy:
    passing: float = _PASSING
    mastery: float = _MASTERY

    def passed(self, score: float | None, points: float) -> bool:
        return score is not None and points > 0 and score >= self.passing * points

    def mastered(self, score: float | None, points: float) -> bool:
        return score is not None and points > 0 and score >= self.mastery * points


def grading_policy() -> GradingPolicy:
    """The course's own policy (1 query), else six tenths and nine tenths."""
    points = course().get("points") or {}
    return GradingPolicy(float(points.get("pass", _PASSING)), float(points.get("mastery", _MASTERY)))
