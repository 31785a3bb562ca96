"""Forms of a mentor: a comment, a mark."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everyday.reviews.models import Comment, LookRequest, Mark
from everyday.reviews.selectors.submission import line_count
from everyday.submissions import rubrics
from everyday.submissions.models import Submission

if TYPE_CHECKING:  # Django's own class takes no type argument at run time.
    _MarkForm = forms.ModelForm[Mark]
else:
    _MarkForm = forms.ModelForm

_MOST_CHARACTERS = 10_000


class CommentForm(forms.Form):
    """`path` and `line` are both given, for a comment on a line, or both left out."""

    body = forms.CharField(
        label=_("Comment"), max_length=_MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 4, "required": True})
    )
    path = forms.CharField(required=False, max_length=Comment._meta.get_field("path").max_length, widget=forms.HiddenInput)
    line = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submission = submission

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        path, line = cleaned.get("path", ""), cleaned.get("line") or 0
        if bool(path) != bool(line):
            raise forms.ValidationError(_("A comment on a line needs the file and the line."))
        if path and (path not in self.submission.files or line > line_count(self.submission.files[path])):
            raise forms.ValidationError(_("This line does not exist in the submission."))
        return cleaned


class MarkForm(_MarkForm):
    class Meta:
        model = Mark
        fields = ["level", "note"]
        labels = {"level": _("Judgement"), "note": _("Note to the learner")}
        widgets = {"level": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = forms.ChoiceField(label=_("Judgement"), choices=Mark.Level.choices, widget=forms.RadioSelect)


class LookForm(forms.Form):
    """A learner asks for a look at a refused test."""

    test_id = forms.CharField(max_length=LookRequest._meta.get_field("test_id").max_length)
    reason = forms.CharField(max_length=2_000)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[choice for choice in LookRequest.Decision.choices if choice[0]])
    answer = forms.CharField(max_length=4_000)


class LabReplyForm(forms.Form):
    body = forms.CharField(max_length=4_000)


class RubricForm(forms.Form):
    """`level-<criterion>` for every criterion of the task, and a note. `levels` after validation: {criterion: number}."""

    note = forms.CharField(max_length=4_000, required=False)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = rubrics.criteria_of(submission.task)
        for criterion in self.criteria:
            numbers = [(str(number), str(number)) for number in range(len(criterion["levels"]))]
            self.fields[f"level-{criterion['id']}"] = forms.ChoiceField(choices=numbers)

    @property
    def levels(self) -> dict[str, int]:
        return {criterion["id"]: int(self.cleaned_data[f"level-{criterion['id']}"]) for criterion in self.criteria}

    def clean(self) -> dict[str, Any]:
        if not self.criteria:
            raise forms.ValidationError(_("This task has no rubric."))
        return super().clean() or {}
