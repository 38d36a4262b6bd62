import datetime as dt

from django.db import migrations, models
from django.utils import timezone


def allow_what_is_arranged(apps, schema_editor):
    """Sittings that run keep the rest breaks that their students have."""
    arrangements = {
        row.student_id: row for row in apps.get_model("quizzes", "AccessArrangement").objects.filter(rest_minutes__gt=0)
    }
    rows = apps.get_model("quizzes", "Attempt").objects.filter(submitted_at=None, student__in=arrangements)
    for attempt in rows.select_related("assignment"):
        granted, times = arrangements[attempt.student_id], attempt.assignment
        day = timezone.localdate(min(max(attempt.started_at, times.opens_at), times.closes_at))
        has_begun = granted.valid_from is None or granted.valid_from <= day
        if has_begun and (granted.valid_until is None or day <= granted.valid_until):
            attempt.break_allowed = dt.timedelta(minutes=granted.rest_minutes)
            attempt.save(update_fields=["break_allowed"])


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0015_marks_that_a_quiz_lowered")]

    operations = [
        migrations.AddField("attempt", "break_allowed", models.DurationField(default=dt.timedelta(0))),
        migrations.RunPython(allow_what_is_arranged, migrations.RunPython.noop),
    ]
