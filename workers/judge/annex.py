"""`submission.json`: what the web side lays beside a document, of the learner's own. Absent in the shell: then all is empty.

{"sources": {"w08/resnet18": {"files": {"solution.py": "…"}, "submission": "<uuid>"}},
 "runs": [{"id": "<uuid>", "content": "w08/resnet18", "state": "finished"}]}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workers.judge.errors import Infrastructure

ANNEX = "submission.json"  # the web side refuses a learner's file of this name


@dataclass(frozen=True)
class OwnSource:
    """The texts that the learner last handed in for a task and that were graded, and the id of that submission."""

    files: Mapping[str, str]
    submission: str

    def lines(self, path: str) -> list[str]:
        """The lines of a file; empty where there is none of that name."""
        return self.files.get(path, "").splitlines()


@dataclass(frozen=True)
class OwnRun:
    """A run of the learner's. `content` is the id of a task or lab, `state` queued, running, finished, failed or cancelled."""

    id: str
    content: str
    state: str


@dataclass(frozen=True)
class Annex:
    """`sources` by task id, only of tasks that task.yaml names; `runs` the newest first. `given` is whether the web side
    laid anything beside the document: without it nothing is known of the learner, with it no runs mean that there are none."""

    sources: Mapping[str, OwnSource] = field(default_factory=dict)
    runs: tuple[OwnRun, ...] = ()
    given: bool = False

    def source(self, task_id: str) -> Mapping[str, str]:
        """{path: text} of the learner's own work at a task; empty where there is none."""
        found = self.sources.get(task_id)
        return {} if found is None else found.files

    def run(self, run_id: str) -> OwnRun | None:
        """The learner's own run of that id, however it is written (capitals, spaces around); None if it is not theirs."""
        wanted = run_id.strip().lower()
        return next((run for run in self.runs if run.id.lower() == wanted), None)


def read_annex(data: bytes) -> Annex:
    """Raises Infrastructure for anything out of form: no learner can have written it."""
    if not data.strip():
        return Annex()
    try:
        raw: Any = json.loads(data)
        sources = {str(task): _source(entry) for task, entry in raw.get("sources", {}).items()}
        runs = tuple(OwnRun(str(run["id"]), str(run["content"]), str(run["state"])) for run in raw.get("runs", []))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Infrastructure(f"{ANNEX} is out of form: {type(error).__name__}: {error}") from None
    return Annex(sources, runs, given=True)


def _source(entry: Any) -> OwnSource:
    return OwnSource({str(path): str(text) for path, text in entry["files"].items()}, str(entry["submission"]))
