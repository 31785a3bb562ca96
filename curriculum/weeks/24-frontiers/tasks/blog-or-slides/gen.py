"""Makes the pictures of reference/ and alt/ from the lab's sweep, and the .pptx and .pdf of alt/: python gen.py"""

import json
import re
import sys
from pathlib import Path

import matplotlib
import pptx
from pptx.util import Inches, Pt

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "public_tests"))

from work import slides_of, tables

matplotlib.use("agg")
matplotlib.rcParams["pdf.fonttype"] = 42
import matplotlib.pyplot as plt
from matplotlib.backends.backend_pdf import PdfPages


def distances(schedule):
    """[(steps, distance)] without guidance, by the exact model."""
    points = json.loads((HERE.parents[1] / "labs" / "diffusion-2d" / "sweep.json").read_text(encoding="utf-8"))["points"]
    wanted = {"schedule": schedule, "guidance": 0, "denoiser": "exact"}
    found = [one for one in points if wanted.items() <= one["config"].items()]
    return sorted((one["config"]["steps"], one["metrics"]["distance"]) for one in found)


def picture(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    figure, axes = plt.subplots(figsize=(6, 3.6))
    for schedule, mark in (("linear", "o-"), ("cosine", "s--")):
        axes.plot(*zip(*distances(schedule), strict=True), mark, label=schedule)
    axes.set(xscale="log", xlabel="sampling steps", ylabel="sliced Wasserstein distance", ylim=(0, None))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def plain(slide):
    """(title, lines) of a Markdown slide without its marks; pictures and tables left out."""
    lines = [line for line in slide.split("\n") if line.strip() and not line.startswith(("!", "|", "$$"))]
    title, *rest = [re.sub(r"^[#\-*\s]+|[$`*<>]", "", line) for line in lines]
    return title, rest


def deck(slides, path):
    made = pptx.Presentation()
    for number, slide in enumerate(slides):
        title, lines = plain(slide)
        page = made.slides.add_slide(made.slide_layouts[5])
        page.shapes.title.text = title
        frame = page.shapes.add_textbox(Inches(0.6), Inches(1.5), Inches(8.8), Inches(2.4)).text_frame
        frame.word_wrap = True
        for index, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text, run.font.size = line, Pt(20)
        if "![" in slide:
            page.shapes.add_picture(str(HERE / "reference/figures/distance.png"), Inches(1.6), Inches(3.2), width=Inches(6.4))
        for rows in tables(slide):
            cells = page.shapes.add_table(len(rows), len(rows[0]), Inches(0.6), Inches(3.2), Inches(8.8), Inches(2)).table
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    cells.cell(r, c).text = text
        page.notes_slide.notes_text_frame.text = f"slide {number + 1}"
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)


def pages(slides, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with PdfPages(path, metadata={"CreationDate": None, "Title": "Five steps"}) as pdf:
        for slide in slides:
            title, lines = plain(slide)
            figure = plt.figure(figsize=(10, 5.6))
            figure.text(0.05, 0.9, title, fontsize=26)
            for index, line in enumerate(lines):
                figure.text(0.06, 0.78 - 0.08 * index, line, fontsize=14, parse_math=False)
            for rows in tables(slide):
                for index, row in enumerate(rows):
                    figure.text(0.06, 0.4 - 0.07 * index, "    ".join(row), fontsize=14)
            if "![" in slide:
                axes = figure.add_axes((0.2, 0.12, 0.6, 0.4))
                for schedule in ("linear", "cosine"):
                    axes.semilogx(*zip(*distances(schedule), strict=True), "o-", label=schedule)
                axes.legend()
            pdf.savefig(figure)
            plt.close(figure)


if __name__ == "__main__":
    for folder in ("reference", "alt/english", "alt/slides-markdown"):
        picture(HERE / folder / "figures" / "distance.png")
    text = (HERE / "alt/slides-markdown/slides.md").read_text(encoding="utf-8")
    deck(slides_of(text), HERE / "alt/slides-pptx/slides.pptx")
    pages(slides_of(text), HERE / "alt/slides-pdf/slides.pdf")
