from django.urls import path

from everyday.accounts import views

app_name = "accounts"
urlpatterns = [
    path("settings/", views.settings_edit, name="settings"),
    path("token/", views.token_create, name="token-create"),
    path("token/revoke/", views.token_revoke, name="token-revoke"),
    path("language/", views.language_set, name="language-set"),
]
