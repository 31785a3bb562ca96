from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "everyday.lib"
    label = "lib"
