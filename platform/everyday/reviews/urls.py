from django.urls import path

from everyday.reviews.views import cohorts, inbox, submissions

app_name = "reviews"
urlpatterns = [
    path("", cohorts.dashboard, name="dashboard"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("looks/<int:look_id>/", inbox.look_decide, name="look-decide"),
    path("runs/<uuid:run_id>/looks/", inbox.look_create, name="look-create"),
    path("runs/<uuid:run_id>/replies/", inbox.lab_replies, name="lab-replies"),
    path("runs/<uuid:run_id>/replies/new/", inbox.lab_reply_create, name="lab-reply-create"),
    path("new/", submissions.feedback_news, name="new-feedback"),
    path("submissions/<uuid:submission_id>/", submissions.submission_review, name="submission"),
    path("submissions/<uuid:submission_id>/comments/", submissions.comment_create, name="comment-create"),
    path("submissions/<uuid:submission_id>/marks/", submissions.mark_create, name="mark-create"),
    path("submissions/<uuid:submission_id>/rubric/", inbox.rubric_create, name="rubric-create"),
    path("submissions/<uuid:submission_id>/feedback/", submissions.submission_feedback, name="feedback"),
    path("<slug:cohort>/", cohorts.cohort_detail, name="cohort"),
    path("<slug:cohort>/progress.csv", cohorts.cohort_export, name="cohort-export"),
    path("<slug:cohort>/learners/<int:learner>/", cohorts.learner_detail, name="learner"),
]
