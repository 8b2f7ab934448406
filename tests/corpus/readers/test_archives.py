"""What archives and compressed files hold is read by its own format, within limits."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator

import pytest

from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from corpus.readers import archives_streams
from corpus.readers.archives_streams import Account, Damaged, Exhausted, Inside
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import HEAD_BYTES, read_stream
from tests.corpus.readers.reading import FORMATS, outcomes_of, read

SAMPLES = FORMATS / "archives"
TEXT = b"Un titre\n\nLyon, 3 mars 2020 (AFP) - Un texte.\n"


def files(data: bytes, name: str = "x") -> list[str]:
    """The file of each draft, and of each refusal with its reason."""
    return [
        each.source.file if isinstance(each, Draft) else f"{each.file} : {each.reason}"
        for each in read(data, name)
    ]


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def tarred(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize(
    ("file", "inside", "count"),
    [
        ("fil-du-soir.zip", "fil-du-soir.zip!2022/", 3),
        ("fil-du-soir.tar", "fil-du-soir.tar!2022/", 3),
        ("fil-du-soir.tar.xz", "fil-du-soir.tar.xz!2022/", 3),
        ("depeche-seule.txt.gz", "depeche-seule.txt.gz", 1),
        ("archive-dans-archive.zip", "archive-dans-archive.zip!fil-du-soir.tar!2022/", 3),
    ],
)
def test_samples(file: str, inside: str, count: int) -> None:
    found = outcomes_of(f"archives/{file}")
    assert len(found) == count
    for each in found:
        assert isinstance(each, Dispatch), each
        assert each.source.file.startswith(str(SAMPLES / inside))
        assert each.agency == "Belga"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_zip_by_each_method(method: int) -> None:
    assert files(zipped(("dossier/é.txt", TEXT), method=method)) == ["x!dossier/é.txt"]


def test_a_method_whose_memory_has_no_bound_is_refused() -> None:
    (found,) = files(zipped(("a.txt", TEXT), method=zipfile.ZIP_LZMA))
    assert "Méthode de compression 14" in found


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_tar_with_long_names(form: int) -> None:
    name = "é" * 99 + "/" + "b" * 120 + ".txt"
    assert files(tarred((name, TEXT), ("c.txt", TEXT), form=form)) == [f"x!{name}", "x!c.txt"]


def test_tar_of_the_oldest_kind_and_names_in_latin_1() -> None:
    info = tarfile.TarInfo("été.txt")
    info.size = len(TEXT)
    header = bytearray(info.tobuf(tarfile.USTAR_FORMAT, "latin-1"))
    header[257:265] = bytes(8)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    data = bytes(header) + TEXT + bytes(-len(TEXT) % 512)
    assert files(data) == ["x!été.txt"]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_each_compression_alone_and_around_tar(compress: Callable[[bytes], bytes]) -> None:
    assert files(compress(TEXT), "a.txt.gz") == ["a.txt.gz"]
    assert files(compress(tarred(("a.txt", TEXT))), "a.tgz") == ["a.tgz!a.txt"]
    half = len(TEXT) // 2
    (found,) = read(compress(TEXT[:half]) + compress(TEXT[half:]) + bytes(600))
    assert isinstance(found, Draft)
    assert found.headline == "Un titre"


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_what_is_cut_or_changed_is_not_read(compress: Callable[[bytes], bytes]) -> None:
    data = compress(TEXT)
    for end in range(11, len(data)):
        (found,) = read(data[:end])
        assert isinstance(found, Refusal)
    for at in range(len(data) - 8, len(data) - 4):
        (found,) = read(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert isinstance(found, Refusal)
    (found,) = read(data + b"et la suite")
    assert isinstance(found, Refusal)


def test_a_member_that_is_damaged_does_not_stop_the_next() -> None:
    data = zipped(("a.txt", TEXT), ("b.txt", TEXT), method=zipfile.ZIP_STORED)
    damaged = data.replace(b"Un texte", b"Un tExte", 1)
    assert files(damaged) == ["x!a.txt : Contenu abîmé ou incomplet dans l’archive.", "x!b.txt"]


def test_a_tar_that_breaks_off() -> None:
    data = tarred(("a.txt", TEXT), ("b.txt", TEXT * 100))
    assert files(data[: 512 * 5]) == [
        "x!a.txt",
        "x!b.txt : Contenu abîmé ou incomplet dans l’archive.",
    ]
    broken = bytearray(data)
    broken[1024] ^= 1
    (_, found) = read(bytes(broken))
    assert isinstance(found, Refusal)
    assert found.offset == 1024


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_a_tar_that_breaks_off_in_a_long_name(form: int) -> None:
    data = tarred(("é" * 120 + ".txt", TEXT), form=form)
    for end in (600, 512 + 60):
        (found,) = read(data[:end])
        assert isinstance(found, Refusal)
        assert found.offset == end
    (found,) = read(gzip.compress(data)[:-20])
    assert isinstance(found, Refusal)


def test_names_links_devices_and_encryption() -> None:
    link = zipfile.ZipInfo("lien.txt")
    link.external_attr = 0o120777 << 16
    data = bytearray(zipped(("../a.txt", TEXT), (link, b"/etc/passwd"), ("c.txt", TEXT)))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert files(bytes(data)) == [
        "x!../a.txt : Nom qui sort de l’archive.",
        "x!lien.txt : Lien ou périphérique dans l’archive.",
        "x!c.txt : Fichier chiffré.",
    ]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.BLKTYPE]
)
def test_links_and_devices_in_tar(kind: bytes) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        odd = tarfile.TarInfo("a")
        odd.type, odd.linkname = kind, "/etc/passwd"
        archive.addfile(odd)
        good = tarfile.TarInfo("b.txt")
        good.size = len(TEXT)
        archive.addfile(good, io.BytesIO(TEXT))
    assert files(data.getvalue()) == [
        "x!a : Lien ou périphérique dans l’archive.",
        "x!b.txt",
    ]


def test_what_is_left_out_of_a_folder_is_left_out_of_an_archive() -> None:
    members = (".caché", TEXT), ("a/README.txt", TEXT), ("__MACOSX/._b.txt", TEXT), ("b.txt", TEXT)
    assert files(zipped(*members)) == ["x!b.txt"]
    assert files(tarred(*members)) == ["x!b.txt"]


def test_empty_archives_office_documents_and_what_no_reader_knows() -> None:
    assert files(zipped()) == ["x : Archive sans fichier à lire."]
    (office,) = files(zipped(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")))
    assert "bureautique" in office
    (photo,) = files(zipped(("photo.png", b"\x89PNG\0")))
    assert photo.startswith("x!photo.png : Format inconnu")


def test_a_zip_that_cannot_be_read_from_its_end_is_read_into_memory() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    stream = io.BufferedReader(Pipe(zipped(("a.txt", TEXT))), HEAD_BYTES)
    (found,) = read_stream(stream, "-")
    assert isinstance(found, Draft)
    assert found.source.file == "-!a.txt"


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets limits low enough to reach."""

    def lower(**values: int) -> None:
        for name, value in values.items():
            monkeypatch.setitem(vars_of_limits, name, value)

    vars_of_limits: dict[str, int] = {}

    class Lowered:
        def __getattr__(self, name: str) -> int:
            return vars_of_limits.get(name, int(getattr(LIMITS, name)))

    monkeypatch.setattr(archives_streams, "LIMITS", Lowered())
    return lower


def test_members_are_counted_through_all_depths(limits: Callable[..., None]) -> None:
    limits(archive_members=5)
    inner = tarred(*((f"{n}.txt", TEXT) for n in range(3)))
    *drafts, fault, end = files(tarred(("a.tar", inner), ("b.tar", inner)), "x")
    assert drafts == ["x!a.tar!0.txt", "x!a.tar!1.txt", "x!a.tar!2.txt"]
    assert fault == "x!b.tar : Archive de plus de 5 fichiers : découpez-la."
    assert end == "x : Archive refusée à partir d’ici : la suite n’est pas lue."


@pytest.mark.parametrize("wrap", [zipped, tarred])
def test_archives_in_archives_are_read_to_a_depth(wrap: Callable[..., bytes]) -> None:
    data = TEXT
    for _ in range(LIMITS.archive_depth):
        data = wrap(("a", data))
    path = "x" + "!a" * LIMITS.archive_depth
    assert files(data) == [path]
    (found,) = files(wrap(("a", data)))
    assert found == f"{path} : Fichiers imbriqués sur plus de {LIMITS.archive_depth} niveaux."


def test_bytes_are_counted_through_all_depths(limits: Callable[..., None]) -> None:
    content = random.Random(5).randbytes(3_000).hex().encode()
    data = tarred(("a.txt", content), ("b.txt", content))
    assert len(files(data)) == 2
    limits(unpacked_bytes=10_000)
    *_, last = files(data)
    assert "après 10000 octets" in last or "la suite n’est pas lue" in last


def test_a_nested_archive_too_large_for_memory_is_refused(limits: Callable[..., None]) -> None:
    limits(nested_archive_bytes=100)
    (found,) = files(tarred(("a.zip", zipped(("a.txt", TEXT)))))
    assert found.startswith("x!a.zip : Archive de plus de 100 octets dans une autre")


def test_a_stream_inside_gives_its_error_again_and_again() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"abc"
        raise Damaged("abîmé")

    inside = Inside(chunks(), Account(received=10), 1)
    for _ in range(2):
        with pytest.raises(Damaged):
            inside.read()


def test_an_account_that_is_exhausted_stays_so() -> None:
    account = Account(received=1)
    for _ in range(2):
        with pytest.raises(Exhausted):
            account.unpack(LIMITS.unpacked_free_bytes + LIMITS.unpacked_ratio + 1)


def test_nothing_of_a_zip_is_read_whose_directory_is_damaged() -> None:
    data = zipped(("a.txt", TEXT), ("b.txt", TEXT))
    for end in (30, len(data) // 2, len(data) - 5):
        assert files(data[:end]) == ["x : Archive zip abîmée ou incomplète."]


def test_names_in_utf_8_that_do_not_say_so() -> None:
    data = zipped(("été.txt", TEXT), ("b.txt", TEXT))
    for flag, mark in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(flag) + mark
        data = data[:at] + b"\0\0" + data[at + 2 :]
    assert files(data) == ["x!été.txt", "x!b.txt"]
