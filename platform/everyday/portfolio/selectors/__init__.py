"""Reads of portfolios and certificates."""

from everyday.portfolio.selectors.candidates import Candidate, Candidates, candidates
from everyday.portfolio.selectors.certificates import (
    Verdict,
    Verification,
    revoked_certificate,
    standing_certificate,
    verify,
)
from everyday.portfolio.selectors.completion import Completion, WeekLine, WeekStanding, completion_of
from everyday.portfolio.selectors.drawings import Drawing, drawing, drawings_of
from everyday.portfolio.selectors.showcase import (
    Showcase,
    ShownFile,
    ShownItem,
    item_of,
    portfolio_of,
    run_of,
    shared_portfolio,
    showcase,
)

__all__ = [
    "Candidate",
    "Candidates",
    "Completion",
    "Drawing",
    "Showcase",
    "ShownFile",
    "ShownItem",
    "Verdict",
    "Verification",
    "WeekLine",
    "WeekStanding",
    "candidates",
    "completion_of",
    "drawing",
    "drawings_of",
    "item_of",
    "portfolio_of",
    "revoked_certificate",
    "run_of",
    "shared_portfolio",
    "showcase",
    "standing_certificate",
    "verify",
]
