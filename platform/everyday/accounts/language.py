"""The cookie that carries the chosen language; the middleware reads it before anyone is known."""

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from everyday.accounts.models import User

SUPPORTED = frozenset(code for code, _ in settings.LANGUAGES)


def remember_language(response: HttpResponse, language: str) -> None:
    """Let `response` carry `language`; an empty one goes back to what the browser asks for."""
    if language not in SUPPORTED:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )


@receiver(user_logged_in, dispatch_uid="language-follows-sign-in")
def follow_to_this_browser(request: HttpRequest, user: User, response: HttpResponse | None = None, **_: object) -> None:
    """On sign-in, the language that someone chose elsewhere comes along. (allauth sends the response with the signal.)"""
    if response is not None and user.language in SUPPORTED:
        remember_language(response, user.language)
