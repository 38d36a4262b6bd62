"""A student without e-mail or password, from the teacher's slip to the answer that is saved after a lost session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Response
from quizzes.services import classes
from tests.cast import school
from tests.conftest import Site
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_slip_to_an_answer_saved_after_a_lost_session(
    live_site: Site, open_page: Windows, axe: Callable[..., None]
) -> None:
    open_page.tolerate("status of 401|status of 422")  # the lost session, and a PIN that is wrong
    cast = school(timezone.now() - timedelta(minutes=1))
    classes.add_new_student(school_class=cast.class_10b, first_name="Aisha", last_name="Khan", now=timezone.now())
    desk = open_page("desktop", user=cast.alice)
    desk.goto(f"/classes/{cast.class_10b.pk}/")
    desk.get_by_role("link", name="PINs and slips").click()
    desk.get_by_role("button", name="Create the slips").click()
    expect(desk.get_by_role("button", name="Print")).to_be_visible()
    axe(desk)
    pin = desk.locator(".slips dd").last.inner_text()

    phone = open_page("phone")
    phone.goto(f"/join/{cast.class_10b.code}/")
    phone.get_by_role("link", name="With a class code").click()
    expect(phone.get_by_label("Class code")).to_have_value(cast.class_10b.code)
    axe(phone)
    phone.get_by_label("Name").fill("Aisha Khan")
    phone.get_by_label("PIN").fill(pin)
    phone.get_by_role("button", name="Log in").click()
    expect(phone.get_by_role("status").first).to_contain_text("You are in 10B already")

    phone.get_by_role("link", name="View it").click()
    phone.get_by_role("button", name="Start").click()
    expect(phone.locator("textarea").first).to_be_visible()
    phone.wait_for_load_state("networkidle")
    Session.objects.all().delete()
    phone.locator("textarea").first.fill("social fascists")
    dialog = phone.get_by_role("dialog", name="You are logged out")
    dialog.get_by_label("PIN of Aisha Khan").fill("no")
    dialog.get_by_role("button", name="Log in and continue").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not the right PIN")
    dialog.get_by_label("PIN of Aisha Khan").fill(pin)
    dialog.get_by_role("button", name="Log in and continue").click()
    expect(dialog).to_be_hidden()
    expect(phone.locator("#state")).to_contain_text("Saved")
    assert Response.objects.filter(text="social fascists").exists()
    assert urlsplit(phone.url).path.startswith("/attempts/")
