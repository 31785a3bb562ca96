"""Writes of portfolios and certificates."""

from everyday.portfolio.services.certificates import (
    issue_certificate,
    reinstate_certificate,
    rename_certificate,
    revoke_certificate,
    withdraw_certificate,
)
from everyday.portfolio.services.errors import Refusal, Refused
from everyday.portfolio.services.items import (
    RemovedItem,
    add_lab_run,
    add_submission,
    move_item,
    remove_item,
    restore_item,
    update_item,
)
from everyday.portfolio.services.sharing import portfolio_of, share, unshare, update_about

__all__ = [
    "Refusal",
    "Refused",
    "RemovedItem",
    "add_lab_run",
    "add_submission",
    "issue_certificate",
    "move_item",
    "portfolio_of",
    "reinstate_certificate",
    "remove_item",
    "rename_certificate",
    "restore_item",
    "revoke_certificate",
    "share",
    "unshare",
    "update_about",
    "update_item",
    "withdraw_certificate",
]
