"""Learning platforms (Moodle, Canvas …) from which people come by LTI 1.3, and what of theirs stands for what here.

Who somebody is there is kept as a connection (`services.connections`), like the accounts of any other provider.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models.quiz import Assignment
from quizzes.models.school_class import SchoolClass

LONGEST_URL = 500


class LtiPlatform(models.Model):
    """A learning platform that this site is a tool of. Switched off, it lets nobody in and gets nothing."""

    name = models.CharField(max_length=100, help_text="What people here call it: “Moodle”.")
    issuer = models.CharField(max_length=255)
    client_id = models.CharField(max_length=255, verbose_name="Client ID")
    deployments = models.JSONField(default=list)  # their ids
    auth_url = models.CharField(max_length=LONGEST_URL)
    token_url = models.CharField(max_length=LONGEST_URL)
    keys_url = models.CharField(max_length=LONGEST_URL)
    pages_url = models.CharField(max_length=LONGEST_URL)
    token_audience = models.CharField(max_length=LONGEST_URL, blank=True)
    makes_teachers = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "learning platform"
        constraints = [models.UniqueConstraint(fields=["issuer", "client_id"], name="platform_registered_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def provider(self) -> str:
        """The name under which its people's connections are kept."""
        return f"lti-{self.pk}"


class LtiKey(models.Model):
    """A pair of keys by which platforms know this site. The private half is encrypted with the key of the site."""

    private = models.TextField()
    public = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Key of {self.made_at:%d %b %Y}"


class LtiCourse(models.Model):
    """A course of a platform, and the class that it stands for here."""

    platform = models.ForeignKey(LtiPlatform, on_delete=models.CASCADE, related_name="courses")
    deployment = models.CharField(max_length=255)
    course_id = models.CharField(max_length=255)
    title = models.CharField(max_length=200, blank=True)
    members_url = models.CharField(max_length=LONGEST_URL, blank=True)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="lti_courses")
    bound_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    bound_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "deployment", "course_id"], name="course_is_one_class")
        ]

    def __str__(self) -> str:
        return self.title or f"Course {self.course_id}"


class LtiLink(models.Model):
    """A link in a course, the quiz that it opens, and the column of the platform's gradebook that its marks go to."""

    course = models.ForeignKey(LtiCourse, on_delete=models.CASCADE, related_name="links")
    link_id = models.CharField(max_length=255)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="lti_links")
    line_item = models.CharField(max_length=LONGEST_URL, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["course", "link_id"], name="link_opens_one_quiz")]

    def __str__(self) -> str:
        return f"{self.assignment} in {self.course}"
