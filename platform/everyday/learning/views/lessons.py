"""A lesson, and how far it has been read."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.models import User
from everyday.accounts.requests import SignedInRequest, signed_in
from everyday.catalog.models import Lesson
from everyday.learning.models import LessonReading
from everyday.learning.selectors.quiz import lesson_quiz
from everyday.learning.selectors.resources import reading_lists
from everyday.learning.services import reading as reading_service
from everyday.lib.i18n import content_language


@dataclass(frozen=True)
class _Neighbours:
    """The lessons of the week, and the two beside this one."""

    all: list[Lesson]
    previous: Lesson | None
    next: Lesson | None


@require_safe
def lesson_detail(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    lesson = _lesson(number, slug)
    learner = signed_in(request)
    reading = _reading(learner, lesson)
    contents: list[dict[str, str]] = lesson.contents.get(content_language()) or next(iter(lesson.contents.values()), [])
    context = {
        "lesson": lesson,
        "week": lesson.week,
        "contents": contents,
        "lessons": _neighbours(lesson),
        "reading": reading,
        "resume": next((entry for entry in contents if reading and entry["id"] == reading.anchor), None),
        "quiz": lesson_quiz(lesson, learner),
        "resources": reading_lists(lesson.resources),
        "return_to": request.path,
    }
    return render(request, "learning/lesson_detail.html", context)


@login_required
@require_POST
def lesson_progress(request: SignedInRequest, number: int, slug: str) -> HttpResponse:
    """`anchor` is the section being read; `finish` and `reopen` say that the lesson is, or is not, read."""
    lesson = _lesson(number, slug)
    if "finish" in request.POST:
        reading_service.finish_lesson(learner=request.user, lesson=lesson, now=timezone.now())
    elif "reopen" in request.POST:
        reading_service.reopen_lesson(learner=request.user, lesson=lesson)
    else:
        reading_service.record_section(learner=request.user, lesson=lesson, anchor=request.POST.get("anchor", ""))
        return HttpResponse(status=204)
    if request.htmx:
        reading = _reading(request.user, lesson)
        context = {"lesson": lesson, "week": lesson.week, "reading": reading, "focus": True}
        return render(request, "learning/_lesson_progress.html", context)
    return HttpResponseRedirect(f"{reverse('learning:lesson-detail', args=[number, slug])}#lesson-progress")


def _lesson(number: int, slug: str) -> Lesson:
    lessons = Lesson.objects.select_related("week").defer("week__seed", "week__resources", "week__goal")
    return get_object_or_404(lessons, week__number=number, slug=slug)


def _reading(learner: User | None, lesson: Lesson) -> LessonReading | None:
    return LessonReading.objects.filter(learner=learner, lesson=lesson).first() if learner is not None else None


def _neighbours(lesson: Lesson) -> _Neighbours:
    lessons = list(Lesson.objects.filter(week=lesson.week_id).only("title", "slug", "position", "is_ready").order_by("position"))
    place = [other.pk for other in lessons].index(lesson.pk)
    return _Neighbours(
        all=lessons,
        previous=lessons[place - 1] if place > 0 else None,
        next=lessons[place + 1] if place + 1 < len(lessons) else None,
    )
