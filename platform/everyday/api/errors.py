"""What the services refuse, as the API says it: {"type", "errors": [{"code", "detail", "attr"}]}."""

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError

from everyday.submissions.services import AttemptsExhaustedError, SourcesRefusedError


class AttemptsExhausted(APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "attempts"


def refused(error: SourcesRefusedError) -> APIException:
    if isinstance(error, AttemptsExhaustedError):
        return AttemptsExhausted(detail=error.message, code=error.code)
    return ValidationError({"files": [error.message]}, code=error.code)
