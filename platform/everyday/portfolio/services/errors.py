"""Why a service refused; the views say it in words."""

from enum import StrEnum


class Refusal(StrEnum):
    NOT_YOURS = "not_yours"
    NO_RESULT = "no_result"
    FULL = "full"
    INCOMPLETE = "incomplete"
    REVOKED = "revoked"


class Refused(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why
