"""A seal of the tests' own, and a clock that stamps the time without any network."""

from functools import cache

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from rus_portal.core import sealing
from rus_portal.core.own_certificate import issued, own_certificate

HOLDER = "Region Exempel"
own = cache(own_certificate)


@cache
def time_stamping():
    """The issuer of the clock's certificate, the certificate and its key. pyHanko's clock knows RSA alone."""
    issuer = issued("Exempel tidsutfärdare")
    clock = issued(
        "Exempel tid", issuer, ExtendedKeyUsageOID.TIME_STAMPING, rsa.generate_private_key(65537, 2048)
    )
    return issuer[0], *clock


def sealed_by(holder, settings, folder):
    """The portal has a certificate, and trusts the clock. It lies in the same place for all tests, as what is
    sealed with it is remembered (see `tests/remembered.py`)."""
    folder = folder.parent / "seal"
    folder.mkdir(exist_ok=True)
    (folder / "seal.p12").write_bytes(own(holder))
    (folder / "trust.pem").write_bytes(time_stamping()[0].public_bytes(Encoding.PEM))
    settings.SEAL, settings.SEAL_TRUST = str(folder / "seal.p12"), str(folder / "trust.pem")


def clock():
    issuer, certificate, key = time_stamping()
    store = SimpleCertificateStore()
    store.register(_loaded(issuer))
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(_loaded(certificate), keys.PrivateKeyInfo.load(secret), certs_to_embed=store)


def _loaded(certificate):
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def ticking(monkeypatch):
    monkeypatch.setattr(sealing, "clock", clock)
