"""Rows of tasks and labs."""

import json
from pathlib import Path
from typing import Any

from everyday.catalog.models import Lab, Task
from everyday.catalog.publishing.questions import question_spec
from everyday.catalog.publishing.readiness import lab_is_ready, task_is_ready
from everyday.catalog.publishing.rendering import Writer
from everyday.catalog.publishing.rows import Row
from everyday.catalog.source.digests import content_files, digest_files, digest_of, task_digest
from everyday.catalog.source.tree import LabSource, TaskSource

# Which container image judges, and who wrote it, is nothing that a learner's page shows.
_LEFT_OUT: dict[str, Any] = {"hints": True, "authors": True, "process": {"env"}}


def task_rows(writer: Writer, shared: str) -> list[Row]:
    """Only tasks that week.yaml lists and whose task.yaml is there; a task without a judge is not ready."""
    listed = [(position, writer.source.tasks.get(slug)) for position, slug in enumerate(writer.source.week.tasks, start=1)]
    return [_task_row(writer, position, source, shared) for position, source in listed if source is not None]


def _task_row(writer: Writer, position: int, source: TaskSource, shared: str) -> Row:
    digest = digest_of(shared, position, digest_files(source.folder, content_files(source.folder)))
    task_id = source.file.model.id
    return Row(Task, task_id, digest, lambda: _task_fields(writer, position, source), week=writer.source.week.number)


def _task_fields(writer: Writer, position: int, source: TaskSource) -> dict[str, Any]:
    task, file = source.file.model, source.file
    hints = [
        {"after_fails": hint.after_fails, "test": hint.test, "html": writer.text(file, hint.text, "hints", index, "text")}
        for index, hint in enumerate(task.hints)
    ]
    page = writer.page(source.folder / "hints")
    if any(page.values()):
        hints.append({"after_fails": max((hint.after_fails for hint in task.hints), default=0), "test": None, "html": page})
    return {
        "task_id": task.id,
        "slug": source.folder.name,
        "position": position,
        "kind": task.kind,
        "title": task.title.model_dump(),
        "points": task.points,
        "group": task.group or "",
        "is_ready": task_is_ready(source),
        "spec": _task_spec(writer, source),
        "statement_html": writer.page(source.folder / "statement"),
        "debrief_html": writer.page(source.folder / "debrief"),
        "hints": hints,
        "starter": _texts(source.folder / task.files.starter),
        "public_tests": _texts(source.folder / "public_tests"),
        "digest": task_digest(source.folder),
        "version": task.version,
    }


def _task_spec(writer: Writer, source: TaskSource) -> dict[str, Any]:
    """task.yaml, with what each test is about as HTML and every calibrated threshold as a number."""
    task, file = source.file.model, source.file
    spec = task.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=_LEFT_OUT)
    for index, test in enumerate(spec["tests"]):
        test["about_html"] = writer.inline(file, task.tests[index].about, "tests", index, "about")
    calibrated = _calibration(source.folder / "calibration.json")
    for threshold in spec["thresholds"]:
        for key in ("value", "merit"):
            if key in threshold:
                threshold[f"{key}_by_profile"] = _resolved(threshold[key], calibrated)
    if source.rubric is not None:
        spec["rubric"] = source.rubric.model.model_dump(mode="json", exclude_none=True) | {"points": source.rubric.model.points}
    spec["reference"] = _reference(source.folder / "calibration.json")
    return spec


def _reference(path: Path) -> dict[str, dict[str, Any]]:
    """{profile: {runs, metrics: {name: {mean, std}}}}: what the reference solution reached."""
    if not path.exists():
        return {}
    profiles = json.loads(path.read_text(encoding="utf-8")).get("profiles", {})
    return {
        profile: {
            "runs": len(found.get("seeds", [])),
            "metrics": {name: {"mean": of["mean"], "std": of["std"]} for name, of in found.get("metrics", {}).items()},
        }
        for profile, found in profiles.items()
    }


def _calibration(path: Path) -> dict[str, dict[str, float]]:
    """The derived thresholds by profile."""
    if not path.exists():
        return {}
    profiles = json.loads(path.read_text(encoding="utf-8")).get("profiles", {})
    return {profile: chosen.get("thresholds", {}) for profile, chosen in profiles.items()}


def _resolved(value: float | str, calibrated: dict[str, dict[str, float]]) -> dict[str, float]:
    """{cpu: 0.91, gpu: 0.97}; a profile that is not calibrated yet is left out."""
    if not isinstance(value, str):
        return {"cpu": value, "gpu": value}
    name = value.removeprefix("calibration:")
    return {profile: keys[name] for profile, keys in calibrated.items() if name in keys}


def _texts(folder: Path) -> dict[str, str]:
    """The text files below a folder by relative path; pictures and the like among a document's templates are left out."""
    texts = {}
    for path in content_files(folder):
        try:
            texts[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return texts


def lab_rows(writer: Writer, shared: str) -> list[Row]:
    listed = [(position, writer.source.labs.get(slug)) for position, slug in enumerate(writer.source.week.labs, start=1)]
    return [_lab_row(writer, position, source, shared) for position, source in listed if source is not None]


def _lab_row(writer: Writer, position: int, source: LabSource, shared: str) -> Row:
    digest = digest_of(shared, position, digest_files(source.folder, content_files(source.folder)))
    lab_id = source.file.model.id
    return Row(Lab, lab_id, digest, lambda: _lab_fields(writer, position, source), week=writer.source.week.number)


def _lab_fields(writer: Writer, position: int, source: LabSource) -> dict[str, Any]:
    lab, file = source.file.model, source.file
    spec = lab.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"authors"})
    spec["predict"] = [question_spec(writer, file, one, "predict", index) for index, one in enumerate(lab.predict)]
    spec["explain"] = [question_spec(writer, file, one, "explain", index) for index, one in enumerate(lab.explain)]
    sweep = source.folder / "sweep.json"
    return {
        "lab_id": lab.id,
        "slug": source.folder.name,
        "position": position,
        "title": lab.title.model_dump(),
        "is_ready": lab_is_ready(source),
        "spec": spec,
        "statement_html": writer.page(source.folder / "statement"),
        "sweep": json.loads(sweep.read_text(encoding="utf-8")) if sweep.exists() else {},
        "digest": task_digest(source.folder),
        "version": lab.version,
    }
