"""Measures how like a judged submission is to other learners' at the same task."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import IntegrityError, transaction

from everyday.reviews.likeness import Sketch, alike, common_to_most, passages, shared
from everyday.reviews.models import Likeness, LikenessSketch
from everyday.submissions import selectors
from everyday.submissions.models import Run, Submission
from everyday.submissions.verdicts import FREE_STATUSES

MOST_AT_ONCE = 20
MOST_OTHERS = 200
MOST_KEPT = 5
NOTABLE = 0.2  # a smaller share is what two people say about one subject

Picture = dict[str, str]


def measure_new(*, limit: int = MOST_AT_ONCE) -> int:
    """Measures judged submissions that were not measured yet, the oldest first; how many. Safe to run twice, and at once."""
    judged = Run.objects.filter(state=Run.State.FINISHED, submission__isnull=False).exclude(status__in=FREE_STATUSES)
    waiting = Submission.objects.filter(likeness_sketch=None, pk__in=judged.values("submission")).select_related("task")
    return sum(_measure(submission) for submission in waiting.order_by("created_at")[:limit])


def _measure(submission: Submission) -> bool:
    texts, pictures = _contents(submission)
    sketch = Sketch.of(texts.values(), without=submission.task.starter.values())
    others = _others(submission)
    sketches = [Sketch.unpack(bytes(other.shingles)) for other in others]
    everyones = common_to_most(sketches)
    own = sketch.without(everyones)
    found = []
    for other, theirs in zip(others, sketches, strict=True):
        both = shared(own, theirs.without(everyones))
        seen = _alike(pictures, other.pictures)
        if max(both.own, both.other) >= NOTABLE or seen:
            found.append(Likeness(submission=submission, other_id=other.submission_id, share=both.own, other_share=both.other))
            found[-1].pictures = seen
            found[-1].passages = [asdict(one) for one in passages(texts, theirs.without(everyones))] if both.own else []
    found.sort(key=lambda one: (bool(one.pictures), max(one.share, one.other_share)), reverse=True)
    try:
        with transaction.atomic():
            LikenessSketch.objects.create(submission=submission, shingles=sketch.pack(), pictures=pictures)
            Likeness.objects.bulk_create(found[:MOST_KEPT])
    except IntegrityError:
        return False  # measured by another worker meanwhile
    return True


def _contents(submission: Submission) -> tuple[dict[str, str], list[Picture]]:
    """Texts by path, and the hashes of pictures. What is no text was read by the sandbox, and only what it said is used."""
    texts = dict(submission.files)
    pictures: list[Picture] = []
    run = submission.runs.filter(state=Run.State.FINISHED).order_by("-queued_at").first()
    for preview in selectors.previews_of(run) if run is not None and submission.task.kind == "document" else []:
        path = str(preview.get("path"))
        texts.setdefault(path, str(preview.get("text") or ""))
        pictures += [{"path": path, "hash": one["hash"]} for one in preview.get("pictures") or [] if _is_hash(one.get("hash"))]
    return texts, pictures


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 16 and all(digit in "0123456789abcdef" for digit in value)


def _others(submission: Submission) -> list[LikenessSketch]:
    """The newest measured submission of every other learner, at most MOST_OTHERS."""
    rows = LikenessSketch.objects.filter(submission__task=submission.task_id).exclude(submission__learner=submission.learner_id)
    newest: dict[int, tuple[int, int]] = {}
    for pk, learner, number in rows.order_by().values_list("pk", "submission__learner", "submission__number"):
        newest[learner] = max(newest.get(learner, (0, 0)), (number, pk))
    chosen = sorted((pk for _, pk in newest.values()), reverse=True)[:MOST_OTHERS]
    return list(rows.filter(pk__in=chosen))


def _alike(own: Sequence[Picture], theirs: Sequence[Picture]) -> list[Picture]:
    pairs = ((one, other) for one in own for other in theirs)
    return [{"path": one["path"], "other": other["path"]} for one, other in pairs if alike(one["hash"], other["hash"])]
