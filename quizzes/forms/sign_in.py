"""What the pages of logging in accept: codes of a second factor, passkeys, and the password once more."""

from __future__ import annotations

from typing import Any

from django import forms


class _Code(forms.CharField):
    def __init__(self, **options: Any) -> None:
        boxes = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=boxes), **options)


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = _Code(label="Code", help_text="The six digits that your app shows, or a recovery code.")


class AppForm(forms.Form):
    """The first code of an app that is being set up."""

    code = _Code(label="Code", help_text="The six digits that your app shows now.")


class PasskeyForm(forms.Form):
    """What the browser says of a new passkey, and what to call it."""

    name = forms.CharField(
        max_length=50, label="Name", help_text="So that you know it again: “My laptop”, “Blue security key”."
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput, max_length=20_000)


class PasswordForm(forms.Form):
    """One's password, to show that it is oneself."""

    password = forms.CharField(
        strip=False, label="Your password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
