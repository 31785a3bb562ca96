"""submission → run → test results, metrics, figures. The database is the truth; a queue message is a hint.

A run moves `queued → running → finished | failed | cancelled`, by compare-and-set only (services/runs.py).
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from everyday.catalog.models import Lab, Task


class Draft(models.Model):
    """What a learner has in the editor, saved as they type. `version` counts saves, so that two tabs notice each other."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="drafts")
    files = models.JSONField(default=dict)  # {path: text}
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "task"], name="one_draft_per_task")]


class Submission(models.Model):
    """One immutable numbered attempt of a learner at a task."""

    class Source(models.TextChoices):
        EDITOR = "editor", _("Editor")
        UPLOAD = "upload", _("Upload")
        API = "api", _("API")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()  # 1, 2, 3 … per learner and task
    source = models.CharField(max_length=8, choices=Source, default=Source.EDITOR)
    files = models.JSONField(default=dict)  # {path: text}: what can be read line by line; the rest are SubmissionFiles
    annex = models.JSONField(default=dict)  # laid beside a document for its judge (selectors/annex.py)
    self_assessment = models.JSONField(default=dict)  # {criterion of the rubric: number of the level}, before handing in
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "task", "number"], name="one_submission_per_number")]
        indexes = [models.Index(fields=["task", "learner", "-number"])]


class SubmissionFile(models.Model):
    """A file of a submission that is no text: a model, a picture, a PDF, slides. Given out as a download only.

    The bytes lie in the database so that an attempt is stored whole or not at all, and a backup of it is one of everything.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="binaries")
    path = models.CharField(max_length=330)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["submission", "path"], name="one_file_per_path")]


class Run(models.Model):
    """One evaluation of a submission, one run of a lab's configuration, or one request to a submission that is opened."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", pgettext_lazy("state of a run", "Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Status(models.TextChoices):
        """The verdict's status, as `python -m workers grade` prints it."""

        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Failed")
        NOT_GRADABLE = "not_gradable", _("Not gradable")
        ERROR = "error", _("Error")
        TIMEOUT = "timeout", _("Time limit")
        MEMORY = "memory", _("Memory limit")
        GPU_MEMORY = "gpu_memory", _("GPU memory")
        NAN = "nan", _("NaN or infinity")
        OUTPUT_LIMIT = "output_limit", _("Output limit")
        CANCELLED = "cancelled", _("Cancelled")
        INFRASTRUCTURE = "infrastructure", _("Infrastructure")

    class AnsweredFrom(models.TextChoices):
        """Where a lab's answer came from. A task is always judged by a worker."""

        WORKER = "worker", _("A worker")
        CACHE = "cache", _("An earlier run of the same configuration")
        SWEEP = "sweep", _("The lab's precomputed results")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runs")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.CASCADE, related_name="runs")
    # In place of `submission`, for a run that judged it and is not its result: a re-grade that is not published, or the
    # result that a published one replaced. So whatever asks a submission for its runs never meets these.
    aside_of = models.ForeignKey(Submission, null=True, on_delete=models.CASCADE, related_name="runs_aside")
    # One request to a submission's demo: `learner` is whoever asked, which may be a mentor, and `config` is {"request": text}.
    demo_of = models.ForeignKey(Submission, null=True, on_delete=models.CASCADE, related_name="demo_runs")
    is_regrade = models.BooleanField(default=False)  # ordered by the house: uses up no attempt, and waits behind everyone
    lab = models.ForeignKey(Lab, null=True, on_delete=models.PROTECT, related_name="runs")
    config = models.JSONField(default=dict)  # a lab's configuration
    config_digest = models.CharField(max_length=64, blank=True, db_index=True)  # of lab, content, configuration and seed
    prediction = models.JSONField(default=dict)  # what the learner expected before a lab's run
    explanation = models.JSONField(default=dict)  # what they make of it afterwards: {question: answer}
    explained_at = models.DateTimeField(null=True)
    answered_from = models.CharField(max_length=8, choices=AnsweredFrom, default=AnsweredFrom.WORKER)
    seed = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    status = models.CharField(max_length=16, choices=Status, blank=True)
    profile = models.CharField(max_length=8, default="cpu")
    content_digest = models.CharField(max_length=64)  # of the task or lab that graded it
    content_version = models.CharField(max_length=20, blank=True)  # what its author called that content
    attempt = models.PositiveSmallIntegerField(default=0)  # deliveries to a worker; at most 3
    attempt_token = models.CharField(max_length=64, blank=True)
    attempt_seq = models.PositiveIntegerField(default=0)  # the last event recorded of this attempt, as its worker counts
    event_seq = models.PositiveIntegerField(default=0)  # the last RunEvent written, over all attempts
    worker_id = models.CharField(max_length=120, blank=True)
    lease_expires_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True)
    max_score = models.FloatField(null=True)
    metrics = models.JSONField(default=dict)  # the judge's own {name: value}
    message = models.JSONField(default=dict)  # {"zh", "en"}: what happened and what to try
    sandbox = models.CharField(max_length=12, blank=True)
    isolation = models.CharField(max_length=8, blank=True)
    device = models.CharField(max_length=80, blank=True)
    cpu_s = models.FloatField(null=True)
    wall_s = models.FloatField(null=True)
    peak_mib = models.FloatField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    dispatched_at = models.DateTimeField(null=True)  # when this attempt was handed to the broker; null: waits its turn
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    trimmed_at = models.DateTimeField(null=True)  # when its log or its curves were dropped for their age

    class Meta:
        ordering = ["-queued_at"]
        indexes = [models.Index(fields=["state", "queued_at"]), models.Index(fields=["learner", "-queued_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission__isnull=False, lab=None, aside_of=None, demo_of=None)
                | models.Q(submission=None, lab__isnull=False, aside_of=None, demo_of=None)
                | models.Q(submission=None, lab=None, aside_of__isnull=False, demo_of=None)
                | models.Q(submission=None, lab=None, aside_of=None, demo_of__isnull=False),
                name="run_of_one_thing",
            )
        ]

    @property
    def judged(self) -> Submission | None:
        """The submission whose files the run judges, whether or not its result stands; None for a lab's and a demo's."""
        return self.submission or self.aside_of

    @property
    def bundled(self) -> Submission | None:
        """The submission whose files go to the worker; None for a lab's."""
        return self.judged or self.demo_of

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.FINISHED, self.State.FAILED, self.State.CANCELLED}


class TestResult(models.Model):
    """One named test of a run, in the author's order."""

    __test__ = False  # pytest would collect a class of this name

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="test_results")
    test_id = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    public = models.BooleanField()
    status = models.CharField(max_length=8)  # passed failed error skipped
    points = models.FloatField()
    max_points = models.FloatField()
    message = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "test_id"], name="one_result_per_test")]


class RunEvent(models.Model):
    """Everything a run said, numbered 1, 2, 3 … by the recorder: what a browser replays after a reconnect.

    `kind` and `data` are those of workers.protocol.Event.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["run", "seq"], name="one_event_per_seq")]


class RegradeBatch(models.Model):
    """The submissions of one task judged again with one content. Asking again for the same content finds the same batch."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="regrades")
    content_digest = models.CharField(max_length=64)
    content_version = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["task", "content_digest"], name="one_regrade_per_content")]


class RegradeItem(models.Model):
    """One submission judged again: the result that stood, the new one, and what was made of it.

    The scores are kept as they were when it was published, so that a learner's note stays true after the next re-grade.
    """

    batch = models.ForeignKey(RegradeBatch, on_delete=models.CASCADE, related_name="items")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="regrades")
    old_run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="regrades")
    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="regrade_item")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    old_score = models.FloatField(null=True)
    new_score = models.FloatField(null=True)
    max_score = models.FloatField(null=True)
    lowered = models.BooleanField(default=False)
    reason = models.TextField(max_length=2_000, blank=True)  # what the learner is told
    seen_at = models.DateTimeField(null=True)  # when the learner first saw the note

    class Meta:
        ordering = ["submission__learner__username", "submission__number"]
        constraints = [models.UniqueConstraint(fields=["batch", "submission"], name="one_item_per_regraded_submission")]
