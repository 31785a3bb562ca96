"""Forms of sign-up and of the settings page."""

import zoneinfo
from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from everyday.accounts.models import User
from everyday.accounts.services import profile

if TYPE_CHECKING:  # Django's own class takes no type argument at run time.
    _UserForm = forms.ModelForm[User]
else:
    _UserForm = forms.ModelForm


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """Name and password, and as little else as possible: the time zone comes from the browser."""

    field_order = ["username", "display_name", "email", "password1", "password2", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"] = forms.CharField(
            label=_("Name shown to others"),
            max_length=80,
            required=False,
            help_text=_("Optional. Without it, your mentor sees your user name."),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        self.fields["time_zone"] = forms.CharField(
            max_length=64, required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""})
        )
        self.order_fields(self.field_order)
        for field in self.fields.values():
            # Labels stand above the fields; a placeholder that repeats them vanishes when it is needed.
            field.widget.attrs.pop("placeholder", None)

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        profile.complete_signup(
            user=user,
            display_name=self.cleaned_data["display_name"],
            time_zone=self.cleaned_data["time_zone"],
            language=get_language() or "",
        )
        return user


def time_zone_choices(current: str) -> list[tuple[str, str]]:
    """Places, not abbreviations; the current value stays choosable whatever it is."""
    places = {name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))}
    return [(name, name.replace("_", " ")) for name in sorted({*places, "UTC", current})]


class SettingsForm(_UserForm):
    class Meta:
        model = User
        fields = ["display_name", "time_zone", "language"]
        help_texts = {
            "time_zone": _("Your day ends at midnight here: it decides what “today” shows."),
            "language": _("The whole course exists in both languages."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=time_zone_choices(self.instance.time_zone),
            help_text=SettingsForm.Meta.help_texts["time_zone"],
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", _("As the browser asks")), ("zh-hans", "简体中文"), ("en", "English")],
            help_text=SettingsForm.Meta.help_texts["language"],
        )
