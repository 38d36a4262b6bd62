"""A teacher sets up a passkey in a browser that has one, and logs in with it; and what those pages look like."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizzes.services import second_factors
from tests.cast import PASSWORD, person
from tests.quizzes.views.test_second_factor import code_of
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)


def with_passkeys(page: Page) -> None:
    """Give the browser of `page` a device that keeps passkeys and says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def keep(page: Page, name: str) -> None:
    """Keep what the page looks like, if somebody wants to see."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def log_in(page: Page) -> None:
    page.goto("/login/")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


@pytest.mark.parametrize(("device", "dark"), [("desktop", False), ("phone", True)])
def test_a_passkey_is_made_and_opens_the_account(
    open_page: Windows, axe: Callable[..., None], device: str, dark: bool
) -> None:
    person("alice", teaches=True)
    open_page.url = open_page.url.replace("127.0.0.1", "localhost")  # passkeys are bound to a name
    page = open_page(device, dark=dark)
    with_passkeys(page)
    log_in(page)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My laptop")
    axe(page)
    keep(page, f"{device}-passkey")
    page.get_by_role("button", name="Create a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    axe(page)
    keep(page, f"{device}-codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("button", name="Remove My laptop")).to_be_visible()
    axe(page)
    keep(page, f"{device}-factors")
    page.get_by_role("link", name="Set up an app").click()
    axe(page)
    keep(page, f"{device}-app")
    page.goto("/account/log-ins/")
    axe(page)
    keep(page, f"{device}-log-ins")
    page.goto("/account/")
    keep(page, f"{device}-account")

    page.context.clear_cookies()
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    axe(page)
    keep(page, f"{device}-step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Banks")).to_be_attached()


def test_recovery_opens_it_where_the_passkey_is_not_at_hand(open_page: Windows) -> None:
    alice = person("alice", teaches=True)
    secret = second_factors.new_secret()
    codes = second_factors.add_app(user=alice, secret=secret, code=code_of(secret), session_key="")
    page = open_page()
    log_in(page)
    page.get_by_label("Code").fill("12 34 56")
    open_page.tolerate("422")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    keep(page, "desktop-wrong")
    page.get_by_label("Code").fill(f"{codes[0][:4]} {codes[0][4:]}")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("link", name="Banks")).to_be_visible()
