"""The QR codes that a class is shown, read off the screen by a decoder that knows nothing of how they were drawn."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator

from quizzes.services import classes
from tests.cast import school
from tests.conftest import Site
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)


def read(code: Locator) -> str:
    """Return what a picture of the code says, in the colours and the size that it has on the page."""
    [barcode] = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
    return str(barcode.text)


@pytest.mark.parametrize(("device", "dark"), [("desktop", False), ("phone", True)])
def test_poster_and_class_page_lead_to_the_class(live_site: Site, open_page: Windows, device: str, dark: bool) -> None:
    cast = school(timezone.now() - timedelta(minutes=1))
    page = open_page(device, user=cast.alice, dark=dark)
    for address in ("", "poster/"):
        page.goto(f"/classes/{cast.class_10b.pk}/{address}")
        assert read(page.locator(".qr").first) == f"{live_site.url}/join/{cast.class_10b.code}/"


def test_each_slip_leads_to_the_log_in_of_its_student(live_site: Site, open_page: Windows) -> None:
    cast = school(timezone.now() - timedelta(minutes=1))
    for name in ("Aisha", "Zoë"):
        classes.add_new_student(school_class=cast.class_10b, first_name=name, last_name="O’Neill", now=timezone.now())
    page = open_page("desktop", user=cast.alice)
    page.goto(f"/classes/{cast.class_10b.pk}/")
    page.get_by_role("link", name="PINs and slips").click()
    page.get_by_role("button", name="Create the slips").click()
    page.emulate_media(media="print")

    addresses = [urlsplit(read(code)) for code in page.locator(".slips .qr").all()]

    assert [one.path for one in addresses] == ["/login/class/"] * 2
    for address in addresses:
        page.goto(address.geturl())
        assert page.get_by_label("Class code").input_value() == cast.class_10b.code
    named = [parse_qs(address.query)["name"][0] for address in addresses]
    assert named == ["aisha.oneill", "zoe.oneill"]
