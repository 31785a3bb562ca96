"""How long a waiting run will take to its result: what runs and what is ahead, played through on the slots there are.

Nobody knows who hands in next, and graded work overtakes labs; apart from that the estimate leans neither way
(tests/everyday/submissions/test_estimates.py plays whole days of it).
"""

import datetime as dt
import heapq
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from everyday.submissions.models import Run

Content = tuple[str, int]  # what was run: ("task", its id), ("lab", its id) or ("demo", the id of its task)
_RECENT_RUNS = 300
_PER_CONTENT = 20
# A run that is over its usual time already takes, by experience, about half of it more.
_LATE = 0.5


def result_in_s(*, slots: int, running_left_s: Sequence[float], ahead_s: Sequence[float], own_s: float) -> float:
    """Seconds to the result of a run with `ahead_s` before it, in the order of service, on `slots` > 0."""
    free = sorted(running_left_s)
    # More may run than there are slots (a worker drains): those that end first make no room.
    free = free[max(0, len(free) - slots) :] + [0.0] * (slots - len(free))
    heapq.heapify(free)
    for seconds in ahead_s:
        heapq.heappush(free, heapq.heappop(free) + seconds)
    return heapq.heappop(free) + own_s


def left_s(usual_s: float, elapsed_s: float) -> float:
    """What a running run has probably still to go."""
    return max(usual_s - elapsed_s, _LATE * usual_s if elapsed_s >= usual_s else 0.0)


def estimate_s(run: Run, ahead: Sequence[UUID], slots: int) -> float | None:
    """Seconds to the result of a queued run; None without a slot, or where its content was never judged before (2 queries)."""
    usual = usual_durations_s(run.profile)
    own = content_of(run)
    if slots == 0 or own not in usual:
        return None
    any_s = statistics.median(usual.values())
    under_way, running_left = _under_way(run.profile, usual, any_s)
    ahead_s = [usual.get(under_way[run_id], any_s) for run_id in ahead if run_id in under_way]
    return round(result_in_s(slots=slots, running_left_s=running_left, ahead_s=ahead_s, own_s=usual[own]), 1)


def content_of(run: Run) -> Content:
    judged, opened = run.judged, run.demo_of
    task, demo = (None if of is None else of.task_id for of in (judged, opened))
    return _content(task, None, demo, run.lab_id)


def usual_durations_s(profile: str) -> dict[Content, float]:
    """The median of each content's latest runs."""
    rows = (
        Run.objects.filter(
            state=Run.State.FINISHED, profile=profile, answered_from=Run.AnsweredFrom.WORKER, started_at__isnull=False
        )
        .order_by("-ended_at")
        .values_list(*_CONTENT, "started_at", "ended_at")[:_RECENT_RUNS]
    )
    spans: defaultdict[Content, list[float]] = defaultdict(list)
    for task, aside, opened, lab, started, ended in rows:
        content = _content(task, aside, opened, lab)
        if started and ended and len(spans[content]) < _PER_CONTENT:
            spans[content].append((ended - started).total_seconds())
    return {content: statistics.median(seconds) for content, seconds in spans.items() if seconds}


_CONTENT = ("submission__task", "aside_of__task", "demo_of__task", "lab")


def _under_way(profile: str, usual: Mapping[Content, float], any_s: float) -> tuple[dict[UUID, Content], list[float]]:
    """The content of every queued run, and what each running one has still to go."""
    queued: dict[UUID, Content] = {}
    running = []
    now = timezone.now()
    rows = (
        Run.objects.filter(profile=profile, state__in=[Run.State.QUEUED, Run.State.RUNNING])
        .order_by()
        .values_list("pk", "state", *_CONTENT, "started_at")
    )
    for pk, state, task, aside, opened, lab, started in rows:
        content = _content(task, aside, opened, lab)
        if state == Run.State.QUEUED:
            queued[pk] = content
        else:
            running.append(left_s(usual.get(content, any_s), _seconds(now, started)))
    return queued, running


def _content(task: int | None, aside: int | None, opened: int | None, lab: int | None) -> Content:
    if opened is not None:
        return ("demo", opened)
    judged = task or aside
    return ("task", judged) if judged is not None else ("lab", lab or 0)


def _seconds(now: dt.datetime, since: dt.datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0
