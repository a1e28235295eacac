"""Chart archives, honest and hostile."""

import gzip
import io
import tarfile
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.helm.archive import MAX_CHART, MAX_FILE, MAX_FILES, Budget, read_archive
from scanner.helm.errors import ArchiveError
from tests.helm.charts import packed, tar_of


def entry(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, target
    return info


def test_reads_files() -> None:
    data = packed({"web/Chart.yaml": "name: web\n", "web/templates/a.yaml": "\ufeffa: 1\n"})
    members = read_archive(data, Budget())
    assert [(each.path, each.name, each.data) for each in members] == [
        ("web/Chart.yaml", "Chart.yaml", b"name: web\n"),
        ("web/templates/a.yaml", "templates/a.yaml", b"a: 1\n"),
    ]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_in_every_form(form: int) -> None:
    name = "web/" + "/".join(["folder" * 5] * 4) + "/é.yaml"
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz", format=form) as archive:
        archive.addfile(entry("web", tarfile.DIRTYPE))
        info = entry(name, size=4)
        archive.addfile(info, io.BytesIO(b"a: 1"))
    (member,) = read_archive(raw.getvalue(), Budget())
    assert (member.path, member.data) == (name, b"a: 1")


def test_names_from_windows() -> None:
    (member,) = read_archive(packed({"web\\templates\\a.yaml": "x"}), Budget())
    assert member.name == "templates/a.yaml"


HOSTILE = [
    ("web/../../etc/passwd", "chart illegally references parent directory"),
    ("web/..", "chart illegally references parent directory"),
    ("web//etc/passwd", "chart illegally contains absolute paths"),
    ("web\\..\\..\\x", "chart illegally references parent directory"),
    ("web\\\\x", "chart illegally contains absolute paths"),
    ("web/c:/x", "chart contains illegally named files"),
    ("web", 'chart illegally contains content outside the base directory: "web"'),
    ("web/.", 'chart illegally contains content outside the base directory: "web/."'),
    ("Chart.yaml/x", "chart yaml not in base directory"),
]


@pytest.mark.parametrize(("name", "message"), HOSTILE)
def test_names_that_lead_out(name: str, message: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        read_archive(packed({name: "x"}), Budget())
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_links_and_devices(kind: bytes) -> None:
    with pytest.raises(ArchiveError, match="chart archive holds"):
        read_archive(tar_of(entry("web/x", kind, target="/etc/passwd")), Budget())


def test_size_limits() -> None:
    with pytest.raises(ArchiveError, match=f"larger than the maximum file size {MAX_FILE}"):
        read_archive(tar_of(entry("web/x", size=MAX_FILE + 1)), Budget())
    with pytest.raises(ArchiveError, match=f"larger than the maximum size {MAX_CHART}"):
        read_archive(packed({"web/x": "12345"}), Budget(bytes=4))
    with pytest.raises(ArchiveError, match=f"more than {MAX_FILES} files"):
        read_archive(packed({"web/x": "", "web/y": ""}), Budget(files=1))


def zeros(before: bytes = b"") -> bytes:
    """A gzip file of ten gibibytes of zeros: many times the same small member."""
    return gzip.compress(before) + gzip.compress(bytes(1 << 24)) * 640


def test_bombs_stop_early() -> None:
    start = time.perf_counter()
    with pytest.raises(ArchiveError, match="no files in chart archive"):
        read_archive(zeros(), Budget())
    huge = entry("web/", tarfile.DIRTYPE, size=8_000_000_000).tobuf()
    long_name = entry("x", tarfile.GNUTYPE_LONGNAME, size=8_000_000_000).tobuf()
    for header in (huge, long_name):
        with pytest.raises(ArchiveError):
            read_archive(zeros(header), Budget())
    assert time.perf_counter() - start < 5


BROKEN = [
    b"",
    b"\x1f\x8b\x08",
    gzip.compress(b"no tar at all" * 100),
    packed({"web/Chart.yaml": "a" * 5000})[:-40],
    gzip.compress(entry("web/x", size=100).tobuf()),
    gzip.compress(bytes(10)),
]


@pytest.mark.parametrize("data", BROKEN)
def test_broken_archives(data: bytes) -> None:
    with pytest.raises(ArchiveError):
        read_archive(data, Budget())


@given(st.binary(max_size=1500))
def test_any_bytes_give_files_or_an_error(data: bytes) -> None:
    for wrapped in (data, gzip.compress(data)):
        try:
            read_archive(wrapped, Budget())
        except ArchiveError:
            pass


@given(st.integers(0, 511), st.integers(0, 255))
def test_one_changed_byte_in_a_header(at: int, value: int) -> None:
    raw = bytearray(gzip.decompress(packed({"web/a": "text"})))
    raw[at] = value
    try:
        read_archive(gzip.compress(bytes(raw)), Budget())
    except ArchiveError:
        pass


@pytest.mark.parametrize("record", [b"", b"x", b"99 path=x\n", b"3 \n", b"0 path=x\n", b"12 path=a/b\n", b"-1 a=b\n"])
def test_malformed_extension_headers_end(record: bytes) -> None:
    header = entry("x", tarfile.XHDTYPE, size=len(record)).tobuf()
    data = header + record.ljust(-(-len(record) // 512) * 512, b"\0") + entry("web/y").tobuf() + bytes(1024)
    try:
        read_archive(gzip.compress(data), Budget())
    except ArchiveError:
        pass
