"""What reaches people and the trusted side without passing a sandbox: archives, names, logs, figures, descriptors on a socket.

Each attack is tried on the product's reader and, as the control, on one that trusts what it reads.
"""

import io
import json
import os
import re
import socket
import stat
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template import engines

from everyday.submissions.sources import Rules, SourcesRefusedError
from everyday.submissions.uploads import read_archive
from tests.attacks.families import Family
from workers.bundles import BundleError, unpack
from workers.harness.frames import HEADER, Channel
from workers.relay import Relay

_CAP = 256 * 1024
_BOMB = 24 << 20


@dataclass(frozen=True, kw_only=True)
class OutsideAttack:
    """`gains(defended)` tells whether the attack got what it wants, from the product or from its trusting stand-in."""

    name: str
    family: Family
    layer: str
    gains: Callable[[bool], bool]


# Archives.


def _zip(pack: Callable[[zipfile.ZipFile], Any], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # a name that is there twice
        pack(archive)
    return buffer.getvalue()


def _lying(declared: int) -> bytes:
    """The central directory states another size than what comes out."""
    data = bytearray(_zip(lambda archive: archive.writestr("solution.py", "x = 1\n" * 1000)))
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", declared)
    return bytes(data)


def _link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("solution.py")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/hostname")


def _trusting(data: bytes, box: Path) -> None:
    """Unpacks as archives ask: names joined, links made, stated sizes believed, everything kept."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            target = box / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as stream:
                stream._expected_crc = None  # type: ignore[attr-defined]
                content = stream.read()
            if stat.S_ISLNK(entry.external_attr >> 16):
                target.symlink_to(content.decode())
            else:
                target.write_bytes(content)
            (box / "stated").write_text(str(entry.file_size - len(content)))


def _archive_attack(name: str, data: bytes, harm: Callable[[Path], bool]) -> OutsideAttack:
    def gains(defended: bool) -> bool:
        if defended:
            return not (_refused_by_web(data) and _refused_by_worker(data))
        with tempfile.TemporaryDirectory() as folder:
            box = Path(folder, "box")
            box.mkdir()
            _trusting(data, box)
            return harm(box)

    return OutsideAttack(name=name, family=Family.ARCHIVES, layer="archives read in memory under caps", gains=gains)


def _refused_by_web(data: bytes) -> bool:
    try:
        read_archive(Rules(required=("solution.py",), max_bytes=_CAP), data)
    except SourcesRefusedError:
        return True
    return False


def _refused_by_worker(data: bytes) -> bool:
    try:
        unpack(data)
    except BundleError:
        return True
    return False


_ARCHIVES = [
    _archive_attack(
        "an archive that climbs out",
        _zip(lambda archive: archive.writestr("../planted.py", "x")),
        lambda box: (box.parent / "planted.py").exists(),
    ),
    _archive_attack(
        "an archive with an absolute path",
        _zip(lambda archive: archive.writestr(f"{tempfile.gettempdir()}/everyday-planted-{os.getpid()}.py", "x")),
        lambda _: _removed(Path(tempfile.gettempdir(), f"everyday-planted-{os.getpid()}.py")),
    ),
    _archive_attack("an archive with a link", _zip(_link), lambda box: (box / "solution.py").is_symlink()),
    _archive_attack(
        "an archive that expands without measure",
        _zip(lambda archive: archive.writestr("solution.py", bytes(_BOMB))),
        lambda box: (box / "solution.py").stat().st_size > 20 << 20,
    ),
    _archive_attack("an archive that understates a size", _lying(1), lambda box: (box / "solution.py").stat().st_size < 6000),
    _archive_attack("an archive that overstates a size", _lying(10_000_000), lambda box: (box / "stated").read_text() != "0"),
    _archive_attack(
        "an archive with one name twice",
        _zip(lambda archive: [archive.writestr("solution.py", "shown"), archive.writestr("solution.py", "graded")]),
        lambda box: (box / "solution.py").read_text() == "graded",
    ),
    _archive_attack(
        "an archive of very many files",
        _zip(lambda archive: [archive.writestr(f"f{number}.py", "") for number in range(300)], zipfile.ZIP_STORED),
        lambda box: len(list(box.iterdir())) > 200,
    ),
]


def _removed(path: Path) -> bool:
    found = path.exists()
    path.unlink(missing_ok=True)
    return found


# What a learner's code prints and draws.

_DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def _relayed(kind: str, said: Any, defended: bool) -> str:
    """What a watcher of the run is sent for what the code wrote or drew."""
    shown: list[Any] = []
    relay = Relay(lambda _, data: shown.append(data), log_kept_kib=64)
    if not defended:
        return said.decode(errors="surrogateescape") if isinstance(said, bytes) else json.dumps(said)
    if kind == "log":
        relay.output("stdout", said)
        relay.close()
        return "".join(data["text"] for data in shown)
    relay.event("figure", {"id": "mine", "plotly": said, "source": "learner"})
    return json.dumps([data["plotly"] for data in shown])


def _log_attack(name: str, said: bytes) -> OutsideAttack:
    return OutsideAttack(
        name=name,
        family=Family.LOGS,
        layer="logs cleaned and escaped",
        gains=lambda defended: bool(_DANGEROUS.search(_relayed("log", said, defended))),
    )


def _figure_attack(name: str, text: str, harm: str) -> OutsideAttack:
    figure = {"data": [{"type": "scatter", "y": [1], "text": [text], "name": text}], "layout": {"title": {"text": text}}}
    return OutsideAttack(
        name=name,
        family=Family.LOGS,
        layer="logs cleaned and escaped",
        gains=lambda defended: harm in _relayed("figure", figure, defended),
    )


def _page(defended: bool) -> bool:
    """A server-rendered page that shows a learner's words."""
    engine = engines["django"]
    template = engine.from_string("{{ text }}" if defended else "{% autoescape off %}{{ text }}{% endautoescape %}")
    return "<script>" in template.render({"text": "<script>alert(1)</script>"})


_WORDS = [
    _log_attack("terminal codes in a log", b"\x1b[2J\x1b]0;owned\x07\x1b[31mPASSED 100/100\x1b[0m\r\n"),
    _log_attack("text that is read backwards", "verdict \u202edessap\u202c \u2066x\u2069\n".encode()),
    _log_attack("a broken character that swallows the next line", b"\xf0\x9f\x1b[1A\x9b2K passed\n"),
    OutsideAttack(name="HTML in a log", family=Family.LOGS, layer="logs cleaned and escaped", gains=_page),
    _figure_attack("a link in a figure", '<a href="javascript:alert(1)">your score</a>', "javascript:"),
    _figure_attack(
        "HTML behind a picture's prefix", 'data:image/png;base64,<a href="https://evil.example/">your score</a>', "evil.example"
    ),
]


# Descriptors sent along with a frame.


def _descriptors(defended: bool) -> bool:
    """Whether a peer can fill the judge's table of descriptors: it sends an open file along with its answer."""
    ours, theirs = socket.socketpair()
    with ours, theirs, Path(os.devnull).open() as sent:
        text = b'{"id": 1}'
        socket.send_fds(theirs, [HEADER.pack(len(text), 0) + text], [sent.fileno()])
        before = _open_descriptors()
        message = Channel(ours, accept_fds=not defended).receive(2)
        after = _open_descriptors()
        for descriptor in message.fds:
            os.close(descriptor)
    return after > before


def _open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


_SENT = OutsideAttack(
    name="descriptors sent along with an answer",
    family=Family.DESCRIPTORS,
    layer="frames checked one by one",
    gains=_descriptors,
)

OUTSIDE_ATTACKS = [*_ARCHIVES, *_WORDS, _SENT]
