"""K7, the part that reads: which lines of the learner's files use a forbidden name, followed through imports and aliases."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from workers.harness.guard import HARMLESS, covers
from workers.harness.loading import own_modules
from workers.judge.messages import say
from workers.spec import Rule, TaskSpec, Text

MAX_SOURCE = 1 << 20


@dataclass(frozen=True)
class _Use:
    name: str  # dotted name, ".method" or "@"
    line: int
    is_import: bool = False


def violations(spec: TaskSpec, source: dict[str, str]) -> list[Text]:
    """One message per forbidden use, in the order of the lines. A file that does not parse has none: it will not import."""
    found: list[Text] = []
    own = own_modules(list(source))
    for path, text in sorted(source.items()):
        for use in _uses(text) if path.endswith(".py") else ():
            rule = _rule(spec.forbid, use)
            if rule is not None:
                found.append(say("banned", line=use.line, target=use.name, why=_why(rule)))
            elif use.is_import and not _allowed(spec, use, own):
                found.append(say("not_allowed", line=use.line, target=use.name, names=", ".join(spec.allow_imports or ())))
    return found


def loops(source: str, name: str) -> int:
    """How many loops and comprehensions the function or class `name` has in its text."""
    tree = ast.parse(source)
    kinds = ast.For | ast.While | ast.comprehension
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return sum(isinstance(inner, kinds) for inner in ast.walk(node))
    return 0


def _rule(rules: tuple[Rule, ...], use: _Use) -> Rule | None:
    for rule in rules:
        if rule.how != "tripwire" and (use.name == rule.target or (use.name[0] not in ".@" and covers(rule.target, use.name))):
            return rule
        if use.name[0] == "." and rule.target[0] == "." and fnmatchcase(use.name, rule.target):
            return rule
    return None


def _why(rule: Rule) -> Text:
    return rule.why if set(rule.why) == {"zh", "en"} else {"zh": "", "en": ""}


def _allowed(spec: TaskSpec, use: _Use, own: set[str]) -> bool:
    root = use.name.partition(".")[0]
    return spec.allow_imports is None or root in HARMLESS or root in own or root in spec.allow_imports


def _uses(text: str) -> list[_Use]:
    try:
        tree = ast.parse(text[:MAX_SOURCE])
        aliases = dict(_aliases(tree))
        return sorted(_found(tree, aliases), key=lambda use: use.line)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _aliases(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                yield (item.asname, item.name) if item.asname else (item.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for item in node.names:
                yield item.asname or item.name, f"{node.module}.{item.name}"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = _dotted(node.value, {})
            if name and "." in name:
                yield node.targets[0].id, name


def _found(tree: ast.AST, aliases: dict[str, str]) -> Iterator[_Use]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (_Use(item.name, node.lineno, is_import=True) for item in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield _Use(module, node.lineno, is_import=True)
                yield from (_Use(f"{module}.{item.name}", node.lineno) for item in names)
            case ast.Attribute() | ast.Name():
                name = _dotted(node, aliases)
                if name and "." in name:
                    yield _Use(name, node.lineno)
            case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
                yield _Use("@", node.lineno)
            case ast.Call(func=ast.Name(id="getattr"), args=[target, ast.Constant(value=str(attribute)), *_]):
                yield _Use(f"{_dotted(target, aliases) or ''}.{attribute}", node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield _Use(f".{node.func.attr}", node.lineno)


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str | None:
    """`np.linalg.inv` → `numpy.linalg.inv`; None for anything that does not start with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    root = aliases.get(node.id, node.id)
    if aliases.get(root.partition(".")[0], root.partition(".")[0]) != root.partition(".")[0]:
        root = aliases[root.partition(".")[0]] + root[len(root.partition(".")[0]) :]  # one alias of an alias: `f = np.dot`
    return ".".join([root, *reversed(parts)])
