"""What mentors say about a submission."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from everyday.submissions.models import Submission


class Comment(models.Model):
    """A remark on a submission, or on one line of one of its files."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_comments")
    body = models.TextField(max_length=10_000)
    path = models.CharField(max_length=200, blank=True)
    line = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)  # when the learner first saw it

    class Meta:
        ordering = ["created_at"]


class Mark(models.Model):
    """A mentor's judgement of a submission beside the automatic score. The latest one stands; older ones are kept."""

    class Level(models.TextChoices):
        EXCELLENT = "excellent", _("Excellent")
        GOOD = "good", _("Good")
        REVISE = "revise", _("Please revise")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="marks")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="marks_given")
    level = models.CharField(max_length=10, choices=Level)
    note = models.TextField(max_length=4_000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
