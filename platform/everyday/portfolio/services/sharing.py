"""Writes about the portfolio as a whole: its line, what it says of its owner, and who may see it."""

import datetime as dt
import secrets

from django.db import transaction

from everyday.accounts.models import User
from everyday.portfolio.models import Portfolio

_KEY_BYTES = 16


def portfolio_of(*, learner: User) -> Portfolio:
    """The learner's portfolio; an empty, private one is made when there is none."""
    portfolio, _ = Portfolio.objects.get_or_create(learner=learner)
    return portfolio


@transaction.atomic
def update_about(*, portfolio: Portfolio, headline: str, shows_name: bool, shows_certificate: bool, may_be_indexed: bool) -> None:
    """Save what the form holds; it has been validated."""
    portfolio.headline = headline
    portfolio.shows_name = shows_name
    portfolio.shows_certificate = shows_certificate
    portfolio.may_be_indexed = may_be_indexed
    portfolio.save(update_fields=["headline", "shows_name", "shows_certificate", "may_be_indexed", "changed_at"])


@transaction.atomic
def share(*, portfolio: Portfolio, now: dt.datetime) -> str:
    """Make the page readable for whoever has its address; the key in it. Shared already, it keeps its address."""
    current = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if current.key is None:
        current.key = secrets.token_urlsafe(_KEY_BYTES)
        current.shared_at = now
        current.save(update_fields=["key", "shared_at", "changed_at"])
    portfolio.key, portfolio.shared_at = current.key, current.shared_at
    return current.key


@transaction.atomic
def unshare(*, portfolio: Portfolio) -> None:
    """From the next request on the address leads nowhere, for good: sharing again makes another one."""
    Portfolio.objects.filter(pk=portfolio.pk).update(key=None, shared_at=None)
    portfolio.key = portfolio.shared_at = None
