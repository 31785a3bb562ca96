"""The numbers of a re-made table against the fact sheet: only cells whose row and column are recognised are judged."""

import json
import re
from dataclasses import dataclass

OWN = re.compile(r"我的|自己|本人|复现|\bown\b|\bmy\b|\bmine\b|reproduc|replicat", re.I)
CHANGE = re.compile(r"(?<!误)差(?!值?率)|提升|增益|下降|相对|gain|diff|delta|Δ|\bdrops?\b|improve", re.I)
NUMBER = re.compile(r"[~≈约]?\s*(\d[\d,]*(?:\.\d+)?)\s*(%|％|[MBKG]|百万|亿|万|[×x*]?\s*10\S*)?\s*(?:±\s*[\d.]+)?")


@dataclass(frozen=True)
class Cell:
    """`others` are the whole numbers beside it with their columns, as in `h = 8`: in some tables they name the row."""

    row: str
    others: str
    column: str
    text: str
    number: float
    decimals: int


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def cells_of(tables):
    """Every number of the tables with what its row and its column are called. The first column names the rows."""
    for table in tables:
        header = [clean(cell) for cell in table[0]]
        for row in table[1:]:
            row = [clean(cell) for cell in row]
            named = [f"{name} = {cell}" if cell.isdigit() else "" for name, cell in zip(header[1:], row[1:], strict=False)]
            for index, text in enumerate(row[1:], 1):
                column = header[index] if index < len(header) else ""
                others = named[: index - 1] + named[index:]
                for number, decimals in numbers(text):
                    yield Cell(row[0], "; ".join(filter(None, others)), column, text, number, decimals)


def clean(cell):
    """A cell without Markdown's and TeX's marks."""
    cell = re.sub(r"\\(?:text|mathrm|mathbf|times|,|%|_)", " ", cell)
    return re.sub(r"[*`$\\{}]|_(?=\w)", "", cell).strip()


def numbers(text):
    """[(value, decimals)] of a cell that holds nothing but numbers, as in `28.54`, `28.54 / 10.02`, `6.43 (6.61)`, `65M`."""
    parts = [part for part in re.split(r"[/()（）|;；、]", text) if part.strip()]
    found = [NUMBER.fullmatch(part.strip()) for part in parts]
    if not parts or not all(found):
        return []
    digits = [match[1].replace(",", "") for match in found]
    return [(float(one), len(one.partition(".")[2])) for one in digits]


def allowed(sheet, cell):
    """What the papers have for this cell: {number}; empty where the sheet says nothing about it."""
    where = f"{cell.row} ; {cell.column}"
    if OWN.search(where) or CHANGE.search(where) or re.search(sheet["ignore"], cell.column, re.I):
        return set()
    metrics = measured(sheet, cell.column) or measured(sheet, cell.row)
    found = set()
    for fact in sheet["rows"]:
        if not re.search(fact["row"], f"{where} ; {cell.others}", re.I) or re.search(fact.get("not", r"(?!)"), where, re.I):
            continue
        if "column" in fact and not re.search(fact["column"], where, re.I):
            continue
        found |= {value for metric in metrics for value in fact["values"].get(metric, [])}
    return found


def measured(sheet, header):
    """Which metrics a header names; the general one only where no special one does."""
    found = [name for name, pattern in sheet["metrics"].items() if re.search(pattern, header, re.I)]
    general = list(sheet["metrics"])[-1]
    return [name for name in found if name != general] or found


def agrees(cell, values):
    """Whether the number is one of the values, or one of them rounded to the decimals that are written."""
    return any(abs(cell.number - value) <= 0.5 * 10.0**-cell.decimals + 1e-9 for value in values)


def compare(sheet, tables):
    """(cells that agree with the sheet, cells that do not)."""
    right, wrong = [], []
    for cell in cells_of(tables):
        values = allowed(sheet, cell)
        if values:
            (right if agrees(cell, values) else wrong).append(cell)
    return right, wrong
