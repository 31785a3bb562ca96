"""The course, as far as a program needs it."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from everyday.api.serializers import TaskSerializer, WeekSerializer, WeekSummarySerializer
from everyday.catalog import selectors


class WeekListView(APIView):
    @extend_schema(operation_id="weeks_list", responses=WeekSummarySerializer(many=True))
    def get(self, request: Request) -> Response:
        """All 24 weeks."""
        return Response(WeekSummarySerializer(selectors.weeks(), many=True).data)


class WeekView(APIView):
    @extend_schema(operation_id="weeks_retrieve", responses=WeekSerializer)
    def get(self, request: Request, number: int) -> Response:
        """One week with its days, lessons, tasks and labs."""
        week = selectors.week(number)
        if week is None:
            raise Http404
        return Response(WeekSerializer(week).data)


class TaskView(APIView):
    @extend_schema(operation_id="tasks_retrieve", responses=TaskSerializer)
    def get(self, request: Request, code: str, slug: str) -> Response:
        """A task: statement, starter files, public tests, declared tests."""
        task = selectors.task(f"{code}/{slug}")
        if task is None:
            raise Http404
        return Response(TaskSerializer(task).data)
