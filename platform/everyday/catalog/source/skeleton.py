"""What two language versions of a page must share: structure in order, and formulas, numerals and links as bags."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from everyday.catalog.source.prose import prose
from everyday.lib.markdown.source import walk

_SKIP = re.compile(r"<!--\s*i18n-skip:\s*\S")
_TEXT_ARGUMENT = re.compile(r"\\(text|textbf|textit|operatorname\*?)\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_NUMERAL = re.compile(r"(?<![\w.])[-−–]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-−]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Bone:
    """One piece of structure; two bones are alike when kind and value are."""

    kind: str
    value: str
    line: int

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.value

    def __str__(self) -> str:
        return f"{self.kind} {self.value}".strip()


@dataclass
class Bag:
    """How often each value occurs, and where it occurs first."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, value: str, line: int) -> None:
        self.counts[value] += 1
        self.lines.setdefault(value, line)


@dataclass
class Skeleton:
    bones: list[Bone] = field(default_factory=list)
    bags: dict[str, Bag] = field(default_factory=lambda: defaultdict(Bag))
    words: str = ""


def skeleton_of(tokens: Sequence[Token]) -> Skeleton:
    kept = without_skipped(tokens)
    skeleton = Skeleton()
    columns = 0
    for token, line in walk(kept):
        bone = _bone(token, line)
        if bone is not None:
            skeleton.bones.append(bone)
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "thead_close":
            skeleton.bones.append(Bone("table of columns", str(columns), line))
        elif token.type in ("math_inline", "math_inline_double"):
            skeleton.bags["inline formula"].add(normalise_tex(token.content), line)
        elif token.type == "link_open" and not _is_footnote(token):
            skeleton.bags["link"].add(str(token.attrGet("href")), line)
    texts = list(prose(kept))
    for line, text in texts:
        for match in _NUMERAL.finditer(text):
            skeleton.bags["number"].add(_normalise_number(match[0]), line)
    skeleton.words = " ".join(text for _, text in texts)
    return skeleton


def _is_footnote(token: Token) -> bool:
    return str(token.attrGet("href") or "").startswith("#fn")


def _bone(token: Token, line: int) -> Bone | None:
    if token.type == "heading_open":
        return Bone("heading", f"{token.tag} #{token.attrGet('id') or '(no anchor)'}", line)
    if token.type == "directive_open":
        return Bone("directive", f":::{token.info} {' '.join(token.meta['arguments'].split())}".strip(), line)
    if token.type == "math_block":
        return Bone("formula", normalise_tex(token.content), line)
    if token.type == "math_block_label":
        return Bone("formula", f"({token.info}) {normalise_tex(token.content)}", line)
    if token.type == "fence":
        return Bone("code block", f"{token.info.strip()} {token.content.strip()}", line)
    return None


def normalise_tex(tex: str) -> str:
    """TeX without spaces, and with the words of `text` commands taken out, for those are translated."""
    return re.sub(r"\s+", "", _TEXT_ARGUMENT.sub(lambda match: f"\\{match[1]}{{}}", tex))


def _normalise_number(text: str) -> str:
    plain = text.replace(",", "").replace("−", "-").replace("–", "-").lstrip("-")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def without_skipped(tokens: Sequence[Token]) -> list[Token]:
    """Without the blocks that follow a comment `<!-- i18n-skip: reason -->`, each with all that it holds."""
    kept: list[Token] = []
    skipping = False
    depth = 0
    for token in tokens:
        if skipping:
            depth += token.nesting
            skipping = depth > 0 or (token.nesting == 0 and token.type == "html_block")
            continue
        if token.type == "html_block" and _SKIP.match(token.content):
            skipping, depth = True, 0
            continue
        kept.append(token)
    return kept
