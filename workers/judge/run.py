"""What all checks of a run share: the learner's files and processes, what was read of documents, gates, metrics."""

from pathlib import Path
from typing import Any

import numpy as np

from workers.judge.annex import ANNEX, read_annex
from workers.judge.documents.document import Document
from workers.judge.documents.reading import Reader, preview
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.learner import Learner
from workers.judge.link import ParentLink
from workers.judge.messages import say
from workers.judge.models.onnx import OnnxModel, opened
from workers.judge.process import LearnerProcess, OnReport
from workers.protocol import EventKind
from workers.spec import TaskSpec, Text

MAX_REPORTS = 100_000


class Run:
    """What all checks of a run share: files, the shared learner, gates, metrics, and how often a process had to be stopped."""

    def __init__(self, link: ParentLink, spec: TaskSpec, task_dir: Path, files: dict[str, bytes], seed: int) -> None:
        self.link = link
        self.spec = spec
        self.task_dir = task_dir
        self.annex = read_annex(files.get(ANNEX, b""))
        self.files = {path: data for path, data in files.items() if path != ANNEX}
        self.seed = seed
        self.reader = Reader(self.start_guest)
        self.documents: dict[str, Document] = {}
        self.gates: dict[str, list[Text]] = {gate: [] for gate in ("K2", "K3", "K6", "K7")}
        self.rows_checked = False
        self.metrics: dict[str, float] = {}
        self.nan_reported = False
        self.resource_kinds: list[str] = []
        self.shared: Learner | None = None
        self.made: dict[tuple[str, int], Any] = {}
        self._seeds = np.random.default_rng([seed & 0xFFFFFFFFFFFF, 1])

    def start_learner(self, lowered: dict[str, float] | None = None, *, quiet: bool = False) -> Learner:
        """A fresh process with the learner's module imported. Raises LearnerError if the import fails."""
        process = LearnerProcess(self.link, self.spec.limits, lowered or {}, self.resource_kinds.append, quiet=quiet)
        process.on_figure = self._learner_figure
        learner = Learner(process, self.spec, self.notice)
        process.on_report = self._report_to(learner)
        try:
            self._load(learner)
        except (LearnerError, CheckFailed):
            learner.close()
            raise
        return learner

    def start_guest(self, lowered: dict[str, float] | None = None) -> LearnerProcess:
        """A sandboxed process that loads no code of the learner's: it reads their documents and runs their models."""
        return LearnerProcess(self.link, self.spec.limits, lowered or {}, self.resource_kinds.append)

    def document(self, path: str) -> Document:
        """A handed-in file as a document, read once. Raises CheckFailed where it cannot be read."""
        if path not in self.documents:
            self.documents[path] = self.reader.read(path, self.files[path])
        return self.documents[path]

    def show(self, document: Document) -> None:
        self.link.event(EventKind.PREVIEW, preview(document))

    def open_onnx(self, data: bytes, path: str) -> tuple[LearnerProcess, OnnxModel]:
        return opened(self.start_guest, data, path)

    def _load(self, learner: Learner) -> None:
        stubs = self.task_dir / "stubs.py"
        header = {
            "op": "load",
            "entry": self.spec.entry,
            "exports": self.spec.required_exports,
            "files": [[path, len(data)] for path, data in self.files.items()],
            "stubs": stubs.read_text("utf-8") if stubs.is_file() else None,
            "tripwires": [rule.target for rule in self.spec.forbid if rule.how != "ast"],
            "allow": None if self.spec.allow_imports is None else list(self.spec.allow_imports),
            "seed": int(self._seeds.integers(1 << 31)),
        }
        message = learner.process.request(header, list(self.files.values()))
        missing = message.header.get("missing")
        self.take_violations(learner)
        if not isinstance(missing, list):
            raise LearnerError("protocol")
        if missing:
            raise CheckFailed(say("missing", names=", ".join(str(name) for name in missing[:20])))

    def take_violations(self, learner: Learner) -> None:
        """K7, the part that ran: what import hook and tripwires noted in that process."""
        for target in learner.process.violations:
            rule = next((rule for rule in self.spec.forbid if rule.target == target), None)
            if rule is not None:
                text = say("banned_call", target=target, why=rule.why if set(rule.why) == {"zh", "en"} else {"zh": "", "en": ""})
            else:
                text = say("not_allowed_call", target=target, names=", ".join(self.spec.allow_imports or ()))
            self.notice("K7", text)

    def notice(self, gate: str, text: Text) -> None:
        if text not in self.gates[gate] and len(self.gates[gate]) < 8:
            self.gates[gate].append(text)

    def _report_to(self, learner: Learner) -> OnReport:
        def on_report(step: int, values: dict[str, float]) -> None:
            if len(learner.reports) < MAX_REPORTS:
                learner.reports.append({"step": step, "values": values})
            finite = {name: value for name, value in values.items() if np.isfinite(value)}
            self.nan_reported = self.nan_reported or len(finite) < len(values)
            if finite:
                self.point(step, finite, "learner")

        return on_report

    def _learner_figure(self, name: str, plotly: dict[str, Any]) -> None:
        if self.shared is not None:
            self.shared.figures.append({"id": name, "plotly": plotly})
        self.link.event("figure", {"id": name, "plotly": plotly, "source": "learner"})

    def point(self, step: int, values: dict[str, float], source: str) -> None:
        self.link.event("metric", {"step": step, "values": values, "source": source})

    def close(self) -> None:
        self.reader.close()
        if self.shared is not None:
            self.shared.close()
