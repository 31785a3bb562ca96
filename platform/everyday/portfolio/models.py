"""What a learner shows of their work, and what the course says in writing about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from everyday.submissions.models import Run, Submission


class Portfolio(models.Model):
    """A learner's own choice of their work. Private as long as `key` is empty; who has the key has the page."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolio")
    headline = models.CharField(_("A line about you"), max_length=160, blank=True)
    shows_name = models.BooleanField(_("Show my name"), default=False)
    shows_certificate = models.BooleanField(_("Link my certificate"), default=False)
    may_be_indexed = models.BooleanField(_("Let search engines list the page"), default=False)
    # 128 random bits in the page's address. Taken away when sharing ends, and never given out again.
    key = models.CharField(max_length=32, unique=True, null=True)
    shared_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.learner} · {self.key or '–'}"

    @property
    def is_shared(self) -> bool:
        return self.key is not None


class PortfolioItem(models.Model):
    """One piece of work: an attempt at a task, with the result that stands, or one run of a lab."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    submission = models.ForeignKey(Submission, null=True, on_delete=models.CASCADE, related_name="portfolio_items")
    lab_run = models.ForeignKey(Run, null=True, on_delete=models.CASCADE, related_name="portfolio_items")
    remark = models.CharField(_("What to look at"), max_length=240, blank=True)
    shows_score = models.BooleanField(_("Score and measured values"), default=True)
    shows_figures = models.BooleanField(_("Curves and figures"), default=True)
    shows_files = models.BooleanField(_("The files themselves"), default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission__isnull=False, lab_run__isnull=True)
                | models.Q(submission__isnull=True, lab_run__isnull=False),
                name="item_of_submission_or_lab",
            ),
            models.UniqueConstraint(fields=["portfolio", "submission"], name="one_item_per_submission"),
            models.UniqueConstraint(fields=["portfolio", "lab_run"], name="one_item_per_lab_run"),
        ]


class Certificate(models.Model):
    """The course in writing: what it was, who finished it, when and how well, as it stood on the day of issue.

    What is written never changes. `signature` covers it (seals.py), so that a changed row is noticed.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificates")
    code = models.CharField(max_length=16, unique=True)  # 80 random bits, codes.py
    name = models.CharField(max_length=80)
    course_id = models.CharField(max_length=80)
    course_title = models.JSONField(default=dict)  # {"zh", "en"}
    course_version = models.CharField(max_length=20)
    content_digest = models.CharField(max_length=64)  # of the whole curriculum on that day
    weeks = models.PositiveSmallIntegerField()
    share_percent = models.PositiveSmallIntegerField()  # of all points of the course, rounded down
    issued_on = models.DateField()  # in the learner's time zone
    signature = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)  # by the learner, or when a new one with another name took its place
    revoked_at = models.DateTimeField(null=True)  # by an operator
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_reason = models.CharField(_("Reason, shown to whoever asks about the certificate"), max_length=240, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=models.Q(withdrawn_at__isnull=True, revoked_at__isnull=True),
                name="one_standing_certificate_per_learner",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    @property
    def stands(self) -> bool:
        """Neither withdrawn nor revoked. Whether it was tampered with is for its seal to say."""
        return self.withdrawn_at is None and self.revoked_at is None
