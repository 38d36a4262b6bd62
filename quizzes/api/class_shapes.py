"""The shape of classes, of the people in them, and of invitations to teach one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from quizzes.models import Enrolment, Invitation, Quiz, SchoolClass
from quizzes.services import pins

LONGEST_NAME = 150
ROW: dict[str, Any] = {"min_value": 1, "max_value": 2**53}


class ClassShape(serializers.ModelSerializer[SchoolClass]):
    """A class as its teachers see it."""

    class Meta:
        model = SchoolClass
        fields = ("id", "name", "code", "code_open", "archived_at", "created_at")
        read_only_fields = ("code", "archived_at", "created_at")


class NewYearShape(serializers.Serializer[Any]):
    """The class of the new year: its name, which quizzes of the old one it gets as drafts, and what becomes of that."""

    name = serializers.CharField(max_length=100)
    quizzes = serializers.PrimaryKeyRelatedField(
        queryset=Quiz.objects.none(),
        many=True,
        required=False,
        default=list,
        pk_field=serializers.IntegerField(**ROW),
        help_text="One's own that are set for the old class.",
    )
    put_away = serializers.BooleanField(default=True, help_text="Archive the old class.")


class EnrolmentShape(serializers.ModelSerializer[Enrolment]):
    """Somebody's place in a class."""

    id = serializers.IntegerField(source="user_id", read_only=True, help_text="Of the person.")
    username = serializers.CharField(source="user.username", read_only=True)
    first_name = serializers.CharField(source="user.first_name", read_only=True)
    last_name = serializers.CharField(source="user.last_name", read_only=True)

    class Meta:
        model = Enrolment
        fields = ("id", "username", "first_name", "last_name", "role", "joined_at", "left_at")


class StudentShape(EnrolmentShape):
    """A student of a class, and how they log in."""

    has_way_in = serializers.BooleanField(source="user.has_way_in", help_text="Whether there is a password or a PIN.")
    pin_given_at = serializers.DateTimeField(source="user.pin.given_at", default=None, allow_null=True)
    waits_until = serializers.DateTimeField(
        default=None, allow_null=True, help_text="After wrong guesses: before this the PIN is not tried."
    )

    class Meta(EnrolmentShape.Meta):
        fields = (*EnrolmentShape.Meta.fields, "left_by_choice", "has_way_in", "pin_given_at", "waits_until")  # type: ignore[assignment]


class StudentNameShape(serializers.Serializer[Any]):
    first_name = serializers.CharField(max_length=LONGEST_NAME)
    last_name = serializers.CharField(max_length=LONGEST_NAME)


class NewStudentShape(serializers.Serializer[Any]):
    """A student to be put into a class: somebody new by name, or by username one who is in another class of yours."""

    first_name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    last_name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    username = serializers.CharField(max_length=LONGEST_NAME, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for a username, or for both names."""
        if ("username" in given) == ("first_name" in given and "last_name" in given):
            raise serializers.ValidationError("Give a username, or a first and a last name.")
        return given


class WantedPinsShape(serializers.Serializer[Any]):
    """The students, by their ids, who get a new PIN: the old ones, and their sessions, end with it."""

    students = serializers.ListField(
        child=serializers.IntegerField(**ROW), allow_empty=False, max_length=pins.MOST_AT_ONCE
    )


class PinShape(serializers.Serializer[Any]):
    """What a student logs in with, beside the class's code. The PIN is said only this once."""

    id = serializers.IntegerField(source="user.pk")
    username = serializers.CharField(source="user.username")
    first_name = serializers.CharField(source="user.first_name")
    last_name = serializers.CharField(source="user.last_name")
    pin = serializers.CharField()


class InvitationShape(serializers.ModelSerializer[Invitation]):
    """A colleague who is asked to teach a class, too, and has not answered."""

    class_name = serializers.CharField(source="school_class.name")
    username = serializers.CharField(source="user.username")

    class Meta:
        model = Invitation
        fields = ("id", "school_class", "class_name", "user", "username", "invited_by", "invited_at")


class InviteShape(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=LONGEST_NAME, help_text="Of a teacher of the site.")
