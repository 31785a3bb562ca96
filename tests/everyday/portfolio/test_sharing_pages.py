"""The pages of a portfolio: whose they are, what strangers see, and that nothing is left when sharing ends."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from everyday.accounts.models import User
from everyday.portfolio import services
from everyday.portfolio.models import Portfolio, PortfolioItem
from everyday.submissions.models import Run, Submission, SubmissionFile
from tests.conftest import Cast
from tests.everyday.factories import make_event, make_run, make_submission, make_task, make_week, signed_in

Score = Callable[[User, int, float], Submission]
HOSTILE = '"><script>alert(1)</script><b data-hx-get="/x">'
OTHERS = ["classmate", "mentor", "other_mentor", "operator", "stranger", None]


def _share(portfolio: Portfolio) -> str:
    return services.share(portfolio=portfolio, now=timezone.now())


def _visitor(cast: Cast, who: str | None) -> Client:
    return signed_in(getattr(cast, who) if who else None)


# ---- one's own side


@pytest.mark.parametrize("name", ["portfolio-edit", "portfolio-preview", "certificate-detail", "certificate-news"])
def test_visitors_are_asked_to_sign_in(cast: Cast, name: str) -> None:
    address = reverse(f"portfolio:{name}")
    assert signed_in(None).get(address).headers["location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize(
    "name",
    [
        *["about-update", "portfolio-share", "portfolio-unshare", "item-add", "item-restore"],
        *["certificate-issue", "certificate-rename", "certificate-withdraw"],
    ],
)
def test_visitors_change_nothing(cast: Cast, name: str) -> None:
    address = reverse(f"portfolio:{name}")
    assert signed_in(None).post(address).status_code == 302
    assert signed_in(cast.learner).get(address).status_code == 405
    assert not Portfolio.objects.exists()


@pytest.mark.parametrize("who", ["classmate", "mentor", "operator", "stranger"])
def test_items_of_others_do_not_exist(cast: Cast, item: PortfolioItem, who: str) -> None:
    services.update_item(item=item, remark="", shows_score=True, shows_figures=True, shows_files=True)
    assert item.submission is not None
    make_event(item.submission.runs.get(), "figure", {"id": "x", "plotly": {"data": []}})
    client = _visitor(cast, who)
    for name in ("item-update", "item-move", "item-remove"):
        assert client.post(reverse(f"portfolio:{name}", args=[item.pk])).status_code == 404
    assert client.get(reverse("portfolio:item-file", args=[item.pk, "solution.py"])).status_code == 404
    assert client.get(reverse("portfolio:item-drawing", args=[item.pk, "f1"])).status_code == 404
    added = client.post(reverse("portfolio:item-add"), {"source": f"submission:{item.submission_id}"})
    assert added.status_code == 404
    assert PortfolioItem.objects.count() == 1


def test_the_owner_reads_drawings_and_files(cast: Cast, item: PortfolioItem) -> None:
    services.update_item(item=item, remark="", shows_score=True, shows_figures=True, shows_files=True)
    assert item.submission is not None
    make_event(item.submission.runs.get(), "figure", {"id": "x", "plotly": {"data": [1]}})
    client = signed_in(cast.learner)
    assert client.get(reverse("portfolio:item-drawing", args=[item.pk, "f1"])).json() == {"data": [1]}
    assert b"softmax" in client.get(reverse("portfolio:item-file", args=[item.pk, "solution.py"])).content


def test_an_empty_portfolio_says_what_to_do(cast: Cast) -> None:
    text = signed_in(cast.learner).get("/portfolio/").text
    assert "Nothing is on it yet" in text
    assert "Once you have a result" in text
    assert "Private" in text
    assert "Nothing is shown yet" in signed_in(cast.learner).get("/portfolio/preview/").text


def test_the_way_of_an_item(cast: Cast, score: Score) -> None:
    """Offered, added, changed, moved, taken out, put back: by the forms that stand on the page."""
    submission, second = score(cast.learner, 1, 88), score(cast.learner, 2, 70)
    client = signed_in(cast.learner)
    assert f"submission:{submission.pk}" in client.get("/portfolio/").text
    for one in (submission, second):
        client.post("/portfolio/items/add/", {"source": f"submission:{one.pk}"})
    first, last = PortfolioItem.objects.order_by("position")
    answer = client.post(f"/portfolio/items/{first.pk}/", {"remark": "  Look\there ", "shows_files": "on"})
    assert answer.headers["location"] == f"/portfolio/#item-{first.pk}"
    first.refresh_from_db()
    assert (first.remark, first.shows_score, first.shows_figures, first.shows_files) == ("Look here", False, False, True)
    moved = client.post(f"/portfolio/items/{first.pk}/move/", {"towards": "down"})
    assert list(PortfolioItem.objects.order_by("position")) == [last, first]
    page = client.get(moved.headers["location"])
    assert page.text.count(" autofocus") == 1
    client.post(f"/portfolio/items/{first.pk}/remove/")
    assert "Put it back" in client.get("/portfolio/").text
    client.post("/portfolio/items/restore/")
    assert [one.remark for one in PortfolioItem.objects.order_by("position")] == ["", "Look here"]
    assert "Put it back" not in client.get("/portfolio/").text


def test_what_was_taken_out_may_stay_out(cast: Cast, item: PortfolioItem) -> None:
    client = signed_in(cast.learner)
    client.post(f"/portfolio/items/{item.pk}/remove/")
    client.post("/portfolio/items/restore/", {"dismiss": "1"})
    assert not PortfolioItem.objects.exists()
    assert "Put it back" not in client.get("/portfolio/").text


@pytest.mark.parametrize("source", ["", "x", "submission:", "submission:x", "run:0", "lab:1", "submission:" + "0" * 32])
def test_a_source_that_is_none(cast: Cast, source: str) -> None:
    assert signed_in(cast.learner).post("/portfolio/items/add/", {"source": source}).status_code == 404


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x00", "\u200f"])
def test_lines_have_no_invisible_characters(cast: Cast, item: PortfolioItem, hidden: str) -> None:
    client = signed_in(cast.learner)
    assert client.post("/portfolio/about/", {"headline": f"a{hidden}b"}).status_code == 422
    assert client.post(f"/portfolio/items/{item.pk}/", {"remark": f"a{hidden}b"}).status_code == 422
    assert Portfolio.objects.get().headline == ""


# ---- sharing


@pytest.mark.parametrize("who", OTHERS)
def test_whoever_has_the_link_reads_it(cast: Cast, item: PortfolioItem, who: str | None) -> None:
    key = _share(item.portfolio)
    response = _visitor(cast, who).get(f"/p/{key}/")
    assert response.status_code == 200
    assert "Task softmax" in response.text
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    assert f'<link rel="canonical" href="http://testserver/p/{key}/">' in response.text


@pytest.mark.parametrize("who", ["learner", *OTHERS])
def test_when_sharing_ends_nothing_is_left(cast: Cast, item: PortfolioItem, who: str | None) -> None:
    services.update_item(item=item, remark="", shows_score=True, shows_figures=True, shows_files=True)
    assert item.submission is not None
    make_event(item.submission.runs.get(), "figure", {"id": "x", "plotly": {"data": []}})
    key = _share(item.portfolio)
    addresses = [f"/p/{key}/", f"/p/{key}/{item.pk}/drawings/f1.json", f"/p/{key}/{item.pk}/files/solution.py"]
    client = _visitor(cast, who)
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    signed_in(cast.learner).post("/portfolio/unshare/")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    signed_in(cast.learner).post("/portfolio/share/")
    item.portfolio.refresh_from_db()
    assert item.portfolio.key not in (None, key)
    assert client.get(addresses[0]).status_code == 404


def test_sharing_twice_keeps_the_link(portfolio: Portfolio) -> None:
    key = _share(portfolio)
    assert _share(portfolio) == key
    assert len(key) >= 22


@pytest.mark.parametrize("key", ["x", "None", "0" * 22, "..", "%00"])
def test_other_keys_lead_nowhere(cast: Cast, portfolio: Portfolio, key: str) -> None:
    assert signed_in(None).get(f"/p/{key}/").status_code == 404


def test_a_deactivated_learner_s_page_is_gone(cast: Cast, portfolio: Portfolio) -> None:
    key = _share(portfolio)
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    assert signed_in(None).get(f"/p/{key}/").status_code == 404


def test_the_key_of_one_does_not_open_the_items_of_another(cast: Cast, item: PortfolioItem, score: Score) -> None:
    services.update_item(item=item, remark="", shows_score=True, shows_figures=True, shows_files=True)
    other = services.portfolio_of(learner=cast.classmate)
    assert signed_in(None).get(f"/p/{_share(other)}/{item.pk}/files/solution.py").status_code == 404


def test_what_is_not_chosen_cannot_be_fetched(item: PortfolioItem) -> None:
    """Neither by guessing addresses on the shared page."""
    assert item.submission is not None
    make_event(item.submission.runs.get(), "figure", {"id": "x", "plotly": {"data": []}})
    key = _share(item.portfolio)
    client = signed_in(None)
    assert client.get(f"/p/{key}/{item.pk}/files/solution.py").status_code == 404
    assert "solution.py" not in client.get(f"/p/{key}/").text
    services.update_item(item=item, remark="", shows_score=False, shows_figures=False, shows_files=False)
    assert client.get(f"/p/{key}/{item.pk}/drawings/f1.json").status_code == 404
    assert "80" not in client.get(f"/p/{key}/").text.partition("<main")[2].partition("</main>")[0]


def test_no_other_personal_data_is_on_it(cast: Cast, item: PortfolioItem) -> None:
    User.objects.filter(pk=cast.learner.pk).update(
        username="secret-login", email="lin@example.org", display_name="Lin Xiao", first_name="Given", last_name="Family"
    )
    key = _share(item.portfolio)
    text = signed_in(None).get(f"/p/{key}/").text
    private = ["secret-login", "lin@example.org", "Lin Xiao", "Given", "Family", "Spring", str(item.submission_id)]
    assert [word for word in private if word in text] == []
    Portfolio.objects.update(shows_name=True)
    text = signed_in(None).get(f"/p/{key}/").text
    assert [word for word in private if word in text] == ["Lin Xiao"]
    # Without a display name nothing stands in for it.
    User.objects.filter(pk=cast.learner.pk).update(display_name="")
    assert "secret-login" not in signed_in(None).get(f"/p/{key}/").text


def test_hostile_words_stay_words(cast: Cast, portfolio: Portfolio) -> None:
    User.objects.filter(pk=cast.learner.pk).update(display_name=HOSTILE)
    task = make_task(make_week(23), slug="essay", kind="document")
    files = {"essay.md": f"# {HOSTILE}\n\n{HOSTILE}\n", "notes.txt": HOSTILE, "x.json": f'["{HOSTILE}"]'}
    submission = make_submission(cast.learner, task, files=files)
    run = make_run(submission, metrics={HOSTILE: 1.0})
    make_event(run, "figure", {"id": HOSTILE, "plotly": {"data": []}})
    item = services.add_submission(portfolio=portfolio, submission=submission)
    services.update_item(item=item, remark=HOSTILE, shows_score=True, shows_figures=True, shows_files=True)
    services.update_about(portfolio=portfolio, headline=HOSTILE, shows_name=True, shows_certificate=False, may_be_indexed=False)
    key = _share(portfolio)
    for text in (
        signed_in(None).get(f"/p/{key}/").text,
        signed_in(cast.learner).get("/portfolio/").text,
        signed_in(cast.learner).get("/portfolio/preview/").text,
    ):
        assert "<script>alert" not in text
        assert "<b data-hx-get" not in text
        assert "alert(1)" in text


def test_files_are_downloads_of_no_type(portfolio: Portfolio) -> None:
    task = make_task(make_week(23), slug="essay", kind="document")
    submission = make_submission(portfolio.learner, task, files={"essay.html.md": "<script>"})
    SubmissionFile.objects.create(submission=submission, path="plan.svg", size=5, sha256="0" * 64, content=b"<svg>")
    make_run(submission)
    item = services.add_submission(portfolio=portfolio, submission=submission)
    key = _share(portfolio)
    for path in ("essay.html.md", "plan.svg"):
        response = signed_in(None).get(f"/p/{key}/{item.pk}/files/{path}")
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    assert signed_in(None).get(f"/p/{key}/{item.pk}/files/../../x").status_code == 404


def test_search_engines_may_when_the_learner_says_so(portfolio: Portfolio) -> None:
    key = _share(portfolio)
    Portfolio.objects.update(may_be_indexed=True)
    response = signed_in(None).get(f"/p/{key}/")
    assert "X-Robots-Tag" not in response.headers
    assert 'name="robots"' not in response.text


def test_too_many_requests_from_one_address(portfolio: Portfolio, settings: Settings) -> None:
    settings.PUBLIC_RATE_LIMITS = {"portfolio": 3, "verify": 3}
    key = _share(portfolio)
    client = signed_in(None)
    assert [client.get(f"/p/{key}/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [client.get("/verify/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/p/{key}/").status_code == 200


def test_the_certificate_is_linked_when_chosen(cast: Cast, completed: User, portfolio: Portfolio) -> None:
    certificate = services.issue_certificate(learner=completed, name="Lin", now=timezone.now())
    key = _share(portfolio)
    assert certificate.code not in signed_in(None).get(f"/p/{key}/").text
    Portfolio.objects.update(shows_certificate=True)
    assert f"/verify/{certificate.code}/" in signed_in(None).get(f"/p/{key}/").text
    services.revoke_certificate(operator=cast.operator, certificate=certificate, reason="x", now=timezone.now())
    assert certificate.code not in signed_in(None).get(f"/p/{key}/").text


def test_a_deleted_account_takes_its_page_along(cast: Cast, item: PortfolioItem) -> None:
    key = _share(item.portfolio)
    cast.learner.delete()
    assert signed_in(None).get(f"/p/{key}/").status_code == 404
    assert not Portfolio.objects.exists()
    assert not Run.objects.exists()
