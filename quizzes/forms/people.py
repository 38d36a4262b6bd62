"""What the pages accept of people: lists, students, PINs and class codes."""

from __future__ import annotations

from typing import Any

from django import forms

from quizzes.files.tables import MOST_BYTES
from quizzes.rosters.detect import READ


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or several at once; the value is a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(SeveralFilesField, self).clean(one, initial) for one in given]


class ListForm(forms.Form):
    """A class list as a file, or pasted; one of the two."""

    file = SeveralFilesField(required=False, label="File", help_text="CSV or Excel, up to 10 MB.")
    text = forms.CharField(
        required=False,
        strip=False,
        max_length=500_000,
        label="Or paste it",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="One student per line: “Aisha Khan”, or columns from a spreadsheet with their headings.",
    )

    def __init__(self, *args: Any, several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not several:
            self.fields["file"].widget = forms.ClearableFileInput()
        else:
            self.fields["file"].label = "Files"
            self.fields["file"].help_text = f"{READ}. Up to 10 MB each."
            self.fields["text"].help_text = "Columns from a spreadsheet with their headings, one of them “class”."

    def clean(self) -> dict[str, Any]:
        """Ask for a list, and for it once."""
        data = super().clean() or {}
        text, files = (data.get("text") or "").strip(), data.get("file")
        if not text and not files and "file" not in self.errors:
            raise forms.ValidationError("Choose a file, or paste the list.")
        if text and files:
            raise forms.ValidationError("There is a file and a pasted list. Remove one of them.")
        sizes = [file.size for file in files or ()]
        if sizes and max(sizes) > MOST_BYTES:
            self.add_error("file", "A file is larger than 10 MB. Split it.")
        elif sum(sizes) > 3 * MOST_BYTES:
            self.add_error("file", "Together the files are larger than 30 MB. Leave out those that are not needed.")
        return data

    def given(self) -> list[tuple[str, bytes]]:
        """Return the name and the content of each file, or of what was pasted."""
        if files := self.cleaned_data["file"]:
            return [(file.name, file.read()) for file in files]
        return [("pasted.csv", self.cleaned_data["text"].encode())]


class StudentForm(forms.Form):
    """The name of a student whose account a teacher makes or looks after."""

    first_name = forms.CharField(max_length=150)
    last_name = forms.CharField(max_length=150)


class KnownStudentForm(forms.Form):
    """A student of another class."""

    username = forms.CharField(max_length=150, label="Log-in name")


class PinForm(forms.Form):
    """What stands on a student's slip. `request` is what Django's log-in page gives its form."""

    code = forms.CharField(
        max_length=20,
        label="Class code",
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        max_length=310,
        label="Name",
        help_text="As printed on your slip.",
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "username", "autocorrect": "off", "spellcheck": "false"}
        ),
    )
    pin = forms.CharField(
        max_length=20,
        label="PIN",
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "current-password"}),
    )

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class JoinForm(forms.Form):
    code = forms.CharField(max_length=20, label="Class code", help_text="Eight letters and digits, from your teacher.")


class ResetForm(forms.Form):
    """Whose password is to be set anew."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class AddressForm(forms.Form):
    """One's own address, and the password that shows that it is oneself."""

    email = forms.EmailField(
        required=False,
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Empty: no e-mails, and no new password by e-mail.",
    )
    password = forms.CharField(
        strip=False, label="Your password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
