"""A small course of one task and one lab, and a worker that says it is online."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task, Week
from everyday.submissions import broker as broker_client
from everyday.submissions import services
from everyday.submissions.models import Run, Submission
from workers.protocol import CPU_QUEUE, WORKER_INDEX, Event, WorkerPresence, lease_key, worker_key

TESTS = [
    {
        "id": "value",
        "rung": "value",
        "public": True,
        "points": 20,
        "name": {"zh": "数值", "en": "Value"},
        "about": {"zh": "数值", "en": "Value"},
    },
    {
        "id": "stable",
        "rung": "property",
        "public": False,
        "points": 80,
        "name": {"zh": "稳定", "en": "Stable"},
        "about": {"zh": "稳定", "en": "Stable"},
    },
]
FILES = {"solution.py": "def softmax(z):\n    return z\n"}


@pytest.fixture
def clean_broker(broker: str) -> Iterator[str]:
    """The real broker, empty."""
    broker_client.client().flushdb()
    yield broker
    broker_client.client().flushdb()


@pytest.fixture
def week(db: None) -> Week:
    return Week.objects.create(
        number=5, slug="neural-networks", title={"zh": "神经网络", "en": "Neural networks"}, version="1.0.0", digest="w"
    )


@pytest.fixture
def task(week: Week) -> Task:
    return Task.objects.create(
        week=week,
        task_id="w05/two-layer-net",
        slug="two-layer-net",
        position=1,
        kind="module",
        title={"zh": "两层网络", "en": "Two-layer net"},
        points=100,
        is_ready=True,
        spec={"tests": TESTS, "files": {"learner": ["solution.py"]}, "profiles": {"cpu": {}}, "attempts": {"per_day": 3}},
        starter={"solution.py": "def softmax(z):\n    ...\n"},
        public_tests={"test_public.py": "import solution\n"},
        hints=[{"after_fails": 1, "html": {"zh": "提示", "en": "hint"}}],
        digest="d" * 64,
        version="1.0.0",
    )


@pytest.fixture
def lab(week: Week) -> Lab:
    return Lab.objects.create(
        week=week,
        lab_id="w05/labs/init-activation",
        slug="init-activation",
        position=1,
        title={"zh": "初始化", "en": "Initialisation"},
        is_ready=True,
        spec={
            "params": [
                {"name": "scale", "type": "float", "min": 0.01, "max": 3.0, "scale": "log", "default": 1.0},
                {"name": "depth", "type": "int", "min": 2, "max": 8, "default": 4},
                {"name": "activation", "type": "choice", "choices": ["relu", "tanh"], "default": "relu"},
                {"name": "bias", "type": "bool", "default": True},
            ],
            "budget": {"runs_per_day": 2, "seconds": 30},
            "predict": [{"id": "p1", "kind": "open", "stem": {"zh": "会怎样？", "en": "What will happen?"}}],
            "explain": [
                {
                    "id": "e1",
                    "kind": "single",
                    "stem": {"zh": "哪个？", "en": "Which?"},
                    "options": [
                        {"id": "a", "text": {"zh": "甲", "en": "A"}, "correct": True, "explain": {"zh": "对", "en": "right"}},
                        {"id": "b", "text": {"zh": "乙", "en": "B"}, "correct": False, "explain": {"zh": "错", "en": "wrong"}},
                    ],
                },
                {"id": "e2", "kind": "open", "stem": {"zh": "为什么？", "en": "Why?"}},
            ],
        },
        sweep={
            "version": "1.0.0",
            "points": [
                {
                    "config": {"scale": 1.0, "depth": 4, "activation": "relu", "bias": True},
                    "metrics": {"std": 0.9},
                    "figures": {"std": {"data": [], "layout": {}}},
                    "curves": {"std": [1.0, 0.9]},
                },
                {
                    "config": {"scale": 0.01, "depth": 8, "activation": "relu", "bias": True},
                    "metrics": {"std": 0.0},
                    "figures": {},
                    "curves": {},
                },
            ],
        },
        digest="l" * 64,
        version="1.0.0",
    )


@pytest.fixture
def online(clean_broker: str) -> Callable[..., WorkerPresence]:
    """Writes a worker's presence into the broker, as a worker does."""

    def write(worker_id: str = "w1", slots: int = 2, profile: str = "cpu", queues: list[str] | None = None) -> WorkerPresence:
        presence = WorkerPresence(
            worker_id=worker_id,
            queues=queues or [CPU_QUEUE],
            profile=profile,
            sandbox="zygote",
            isolation="full",
            device="cpu",
            slots=slots,
            busy=0,
        )
        broker_client.client().set(worker_key(worker_id), presence.to_json(), ex=20)
        broker_client.client().sadd(WORKER_INDEX, worker_id)
        return presence

    return write


class Attempt:
    """Speaks for a worker that holds the run's current attempt."""

    def __init__(self, run: Run) -> None:
        run.refresh_from_db()
        self.run_id = str(run.pk)
        self.token = run.attempt_token
        self.seq = 0

    def event(self, kind: str, data: dict[str, Any], *, seq: int | None = None, token: str | None = None) -> Event:
        self.seq = self.seq + 1 if seq is None else seq
        return Event(
            run_id=self.run_id,
            attempt_token=self.token if token is None else token,
            seq=self.seq,
            kind=kind,
            data=data,
            at=dt.datetime.now(tz=dt.UTC).timestamp(),
        )

    def hold(self) -> None:
        """Takes the lease, as a worker does before it works."""
        assert broker_client.client().set(lease_key(self.run_id, self.token), "w1", nx=True, ex=30)

    def say(self, kind: str, data: dict[str, Any]) -> services.Recorded:
        return services.record_event(event=self.event(kind, data))

    def claim(self) -> services.Recorded:
        return self.say("claimed", {"worker_id": "w1", "sandbox": "zygote", "isolation": "full", "device": "cpu"})

    def decide(self, status: str = "passed", score: float = 100.0) -> services.Recorded:
        return self.say("verdict", verdict(status, score))


def verdict(status: str = "passed", score: float = 100.0) -> dict[str, Any]:
    passed = "passed" if status == "passed" else "failed"
    return {
        "task": "w05/two-layer-net",
        "status": status,
        "score": score,
        "max_score": 100.0,
        "tests": [
            {"id": "value", "public": True, "status": "passed", "points": 20.0, "max_points": 20.0, "message": {}},
            {
                "id": "stable",
                "public": False,
                "status": passed,
                "points": score - 20.0,
                "max_points": 80.0,
                "message": {"zh": "溢出", "en": "overflow"},
            },
        ],
        "metrics": {"acc": 0.91},
        "message": {"zh": "结果", "en": "result"},
        "cpu_s": 0.1,
        "wall_s": 0.2,
        "peak_mib": 33.0,
        "sandbox": "zygote",
        "isolation": "full",
        "device": "cpu",
    }


@pytest.fixture
def submit(task: Task, clean_broker: str, django_capture_on_commit_callbacks: Any) -> Callable[..., Run]:
    """Submits for a learner and returns the run; what happens after the commit happens."""

    def do(learner: User, **changes: Any) -> Run:
        wanted: dict[str, Any] = {"task": task, "files": FILES, "source": Submission.Source.EDITOR, **changes}
        with django_capture_on_commit_callbacks(execute=True):
            submission = services.submit(learner=learner, **wanted)
        return submission.runs.get()

    return do


@pytest.fixture
def document(week: Week) -> Task:
    spec = {
        "tests": [],
        "files": {"learner": ["post.md", "plan.png"], "annex": {"sources": ["w05/two-layer-net", "w05/absent"], "runs": True}},
        "rubric": {"criteria": [{"id": "clarity", "levels": [{"points": 0}, {"points": 5}]}]},
    }
    return Task.objects.create(
        week=week,
        task_id="w05/post",
        slug="post",
        position=3,
        kind="document",
        points=1,
        is_ready=True,
        spec=spec,
        digest="p",
        version="1.0.0",
    )
