"""The read model of curriculum/: rows that sync_curriculum writes and pages read. Nobody edits them by hand.

Bilingual text is JSON {"zh": …, "en": …}; `*_html` is rendered and sanitised at sync time.
"""

from typing import Any

from django.db import models


def _i18n() -> dict[str, str]:
    return {"zh": "", "en": ""}


class Week(models.Model):
    """One of the 24 weeks."""

    number = models.PositiveSmallIntegerField(unique=True)
    slug = models.CharField(max_length=80)
    title = models.JSONField(default=_i18n)
    goal = models.JSONField(default=_i18n)
    seed = models.JSONField(default=dict)  # {topic, content[], practice, resources[]}, verbatim
    minutes_per_day = models.JSONField(default=list)  # 7 integers
    unlock = models.JSONField(default=dict)
    resources = models.JSONField(default=list)  # [{id, title{}, url, kind, lang, licence, section, when}]
    status = models.CharField(max_length=8, default="draft")  # draft | review | live
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    @property
    def code(self) -> str:
        return f"w{self.number:02d}"

    def __str__(self) -> str:
        return f"{self.code} {self.title.get('zh', '')}"


class Day(models.Model):
    """One of a week's seven days. `items` is [{kind: lesson|quiz|lab|task|review, id, title{}, ready}]; a quiz item also
    has `lessons`, the lessons of the same day."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="days")
    number = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    deliverable = models.JSONField(default=_i18n)

    class Meta:
        ordering = ["week__number", "number"]
        constraints = [models.UniqueConstraint(fields=["week", "number"], name="one_row_per_day")]

    def __str__(self) -> str:
        return f"{self.week.code} d{self.number}"


class Lesson(models.Model):
    """A lesson. `body_html` is {"zh", "en"}; empty while the lesson is in preparation (`is_ready` False)."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="lessons")
    lesson_id = models.CharField(max_length=20, unique=True)  # w05.l2
    slug = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.JSONField(default=_i18n)
    question = models.JSONField(default=_i18n)
    objectives = models.JSONField(default=list)
    misconceptions = models.JSONField(default=list)
    resources = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    is_ready = models.BooleanField(default=False)
    body_html = models.JSONField(default=_i18n)
    contents = models.JSONField(default=dict)  # {"zh": [{level, id, title}], "en": […]}
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["week__number", "position"]
        constraints = [models.UniqueConstraint(fields=["week", "slug"], name="one_lesson_per_slug")]

    def __str__(self) -> str:
        return self.lesson_id


class QuizItem(models.Model):
    """One check question. `spec` holds kind, options with explanations, answer; stems and explanations are HTML."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="quiz_items")
    lesson = models.ForeignKey(Lesson, null=True, on_delete=models.CASCADE, related_name="quiz_items")
    item_id = models.CharField(max_length=40, unique=True)  # w05.q3
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)  # single multi number shape order predict-output fill-code
    spec = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["week__number", "position"]

    def __str__(self) -> str:
        return self.item_id


class Figure(models.Model):
    """An interactive figure of a lesson: Plotly JSON by language, with its static fallback and alt text."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="figures")
    slug = models.CharField(max_length=80)
    plotly = models.JSONField(default=dict)
    svg = models.TextField(blank=True)
    alt = models.JSONField(default=_i18n)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "slug"], name="one_figure_per_slug")]

    def __str__(self) -> str:
        return f"{self.week.code}/{self.slug}"


class Task(models.Model):
    """A graded task. `spec` is task.yaml without what only the judge may know."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="tasks")
    task_id = models.CharField(max_length=80, unique=True)  # w05/two-layer-net
    slug = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)  # function module script artifact configured document
    title = models.JSONField(default=_i18n)
    points = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=80, blank=True)  # of a week's tasks with the same one, only the best counts
    is_ready = models.BooleanField(default=False)
    spec = models.JSONField(default=dict)
    statement_html = models.JSONField(default=_i18n)
    debrief_html = models.JSONField(default=_i18n)
    hints = models.JSONField(default=list)  # [{after_fails, html{}}]
    starter = models.JSONField(default=dict)  # {path: text}
    public_tests = models.JSONField(default=dict)  # {path: text}
    digest = models.CharField(max_length=64)  # content digest, as the worker computes it
    source_digest = models.CharField(max_length=64)  # of everything this row was made from, pages included
    version = models.CharField(max_length=20)

    class Meta:
        ordering = ["week__number", "position"]

    def __str__(self) -> str:
        return self.task_id

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The declared tests in the author's order: [{id, rung, public, points, name{}, about{}}]."""
        tests: list[dict[str, Any]] = self.spec.get("tests", [])
        return tests


class Lab(models.Model):
    """A configured experiment: a form (params), a trusted trainer, a precomputed sweep."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="labs")
    lab_id = models.CharField(max_length=80, unique=True)  # w05/labs/init-activation
    slug = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.JSONField(default=_i18n)
    is_ready = models.BooleanField(default=False)
    spec = models.JSONField(default=dict)
    statement_html = models.JSONField(default=_i18n)
    sweep = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # content digest, as the worker computes it
    source_digest = models.CharField(max_length=64)  # of everything this row was made from, pages included
    version = models.CharField(max_length=20)

    class Meta:
        ordering = ["week__number", "position"]

    def __str__(self) -> str:
        return self.lab_id


class Term(models.Model):
    """A glossary term in both languages."""

    term_id = models.CharField(max_length=80, unique=True)
    text = models.JSONField(default=_i18n)
    first = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["term_id"]

    def __str__(self) -> str:
        return self.term_id


class SyncState(models.Model):
    """One row: the digest of the curriculum that the other tables were written from, and course.yaml."""

    course = models.JSONField(default=dict)  # {id, title{}, points{}, bands [{id, title{}, weeks[]}], version}
    digest = models.CharField(max_length=64)
    synced_at = models.DateTimeField(auto_now=True)
