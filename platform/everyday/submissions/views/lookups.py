"""The things that addresses name; what a visitor may not see does not exist for them."""

from uuid import UUID

from django.http import Http404

from everyday.catalog.models import Lab, Task
from everyday.submissions import selectors
from everyday.submissions.models import Run, Submission
from everyday.submissions.policies import Visitor


def task_or_404(code: str, slug: str) -> Task:
    task = Task.objects.select_related("week").filter(task_id=f"{code}/{slug}").first()
    if task is None:
        raise Http404
    return task


def lab_or_404(code: str, slug: str) -> Lab:
    lab = Lab.objects.select_related("week").filter(lab_id=f"{code}/labs/{slug}").first()
    if lab is None:
        raise Http404
    return lab


def submission_or_404(user: Visitor, submission_id: UUID | str) -> Submission:
    submission = selectors.submission_for(user, submission_id)
    if submission is None:
        raise Http404
    return submission


def run_or_404(user: Visitor, run_id: UUID) -> Run:
    run = selectors.run_for(user, run_id)
    if run is None:
        raise Http404
    return run
