"""Essays as a teacher levels them: by keys in six actions, by finger, without the network; no word is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from marking.models import MarkingLease, ObjectiveLevel, ScriptComment
from marking.services import comments
from marking.views.essays import pile_for
from quizzes.models import Assignment, Response
from tests.cast import School, school
from tests.marking.essays import GRID, TWO, essay, level, of_grid, pile
from tests.runtime.site import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def classroom(live_site: Any) -> School:
    """The cast, with two comments in alice's bank."""
    cast = school(timezone.now())
    comments.bank(owner=cast.alice, text="Say why.", letter="w", now=timezone.now())
    comments.bank(owner=cast.alice, text="Give an example.", letter="e", now=timezone.now())
    return cast


def scripts(cast: School, count: int, scheme: str = GRID) -> tuple[Assignment, list[Response]]:
    assignment = of_grid(cast, scheme)
    return assignment, pile(cast, assignment, [essay(3 + number % 6, number) for number in range(count)])


def opened(page: Page, assignment: Assignment, query: str = "") -> Page:
    page.goto(f"/assignments/{assignment.pk}/essays/{query}")
    expect(page.locator("#essay")).to_be_focused()
    return page


def number(page: Page) -> str:
    return page.locator("#essay").get_attribute("data-number") or ""


def drag(page: Page, text: str) -> None:
    """Select words of the script with the mouse, as one action."""
    box = page.evaluate(
        """(text) => {
          const words = document.querySelector("#paper .words");
          const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(text);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + text.length);
            words.scrollIntoView({ block: "start" });
            const rects = [...range.getClientRects()];
            const [a, b] = [rects[0], rects.at(-1)];
            return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2];
          }
        }""",
        text,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=4)
    page.mouse.up()


def test_a_script_takes_six_actions_and_no_page_load(open_page: Any, classroom: School, axe: Any) -> None:
    assignment, rows = scripts(classroom, 3)
    page = opened(open_page(user=classroom.alice), assignment)
    axe(page)
    page.evaluate("window.here = true")
    first = number(page)
    words = page.locator("#paper .words").text_content() or ""
    one, other = re.findall(r"\w+ \w+ \w+", words)[0], re.findall(r"\w+ \w+ \w+", words)[6]

    page.keyboard.press("2")
    drag(page, one)
    page.keyboard.press("w")
    drag(page, other)
    page.keyboard.press("e")
    page.keyboard.press("Enter")

    expect(page.locator("#essay")).not_to_have_attribute("data-number", first)
    expect(page.locator("#essay")).to_be_focused()
    expect(page.locator("#tally")).to_contain_text("1 of 3 scripts levelled")
    until(lambda: ScriptComment.objects.count() == 2, of="both comments to be kept")
    assert page.evaluate("window.here") is True
    given = ObjectiveLevel.objects.get()
    assert (given.level, int(given.given), given.mark.response_id) == (2, 4, rows[int(first) - 1].pk)
    kept = ScriptComment.objects.order_by("start")
    assert [(row.text, row.exact) for row in kept] == [("Say why.", one), ("Give an example.", other)]
    page.keyboard.press("p")
    expect(page.locator("#essay")).to_have_attribute("data-number", first)
    expect(page.locator(".comments li")).to_have_count(2)
    expect(page.locator(".noted")).to_have_count(2)
    axe(page)


def test_marks_objectives_and_sentences_go_by_keys_and_are_undone(open_page: Any, classroom: School) -> None:
    assignment, _ = scripts(classroom, 2, TWO)
    page = opened(open_page(user=classroom.alice), assignment)

    page.keyboard.press("2")
    page.keyboard.press("+")
    expect(page.locator("#chosen")).to_have_text("AO1 level 2, 4; AO2: not chosen, not given yet")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Choose a level for AO2 first")
    page.locator("#essay").focus()
    page.keyboard.press("1")
    page.keyboard.press(".")
    page.keyboard.press("Shift+>")
    expect(page.locator("#remark")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("n u 2 are words here")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".comments li:not(.waiting)")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#tally")).to_contain_text("1 of 2 scripts levelled")

    assert [row.level for row in ObjectiveLevel.objects.all()] == [2, 1]
    page.keyboard.press("u")
    expect(page.locator("#messages")).to_contain_text("Undone.")
    page.keyboard.press("u")
    expect(page.locator(".comments li")).to_have_count(0)
    assert ScriptComment.objects.count() == 2
    assert ScriptComment.objects.first().exact.count(".") == 2


def test_nothing_is_lost_without_the_network(open_page: Any, classroom: School) -> None:
    assignment, _ = scripts(classroom, 3)
    page = opened(open_page(user=classroom.alice), assignment)
    open_page.tolerate("ERR_INTERNET_DISCONNECTED")
    page.wait_for_load_state("networkidle")  # the next script has come in advance
    first = number(page)
    page.context.set_offline(True)

    page.get_by_label("Comment on the whole").fill("A fair start.")
    page.locator("#essay").focus()
    page.keyboard.press("3")
    page.keyboard.press(".")
    page.keyboard.press("w")
    expect(page.locator(".comments .waiting")).to_contain_text("Say why. (not saved yet)")
    page.keyboard.press("Enter")

    expect(page.locator("#essay")).not_to_have_attribute("data-number", first)
    expect(page.locator("#unsaved")).to_contain_text("3 not saved")
    page.keyboard.press("1")
    page.context.set_offline(False)
    expect(page.locator("#unsaved")).to_be_hidden()
    until(lambda: ScriptComment.objects.count() == 2 and ObjectiveLevel.objects.count() == 1, of="all to arrive")
    page.reload()
    expect(page.locator("#chosen")).to_contain_text("Level 1, 1, not given yet")


def test_what_is_typed_and_not_given_goes_with_the_script_or_waits(open_page: Any, classroom: School) -> None:
    assignment, _ = scripts(classroom, 3)
    page = opened(open_page(user=classroom.alice), assignment)

    page.keyboard.press(".")
    page.keyboard.press("Enter")
    page.keyboard.type("Half a thought")
    page.locator("#paper .words").click(position={"x": 5, "y": 5})  # lets go of the words
    expect(page.locator("#remark")).to_be_hidden()
    page.keyboard.press(".")
    expect(page.locator("#remark-text")).to_have_value("Half a thought")
    page.get_by_text("Level 2 explains one change").click()
    page.get_by_role("button", name="Give and continue").click()

    expect(page.locator("#tally")).to_contain_text("1 of 3 scripts levelled")
    until(lambda: ScriptComment.objects.filter(text="Half a thought").exists(), of="the comment to be kept")


def test_a_finger_levels_and_comments_on_a_phone(open_page: Any, classroom: School, axe: Any) -> None:
    assignment, _ = scripts(classroom, 2)
    page = opened(open_page("phone", user=classroom.alice, dark=True), assignment)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(
        """() => {
          const words = document.querySelector("#paper .words");
          const node = document.createTreeWalker(words, NodeFilter.SHOW_TEXT).nextNode();
          getSelection().setBaseAndExtent(node, 0, node, 5);
        }"""
    )
    expect(page.locator("#remark")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Say why.").tap()
    expect(page.locator(".comments li:not(.waiting)")).to_have_count(1)
    page.get_by_text("Level 2 explains one change").tap()
    page.locator("#mark-0-5").tap()
    page.get_by_role("button", name="Give and continue").tap()
    expect(page.locator("#tally")).to_contain_text("1 of 2 scripts levelled")
    assert int(ObjectiveLevel.objects.get().given) == 5


def test_a_colleagues_level_is_shown_and_mine_waits(open_page: Any, classroom: School) -> None:
    assignment, rows = scripts(classroom, 2)
    page = opened(open_page(user=classroom.alice), assignment, f"?script={rows[0].pk}")
    open_page.tolerate("409")
    level(rows[0], classroom.admin, mark="7")

    page.keyboard.press("1")
    page.keyboard.press("Enter")

    expect(page.locator("#messages")).to_contain_text("ada has given “Level 3, 7 of 8.” in the meantime")
    expect(page.locator("#essay")).to_have_attribute("data-number", "1")
    expect(page.locator("#chosen")).to_have_text("Level 1, 1, not given yet")
    page.locator("#essay").focus()
    page.keyboard.press("Enter")
    until(lambda: ObjectiveLevel.objects.count() == 2, of="the level that was given again")


def test_when_the_last_one_is_levelled_the_second_look_is_offered(open_page: Any, classroom: School) -> None:
    assignment, rows = scripts(classroom, 20)
    for at, row in enumerate(rows[1:]):
        level(row, classroom.alice, mark="147"[at % 6 // 2])
    page = opened(open_page(user=classroom.alice), assignment)
    expect(page.locator("#expected")).to_contain_text("more likely")

    page.keyboard.press("2")
    page.keyboard.press("Enter")

    expect(page.locator("#done")).to_contain_text("A second look helps most")
    look = page.locator("#done [data-open]")
    before = look.count()
    look.first.click()
    expect(page.locator("#essay")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("#done [data-open]")).to_have_count(before - 1)


def test_two_teachers_are_led_to_different_scripts(open_page: Any, classroom: School) -> None:
    assignment, _ = scripts(classroom, 3)
    one = opened(open_page(user=classroom.alice), assignment)
    until(MarkingLease.objects.exists, of="the first to be seen")

    other = opened(open_page(user=classroom.admin), assignment)
    first = number(one)
    assert number(other) != first
    until(lambda: MarkingLease.objects.count() == 2, of="the second to be seen")
    one.reload()
    expect(one.locator("#essay")).to_have_attribute("data-number", first)
    opened(other, assignment, f"?script={one.locator('#essay').get_attribute('data-script')}")
    expect(other.locator("#here")).to_have_text("Alice has this script open too.")


def test_pages_beside_and_at_a_border_break_no_rule(open_page: Any, classroom: School, axe: Any) -> None:
    assignment, rows = scripts(classroom, 12)
    for at, row in enumerate(rows):
        level(row, classroom.alice, mark="147"[at % 6 // 2])
    known = pile_for(classroom.alice, assignment, rows[0].item)
    assert known is not None
    border = next(pk for pk in known.rows if known.border(pk))
    for device, dark in (("desktop", True), ("phone", False)):
        page = open_page(device, user=classroom.alice, dark=dark)
        for path in (f"beside/?other={rows[1].pk}", "compare/"):
            page.goto(f"/responses/{border}/{path}")
            expect(page.locator(".columns")).to_be_visible()
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
