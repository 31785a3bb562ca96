"""Check questions: a week's quiz, the review day, and the answer to one item."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from everyday.accounts.requests import SignedInRequest, return_address
from everyday.catalog.models import QuizItem, Week
from everyday.learning.checking import Outcome
from everyday.learning.forms import read_answer
from everyday.learning.models import QuizAnswer
from everyday.learning.selectors import quiz
from everyday.learning.services.quiz import answer_item


@login_required
@require_safe
def quiz_take(request: SignedInRequest, number: int) -> HttpResponse:
    week = get_object_or_404(Week, number=number)
    groups = quiz.week_quiz(week, request.user)
    context = {
        "week": week,
        "groups": groups,
        "total": sum(len(group.cards) for group in groups),
        "answered": sum(group.answered for group in groups),
        "correct": sum(group.correct for group in groups),
        "return_to": request.path,
    }
    return render(request, "learning/quiz_take.html", context)


@login_required
@require_safe
def review_take(request: SignedInRequest, number: int) -> HttpResponse:
    week = get_object_or_404(Week, number=number)
    review = quiz.review_day(week, request.user, timezone.now())
    return render(request, "learning/review_take.html", {"week": week, "review": review, "return_to": request.path})


@login_required
@require_http_methods(["GET", "POST"])
def quiz_answer(request: SignedInRequest, item_id: str) -> HttpResponse:
    """POST checks an answer; GET gives the empty form again, to practise."""
    item = get_object_or_404(QuizItem.objects.select_related("week", "lesson"), item_id=item_id)
    return_to = return_address(request, reverse("learning:quiz-take", args=[item.week.number]))
    previous = QuizAnswer.objects.filter(learner=request.user, item=item).first()
    if request.method != "POST":
        return _show(request, quiz.card(item, previous, fresh=True), return_to)
    given = read_answer(item, request.POST)
    answered = answer_item(learner=request.user, item=item, given=given)
    if answered.answer is not None:
        return _show(request, quiz.card(item, answered.answer), return_to)
    if not request.htmx:
        messages.warning(request, refusal(answered.outcome))
    return _show(request, quiz.refused_card(item, previous, answered.outcome, given), return_to)


def refusal(outcome: Outcome) -> str:
    """Why an answer did not count."""
    if outcome is Outcome.NOT_ATTEMPTED:
        return _("Nothing is answered yet. Choose or write something first.")
    return _("This answer cannot be read, so it does not count as a try. Check its form and send it again.")


def _show(request: SignedInRequest, shown: quiz.QuizCard, return_to: str) -> HttpResponse:
    """htmx swaps the one question; without scripts a POST leads back to it, and a GET shows it alone."""
    context = {"card": shown, "return_to": return_to, "focus": True, "refusal": refusal(shown.outcome) if shown.outcome else ""}
    if request.htmx:
        return render(request, "learning/_quiz_item.html", context)
    if request.method == "POST":
        return HttpResponseRedirect(f"{return_to}#{shown.anchor}")
    return render(request, "learning/quiz_item.html", context)
