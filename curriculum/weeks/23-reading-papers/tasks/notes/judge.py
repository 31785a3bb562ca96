"""What a machine can see of reading notes. What they are worth is a mentor's to say (rubric.yaml)."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "public_tests"))

import facts
import structure

from workers.judge import Judging, check
from workers.judge.documents.excerpts import missing, read_lines
from workers.judge.documents.images import undrawn
from workers.judge.documents.overlap import overlap as shared
from workers.judge.documents.shingles import copied, unquoted

MOST_COPIED = 8  # 8-grams of an abstract: a run of 15 words; names of tasks and data sets make runs of up to 11
MOST_SHARED = 0.15  # of a lesson's page; our own notes, written beside the lessons, share less than 0.02
LEAST_FACTS = 4
LONGER_SIDE = 800
SHOWN = 4


def notes(j, paper):
    return j.document(f"notes/{paper}.md")


def diagram(j, paper):
    return j.document(f"diagrams/{paper}.{{png,jpg,jpeg}}")


def report(j, problems):
    """Fails with the first problems, so that one attempt tells more than one thing."""
    if problems:
        more = len(problems) - SHOWN
        rest = [{"zh": f"另有 {more} 处。", "en": f"And {more} more."}] if more > 0 else []
        shown = [*problems[:SHOWN], *rest]
        j.fail({lang: "\n".join(problem[lang] for problem in shown) for lang in ("zh", "en")})


@check("structure")
def check_structure(j: Judging) -> None:
    problems = []
    for paper in structure.PAPERS:
        text = notes(j, paper).text
        j.metric(f"length_{paper}", structure.amount(text))
        problems += structure.check_sections(paper, text)
    report(j, problems)


@check("formula")
def check_formula(j: Judging) -> None:
    found = [structure.check_formula(paper, notes(j, paper).text, notes(j, paper).formulas) for paper in structure.PAPERS]
    report(j, [problem for problems in found for problem in problems])


@check("citations")
def check_citations(j: Judging) -> None:
    report(j, [problem for paper in structure.PAPERS for problem in structure.check_citations(paper, notes(j, paper).text)])


@check("numbers")
def check_numbers(j: Judging) -> None:
    sheet, problems, total = facts.load(HERE / "judge_data" / "facts.json"), [], 0
    for paper in structure.PAPERS:
        tables = structure.tables(structure.named(notes(j, paper).text).get("experiment", ""))
        right, wrong = facts.compare(sheet[paper], tables)
        total += len(right)
        problems += [mismatch(paper, cell) for cell in wrong]
        if len(right) < LEAST_FACTS and not wrong:
            problems.append(too_few(paper, len(right)))
    j.metric("facts", total)
    report(j, problems)


def mismatch(paper, cell):
    return {
        "zh": (
            f"notes/{paper}.md 的实验表：“{cell.row}”一行、“{cell.column}”一列写的是 {cell.text}，与论文的表不符。请回原表核对。"
        ),
        "en": f"The table of notes/{paper}.md: row “{cell.row}”, column “{cell.column}” says {cell.text}, which is not what "
        "the paper's table has. Look it up again.",
    }


def too_few(paper, got):
    return {
        "zh": (
            f"notes/{paper}.md 的“实验”一节里，能与论文核对的数字只有 {got} 个，至少 {LEAST_FACTS} 个："
            "用 Markdown 表格重做一张论文的表，行写模型、列写指标。"
        ),
        "en": f"In the section about the experiment of notes/{paper}.md only {got} numbers can be compared with the paper, "
        f"{LEAST_FACTS} are needed: re-make one of its tables in Markdown, models in rows and measures in columns.",
    }


def snippets(j):
    return structure.check_snippets(j.document("snippets.json").text)


@check("snippets")
def check_snippets(j: Judging) -> None:
    report(j, snippets(j)[0])


@check("refs")
def check_refs(j: Judging) -> None:
    """Lines of the course's reading code, and of the learner's own work where the web side has laid it beside."""
    sources = {f"code/{path.name}": path.read_text(encoding="utf-8") for path in sorted((HERE / "starter" / "code").glob("*.py"))}
    for task, own in j.annex.sources.items():
        sources |= {f"{task}/{path}": text for path, text in own.files.items()}
    entries, problems = snippets(j)[1], []
    for number, entry in enumerate(entries, 1):
        lines = read_lines(entry.get("lines"))
        if lines is None:
            why = {"zh": "lines 应写成 [起, 止]。", "en": "lines is written [first, last]."}
        else:
            why = missing(sources, str(entry.get("file"))[:200], lines)
        if why is not None:
            problems.append({"zh": f"第 {number} 段：{why['zh']}", "en": f"Snippet {number}: {why['en']}"})
    if not entries:
        problems.append({"zh": "snippets.json 里没有可核对的代码段。", "en": "snippets.json has no snippet to look up."})
    report(j, problems)


@check("image")
def check_image(j: Judging) -> None:
    for paper in structure.PAPERS:
        document = diagram(j, paper)
        why = undrawn(j.picture(document, LONGER_SIDE))
        if why is not None:
            j.fail({lang: f"{document.path}：{why[lang]}" if lang == "zh" else f"{document.path}: {why[lang]}" for lang in why})


@check("phash")
def check_phash(j: Judging) -> None:
    known = json.loads((HERE / "judge_data" / "pictures.json").read_text(encoding="utf-8"))["hashes"].values()
    seen = {}
    for paper in structure.PAPERS:
        document = diagram(j, paper)
        picture = document.pictures[0]
        j.metric(f"distance_{paper}", j.unlike(document, picture, known))
        for other, digits in seen.items():
            j.that(
                picture.distance(digits) > 4,
                {"zh": f"{document.path} 与 {other} 是同一张图。", "en": f"{document.path} and {other} are the same picture."},
            )
        seen[document.path] = picture.hash


@check("overlap")
def check_overlap(j: Judging) -> None:
    known = json.loads((HERE / "judge_data" / "abstracts.json").read_text(encoding="utf-8"))["shingles"]
    lessons = {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE.parents[1] / "lessons").glob("*.md"))}
    problems, most = [], 0
    for paper in structure.PAPERS:
        text = unquoted(notes(j, paper).text)
        runs = {name: copied(text, set(hashes)) for name, hashes in known.items()}
        most = max(most, *runs.values())
        problems += [from_abstract(paper, name, count) for name, count in runs.items() if count > MOST_COPIED]
        shares = {name: shared(text, page) for name, page in lessons.items()}
        problems += [from_lesson(paper, name, share) for name, share in shares.items() if share > MOST_SHARED]
    j.metric("copied_grams", most)
    report(j, problems)


def from_abstract(paper, source, count):
    return {
        "zh": (
            f"notes/{paper}.md 有 {count} 处连续八个词与 {source} 论文的摘要逐字相同（至多 {MOST_COPIED}）。"
            "用自己的话写；非引不可的，放进引用块。"
        ),
        "en": f"notes/{paper}.md has {count} runs of eight words that stand word for word in the abstract of the {source} paper "
        f"(at most {MOST_COPIED}). Use your own words; what must be quoted belongs in a block quotation.",
    }


def from_lesson(paper, page, share):
    return {
        "zh": f"notes/{paper}.md 有 {share:.0%} 与课文 {page} 逐字相同（至多 {MOST_SHARED:.0%}）。合上课文再写。",
        "en": (
            f"notes/{paper}.md shares {share:.0%} of its text with the lesson {page} (at most {MOST_SHARED:.0%}). "
            "Close the lesson, then write."
        ),
    }
