from django.urls import path

from everyday.submissions.views import attempts, bundles, comparisons, demos, files, labs, operations, regrades, runs, tasks

app_name = "submissions"
urlpatterns = [
    path("tasks/<slug:code>/<slug:slug>/", tasks.task_detail, name="task-detail"),
    path("tasks/<slug:code>/<slug:slug>/draft/", tasks.draft_save, name="draft-save"),
    path("tasks/<slug:code>/<slug:slug>/submit/", tasks.submission_create, name="submission-create"),
    path("tasks/<slug:code>/<slug:slug>/attempts/", tasks.submission_list, name="submission-list"),
    path("tasks/<slug:code>/<slug:slug>/compare/", comparisons.task_compare, name="task-compare"),
    path("tasks/<slug:code>/<slug:slug>/compare.csv", comparisons.task_compare_table, name="task-compare-table"),
    path("submissions/<uuid:submission_id>/", attempts.submission_detail, name="submission-detail"),
    path("submissions/<uuid:submission_id>/diff/", attempts.submission_diff, name="submission-diff"),
    path("submissions/<uuid:submission_id>/files/<path:path>", files.file_download, name="file-download"),
    path("submissions/<uuid:submission_id>/demo/", demos.demo_detail, name="demo-detail"),
    path("submissions/<uuid:submission_id>/demo/ask/", demos.demo_ask, name="demo-ask"),
    path("submissions/<uuid:submission_id>/regrade/", regrades.submission_regrade, name="submission-regrade"),
    path("tasks/<slug:code>/<slug:slug>/regrade/", regrades.regrade_start, name="regrade-start"),
    path("regrades/", regrades.regrade_list, name="regrade-list"),
    path("regrades/new/", regrades.regrade_news, name="new-regrades"),
    path("regrades/<int:batch_id>/", regrades.regrade_detail, name="regrade-detail"),
    path("regrades/<int:batch_id>.csv", regrades.regrade_table, name="regrade-table"),
    path("regrades/<int:batch_id>/publish/", regrades.regrade_publish, name="regrade-publish"),
    path("runs/<uuid:run_id>/", runs.run_detail, name="run-detail"),
    path("runs/<uuid:run_id>/explain/", labs.run_explain, name="run-explain"),
    path("runs/<uuid:run_id>/events/", runs.run_events, name="run-events"),
    path("runs/<uuid:run_id>/events.json", runs.run_poll, name="run-poll"),
    path("runs/<uuid:run_id>/cancel/", runs.run_cancel, name="run-cancel"),
    path("labs/<slug:code>/<slug:slug>/", labs.lab_detail, name="lab-detail"),
    path("labs/<slug:code>/<slug:slug>/run/", labs.lab_run, name="lab-run"),
    path("labs/<slug:code>/<slug:slug>/compare/", comparisons.lab_compare, name="lab-compare"),
    path("labs/<slug:code>/<slug:slug>/compare.csv", comparisons.lab_compare_table, name="lab-compare-table"),
    path("operations/", operations.operations_detail, name="operations"),
    path("operations/workers/", operations.worker_drain, name="worker-drain"),
    path("internal/bundles/<str:signed>", bundles.bundle, name="bundle"),
]
