"""The seal of a PDF (PAdES), by the organisation's certificate: the only module that knows pyHanko.

What a reader sees of it ("Justerat av …") is text on the page, set before. The seal itself is a field outside
the page that is printed and not hidden: one on the page would have to be tagged, and PDF/A refuses a hidden
one. Time stamp and proofs come later, and only add to the end of the file.
"""

import io
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from asgiref.sync import async_to_sync
from django.conf import settings

FIELD = "Sigill"
DIGEST = "sha256"
PKCS11 = "pkcs11:"
LEAST_BITS = {"rsa": 3072, "ec": 256}
_one_at_a_time = threading.Lock()
CALM = "soft-fail"  # who revokes certificates may be away; the proofs that came are kept


class SealAway(Exception):
    """The certificate cannot be used now: the device is off, the file is gone or the passphrase is wrong."""


def holder():
    """Whose seal it is; empty where the portal has no certificate."""
    if not settings.SEAL:
        return ""
    try:
        return named(_signer().signing_cert)
    except Exception as fault:  # whatever the file or the device may have
        raise SealAway(settings.SEAL) from fault


def expires():
    """When the certificate does: an aware datetime."""
    return _signer().signing_cert.not_valid_after


def bits_too_few():
    """How many the key has, where it is weaker than 128 bits of security ask for; else None."""
    key = _signer().signing_cert.public_key
    return key.bit_size if key.bit_size < LEAST_BITS.get(key.algorithm, 0) else None


def named(certificate):
    """What the certificate calls its holder."""
    names = certificate.subject.native
    return names.get("organization_name") or names.get("common_name") or certificate.subject.human_friendly


def sealed(content, reason):
    """The file with the seal added to its end; the file as it is where there is no certificate."""
    if not settings.SEAL:
        return content
    try:
        with _one_at_a_time:  # a device is one session, whichever thread asks
            return _sealed(content, reason)
    except Exception as fault:  # whatever the file or the device may have
        _signer_of.cache_clear()  # a device that was off has to be opened anew
        raise SealAway(settings.SEAL) from fault


def _sealed(content, reason):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # local: loads slowly
    from pyhanko.sign import fields, signers  # local: as above

    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=DIGEST, subfilter=fields.SigSeedSubFilter.PADES, reason=reason
    )
    name = f"Elektroniskt sigill: {holder()}"
    spec = fields.SigFieldSpec(
        FIELD, on_page=0, readable_field_name=name, invis_sig_settings=_outside_the_page()
    )
    signer = signers.PdfSigner(about, _signer(), new_field_spec=spec)
    return signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content))).getvalue()


def stamped(content):
    """The sealed file with the proofs that its certificates are valid, and a time stamp on top. Done again
    before that one's certificate expires. The result begins with `content` and ends with the stamp."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # local: loads slowly
    from pyhanko.pdf_utils.reader import PdfFileReader  # local: as above
    from pyhanko.sign.signers import PdfTimeStamper  # local: as above
    from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings  # local: as above
    from pyhanko.sign.validation import async_add_validation_info  # local: as above

    trust, file = _trust(fetching=True), io.BytesIO(content)
    reader = PdfFileReader(file)
    if not reader.embedded_timestamp_signatures:
        [seal] = reader.embedded_regular_signatures
        file = io.BytesIO()
        async_to_sync(async_add_validation_info)(seal, trust, output=file)
    stamper = PdfTimeStamper(clock(), readable_field_name="Tidsstämpel", invis_settings=_outside_the_page())
    # Its own proofs come before it, so that the file ends with the stamp.
    first = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
    writer = IncrementalPdfFileWriter(file)
    return stamper.timestamp_pdf(writer, DIGEST, validation_context=trust, dss_settings=first).getvalue()


def clock():
    """Whoever stamps the time (RFC 3161)."""
    from pyhanko.sign.timestamps import HTTPTimeStamper  # local: loads slowly

    return HTTPTimeStamper(settings.SEAL_TIMESTAMP_URL, timeout=20)


@dataclass(frozen=True)
class Judgement:
    """What the seals of a file say. `is_whole`: not a byte has changed since. `is_ours`: the certificates
    lead to one that we trust. `stamped_at` is the latest time stamp."""

    holder: str
    is_whole: bool
    is_ours: bool
    sealed_at: datetime | None
    stamped_at: datetime | None


def judged(content):
    """None where the file bears no seal, or cannot be read at all."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # local: loads slowly
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp  # local: as above
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # local: as above

    try:
        reader = PdfFileReader(io.BytesIO(content))
        seals = reader.embedded_regular_signatures
        if not seals:
            return None
        said = [validate_pdf_signature(each, _trust(), _trust()) for each in seals]
        stamps = [validate_pdf_timestamp(each, _trust()) for each in reader.embedded_timestamp_signatures]
    except Exception:  # whatever a file from anywhere may do to a parser
        return None
    every: list = [*said, *stamps]
    # Bytes after the last seal are in no seal, and pyHanko calls the file unchanged all the same.
    to_the_end = SignatureCoverageLevel.ENTIRE_FILE in {each.coverage for each in every}
    kept = [each.intact and each.valid and each.docmdp_ok is not False for each in every]
    return Judgement(
        holder=named(said[0].signing_cert),
        is_whole=to_the_end and all(kept),
        is_ours=all(each.trusted for each in every),
        sealed_at=said[0].signer_reported_dt,
        stamped_at=max((each.timestamp for each in stamps), default=None),
    )


def _outside_the_page():
    from pyhanko.sign.fields import InvisSigSettings  # local: loads slowly

    return InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)


@cache
def _signer_of(source, passphrase):
    from pyhanko.sign.signers import SimpleSigner  # local: loads slowly

    if source.startswith(PKCS11):
        return _on_device(dict(parse_qsl(source.removeprefix(PKCS11), separator=";")), passphrase)
    content, secret = Path(source).read_bytes(), passphrase.encode() or None
    if source.endswith(".pem"):
        content, secret = _as_pkcs12(content, secret), None
    return SimpleSigner.load_pkcs12_data(content, [], secret)


def _as_pkcs12(content, secret):
    """Of a PEM file with the key, its certificate and after that its issuers'."""
    from cryptography import x509  # local: loads slowly
    from cryptography.hazmat.primitives.serialization import (  # local: as above
        NoEncryption,
        load_pem_private_key,
        pkcs12,
    )

    certificate, *issuers = x509.load_pem_x509_certificates(content)
    key: Any = load_pem_private_key(content, secret)
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, issuers, NoEncryption())


def _on_device(told, pin):
    """`pkcs11:module-path=…;token=…;object=…`, after RFC 7512; the package python-pkcs11 is needed too."""
    from pyhanko.config.pkcs11 import TokenCriteria  # local: loads slowly
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # local: asks for python-pkcs11

    token = TokenCriteria(label=told["token"])
    session = open_pkcs11_session(told["module-path"], token_criteria=token, user_pin=pin)
    return PKCS11Signer(session, cert_label=told["object"], other_certs_to_pull=None)


def _signer():
    return _signer_of(settings.SEAL, settings.SEAL_PASSPHRASE)


def _trust(fetching=False):
    from pyhanko.keys import load_certs_from_pemder  # local: loads slowly
    from pyhanko_certvalidator import ValidationContext  # local: as above

    roots, others = [], []
    if settings.SEAL:
        for each in [_signer().signing_cert, *_signer().cert_registry]:
            (roots if each.self_issued else others).append(each)
    if settings.SEAL_TRUST:
        roots += load_certs_from_pemder([settings.SEAL_TRUST])
    return ValidationContext(roots, other_certs=others, allow_fetching=fetching, revocation_mode=CALM)


def made_for(holder, file):
    """A certificate of the machine's own, for a demo: it proves nothing to anybody else."""
    if not file.exists():
        from rus_portal.core.own_certificate import own_certificate  # local: loads slowly

        begun = file.with_suffix(f".{os.getpid()}")
        begun.touch(mode=0o600)
        begun.write_bytes(own_certificate(holder))
        begun.replace(file)
    return str(file)
