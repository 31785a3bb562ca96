"""What was handed in, as plain data: sections, lengths, tables, sources. Standard library only; structure.py checks it."""

import re
from dataclasses import dataclass, field

SECTIONS = {
    "tldr": ("一句话", "tl;dr", "tldr", "太长不看", "要点", "takeaway", "in short"),
    "problem": ("问题", "problem", "question", "动机", "motivation"),
    "method": ("方法", "method", "原理", "how it works", "做法"),
    "experiment": ("实验", "experiment", "结果", "result"),
    "limits": ("局限", "limit", "伦理", "ethic", "风险", "risk"),
    "references": ("参考", "reference", "文献", "sources", "bibliography"),
}
PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(\s*<?([^)\s>]{1,500})>?[^)\n]{0,300}\)")
RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")
HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
URL = re.compile(r"https?://[^\s<>)\]}\"'，。；、）】]+")
ARXIV = re.compile(r"(?:arxiv[:：.\s/]*(?:org/)?(?:abs/|pdf/)?)(\d{4}\.\d{4,5})", re.I)
DOI = re.compile(r"\b10\.\d{4,9}/[^\s<>)\]}\"'，。；、）】]+")
GOOD_URL = re.compile(r"https?://(?!localhost|127\.|(?:www\.)?example\.)[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", re.I)


@dataclass
class Work:
    """`kind` is post, markdown-slides, slides (.pptx) or pdf; `headings` are (level, text, page from 0); `pictures` is how many
    are embedded in a .pptx or .pdf; `smallest` and `usual` are font sizes in points, 0 where none is stated."""

    name: str
    kind: str
    pages: list[str]
    headings: list[tuple[int, str, int]]
    formulas: list[str]
    links: list[str] = field(default_factory=list)
    tables: int = 0
    pictures: int = 0
    smallest: float = 0.0
    usual: float = 0.0

    @property
    def text(self):
        return "\n".join(self.pages)

    @property
    def written(self):
        """Whether it is Markdown."""
        return self.kind in ("post", "markdown-slides")


def amount(text):
    """Length in Chinese characters, an English word counted as 1.6 of them; tables, quotations and links do not count."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith((">", "|"))]
    kept = URL.sub(" ", PICTURE.sub(" ", "\n".join(lines)))
    han = len(re.findall("[\u3400-\u9fff]", kept))
    return round(han + 1.6 * len(re.findall(r"[A-Za-z]+(?:['’-][A-Za-z]+)*", kept)))


def without_code(text):
    return re.sub(r"(?ms)^ {0,3}(```|~~~).*?^ {0,3}\1\s*$", "", text)


def slides_of(text):
    """The slides of a Markdown file, parted by lines of three or more dashes; YAML in front of them is no slide."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    return [part.strip() for part in re.split(r"(?m)^\s*-{3,}\s*$", text) if part.strip()]


def from_markdown(name, text):
    """A Work from post.md or slides.md."""
    text = without_code(text.replace("\r\n", "\n"))
    text = re.sub(r"(?m)^(?=\S)(.+)\n=+[ \t]*$", r"# \1", text)  # a title underlined with ===
    pages = slides_of(text) if name.startswith("slides") else [text]
    headings = []
    for number, page in enumerate(pages):
        headings += [(len(found[1]), found[2], number) for line in page.split("\n") if (found := HEADING.match(line))]
    formulas = re.findall(r"(?s)\$\$(.+?)\$\$", text) + re.findall(r"(?<![\\$])\$(?![\s$])([^$\n]+?)\$(?!\d)", text)
    links = [url for _, url in re.findall(r"(?<!!)\[([^\]\n]+)\]\(\s*<?([^)\s>]+)", text)]
    return Work(name, "markdown-slides" if name.startswith("slides") else "post", pages, headings, formulas, links)


def section(work, name):
    """The text under the first heading with one of the section's words; None without one. A title (level 1 of the first page)
    is no section. On slides a section goes on until a heading that belongs to another one."""
    heads = [head for index, head in enumerate(work.headings) if index or head[0] > 1]
    for index, (level, title, page) in enumerate(heads):
        if belongs(title) != name:
            continue
        after = (other for other in heads[index + 1 :] if ends(work, name, level, other))
        return between(work, (title, page), next(after, None))
    return None


def belongs(title):
    """Which section a heading opens; the words that are rarest in other headings come first."""
    order = ("references", "limits", "tldr", "experiment", "method", "problem")
    return next((name for name in order if any(word in title.casefold() for word in SECTIONS[name])), None)


def ends(work, name, level, other):
    return other[0] <= level if work.kind == "post" else belongs(other[1]) not in (None, name)


def between(work, start, end):
    (title, page), last = start, end[2] if end else len(work.pages) - 1
    text = "\n".join(work.pages[page : last + 1])
    body = text[text.find(title) + len(title) :]
    if end is None:
        return body
    if work.kind != "post" and end[2] > page:
        return "\n".join(work.pages[page : end[2]]).partition(title)[2]
    stop = re.search(r"(?m)^\s*#{0,6}\s*" + re.escape(end[1]), body)
    return body[: stop.start()] if stop else body


def tables(text):
    """[rows] of each Markdown table, its header first."""
    found, lines = [], text.split("\n")
    for number in range(1, len(lines)):
        if RULE.match(lines[number]) and "|" in lines[number - 1]:
            rows = [lines[number - 1]]
            for line in lines[number + 1 :]:
                if "|" not in line:
                    break
                rows.append(line)
            found.append([[cell.strip() for cell in re.sub(r"^\s*\||\|\s*$", "", row).split("|")] for row in rows])
    return found


def sources(text):
    """The different sources that a text names: addresses, arXiv numbers, DOIs."""
    found = {f"arxiv:{number}" for number in ARXIV.findall(text)}
    found |= {f"doi:{doi.rstrip('.').casefold()}" for doi in DOI.findall(text)}
    for url in URL.findall(text):
        if GOOD_URL.fullmatch(url) and not ARXIV.search(url) and not DOI.search(url):
            found.add(re.sub(r"^https?://(www\.)?|[/.]+$|#.*$", "", url).casefold())
    return found
