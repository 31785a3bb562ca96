"""The one task of an evaluation worker: claim the attempt, fetch the files, judge, and say what happens as it happens."""

import logging
from dataclasses import replace
from typing import Any

import redis

from workers import content, station
from workers.app import app
from workers.assets.later import awaited
from workers.bundles import BundleError, fetch_files
from workers.evaluation import EvaluationJob
from workers.evaluation import evaluate as judge
from workers.leases import Lease
from workers.protocol import EVALUATE_TASK, EventKind, ProtocolError, RunRequest, Status, Verdict
from workers.sandbox.base import SandboxError
from workers.station import Station

logger = logging.getLogger(__name__)

STOPPING = "stopping"
BUNDLE = "bundle"
BROKEN = "broken"
# The verdict is worth waiting for a broker that restarts; a worker that is to stop waits less (docs/operations/production.md).
_DELIVER_S = 60.0
_DELIVER_STOPPING_S = 15.0
_OTHER_CONTENT = {
    "zh": "这道题刚刚更新过，评测节点上的版本与页面不同。请刷新页面后再次提交，这次不计入提交次数。",
    "en": "This content has just changed, and the worker has another version than the page. "
    "Reload the page and submit again; this used up no attempt.",
}
_PREPARING = {
    "zh": "这道题的数据还在准备中。请过几分钟再提交，这次不计入提交次数。",
    "en": "The data of this task are still being prepared. Submit again in some minutes; this used up no attempt.",
}


@app.task(name=EVALUATE_TASK)  # type: ignore[untyped-decorator]
def evaluate(request: dict[str, Any]) -> None:
    """`request` is a RunRequest. A message that is malformed, or whose attempt is held or over, is dropped."""
    try:
        wanted = RunRequest.from_dict(request)
    except ProtocolError as error:
        logger.error("a message was dropped: %s", error)
        return
    here = station.current()
    lease = Lease(here.client, wanted.run_id, wanted.attempt_token, here.worker_id)
    if not lease.claim():
        logger.info("run %s: the attempt is held or over; the message is dropped", wanted.run_id)
        return
    with here.slot():
        try:
            _work(here, lease, wanted)
        finally:
            lease.close()


def _work(here: Station, lease: Lease, wanted: RunRequest) -> None:
    """Judges and delivers the attempt's last event."""
    lease.outbox.emit(EventKind.CLAIMED, _claim(here))
    kind, data = _outcome(here, lease, wanted)
    if lease.lost.is_set():
        # The attempt is another worker's now; whatever came out here counts no more.
        return
    lease.outbox.emit(kind, data)
    if not lease.outbox.flush_within(_DELIVER_STOPPING_S if here.stopping else _DELIVER_S):
        logger.error("run %s: the broker does not take the verdict", wanted.run_id)


def _claim(here: Station) -> dict[str, Any]:
    presence = here.describe()
    return {
        "worker_id": presence.worker_id,
        "sandbox": presence.sandbox,
        "isolation": str(presence.isolation),
        "device": presence.device,
    }


def _outcome(here: Station, lease: Lease, wanted: RunRequest) -> tuple[str, dict[str, Any]]:
    """(VERDICT, a Verdict) or (RELEASED, why)."""
    try:
        found = content.find(wanted.content_id, here.configuration.curriculum)
        if content.task_digest(found.folder) != wanted.content_digest:
            return EventKind.VERDICT, _infrastructure(wanted, _OTHER_CONTENT)
        if missing := awaited(found.raw, wanted.profile, here.configuration.state):
            logger.warning("run %s waits for data: %s", wanted.run_id, ", ".join(missing))
            return EventKind.VERDICT, _infrastructure(wanted, _PREPARING)
        files = fetch_files(wanted.bundle_url, wanted.bundle_sha256) if wanted.bundle_url else {}
        verdict = _judge(here, lease, wanted, files)
    except content.UnknownContent:
        return EventKind.VERDICT, _infrastructure(wanted, _OTHER_CONTENT)
    except BundleError as error:
        logger.warning("run %s: %s", wanted.run_id, error)
        return EventKind.RELEASED, {"reason": BUNDLE}
    except SandboxError as error:
        return _broken(here, wanted, f"sandbox: {error}")
    except redis.RedisError:
        raise
    except Exception as error:
        # A fault of ours must not leave a learner waiting.
        logger.exception("run %s could not be judged", wanted.run_id)
        return _broken(here, wanted, f"{type(error).__name__}: {error}")
    left = here.left_on_gpu()
    if left:
        # The verdict stands; but the next run would find what this one left, so no more is taken until the GPU is empty.
        here.health.failed(left)
    if lost := here.lost:
        # Judge and learner were killed with the launcher; which of them first, and what the other made of it, is no verdict.
        return _broken(here, wanted, lost)
    if verdict.status == Status.INFRASTRUCTURE:
        return _broken(here, wanted, "the judge gave no outcome")
    if verdict.status != Status.CANCELLED and not left:
        here.health.worked()
    if verdict.status == Status.CANCELLED and here.stopping and not lease.cancel_wanted.is_set():
        return EventKind.RELEASED, {"reason": STOPPING}
    return EventKind.VERDICT, verdict.to_dict()


def _broken(here: Station, wanted: RunRequest, why: str) -> tuple[str, dict[str, Any]]:
    """This machine could not judge: another one may, and this one tests itself before it takes more."""
    logger.error("run %s: %s", wanted.run_id, why)
    if here.stopping:
        return EventKind.RELEASED, {"reason": STOPPING}
    here.health.failed(why)
    return EventKind.RELEASED, {"reason": BROKEN}


def _judge(here: Station, lease: Lease, wanted: RunRequest, files: dict[str, bytes]) -> Verdict:
    job = EvaluationJob(
        kind=wanted.kind,
        content_id=wanted.content_id,
        profile=wanted.profile,
        files=files,
        config=wanted.config,
        seed=wanted.seed,
        device=here.configuration.device,
    )
    verdict = judge(
        job,
        sandbox_pool=here.pool,
        emit=lease.outbox.emit,
        cancelled=lambda: lease.cancel_wanted.is_set() or lease.lost.is_set() or here.stopping,
        curriculum=here.configuration.curriculum,
    )
    return replace(verdict, device=here.device)


def _infrastructure(wanted: RunRequest, message: dict[str, str]) -> dict[str, Any]:
    return Verdict(
        task=wanted.content_id, status=Status.INFRASTRUCTURE, score=0.0, max_score=0.0, tests=[], message=message
    ).to_dict()
