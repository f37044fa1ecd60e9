#!/bin/bash
# pyHanko 0.38.0: a signed PDF with bytes added after its end is valid, trusted and unmodified.
#
# Expected: bytes that no signature covers are told: the bottom line is false, or the modification level is not NONE.
# Seen: bottom_line True, modification level NONE, docmdp_ok True. Only `coverage` has sunk from ENTIRE_FILE to
# ENTIRE_REVISION, as it does for every signature but the last of an untouched file. poppler's pdfsig says
# "Not total document signed".
# Why it matters: a portal that answers "unaltered since it was sealed" by the bottom line says so of a file to which
# anybody has added what they like, such as a second document for programs that read from the end (a ZIP archive).
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check pyHanko==0.38.0 weasyprint==70.0 cryptography==50.0.2
"$here/venv/bin/python" - <<'PYTHON'
import datetime as dt, io, logging, sys
from importlib.metadata import version
import weasyprint
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.timezone.utc)
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Region")])
usage = x509.KeyUsage(True, True, False, False, False, True, False, False, False)
made = (
    x509.CertificateBuilder(name, name, key.public_key(), 1, now - dt.timedelta(1), now + dt.timedelta(9))
    .add_extension(usage, True).add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    .sign(key, hashes.SHA256())
)
p12 = pkcs12.serialize_key_and_certificates(b"k", key, made, None, NoEncryption())
signer = signers.SimpleSigner.load_pkcs12_data(p12, [])
page = IncrementalPdfFileWriter(io.BytesIO(weasyprint.HTML(string="<p>Minutes").write_pdf()))
signed = signers.sign_pdf(page, signers.PdfSignatureMetadata(field_name="Seal"), signer=signer).getvalue()

def judged(content):
    [seal] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    said = validate_pdf_signature(seal, ValidationContext(trust_roots=[signer.signing_cert]))
    return said.bottom_line, said.modification_level.name, said.coverage.name

print("pyHanko", version("pyHanko"))
print("untouched:                      ", judged(signed))
print("expected with bytes after it:    anything but (True, 'NONE', …)")
print("seen with bytes after it:       ", seen := judged(signed + b"\nPK and whatever else"))
sys.exit(0 if seen == (True, "NONE", "ENTIRE_REVISION") else 1)
PYTHON
