"""Curves and figures of a run, as a portfolio shows them."""

from everyday.portfolio.models import PortfolioItem
from everyday.portfolio.selectors import drawing, drawings_of
from everyday.submissions.models import Run
from tests.everyday.factories import both, make_event


def _run(item: PortfolioItem) -> Run:
    assert item.submission is not None
    return item.submission.runs.select_related("submission__task").get()


def _report(run: Run, source: str = "learner", **values: list[float]) -> None:
    for step in range(max(len(column) for column in values.values())):
        make_event(
            run, "metric", {"step": step, "values": {name: column[step] for name, column in values.items()}, "source": source}
        )
    Run.objects.filter(pk=run.pk).update(event_seq=run.events.count())
    run.refresh_from_db(fields=["event_seq"])


def test_losses_are_drawn_together(item: PortfolioItem) -> None:
    run = _run(item)
    _report(run, train_loss=[2.0, 1.0], val_loss=[2.5, 1.5], acc=[0.1, 0.9])
    names = [(one.name, one.title["en"]) for one in drawings_of([run])[run.pk]]
    assert names == [("c0", "loss"), ("c1", "acc")]
    drawn = drawing(run, "c0")
    assert drawn is not None
    assert [line["y"] for line in drawn["data"]] == [[2.0, 1.0], [2.5, 1.5]]
    assert drawn["data"][0]["name"]["en"] == "train_loss · self-reported"
    assert drawn["data"][0]["line"]["dash"] == "dash"


def test_declared_titles_name_curves(item: PortfolioItem) -> None:
    run = _run(item)
    assert run.submission is not None
    run.submission.task.spec = {"metrics": [{"name": "acc", "title": both("Accuracy")}]}
    _report(run, "judge", acc=[0.1, 0.9])
    assert drawings_of([run])[run.pk][0].title == both("Accuracy")
    drawn = drawing(run, "c0")
    assert drawn is not None
    assert (drawn["data"][0]["name"], drawn["data"][0]["line"]["dash"]) == (both("Accuracy"), "solid")


def test_a_single_report_is_no_curve(item: PortfolioItem) -> None:
    run = _run(item)
    _report(run, acc=[0.5])
    assert drawings_of([run])[run.pk] == []


def test_the_last_posting_of_a_figure_counts(item: PortfolioItem) -> None:
    run = _run(item)
    make_event(run, "claimed", {})
    make_event(run, "figure", {"id": "lost", "plotly": {"data": [0]}})
    make_event(run, "claimed", {})
    make_event(run, "figure", {"id": "confusion", "plotly": {"data": [1]}})
    make_event(run, "figure", {"id": "confusion", "plotly": {"data": [2]}})
    [drawn] = drawings_of([run])[run.pk]
    assert (drawn.name, drawn.title["en"]) == ("f5", "confusion")
    assert drawing(run, drawn.name) == {"data": [2]}


def test_other_names_lead_nowhere(item: PortfolioItem) -> None:
    run = _run(item)
    make_event(run, "log", {"text": "secret"})
    for name in ("c0", "f1", "f99", "x1", "c-1", "f", "log", "f1e3", "f9999999999"):
        assert drawing(run, name) is None
