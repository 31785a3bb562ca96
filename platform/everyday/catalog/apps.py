from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "everyday.catalog"
    label = "catalog"
