"""What the user hands in, and what becomes of it. The rules are those of the pages: the same services, the same policies."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from everyday.api.errors import refused
from everyday.api.requests import user_of
from everyday.api.serializers import (
    RunEventsSerializer,
    RunSerializer,
    SubmissionRequestSerializer,
    SubmissionSerializer,
    SubmissionSummarySerializer,
    SubmissionUploadSerializer,
)
from everyday.catalog import selectors as catalog
from everyday.catalog.models import Task
from everyday.submissions import selectors, services
from everyday.submissions.models import Run, Submission
from everyday.submissions.services import NotAllowedError, SourcesRefusedError
from everyday.submissions.uploads import read_handed_in


class SubmissionCreateView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="submissions_create",
        request={"application/json": SubmissionRequestSerializer, "multipart/form-data": SubmissionUploadSerializer},
        responses={201: SubmissionSerializer},
    )
    def post(self, request: Request, code: str, slug: str) -> Response:
        """Hand in texts (JSON) or files (a form) for a task; its run is queued at once. 429 when the task's daily attempts
        are used up."""
        task = catalog.task(f"{code}/{slug}")
        if task is None:
            raise Http404
        try:
            submission = services.submit(
                learner=user_of(request), task=task, source=Submission.Source.API, **_handed_in(request, task)
            )
        except SourcesRefusedError as error:
            raise refused(error) from None
        return Response(SubmissionSerializer(submission).data, status=status.HTTP_201_CREATED)


class SubmissionListView(generics.ListAPIView[Submission]):
    serializer_class = SubmissionSummarySerializer

    @extend_schema(operation_id="submissions_list", parameters=[OpenApiParameter("task", str, description="w05/two-layer-net")])
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Your own submissions, newest first."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Submission]:
        submissions = selectors.submissions_of(user_of(self.request)).defer("files")
        task_id = self.request.query_params.get("task")
        return submissions.filter(task__task_id=task_id) if task_id else submissions


class SubmissionView(APIView):
    @extend_schema(operation_id="submissions_retrieve", responses=SubmissionSerializer)
    def get(self, request: Request, submission_id: UUID) -> Response:
        """A submission with its files and runs."""
        submission = selectors.submission_for(user_of(request), submission_id)
        if submission is None:
            raise Http404
        return Response(SubmissionSerializer(submission).data)


class RunView(APIView):
    @extend_schema(operation_id="runs_retrieve", responses=RunSerializer)
    def get(self, request: Request, run_id: UUID) -> Response:
        """A run: its state, and its verdict once it is over."""
        return Response(_run_data(_run_or_404(request, run_id)))


class RunEventsView(APIView):
    @extend_schema(
        operation_id="runs_events",
        parameters=[OpenApiParameter("after", int, description="The last seq you have; 0 for all", default=0)],
        responses=RunEventsSerializer,
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        """What the run said after `after`: phases, log, metrics, figures, tests, verdict. At most 1,000 at a time."""
        run = _run_or_404(request, run_id)
        after = request.query_params.get("after", "0")
        events = selectors.events_after(run.pk, int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0)
        return Response(RunEventsSerializer({"events": events, "state": run.state, "over": run.is_over}).data)


class RunCancelView(APIView):
    @extend_schema(operation_id="runs_cancel", request=None, responses=RunSerializer)
    def post(self, request: Request, run_id: UUID) -> Response:
        """Cancel a run: a queued one ends at once, a running one within a second. A run that is over stays as it is."""
        run = _run_or_404(request, run_id)
        try:
            services.cancel(user=user_of(request), run=run)
        except NotAllowedError:
            raise Http404 from None
        return Response(_run_data(_run_or_404(request, run_id)))


def _handed_in(request: Request, task: Task) -> dict[str, Any]:
    """What services.submit takes. Raises ValidationError and SourcesRefusedError."""
    if request.content_type.startswith(MultiPartParser.media_type):
        form = SubmissionUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted: dict[str, Any] = form.validated_data
        files = read_handed_in(task, wanted.pop("upload"))
        return {**wanted, "files": files.texts, "binaries": files.binaries}
    body = SubmissionRequestSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _run_or_404(request: Request, run_id: UUID) -> Run:
    run = selectors.run_for(user_of(request), run_id)
    if run is None:
        raise Http404
    return run


def _run_data(run: Run) -> object:
    run.queue = selectors.queue_state(run)  # type: ignore[attr-defined]  # read by RunSerializer beside the run's own fields
    return RunSerializer(run).data
