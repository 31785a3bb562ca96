"""What should not be handed in, for every kind of task, through the page and in both languages: a clear word, no attempt
lost, nothing broken, and nothing of it anywhere but in the answer."""

import json
import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from everyday.catalog.models import Lab, Task, Week
from everyday.submissions import selectors, services
from everyday.submissions.models import Draft, Run, Submission
from tests.conftest import Cast
from tests.everyday.submissions.conftest import TESTS
from tests.everyday.submissions.test_uploads import archive

LANGUAGES = ["zh-hans", "en"]
MIB = 1 << 20
CODE, MODEL, DOCUMENT = "two-layer-net", "affine", "essay"


@pytest.fixture(autouse=True)
def tasks(task: Task, week: Week, clean_broker: str) -> None:
    """One task of each kind; each allows a single attempt a day, so that a lost one shows."""
    task.spec = {**task.spec, "attempts": {"per_day": 1}}
    task.save()
    kinds = {
        MODEL: ("artifact", {"learner": ["model.onnx", "weights.safetensors"], "max_bytes": 2 * MIB}),
        DOCUMENT: ("document", {"learner": ["essay.{md,pdf,pptx}", "diagrams/plan.png"], "max_bytes": 2 * MIB}),
    }
    for slug, (kind, files) in kinds.items():
        spec = {"tests": TESTS, "files": files, "profiles": {"cpu": {}}, "attempts": {"per_day": 1}}
        Task.objects.create(
            week=week, task_id=f"w05/{slug}", slug=slug, position=2, kind=kind, points=100, is_ready=True, spec=spec,
            digest="d" * 64, version="1.0.0", title={"zh": slug, "en": slug},
        )  # fmt: skip


def learner_of(cast: Cast, language: str) -> Client:
    client = Client()
    client.force_login(cast.learner)
    client.cookies["everyday_language"] = language
    return client


def post(client: Client, slug: str, files: list[tuple[str, bytes]]) -> Any:
    address = reverse("submissions:submission-create", args=["w05", slug])
    return client.post(address, {"upload": [SimpleUploadedFile(name, data) for name, data in files]})


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
ESSAY = "# 短文\n\n正文。\n".encode()
SAFE = struct.pack("<Q", 2) + b"{}"
GOOD: dict[str, list[tuple[str, bytes]]] = {
    CODE: [("solution.py", b"x = 1\n")],
    MODEL: [("model.onnx", b"\x08\x0a"), ("weights.safetensors", SAFE)],
    DOCUMENT: [("essay.md", ESSAY), ("plan.png", PNG)],
}


def zipped(pack: Callable[[zipfile.ZipFile], Any], method: int = zipfile.ZIP_DEFLATED) -> list[tuple[str, bytes]]:
    return [("all.zip", archive(pack, method))]


def linked(name: str) -> list[tuple[str, bytes]]:
    def pack(opened: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(entry, "/etc/passwd")

    return zipped(pack)


def encrypted(name: str) -> list[tuple[str, bytes]]:
    data = bytearray(archive(lambda z: z.writestr(name, "x = 1\n"), zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return [("all.zip", bytes(data))]


def lying(name: str, declared: int) -> list[tuple[str, bytes]]:
    data = bytearray(archive(lambda z: z.writestr(name, "x = 1\n" * 1000)))
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", declared)
    return [("all.zip", bytes(data))]


def many(opened: zipfile.ZipFile) -> None:
    for number in range(10_000):
        opened.writestr(f"part{number}.py", "")


def nested() -> bytes:
    return archive(lambda z: z.writestr("inner.zip", archive(lambda y: y.writestr("solution.py", "x = 1\n"))))


# (what, files, words of the answer in each language)
ARCHIVES: list[tuple[str, Callable[[str], list[tuple[str, bytes]]], str, str]] = [
    ("slip", lambda name: zipped(lambda z: z.writestr(f"../../{name}", "x = 1\n")), "文件名", "unusable name"),
    ("absolute", lambda name: zipped(lambda z: z.writestr(f"/{name}", "x = 1\n")), "文件名", "unusable name"),
    ("odd name", lambda name: zipped(lambda z: z.writestr(f"a\x1b[31m{name}", "x = 1\n")), "文件名", "unusable name"),
    ("symlink", linked, "链接", "link"),
    ("bomb", lambda name: zipped(lambda z: z.writestr(name, b"\0" * (40 * MIB))), "KiB", "larger than"),
    ("lying small", lambda name: lying(name, 6), "ZIP", "ZIP"),
    ("lying large", lambda name: lying(name, 60_000), "ZIP", "ZIP"),
    ("encrypted", encrypted, "加密", "encrypted"),
    ("nested", lambda _: [("all.zip", nested())], "inner.zip", "inner.zip"),
    ("ten thousand entries", lambda _: zipped(many), "太多", "too many"),
    ("empty archive", lambda _: zipped(lambda _z: None), "没有文件", "no files"),
    ("no archive", lambda _: [("all.zip", b"PK but not really")], "ZIP", "ZIP"),
]
MAIN = {CODE: "solution.py", MODEL: "model.onnx", DOCUMENT: "essay.md"}


def refused_cleanly(cast: Cast, slug: str, answer: Any, word: str) -> None:
    """400, the word in the reader's language, nothing stored, and the next good attempt goes through."""
    task = Task.objects.get(slug=slug)
    assert answer.status_code == 400
    assert word in answer.context["error"], answer.context["error"]
    assert not Submission.objects.exists()
    assert not Run.objects.exists()
    assert selectors.attempts(cast.learner, task, timezone.now()).used == 0
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", [CODE, MODEL, DOCUMENT])
@pytest.mark.parametrize(("_what", "make", "zh", "en"), ARCHIVES, ids=[row[0] for row in ARCHIVES])
def test_archives(cast: Cast, slug: str, language: str, _what: str, make: Any, zh: str, en: str) -> None:
    client = learner_of(cast, language)
    refused_cleanly(cast, slug, post(client, slug, make(MAIN[slug])), en if language == "en" else zh)


FILES: list[tuple[str, str, list[tuple[str, bytes]], str, str]] = [
    ("code: nothing", CODE, [], "没有选择文件", "No file was chosen"),
    ("code: empty", CODE, [("solution.py", b"  \n")], "是空文件", "is empty"),
    ("code: over-long", CODE, [("solution.py", b"#" * 300_000)], "KiB", "KiB long"),
    ("code: larger than any upload", CODE, [("solution.py", b"#" * (21 * MIB))], "20 MiB", "20 MiB"),
    ("code: binary", CODE, [("solution.py", b"\x7fELF\0\0")], "不是文本文件", "not a text file"),
    ("code: another encoding", CODE, [("solution.py", "# 中文\n".encode("gbk"))], "UTF-8", "UTF-8"),
    ("code: syntax", CODE, [("solution.py", b"def f(:\n    pass\n")], "第 1 行", "line 1"),
    ("code: another kind", CODE, [("essay.docx", b"PK\x03\x04")], ".ipynb", ".ipynb"),
    ("code: not the file", CODE, [("other.py", b"x = 1\n")], "solution.py", "solution.py"),
    ("code: a notebook that is none", CODE, [("work.ipynb", b"{}")], "Jupyter", "Jupyter"),
    ("code: odd name", CODE, [("solution.py\u202e.py", b"x = 1\n")], "solution.py", "solution.py"),
    ("model: nothing", MODEL, [], "model.onnx", "model.onnx"),
    ("model: one is missing", MODEL, GOOD[MODEL][:1], "weights.safetensors", "weights.safetensors"),
    ("model: empty", MODEL, [("model.onnx", b""), GOOD[MODEL][1]], "是空文件", "is empty"),
    ("model: over-long", MODEL, [("model.onnx", b"\x08" * (3 * MIB)), GOOD[MODEL][1]], "MiB", "MiB"),
    ("model: a pickle", MODEL, [("model.pt", b"\x80\x04."), *GOOD[MODEL]], "safetensors", "safetensors"),
    ("model: a pickle in disguise", MODEL, [("model.onnx", b"\x80\x04\x95."), GOOD[MODEL][1]], "pickle", "pickle"),
    ("model: a torch archive in disguise", MODEL, [GOOD[MODEL][0], ("weights.safetensors", b"PK\x03\x04")], "pickle", "pickle"),
    ("model: no safetensors", MODEL, [GOOD[MODEL][0], ("weights.safetensors", b"\xff" * 64)], "不是", "is not a"),
    ("model: code", MODEL, [("solution.py", b"import os\n"), *GOOD[MODEL]], "solution.py", "solution.py"),
    ("document: nothing", DOCUMENT, [], "essay.md", "essay.md"),
    ("document: empty", DOCUMENT, [("essay.md", b"\n"), GOOD[DOCUMENT][1]], "是空文件", "is empty"),
    ("document: over-long", DOCUMENT, [("essay.pdf", b"%PDF-1.7" + b"x" * (3 * MIB)), GOOD[DOCUMENT][1]], "MiB", "MiB"),
    ("document: long text", DOCUMENT, [("essay.md", b"x" * 300_000), GOOD[DOCUMENT][1]], "KiB", "KiB"),
    ("document: binary text", DOCUMENT, [("essay.md", b"a\0b"), GOOD[DOCUMENT][1]], "不是文本文件", "not a text file"),
    ("document: another encoding", DOCUMENT, [("essay.md", "短文".encode("gbk")), GOOD[DOCUMENT][1]], "UTF-8", "UTF-8"),
    ("document: a picture that is none", DOCUMENT, [GOOD[DOCUMENT][0], ("plan.png", b"<svg onload=x>")], "不是", "is not a"),
    ("document: a PDF that is none", DOCUMENT, [("essay.pdf", b"<html>"), GOOD[DOCUMENT][1]], "不是", "is not a"),
    ("document: both kinds", DOCUMENT, [("essay.pdf", b"%PDF-1.7"), *GOOD[DOCUMENT]], "其中一个", "one of these"),
    ("document: twice", DOCUMENT, [*GOOD[DOCUMENT], ("essay.md", ESSAY)], "两次", "twice"),
    ("document: a page", DOCUMENT, [*GOOD[DOCUMENT], ("page.html", b"<script>")], "page.html", "page.html"),
    ("document: the judge's name", DOCUMENT, [*GOOD[DOCUMENT], ("submission.json", b"{}")], "submission.json", "submission.json"),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("_what", "slug", "files", "zh", "en"), FILES, ids=[row[0] for row in FILES])
def test_files(cast: Cast, language: str, _what: str, slug: str, files: Any, zh: str, en: str) -> None:
    client = learner_of(cast, language)
    refused_cleanly(cast, slug, post(client, slug, files), en if language == "en" else zh)


@pytest.mark.parametrize("slug", [CODE, MODEL, DOCUMENT])
def test_the_one_attempt_is_still_there_after_a_bad_one(cast: Cast, slug: str) -> None:
    client = learner_of(cast, "en")
    assert post(client, slug, [("all.zip", b"no archive")]).status_code == 400
    assert post(client, slug, GOOD[slug]).status_code == 302
    assert post(client, slug, GOOD[slug]).status_code == 400


@pytest.mark.parametrize("slug", [MODEL, DOCUMENT])
def test_a_script_reads_the_same_words_as_json(cast: Cast, slug: str) -> None:
    client = learner_of(cast, "en")
    address = reverse("submissions:submission-create", args=["w05", slug])
    answer = client.post(address, {"upload": SimpleUploadedFile("all.zip", b"no")}, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"] == {"code": "not-a-zip", "message": "This is not a ZIP archive that can be read."}


def test_what_is_refused_of_a_document_is_no_draft(cast: Cast) -> None:
    post(learner_of(cast, "en"), DOCUMENT, [("essay.md", ESSAY)])
    assert not Draft.objects.exists()


def test_programs_cannot_carry_files_along(cast: Cast) -> None:
    """The service, too, refuses what no form would send."""
    with pytest.raises(services.SourcesRefusedError):
        services.submit(
            learner=cast.learner,
            task=Task.objects.get(slug=CODE),
            files={"solution.py": "x = 1\n"},
            binaries={"model.onnx": b"x"},
            source="api",
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("sent", "zh", "en"),
    [
        ({"scale": "9" * 4000}, "请输入一个数", "Enter a number"),
        ({"scale": "4"}, "0.01", "0.01"),
        ({"scale": "nan"}, "请输入一个数", "Enter a number"),
        ({"depth": "4.5"}, "整数", "whole number"),
        ({"activation": "<script>"}, "relu", "relu"),
        ({"unknown": "1"}, "没有这个参数", "no such parameter"),
        ({"seed": "-1"}, "0", "0"),
    ],
)
def test_configurations(cast: Cast, lab: Lab, language: str, sent: dict[str, str], zh: str, en: str) -> None:
    address = reverse("submissions:lab-run", args=["w05", "init-activation"])
    body = json.dumps(sent if "seed" in sent else {"config": sent})
    answer = learner_of(cast, language).post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert (en if language == "en" else zh) in answer.json()["error"]["message"]
    assert not Run.objects.exists()


def test_a_prediction_holds_answers_to_the_labs_questions_and_nothing_else(cast: Cast, lab: Lab) -> None:
    address = reverse("submissions:lab-run", args=["w05", "init-activation"])
    prediction = {"p1": "x" * 9000, "p9": "unasked", "p\0": {"a": 1}}
    answer = learner_of(cast, "en").post(address, json.dumps({"prediction": prediction}), content_type="application/json")
    assert answer.status_code == 201
    assert Run.objects.get().prediction == {"p1": "x" * 4000}
