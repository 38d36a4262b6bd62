"""What a former student wrote can be erased; its rows stay, and stay final in all else."""

from django.db import migrations, models

from quizzes.models.guards import erasable_texts


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0032_sources_in_the_order_they_were_added"),
    ]

    operations = [
        migrations.AddField(
            model_name="response",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When the school erased the text, on request or after a set time.",
                null=True,
            ),
        ),
        erasable_texts("quizzes_responseversion", {"text": "'(erased)'"}, acts="UPDATE"),
    ]
