"""Sources that questions are about, and the pictures in sources and stems."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models.bank import Bank
from quizzes.models.final import Final


class Picture(models.Model):
    """A picture as it is served: checked, encoded anew, without metadata. Its file is named after its content.

    `name`, the beginning of the hash, is what texts call it. What it shows, its caption and its credit stand in those
    texts, so that they have the versions of the text.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=16, unique=True)
    media_type = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    bytes = models.PositiveIntegerField()
    holders = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", help_text="Who has handed it in.")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.width} × {self.height})"

    @property
    def file_name(self) -> str:
        """What the file is called in the store of pictures."""
        return f"{self.sha256[:2]}/{self.sha256}.{self.media_type.removeprefix('image/')}"


class Source(models.Model):
    """What one or several questions of a bank are about: an extract, a cartoon, a table, a diagram.

    `text` is what it says in plain words, `markdown` its form (empty where it has none). `label` is what questions
    call it (“Source A”); without one each quiz gives it a letter.
    """

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="sources")
    label = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField()
    markdown = models.TextField(blank=True)
    credit = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    external_id = models.CharField(max_length=200, blank=True, help_text="What the file that it came from calls it.")
    pictures = models.ManyToManyField(Picture, blank=True, related_name="sources")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["label", "pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.title}" if self.label else self.title


class SourceVersion(Final):
    """A source as it was from a moment on. Rows are only added; the newest is what the source says now."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField()
    markdown = models.TextField(blank=True)
    credit = models.CharField(max_length=500, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "-number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="one_text_a_number")]

    def __str__(self) -> str:
        return f"Version {self.number}: {self.title[:60]}"

    @property
    def stem(self) -> str:
        """What it says plainly, by the name that questions use."""
        return self.text
