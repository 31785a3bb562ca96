"""Who asks: behind IsAuthenticated a request's user is always a User."""

from rest_framework.request import Request

from everyday.accounts.models import User


def user_of(request: Request) -> User:
    if not isinstance(request.user, User):
        raise TypeError("the view must require a signed-in user")
    return request.user
