"""What is said of a learning platform that is registered, and what people choose who come from one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from quizzes.models import Assignment, LtiPlatform, SchoolClass
from quizzes.pure.reachable import BadAddress, target_of

LONGEST_DEPLOYMENT = 255
MOST_DEPLOYMENTS = 50


class PlatformForm(forms.ModelForm[LtiPlatform]):
    """What the platform shows when this site is entered there as a tool."""

    deployment_ids = forms.CharField(
        label="Deployment IDs", widget=forms.Textarea(attrs={"rows": 2}), max_length=5_000, help_text="One a line."
    )

    class Meta:
        model = LtiPlatform
        fields = (
            "name", "pages_url", "issuer", "client_id", "deployment_ids", "auth_url", "token_url", "keys_url",
            "token_audience", "makes_teachers",
        )  # fmt: skip
        widgets = dict.fromkeys(("pages_url", "auth_url", "token_url", "keys_url"), forms.URLInput)
        labels = {
            "pages_url": "Address of the platform",
            "issuer": "Issuer, or platform ID",
            "auth_url": "Authentication request URL",
            "token_url": "Access token URL",
            "keys_url": "Public keyset URL",
            "token_audience": "Audience of access tokens",
            "makes_teachers": "Whoever teaches a course there may make a teacher’s account here",
        }
        help_texts = {
            "pages_url": "As the browser shows it: https://moodle.school.example. Only its pages may frame our start.",
            "token_audience": "Only if the platform names one that is not the access token URL (Brightspace does).",
            "makes_teachers": "Otherwise only people who can log in here already, or whom you invite.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["deployment_ids"] = "\n".join(self.instance.deployments)

    def clean_deployment_ids(self) -> list[str]:
        ids = list(dict.fromkeys(line.strip() for line in self.cleaned_data["deployment_ids"].splitlines()))
        ids = [one for one in ids if one]
        if len(ids) > MOST_DEPLOYMENTS or any(len(one) > LONGEST_DEPLOYMENT for one in ids):
            raise ValidationError(f"Give up to {MOST_DEPLOYMENTS} ids of up to {LONGEST_DEPLOYMENT} signs.")
        return ids

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("pages_url", "auth_url", "token_url", "keys_url"):
            if cleaned.get(name):
                self._check(name, cleaned[name])
        return cleaned

    def _check(self, name: str, url: str) -> None:
        try:
            target = target_of(url)
        except BadAddress as error:
            self.add_error(name, str(error))
            return
        if target.scheme != "https" and target.host not in {"localhost", "127.0.0.1"}:
            self.add_error(name, "Give an address that begins with https://.")
        elif any(sign in urlsplit(url).netloc for sign in " ;,'\""):
            self.add_error(name, "This is no address.")

    def platform(self) -> LtiPlatform:
        """Return the platform as the form says it, not saved."""
        made: LtiPlatform = self.save(commit=False)
        made.deployments = self.cleaned_data["deployment_ids"]
        return made


class CourseForm(forms.Form):
    """Which class a course stands for: one of one's own, or a new one of this name."""

    school_class = forms.ModelChoiceField(
        queryset=SchoolClass.objects.none(), required=False, empty_label="A new class", label="Class"
    )
    name = forms.CharField(max_length=100, required=False, label="Name of the new class")

    def __init__(self, *args: Any, classes: QuerySet[SchoolClass], title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["school_class"]
        field.queryset = classes
        self.initial["name"] = title[:100]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("school_class") and not cleaned.get("name"):
            self.add_error("name", "Give the new class a name, or choose one that is there.")
        return cleaned


class LinkForm(forms.Form):
    """Which quiz of the class a link opens."""

    assignment = forms.ModelChoiceField(queryset=Assignment.objects.none(), empty_label=None, label="Quiz")

    def __init__(self, *args: Any, assignments: QuerySet[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignment"]
        field.queryset = assignments
        field.label_from_instance = lambda row: row.quiz.title
