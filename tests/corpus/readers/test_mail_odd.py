"""Mail that is cut, broken or more than a reader should bear."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from corpus.limits import LIMITS
from corpus.readers.draft import Draft, Refusal
from tests.corpus.readers.reading import read, reasons


def mail(headers: str = "", body: str = "Un texte.") -> bytes:
    return f"From: a@b.example\nSubject: Un titre\n{headers}\n{body}".encode()


def test_a_message_that_is_cut_does_not_stop_the_next_in_its_box() -> None:
    head = b"From a@b.example Tue Mar  3 10:00:00 2020\n"
    cut_one = mail("Content-Type: multipart/mixed; boundary=a\n", "--a\n\nUn texte\n\n")
    first, cut, last = read(b"\n\n".join((head + mail(), head + cut_one, head + mail())))
    assert isinstance(first, Draft)
    assert isinstance(cut, Refusal)
    assert isinstance(last, Draft)
    assert "coupé" in str(cut.reason)
    assert cut.offset == len(head + mail()) + 2


@pytest.mark.parametrize(
    ("headers", "body", "why"),
    [
        ("Content-Type: multipart/mixed; boundary=a\n", "--a\n\nUn texte", "coupé"),
        ("Content-Type: multipart/mixed; boundary=a\n", "Un texte", "coupé"),
        ("Content-Type: multipart/mixed\n", "Un texte", "coupé"),
        ("Content-Transfer-Encoding: base64\n", "VW4gdGV4dGU", "incomplète"),
        ("Content-Transfer-Encoding: base64\n", "VW4gdGV4dG", "incomplète"),
        ("Content-Type: multipart/encrypted; boundary=a\n", "--a\n\nx\n--a--", "chiffré"),
        ("Content-Type: text/plain; " + "a=b;" * 1_000 + "\n", "Un texte", "En-tête"),
        ("In-Reply-To: " + "<a@b>" * 5_000 + "\n", "Un texte", "En-tête"),
        ("", "\n\n", "sans texte"),
        ("", "\n" * (LIMITS.mail_lines + 1), "trop de lignes"),
        ("Content-Type: text/html\n", "<div>" * 200, "niveaux"),
    ],
)
def test_what_is_cut_or_too_much_is_refused(headers: str, body: str, why: str) -> None:
    (reason,) = reasons(mail(headers, body))
    assert why in reason


def test_headers_that_are_not_read_may_be_long() -> None:
    (found,) = read(mail("X-Spam: " + "a" * 100_000 + "\n"))
    assert isinstance(found, Draft)


@pytest.mark.parametrize("name", ["From", "Message-ID", "Content-Type", "Date", "References"])
@pytest.mark.parametrize(
    "value", ["<", "(" * 9_000, '"\\' * 500, "@a," * 500, "=?a?b?c?=", "<" * 99]
)
def test_headers_that_nobody_means_well_with(name: str, value: str) -> None:
    data = f"{name}: {value}\nReceived: x\nSubject: Un titre\n\nUn texte.".encode()
    for found in read(data):
        assert isinstance(found, Draft | Refusal)
        assert isinstance(found, Refusal) or found.source.format == "mail"


def test_multiparts_in_multiparts_without_end_are_refused() -> None:
    data = b""
    for n in range(2_000):
        data += f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode()
    (reason,) = reasons(b"From: a@b.c\n" + data)
    assert reason


def test_a_mail_that_is_too_large_is_refused_and_the_next_in_its_box_is_read() -> None:
    head = b"From a@b Tue Mar  3 10:00:00 2020\n"
    large = mail("", "texte " * (LIMITS.mail_bytes // 6) + "\n\n")
    large_one, small = read(head + large + head + mail())
    assert isinstance(large_one, Refusal)
    assert "octets" in str(large_one.reason)
    assert isinstance(small, Draft)


@pytest.mark.parametrize("is_whole", [False, True])
def test_mails_in_mails_are_read_to_one_depth_however_they_are_attached(is_whole: bool) -> None:
    inner = mail()
    for _ in range(LIMITS.archive_depth + 1):
        outer = EmailMessage()
        outer["Subject"], outer["From"] = "Enveloppe", "a@b.c"
        if is_whole:
            outer.add_attachment(message_from_bytes(inner, policy=default), filename="x")
        else:
            kind = {"maintype": "application", "subtype": "octet-stream"}
            outer.add_attachment(inner, filename="x", **kind)
        inner = bytes(outer)
    (found,) = read(inner)
    assert isinstance(found, Refusal)
    assert "imbriqués" in str(found.reason)
    assert found.file == "x" + "!x" * LIMITS.archive_depth
