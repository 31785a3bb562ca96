"""A lesson has what makes a lesson good: a question answered, hand work asserted in code, misconceptions, a figure."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from markdown_it.token import Token

from everyday.catalog.checks.context import Context
from everyday.catalog.schema.week import Lesson
from everyday.catalog.source.cells import MAX_LINES, Cell, read_cells, read_recording, recording_path
from everyday.catalog.source.pages import Page
from everyday.catalog.source.prose import count_chinese, prose
from everyday.lib.markdown.blocks import split_arguments
from everyday.lib.markdown.source import first_line

ZH_PROSE = (1500, 3000)


@dataclass(frozen=True)
class _Directive:
    name: str
    id: str
    implements: list[str]
    line: int
    is_empty: bool


def check_lesson_page(context: Context, lesson: Lesson, page: Page, language: str) -> None:
    """One language of a lesson."""
    if page.source.front.get("id") != lesson.id:
        context.error(page.path, 1, f"front matter must say id: {lesson.id}")
    _check_headings(context, page)
    cells = read_cells(context.source.lesson_stem(lesson).with_name(f"{context.source.lesson_stem(lesson).name}.py"))
    found = _directives(page)
    _check_answer(context, page, found)
    _check_hands(context, page, found, cells)
    _check_formulas(context, page, found)
    _check_misconceptions(context, lesson, page, found)
    _check_figures(context, page, found)
    _check_included(context, page, found, cells)
    if language == "zh":
        _check_length(context, page)


def _directives(page: Page) -> list[_Directive]:
    found = []
    for token, following in zip(page.source.tokens, page.source.tokens[1:], strict=False):
        if token.type == "directive_open":
            name, implements = split_arguments(token.meta["arguments"])
            is_empty = following.type == "directive_close"
            found.append(_Directive(token.info, name, implements, first_line(token), is_empty))
    return found


def _check_headings(context: Context, page: Page) -> None:
    headings = [token for token in page.source.tokens if token.type == "heading_open"]
    anchors = Counter(str(token.attrGet("id")) for token in headings if token.attrGet("id"))
    for token in headings:
        anchor = str(token.attrGet("id") or "")
        if not anchor:
            context.error(page.path, first_line(token), "a heading needs its anchor: ## Title {#anchor}")
        elif anchors[anchor] > 1:
            context.error(page.path, first_line(token), f"two headings have the anchor #{anchor}")
        if token.tag == "h1":
            context.error(page.path, first_line(token), "the title is in week.yaml; headings of a lesson begin with ##")


def _check_answer(context: Context, page: Page, found: list[_Directive]) -> None:
    answers = [one for one in found if one.name == "answer"]
    if len(answers) != 1:
        context.missing(page.path, answers[1].line if answers else 1, f"a lesson has one :::answer, this has {len(answers)}")
    for one in answers:
        if one.is_empty:
            context.missing(page.path, one.line, ":::answer is empty")


def _check_hands(context: Context, page: Page, found: list[_Directive], cells: dict[str, Cell]) -> None:
    asserted = {hand for cell in cells.values() if cell.asserts() for hand in cell.hands}
    hands = [one for one in found if one.name == "hand"]
    if not hands:
        context.missing(page.path, 1, "a lesson has a worked example: :::hand <id>")
    for one in hands:
        if one.id not in asserted:
            context.missing(page.path, one.line, f"no cell with `# hand: {one.id}` asserts this worked example")
    for position, one in enumerate(found):
        cell = cells.get(one.id) if one.name == "cell" else None
        later = {other.id for other in found[position:] if other.name == "hand"}
        for hand in cell.hands if cell else ():
            if hand in later:
                context.warning(page.path, one.line, f"cell {one.id!r} comes before the worked example {hand!r} that it asserts")


def _check_formulas(context: Context, page: Page, found: list[_Directive]) -> None:
    implemented = {name for one in found for name in one.implements}
    labels = [token for token in page.source.tokens if token.type == "math_block_label"]
    for label, count in Counter(token.info for token in labels).items():
        if count > 1:
            context.error(page.path, _line_of(labels, label), f"two formulas have the label ({label})")
    for token in labels:
        if token.info not in implemented:
            context.missing(page.path, first_line(token), f"no cell implements the formula ({token.info})")


def _line_of(tokens: list[Token], label: str) -> int:
    return [first_line(token) for token in tokens if token.info == label][-1]


def _check_misconceptions(context: Context, lesson: Lesson, page: Page, found: list[_Directive]) -> None:
    shown = [one.id for one in found if one.name == "misconception"]
    for wanted in lesson.misconceptions:
        if wanted.id not in shown:
            context.missing(page.path, 1, f"misconception {wanted.id!r} of week.yaml is not on this page")
    for one in found:
        if one.name == "misconception" and one.is_empty:
            context.missing(page.path, one.line, f"misconception {one.id!r} has no counter-example")


def _check_figures(context: Context, page: Page, found: list[_Directive]) -> None:
    figures = [one for one in found if one.name == "figure"]
    if not figures:
        context.missing(page.path, 1, "a lesson has an interactive figure: :::figure <slug>")
    for one in figures:
        folder = context.source.folder / "figures"
        if one.is_empty:
            context.missing(page.path, one.line, f"figure {one.id!r} does not say what to look for")
        for suffix in (".json", ".svg", ".py"):
            if not (folder / f"{one.id}{suffix}").exists():
                context.missing(page.path, one.line, f"figures/{one.id}{suffix} is missing")


def _check_included(context: Context, page: Page, found: list[_Directive], cells: dict[str, Cell]) -> None:
    included = Counter(one.id for one in found if one.name == "cell")
    for one in found:
        if one.name == "cell" and included[one.id] > 1:
            context.error(page.path, one.line, f"cell {one.id!r} is included more than once")
    for name in cells:
        if name not in included:
            context.missing(page.path, 1, f"cell {name!r} of the code file is not on this page")


def _check_length(context: Context, page: Page) -> None:
    characters = count_chinese([text for _, text in prose(page.source.tokens)])
    low, high = ZH_PROSE
    if not low <= characters <= high:
        context.warning(page.path, 1, f"{characters} Chinese characters of prose; a lesson has {low:,} to {high:,}")


def check_code(context: Context, code: Path) -> None:
    """The code file: short cells, and a fresh recording of what they print."""
    if not code.exists():
        return context.missing(code, 1, "the lesson has no code file")
    for cell in read_cells(code, context.report).values():
        lines = cell.source("en").count("\n") + 1
        if lines > MAX_LINES:
            context.error(code, cell.line, f"cell {cell.id!r} has {lines} lines, at most {MAX_LINES}")
    return _check_recording(context, code)


def _check_recording(context: Context, code: Path) -> None:
    path = recording_path(code.with_suffix(""))
    week = context.source.week.id
    try:
        recording = read_recording(path)
    except ValueError as error:
        return context.error(path, 1, str(error))
    if recording is None:
        return context.missing(path, 1, f"no recorded outputs; run `python -m workers cells {week} --write`")
    if not recording.is_fresh(code):
        return context.missing(path, 1, f"recorded from an older {code.name}; run `python -m workers cells {week} --write`")
    for name in set(read_cells(code)) - set(recording.stdout):
        context.error(path, 1, f"no output recorded of cell {name!r}")
    return None
