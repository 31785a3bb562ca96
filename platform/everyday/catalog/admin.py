"""The course in the operator's site, to look at: its files are the only place to change it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from everyday.catalog.models import Day, Figure, Lab, Lesson, QuizItem, SyncState, Task, Term, Week


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Week)
class WeekAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "status", "version"]
    list_filter = ["status"]


@admin.register(Lesson)
class LessonAdmin(ReadOnlyAdmin):
    list_display = ["lesson_id", "slug", "week", "is_ready"]
    list_filter = ["is_ready", "week"]


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ["task_id", "kind", "points", "is_ready", "version"]
    list_filter = ["is_ready", "kind"]


@admin.register(Lab)
class LabAdmin(ReadOnlyAdmin):
    list_display = ["lab_id", "is_ready", "version"]


@admin.register(QuizItem)
class QuizItemAdmin(ReadOnlyAdmin):
    list_display = ["item_id", "kind", "lesson"]
    list_filter = ["week"]


admin.site.register([Day, Figure, Term, SyncState], ReadOnlyAdmin)
