from django.urls import path

from everyday.reviews.views import cohorts, submissions

app_name = "reviews"
urlpatterns = [
    path("", cohorts.dashboard, name="dashboard"),
    path("new/", submissions.feedback_news, name="new-feedback"),
    path("submissions/<uuid:submission_id>/", submissions.submission_review, name="submission"),
    path("submissions/<uuid:submission_id>/comments/", submissions.comment_create, name="comment-create"),
    path("submissions/<uuid:submission_id>/marks/", submissions.mark_create, name="mark-create"),
    path("submissions/<uuid:submission_id>/feedback/", submissions.submission_feedback, name="feedback"),
    path("<slug:cohort>/", cohorts.cohort_detail, name="cohort"),
    path("<slug:cohort>/progress.csv", cohorts.cohort_export, name="cohort-export"),
    path("<slug:cohort>/learners/<int:learner>/", cohorts.learner_detail, name="learner"),
]
