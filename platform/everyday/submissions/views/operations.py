"""The operator's page: who judges, what waits, what failed."""

import redis
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.policies import may_operate
from everyday.accounts.requests import SignedInRequest
from everyday.submissions import selectors, services
from everyday.submissions.services import UnknownWorkerError


@login_required
@require_safe
def operations_detail(request: SignedInRequest) -> HttpResponse:
    """Template submissions/operations_detail.html: `operations` (selectors.Operations). 404 for everyone but operators."""
    if not may_operate(request.user):
        raise Http404
    return render(request, "submissions/operations_detail.html", {"operations": selectors.operations()})


@login_required
@require_POST
def worker_drain(request: SignedInRequest) -> HttpResponse:
    """`worker` is the id, `action` drain or resume; it may take a few seconds till the worker has heard."""
    if not may_operate(request.user):
        raise Http404
    worker_id = request.POST.get("worker", "")
    try:
        if request.POST.get("action") == "resume":
            services.resume_worker(worker_id=worker_id)
            messages.success(request, _("The worker takes work again within seconds."))
        else:
            services.drain_worker(worker_id=worker_id)
            messages.success(request, _("The worker finishes what it runs and takes no more."))
    except UnknownWorkerError:
        messages.error(request, _("This worker is not online any more."))
    except redis.RedisError:
        messages.error(request, _("The broker does not answer."))
    return redirect("submissions:operations")
