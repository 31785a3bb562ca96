"""What a machine can see of a post or of slides. What they are worth is a mentor's to say (rubric.yaml)."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "public_tests"))

import structure
from work import Work, from_markdown

from workers.judge import Judging, check
from workers.judge.documents.overlap import overlap as shared
from workers.judge.documents.shingles import unquoted

MAIN = "{post.md,slides.md,slides.pptx,slides.pdf}"
LONGER_SIDE = 400
MOST_SHARED = 0.15  # of a lesson's page or a task's statement; the reference, written beside them, shares less than 0.01
SHOWN = 4


def handed_in(j):
    """The post or the slides as structure.py sees them. Markdown from its own bytes, which are the document's text; what a
    parser has to read comes from the sandbox."""
    return j.once("work", lambda: read(j))


def read(j):
    path, data = j.handed_in(MAIN)
    if path.endswith(".md"):
        return from_markdown(path, data.decode("utf-8-sig"))
    document = j.document(MAIN)
    return Work(
        path,
        "slides" if document.kind == "slides" else "pdf",
        [page.text + "\n" + page.notes for page in document.pages],
        [(heading.level, heading.text, heading.page - 1) for heading in document.headings],
        list(document.formulas),
        [link.url for link in document.links],
        document.tables,
        sum(max(picture.width, picture.height) >= LONGER_SIDE for picture in document.pictures),
        min((page.smallest for page in document.pages if page.smallest), default=0.0),
        sorted(page.usual for page in document.pages)[len(document.pages) // 2],
    )


def report(j, problems):
    """Fails with the first problems, so that one attempt tells more than one thing."""
    if problems:
        more = len(problems) - SHOWN
        rest = [{"zh": f"另有 {more} 处。", "en": f"And {more} more."}] if more > 0 else []
        shown = [*problems[:SHOWN], *rest]
        j.fail({lang: "\n".join(problem[lang] for problem in shown) for lang in ("zh", "en")})


@check("structure")
def check_structure(j: Judging) -> None:
    report(j, structure.check_structure(handed_in(j)))


@check("length")
def check_length(j: Judging) -> None:
    work = handed_in(j)
    j.metric("pages", len(work.pages))
    report(j, structure.check_length(work))


@check("readable")
def check_readable(j: Judging) -> None:
    report(j, structure.check_readable(handed_in(j)))


@check("formula")
def check_formula(j: Judging) -> None:
    report(j, structure.check_formula(handed_in(j)))


@check("figures")
def check_figures(j: Judging) -> None:
    """The rules of structure.py; and of a picture that is a file of its own: large enough and not blank."""
    report(j, structure.check_figures(handed_in(j), j.documents))
    for document in j.documents.values():
        if document.kind == "picture":
            j.picture(document, LONGER_SIDE)


@check("table")
def check_table(j: Judging) -> None:
    report(j, structure.check_table(handed_in(j)))


@check("run_id")
def check_run_id(j: Judging) -> None:
    """Well formed; and, where the web side says which runs are the learner's, one of them that finished."""
    work = handed_in(j)
    report(j, structure.check_run_id(work))
    if not j.annex.given:
        return
    own = [run for run in map(j.annex.run, structure.run_ids(work)) if run is not None]
    if not own:
        j.fail(
            {
                "zh": "文中的运行编号都不是你自己的运行。从你自己的运行页的地址里复制它。",
                "en": "None of the run ids is of a run of yours. Copy it from the address of your own run's page.",
            }
        )
    j.that(
        any(run.state == "finished" for run in own),
        {
            "zh": f"运行 {own[0].id} 没有跑完，作不了证据。引用一次跑完的运行。",
            "en": f"Run {own[0].id} did not finish and is no evidence. Cite one that did.",
        },
    )


@check("references")
def check_references(j: Judging) -> None:
    work = handed_in(j)
    j.metric("sources", len(structure.sources(structure.section(work, "references") or "")))
    report(j, structure.check_references(work))


@check("overlap")
def check_overlap(j: Judging) -> None:
    week = HERE.parents[1]
    pages = [*week.glob("lessons/*.md"), *week.glob("*/*/statement.*.md"), *week.glob("tasks/*/debrief.*.md")]
    text, problems, most = unquoted(handed_in(j).text), [], 0.0
    for page in sorted(pages):
        share = shared(text, page.read_text(encoding="utf-8"))
        most = max(most, share)
        if share > MOST_SHARED:
            problems.append(from_course(page.relative_to(week).as_posix(), share))
    j.metric("shared", round(most, 4))
    report(j, problems)


def from_course(page, share):
    return {
        "zh": f"有 {share:.0%} 与本周的 {page} 逐字相同（至多 {MOST_SHARED:.0%}）。合上课文再写；非引不可的，放进引用块。",
        "en": f"{share:.0%} stands word for word in this week's {page} (at most {MOST_SHARED:.0%}). Close it, then write; "
        "what must be quoted belongs in a block quotation.",
    }
