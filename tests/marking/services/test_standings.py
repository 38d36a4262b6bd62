"""What stands for a response, and whether a person should look: derived from marks and from who asked for a look."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marking.models import Mark, Standing
from marking.scripts.marked import script_of
from marking.services import marks, remarking, schemes, standings
from quizzes.models import Response
from tests.cast import NOW, SCHEME, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MINUTE = timedelta(minutes=1)


def state_of(response: Response) -> tuple[str, Mark | None]:
    standing = Standing.objects.get(pk=response.pk)
    return standing.state, standing.mark


def marked_by_alice(cast: School, response: Response, *, minutes: int, mark: int = 2) -> Mark:
    """Return Alice's mark, given so many minutes later."""
    return marks.give(response=response, mark=Decimal(mark), reason="So.", by=cast.alice, now=NOW + minutes * MINUTE)


def test_what_is_sent_to_the_queue_waits_there_though_the_engine_marks_again(cast: School, response: Response) -> None:
    given = marked_by_alice(cast, response, minutes=0)
    standings.send_to_queue(responses=[response], now=NOW + MINUTE)

    schemes.write(question=cast.question, text=SCHEME + "\nComintern [1]\n", by=cast.alice, now=NOW)
    remarking.apply(question=cast.question, responses=Response.objects.all(), by=cast.alice, now=NOW + 2 * MINUTE)

    assert Mark.objects.filter(response=response, marker=None).count() == 2
    assert state_of(response) == (Standing.State.TO_CHECK, given)
    assert script_of(Response.objects.get(pk=response.pk)).reasons[0] == "Somebody has asked for another look."


def test_a_later_mark_of_a_person_answers_it_until_that_is_undone(cast: School, response: Response) -> None:
    earlier = marked_by_alice(cast, response, minutes=0)
    standings.send_to_queue(responses=[response], now=NOW + MINUTE)
    response = Response.objects.select_related("item", "attempt").get(pk=response.pk)
    decision = marks.Decision(response, Decimal(1), earlier.pk)

    batch = marks.give_many(decisions=[decision], reason="Looked.", by=cast.alice, now=NOW + 2 * MINUTE).batch
    assert state_of(response)[0] == Standing.State.CHECKED
    marks.undo(batch=batch, by=cast.alice, now=NOW + 3 * MINUTE)

    assert state_of(response) == (Standing.State.TO_CHECK, earlier)
