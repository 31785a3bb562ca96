"""API tokens: one a person, made again as often as they like, readable only in the moment of its making."""

from django.db import transaction
from rest_framework.authtoken.models import Token

from everyday.accounts.models import User


@transaction.atomic
def create_token(*, user: User) -> str:
    """A new token for `user`; an older one stops working."""
    Token.objects.filter(user=user).delete()
    return str(Token.objects.create(user=user).key)


@transaction.atomic
def revoke_token(*, user: User) -> bool:
    """Make the token of `user` useless; False if there was none."""
    deleted, _ = Token.objects.filter(user=user).delete()
    return deleted > 0
