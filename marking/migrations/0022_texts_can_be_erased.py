"""What a former student wrote can be erased from marks and comments; all else in these rows stays final."""

from django.db import migrations

from quizzes.models.guards import erasable_texts


class Migration(migrations.Migration):
    dependencies = [
        ("marking", "0021_practice"),
        ("quizzes", "0033_texts_can_be_erased"),
    ]

    operations = [
        erasable_texts("marking_mark", {"text": "'(erased)'", "points": "'[]'", "reasons": "'[]'"}),
        erasable_texts("marking_scriptcomment", {"exact": "'(erased)'", "prefix": "''", "suffix": "''"}),
    ]
