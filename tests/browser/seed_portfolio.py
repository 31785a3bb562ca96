"""A shared portfolio with a result, a document and a lab, and certificates in each standing. For the browser tests."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from everyday.accounts.models import User
from everyday.portfolio import services
from everyday.portfolio.codes import new_code
from everyday.portfolio.models import Certificate
from everyday.portfolio.seals import seal
from everyday.submissions.models import Run, RunEvent, Submission

SCATTER = {"data": [{"type": "scatter", "x": [0, 1, 2, 3], "y": [1, 3, 2, 5], "name": "gradient"}], "layout": {}}


def certificate(learner: User, name: str, **fields: Any) -> Certificate:
    """A row as the service writes it: the course in the tree has weeks in preparation, so nobody can have completed it."""
    issued = Certificate(
        learner=learner,
        code=new_code(),
        name=name,
        course_id="everyday",
        course_title={"zh": "Everyday 日课", "en": "Everyday"},
        course_version="1.0.0",
        content_digest="8f3a51c09be27d46" * 4,
        weeks=24,
        share_percent=91,
        issued_on=dt.date(2026, 11, 20),
    )
    issued.signature = seal(issued)
    for field, value in fields.items():
        setattr(issued, field, value)
    issued.save()
    return issued


def shared(learner: User, passed: Submission, document: Submission) -> str:
    """The key of the learner's shared page."""
    portfolio = services.portfolio_of(learner=learner)
    item = services.add_submission(portfolio=portfolio, submission=passed)
    remark = "Watch how the loss falls once the rows are shifted before the exponential."
    services.update_item(item=item, remark=remark, shows_score=True, shows_figures=True, shows_files=True)
    services.add_submission(portfolio=portfolio, submission=document)
    run = Run.objects.filter(learner=learner, lab__isnull=False).order_by("queued_at").first()
    if run is not None:
        Run.objects.filter(pk=run.pk).update(metrics={"val_acc": 0.8734, "val_loss": 0.4121})
        figure = {"id": "gradient", "plotly": SCATTER, "source": "judge"}
        RunEvent.objects.create(run=run, seq=90, kind="figure", data=figure, at=timezone.now())
        services.add_lab_run(portfolio=portfolio, run=run)
    services.update_about(
        portfolio=portfolio,
        headline="I like to see why a network learns before I make it larger.",
        shows_name=True,
        shows_certificate=True,
        may_be_indexed=False,
    )
    return services.share(portfolio=portfolio, now=timezone.now())


def pages(learner: User, operator: User, other: User, passed: Run) -> dict[str, str]:
    document = Submission.objects.get(learner=learner, task__slug="browser-post")
    assert passed.submission is not None
    valid = certificate(learner, "林晓 Lin Xiao")
    now = timezone.now()
    revoked = certificate(other, "Bo", revoked_at=now, revoked_by=operator, revoked_reason="The work was someone else’s.")
    withdrawn = certificate(other, "Bo", withdrawn_at=now)
    altered = certificate(operator, "Ada", share_percent=100)
    key = shared(learner, passed.submission, document)
    return {
        "shared portfolio": reverse("portfolio:shared-detail", args=[key]),
        "portfolio": reverse("portfolio:portfolio-edit"),
        "portfolio preview": reverse("portfolio:portfolio-preview"),
        "certificate": reverse("portfolio:certificate-detail"),
        **{
            name: reverse("portfolio:certificate-verify", args=[one.code])
            for name, one in (
                ("genuine certificate", valid),
                ("revoked certificate", revoked),
                ("withdrawn certificate", withdrawn),
                ("altered certificate", altered),
            )
        },
    }
