"""What was said about a submission."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from everyday.accounts.models import User
from everyday.reviews.models import Comment, LookRequest, Mark, RubricMark
from everyday.submissions.models import Run, Submission


@dataclass(frozen=True)
class Feedback:
    """`mark` is the one that stands; `on_lines` maps (path, line) to its comments."""

    mark: Mark | None
    earlier_marks: list[Mark]
    comments: list[Comment]
    on_lines: dict[tuple[str, int], list[Comment]] = field(default_factory=dict)

    @property
    def general(self) -> list[Comment]:
        """Comments on the submission as a whole."""
        return [comment for comment in self.comments if comment.line is None]

    @property
    def is_empty(self) -> bool:
        return self.mark is None and not self.comments


@dataclass(frozen=True)
class News:
    """A submission with feedback that its learner has not seen."""

    submission: Submission
    authors: list[User]
    has_mark: bool
    comment_count: int


def feedback_for(submission: Submission) -> Feedback:
    """Comments oldest first, marks newest first (2 queries)."""
    comments = list(submission.comments.select_related("author"))
    marks = list(submission.marks.select_related("mentor"))
    on_lines: defaultdict[tuple[str, int], list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.line is not None:
            on_lines[comment.path, comment.line].append(comment)
    return Feedback(mark=marks[0] if marks else None, earlier_marks=marks[1:], comments=comments, on_lines=dict(on_lines))


def unseen_feedback(learner: User) -> list[News]:
    """Submissions of `learner` with something new, the newest first (4 queries)."""
    comments = Comment.objects.filter(submission__learner=learner, seen_at=None)
    marks = Mark.objects.filter(submission__learner=learner, seen_at=None)
    rubric = RubricMark.objects.filter(submission__learner=learner, seen_at=None)
    looks = LookRequest.objects.filter(
        run__learner=learner, run__submission__isnull=False, decided_at__isnull=False, seen_at=None
    )
    related = ("submission__task__week",)
    judged = [(mark.submission, mark.mentor) for mark in marks.select_related("mentor", *related)]
    judged += [(mark.submission, mark.mentor) for mark in rubric.select_related("mentor", *related)]
    for look in looks.select_related("decided_by", "run__submission__task__week"):
        if look.run.submission is not None and look.decided_by is not None:
            judged.append((look.run.submission, look.decided_by))
    return _by_submission(comments.select_related("author", *related), judged)


def unseen_lab_replies(learner: User) -> list[Run]:
    """Runs of labs whose explanation was answered and not looked at since, the newest first."""
    runs = Run.objects.filter(learner=learner, lab_replies__seen_at=None, lab_replies__isnull=False)
    return list(runs.select_related("lab__week").order_by("-explained_at").distinct())


def _by_submission(comments: Iterable[Comment], judged: Iterable[tuple[Submission, User]]) -> list[News]:
    submissions: dict[object, Submission] = {}
    authors: defaultdict[object, dict[int, User]] = defaultdict(dict)
    counts: defaultdict[object, int] = defaultdict(int)
    marked = set()
    for comment in comments:
        submissions[comment.submission_id] = comment.submission
        authors[comment.submission_id][comment.author_id] = comment.author
        counts[comment.submission_id] += 1
    for submission, judge in judged:
        submissions[submission.pk] = submission
        authors[submission.pk][judge.pk] = judge
        marked.add(submission.pk)
    newest_first = sorted(submissions.values(), key=lambda submission: submission.created_at, reverse=True)
    return [News(one, list(authors[one.pk].values()), one.pk in marked, counts[one.pk]) for one in newest_first]
