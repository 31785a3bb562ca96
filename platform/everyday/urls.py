"""The site's addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("everyday.learning.urls")),
    path("", include("everyday.submissions.urls")),
    path("", include("everyday.catalog.urls")),
    path("reviews/", include("everyday.reviews.urls")),
    path("", include("everyday.portfolio.urls")),
    path("accounts/", include("everyday.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("everyday.api.urls")),
    path("", include("everyday.lib.urls")),
    path("operator/", admin.site.urls),
]
