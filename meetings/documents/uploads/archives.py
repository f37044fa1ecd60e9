"""Office files are ZIP archives, never unpacked to disk or memory. The list of contents is read first; if
it is reasonable, each member is unpacked and discarded, to see that it matches the list."""

import os
import zipfile
import zlib

from meetings.documents.uploads.unfit import Broken, Locked, Misnamed, Swelling, WithMacros

MOST_UNPACKED = 500 * 1024 * 1024
MOST_TIMES_LARGER = 100  # than the file itself, for files larger than an ordinary document
ORDINARY = 20 * 1024 * 1024
LONGEST_LIST = 1024 * 1024  # of contents: some ten thousand members
PIECE = 256 * 1024
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an older Office file, or a newer one behind a password


def office_open(main_part):
    """A document of Word, Excel or PowerPoint, without macros."""

    def examine(file):
        refuse_compound_file(file)
        archive = opened(file)
        names = archive.namelist()
        if not {"[Content_Types].xml", main_part} <= set(names):
            raise Misnamed
        kinds = read(archive, "[Content_Types].xml")
        has_macros = b"macroEnabled" in kinds or b"macrosheet" in kinds
        if has_macros or any("vbaproject" in name.lower() for name in names):
            raise WithMacros

    return examine


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
    mark, before = "EncryptedPackage".encode("utf-16-le"), b""
    while piece := file.read(PIECE):
        if mark in before + piece:
            raise Locked
        before = piece[-len(mark) :]
    raise Misnamed


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
    """The list itself is read into memory, so its length is checked first."""
    file.seek(max(0, size - 22 - 65535))
    tail = file.read()
    is_last = tail[-22:-18] == b"PK\x05\x06" and tail.endswith(b"\0\0")
    end = len(tail) - 22 if is_last else tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise Broken
    of_more_than_4_gigabytes = tail[max(0, end - 20) : end].startswith(b"PK\x06\x07")
    if of_more_than_4_gigabytes or int.from_bytes(tail[end + 12 : end + 16], "little") > LONGEST_LIST:
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
