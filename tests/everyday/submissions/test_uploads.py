"""Uploads: what learners really send, and what somebody may send on purpose."""

import io
import json
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from everyday.catalog.models import Task
from everyday.submissions.notebooks import to_module
from everyday.submissions.sources import SourcesRefusedError
from everyday.submissions.uploads import read_uploads

Pack = Callable[[zipfile.ZipFile], Any]


def archive(pack: Pack, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as opened:
        warnings.simplefilter("ignore")  # the doubled name of one case
        pack(opened)
    return buffer.getvalue()


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def notebook(*cells: tuple[str, str], version: int = 4) -> bytes:
    return json.dumps(
        {
            "nbformat": version,
            "nbformat_minor": 5 if version == 4 else 0,
            "metadata": {},
            "cells": [
                {"cell_type": kind, "id": str(number), "source": source, "metadata": {}, **_outputs(kind)}
                for number, (kind, source) in enumerate(cells)
            ],
        }
    ).encode()


def _outputs(kind: str) -> dict[str, Any]:
    return {"outputs": [], "execution_count": None} if kind == "code" else {}


def link(opened: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("solution.py")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    opened.writestr(entry, "/etc/passwd")


def encrypted() -> bytes:
    data = bytearray(archive(lambda z: z.writestr("solution.py", "x = 1\n"), zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying(declared: int) -> bytes:
    data = bytearray(archive(lambda z: z.writestr("solution.py", "x = 1\n" * 1000)))
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", declared)
    return bytes(data)


@pytest.mark.parametrize(
    ("uploads", "expected"),
    [
        ([("solution.py", b"x = 1\r\ny = 2\r\n")], {"solution.py": "x = 1\ny = 2\n"}),
        ([("solution.py", b"\xef\xbb\xbfx = 1\n")], {"solution.py": "x = 1\n"}),
        ([("solution.py", "# 中文\n".encode())], {"solution.py": "# 中文\n"}),
        ([("C:/me/solution.py", b"x = 1\n")], {"solution.py": "x = 1\n"}),
        ([("solution.py", b"x = 1\n"), ("layers.py", b"y = 2\n")], {"solution.py": "x = 1\n", "layers.py": "y = 2\n"}),
        ([("w.zip", archive(lambda z: z.writestr("solution.py", "x = 1\n")))], {"solution.py": "x = 1\n"}),
        ([("w.ZIP", archive(lambda z: z.writestr("my-work/solution.py", "x = 1\n")))], {"solution.py": "x = 1\n"}),
        (
            [("w.zip", archive(lambda z: [z.writestr("a/solution.py", "x"), z.writestr("a/sub/b.py", "y")]))],
            {"solution.py": "x", "sub/b.py": "y"},
        ),
        (
            [
                (
                    "mac.zip",
                    archive(
                        lambda z: [
                            z.writestr("solution.py", "x"),
                            z.writestr("__MACOSX/._solution.py", b"\0\1"),
                            z.writestr(".DS_Store", b"\0"),
                            z.writestr("__pycache__/solution.pyc", b"\0"),
                        ]
                    ),
                )
            ],
            {"solution.py": "x"},
        ),
        (
            [("work.ipynb", notebook(("markdown", "# hi"), ("code", "x = 1"), ("code", "y = 2")))],
            {"solution.py": "x = 1\n\n\ny = 2\n"},
        ),
    ],
)
def test_what_learners_send(task: Task, uploads: list[tuple[str, bytes]], expected: dict[str, str]) -> None:
    assert read_uploads(task, [upload(*one) for one in uploads]) == expected


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("solution.py", b"\x00\x01\x02", "binary"),
        ("solution.py", "变量".encode("gb18030"), "encoding"),
        ("solution.py", "x = 1".encode("utf-16"), "encoding"),
        ("model.pt", b"PK\x03\x04", "type"),
        ("report.pdf", b"%PDF", "type"),
        ("noext", b"x = 1", "type"),
        ("big.zip", b"PK" + bytes(20 * 1024 * 1024), "too-big"),
        ("w.zip", b"not a zip at all", "not-a-zip"),
        ("w.zip", b"", "not-a-zip"),
        ("w.zip", archive(lambda z: z.writestr("solution.py", "x = 1\n"))[:-30], "not-a-zip"),
        ("w.zip", archive(lambda _: None), "nothing"),
        ("w.zip", archive(lambda z: z.writestr("../solution.py", "x")), "path"),
        ("w.zip", archive(lambda z: z.writestr("/etc/solution.py", "x")), "path"),
        ("w.zip", archive(lambda z: z.writestr("a/../../b.py", "x")), "path"),
        ("w.zip", archive(lambda z: z.writestr("..\\solution.py", "x")), "path"),
        ("w.zip", archive(lambda z: z.writestr("a\nb.py", "x")), "path"),
        ("w.zip", archive(lambda z: z.writestr("C:solution.py", "x")), "path"),
        ("w.zip", archive(link), "not-a-file"),
        ("w.zip", archive(lambda z: [z.writestr("a.py", "1"), z.writestr("a.py", "2")]), "duplicate"),
        ("w.zip", archive(lambda z: [z.writestr(f"f{i}.py", "") for i in range(60)]), "too-many-files"),
        ("w.zip", archive(lambda z: [z.writestr(f"__MACOSX/{i}", "") for i in range(5000)]), "too-many-files"),
        ("w.zip", archive(lambda z: z.writestr("solution.py", b"\0" * (50 << 20))), "too-long"),
        ("w.zip", archive(lambda z: [z.writestr(f"{i}.py", "#" * 100_000) for i in range(4)]), "too-long"),
        ("w.zip", archive(lambda z: z.writestr("data.csv", "1,2")), "type"),
        ("w.zip", archive(lambda z: z.writestr("solution.py", "x = 1\n"), zipfile.ZIP_LZMA), "not-a-zip"),
        ("w.zip", encrypted(), "encrypted"),
        ("w.zip", lying(1), "not-a-zip"),
        ("w.zip", lying(10_000_000), "not-a-zip"),
        ("n.ipynb", b"{not json", "notebook"),
        ("n.ipynb", b"[]", "notebook"),
        ("n.ipynb", b"{}", "notebook"),
        ("n.ipynb", b'{"nbformat": 4, "cells": 3}', "notebook"),
        ("n.ipynb", b'{"nbformat": 99, "nbformat_minor": 0, "cells": []}', "notebook"),
        ("n.ipynb", notebook(("markdown", "only words")), "notebook-empty"),
        ("n.ipynb", notebook(("code", "  \n")), "notebook-empty"),
        ("n.ipynb", b'{"x": "' + b"a" * (6 << 20) + b'"}', "too-big"),
    ],
)
def test_what_is_refused_and_why(task: Task, name: str, data: bytes, code: str) -> None:
    with pytest.raises(SourcesRefusedError) as refused:
        read_uploads(task, [upload(name, data)])
    assert refused.value.code == code
    assert refused.value.message


def test_nothing_and_the_same_twice_are_refused(task: Task) -> None:
    with pytest.raises(SourcesRefusedError) as nothing:
        read_uploads(task, [])
    assert nothing.value.code == "nothing"
    with pytest.raises(SourcesRefusedError) as twice:
        read_uploads(task, [upload("a.py", b""), upload("a.py", b"")])
    assert twice.value.code == "duplicate"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x = 1", "x = 1\n"),
        ("%matplotlib inline\nimport numpy as np", "# %matplotlib inline\nimport numpy as np\n"),
        ("!pip install torch\nx = 1", "# !pip install torch\nx = 1\n"),
        ("%%time\nx = 1", "# %%time\nx = 1\n"),
        ("%%bash\nls\nrm x", "# %%bash\n# ls\n# rm x\n"),
        ("np.array?\nx = 1", "# np.array?\nx = 1\n"),
        ("if True:\n    %time f()\ny = 1", "if True:\n    pass  # %time f()\ny = 1\n"),
        ("y = (7\n% 3)", "y = (7\n% 3)\n"),
    ],
)
def test_magics_become_comments(cell: str, expected: str) -> None:
    assert to_module(notebook(("code", cell)).decode()) == expected


def test_an_old_notebook_is_read(task: Task) -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": [{"cell_type": "code", "language": "python", "input": ["x = 1\n", "y = 2"], "outputs": []}]}],
    }
    assert to_module(json.dumps(old)) == "x = 1\ny = 2\n"
