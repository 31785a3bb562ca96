from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "everyday.learning"
    label = "learning"
