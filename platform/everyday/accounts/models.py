"""Who is who: a person, a cohort that starts on a date, and the enrolment that ties the two."""

import zoneinfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def validate_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Unknown time zone: %(value)s"), params={"value": value})


def validate_cohort_slug(value: str) -> None:
    """A cohort's page is /reviews/<slug>/, where these words already mean something else."""
    if value in {"new", "submissions"}:
        raise ValidationError(_("This word is taken: %(value)s"), params={"value": value})


class Role(models.TextChoices):
    LEARNER = "learner", _("Learner")
    MENTOR = "mentor", _("Mentor")
    OPERATOR = "operator", _("Operator")


class User(AbstractUser):
    """A person. `role` is what the site lets them do at most; what they may see hangs on enrolments."""

    role = models.CharField(max_length=16, choices=Role, default=Role.LEARNER)
    display_name = models.CharField(_("Name shown to others"), max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True, choices=[("zh-hans", "简体中文"), ("en", "English")])
    time_zone = models.CharField(_("Time zone"), max_length=64, default="Asia/Shanghai", validators=[validate_time_zone])

    def __str__(self) -> str:
        return self.display_name or self.username


class Cohort(models.Model):
    """Learners who walk the plan together from `starts_on` (week 1, day 1, in each learner's own time zone)."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True, validators=[validate_cohort_slug])
    starts_on = models.DateField()
    # A learner who signs up without an invitation joins the open cohort.
    open_to_all = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "id"]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """One person in one cohort, as learner or as mentor."""

    class Kind(models.TextChoices):
        LEARNER = "learner", _("Learner")
        MENTOR = "mentor", _("Mentor")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.LEARNER)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "cohort"], name="one_enrolment_per_cohort")]

    def __str__(self) -> str:
        return f"{self.user} · {self.cohort} · {self.kind}"
