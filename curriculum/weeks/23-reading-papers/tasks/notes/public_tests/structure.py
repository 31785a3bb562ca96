"""The structure checker of the reading notes: the judge runs this very file.

python structure.py FOLDER     (the folder with notes/, diagrams/ and snippets.json; the current one if left out)

Every check returns a list of problems, each in Chinese and English; an empty list means passed. Standard library only.
"""

import json
import re
import sys
from pathlib import Path

PAPERS = ("resnet", "transformer", "bert")
SECTIONS = {
    "problem": ("问题", "problem"),
    "idea": ("想法", "思想", "思路", "idea"),
    "method": ("方法", "method"),
    "equation": ("公式", "equation", "formula"),
    "experiment": ("实验", "experiment", "result"),
    "limits": ("局限", "limit", "weakness"),
    "questions": ("疑问", "问题", "question"),
}
SECTION_LEAST, NOTE_LEAST, NOTE_MOST = 30, 450, 8000
CITATIONS_LEAST, SNIPPETS_LEAST, EXPLANATION_LEAST = 3, 3, 24
# The last section, figure and table of each paper: a citation beyond them points nowhere.
LAST = {
    "resnet": {"section": 4, "figure": 7, "table": 14},
    "transformer": {"section": 7, "figure": 5, "table": 4},
    "bert": {"section": 6, "figure": 5, "table": 8},
}
CITED = {
    "section": r"(?:§+|[Ss]ections?|[Ss]ect?\.|第|(?=\d[\d.]*\s*节))\s*(\d+|[一二三四五六七])(\.\d+)*(?:\s*[节章])?",
    "figure": r"(?:[Ff]igures?|[Ff]igs?\.?|图)\s*(\d+|[一二三四五六七])",
    "table": r"(?:[Tt]ables?|[Tt]ab\.|表)\s*(\d+|[一二三四五六七八九])",
}
HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
DIM = re.compile(r"[\w.'′⌈⌉⌊⌋()+\-−*/^² ]{1,40}")


def problem(zh, en):
    return {"zh": zh, "en": en}


def amount(text):
    """Length in Chinese characters, an English word counted as 1.6 of them; tables and quotations are not counted."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith((">", "|"))]
    kept = "\n".join(lines)
    han = len(re.findall("[\u3400-\u9fff]", kept))
    return round(han + 1.6 * len(re.findall(r"[A-Za-z]+(?:['’-][A-Za-z]+)*", kept)))


def sections(text):
    """[(heading, text below it)]; a deeper heading's text belongs to the heading above it, too."""
    lines = text.split("\n")
    heads = []
    for number, line in enumerate(lines):
        found = HEADING.match(line)
        if found:
            heads.append((number, len(found[1]), found[2]))
        elif re.match(r"^ {0,3}(=+|-{2,})\s*$", line) and number and lines[number - 1].strip() and "|" not in lines[number - 1]:
            heads.append((number, 1 if "=" in line else 2, lines[number - 1].strip()))
    parts = []
    for index, (number, level, title) in enumerate(heads):
        end = next((other for other, deep, _ in heads[index + 1 :] if deep <= level), len(lines))
        parts.append((title, "\n".join(lines[number + 1 : end])))
    return parts


def named(text):
    """{section id: its text}, each heading taken once, in the order of SECTIONS."""
    left, found = sections(text), {}
    for name, words in SECTIONS.items():
        for word in words:
            match = next((part for part in left if word in part[0].casefold()), None)
            if match:
                found[name] = match[1]
                left.remove(match)
                break
    return found


def check_sections(paper, text):
    found, problems = named(text), []
    for name, words in SECTIONS.items():
        title = f"“{words[0]}” / “{words[-1].capitalize()}”"
        if name not in found:
            problems.append(problem(f"notes/{paper}.md 没有 {title} 一节。", f"notes/{paper}.md has no section {title}."))
        elif amount(found[name]) < SECTION_LEAST:
            got = amount(found[name])
            problems.append(
                problem(
                    f"notes/{paper}.md 的 {title} 一节只有 {got} 字，至少 {SECTION_LEAST}（表格与引用块不算）。",
                    f"Section {title} of notes/{paper}.md has a length of {got}, at least {SECTION_LEAST} is needed "
                    "(in Chinese characters, a word is 1.6; tables and quotations do not count).",
                )
            )
    total = amount(text)
    if not NOTE_LEAST <= total <= NOTE_MOST:
        problems.append(
            problem(
                f"notes/{paper}.md 长 {total} 字，应在 {NOTE_LEAST} 到 {NOTE_MOST} 之间。",
                f"notes/{paper}.md has a length of {total}; it should lie between {NOTE_LEAST} and {NOTE_MOST}.",
            )
        )
    return problems


def tables(text):
    """Markdown tables as lists of rows, each a list of cells; the first row is the header."""
    found, lines, number = [], text.split("\n"), 1
    while number < len(lines):
        if RULE.match(lines[number]) and "|" in lines[number] and "|" in lines[number - 1]:
            rows, row = [cells(lines[number - 1])], number + 1
            while row < len(lines) and "|" in lines[row]:
                rows.append(cells(lines[row]))
                row += 1
            found.append(rows)
            number = row
        number += 1
    return found


def cells(line):
    inner = re.sub(r"^\s*\||\|\s*$", "", line.replace(r"\|", "¦"))
    return [cell.strip() for cell in inner.split("|")]


def check_formula(paper, text, formulas):
    """A formula with a relation in it, and in the section about it a table of at least two symbols."""
    problems = []
    if not any(re.search(r"=|\\approx|\\propto|\\to", formula) and len(formula) >= 5 for formula in formulas):
        problems.append(
            problem(
                f"notes/{paper}.md 里没有写成 $…$ 或 $$…$$ 的公式（要有等号）。",
                f"notes/{paper}.md has no formula in $…$ or $$…$$ with an equals sign.",
            )
        )
    shown = tables(named(text).get("equation", ""))
    symbols = [row for table in shown for row in table[1:] if len(row) >= 2 and row[0] and row[1]]
    if len(symbols) < 2:
        problems.append(
            problem(
                f"notes/{paper}.md 的“公式”一节要有一张符号表：每行一个符号、含义（与形状），至少两行。",
                f"The section about the equation in notes/{paper}.md needs a table of symbols: one symbol a row with its meaning "
                "(and shape), two rows at least.",
            )
        )
    return problems


def cited(paper, text):
    """Different sections, figures and tables of the paper that the text names, such as {("table", "2"), ("section", "3.2")}."""
    found = set()
    for kind, pattern in CITED.items():
        for match in re.finditer(pattern, text):
            if match[0].startswith("第") and not match[0].endswith(("节", "章")):
                continue
            first = match[1] if match[1].isdigit() else str("零一二三四五六七八九".index(match[1]))
            if 1 <= int(first) <= LAST[paper][kind]:
                rest = re.search(r"(\.\d+)+", match[0]) if kind == "section" else None
                found.add((kind, first + (rest[0] if rest else "")))
    return found


def check_citations(paper, text):
    found = cited(paper, text)
    if len(found) >= CITATIONS_LEAST:
        return []
    return [
        problem(
            f"notes/{paper}.md 只指明了论文的 {len(found)} 处（节、图、表），至少要 {CITATIONS_LEAST} 处不同的，"
            "例如“表 2”“§3.1”“图 1”。",
            f"notes/{paper}.md names {len(found)} places of the paper (sections, figures, tables), at least "
            f"{CITATIONS_LEAST} different ones are needed, such as “Table 2”, “§3.1”, “Figure 1”.",
        )
    ]


def check_snippets(raw):
    """(problems, entries) of snippets.json, given as text."""
    try:
        entries = json.loads(raw)
    except (ValueError, RecursionError):
        return [problem("snippets.json 不是合法的 JSON。", "snippets.json is no valid JSON.")], []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [problem("snippets.json 应是一个对象的列表。", "snippets.json should be a list of objects.")], []
    problems = [found for number, entry in enumerate(entries, 1) for found in check_entry(number, entry)]
    for paper in PAPERS:
        places = {(str(entry.get("file")), str(entry.get("lines"))) for entry in entries if entry.get("paper") == paper}
        if len(places) < SNIPPETS_LEAST:
            problems.append(
                problem(
                    f"snippets.json 里 {paper} 有 {len(places)} 段不同的代码，至少 {SNIPPETS_LEAST} 段。",
                    f"snippets.json has {len(places)} different snippets for {paper}, at least {SNIPPETS_LEAST} are needed.",
                )
            )
    return problems, entries


def check_entry(number, entry):
    paper, problems = entry.get("paper"), []
    if paper not in PAPERS:
        names = ", ".join(PAPERS)
        return [problem(f"第 {number} 段：paper 应为 {names} 之一。", f"Snippet {number}: paper is one of {names}.")]
    if not isinstance(entry.get("file"), str) or entry.get("lines") is None:
        problems.append(problem(f"第 {number} 段：要有 file 与 lines。", f"Snippet {number}: file and lines are needed."))
    reference = str(entry.get("paper_ref", ""))
    if not cited(paper, reference) and not re.search(r"(?:式|[Ee]q)", reference):
        problems.append(
            problem(
                f"第 {number} 段：paper_ref 要指明论文的一节、一图、一表或一式，例如“§3.2.1, Eq. (1)”。",
                f"Snippet {number}: paper_ref names a section, figure, table or equation, such as “§3.2.1, Eq. (1)”.",
            )
        )
    if amount(str(entry.get("explanation", ""))) < EXPLANATION_LEAST:
        problems.append(
            problem(
                f"第 {number} 段：explanation 至少 {EXPLANATION_LEAST} 字（一个英文词算 1.6 字）。",
                f"Snippet {number}: the explanation needs a length of {EXPLANATION_LEAST} at least (a word counts as 1.6).",
            )
        )
    return problems + check_shapes(number, entry.get("shapes"))


def check_shapes(number, shapes):
    """{"x": "[B, T, d]"}, ["x: (B, T, d)", …] or one such string."""
    values = list(shapes.values()) if isinstance(shapes, dict) else shapes if isinstance(shapes, list) else [shapes]
    bad = [value for value in values if not (isinstance(value, str) and is_shape(value))]
    if values and not bad:
        return []
    shown = str(bad[0])[:40] if bad else "{}"
    return [
        problem(
            f"第 {number} 段：shapes 里的 {shown} 读不成形状。写成 [B, T, d_model] 这样。",
            f"Snippet {number}: {shown} in shapes cannot be read as a shape. Write it like [B, T, d_model].",
        )
    ]


def is_shape(text):
    """`[B, T, d_model]`, `(N,C,H/2,W/2) -> (N,C)`, `x: B×T×D`, `scalar`."""
    steps = re.split(r"->|→|=>|⇒", text[:200])
    return all(_is_one_shape(re.sub(r"^[\w ]{1,20}[:：]", "", step).strip()) for step in steps)


def _is_one_shape(text):
    if text in ("[]", "()", "scalar", "标量"):
        return True
    text = text.replace("，", ",").replace("（", "(").replace("）", ")")
    bare = re.fullmatch(r"(?:T|torch\.Size)?\s*[\[(](.*)[\])]", text)
    inner = bare[1] if bare else text
    dims = [dim.strip() for dim in re.split(r"\s*[,×]\s*|\s+x\s+", inner) if dim.strip()]
    if not dims or (not bare and len(dims) < 2):
        return False
    return all(dim in ("...", "…") or (DIM.fullmatch(dim) and re.search(r"\w", dim) and len(dim.split()) <= 3) for dim in dims)


def plain(raw):
    """(text without code and displayed formulas, formulas): what the judge's reader makes of a Markdown file, in short."""
    text = re.sub(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1\s*$", "", raw)
    shown = re.findall(r"(?s)\$\$(.+?)\$\$", text)
    text = re.sub(r"(?s)\$\$.+?\$\$", "", text)
    return text, shown + re.findall(r"(?<![\\$])\$([^$\n]{1,500})\$", text)


def main(folder):
    problems = []
    for paper in PAPERS:
        path = folder / "notes" / f"{paper}.md"
        if not path.is_file():
            problems.append(problem(f"没有 notes/{paper}.md。", f"notes/{paper}.md is missing."))
            continue
        text, formulas = plain(path.read_text(encoding="utf-8"))
        problems += check_sections(paper, text) + check_formula(paper, text, formulas) + check_citations(paper, text)
        if not list((folder / "diagrams").glob(f"{paper}.*")):
            problems.append(problem(f"没有 diagrams/{paper}.png 或 .jpg。", f"diagrams/{paper}.png or .jpg is missing."))
    snippets = folder / "snippets.json"
    raw = snippets.read_text(encoding="utf-8") if snippets.is_file() else ""
    problems += check_snippets(raw)[0]
    for found in problems:
        print(f"✗ {found['zh']}\n  {found['en']}")
    print("✓ 结构齐全 | the structure is complete" if not problems else f"{len(problems)} ✗")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
