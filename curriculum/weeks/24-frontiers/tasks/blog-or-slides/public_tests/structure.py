"""The structure checker of the post or the slides: the judge runs this very file.

python structure.py FOLDER     (the folder with post.md or slides.md; the current one if left out)

Slides as .pptx or .pdf are read only where they are graded. Every check takes a Work and returns a list of problems, each in
Chinese and English; an empty list means passed. Standard library only.
"""

import re
import sys
from pathlib import Path

from work import GOOD_URL, PICTURE, URL, amount, belongs, from_markdown, section, sources, tables

NAMES = {
    "tldr": "一句话 / TL;DR",
    "problem": "问题 / Problem",
    "method": "方法 / Method",
    "experiment": "实验 / Experiment",
    "limits": "局限与伦理 / Limits and ethics",
    "references": "参考文献 / References",
}
LEAST = {"tldr": 20, "problem": 80, "method": 150, "experiment": 150, "limits": 80, "references": 0}
TLDR_MOST = 250
ETHICS = re.compile(
    r"伦理|风险|滥用|偏见|隐私|版权|公平|危害|误用|耗电|能耗|ethic|risk|misuse|bias|privacy|copyright|fair|harm|energy", re.I
)
POST_LEAST, POST_MOST = 1500, 4000
PAGES_LEAST, PAGES_MOST = 10, 20
PARAGRAPH_MOST, SLIDE_MOST = 420, 160
USUAL_LEAST, SMALLEST_LEAST = {"slides": 16.0, "pdf": 9.0}, {"slides": 10.0, "pdf": 5.0}
REFERENCES_LEAST, ALT_LEAST, CAPTION_LEAST = 5, 6, 8
CAPTION = re.compile(r"^[\s*_>]*(?:图|figure|fig\.?)\s*\d+\s*[:：.。、|｜\s]\s*(.+?)[\s*_]*$", re.I)
TABLE_CAPTION = re.compile(r"^[\s*_>]*(?:表|table|tab\.?)\s*\d+", re.I)
RELATION = re.compile(r"=|≈|∝|≤|≥|\\approx|\\propto|\\to|\\leq?|\\geq?|\\sim")
MATHS = re.compile(r"[\u0370-\u03ff\u2200-\u22ff√^_²³ᵗ₀-₉ₜᵢ]|\\[a-z]+|\b(?:log|ln|exp|softmax|sqrt|sum)\b")
RUN_ID = re.compile(r"(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f-])", re.I)


def problem(zh, en):
    return {"zh": zh, "en": en}


def check_structure(work):
    """A title, the six sections, enough in each of them (of a post), a short TL;DR, a word about ethics."""
    problems = []
    if not any(page == 0 and belongs(title) is None for _, title, page in work.headings):
        problems.append(problem(f"{work.name} 没有标题。", f"{work.name} has no title."))
    for name, least in LEAST.items():
        text = section(work, name)
        if text is None:
            problems.append(
                problem(
                    f"没有“{NAMES[name]}”一节（标题里要有其中一个词）。",
                    f"No section “{NAMES[name]}” (one of these words in its heading).",
                )
            )
        elif work.kind == "post" and amount(text) < least:
            problems.append(
                problem(
                    f"“{NAMES[name]}”一节只有 {amount(text)} 字，至少 {least}。",
                    f"Section “{NAMES[name]}” has a length of {amount(text)}, at least {least} is needed.",
                )
            )
    tldr, limits = section(work, "tldr") or "", section(work, "limits")
    if amount(tldr) > TLDR_MOST:
        problems.append(
            problem(
                f"“一句话”长 {amount(tldr)} 字，至多 {TLDR_MOST}：只留主张与最要紧的一个数。",
                f"The TL;DR has a length of {amount(tldr)}, at most {TLDR_MOST}: keep the claim and the one number that matters.",
            )
        )
    if limits is not None and not ETHICS.search(limits + " ".join(title for _, title, _ in work.headings)):
        problems.append(
            problem(
                "“局限”一节没有谈到风险或伦理（偏见、隐私、滥用、版权、能耗……）。",
                "The section about limits says nothing of risks or ethics (bias, privacy, misuse, copyright, energy …).",
            )
        )
    return problems


def check_length(work):
    if work.kind == "post":
        references = section(work, "references") or ""
        got = amount(work.text) - amount(references)
        if POST_LEAST <= got <= POST_MOST:
            return []
        return [
            problem(
                f"正文长 {got} 字，应在 {POST_LEAST} 到 {POST_MOST} 之间（代码、表格、引用块、参考文献不算）。",
                f"The post has a length of {got}; it should lie between {POST_LEAST} and {POST_MOST} (in Chinese characters, "
                "a word is 1.6; code, tables, quotations and references do not count).",
            )
        ]
    got = len(work.pages)
    if PAGES_LEAST <= got <= PAGES_MOST:
        return []
    return [
        problem(
            f"有 {got} 页，应在 {PAGES_LEAST} 到 {PAGES_MOST} 页之间。",
            f"There are {got} slides; {PAGES_LEAST} to {PAGES_MOST} are asked for.",
        )
    ]


def check_readable(work):
    """A post: no wall of text. Slides: not too many words on one, letters large enough where the file states their size."""
    if work.kind == "post":
        longest = max((amount(part) for part in re.split(r"\n\s*\n", work.text)), default=0)
        if longest <= PARAGRAPH_MOST:
            return []
        return [
            problem(
                f"有一段长 {longest} 字，至多 {PARAGRAPH_MOST}：一段只说一件事。",
                f"One paragraph has a length of {longest}, at most {PARAGRAPH_MOST}: one thing a paragraph.",
            )
        ]
    problems, cited = [], {page for _, title, page in work.headings if belongs(title) == "references"}
    full = [(amount(text), number) for number, text in enumerate(work.pages) if number not in cited and amount(text) > SLIDE_MOST]
    if full:
        got, number = max(full)
        problems.append(
            problem(
                f"第 {number + 1} 页有 {got} 字，至多 {SLIDE_MOST}（参考文献页不算）：话留给你来讲。",
                f"Slide {number + 1} has a length of {got}, at most {SLIDE_MOST} (references aside): say the rest.",
            )
        )
    for got, least in ((work.usual, USUAL_LEAST), (work.smallest, SMALLEST_LEAST)):
        if work.kind in least and 0 < got < least[work.kind]:
            problems.append(
                problem(
                    f"字号 {got:g} 磅太小，至少 {least[work.kind]:g}。",
                    f"Letters of {got:g} points are too small, at least {least[work.kind]:g}.",
                )
            )
    return problems


def check_formula(work):
    """One formula with a relation. In .pptx and .pdf a line of text with a relation and a mathematical sign is one."""
    found = list(work.formulas)
    if not work.written:
        found += [line for line in work.text.split("\n") if MATHS.search(line)]
    if any(RELATION.search(one) and len(re.sub(r"\s", "", one)) >= 5 for one in found):
        return []
    return [
        problem(
            "没有认得出的公式：Markdown 里写成 $…$ 或 $$…$$（要有等号）；幻灯片里把它用文字写一遍，页面或备注里都行。",
            "No formula was recognised: $…$ or $$…$$ with an equals sign in Markdown; in slides write it as text, "
            "on the slide or in its notes.",
        )
    ]


def check_figures(work, handed_in=()):
    """At least one figure; every figure of a Markdown file has a description and a caption, and its file is handed in."""
    if not work.written:
        return slide_figures(work)
    problems, own = [], 0
    blocks = re.split(r"\n\s*\n", work.text)
    for index, block in enumerate(blocks):
        for alt, target in PICTURE.findall(block):
            local = not re.match(r"\w+:", target)
            own += local
            if local and target.removeprefix("./") not in handed_in:
                problems.append(problem(f"图 {target} 没有一起交上来。", f"The picture {target} was not handed in."))
            if amount(alt) < ALT_LEAST:
                problems.append(
                    problem(
                        f"图 {target} 的替代文字太短：写出看得见什么。",
                        f"The description of {target} is too short: say what can be seen.",
                    )
                )
            if not captions("\n".join(blocks[max(0, index - 1) : index + 2])):
                problems.append(
                    problem(
                        f"图 {target} 旁边没有“图 1：……”这样的图注（至少 {CAPTION_LEAST} 字）。",
                        f"No caption such as “Figure 1: …” stands beside {target} (a length of {CAPTION_LEAST} at least).",
                    )
                )
    if not own:
        problems.append(
            problem(
                "没有自己的图：`![说明](figures/名字.png)`，并把文件一起交上来。",
                "No figure of your own: `![description](figures/name.png)`, with the file.",
            )
        )
    return problems


def captions(text):
    return [found[1] for line in text.split("\n") if (found := CAPTION.match(line)) and amount(found[1]) >= CAPTION_LEAST]


def slide_figures(work):
    problems = []
    if work.kind == "slides" and not work.pictures:
        problems.append(problem("幻灯片里没有嵌入的图片。", "No picture is embedded in the slides."))
    if not any(captions(page) for page in work.pages):
        problems.append(
            problem(
                f"没有“图 1：……”这样的图注（自成一行，至少 {CAPTION_LEAST} 字）。",
                f"No caption such as “Figure 1: …” (a line of its own, with a length of {CAPTION_LEAST} at least).",
            )
        )
    return problems


def check_table(work):
    """A comparison: two things at least, two aspects at least. A .pdf's tables cannot be told, there the caption counts."""
    if work.written:
        fine = any(len(rows) >= 3 and len(rows[0]) >= 3 and all(any(row[1:]) for row in rows) for rows in tables(work.text))
    elif work.kind == "pdf":
        fine = any(TABLE_CAPTION.match(line) for line in work.text.split("\n"))
    else:
        fine = work.tables > 0
    if fine:
        return []
    return [
        problem(
            "没有比较的表：至少两行（两种做法）、两列（两项指标），外加表头；PDF 里写上“表 1”的表注。",
            "No table that compares: two rows (two ways) and two columns (two measures) at least, with a header; "
            "in a PDF caption it “Table 1”.",
        )
    ]


def check_references(work):
    text = section(work, "references") or ""
    pages = {page for _, title, page in work.headings if belongs(title) == "references"}
    embedded = "" if work.written else "\n" + "\n".join(work.pages[page] for page in pages) + "\n" + "\n".join(work.links)
    problems, found = [], sources(text + embedded)
    if len(found) < REFERENCES_LEAST:
        problems.append(
            problem(
                f"“参考文献”一节里，能找到的不同来源只有 {len(found)} 个，至少 {REFERENCES_LEAST} 个：写上网址、arXiv 号或 DOI。",
                f"The references name {len(found)} different sources that can be found, {REFERENCES_LEAST} are needed: "
                "give an address, an arXiv number or a DOI.",
            )
        )
    bad = [url for url in [*work.links, *URL.findall(work.text)] if broken(url)]
    problems += [problem(f"链接写得不对：{url[:80]}", f"This link is not well formed: {url[:80]}") for url in dict.fromkeys(bad)]
    return problems


def broken(url):
    """Whether a link leads nowhere for a reader: of another scheme, to this machine, to an example address, or empty."""
    if url.startswith(("#", "mailto:")):
        return False
    if re.match(r"[\w./-]+$", url) and not url.startswith(("http", "www.")):
        return url.startswith("/") and not re.match(r"/(runs|submissions|weeks|tasks|labs)/", url)
    return not GOOD_URL.fullmatch(url)


def run_ids(work):
    return list(dict.fromkeys(one.lower() for one in RUN_ID.findall(work.text)))


def check_run_id(work):
    if any(len(set(one)) > 4 for one in run_ids(work)):
        return []
    return [
        problem(
            "没有运行编号：把运行页地址里的那一串（8-4-4-4-12 位十六进制）写在实验旁边。",
            "No run id: put the string from the address of the run's page (8-4-4-4-12 hexadecimal digits) beside the experiment.",
        )
    ]


def main(folder):
    names = [name for name in ("post.md", "slides.md") if (folder / name).exists()]
    if len(names) != 1:
        print("one of post.md and slides.md is needed; .pptx and .pdf are read where they are graded")
        return 2
    work = from_markdown(names[0], (folder / names[0]).read_text(encoding="utf-8-sig"))
    handed_in = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    failed = 0
    for check in (
        check_structure,
        check_length,
        check_readable,
        check_formula,
        check_figures,
        check_table,
        check_run_id,
        check_references,
    ):
        problems = check(work, handed_in) if check is check_figures else check(work)
        failed += bool(problems)
        print("ok  " if not problems else "FAIL", check.__name__.removeprefix("check_"))
        for one in problems:
            print("     ", one["zh"], "|", one["en"])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
