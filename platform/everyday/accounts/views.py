"""The settings page, API tokens, and the choice of language."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from rest_framework.authtoken.models import Token

from everyday.accounts.forms import SettingsForm
from everyday.accounts.language import SUPPORTED, remember_language
from everyday.accounts.models import User
from everyday.accounts.requests import SignedInRequest, VisitorRequest, return_address
from everyday.accounts.selectors import cohort_of
from everyday.accounts.services import profile, tokens

_NEW_TOKEN = "new_api_token"  # noqa: S105 - the name of a session entry


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def settings_edit(request: SignedInRequest) -> HttpResponse:
    """The settings page. A token made a moment ago is shown this one time."""
    # The form gets its own copy of the row: a refused value must not leak into the rest of the page.
    form = SettingsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        profile.update_profile(user=request.user, **form.cleaned_data)
        response = redirect("accounts:settings")
        remember_language(response, form.cleaned_data["language"])
        with override(form.cleaned_data["language"] or None):
            messages.success(request, _("Your settings are saved."))
        return response
    context = {
        "form": form,
        "cohort": cohort_of(request.user),
        "token": Token.objects.filter(user=request.user).first(),
        "new_token": request.session.pop(_NEW_TOKEN, None) if request.method == "GET" else None,
    }
    return render(request, "accounts/settings_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def token_create(request: SignedInRequest) -> HttpResponse:
    request.session[_NEW_TOKEN] = tokens.create_token(user=request.user)
    return HttpResponseRedirect(_settings_section("token"))


@login_required
@require_POST
def token_revoke(request: SignedInRequest) -> HttpResponse:
    if tokens.revoke_token(user=request.user):
        messages.success(request, _("The token is revoked: programs that use it are signed out."))
    return HttpResponseRedirect(_settings_section("token"))


@require_POST
def language_set(request: VisitorRequest) -> HttpResponse:
    """Switch the language and come back to the same page; an address of another site is ignored."""
    response = HttpResponseRedirect(return_address(request, reverse("learning:home")))
    language = request.POST.get("language", "")
    if language in SUPPORTED:
        remember_language(response, language)
        if request.user.is_authenticated:
            profile.set_language(user=request.user, language=language)
    return response


def _settings_section(anchor: str) -> str:
    return f"{reverse('accounts:settings')}#{anchor}"
