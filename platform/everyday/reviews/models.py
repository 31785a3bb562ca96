"""What mentors say about a submission."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from everyday.submissions.models import Run, Submission


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


class RubricMark(models.Model):
    """A mentor's judgement of a document by its rubric. The latest one stands; older ones are kept.

    `levels` is {criterion: number of the level}; the points are kept as they were, whatever the rubric becomes later.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="rubric_marks")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rubric_marks_given")
    levels = models.JSONField(default=dict)
    points = models.FloatField()
    max_points = models.FloatField()
    note = models.TextField(max_length=4_000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]


class LookRequest(models.Model):
    """A learner asks their mentor to look at what an automatic test refused; the mentor accepts it or explains."""

    class Decision(models.TextChoices):
        OPEN = "", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        UPHELD = "upheld", _("Upheld")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="look_requests")
    test_id = models.CharField(max_length=60)
    reason = models.TextField(max_length=2_000)
    created_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True, default=Decision.OPEN)
    answer = models.TextField(max_length=4_000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when the learner first saw the decision

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["run", "test_id"], name="one_request_per_test")]


class LabReply(models.Model):
    """What a mentor says about a learner's explanation of a lab's run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lab_replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lab_replies")
    body = models.TextField(max_length=4_000)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]


class LikenessSketch(models.Model):
    """What likeness is measured by: one row a measured submission. `shingles` are packed hashes (likeness.py), `pictures`
    [{path, hash}] as the sandbox reported them."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="likeness_sketch")
    shingles = models.BinaryField()
    pictures = models.JSONField(default=list)
    measured_at = models.DateTimeField(auto_now_add=True)


class Likeness(models.Model):
    """A signal for the mentor: a submission is like another learner's at the same task. It gives and takes no points.

    `share` of the submission and `other_share` of the other stand word for word in both; `passages` are the longest of them
    [{path, line, text}], `pictures` [{path, other}] look alike.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="likenesses_found_later")
    share = models.FloatField()
    other_share = models.FloatField()
    passages = models.JSONField(default=list)
    pictures = models.JSONField(default=list)

    class Meta:
        ordering = ["-share"]
        constraints = [models.UniqueConstraint(fields=["submission", "other"], name="one_likeness_per_pair")]
