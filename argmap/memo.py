"""Memo: what earlier builds of a project found, kept by content, in a signed file beside it.

Nothing here is needed: without the file, or with one that is not its own, a build does everything anew. The file says of
digests what came of them, and never holds a picture: a picture that is up to date stands where it was drawn, and is taken
from there if its own digest is the one told. What is told is signed with a key that the user alone has, so a file that came
with somebody else's project counts for nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import platform
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

FOLDER = ".argmap/memo"
LARGEST = 16 * 1024 * 1024
_KEY_BYTES = 32


class Memo:
    """What is known by kind and digest; `used` is all of it that this build asked for or found, and all that is kept."""

    def __init__(self, known: dict[str, Any] | None = None, drawn: Path | None = None) -> None:
        self.known = known or {}
        self.used: dict[str, Any] = {}
        self.drawn = drawn
        self.asked: list[str] = []  # everything that was asked for or kept, in turn
        self.looked: dict[str, tuple[tuple[int, ...], str, bytes]] = {}  # files by what they were when last looked at
        self.texts: dict[str, tuple[bytes, str]] = {}  # pictures as they stand in files, and their texts

    def told(self, kind: str, key: str) -> Any:
        """What is known under a key, None if nothing; it may have any form of JSON, and who asks looks at that."""
        name = f"{kind} {key}"
        self.take([name])
        return self.used.get(name)

    def take(self, names: Iterable[str]) -> None:
        """Keep what is known under some names, by kind and key, as if it had been asked for."""
        for name in names:
            self.asked.append(name)
            if name not in self.used and (value := self.known.get(name)) is not None:
                self.used[name] = value

    def keep(self, kind: str, key: str, value: Any) -> None:
        """Keep a value of JSON."""
        name = f"{kind} {key}"
        self.asked.append(name)
        self.used[name] = value

    def file(self, name: str, digest: str) -> bytes | None:
        """What stands in a file among the pictures drawn, if it has this digest."""
        data = self.stands(name)
        return data if data is not None and self.looked[name][1] == digest else None

    def stands(self, name: str) -> bytes | None:
        """What stands in a file among the pictures drawn, None where there is none; one that was looked at before is read
        again if anything about it has changed."""
        if self.drawn is None or os.path.basename(name) != name:  # noqa: PTH119 - as below
            return None
        file = os.path.join(self.drawn, name)  # noqa: PTH118 - a build asks this of hundreds of files, twice
        try:
            if name in self.looked and self.looked[name][0] == _state(os.stat(file)):  # noqa: PTH116 - as above
                return self.looked[name][2]
            with open(file, "rb") as stream:  # noqa: PTH123 - as above
                state, data = _state(os.fstat(stream.fileno())), stream.read()
        except OSError:
            return None
        written, _ = self.texts.get(name, (b"", ""))
        data = written if written == data else data  # whose text is known
        self.looked[name] = state, digested([data]), data
        return data

    def text(self, name: str, digest: str) -> str | None:
        """The text of a file among the pictures drawn, if it has this digest."""
        data = self.file(name, digest)
        if data is None:
            return None
        if name not in self.texts or self.texts[name][0] is not data:
            self.texts[name] = data, data.decode()
        return self.texts[name][1]

    def data(self, name: str, text: str) -> bytes:
        """What is to stand in a file: the very bytes that the text was read from, if it was."""
        if name not in self.texts or self.texts[name][1] is not text:
            self.texts[name] = text.encode(), text
        return self.texts[name][0]

    def next(self) -> Memo:
        """The memo of the next build: it knows what this one used, and what the files held that this one looked at."""
        found = Memo(self.used, self.drawn)
        found.looked, found.texts = self.looked, self.texts
        return found


def _state(found: os.stat_result) -> tuple[int, ...]:
    """What is another once a file is written anew."""
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode


def digested(parts: Iterable[bytes | str]) -> str:
    """SHA-256 of some parts, each with its length, in hexadecimal."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


@cache
def _code() -> str:
    """Digest of all that results depend on beside a project: argmap's own files, Python, and the libraries that count and read."""
    from importlib.metadata import version  # noqa: PLC0415 - a build without a memo need not know

    versions = [
        sys.version,
        platform.machine(),
        *map(version, ("edtf", "jinja2", "numpy", "pydantic", "pyyaml", "scipy")),
    ]
    return digested([*versions, *_own(Path(str(files("argmap"))))])


def _own(package: Path) -> Iterator[bytes | str]:
    for folder, inner, names in os.walk(package):
        inner[:] = sorted(name for name in inner if name not in ("__pycache__", "example"))
        for name in sorted(names):
            file = Path(folder, name)
            yield file.relative_to(package).as_posix()
            yield file.read_bytes()


def opened(root: Path, drawn: Path) -> Memo:
    """The memo of the project at `root`, whose pictures stand in `drawn`; an empty one where there is none to be trusted."""
    try:
        with (root / FOLDER / "known").open("rb") as stream:
            signed = stream.read(LARGEST + 1)
        signature, _, data = signed.partition(b"\n")
        if len(signed) > LARGEST or not hmac.compare_digest(signature, _signature(root, data)):
            return Memo(drawn=drawn)
        known = json.loads(data)
    except (OSError, ValueError, RecursionError):
        return Memo(drawn=drawn)
    return Memo(known if isinstance(known, dict) else None, drawn)


def save(memo: Memo, root: Path) -> None:
    """Keep what a build used in place of what was kept before; where that cannot be written, nothing is kept."""
    with suppress(OSError):
        data = json.dumps(memo.used, sort_keys=True).encode()
        if len(data) > LARGEST // 2:
            return
        folder = root / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        signature = _signature(root, data)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_bytes(b"*\n")
        _put(folder / "known", signature + b"\n" + data)


def _put(file: Path, data: bytes) -> None:
    """Write a file under a name of its own and move it into place: two builds at once never mix theirs. Raises OSError."""
    with NamedTemporaryFile(dir=file.parent, delete=False) as stream:
        try:
            stream.write(data)
            stream.close()
            Path(stream.name).replace(file)
        except OSError:
            Path(stream.name).unlink(missing_ok=True)
            raise


def _signature(root: Path, data: bytes) -> bytes:
    """Of what is told of one project by this very code."""
    parts = (os.fsencode(root.resolve()), _code().encode(), data)
    return hmac.new(_secret(), digested(parts).encode(), "sha256").hexdigest().encode()


def _secret() -> bytes:
    """The user's own key, made when it is first needed. Raises OSError where it can be neither read nor written."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    file = (Path(base) if base else Path(os.path.expanduser("~"), ".cache")) / "argmap" / "key"  # noqa: PTH111 - Path.home fails where there is none
    try:
        secret = file.read_bytes()
    except FileNotFoundError:
        secret = b""
    if len(secret) != _KEY_BYTES:
        file.parent.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_bytes(_KEY_BYTES)
        _put(file, secret)  # of a temporary file, nobody else may read
    return secret
