"""Settings from the environment, each read by name and refused by name when it is missing or malformed."""

import os

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_MIN_SECRET_LENGTH = 32


def env_str(name: str, default: str | None = None) -> str:
    """The text of variable `name`; raises ImproperlyConfigured when it is unset and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set")
    return value


def env_bool(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off, in any case."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")


def env_int(name: str, default: int) -> int:
    """A decimal integer."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be an integer, not {value!r}") from None


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated words; empty ones are dropped."""
    value = os.environ.get(name)
    if value is None:
        return default
    return [word.strip() for word in value.split(",") if word.strip()]


def env_secret(name: str, *, debug: bool) -> str:
    """A secret of at least 32 characters. Only in development may it be unset; the value is never shown."""
    value = os.environ.get(name, "")
    if len(value) >= _MIN_SECRET_LENGTH:
        return value
    if debug and not value:
        return "development-only-" + "x" * _MIN_SECRET_LENGTH
    raise ImproperlyConfigured(f"{name} must hold at least {_MIN_SECRET_LENGTH} characters")
