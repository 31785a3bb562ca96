"""People and cohorts, for the operator."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from everyday.accounts.models import Cohort, Enrolment, User

if TYPE_CHECKING:  # Django's own classes take no type arguments at run time.
    _UserAdmin = UserAdmin[User]
    _CohortAdmin = admin.ModelAdmin[Cohort]
    _EnrolmentAdmin = admin.ModelAdmin[Enrolment]
    _EnrolmentInline = admin.TabularInline[Enrolment, Cohort]
else:
    _UserAdmin = UserAdmin
    _CohortAdmin = _EnrolmentAdmin = admin.ModelAdmin
    _EnrolmentInline = admin.TabularInline


class EnrolmentInline(_EnrolmentInline):
    model = Enrolment
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(User)
class EverydayUserAdmin(_UserAdmin):
    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        (_("On this site"), {"fields": ("role", "display_name", "language", "time_zone")}),
    )
    list_display = ["username", "display_name", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active", "enrolments__cohort"]
    search_fields = ["username", "display_name", "email"]


@admin.register(Cohort)
class CohortAdmin(_CohortAdmin):
    list_display = ["name", "slug", "starts_on", "open_to_all"]
    list_filter = ["open_to_all"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [EnrolmentInline]


@admin.register(Enrolment)
class EnrolmentAdmin(_EnrolmentAdmin):
    list_display = ["user", "cohort", "kind", "joined_at"]
    list_filter = ["kind", "cohort"]
    search_fields = ["user__username", "user__display_name"]
    autocomplete_fields = ["user", "cohort"]
    list_select_related = ["user", "cohort"]
