"""The map, a week, a day."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.requests import SignedInRequest, return_address, signed_in
from everyday.accounts.selectors import cohort_of
from everyday.catalog.models import Day, Week
from everyday.learning.models import DayTick
from everyday.learning.plan_calendar import PlanDay, date_of
from everyday.learning.selectors.items import items_of_days
from everyday.learning.selectors.plan import plan_map
from everyday.learning.selectors.resources import reading_lists
from everyday.learning.selectors.week import week_page
from everyday.learning.services.ticks import tick_day, untick_day


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    return render(request, "learning/plan_list.html", {"rows": plan_map(signed_in(request), timezone.now())})


@require_safe
def week_detail(request: HttpRequest, number: int) -> HttpResponse:
    week = get_object_or_404(Week, number=number)
    page = week_page(week, signed_in(request))
    context = {
        "page": page,
        "week": week,
        "resources": reading_lists(week.resources),
        "neighbours": Week.objects.filter(number__in=[number - 1, number + 1]).only("number", "title"),
    }
    return render(request, "learning/week_detail.html", context)


@require_safe
def day_detail(request: HttpRequest, number: int, day: int) -> HttpResponse:
    row = _day(number, day)
    learner = signed_in(request)
    ticked = learner is not None and DayTick.objects.filter(learner=learner, day=row).exists()
    cohort = cohort_of(learner) if learner else None
    context = {
        "day": row,
        "week": row.week,
        "items": items_of_days([row], learner, ticked=[row.pk] if ticked else [])[row.pk],
        "ticked": ticked,
        "date": date_of(cohort.starts_on, PlanDay(number, day)) if cohort else None,
        "days": row.week.days.only("number", "week_id").order_by("number"),
    }
    return render(request, "learning/day_detail.html", context)


@login_required
@require_POST
def day_tick(request: SignedInRequest, number: int, day: int) -> HttpResponse:
    """Tick the day, or with `undo` take the tick back."""
    row = _day(number, day)
    undo = "undo" in request.POST
    if undo:
        untick_day(learner=request.user, day=row)
    else:
        tick_day(learner=request.user, day=row, now=timezone.now())
    if request.htmx:
        return render(request, "learning/_day_tick.html", {"day": row, "week": row.week, "ticked": not undo, "focus": True})
    return HttpResponseRedirect(return_address(request, reverse("learning:day-detail", args=[number, day])))


def _day(number: int, day: int) -> Day:
    return get_object_or_404(Day.objects.select_related("week"), week__number=number, number=day)
