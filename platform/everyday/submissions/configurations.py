"""A lab's configuration: checked against the lab's declared parameters, with errors in both languages."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from everyday.catalog.models import Lab
from everyday.submissions.verdicts import Bilingual

Configuration = dict[str, Any]
_TRUE = frozenset({"true", "1", "on", "yes"})
_FALSE = frozenset({"false", "0", "off", "no", ""})
SEED_MAX = 2**32 - 1


class ConfigurationInvalidError(ValueError):
    """`errors` says per parameter what is wrong."""

    def __init__(self, errors: dict[str, Bilingual]) -> None:
        super().__init__("; ".join(f"{name}: {text['en']}" for name, text in errors.items()))
        self.errors = errors


class _Wrong(ValueError):
    """One parameter will not do: carries the message from a check to its parameter."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text: Bilingual = {"zh": zh, "en": en}


def params_of(lab: Lab) -> list[dict[str, Any]]:
    """The declared parameters in the author's order."""
    params: list[dict[str, Any]] = lab.spec.get("params") or []
    return params


def defaults_of(lab: Lab) -> Configuration:
    return {param["name"]: param["default"] for param in params_of(lab)}


def validate(lab: Lab, given: Mapping[str, Any]) -> Configuration:
    """A complete configuration in the declared types and order. Values may be text, as a form sends them; what is not given
    takes its default. Raises ConfigurationInvalidError naming every parameter that will not do.
    """
    params = params_of(lab)
    errors: dict[str, Bilingual] = {}
    for name in given:
        if name not in {param["name"] for param in params}:
            errors[str(name)[:60]] = {"zh": "这个实验没有这个参数。", "en": "This lab has no such parameter."}
    config: Configuration = {}
    for param in params:
        try:
            config[param["name"]] = _value(param, given.get(param["name"], param["default"]))
        except _Wrong as wrong:
            errors[param["name"]] = wrong.text
    if errors:
        raise ConfigurationInvalidError(errors)
    return config


def check_seed(given: Any) -> int:
    """A seed from 0 to 2**32 − 1; raises ConfigurationInvalidError."""
    try:
        return int(_in_range(_integer(given), {"min": 0, "max": SEED_MAX}))
    except _Wrong as wrong:
        raise ConfigurationInvalidError({"seed": wrong.text}) from None


def digest_of(lab: Lab, config: Configuration, seed: int) -> str:
    """Equal for runs that would give equal results: the same lab, content, configuration and seed."""
    text = json.dumps([lab.lab_id, lab.digest, config, seed], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def nearest_point(lab: Lab, config: Configuration) -> tuple[dict[str, Any], bool] | None:
    """The precomputed point nearest to `config`, and whether it is exactly that; None if the lab has none.

    Numbers count by their distance within the parameter's range (on its scale), everything else as equal or not.
    """
    points: list[dict[str, Any]] = (lab.sweep or {}).get("points") or []
    if not points:
        return None
    params = params_of(lab)
    best = min(points, key=lambda point: sum(_distance(param, point["config"], config) for param in params))
    return best, all(_distance(param, best["config"], config) < 1e-9 for param in params)


def _distance(param: dict[str, Any], point: Mapping[str, Any], config: Configuration) -> float:
    here, there = config[param["name"]], point.get(param["name"], param["default"])
    if param["type"] not in ("float", "int"):
        return float(here != there)
    return abs(_position(param, here) - _position(param, there))


def _position(param: dict[str, Any], value: float) -> float:
    """0 at the parameter's minimum, 1 at its maximum."""
    low, high = float(param["min"]), float(param["max"])
    if param.get("scale") == "log" and low > 0 and value > 0:
        return (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
    return (value - low) / (high - low)


def _value(param: dict[str, Any], given: Any) -> Any:
    match param["type"]:
        case "float":
            return float(_in_range(_number(given), param))
        case "int":
            return int(_in_range(_integer(given), param))
        case "bool":
            return _boolean(given)
        case _:
            return _choice(param, given)


def _number(given: Any) -> float:
    try:
        value = math.nan if isinstance(given, bool) else float(given)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise _Wrong("请输入一个数。", "Enter a number.")
    return value


def _integer(given: Any) -> int:
    try:
        # Not through float: it would round large integers.
        return int(given) if isinstance(given, str) else int(_whole(given))
    except (TypeError, ValueError):
        raise _Wrong("请输入一个整数。", "Enter a whole number.") from None


def _whole(given: Any) -> Any:
    if isinstance(given, bool) or (isinstance(given, float) and not given.is_integer()):
        raise ValueError("not a whole number")
    return given


def _in_range(value: float, param: Mapping[str, Any]) -> float:
    low, high = param.get("min"), param.get("max")
    if (low is not None and value < low) or (high is not None and value > high):
        raise _Wrong(f"应在 {low} 和 {high} 之间。", f"Must lie between {low} and {high}.")
    return value


def _boolean(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).lower()
    if word not in _TRUE | _FALSE:
        raise _Wrong("请选择是或否。", "Choose yes or no.")
    return word in _TRUE


def _choice(param: dict[str, Any], given: Any) -> Any:
    for choice in param.get("choices") or []:
        # A form sends the text of a choice that may be a number or a truth value.
        if given == choice and isinstance(given, bool) == isinstance(choice, bool):
            return choice
        if isinstance(given, str) and given == str(choice):
            return choice
    options = ", ".join(str(choice) for choice in param.get("choices") or [])
    raise _Wrong(f"请选择其中之一：{options}。", f"Choose one of: {options}.")
