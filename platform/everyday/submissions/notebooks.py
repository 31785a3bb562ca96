"""A Jupyter notebook as a module: its code cells one after another, without what only IPython understands."""

import ast
from typing import Any

import nbformat
from django.utils.translation import gettext as _

from everyday.submissions.sources import SourcesRefusedError

# Cell magics after which the rest of the cell is still Python.
_PYTHON_CELL_MAGICS = frozenset({"%%time", "%%timeit", "%%capture", "%%prun"})


def to_module(text: str) -> str:
    """The code of the notebook `text`. Raises SourcesRefusedError when it is no notebook or has no code."""
    try:
        read: Any = nbformat.reader.reads  # neither is typed; neither validates, so a notebook with a flaw is still read
        convert: Any = nbformat.converter.convert
        notebook = convert(read(text), 4)
        cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except Exception:
        # The file is anyone's, and the converter from older versions fails in many ways on what is not a notebook.
        raise SourcesRefusedError("notebook", _("This is not a Jupyter notebook that can be read.")) from None
    code = [_plain_python("".join(cell) if isinstance(cell, list) else str(cell)) for cell in cells]
    kept = [cell.strip("\n") for cell in code if cell.strip()]
    if not kept:
        raise SourcesRefusedError("notebook-empty", _("The notebook has no code cells."))
    return "\n\n\n".join(kept) + "\n"


def _plain_python(cell: str) -> str:
    """`cell` with magics, shell lines and help requests turned into comments; untouched if it is Python already."""
    lines = cell.replace("\r\n", "\n").split("\n")
    first = next((line.split()[0] for line in lines if line.strip()), "")
    if first.startswith("%%") and first not in _PYTHON_CELL_MAGICS:
        return "\n".join(f"# {line}" if line.strip() else line for line in lines)
    if _is_python(cell):
        return cell
    return "\n".join(_commented(line) for line in lines)


def _is_python(cell: str) -> bool:
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _commented(line: str) -> str:
    bare = line.strip()
    if bare.startswith(("%", "!", "?")) or bare.endswith("?"):
        indent = line[: len(line) - len(line.lstrip())]
        # `pass` keeps a block whole whose only line was a magic.
        return f"{indent}pass  # {bare}" if indent else f"# {bare}"
    return line
