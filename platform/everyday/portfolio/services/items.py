"""Writes about the items of a portfolio. Positions count 1, 2, 3 … without gaps after every one of them."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.db import transaction

from everyday.portfolio.models import Portfolio, PortfolioItem
from everyday.portfolio.policies import may_show_lab_run, may_show_submission
from everyday.portfolio.services.errors import Refusal, Refused
from everyday.submissions.models import Run, Submission

MOST_ITEMS = 40


@dataclass(frozen=True, kw_only=True)
class RemovedItem:
    """What is needed to put a removed item back as it was."""

    position: int
    remark: str
    shows_score: bool
    shows_figures: bool
    shows_files: bool
    submission: str = ""
    lab_run: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def add_submission(*, portfolio: Portfolio, submission: Submission) -> PortfolioItem:
    """Show this attempt. Where another attempt at the same task is shown, this one takes its place and keeps its choices.

    A document is its files, so they are shown from the start; code only when its author says so. Raises Refused.
    """
    items = _locked(portfolio)
    if not may_show_submission(portfolio.learner, submission):
        raise Refused(Refusal.NO_RESULT if submission.learner_id == portfolio.learner_id else Refusal.NOT_YOURS)
    earlier = next((item for item in items if item.submission and item.submission.task_id == submission.task_id), None)
    if earlier is not None:
        earlier.submission = submission
        earlier.save(update_fields=["submission"])
        return earlier
    _check_room(items)
    is_document = submission.task.kind == "document"
    return PortfolioItem.objects.create(
        portfolio=portfolio, submission=submission, position=len(items) + 1, shows_files=is_document
    )


@transaction.atomic
def add_lab_run(*, portfolio: Portfolio, run: Run) -> PortfolioItem:
    """Show this run of a lab; shown already, it stays where it is. Raises Refused."""
    items = _locked(portfolio)
    if not may_show_lab_run(portfolio.learner, run):
        raise Refused(Refusal.NO_RESULT if run.learner_id == portfolio.learner_id else Refusal.NOT_YOURS)
    shown = next((item for item in items if item.lab_run_id == run.pk), None)
    if shown is not None:
        return shown
    _check_room(items)
    return PortfolioItem.objects.create(portfolio=portfolio, lab_run=run, position=len(items) + 1)


@transaction.atomic
def update_item(*, item: PortfolioItem, remark: str, shows_score: bool, shows_figures: bool, shows_files: bool) -> None:
    """Save what of the item is shown."""
    item.remark = remark
    item.shows_score, item.shows_figures = shows_score, shows_figures
    item.shows_files = shows_files and item.submission_id is not None
    item.save(update_fields=["remark", "shows_score", "shows_figures", "shows_files"])


@transaction.atomic
def move_item(*, item: PortfolioItem, towards: Literal["up", "down"]) -> None:
    """One place up or down; at the end of the list nothing happens."""
    items = _locked(item.portfolio)
    place = [other.pk for other in items].index(item.pk)
    target = place + (1 if towards == "down" else -1)
    if 0 <= target < len(items):
        items[place], items[target] = items[target], items[place]
    _number(items)


@transaction.atomic
def remove_item(*, item: PortfolioItem) -> RemovedItem:
    """Take the item out; what comes back can be given to restore_item."""
    items = _locked(item.portfolio)
    removed = RemovedItem(
        position=item.position,
        remark=item.remark,
        shows_score=item.shows_score,
        shows_figures=item.shows_figures,
        shows_files=item.shows_files,
        submission=str(item.submission_id or ""),
        lab_run=str(item.lab_run_id or ""),
    )
    _number([other for other in items if other.pk != item.pk])
    PortfolioItem.objects.filter(pk=item.pk).delete()
    return removed


@transaction.atomic
def restore_item(*, portfolio: Portfolio, removed: RemovedItem) -> PortfolioItem:
    """Put a removed item back where and as it was. Raises Refused where its run is gone or was never the learner's."""
    if removed.submission:
        submission = Submission.objects.filter(pk=removed.submission).first()
        if submission is None:
            raise Refused(Refusal.NO_RESULT)
        item = add_submission(portfolio=portfolio, submission=submission)
    else:
        run = Run.objects.filter(pk=removed.lab_run).first()
        if run is None:
            raise Refused(Refusal.NO_RESULT)
        item = add_lab_run(portfolio=portfolio, run=run)
    update_item(
        item=item,
        remark=removed.remark,
        shows_score=removed.shows_score,
        shows_figures=removed.shows_figures,
        shows_files=removed.shows_files,
    )
    others = [other for other in _locked(portfolio) if other.pk != item.pk]
    others.insert(removed.position - 1, item)
    _number(others)
    return item


def _locked(portfolio: Portfolio) -> list[PortfolioItem]:
    """The items in order, with the portfolio's row held: two tabs must not count positions past each other."""
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    return list(portfolio.items.select_related("submission").defer("submission__files").order_by("position", "id"))


def _check_room(items: list[PortfolioItem]) -> None:
    if len(items) >= MOST_ITEMS:
        raise Refused(Refusal.FULL)


def _number(items: list[PortfolioItem]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
    PortfolioItem.objects.bulk_update(items, ["position"])
