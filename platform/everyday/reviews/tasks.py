"""Tasks of the queue `web`. Rules live in services."""

from celery import shared_task

from everyday.reviews.services.likeness import measure_new


@shared_task(name="everyday.reviews.tasks.measure_likeness", ignore_result=True)  # type: ignore[untyped-decorator]
def measure_likeness() -> int:
    """Every minute, by beat: what was judged since."""
    return measure_new()
