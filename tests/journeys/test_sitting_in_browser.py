"""The paper in a real browser, under what networks, tabs, sessions and clocks do to it.

In each case the same must hold: text typed more than a second ago is on the device, and once there is a connection it
is on the server, which is asked in its database.
"""

from __future__ import annotations

import contextlib
import gzip
import hmac
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Error, Page, Route, expect
from pytest_django import DjangoDbBlocker

from quizzes.models import Assignment, Attempt, Response, ResponseVersion
from quizzes.pure.terms import Terms
from quizzes.services import answer_files, attempt_acts, attempts
from quizzes.services.arrangements import arrange_access
from tests.cast import PASSWORD, School, question_of, quiz_for, school
from tests.conftest import Site
from tests.runtime.browser import Windows, check_axe_light_and_dark
from tests.runtime.kept import Kept
from tests.runtime.site import Program, until

pytestmark = pytest.mark.django_db(transaction=True)

STEMS = ["Who led the talks at Rapallo?", "Why did they meet in secret?", "What did each side gain?"]
KEPT = """async () => {
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open("sitting", 1);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("answers", { keyPath: ["user", "attempt", "item"] });
    };
  });
  const rows = await new Promise((resolve) => {
    db.transaction("answers").objectStore("answers").getAll().onsuccess = (event) => resolve(event.target.result);
  });
  db.close();
  return rows.map((row) => row.text);
}"""


@dataclass
class Sitting:
    cast: School
    attempt: Attempt

    @property
    def path(self) -> str:
        return f"/attempts/{self.attempt.pk}/"

    @property
    def on_server(self) -> list[str]:
        return list(Response.objects.filter(attempt=self.attempt).order_by("item").values_list("text", flat=True))

    @property
    def history(self) -> set[tuple[str, str]]:
        return set(ResponseVersion.objects.values_list("outcome", "text"))

    def ends_in(self, seconds: float) -> None:
        Attempt.objects.filter(pk=self.attempt.pk).update(ends_at=timezone.now() + timedelta(seconds=seconds))

    def passes(self, seconds: float) -> None:
        """Let time pass for the server, by moving into the past what it goes by."""
        since = timedelta(seconds=seconds)
        Attempt.objects.filter(pk=self.attempt.pk).update(
            ends_at=F("ends_at") - since, paused_at=F("paused_at") - since
        )


def with_a_paper() -> tuple[School, Assignment]:
    """Return the cast with a quiz of STEMS that is open while the tests run."""
    now = timezone.now() - timedelta(minutes=1)
    cast = school(now)
    questions = [question_of(cast.bank, stem=stem, word_limit=30) for stem in STEMS]
    return cast, quiz_for(cast.class_10b, questions, by=cast.alice, now=now)


@pytest.fixture(scope="session")
def kept_paper(
    django_db_setup: None, _valkey: Program, django_db_blocker: DjangoDbBlocker
) -> Kept[tuple[School, Assignment]]:
    with django_db_blocker.unblock():
        return Kept(with_a_paper, name="kept_paper")


@pytest.fixture
def sitting(kept_paper: Kept[tuple[School, Assignment]], live_site: Site) -> Sitting:
    cast, assignment = kept_paper.again()
    return Sitting(cast, attempts.start(assignment=assignment, student=cast.sam, now=timezone.now()))


@pytest.fixture
def paper(open_page: Windows, sitting: Sitting) -> Page:
    """Return the paper of sam, open on a phone and holding the lease."""
    # A browser reports each request that fails as an error of the page; here they are what is tested.
    open_page.tolerate(r"Failed to load resource|ERR_|net::")
    return opened(open_page("phone", user=sitting.cast.sam), sitting)


def opened(page: Page, sitting: Sitting) -> Page:
    before = Attempt.objects.get(pk=sitting.attempt.pk).lease
    with page.expect_response("**/answers/"):  # the last that the page asks for by itself at first
        page.goto(sitting.path)
    becomes(page, lambda: Attempt.objects.get(pk=sitting.attempt.pk).lease != before, of="the lease of the page")
    return page


def opened_to_end_in(seconds: float, page: Page, sitting: Sitting) -> Page:
    """Return the open paper with so much time left, less than ten seconds, however long it took to open."""
    opened(page, sitting)

    def is_told() -> bool:
        """Whether a heartbeat has told the page. One that begins while another is under way says nothing new."""
        sitting.ends_in(seconds)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)
        return re.fullmatch(r"\d s", page.locator("#time").inner_text()) is not None

    until(is_told)
    return page


def becomes(page: Page, holds: Callable[[], Any], *, of: str = "it", seconds: float = 40) -> None:
    """Wait until `holds()`, letting the page live meanwhile: it gives a request 15 s before it tries again."""
    for _ in range(int(seconds * 10)):
        if holds():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"waited {seconds} s in vain for {of}; the bar said: {page.locator('#state').all_inner_texts()}")


def set_clock(page: Page, days: float) -> None:
    """Let the device's clock be wrong by so many days from the next page on."""
    page.add_init_script(f"""
      const Right = Date, off = {days} * 86_400_000;
      globalThis.Date = class extends Right {{
        constructor(...given) {{ given.length ? super(...given) : super(Right.now() + off); }}
        static now() {{ return Right.now() + off; }}
      }};
    """)


def write(page: Page, place: int, text: str) -> None:
    """Type at the end of an answer. Else Chromium types at the start of a text that came with the page."""
    field = page.locator("textarea").nth(place)
    field.press("Control+End")
    field.press_sequentially(text, delay=5)


def kept(page: Page) -> list[str]:
    texts: list[str] = page.evaluate(KEPT)
    return texts


def state(page: Page) -> Any:
    return expect(page.locator("#state"))


# ---- networks -------------------------------------------------------------------------------------------


def test_typing_is_saved_by_itself_and_then_forgotten_by_the_device(paper: Page, sitting: Sitting) -> None:
    write(paper, 0, "Chicherin and Rathenau")
    becomes(paper, lambda: sitting.on_server[0] == "Chicherin and Rathenau")
    state(paper).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    becomes(paper, lambda: kept(paper) == [], of="the device to forget what the server has")
    expect(paper.locator(".answered")).to_contain_text("1")


def test_typing_without_a_pause_is_saved_within_ten_seconds(open_page: Windows, sitting: Sitting) -> None:
    page = open_page("phone", user=sitting.cast.sam)
    page.clock.install()
    opened(page, sitting)
    field = page.locator("textarea").nth(1)
    for _ in range(26):  # 12 s by the page's clock, without a pause of 1.5 s
        field.press_sequentially("ab ")
        page.clock.run_for(450)
    becomes(page, lambda: sitting.on_server[1] != "", seconds=1)
    becomes(page, lambda: sitting.on_server[1] == "ab " * 26)


def test_typing_offline_is_kept_on_the_device_and_sent_once_online(paper: Page, sitting: Sitting) -> None:
    paper.context.set_offline(True)
    write(paper, 0, "typed in the dead zone")
    becomes(paper, lambda: kept(paper) == ["typed in the dead zone"])
    state(paper).to_have_text("Not sent yet. Kept on this device. Trying again")
    write(paper, 2, "and more")
    becomes(paper, lambda: sorted(kept(paper)) == ["and more", "typed in the dead zone"])
    assert sitting.on_server == ["", "", ""]
    paper.context.set_offline(False)
    state(paper).to_have_text("Sent again, all saved")
    assert sitting.on_server == ["typed in the dead zone", "", "and more"]
    becomes(paper, lambda: kept(paper) == [])


def test_typing_while_the_server_is_killed_and_started_again_is_saved(
    paper: Page, sitting: Sitting, live_site: Site
) -> None:
    live_site.program.kill()
    write(paper, 0, "while it was down")
    becomes(paper, lambda: kept(paper) == ["while it was down"])
    live_site.program.start()
    becomes(paper, lambda: sitting.on_server[0] == "while it was down", seconds=45)


def test_typing_while_three_in_ten_requests_fail_is_saved(paper: Page, sitting: Sitting) -> None:
    chance = random.Random(7)
    ways: list[Callable[[Route], None]] = [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=503, body="<h1>busy</h1>", content_type="text/html"),
        lambda route: route.fulfill(status=429, json={"detail": "slow down"}, headers={"Retry-After": "1"}),
    ]

    def meddle(route: Route) -> None:
        if chance.random() < 0.3:
            chance.choice(ways)(route)
        elif chance.random() < 0.3:
            route.fetch()  # the server has it, but its reply is lost
            route.abort()
        else:
            route.continue_()

    paper.route("**/api/v1/**", meddle)
    texts = ["", "", ""]
    for turn in range(9):
        write(paper, turn % 3, f"part {turn}. ")
        texts[turn % 3] += f"part {turn}. "
        paper.wait_for_timeout(900)
    becomes(paper, lambda: sitting.on_server == texts, seconds=60)
    paper.unroute("**/api/v1/**")


def test_typing_over_a_line_of_three_seconds_is_saved_in_order(paper: Page, sitting: Sitting) -> None:
    line = paper.context.new_cdp_session(paper)
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 3000, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    for turn in range(6):
        write(paper, 0, f"{turn} ")
        paper.wait_for_timeout(700)
    becomes(paper, lambda: sitting.on_server[0] == "0 1 2 3 4 5 ", seconds=30)
    becomes(paper, lambda: kept(paper) == [])


def test_what_a_line_cannot_carry_at_once_is_sent_in_parts(paper: Page, sitting: Sitting) -> None:
    def carry_little(route: Route) -> None:
        if len(route.request.post_data_buffer or b"") > 50_000:
            route.abort("connectionreset")
        else:
            route.continue_()

    paper.route("**/answers/", carry_little)
    texts = [f"{letter * 19_000}" for letter in "абв"]
    paper.context.set_offline(True)
    for place, text in enumerate(texts):
        paper.locator("textarea").nth(place).fill(text)
    paper.context.set_offline(False)
    becomes(paper, lambda: sitting.on_server == texts, of="all three answers")


def test_an_answer_gets_through_a_line_that_takes_longer_than_a_request_is_given_at_first(
    paper: Page, sitting: Sitting
) -> None:
    text = "щ" * 20_000  # 40 kB
    line = paper.context.new_cdp_session(paper)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 50, "downloadThroughput": 20_000, "uploadThroughput": 2_000}  # bytes a second
    line.send("Network.emulateNetworkConditions", slow)
    paper.locator("textarea").nth(0).fill(text)
    becomes(paper, lambda: sitting.on_server[0] == text, of="the answer", seconds=90)


# ---- length ---------------------------------------------------------------------------------------------


def test_a_paste_past_the_limit_is_told_of_and_stays_in_sight(paper: Page, sitting: Sitting) -> None:
    text = "x" * 19_995 + " the end"
    field = paper.locator("textarea").nth(1)
    field.fill("a few words")
    expect(paper.locator(f"#letters-{item_of(sitting, 1)}")).to_have_text("")
    field.fill(text)
    expect(paper.locator("#notice")).to_contain_text("Only the first 20,000 letters of the answer to question 2 fit")
    expect(paper.locator(f"#letters-{item_of(sitting, 1)}")).to_have_text("3 letters too many: the end is not saved")
    becomes(paper, lambda: sitting.on_server[1] == text[:20_000])
    state(paper).to_have_text("One answer is too long")
    expect(field).to_have_value(text)
    field.press("Control+End")
    for _ in range(3):
        field.press("Backspace")
    state(paper).to_have_text(re.compile(r"^Saved"))
    expect(paper.locator("#notice")).to_be_hidden()
    expect(paper.locator(f"#letters-{item_of(sitting, 1)}")).to_have_text("0 letters left")


def test_handing_in_an_answer_that_is_too_long_is_asked_about_once(paper: Page, sitting: Sitting) -> None:
    paper.locator("textarea").nth(0).fill("x" * 20_001)
    becomes(paper, lambda: sitting.on_server[0] == "x" * 20_000)
    hand_in = paper.locator("header").get_by_role("button", name="Hand in")
    hand_in.click()
    expect(paper.locator("#notice")).to_contain_text("question 1")
    hand_in.click()
    paper.wait_for_url("**/hand-in/")


def item_of(sitting: Sitting, place: int) -> int:
    return list(Response.objects.filter(attempt=sitting.attempt).order_by("item").values_list("item", flat=True))[place]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": "<h1>Sign on to School Wi-Fi</h1>", "content_type": "text/html"},
        {"status": 200, "json": {"hello": "portal"}},
        {"status": 500, "body": "", "content_type": "text/html"},
        {"status": 413, "body": "too large", "content_type": "text/plain"},
        {"status": 403, "body": "<h1>Blocked by the filter</h1>", "content_type": "text/html"},
    ],
)
def test_an_answer_that_is_not_the_servers_is_never_taken_for_a_receipt(
    paper: Page, sitting: Sitting, answer: dict[str, Any]
) -> None:
    paper.route("**/answers/", lambda route: route.fulfill(**answer))
    with paper.expect_response("**/answers/"):
        write(paper, 0, "still mine")
    paper.wait_for_timeout(500)  # in which it might say so
    assert kept(paper) == ["still mine"]
    assert not paper.locator("#state").inner_text().startswith("Saved")
    paper.unroute("**/answers/")
    write(paper, 0, "!")
    becomes(paper, lambda: sitting.on_server[0] == "still mine!", seconds=40)


# ---- tabs and devices -----------------------------------------------------------------------------------


def test_a_killed_tab_gives_its_text_back_and_sends_it(paper: Page, sitting: Sitting, open_page: Windows) -> None:
    context = paper.context
    write(paper, 0, "saved before")
    becomes(paper, lambda: sitting.on_server[0] == "saved before")
    context.set_offline(True)
    write(paper, 0, " and typed offline")
    paper.locator("[name^=flag-]").nth(1).check()
    paper.wait_for_timeout(1000)
    with contextlib.suppress(Error):
        paper.goto("chrome://crash")  # no event tells a page of this
    paper.close()
    context.set_offline(False)
    again = opened(open_page.watched(context.new_page()), sitting)
    expect(again.locator("textarea").nth(0)).to_have_value("saved before and typed offline")
    expect(again.locator("[name^=flag-]").nth(1)).to_be_checked()
    becomes(again, lambda: sitting.on_server[0] == "saved before and typed offline")
    becomes(again, lambda: kept(again) == [])


@pytest.mark.parametrize("days", [(-40, 0), (0, 40), (40, -40)])
def test_a_clock_of_the_device_that_is_a_month_off_takes_no_text_away(
    open_page: Windows, sitting: Sitting, days: tuple[int, int]
) -> None:
    open_page.tolerate(r"Failed to load resource|ERR_|net::")
    page = open_page("phone", user=sitting.cast.sam)
    context = page.context
    set_clock(page, days[0])
    opened(page, sitting)
    context.set_offline(True)
    write(page, 0, "only this device has it")
    becomes(page, lambda: kept(page) == ["only this device has it"])
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = open_page.watched(context.new_page())
    set_clock(again, days[1])
    opened(again, sitting)
    expect(again.locator("textarea").nth(0)).to_have_value("only this device has it")
    becomes(again, lambda: sitting.on_server[0] == "only this device has it")


def test_what_nobody_came_back_for_goes_a_month_after_its_end_and_not_before(paper: Page, sitting: Sitting) -> None:
    put = """async ([user, ages]) => {
      const script = document.querySelector("script[src$='paper.js']").src;
      const { keep } = await import(script.replace("paper.js", "store.js"));
      const at = (days) => (days === null ? null : Date.now() - days * 86_400_000);
      for (const [item, [typed, ended]] of ages.entries()) {
        await keep({ user, attempt: 999_999, item, text: `${typed} ${ended}`, seq: at(typed), ends: at(ended) });
      }
    }"""
    days_since_typed_and_since_the_end = [[40, 31], [40, 29], [29, 31], [399, None], [401, None], [40, -1]]
    paper.evaluate(put, [sitting.cast.sue.pk, days_since_typed_and_since_the_end])
    paper.goto(sitting.path)
    stays = ["40 29", "29 31", "399 null", "40 -1"]
    becomes(paper, lambda: kept(paper) == stays, of="the old ones to go")


def test_leaving_the_page_at_once_after_typing_sends_it(paper: Page, sitting: Sitting) -> None:
    write(paper, 0, "the last words")
    paper.goto("about:blank")
    becomes(paper, lambda: sitting.on_server[0] == "the last words", seconds=5)


def test_who_starts_from_the_cover_writes_at_once_and_asks_for_nothing_first(
    open_page: Windows, sitting: Sitting
) -> None:
    cast, asked = sitting.cast, list[str]()
    page = open_page("phone", user=cast.sue)
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.split('/', 3)[-1]}"))
    page.goto(f"/sit/{sitting.attempt.assignment_id}/")
    page.get_by_role("button", name="Start").click()
    page.locator("textarea").first.fill("World revolution")
    becomes(page, lambda: Response.objects.filter(attempt__student=cast.sue, text="World revolution").exists(), of="it")
    attempt = Attempt.objects.get(student=cast.sue)
    assert page.locator("#paper").get_attribute("data-lease") == attempt.lease != ""
    assert not [one for one in asked if one.endswith("/lease/")]
    with page.expect_response("**/lease/"):  # which a page that is loaded again asks for, as another tab would
        page.reload()
    expect(page.locator("textarea").first).to_have_value("World revolution")
    expect(page.locator("#state")).not_to_contain_text("Read-only")


def test_who_starts_while_the_class_is_paused_finds_the_paper_locked(open_page: Windows, sitting: Sitting) -> None:
    Assignment.objects.filter(pk=sitting.attempt.assignment_id).update(paused_at=timezone.now())
    page = open_page("phone", user=sitting.cast.sue)
    page.goto(f"/sit/{sitting.attempt.assignment_id}/")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#time")).to_have_text("Paused")
    expect(page.locator("textarea").first).not_to_be_editable()


def test_a_second_tab_takes_over_and_the_first_says_so(paper: Page, sitting: Sitting, open_page: Windows) -> None:
    write(paper, 0, "first tab")
    becomes(paper, lambda: kept(paper) == ["first tab"] or sitting.on_server[0] == "first tab")
    second = opened(open_page.watched(paper.context.new_page()), sitting)
    expect(paper.locator("textarea").nth(0)).not_to_be_editable()
    state(paper).to_have_text("Read-only here")
    expect(second.locator("textarea").nth(0)).to_have_value("first tab")
    write(second, 0, ", second tab")
    becomes(second, lambda: sitting.on_server[0] == "first tab, second tab")
    paper.get_by_role("button", name="Continue here").click()
    expect(paper.locator("textarea").nth(0)).to_have_value("first tab, second tab")
    expect(paper.locator("textarea").nth(0)).to_be_editable()
    expect(second.locator("textarea").nth(0)).not_to_be_editable()


def test_a_second_device_takes_over_and_no_text_of_the_first_is_lost(
    paper: Page, sitting: Sitting, open_page: Windows
) -> None:
    paper.context.set_offline(True)
    write(paper, 0, "on the phone")
    becomes(paper, lambda: kept(paper) == ["on the phone"])
    desk = opened(open_page("desktop", user=sitting.cast.sam), sitting)
    write(desk, 0, "at the desk")
    becomes(desk, lambda: sitting.on_server[0] == "at the desk")
    paper.context.set_offline(False)
    expect(paper.locator("textarea").nth(0)).not_to_be_editable()
    becomes(paper, lambda: ("OTHER_TAB", "on the phone") in sitting.history)
    paper.get_by_role("button", name="Continue here").click()
    expect(paper.locator("textarea").nth(0)).to_have_value("at the desk")
    expect(paper.locator(".aside").nth(0)).to_contain_text("on the phone")
    assert sitting.on_server[0] == "at the desk"
    paper.get_by_role("button", name="Add it below my answer").click()
    becomes(paper, lambda: sitting.on_server[0] == "at the desk\non the phone")


# ---- people ---------------------------------------------------------------------------------------------


def test_a_lost_session_is_renewed_without_leaving_the_page(paper: Page, sitting: Sitting) -> None:
    paper.evaluate("window.isTheSamePage = true")
    Session.objects.all().delete()
    write(paper, 0, "typed while signed out")
    dialog = paper.get_by_role("dialog", name="You are logged out")
    dialog.get_by_label("Password of Sam").fill("not it")
    dialog.get_by_role("button", name="Log in and continue").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not the right password")
    assert kept(paper) == ["typed while signed out"]
    dialog.get_by_label("Password of Sam").fill(PASSWORD)
    dialog.get_by_role("button", name="Log in and continue").click()
    expect(dialog).to_be_hidden()
    becomes(paper, lambda: sitting.on_server[0] == "typed while signed out")
    assert paper.evaluate("window.isTheSamePage")
    write(paper, 1, "and goes on")
    becomes(paper, lambda: sitting.on_server[1] == "and goes on")
    paper.locator("header").get_by_role("button", name="Hand in").click()
    paper.get_by_role("button", name="Hand in now").click()
    paper.wait_for_url("**/receipt/")


def test_signing_in_can_be_put_off_and_taken_up_again(paper: Page, sitting: Sitting) -> None:
    Session.objects.all().delete()
    write(paper, 0, "one")
    dialog = paper.get_by_role("dialog", name="You are logged out")
    dialog.get_by_role("button", name="Not now").click()
    state(paper).to_have_text("Not sent yet. Kept on this device. Log in to send")
    write(paper, 0, " two")
    paper.get_by_role("button", name="Log in again").click()
    dialog.get_by_label("Password of Sam").fill(PASSWORD)
    dialog.get_by_role("button", name="Log in and continue").click()
    becomes(paper, lambda: sitting.on_server[0] == "one two")


# Types by the page's own clock, which a busy machine holds up together with the dialog's.
TYPE_ON = """async () => {
  const field = document.querySelectorAll("textarea")[1];
  const dialog = document.getElementById("sign-in");
  let wasOpen = false;
  for (let turn = 0; turn < 80; turn += 1) {
    field.setRangeText("x", field.value.length, field.value.length, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((go) => setTimeout(go, 50));
    wasOpen ||= dialog.open;
  }
  return wasOpen;
}"""


def test_signing_in_waits_for_who_is_typing(paper: Page, sitting: Sitting) -> None:
    dialog = paper.get_by_role("dialog", name="You are logged out")
    Session.objects.all().delete()
    with paper.expect_response("**/answers/") as refused:
        write(paper, 0, "one")
        paper.locator("textarea").nth(1).focus()  # leaving an answer sends it
        was_open = paper.evaluate(TYPE_ON)
    assert refused.value.status in (401, 403)
    assert not was_open
    expect(dialog).to_be_visible()
    paper.keyboard.type("not for the dialog")
    expect(dialog.get_by_label("Password of Sam")).to_have_value("")
    assert kept(paper) == ["one", "x" * 80]


def test_logging_out_leaves_nothing_and_another_person_sees_nothing(
    paper: Page, sitting: Sitting, open_page: Windows
) -> None:
    paper.context.set_offline(True)
    write(paper, 0, "a secret of sam")
    becomes(paper, lambda: kept(paper) == ["a secret of sam"])
    paper.close()
    paper.context.set_offline(False)
    page = open_page.watched(paper.context.new_page())
    page.goto("/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("Username").wait_for()
    assert kept(page) == []


# ---- time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_wrong_clock_of_the_device_changes_neither_time_nor_saving(
    open_page: Windows, sitting: Sitting, minutes: int
) -> None:
    page = open_page("phone", user=sitting.cast.sam)
    set_clock(page, minutes / 1440)
    sitting.ends_in(9.5 * 60)
    opened(page, sitting)
    expect(page.locator("#time")).to_have_text(re.compile(r"^(9|10) min$"))
    write(page, 0, "on time")
    becomes(page, lambda: sitting.on_server[0] == "on time")
    saved_at = timezone.localtime(Response.objects.get(text="on time").saved_at)
    either = "|".join(f"{saved_at + shift:%H:%M}" for shift in (timedelta(0), timedelta(minutes=1)))
    state(page).to_have_text(re.compile(f"^Saved ({either})$"))


def test_extra_time_given_midway_is_shown_and_announced(paper: Page, sitting: Sitting) -> None:
    paper.evaluate("""() => {
      window.heard = [];
      const say = document.getElementById("say");
      const changes = { childList: true, characterData: true, subtree: true };
      new MutationObserver(() => heard.push(say.textContent)).observe(say, changes);
    }""")
    sitting.ends_in(25 * 60 - 1)
    write(paper, 0, "x")
    notice = paper.locator("#notice")
    expect(notice).to_contain_text(
        re.compile(r"Your teacher gave you \d more minutes\. Your time now ends at \d\d:\d\d\.")
    )
    becomes(paper, lambda: any("more minutes" in text for text in paper.evaluate("heard")), of="the announcement")
    expect(paper.locator("#time")).to_have_text("25 min")


def test_time_that_runs_out_hands_in_what_was_typed(open_page: Windows, sitting: Sitting) -> None:
    page = opened_to_end_in(9, open_page("phone", user=sitting.cast.sam), sitting)
    page.locator("textarea").nth(2).fill("until the very end")
    page.wait_for_url("**/receipt/", timeout=30_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Time ran out")
    attempt = Attempt.objects.get(pk=sitting.attempt.pk)
    assert sitting.on_server[2] == "until the very end"
    assert attempt.closed_by_clock
    assert attempt.submitted_at == attempt.ends_at


def test_extra_time_that_comes_as_time_runs_out_opens_the_paper_again(open_page: Windows, sitting: Sitting) -> None:
    page = opened_to_end_in(6, open_page("phone", user=sitting.cast.sam), sitting)
    sitting.ends_in(600)
    expect(page.locator("#time")).to_have_text(re.compile(r"^(9|10) min$"))
    write(page, 0, "goes on")
    becomes(page, lambda: sitting.on_server[0] == "goes on")


def test_text_typed_offline_before_the_end_reaches_the_teacher_after_it(open_page: Windows, sitting: Sitting) -> None:
    open_page.tolerate(r"ERR_INTERNET_DISCONNECTED")
    page = opened_to_end_in(8, open_page("phone", user=sitting.cast.sam), sitting)
    page.context.set_offline(True)
    write(page, 0, "in a dead zone – Tschitscherin, 西 😀")
    expect(page.locator("#notice")).to_contain_text("1 answer is not sent yet, but kept on this device", timeout=20_000)
    expect(page.locator("textarea").nth(0)).not_to_be_editable()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download my answers").click()
    read_back = answer_files.read(Path(saved.value.path()).read_bytes(), attempt=sitting.attempt)
    assert read_back.answers[0].text == "in a dead zone – Tschitscherin, 西 😀"
    sitting.passes(6)
    page.context.set_offline(False)
    page.wait_for_url("**/receipt/", timeout=40_000)
    # Said by the page where the paper sent it on its way there, by its script where that found it on the device.
    late = re.compile("1 answer (was changed after the end|on this device had not been sent)")
    expect(page.locator("#leftover")).to_contain_text(late)
    assert sitting.on_server[0] == ""
    assert ("LATE", "in a dead zone – Tschitscherin, 西 😀") in sitting.history
    becomes(page, lambda: kept(page) == [])


def test_the_time_can_be_heard_on_demand_even_if_it_is_hidden(paper: Page, sitting: Sitting) -> None:
    paper.get_by_role("button", name="Hide time").click()
    paper.locator("#say-time").focus()
    for _ in range(2):  # what is asked twice is said twice
        paper.evaluate("document.getElementById('say').textContent = ''")
        paper.keyboard.press("t")
        expect(paper.locator("#say")).to_have_text(re.compile(r"^\d+ min left\. Your time ends at \d\d:\d\d\."))
    assert sitting.on_server == ["", "", ""]


def test_the_time_can_be_hidden_and_stays_hidden(paper: Page, sitting: Sitting) -> None:
    paper.get_by_role("button", name="Hide time").click()
    expect(paper.locator("#time")).to_be_hidden()
    paper.reload()
    expect(paper.locator("#time")).to_be_hidden()
    paper.get_by_role("button", name="Show time").click()
    expect(paper.locator("#time")).to_be_visible()


# ---- pauses and rest breaks -----------------------------------------------------------------------------


def act(sitting: Sitting, of: Callable[..., Any], **more: Any) -> None:
    rows = Attempt.objects.filter(pk=sitting.attempt.pk)
    of(attempts=rows, by=sitting.cast.alice, now=timezone.now(), **more)


def test_a_pause_stops_clock_and_pen_and_the_paper_goes_on_by_itself(paper: Page, sitting: Sitting) -> None:
    write(paper, 0, "before")
    becomes(paper, lambda: sitting.on_server[0] == "before")
    sitting.ends_in(12)  # of which nothing would be left at the resumption, were it not for the pause
    act(sitting, attempt_acts.pause)
    paper.locator("[name^=flag-]").nth(1).check()
    expect(paper.locator("#notice")).to_contain_text("Your teacher has paused the quiz")
    expect(paper.locator("#time")).to_have_text("Paused")
    expect(paper.locator("textarea").nth(0)).not_to_be_editable()
    expect(paper.get_by_text(STEMS[0])).to_be_visible()
    paper.reload()
    expect(paper.locator("#notice")).to_contain_text("Your teacher has paused the quiz")
    sitting.passes(9)
    assert Attempt.objects.get(pk=sitting.attempt.pk).is_open
    act(sitting, attempt_acts.add_minutes, minutes=5)
    act(sitting, attempt_acts.resume)
    expect(paper.locator("#notice")).to_contain_text("The quiz has resumed")
    write(paper, 0, " and after")
    becomes(paper, lambda: sitting.on_server[0] == "before and after")


def test_what_is_typed_offline_during_a_pause_counts_once_the_clock_goes_on(paper: Page, sitting: Sitting) -> None:
    paper.context.set_offline(True)
    write(paper, 0, "in the dead zone")
    becomes(paper, lambda: kept(paper) == ["in the dead zone"])
    long_ago = timezone.now() - timedelta(minutes=3)
    attempt_acts.pause(attempts=Attempt.objects.filter(pk=sitting.attempt.pk), by=sitting.cast.alice, now=long_ago)
    paper.context.set_offline(False)
    becomes(paper, lambda: ("PAUSED", "in the dead zone") in sitting.history)
    assert kept(paper) == ["in the dead zone"]
    assert sitting.on_server[0] == ""
    act(sitting, attempt_acts.resume)
    becomes(paper, lambda: sitting.on_server[0] == "in the dead zone")


def test_a_rest_break_waits_for_what_is_typed_and_hides_the_questions(open_page: Windows, sitting: Sitting) -> None:
    page = opened(open_page("phone", user=sitting.cast.sam), sitting)
    write(page, 0, "before the break")
    expect(page.get_by_role("button", name="rest break")).to_have_count(0)
    arrange_access(student=sitting.cast.sam, terms=Terms(rest_minutes=10), by=sitting.cast.alice, now=timezone.now())
    write(page, 1, "as the paper is open")
    expect(page.locator("#notice")).to_contain_text("You may take rest breaks now.")
    page.get_by_role("button", name="Take a rest break (10 min left)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rest break")
    assert sitting.on_server[0] == "before the break"
    expect(page.get_by_text(STEMS[0])).to_have_count(0)
    expect(page.locator("#rest")).to_have_text("10 min")
    page.get_by_role("button", name="Resume the quiz").click()
    expect(page.locator("textarea").nth(0)).to_have_value("before the break")


# ---- handing in -----------------------------------------------------------------------------------------


def test_handing_in_waits_for_what_is_not_sent(paper: Page, sitting: Sitting) -> None:
    paper.context.set_offline(True)
    write(paper, 0, "not yet there")
    paper.locator("header").get_by_role("button", name="Hand in").click()
    expect(paper.locator("#notice")).to_contain_text("must reach the server before you hand in")
    assert Attempt.objects.get(pk=sitting.attempt.pk).is_open
    paper.context.set_offline(False)
    becomes(paper, lambda: sitting.on_server[0] == "not yet there")
    paper.locator("header").get_by_role("button", name="Hand in").click()
    paper.wait_for_url("**/hand-in/")
    paper.context.set_offline(True)
    paper.get_by_role("button", name="Hand in now").click()
    expect(paper.locator("#trouble")).to_contain_text("cannot be reached")
    paper.context.set_offline(False)
    paper.get_by_role("button", name="Hand in now").click()
    paper.wait_for_url("**/receipt/")
    attempt = Attempt.objects.get(pk=sitting.attempt.pk)
    expect(paper.locator("#receipt")).to_contain_text(attempt.receipt)
    expect(paper.locator(".received")).to_contain_text("not yet there")


def test_answers_that_only_the_device_has_can_be_carried_to_the_teacher_from_the_hand_in_page(
    paper: Page, sitting: Sitting
) -> None:
    paper.route("**/answers/", lambda route: route.abort())
    write(paper, 1, "not sent")
    becomes(paper, lambda: kept(paper) == ["not sent"])
    paper.goto(f"{sitting.path}hand-in/")
    expect(paper.get_by_role("alert")).to_contain_text("1 answer is kept on this device and not sent yet")
    with paper.expect_download() as saved:
        paper.get_by_role("button", name="Download my answers").click()
    read_back = answer_files.read(Path(saved.value.path()).read_bytes(), attempt=sitting.attempt)
    assert [answer.text for answer in read_back.answers] == ["not sent"]
    paper.get_by_role("button", name="Hand in now").click()
    assert Attempt.objects.get(pk=sitting.attempt.pk).is_open


def test_the_signature_of_a_file_is_the_one_of_the_standard(paper: Page) -> None:
    texts = ["", "a", *("x" * size for size in (54, 55, 56, 63, 64, 65, 119, 1000)), "é西😀"]
    signed = paper.evaluate(
        """async (texts) => {
          const { hmac } = await import("/static/quizzes/sitting/sha256.js");
          return texts.map((text) => hmac("k".repeat(64), text));
        }""",
        texts,
    )
    assert signed == [hmac.new(b"k" * 64, text.encode(), "sha256").hexdigest() for text in texts]


def test_a_long_paper_shows_one_question_at_a_time(open_page: Windows, sitting: Sitting) -> None:
    cast, now = sitting.cast, timezone.now()
    questions = [question_of(cast.bank, stem=f"Question {place}?") for place in range(1, 14)]
    long = quiz_for(cast.class_10b, questions, by=cast.alice, now=now - timedelta(minutes=1))
    mine = Sitting(cast, attempts.start(assignment=long, student=cast.sam, now=now))
    page = opened(open_page("phone", user=cast.sam), mine)
    fields, links = page.locator("textarea"), page.locator("#list a")
    expect(fields.nth(0)).to_be_visible()
    expect(page.locator("textarea:visible")).to_have_count(1)
    write(page, 0, "first")
    page.get_by_role("link", name="Next question").click()
    becomes(page, lambda: mine.on_server[0] == "first", seconds=5)
    expect(fields.nth(1)).to_be_visible()
    expect(page.locator("textarea:visible")).to_have_count(1)
    expect(page.locator("#q2 h2")).to_be_focused()
    expect(links.nth(0)).to_have_accessible_name("Question 1 , answered")
    expect(links.nth(1)).to_have_attribute("aria-current", "step")
    expect(page.get_by_role("button", name="Review and hand in")).to_be_hidden()
    links.nth(12).click()
    expect(page.get_by_role("button", name="Review and hand in")).to_be_visible()
    page.reload()
    expect(fields.nth(12)).to_be_visible()
    page.get_by_role("link", name="Previous").click()
    expect(fields.nth(11)).to_be_visible()


def test_the_whole_sitting_works_without_javascript(open_page: Windows, sitting: Sitting) -> None:
    page = open_page("phone", user=sitting.cast.sue, java_script_enabled=False)
    page.goto(f"/sit/{sitting.attempt.assignment_id}/")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("main")).to_contain_text("your time ends")
    page.get_by_label(STEMS[0]).fill("by hand")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Saved ")
    page.get_by_label(STEMS[1]).fill("as well")
    page.get_by_role("button", name="Review and hand in").click()
    expect(page.locator("main")).to_contain_text("1 question is empty.")
    page.get_by_role("button", name="Hand in now").click()
    attempt = Attempt.objects.get(student=sitting.cast.sue)
    expect(page.locator("#receipt")).to_contain_text(attempt.receipt)
    assert sorted(attempt.responses.values_list("text", flat=True)) == ["", "as well", "by hand"]


# ---- for everybody --------------------------------------------------------------------------------------


def test_pages_of_a_sitting_break_no_rule_of_accessibility(open_page: Windows, sitting: Sitting) -> None:
    open_page.tolerate(r"ERR_INTERNET_DISCONNECTED|401")
    page = open_page("phone", user=sitting.cast.sam)
    page.goto(f"/sit/{sitting.attempt.assignment_id}/")
    check_axe_light_and_dark(page)
    opened(page, sitting)
    check_axe_light_and_dark(page)
    page.context.set_offline(True)
    write(page, 0, "x " * 31)
    expect(page.locator("#notice")).to_be_visible()
    check_axe_light_and_dark(page)
    page.context.set_offline(False)
    becomes(page, lambda: sitting.on_server[0] == "x " * 31)
    second = opened(open_page.watched(page.context.new_page()), sitting)
    expect(page.get_by_role("button", name="Continue here")).to_be_visible()
    check_axe_light_and_dark(page)
    page.close()
    second.goto(f"{sitting.path}hand-in/")
    check_axe_light_and_dark(second)
    second.goto(sitting.path, wait_until="networkidle")  # else its first request asks to sign in before the typing
    Session.objects.all().delete()
    write(second, 1, "y")
    expect(second.get_by_role("dialog")).to_be_visible()
    check_axe_light_and_dark(second)
    second.get_by_label("Password of Sam").fill(PASSWORD)
    second.get_by_role("button", name="Log in and continue").click()
    becomes(second, lambda: sitting.on_server[1] == "y")
    attempts.hand_in(attempt=sitting.attempt, answers=[], lease="", now=timezone.now())
    second.goto(f"{sitting.path}receipt/")
    check_axe_light_and_dark(second)


@pytest.mark.parametrize("font", ["ours", "wide"])
@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_pages_of_a_sitting_fit_a_narrow_screen_and_large_letters(
    open_page: Windows, sitting: Sitting, letters: str, font: str
) -> None:
    page = open_page("phone", user=sitting.cast.sam, viewport={"width": 320, "height": 640})
    if font == "wide":  # the widest that devices fall back to; it comes wherever Debian's Chromium does
        page.add_init_script("""addEventListener("DOMContentLoaded", () => {
          document.documentElement.style.setProperty("--sans", "DejaVu Sans");
          document.documentElement.style.setProperty("--serif", "DejaVu Serif");
        });""")
    for path in (f"/sit/{sitting.attempt.assignment_id}/", sitting.path, f"{sitting.path}hand-in/"):
        page.goto(path)
        page.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        if letters == "100%" and path == sitting.path:
            assert page.locator("header.bar").bounding_box()["height"] < 100  # type: ignore[index]  # two lines


def test_controls_of_the_paper_are_large_enough_for_a_thumb(paper: Page) -> None:
    small = paper.evaluate("""() => [...document.querySelectorAll("button, textarea, label.check, .bar a")]
      .filter((part) => part.offsetParent && part.getBoundingClientRect().height < 44)
      .map((part) => part.outerHTML.slice(0, 80))""")
    assert small == []


def test_nothing_on_the_paper_jumps_when_its_state_changes(open_page: Windows, sitting: Sitting) -> None:
    open_page.tolerate(r"ERR_INTERNET_DISCONNECTED")
    page = open_page("phone", user=sitting.cast.sam)
    page.add_init_script("""
      globalThis.moved = [];
      const note = ({ node, previousRect: from, currentRect: to }) =>
        `${node?.nodeName}.${node?.className} ${document.getElementById("state")?.textContent}: ${from.y} to ${to.y}`;
      const onPaper = ({ node }) => !node?.closest?.("#notice"); // that lies over the foot of the window
      const noteOne = ({ sources }) => moved.push(...sources.filter(onPaper).map(note));
      const noteAll = (list) => list.getEntries().forEach(noteOne);
      new PerformanceObserver(noteAll).observe({ type: "layout-shift", buffered: true });
    """)
    opened(page, sitting)
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.locator("[name^=flag-]").nth(0).check()
    expect(page.locator("#notice")).to_be_visible()
    sitting.ends_in(4 * 60)
    page.context.set_offline(False)
    expect(page.locator("#state")).to_have_text("Sent again, all saved")
    page.get_by_role("button", name="Hide time").click()
    page.wait_for_timeout(500)
    assert "; ".join(page.evaluate("moved")) == ""


def test_the_paper_weighs_less_than_sixty_kilobytes(open_page: Windows, sitting: Sitting) -> None:
    page = open_page("phone", user=sitting.cast.sam)
    weight: dict[str, int] = {}

    def weigh(response: Any) -> None:
        if "/api/" not in response.url and not response.url.endswith(".woff2"):  # fonts come after all else
            body = response.body()
            # Files are served compressed; pages are not.
            weight[response.url] = len(gzip.compress(body)) if "/static/" in response.url else len(body)

    page.on("response", weigh)
    opened(page, sitting)
    page.wait_for_timeout(500)
    assert any(url.endswith(".js") for url in weight)
    assert sum(weight.values()) < 60_000, weight
    print({url.rsplit("/", 1)[-1]: size for url, size in weight.items()}, sum(weight.values()))


def test_the_line_being_written_is_never_under_a_notice(open_page: Windows, sitting: Sitting) -> None:
    page = open_page("phone", user=sitting.cast.sam, viewport={"width": 360, "height": 380})  # its keyboard is up
    opened(page, sitting)
    field = page.locator("textarea").nth(1)
    field.focus()
    page.evaluate("scrollBy(0, document.activeElement.getBoundingClientRect().bottom - innerHeight + 4)")

    sitting.ends_in(59)
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("#notice")).to_contain_text("1 minute left")
    page.wait_for_timeout(300)
    notice, line = page.locator("#notice").bounding_box(), field.bounding_box()
    assert notice is not None
    assert line is not None
    assert line["y"] + line["height"] <= notice["y"]
    assert notice["height"] < 380 / 4


def test_the_bar_gives_way_to_very_large_letters(open_page: Windows, sitting: Sitting) -> None:
    page = open_page("phone", user=sitting.cast.sam, viewport={"width": 360, "height": 740})
    opened(page, sitting)
    bar = page.locator("header.bar")
    page.mouse.wheel(0, 400)
    assert bar.bounding_box()["y"] == 0  # type: ignore[index]  # it stays in sight

    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(300)

    assert bar.bounding_box()["y"] < 0  # type: ignore[index]
