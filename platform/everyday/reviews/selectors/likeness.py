"""Which other learners' work a submission is like, for those who may read reviews of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from everyday.accounts.models import User
from everyday.reviews.models import Likeness, LikenessSketch
from everyday.reviews.policies import may_read_reviews
from everyday.submissions.models import Submission

MOST_SHOWN = 6


@dataclass(frozen=True)
class LikeRow:
    """`other` is None where its learner is none of the reader's: then nothing of them is told. Shares are of this submission
    and of the other; `passages` [{path, line, text}] stand in this one."""

    other: Submission | None
    percent: int
    other_percent: int
    came_first: bool
    passages: Sequence[dict[str, str]]
    pictures: Sequence[str]


@dataclass(frozen=True)
class LikenessPanel:
    measured: bool
    rows: list[LikeRow] = field(default_factory=list)


def likeness_panel(reader: User, submission: Submission) -> LikenessPanel:
    """What was found when it was measured, and what was found of it later."""
    if not LikenessSketch.objects.filter(submission=submission).exists():
        return LikenessPanel(measured=False)
    found = Likeness.objects.filter(Q(submission=submission) | Q(other=submission))
    found = found.select_related("submission__learner", "other__learner", "submission__task", "other__task")
    most_alike = sorted(found, key=lambda one: (bool(one.pictures), max(one.share, one.other_share)), reverse=True)
    return LikenessPanel(measured=True, rows=[_row(reader, submission, one) for one in most_alike[:MOST_SHOWN]])


def _row(reader: User, submission: Submission, one: Likeness) -> LikeRow:
    is_own = one.submission_id == submission.pk
    other = one.other if is_own else one.submission
    share, other_share = (one.share, one.other_share) if is_own else (one.other_share, one.share)
    return LikeRow(
        other=other if may_read_reviews(reader, other) else None,
        percent=round(100 * share),
        other_percent=round(100 * other_share),
        came_first=submission.created_at < other.created_at,
        passages=one.passages if is_own else [],
        pictures=sorted({picture["path" if is_own else "other"] for picture in one.pictures}),
    )
