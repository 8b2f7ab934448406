"""Codes of the IPTC's vocabularies, however they are written."""

from __future__ import annotations

import pytest

from corpus.readers.newscodes import code_at, code_of, provider_at, subject_code, value_of


@pytest.mark.parametrize(
    ("qcode", "code"),
    [
        ("medtop:20000430", "medtop:20000430"),
        (" mediatopic:20000430 ", "medtop:20000430"),
        ("subj:15000000", "medtop:15000000"),
        ("subj:15007000", "subj:15007000"),
        ("subjectcode:15007000", "subj:15007000"),
        ("x:", "x"),
        ("seul", "seul"),
        ("a:b:c", "a:b:c"),
        ("", ""),
    ],
)
def test_qcodes(qcode: str, code: str) -> None:
    assert code_of(qcode) == code


def test_an_alias_is_what_the_document_declares() -> None:
    schemes = {"mt": "http://cv.iptc.org/newscodes/mediatopic/", "subj": "http://a.example/s/"}
    assert code_of("mt:15000000", schemes) == "medtop:15000000"
    assert code_of("subj:15000000", schemes) == "http://a.example/s/15000000"
    assert code_of("medtop:15000000", schemes) == "medtop:15000000"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://cv.iptc.org/newscodes/mediatopic/20001071", "medtop:20001071"),
        ("https://cv.iptc.org/newscodes/subjectcode/15000000/", "medtop:15000000"),
        ("http://cv.iptc.org/newscodes/genre/Current", "genre:Current"),
        ("http://a.example/x/1", "http://a.example/x/1"),
    ],
)
def test_addresses(address: str, code: str) -> None:
    assert code_at(address) == code


def test_bare_figures_are_subjects() -> None:
    assert subject_code("04000000") == "medtop:04000000"
    assert subject_code("04006000") == "subj:04006000"
    assert subject_code("20000430") == "medtop:20000430"
    assert subject_code("ECO") == "ECO"


def test_what_a_code_says_and_whom_an_address_names() -> None:
    assert value_of("stat:usable") == "usable"
    assert provider_at("http://cv.iptc.org/newscodes/newsprovider/AFP") == "AFP"
    assert provider_at("http://www.agence.example/") == "agence.example"
    assert provider_at("http://[mal") == ""
    assert provider_at(f"http://agence.example/{'a' * 1_000}") == ""
