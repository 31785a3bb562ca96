"""Tasks of the queue `web`: the reaper. Rules live in services."""

from celery import shared_task

from everyday.submissions import services


@shared_task(name="everyday.submissions.tasks.requeue_lost_runs", ignore_result=True)  # type: ignore[untyped-decorator]
def requeue_lost_runs() -> int:
    """Every ten seconds, by beat."""
    return services.requeue_lost()
