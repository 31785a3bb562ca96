"""Certificates, for the operator: to look at, to revoke with a reason, to reinstate."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everyday.accounts.requests import signed_in
from everyday.portfolio import services
from everyday.portfolio.models import Certificate
from everyday.portfolio.policies import may_revoke


class ReasonForm(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=240, required=False)


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin[Any]):
    list_display = ["code", "name", "learner", "course_version", "share_percent", "issued_on", "withdrawn_at", "revoked_at"]
    list_filter = ["issued_on", "course_version"]
    list_select_related = ["learner"]
    search_fields = ["code", "name", "learner__username"]
    action_form = ReasonForm
    actions = ["revoke", "reinstate"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        user = signed_in(request)
        return user is not None and may_revoke(user)

    @admin.action(description=gettext_lazy("Revoke, with the reason given beside"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Certificate]) -> None:
        operator, reason = signed_in(request), request.POST.get("reason", "").strip()
        assert operator is not None
        if not reason:
            self.message_user(request, _("Say why: whoever asks about the certificate reads it."), messages.ERROR)
            return
        now = timezone.now()
        done = sum(
            services.revoke_certificate(operator=operator, certificate=certificate, reason=reason[:240], now=now)
            for certificate in chosen
        )
        text = ngettext("%(count)d certificate is revoked.", "%(count)d certificates are revoked.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Take the revocation back"), permissions=["revoke"])
    def reinstate(self, request: HttpRequest, chosen: QuerySet[Certificate]) -> None:
        operator = signed_in(request)
        assert operator is not None
        done = sum(services.reinstate_certificate(operator=operator, certificate=certificate) for certificate in chosen)
        text = ngettext("%(count)d certificate is reinstated.", "%(count)d certificates are reinstated.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)
