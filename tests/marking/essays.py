"""Essays in our own words, a question with a grid, and classes that have written them."""

from __future__ import annotations

from decimal import Decimal

from marking import queries
from marking.services import levels, marks
from quizzes.models import Assignment, Enrolment, Question, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, question_of, quiz_for, sat

STEM = "How far did steam power change the towns of the north between 1780 and 1850?"
GRID = """\
grid:
    Level 1 (1-2): names a change
    Level 2 (3-5): explains one change
    Level 3 (6-8): weighs several changes
mills / factories [1]
canals / railways [1]
overcrowding / slums [1]
"""
TWO = """\
grid: AO1 - knowledge
    Level 1 (1-2): names a change
    Level 2 (3-4): explains it
grid: AO2 - judgement
    Level 1 (1-3): asserts
    Level 2 (4-6): weighs
mills [1]
railways [1]
overcrowding [1]
steam engine* [1]
"""
SENTENCES = (
    "Mills that had stood by rivers moved into the towns once a steam engine could turn their wheels anywhere.",
    "People left the fields because a family could earn more at the looms than behind a plough.",
    "Streets were built in a hurry, so that overcrowding and bad water followed the chimneys.",
    "Railways carried coal and cloth more cheaply than the canals had done before them.",
    "However, many small workshops went on by hand for another generation and changed little.",
    "The old market squares kept their fairs, and the parish still looked after its poor.",
    "In my view the engine mattered less than the coal that lay so close beneath these towns.",
    "Owners grew rich and built town halls, while most families shared a cellar or a back room.",
    "Some towns had no coal near them, and there the change came late or never.",
    "So the change was great, but it was uneven and it did not come from steam alone.",
)


def essay(length: int, turn: int = 0) -> str:
    """Return an essay of so many sentences, which begins with another one at each `turn`."""
    return " ".join(SENTENCES[(turn + at) % len(SENTENCES)] for at in range(length))


def of_grid(cast: School, scheme: str = GRID) -> Assignment:
    """Return a quiz for 10B of one essay with a grid, whose students are sam and sue."""
    return quiz_for(cast.class_10b, [question_with(cast, scheme)], by=cast.alice)


def question_with(cast: School, scheme: str = GRID) -> Question:
    return question_of(cast.bank, stem=STEM, scheme=scheme, kind="ESSAY")


def script(assignment: Assignment, student: object, text: str) -> Response:
    """Return the script of `student` to the first question, marked by the engine."""
    attempt = sat(assignment, student, text)  # type: ignore[arg-type]
    marks.mark_responses(responses=queries.waiting([attempt.pk]), now=NOW)
    return again(Response.objects.get(attempt=attempt))


def again(response: Response) -> Response:
    """Return a response as the pages load it."""
    rows = Response.objects.select_related("item__question__bank", "attempt__assignment", "standing__mark")
    return rows.get(pk=response.pk)


def pile(cast: School, assignment: Assignment, texts: list[str]) -> list[Response]:
    """Return the scripts of as many new students of 10B."""
    written = []
    for number, text in enumerate(texts):
        student = person(f"writer{number:02}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        written.append(sat(assignment, student, text).pk)
    marks.mark_responses(responses=queries.waiting(written), now=NOW)
    return [again(response) for response in Response.objects.filter(attempt__in=written).order_by("attempt_id")]


def level(response: Response, by: object, **given: str) -> marks.Given:
    """Give a script its marks by objective, `mark` for one without a name."""
    chosen = {("" if name == "mark" else name): Decimal(value) for name, value in given.items()}
    return levels.give(response=response, given=chosen, by=by, now=NOW, seen=again(response).standing.mark_id)
