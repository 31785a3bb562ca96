"""Configuration is loud, by the variable's name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from everyday.env import env_bool, env_list, env_secret, env_str


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVERYDAY_X", raising=False)
    with pytest.raises(ImproperlyConfigured, match="EVERYDAY_X is not set"):
        env_str("EVERYDAY_X")


@pytest.mark.parametrize(("text", "value"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("No", False)])
def test_booleans(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("EVERYDAY_X", text)
    assert env_bool("EVERYDAY_X", default=not value) is value


def test_a_bad_boolean_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYDAY_X", "maybe")
    with pytest.raises(ImproperlyConfigured, match="EVERYDAY_X"):
        env_bool("EVERYDAY_X", default=True)


def test_lists_drop_empty_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYDAY_X", "a, b,,")
    assert env_list("EVERYDAY_X", []) == ["a", "b"]


@pytest.mark.parametrize("value", [None, "short"])
def test_outside_development_a_secret_must_be_long(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv("EVERYDAY_X", raising=False)
    else:
        monkeypatch.setenv("EVERYDAY_X", value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env_secret("EVERYDAY_X", debug=False)
    assert "EVERYDAY_X" in str(refusal.value)
    assert "short" not in str(refusal.value), "a secret is never shown, not even a bad one"
