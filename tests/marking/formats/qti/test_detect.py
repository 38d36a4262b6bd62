"""Files of QTI come in and go out by the door of all formats."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marking.formats.detect import WRITTEN, Options, read
from marking.formats.values import FileBank, FileQuestion

BANK = FileBank("Rocks", [FileQuestion(stem="What is marble made from?", scheme="limestone [1]\n", external_id="r1")])
ITEM = b"""<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a"><responseDeclaration
  identifier="R"><correctResponse><value>slate</value></correctResponse></responseDeclaration><itemBody>What do shales
  become? <textEntryInteraction responseIdentifier="R"/></itemBody></assessmentItem>"""


@pytest.mark.parametrize("name", ["qti21", "qti30"])
def test_a_bank_goes_out_and_comes_back(name: str) -> None:
    form = WRITTEN[name]
    imported = read(form.write(BANK).data, f"bank.{form.ending}")
    assert [(question.external_id, question.scheme) for question in imported.questions] == [("r1", "limestone [1]\n")]


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b'<?xml version="1.0"?>\n<!-- by hand -->\n'])
def test_a_single_item_is_known_by_what_it_says(before: bytes) -> None:
    (question,) = read(before + ITEM, "item.xml", Options(marks=Decimal(2))).questions
    assert (question.stem, question.scheme) == ("What do shales become?", "slate [2]\n")
