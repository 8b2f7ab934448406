"""What the fuzzer found (`make fuzz`), each as small as it may be, since it was mended."""

from __future__ import annotations

import io
import zipfile

from corpus.readers.draft import Draft
from tests.corpus.readers.reading import read

TEXT = b"Un titre\n\nLyon, 3 mars 2020 (AFP) - Un texte.\n"


def test_a_member_of_a_zip_without_a_name_is_read() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), TEXT)
    (found,) = read(data.getvalue(), "x.zip")
    assert isinstance(found, Draft)
    assert found.source.file == "x.zip"
