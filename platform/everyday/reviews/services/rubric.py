"""A mentor's judgement of a document by its rubric, and what they say about a lab's explanation."""

from collections.abc import Mapping

from django.db import transaction

from everyday.accounts.models import User
from everyday.reviews.models import LabReply, RubricMark
from everyday.submissions import rubrics
from everyday.submissions.models import Run, Submission


@transaction.atomic
def give_rubric_mark(*, mentor: User, submission: Submission, levels: Mapping[str, int], note: str) -> RubricMark:
    """A new judgement stands from now on; older ones are kept. The form has checked that every criterion has a level."""
    return RubricMark.objects.create(
        submission=submission,
        mentor=mentor,
        levels=dict(levels),
        points=rubrics.points_of(submission.task, levels),
        max_points=rubrics.most_points(submission.task),
        note=note,
    )


@transaction.atomic
def reply_to_lab(*, author: User, run: Run, body: str) -> LabReply:
    return LabReply.objects.create(run=run, author=author, body=body)
