"""The shapes of API v1. Bilingual text is always {"zh", "en"}: the client picks."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from everyday.accounts.models import User
from everyday.catalog.models import Day, Lab, Lesson, Task, Week
from everyday.portfolio.models import Certificate, Portfolio, PortfolioItem
from everyday.portfolio.selectors import Verdict
from everyday.submissions.models import Run, RunEvent, Submission, SubmissionFile, TestResult

PROFILES = ["cpu", "gpu"]


class BilingualSerializer(serializers.Serializer[dict[str, str]]):
    zh = serializers.CharField()
    en = serializers.CharField()


@extend_schema_field(BilingualSerializer)
class BilingualField(serializers.JSONField):
    """{"zh": …, "en": …}."""


class MeSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["username", "display_name", "role", "language", "time_zone"]
        read_only_fields = fields


class DaySerializer(serializers.ModelSerializer[Day]):
    deliverable = BilingualField()
    items = serializers.ListField(child=serializers.DictField())

    class Meta:
        model = Day
        fields = ["number", "minutes", "items", "deliverable"]
        read_only_fields = fields


class LessonSerializer(serializers.ModelSerializer[Lesson]):
    id = serializers.CharField(source="lesson_id")
    title = BilingualField()

    class Meta:
        model = Lesson
        fields = ["id", "slug", "title", "minutes", "is_ready"]
        read_only_fields = fields


class TaskSummarySerializer(serializers.ModelSerializer[Task]):
    id = serializers.CharField(source="task_id")
    title = BilingualField()

    class Meta:
        model = Task
        fields = ["id", "slug", "kind", "title", "points", "group", "is_ready"]
        read_only_fields = fields


class LabSerializer(serializers.ModelSerializer[Lab]):
    id = serializers.CharField(source="lab_id")
    title = BilingualField()

    class Meta:
        model = Lab
        fields = ["id", "slug", "title", "is_ready"]
        read_only_fields = fields


class WeekSummarySerializer(serializers.ModelSerializer[Week]):
    title = BilingualField()
    goal = BilingualField()

    class Meta:
        model = Week
        fields = ["number", "code", "slug", "title", "goal", "status"]
        read_only_fields = fields


class WeekSerializer(WeekSummarySerializer):
    days = DaySerializer(many=True)
    lessons = LessonSerializer(many=True)
    tasks = TaskSummarySerializer(many=True)
    labs = LabSerializer(many=True)

    class Meta(WeekSummarySerializer.Meta):
        fields = [*WeekSummarySerializer.Meta.fields, "days", "lessons", "tasks", "labs"]
        read_only_fields = fields


class DeclaredTestSerializer(serializers.Serializer[dict[str, Any]]):
    """A test as the task declares it: its inputs are hidden, its name is not."""

    id = serializers.CharField()
    rung = serializers.CharField()
    public = serializers.BooleanField()
    points = serializers.IntegerField()
    name = BilingualField()
    about = BilingualField()


class TaskSerializer(TaskSummarySerializer):
    statement_html = BilingualField()
    starter = serializers.DictField(child=serializers.CharField())
    public_tests = serializers.DictField(child=serializers.CharField())
    tests = DeclaredTestSerializer(many=True)

    class Meta(TaskSummarySerializer.Meta):
        fields = [*TaskSummarySerializer.Meta.fields, "statement_html", "starter", "public_tests", "tests", "version"]
        read_only_fields = fields


class TestResultSerializer(serializers.ModelSerializer[TestResult]):
    id = serializers.CharField(source="test_id")
    message = BilingualField()

    class Meta:
        model = TestResult
        fields = ["id", "public", "status", "points", "max_points", "message"]
        read_only_fields = fields


class RunSummarySerializer(serializers.ModelSerializer[Run]):
    class Meta:
        model = Run
        fields = ["id", "state", "status", "score", "max_score", "profile", "queued_at", "started_at", "ended_at"]
        read_only_fields = fields


class QueueSerializer(serializers.Serializer[Any]):
    """Where a queued run stands; `estimate_s` is null while nobody can know."""

    position = serializers.IntegerField(allow_null=True)
    estimate_s = serializers.FloatField(allow_null=True)
    workers = serializers.IntegerField()


class RunSerializer(RunSummarySerializer):
    submission = serializers.UUIDField(source="submission_id", allow_null=True)
    lab = serializers.CharField(source="lab.lab_id", allow_null=True, default=None)
    tests = TestResultSerializer(source="test_results", many=True)
    message = BilingualField()
    metrics = serializers.DictField(child=serializers.FloatField(allow_null=True))
    config = serializers.DictField()
    queue = QueueSerializer()

    class Meta(RunSummarySerializer.Meta):
        fields = [
            *RunSummarySerializer.Meta.fields,
            "submission",
            "lab",
            "config",
            "answered_from",
            "attempt",
            "message",
            "metrics",
            "tests",
            "sandbox",
            "isolation",
            "device",
            "cpu_s",
            "wall_s",
            "peak_mib",
            "queue",
        ]
        read_only_fields = fields


class SubmissionSummarySerializer(serializers.ModelSerializer[Submission]):
    task = serializers.CharField(source="task.task_id")
    runs = RunSummarySerializer(many=True)

    class Meta:
        model = Submission
        fields = ["id", "task", "number", "source", "digest", "created_at", "runs"]
        read_only_fields = fields


class SubmissionFileSerializer(serializers.ModelSerializer[SubmissionFile]):
    """A file that is no text: its bytes are a download of their own."""

    class Meta:
        model = SubmissionFile
        fields = ["path", "size", "sha256"]
        read_only_fields = fields


class SubmissionSerializer(SubmissionSummarySerializer):
    files = serializers.DictField(child=serializers.CharField())
    binaries = SubmissionFileSerializer(many=True)

    class Meta(SubmissionSummarySerializer.Meta):
        fields = [*SubmissionSummarySerializer.Meta.fields, "files", "binaries"]
        read_only_fields = fields


class SubmissionRequestSerializer(serializers.Serializer[Any]):
    """What is handed in as JSON: texts by file name, `solution.py` among them."""

    files = serializers.DictField(
        # No trimming: a file's first and last characters are the learner's.
        child=serializers.CharField(allow_blank=True, trim_whitespace=False),
        allow_empty=False,
    )
    profile = serializers.ChoiceField(choices=PROFILES, default="cpu")


class SubmissionUploadSerializer(serializers.Serializer[Any]):
    """What is handed in as a form with files, as the task's page takes them: programs, models, documents, or a .zip of them."""

    upload = serializers.ListField(child=serializers.FileField(allow_empty_file=True), allow_empty=False)
    profile = serializers.ChoiceField(choices=PROFILES, default="cpu")
    # {criterion: number of a level}; a form says self_assessment.clarity=2.
    self_assessment = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)


class RunEventSerializer(serializers.ModelSerializer[RunEvent]):
    data = serializers.DictField()  # type: ignore[assignment]  # a field of this name: the serializer takes it off the class

    class Meta:
        model = RunEvent
        fields = ["seq", "kind", "data", "at"]
        read_only_fields = fields


class RunEventsSerializer(serializers.Serializer[Any]):
    """Ask again with the last `seq`; once `over` is true and `events` is empty, that was all."""

    events = RunEventSerializer(many=True)
    state = serializers.ChoiceField(choices=Run.State.choices)
    over = serializers.BooleanField()


class TokenRequestSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField()


class PortfolioItemSerializer(serializers.ModelSerializer[PortfolioItem]):
    class Meta:
        model = PortfolioItem
        fields = ["submission", "lab_run", "remark", "shows_score", "shows_figures", "shows_files"]
        read_only_fields = fields


class PortfolioSerializer(serializers.ModelSerializer[Portfolio]):
    """`key` stands in the address of the shared page, /p/<key>/; null while it is private."""

    items = PortfolioItemSerializer(many=True)

    class Meta:
        model = Portfolio
        fields = ["headline", "shows_name", "shows_certificate", "may_be_indexed", "key", "shared_at", "items"]
        read_only_fields = fields


class CertificateSerializer(serializers.ModelSerializer[Certificate]):
    course_title = BilingualField()

    class Meta:
        model = Certificate
        fields = [
            *["code", "name", "course_id", "course_title", "course_version", "content_digest", "weeks", "share_percent"],
            *["issued_on", "signature"],
        ]
        read_only_fields = fields


class VerificationSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in Verdict])
    code = serializers.CharField()
    certificate = CertificateSerializer(allow_null=True)
