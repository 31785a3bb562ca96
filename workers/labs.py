"""A lab's form and goal, as the trusted parent checks them. Every value must be in its range: it goes to our own code."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from workers.spec import SpecError, derived

_CONDITION = re.compile(r"\s*([a-z_][a-z0-9_]*)\s*(<=|>=|==|<|>)\s*(calibration:[a-z0-9_]+|[-+0-9.eE]+)\s*\Z", re.IGNORECASE)
_WITHIN = re.compile(r"\s+within\s+\d+\s+runs?\s*\Z", re.IGNORECASE)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
}  # fmt: skip


class BadConfiguration(ValueError):
    """A value outside the lab's form; the message names the parameter."""


def configuration(raw: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The complete configuration in the declared order and types; what is not given takes its default."""
    params = {param["name"]: param for param in raw.get("params") or ()}
    unknown = sorted(set(given) - set(params))
    if unknown:
        raise BadConfiguration(f"no such parameter: {', '.join(map(str, unknown))}")
    return {name: _value(param, given.get(name, param["default"])) for name, param in params.items()}


def _value(param: Mapping[str, Any], value: Any) -> Any:
    name, kind = param["name"], param["type"]
    if kind == "bool":
        if not isinstance(value, bool):
            raise BadConfiguration(f"{name}: true or false")
        return value
    if kind == "choice":
        if value not in param["choices"] or isinstance(value, bool) != isinstance(param["choices"][0], bool):
            raise BadConfiguration(f"{name}: one of {param['choices']}")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or (kind == "int" and value != int(value)):
        raise BadConfiguration(f"{name}: {'an integer' if kind == 'int' else 'a number'}")
    if not param["min"] <= value <= param["max"]:
        raise BadConfiguration(f"{name}: from {param['min']} to {param['max']}")
    return int(value) if kind == "int" else float(value)


def goal_met(raw: Mapping[str, Any], calibration: Mapping[str, Any], profile: str, metrics: Mapping[str, float]) -> bool | None:
    """Whether `goal.expr` holds for a run's metrics; None for a lab without a goal. A metric that is missing does not meet it."""
    expression = str((raw.get("goal") or {}).get("expr") or "").strip()
    if not expression:
        return None
    conditions = re.split(r"\s+and\s+", _WITHIN.sub("", expression))
    return all(_holds(condition, derived(calibration, profile), metrics) for condition in conditions)


def _holds(condition: str, calibration: Mapping[str, float], metrics: Mapping[str, float]) -> bool:
    match = _CONDITION.match(condition)
    if match is None:
        raise SpecError(f"goal: {condition!r} is not <metric> <op> <number | calibration:key>")
    metric, symbol, bound = match.groups()
    key = bound.partition(":")[2]
    if key and key not in calibration:
        raise SpecError(f"goal: calibration.json has no {key!r}")
    return metric in metrics and _COMPARE[symbol](metrics[metric], calibration[key] if key else float(bound))
