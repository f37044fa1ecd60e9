"""Office files are ZIP archives, never unpacked to disk or memory. The list of contents is read first; if
it is reasonable, each member is unpacked and discarded, to see that it matches the list."""

import codecs
import os
import re
import zipfile
import zlib

from meetings.documents.uploads.unfit import Broken, Guarded, Locked, Misnamed, Swelling, WithMacros

MOST_UNPACKED = 500 * 1024 * 1024
MOST_TIMES_LARGER = 100  # than the file itself, for files larger than an ordinary document
ORDINARY = 20 * 1024 * 1024
LONGEST_LIST = 1024 * 1024  # of contents: some ten thousand members
PIECE = 256 * 1024
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an older Office file, or a newer one behind a password
WRAPPED = {"DRMEncrypted": Guarded, "EncryptedPackage": Locked}  # the first is why
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")
BEGINS = b"PK"  # every archive, also half of one
END, END_64 = 22, 56  # bytes of the record that ends an archive, and of the larger one before it
LOCATOR_64 = 20  # which says where that one is, and stands between the two


def office_open(family):
    """A document of Word, Excel or PowerPoint, without macros. `family` is in the type of its main part,
    which the archive itself points out: Office on the web gives it other names than Office on a computer."""

    def examine(file):
        refuse_compound_file(file)
        archive = opened(file)
        if any("vbaproject" in name.lower() for name in archive.namelist()):
            raise WithMacros
        kinds = text_of(archive, "[Content_Types].xml")
        if "macroEnabled" in kinds or "macrosheet" in kinds:
            raise WithMacros
        if not any(is_main(kind, family) for kind in main_parts(archive, kinds)):
            raise Misnamed

    return examine


def main_parts(archive, kinds):
    """The types of the parts that may be the main one and are there: the one that the root's relations lead
    to, else those of which the list of types says so."""
    types = elements(kinds, "Override")
    parts = {each.get("PartName", "").lstrip("/"): each.get("ContentType", "") for each in types}
    usual = {each.get("Extension", ""): each.get("ContentType", "") for each in elements(kinds, "Default")}
    led = [
        each.get("Target", "").lstrip("/")
        for each in elements(text_of(archive, "_rels/.rels"), "Relationship")
        if each.get("Type", "").endswith("/officeDocument")
    ]
    there = set(archive.namelist())
    return [
        parts.get(name) or usual.get(name.rpartition(".")[2], "") for name in led or parts if name in there
    ]


def is_main(kind, family):
    return family in kind and kind.endswith(".main+xml")


def elements(xml, name):
    """The attributes of each such element: all there is to know in the two lists that are read."""
    return [dict(ATTRIBUTE.findall(tag)) for tag in re.findall(rf"<(?:\w+:)?{name}\s[^>]*>", xml)]


def text_of(archive, name):
    """The beginning of a member as text; empty where there is no such member."""
    if name not in archive.namelist():
        return ""
    content = read(archive, name)
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_wide else "utf-8", errors="replace")


def open_document(kind):
    """An OpenDocument file, without macros."""

    def examine(file):
        archive = opened(file)
        names = archive.namelist()
        if not {"mimetype", "content.xml"} <= set(names):
            raise Locked if "encrypted-package" in names else Misnamed
        if read(archive, "mimetype").strip() != f"application/vnd.oasis.opendocument.{kind}".encode():
            raise Misnamed
        if "META-INF/manifest.xml" in names and b"encryption-data" in read(archive, "META-INF/manifest.xml"):
            raise Locked
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise WithMacros

    return examine


def refuse_compound_file(file):
    if file.read(len(COMPOUND_FILE)) != COMPOUND_FILE:
        return
    marks = {name.encode("utf-16-le"): why for name, why in WRAPPED.items()}
    longest, before, found = max(map(len, marks)), b"", []
    while piece := file.read(PIECE):
        found += [why for mark, why in marks.items() if mark in before + piece]
        before = piece[-longest:]
    raise next((why for why in WRAPPED.values() if why in found), Misnamed)


def opened(file):
    """The archive, all of whose members are whole and no larger than they say."""
    try:
        size = file.seek(0, os.SEEK_END)
        refuse_long_list(file, size)
        archive = zipfile.ZipFile(file)
        refuse_swelling(archive.infolist(), size)
        for member in archive.infolist():
            refuse_unlike(file, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError) as breach:
        raise Broken from breach
    return archive


def read(archive, name):
    """The beginning of a member: more than enough of those that list the contents."""
    try:
        with archive.open(name) as member:
            return member.read(LONGEST_LIST)
    except (zipfile.BadZipFile, zlib.error) as breach:
        raise Broken from breach


def refuse_long_list(file, size):
    """The list itself is read into memory, so its length is checked first. An archive may end in two records,
    of which the larger one (ZIP64) then holds the numbers that count."""
    file.seek(max(0, size - END - 65535 - LOCATOR_64 - END_64))
    tail = file.read()
    is_last = tail[-END : 4 - END] == b"PK\x05\x06" and tail.endswith(b"\0\0")
    end = len(tail) - END if is_last else tail.rfind(b"PK\x05\x06")
    if end < 0:
        file.seek(0)
        raise Broken if file.read(len(BEGINS)) == BEGINS else Misnamed
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    larger = tail[max(0, end - LOCATOR_64 - END_64) : end]
    if larger.startswith(b"PK\x06\x06") and larger[END_64:].startswith(b"PK\x06\x07"):
        length = int.from_bytes(larger[40:48], "little")
    if length > LONGEST_LIST:
        raise Swelling


def refuse_swelling(members, size):
    """Checks by the list alone that the sizes are reasonable, and that no two members share bytes."""
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or unpacked > max(ORDINARY, MOST_TIMES_LARGER * size):
        raise Swelling
    if sum(member.compress_size for member in members) > size:
        raise Swelling


def refuse_unlike(file, member):
    """Unpack and discard a member, and stop where it becomes larger than the list says."""
    if member.flag_bits & 1:
        raise Locked
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Broken
    file.seek(member.header_offset)
    head = file.read(30)
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), os.SEEK_CUR)
    unpacked = checksum = 0
    for piece in unpacking(file, member):
        unpacked, checksum = unpacked + len(piece), zlib.crc32(piece, checksum)
        if unpacked > member.file_size:
            raise Swelling
    if (unpacked, checksum) != (member.file_size, member.CRC):
        raise Broken


def unpacking(file, member):
    """What the member holds, a piece at a time and each of bounded size."""
    is_packed = member.compress_type == zipfile.ZIP_DEFLATED
    unpack, left = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size
    while left > 0 and (packed := file.read(min(left, PIECE))):
        left -= len(packed)
        if not is_packed:
            yield packed
            continue
        piece = unpack.decompress(packed, PIECE)
        yield piece
        while unpack.unconsumed_tail or len(piece) == PIECE:
            piece = unpack.decompress(unpack.unconsumed_tail, PIECE)
            yield piece
