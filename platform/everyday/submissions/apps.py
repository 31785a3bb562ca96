from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "everyday.submissions"
    label = "submissions"
