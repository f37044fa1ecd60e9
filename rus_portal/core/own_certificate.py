"""A certificate that a demo makes for itself, and its tests: an issuer of its own and one key under it."""

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

YEARS = dt.timedelta(days=3650)


def own_certificate(holder):
    """The key with both certificates, as PKCS#12."""
    issuer, issuing_key = issued(f"{holder}, egen utfärdare")
    certificate, key = issued(holder, (issuer, issuing_key))
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, [issuer], NoEncryption())


def issued(name, by=None, use=None, key=None):
    """A certificate with its key; `by` is the issuer's, `use` what alone it is for."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    issuer, issuing_key = (by[0].subject, by[1]) if by else (subject, key)
    now, tops = dt.datetime.now(dt.UTC), by is None
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    usage |= {"digital_signature": not tops, "content_commitment": not tops and not use}
    usage |= {"key_cert_sign": tops, "crl_sign": tops}
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key())
    made = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(tops, None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
    )
    if use:
        made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    return made.sign(issuing_key, hashes.SHA256()), key
