"""Tasks of the queue `web`: the reaper and the nightly tidying. Rules live in services."""

from celery import shared_task

from everyday.submissions import services


@shared_task(name="everyday.submissions.tasks.requeue_lost_runs", ignore_result=True)  # type: ignore[untyped-decorator]
def requeue_lost_runs() -> int:
    """Every ten seconds, by beat."""
    return services.requeue_lost()


@shared_task(name="everyday.submissions.tasks.prune", ignore_result=True)  # type: ignore[untyped-decorator]
def prune() -> None:
    """Every night, by beat."""
    services.prune()
