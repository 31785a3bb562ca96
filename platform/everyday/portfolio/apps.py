from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "everyday.portfolio"
    label = "portfolio"
