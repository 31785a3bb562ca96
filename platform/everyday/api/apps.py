from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "everyday.api"
    label = "api"
