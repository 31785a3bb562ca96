from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "everyday.accounts"
    label = "accounts"
