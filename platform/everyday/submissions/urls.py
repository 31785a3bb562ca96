from django.urls import path

from everyday.submissions.views import attempts, bundles, labs, runs, tasks

app_name = "submissions"
urlpatterns = [
    path("tasks/<slug:code>/<slug:slug>/", tasks.task_detail, name="task-detail"),
    path("tasks/<slug:code>/<slug:slug>/draft/", tasks.draft_save, name="draft-save"),
    path("tasks/<slug:code>/<slug:slug>/submit/", tasks.submission_create, name="submission-create"),
    path("tasks/<slug:code>/<slug:slug>/attempts/", tasks.submission_list, name="submission-list"),
    path("submissions/<uuid:submission_id>/", attempts.submission_detail, name="submission-detail"),
    path("submissions/<uuid:submission_id>/diff/", attempts.submission_diff, name="submission-diff"),
    path("runs/<uuid:run_id>/", runs.run_detail, name="run-detail"),
    path("runs/<uuid:run_id>/events/", runs.run_events, name="run-events"),
    path("runs/<uuid:run_id>/events.json", runs.run_poll, name="run-poll"),
    path("runs/<uuid:run_id>/cancel/", runs.run_cancel, name="run-cancel"),
    path("labs/<slug:code>/<slug:slug>/", labs.lab_detail, name="lab-detail"),
    path("labs/<slug:code>/<slug:slug>/run/", labs.lab_run, name="lab-run"),
    path("internal/bundles/<str:signed>", bundles.bundle, name="bundle"),
]
