"""What a former student wrote goes from every table; marks and sums stay, and final rows change to just this."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, connection, models, transaction

from marking import queries
from marking.models import Mark, MarkScheme, Opinion, PracticeAnswer, ScriptComment, Standing
from marking.services import comments, enquiries, erasing, marks, opinions, remarking, results
from marking.services.comments import Passage
from quizzes.models import Response, ResponseVersion, User
from quizzes.models.attempt import ERASED
from quizzes.services import privacy
from tests.cast import NOW, School, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

WORD = "xylocarpic"  # what nobody else writes
TEXT = f"socialism in one country, social {WORD} facists, I think"
LATER = NOW + timedelta(days=400)


@pytest.fixture
def response(cast: School) -> Response:
    """Give a marked response of Sam's whose words are quoted wherever a product may quote them."""
    attempt = sat(cast.assignment, cast.sam, TEXT)
    sat(cast.assignment, cast.sue, "socialism in one country")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    row = Response.objects.select_related("item").get(attempt=attempt)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    comments.write(response=row, text="Which?", passage=Passage(WORD, TEXT.index(WORD)), by=cast.alice, now=NOW)
    comments.write_overall(response=row, text="Well argued.", by=cast.alice, now=NOW, seen=None)
    enquiries.ask(response=row, text=f"Why is {WORD} wrong?", now=NOW)
    PracticeAnswer.objects.create(
        student=cast.sam, question=cast.question, scheme=MarkScheme.objects.get(question=cast.question), key=uuid4(),
        text=TEXT, mark=1, out_of=2, points=[{"evidence": [{"text": WORD}]}], box_before=1, answered_at=NOW,
    )  # fmt: skip
    Opinion.objects.update_or_create(
        response=row, defaults={"mark": row.standing.mark, "chance": 0.5, "reach": 1, "asks": True, "reasons": [WORD]}
    )
    return row


def former(cast: School) -> User:
    return privacy.take_name_away(student=cast.sam, by=cast.admin, now=NOW)


def tables_with(word: str) -> set[str]:
    """Return the tables of the database that hold a word anywhere."""
    holding = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(word in str(row) for row in cursor.fetchall()):
                holding.add(table)
    return holding


def test_no_table_holds_a_word_of_it_and_the_marks_stand(cast: School, response: Response) -> None:
    assert len(tables_with(WORD)) >= 7
    before = list(Mark.objects.order_by("pk").values_list("pk", "mark", "out_of", "marker", "codes", "made_at"))
    standing = Standing.objects.values_list("mark", "engine_mark").get(response=response)

    assert erasing.erase_texts(student=former(cast), by=cast.admin, now=NOW) == 1

    assert tables_with(WORD) == set()
    response.refresh_from_db()
    assert (response.text, response.erased_at) == (ERASED, NOW)
    assert list(Mark.objects.order_by("pk").values_list("pk", "mark", "out_of", "marker", "codes", "made_at")) == before
    assert Standing.objects.values_list("mark", "engine_mark").get(response=response) == standing
    assert {row.text for row in ScriptComment.objects.filter(response=response)} == {"Which?", "Well argued."}
    assert LogEntry.objects.filter(object_id=str(cast.sam.pk), change_message="The texts were erased.").exists()
    assert Response.objects.get(attempt__student=cast.sue).text == "socialism in one country"


def test_what_is_erased_is_neither_marked_again_nor_looked_at_nor_part_of_the_opinion(
    cast: School, response: Response
) -> None:
    Standing.objects.filter(response=response).update(state=Standing.State.TO_CHECK)
    erasing.erase_texts(student=former(cast), by=cast.admin, now=NOW)

    assert not queries.waiting().exists()
    assert response not in queries.to_check(cast.assignment)
    assert response not in queries.unchecked(cast.assignment, response.item, everything=True)
    scheme = MarkScheme.objects.get(question=cast.question)
    rows = Response.objects.handed_in()
    found = remarking.preview(question=cast.question, responses=rows, text=scheme.text + "anything [1]\n")
    assert response.pk not in {row.response.pk for row in found.rows}
    opinions.form_opinion(assignment=cast.assignment, item=response.item, now=NOW)
    assert not Opinion.objects.filter(response=response).exists()


def test_the_name_goes_first_and_the_marks_come_before(cast: School, response: Response) -> None:
    with pytest.raises(erasing.HasAName):
        erasing.erase_texts(student=cast.sam, by=cast.admin, now=NOW)
    student = former(cast)
    Response.objects.filter(pk=response.pk).update(revision=9)
    with pytest.raises(erasing.StillToMark):
        erasing.erase_texts(student=student, by=cast.admin, now=NOW)
    assert WORD in Response.objects.get(pk=response.pk).text


def test_texts_go_by_themselves_a_set_time_after_the_last_sitting(cast: School, response: Response) -> None:
    assert erasing.erase_when_due(days=365, now=LATER) == 0  # who has a name keeps the texts
    former(cast)
    assert erasing.erase_when_due(days=500, now=LATER) == 0
    assert erasing.erase_when_due(days=365, now=LATER) == 1
    assert tables_with(WORD) == set()
    assert erasing.erase_when_due(days=365, now=LATER) == 0


ALLOWED: dict[type[models.Model], dict[str, Any]] = {
    ResponseVersion: {"text": ERASED},
    Mark: {"text": ERASED, "points": [], "reasons": []},
    ScriptComment: {"exact": ERASED, "prefix": "", "suffix": ""},
}


def refused(model: Any, **values: Any) -> bool:
    """Whether the database refuses to change the rows that have a passage or a text to this, round Django's guard."""
    rows = models.QuerySet(model).filter(start__isnull=False) if model is ScriptComment else models.QuerySet(model)
    try:
        with transaction.atomic():
            rows.filter(response__attempt__student__first_name="Former student").update(**values)
    except DatabaseError as error:
        return "part of the record" in str(error)
    return False


@pytest.mark.parametrize("model", ALLOWED)
def test_the_database_lets_final_rows_change_to_just_this(cast: School, response: Response, model: Any) -> None:
    former(cast)
    allowed = ALLOWED[model]
    assert refused(model, **allowed)  # nobody has said when it was erased

    Response.objects.filter(pk=response.pk).update(erased_at=NOW)

    for name in allowed:
        other = [1] if isinstance(allowed[name], list) else "what was never written"
        assert refused(model, **{**allowed, name: other})
    for field in model._meta.concrete_fields:
        if field.name not in allowed and not field.primary_key:
            assert refused(model, **allowed, **{field.name: changed(field)}), field.name
    assert not refused(model, **allowed)
    with pytest.raises(DatabaseError, match="part of the record"), transaction.atomic():
        models.QuerySet(model).filter(response=response)._raw_delete(using="default")


def changed(field: models.Field[Any, Any]) -> Any:
    """Return another value of the kind that a field holds."""
    if isinstance(field, models.ForeignKey):
        return 1_000_000  # the trigger comes before the constraint
    if isinstance(field, models.DateTimeField):
        return LATER
    if isinstance(field, models.BooleanField):
        return not field.default if not callable(field.default) else True
    if isinstance(field, models.DecimalField):
        return Decimal(0)
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, (models.IntegerField, models.FloatField)):
        return 77
    return "other"
