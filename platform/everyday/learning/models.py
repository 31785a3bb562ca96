"""What a learner did: read, answered, ticked."""

from django.conf import settings
from django.db import models

from everyday.catalog.models import Day, Lesson, QuizItem


class LessonReading(models.Model):
    """How far a learner is in a lesson; `finished_at` is set when they say so or reach its end."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="readings")
    anchor = models.CharField(max_length=120, blank=True)  # the section last seen, for "continue"
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="one_reading_per_lesson")]


class QuizAnswer(models.Model):
    """The latest answer of a learner to a check question; `tries` counts all of them."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_answers")
    item = models.ForeignKey(QuizItem, on_delete=models.CASCADE, related_name="answers")
    given = models.JSONField()
    correct = models.BooleanField()
    first_correct = models.BooleanField()  # was the first try right? review days pick the items where it was not
    tries = models.PositiveIntegerField(default=1)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "item"], name="one_answer_per_item")]


class DayTick(models.Model):
    """A learner called a day done."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="day_ticks")
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="ticks")
    ticked_on = models.DateField()  # in the learner's time zone
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "day"], name="one_tick_per_day")]
