"""YAML as plain Python values together with the line of every key, so that any error can name its place."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from everyday.catalog.source.problems import Report

_LONE_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z]")

Keys = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Located:
    """A parsed file. `lines` maps a path of keys and indexes to the line where that value starts (from 1)."""

    path: Path
    data: Any
    lines: dict[Keys, int]

    def line(self, *keys: str | int) -> int:
        """The line of the value at `keys`, or of the nearest parent that is there."""
        for end in range(len(keys), -1, -1):
            if keys[:end] in self.lines:
                return self.lines[keys[:end]]
        return 1


class _Composer:
    """Turns ruamel's node graph into values; it keeps the lines, which its own constructors throw away."""

    def __init__(self, path: Path, text: str, report: Report) -> None:
        self.path, self.text, self.report = path, text, report
        self.lines: dict[Keys, int] = {}
        self.yaml = YAML(typ="safe", pure=True)

    def value(self, node: Node, keys: Keys) -> Any:
        self.lines.setdefault(keys, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*keys, index)) for index, child in enumerate(node.value)]
        self._refuse_eaten_backslash(node)
        return self.yaml.constructor.construct_object(node, deep=True)

    def _refuse_eaten_backslash(self, node: Node) -> None:
        r"""In double quotes YAML turns the \f of \frac into a form feed and the \n of \nabla into a line break."""
        written = self.text[node.start_mark.index : node.end_mark.index]
        if getattr(node, "style", None) == '"' and "$" in written and _LONE_BACKSLASH.search(written):
            message = "a backslash in a double-quoted text with a formula is eaten by YAML; use single quotes or a block (|)"
            self.report.add(self.path, node.start_mark.line + 1, message)

    def _mapping(self, node: MappingNode, keys: Keys) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, child in node.value:
            key = self.yaml.constructor.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if key in found:
                self.report.add(self.path, line, f"key {key!r} is given twice")
            self.lines[(*keys, key)] = line
            found[key] = self.value(child, (*keys, key))
        return found


def read_yaml(path: Path, report: Report) -> Located | None:
    """Parse a file; None (and a problem in the report) where it is not YAML."""
    composer = _Composer(path, path.read_text(encoding="utf-8"), report)
    try:
        node = composer.yaml.compose(composer.text)
        data = None if node is None else composer.value(node, ())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report.add(path, mark.line + 1 if mark else 1, f"not valid YAML: {error.problem or error.context}")
        return None
    except (YAMLError, ValueError) as error:
        report.add(path, 1, f"not valid YAML: {error}")
        return None
    return Located(path, data, composer.lines)


def validate(located: Located, model: type[ModelT], report: Report) -> ModelT | None:
    """The file as a model; None, and one problem per mistake with its line, where it does not fit."""
    try:
        return model.model_validate(located.data)
    except ValidationError as error:
        for mistake in error.errors(include_url=False, include_context=False):
            keys = tuple(mistake["loc"])
            report.add(located.path, located.line(*keys), f"{_shown(keys)}{_message(mistake['type'], mistake['msg'])}")
        return None


def _shown(keys: Keys) -> str:
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return f"{text}: " if text else ""


def _message(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "unknown field"
    if kind == "missing":
        return "this field is required"
    return message.removeprefix("Value error, ").replace("Input should be", "should be")
