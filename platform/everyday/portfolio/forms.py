"""Forms of the portfolio and of the certificate. Names that others will read are kept to what a reader can trust."""

import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everyday.portfolio.models import Certificate, Portfolio, PortfolioItem

if TYPE_CHECKING:  # Django's own class takes no type argument at run time.
    _PortfolioForm = forms.ModelForm[Portfolio]
    _ItemForm = forms.ModelForm[PortfolioItem]
else:
    _PortfolioForm = _ItemForm = forms.ModelForm

# Control characters, and those that turn the direction of what follows them.
_NOT_IN_A_LINE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def plain_line(text: str) -> str:
    """One line with single spaces. Raises ValidationError for characters that nobody sees."""
    line = " ".join(text.split())
    if any(unicodedata.category(character) in _NOT_IN_A_LINE for character in line):
        raise ValidationError(_("There is an invisible character in it. Write it again without copying."))
    return line


class AboutForm(_PortfolioForm):
    class Meta:
        model = Portfolio
        fields = ["headline", "shows_name", "shows_certificate", "may_be_indexed"]
        help_texts = {
            "headline": _("Optional. At most 160 characters, for example what you would like to work on."),
        }

    def clean_headline(self) -> str:
        return plain_line(self.cleaned_data["headline"])


class ItemForm(_ItemForm):
    class Meta:
        model = PortfolioItem
        fields = ["remark", "shows_score", "shows_figures", "shows_files"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Many of these stand on one page, and each field needs an id of its own.
        kwargs.setdefault("auto_id", f"item-{kwargs['instance'].pk}-%s")
        super().__init__(*args, **kwargs)
        if self.instance.submission_id is None:
            del self.fields["shows_files"]

    def clean_remark(self) -> str:
        return plain_line(self.cleaned_data["remark"])


class NameForm(forms.Form):
    """The name on a certificate."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=Certificate._meta.get_field("name").max_length,
        help_text=_("As you would sign. Whoever has the certificate’s link reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        name = plain_line(self.cleaned_data["name"])
        if not any(character.isalpha() for character in name):
            raise ValidationError(_("A name has at least one letter."))
        return name
