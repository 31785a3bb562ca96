"""What an operator sees of the queue. Nothing is changed by hand: runs move through their services only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from everyday.submissions.models import Run, Submission


class _ReadOnly(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Submission)
class SubmissionAdmin(_ReadOnly):
    list_display = ["task", "learner", "number", "source", "created_at"]
    list_filter = ["source", "created_at"]
    list_select_related = ["task", "learner"]
    search_fields = ["learner__username", "task__task_id"]


@admin.register(Run)
class RunAdmin(_ReadOnly):
    list_display = ["id", "learner", "state", "status", "score", "attempt", "worker_id", "isolation", "queued_at"]
    list_filter = ["state", "status", "isolation", "profile"]
    list_select_related = ["learner"]
    search_fields = ["id", "learner__username", "worker_id"]
    # The token is what a worker proves itself with.
    exclude = ["attempt_token"]
