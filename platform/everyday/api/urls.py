from django.urls import path

from everyday.api.views import course, people, schema, showing, work

app_name = "api"
urlpatterns = [
    path("me", people.MeView.as_view(), name="me"),
    path("token", people.TokenView.as_view(), name="token"),
    path("weeks", course.WeekListView.as_view(), name="week-list"),
    path("weeks/<int:number>", course.WeekView.as_view(), name="week-detail"),
    path("tasks/<slug:code>/<slug:slug>", course.TaskView.as_view(), name="task-detail"),
    path("tasks/<slug:code>/<slug:slug>/submissions", work.SubmissionCreateView.as_view(), name="submission-create"),
    path("submissions", work.SubmissionListView.as_view(), name="submission-list"),
    path("submissions/<uuid:submission_id>", work.SubmissionView.as_view(), name="submission-detail"),
    path("runs/<uuid:run_id>", work.RunView.as_view(), name="run-detail"),
    path("runs/<uuid:run_id>/events", work.RunEventsView.as_view(), name="run-events"),
    path("runs/<uuid:run_id>/cancel", work.RunCancelView.as_view(), name="run-cancel"),
    path("portfolio", showing.PortfolioView.as_view(), name="portfolio-detail"),
    path("certificate", showing.CertificateView.as_view(), name="certificate-detail"),
    path("certificates/<str:code>", showing.VerificationView.as_view(), name="certificate-verify"),
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("docs/", schema.DocsView.as_view(), name="docs"),
]
