"""A folder or a ZIP file as the tables in it. What could hurt whoever opens it is refused before a byte is unpacked.

Nothing is unpacked to the disk: a member is read from the archive each time its rows are walked.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.imports import lines
from dayaq.registry.imports.filesets.contents import MOST_FILES
from dayaq.registry.imports.lines import Content
from dayaq.registry.imports.xlsxfiles import ZIP

LARGEST: Final = 2_000_000_000  # bytes unpacked
_MOST_PACKED: Final = 200  # a table packs some twenty times; a bomb packs a thousand times
_MOST_ENTRIES: Final = 1_000
_ENCRYPTED: Final = 0x1
_UTF8_NAME: Final = 0x800
TABLES: Final = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".parquet"})
#: What zipfile says of an archive that is damaged, or was packed in a way that it does not know.
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, IndexError, EOFError)
#: By these a workbook is told from an archive of tables: both are ZIP files.
_OF_A_WORKBOOK: Final = frozenset({"[Content_Types].xml", "mimetype"})


@dataclass(frozen=True)
class Member:
    """One file in an archive; opened and read as a path is."""

    archive: Content
    name: str

    def open(self, _mode: str = "rb") -> IO[bytes]:
        """A stream of its bytes, to be closed."""
        return _Stream(self.archive, self.name)

    def read_bytes(self) -> bytes:
        """All of it."""
        with self.open() as stream:
            return stream.read()


class _Stream(io.BufferedReader):
    """Closes the archive with the member."""

    def __init__(self, archive: Content, name: str) -> None:
        self._archive = zipfile.ZipFile(_source(archive))
        self._member = self._archive.open(name)
        super().__init__(cast(Any, self._member), lines.BLOCK)

    def close(self) -> None:
        super().close()
        self._archive.close()


@dataclass(frozen=True)
class Table:
    """``name`` without a folder; ``content`` as :func:`dayaq.registry.imports.opening.read_sheet` takes it."""

    name: str
    content: Content


@dataclass(frozen=True)
class Archive:
    """``tables`` by their names, in their order; ``others`` are names of files that are no tables."""

    tables: dict[str, Table]
    others: tuple[str, ...]


def is_set(content: Content) -> bool:
    """Whether this is a folder, or a ZIP file that is no workbook."""
    if isinstance(content, Path) and content.is_dir():
        return True
    if not lines.start_of(content, len(ZIP)).startswith((ZIP, b"PK\x05\x06")):  # an empty archive has only an end
        return False
    try:
        with zipfile.ZipFile(_source(content)) as archive:
            return not _OF_A_WORKBOOK & set(archive.namelist())
    except _DAMAGED:
        return False  # said by whoever reads it as a workbook


def digest_of(content: Content) -> str:
    """SHA-256 in hex by which a command finds its unfinished import: of a folder that of its tables and their names."""
    if not (isinstance(content, Path) and content.is_dir()):
        return lines.digest_of(content)
    tables = open_archive(content).tables.values()
    said = "\n".join(f"{table.name}\t{lines.digest_of(table.content)}" for table in tables)
    return hashlib.sha256(said.encode()).hexdigest()


def size_of(content: Content) -> int:
    """How many bytes it has, of a folder all its tables together."""
    if not (isinstance(content, Path) and content.is_dir()):
        return lines.size_of(content)
    return sum(lines.size_of(table.content) for table in open_archive(content).tables.values())


def open_archive(content: Content) -> Archive:
    """The tables of a folder (its own, not those of folders within) or of a ZIP file. Invalid when it is refused."""
    if isinstance(content, Path) and content.is_dir():
        found = {path.name: cast(Content, path) for path in sorted(content.iterdir()) if path.is_file()}
    else:
        found = _members(content)
    tables = {name: Table(name, one) for name, one in sorted(found.items()) if _is_table(name)}
    if not tables:
        raise Invalid(
            _("No table is in it."), code="no_tables", field="file",
            remedy=_("Put CSV, XLSX or Parquet files into it, none of them in a folder within."),
        )  # fmt: skip
    if len(tables) > MOST_FILES:
        raise _refused(_("It holds more files than one import takes."), "too_many_files", str(len(tables)))
    return Archive(tables, tuple(name for name in found if name not in tables))


def _is_table(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in TABLES and not name.startswith(("~$", "."))


def _members(content: Content) -> dict[str, Content]:
    try:
        with zipfile.ZipFile(_source(content)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_litter(_name(entry))]
    except _DAMAGED as error:
        raise _refused(_("The archive cannot be read."), "unreadable_file") from error
    if len(entries) > _MOST_ENTRIES:
        raise _refused(_("It holds more files than one import takes."), "too_many_files", str(len(entries)))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST or unpacked > _MOST_PACKED * max(lines.size_of(content), 100_000):
        raise _refused(_("The archive is too large when unpacked."), "too_large_file")
    found: dict[str, Content] = {}
    folders: set[str] = set()
    for entry in entries:
        path = _checked(entry)
        if entry.is_dir():
            continue
        folders.add(str(path.parent))
        if path.name.casefold() in {name.casefold() for name in found}:
            raise _refused(_("Two files in the archive have the same name."), "name_twice", path.name)
        member = Member(content, entry.filename)
        if _is_table(path.name):
            _read_through(member, path.name)
        found[path.name] = cast(Content, member)
    if len(folders) > 1:
        raise _refused(_("The archive holds folders."), "nested", min(folders - {"."}))
    return found


def _read_through(member: Member, name: str) -> None:
    """What is damaged is refused before the first row is staged, and not where the damage is met."""
    try:
        with member.open() as stream:
            while stream.read(lines.BLOCK):
                pass
    except _DAMAGED as error:
        raise _refused(_("The archive cannot be read."), "unreadable_file", name) from error


def _checked(entry: zipfile.ZipInfo) -> PurePosixPath:
    """The path of an entry that may be opened."""
    name = _name(entry)
    if entry.flag_bits & _ENCRYPTED:
        raise _refused(_("The archive is encrypted."), "encrypted", name)
    path = PurePosixPath(name)
    if not entry.filename or "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts:
        raise _refused(_("A name in the archive leads out of it."), "unsafe_name", name)
    if len(path.parts) > 2:
        raise _refused(_("The archive holds folders."), "nested", name)
    return path


def _name(entry: zipfile.ZipInfo) -> str:
    """Programs of old write names in UTF-8 without saying so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.orig_filename.encode("cp437").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _is_litter(name: str) -> bool:
    """What systems put beside the files of whoever packs a folder."""
    parts = PurePosixPath(name).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1].lower() == "thumbs.db"


def _source(content: Content) -> Any:
    return io.BytesIO(content) if isinstance(content, bytes) else content


def _refused(message: Any, code: str, value: str = "") -> Invalid:
    remedies = {
        "too_large_file": _("Bring the tables in several imports, or name their folder to the command."),
        "encrypted": _("Pack the files again without a password."),
        "unreadable_file": _("Pack the files again into a new ZIP file, or name their folder to the command."),
        "name_twice": _("Give each file a name of its own."),
        "too_many_files": _("Put at most 20 tables into it."),
    }  # fmt: skip
    remedy = remedies.get(code, _("Pack the files themselves into a new ZIP file, not their folders."))
    return Invalid(message, code=code, field="file", value=value, remedy=remedy)
