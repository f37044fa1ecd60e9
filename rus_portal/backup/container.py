"""The file of a backup: a ZIP of `tables/<label>.jsonl`, `papers/<SHA-256>`, `papers.jsonl` with the name
that each paper has in the store, and last `manifest.json`, which says what there is and the SHA-256 of each
member.

With BACKUP_RECIPIENTS the whole is encrypted by age (age-encryption.org), and nothing of it is ever on the
disk as plain text: `age --decrypt --identity key portal.backup > portal.zip` opens it without us.
"""

import hashlib
import json
import os
import zipfile
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread

import pyrage
from django.conf import settings
from django.core.management.base import CommandError

FORMAT = 1
MANIFEST, PAPERS = "manifest.json", "papers.jsonl"
ENCRYPTED = b"age-encryption.org/v1\n"
PIECE = 256 * 1024
NO_BACKUP = "Filen är ingen säkerhetskopia från portalen, eller så är den avbruten eller skadad."
WRONG_SUM = "Kontrollsumman för {} stämmer inte: filen är skadad. Använd en annan säkerhetskopia."


def pieces(file):
    return iter(lambda: file.read(PIECE), b"")


def recipients():
    """Those who can read what is encrypted; pyrage.RecipientError where one is none."""
    return [pyrage.x25519.Recipient.from_str(each.strip()) for each in settings.BACKUP_RECIPIENTS]


class Writer:
    def __init__(self, target):
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.members = {}

    def add(self, name, parts, packed=True):
        """Returns the SHA-256."""
        info = zipfile.ZipInfo(name)  # of no date: the manifest says when
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest = hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as member:
            for part in parts:
                digest.update(part)
                member.write(part)
        self.members[name] = digest.hexdigest()
        return digest.hexdigest()

    def finish(self, manifest):
        told = {"format": FORMAT, **manifest, "members": self.members}
        self._zip.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))
        self._zip.close()

    def close(self):
        """Where it was not finished: nobody will read it."""
        with suppress(OSError, ValueError):
            self._zip.close()


@contextmanager
def written(path):
    """A Writer of the file, which is there under its name only once it is whole, and is the owner's alone."""
    path = Path(path).resolve()
    if path.exists():
        raise CommandError(f"{path} finns redan. Välj ett annat namn.")
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with _encrypted(file, recipients()) as target:
                copy = Writer(target)
                try:
                    yield copy
                finally:
                    copy.close()
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _encrypted(file, readers):
    if not readers:
        yield file
        return
    trouble = []

    def encrypt(source):
        with source:
            try:
                pyrage.encrypt_io(source, file, readers)
            except pyrage.EncryptError as why:
                trouble.append(why)

    reading, writing = os.pipe()
    thread = Thread(target=encrypt, args=[os.fdopen(reading, "rb")])
    thread.start()
    try:
        with open(writing, "wb") as plain:
            yield plain
    except BrokenPipeError:
        if not trouble:
            raise
    finally:
        thread.join()
    if trouble:
        raise OSError(str(trouble[0]))


class Copy:
    """What is in a backup."""

    def __init__(self, archive):
        self._zip = archive
        try:
            self.manifest = json.loads(self._zip.read(MANIFEST))
        except (KeyError, ValueError, zipfile.BadZipFile, zlib.error) as why:
            raise CommandError(NO_BACKUP) from why
        if self.manifest["format"] > FORMAT:
            raise CommandError(
                "Säkerhetskopian är gjord av en nyare version av portalen än den här "
                f"({self.manifest['version']}): uppgradera koden och kör kommandot igen."
            )

    def parts(self, name):
        """The bytes of a member; its sum is wrong where they are not what the manifest says."""
        digest = hashlib.sha256()
        try:
            with self._zip.open(name) as member:
                for part in pieces(member):
                    digest.update(part)
                    yield part
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as why:
            raise CommandError(WRONG_SUM.format(name)) from why
        if digest.hexdigest() != self.manifest["members"][name]:
            raise CommandError(WRONG_SUM.format(name))

    def lines(self, name):
        begun: list[bytes] = []
        for part in self.parts(name):
            first, *others = part.split(b"\n")
            begun.append(first)
            for other in others:
                yield b"".join(begun)
                begun = [other]

    def papers(self):
        """(name in the store, SHA-256) of each; of one that was missing there, None."""
        for line in self.lines(PAPERS):
            told = json.loads(line)
            yield told["name"], told["sha256"]

    def verify(self, names):
        for name in names:
            for _ in self.parts(name):
                pass


@contextmanager
def opened(path, key=""):
    """The Copy in the file, decrypted by the key file where it is encrypted."""
    try:
        file = Path(path).open("rb")  # noqa: SIM115  closed below
    except OSError as why:
        raise CommandError(f"{path} går inte att läsa: {why.strerror}.") from why
    with file:
        is_encrypted = file.read(len(ENCRYPTED)) == ENCRYPTED
        file.seek(0)
        if not is_encrypted:
            yield _copy_in(file)
            return
        with TemporaryFile(dir=settings.DATA_DIR) as plain:  # it has no name, and goes with the process
            _decrypt(file, plain, key)
            plain.seek(0)
            yield _copy_in(plain)


def _copy_in(file):
    try:
        return Copy(zipfile.ZipFile(file))
    except zipfile.BadZipFile as why:
        raise CommandError(NO_BACKUP) from why


def _decrypt(file, plain, key):
    if not key:
        raise CommandError("Säkerhetskopian är krypterad: ange filen med nyckeln, --key FIL.")
    try:
        text = Path(key).read_text()
        owned = [
            pyrage.x25519.Identity.from_str(line)
            for each in text.splitlines()
            if (line := each.strip()) and not line.startswith("#")
        ]
    except (OSError, ValueError, pyrage.IdentityError) as why:
        raise CommandError(f"{key} är ingen nyckel av age (AGE-SECRET-KEY-…).") from why
    try:
        pyrage.decrypt_io(file, plain, owned)
    except pyrage.DecryptError as why:
        raise CommandError("Nyckeln passar inte till säkerhetskopian.") from why
    except OSError as why:
        told = NO_BACKUP if why.errno is None else f"Det gick inte att avkryptera: {why}."
        raise CommandError(told) from why
