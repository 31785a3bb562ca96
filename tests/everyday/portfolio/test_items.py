"""What is on a portfolio: chosen one by one, in an order, taken out and put back."""

from collections.abc import Callable
from typing import Any

import pytest

from everyday.accounts.models import User
from everyday.portfolio import services
from everyday.portfolio.models import Portfolio, PortfolioItem
from everyday.portfolio.selectors import candidates, showcase
from everyday.portfolio.services import Refusal, Refused
from everyday.portfolio.services.items import MOST_ITEMS
from everyday.submissions.models import Run, Submission
from tests.conftest import Cast
from tests.everyday.factories import make_event, make_lab, make_run, make_submission, make_task, make_week

Score = Callable[[User, int, float], Submission]


def _lab_run(learner: User, **fields: Any) -> Run:
    lab = make_lab(make_week(9 + Run.objects.count()), spec={"params": [{"name": "lr", "title": {"zh": "学习率", "en": "Rate"}}]})
    given = {"state": "finished", "status": "passed", "config": {"lr": 0.1}, "content_digest": lab.digest, **fields}
    return Run.objects.create(learner=learner, lab=lab, **given)


def _order(portfolio: Portfolio) -> list[tuple[int, int]]:
    return list(portfolio.items.values_list("pk", "position"))


def test_code_is_shown_only_when_it_is_chosen(item: PortfolioItem) -> None:
    assert (item.shows_score, item.shows_figures, item.shows_files) == (True, True, False)
    assert showcase(item.portfolio).items[0].files == ()


def test_a_document_shows_its_files(portfolio: Portfolio) -> None:
    task = make_task(make_week(23), slug="essay", kind="document")
    submission = make_submission(portfolio.learner, task, files={"essay.md": "# Hello"})
    make_run(submission)
    assert services.add_submission(portfolio=portfolio, submission=submission).shows_files


def test_another_attempt_at_the_task_takes_the_place(item: PortfolioItem, score: Score) -> None:
    services.update_item(item=item, remark="Look", shows_score=False, shows_figures=True, shows_files=True)
    better = score(item.portfolio.learner, 1, 95)
    again = services.add_submission(portfolio=item.portfolio, submission=better)
    assert (again.pk, again.submission, again.remark, again.shows_files) == (item.pk, better, "Look", True)
    assert item.portfolio.items.count() == 1


def test_adding_twice_is_adding_once(portfolio: Portfolio) -> None:
    run = _lab_run(portfolio.learner)
    first = services.add_lab_run(portfolio=portfolio, run=run)
    assert services.add_lab_run(portfolio=portfolio, run=run) == first


def test_someone_else_s_work_is_refused(cast: Cast, portfolio: Portfolio, score: Score) -> None:
    for add in (
        lambda: services.add_submission(portfolio=portfolio, submission=score(cast.classmate, 1, 100)),
        lambda: services.add_lab_run(portfolio=portfolio, run=_lab_run(cast.classmate)),
    ):
        with pytest.raises(Refused) as refused:
            add()
        assert refused.value.why is Refusal.NOT_YOURS
    assert not portfolio.items.exists()


def test_what_has_no_result_is_refused(portfolio: Portfolio) -> None:
    submission = make_submission(portfolio.learner, make_task(make_week(3)))
    make_run(submission, state="running", status="", score=None)
    with pytest.raises(Refused) as refused:
        services.add_submission(portfolio=portfolio, submission=submission)
    assert refused.value.why is Refusal.NO_RESULT
    with pytest.raises(Refused):
        services.add_lab_run(portfolio=portfolio, run=_lab_run(portfolio.learner, state="queued"))
    # A task's run is no lab's, however it is named.
    with pytest.raises(Refused):
        services.add_lab_run(portfolio=portfolio, run=make_run(submission))


def test_there_is_a_most(portfolio: Portfolio, item: PortfolioItem) -> None:
    assert item.submission is not None
    week = make_week(7)
    for number in range(MOST_ITEMS - 1):
        task = make_task(week, slug=f"task-{number}")
        PortfolioItem.objects.create(
            portfolio=portfolio, submission=make_submission(portfolio.learner, task), position=number + 2
        )
    with pytest.raises(Refused) as refused:
        services.add_lab_run(portfolio=portfolio, run=_lab_run(portfolio.learner))
    assert refused.value.why is Refusal.FULL


def test_items_are_moved(portfolio: Portfolio, item: PortfolioItem, score: Score) -> None:
    second = services.add_submission(portfolio=portfolio, submission=score(portfolio.learner, 2, 80))
    third = services.add_lab_run(portfolio=portfolio, run=_lab_run(portfolio.learner))
    services.move_item(item=third, towards="up")
    assert _order(portfolio) == [(item.pk, 1), (third.pk, 2), (second.pk, 3)]
    services.move_item(item=item, towards="up")
    services.move_item(item=second, towards="down")
    assert _order(portfolio) == [(item.pk, 1), (third.pk, 2), (second.pk, 3)]
    services.move_item(item=item, towards="down")
    assert _order(portfolio) == [(third.pk, 1), (item.pk, 2), (second.pk, 3)]


def test_what_is_taken_out_comes_back_as_it_was(portfolio: Portfolio, item: PortfolioItem, score: Score) -> None:
    second = services.add_submission(portfolio=portfolio, submission=score(portfolio.learner, 2, 80))
    services.update_item(item=item, remark="Look", shows_score=False, shows_figures=True, shows_files=True)
    removed = services.remove_item(item=item)
    assert _order(portfolio) == [(second.pk, 1)]
    back = services.restore_item(portfolio=portfolio, removed=removed)
    assert _order(portfolio) == [(back.pk, 1), (second.pk, 2)]
    back.refresh_from_db()
    assert (back.submission, back.remark, back.shows_score, back.shows_files) == (item.submission, "Look", False, True)


def test_a_lab_comes_back_too(portfolio: Portfolio) -> None:
    item = services.add_lab_run(portfolio=portfolio, run=_lab_run(portfolio.learner))
    removed = services.remove_item(item=item)
    assert services.restore_item(portfolio=portfolio, removed=removed).lab_run == item.lab_run


def test_restoring_cannot_bring_in_someone_else_s(cast: Cast, item: PortfolioItem) -> None:
    removed = services.remove_item(item=item)
    with pytest.raises(Refused):
        services.restore_item(portfolio=services.portfolio_of(learner=cast.classmate), removed=removed)


# ---- what could be added


def test_the_best_attempt_at_each_task_is_offered(portfolio: Portfolio, cast: Cast, score: Score) -> None:
    score(cast.learner, 1, 40)
    best = score(cast.learner, 1, 90)
    score(cast.learner, 1, 70)
    score(cast.classmate, 2, 100)
    [(week, [one])] = candidates(cast.learner, portfolio).groups
    assert (week, one.source, one.score, one.kind) == (1, f"submission:{best.pk}", 90, "task")


def test_what_is_on_it_is_not_offered_again_unless_there_is_better(item: PortfolioItem, score: Score) -> None:
    learner = item.portfolio.learner
    assert not candidates(learner, item.portfolio)
    score(learner, 1, 80)
    assert not candidates(learner, item.portfolio).better
    better = score(learner, 1, 81)
    assert item.submission is not None
    assert candidates(learner, item.portfolio).better[item.submission.pk].source == f"submission:{better.pk}"


def test_the_latest_runs_of_a_lab_are_offered(portfolio: Portfolio) -> None:
    first = _lab_run(portfolio.learner)
    assert first.lab is not None
    for _ in range(3):
        last = Run.objects.create(learner=portfolio.learner, lab=first.lab, state="finished", status="passed", content_digest="0")
    [(_week, found)] = candidates(portfolio.learner, portfolio).groups
    assert len(found) == 2
    assert found[0].source == f"run:{last.pk}"


# ---- what others see of an item


def test_a_regrade_changes_what_is_shown(item: PortfolioItem) -> None:
    """Once another result stands, the shown score is that one: nobody shows a score that was taken back."""
    assert item.submission is not None
    item.submission.runs.update(submission=None, aside_of=item.submission)
    make_run(item.submission, score=55, status="failed")
    [shown] = showcase(item.portfolio).items
    assert (shown.score, shown.is_passed) == (55, False)


def test_an_item_without_a_standing_result_is_left_out(item: PortfolioItem) -> None:
    assert item.submission is not None
    item.submission.runs.update(submission=None, aside_of=item.submission)
    assert showcase(item.portfolio).items == []


def test_only_what_was_chosen_leaves(item: PortfolioItem) -> None:
    assert item.submission is not None
    run = item.submission.runs.get()
    Run.objects.filter(pk=run.pk).update(metrics={"acc": 0.9})
    make_event(run, "figure", {"id": "confusion", "plotly": {"data": []}})
    services.update_item(item=item, remark="", shows_score=False, shows_figures=False, shows_files=False)
    [shown] = showcase(item.portfolio).items
    assert (shown.score, shown.max_score, shown.is_passed) == (None, None, False)
    assert (list(shown.metrics), list(shown.drawings), list(shown.files)) == ([], [], [])


def test_a_lab_shows_what_it_was_run_with(portfolio: Portfolio) -> None:
    services.add_lab_run(portfolio=portfolio, run=_lab_run(portfolio.learner, metrics={"val_loss": 0.25}))
    [shown] = showcase(portfolio).items
    assert list(shown.settings) == [({"zh": "学习率", "en": "Rate"}, 0.1)]
    assert [(one["name"], one["value"]) for one in shown.metrics] == [("val_loss", 0.25)]
    assert shown.score is None


def test_the_files_of_a_lab_cannot_be_asked_for(portfolio: Portfolio) -> None:
    item = services.add_lab_run(portfolio=portfolio, run=_lab_run(portfolio.learner))
    services.update_item(item=item, remark="", shows_score=True, shows_figures=True, shows_files=True)
    item.refresh_from_db()
    assert not item.shows_files
