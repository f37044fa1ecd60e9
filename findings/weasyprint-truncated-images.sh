#!/bin/bash
# WeasyPrint 70.0: importing it switches off Pillow's refusal of images cut short, for the whole process.
#
# Expected: a library that wants to be lenient with its own images is so with those alone. A program that reads an
# image with Pillow is told (OSError, "image file is truncated") when the file ends too early.
# Seen: after `import weasyprint`, half a photo loads without a word, its lower half grey, in code that never printed
# anything: weasyprint/images.py sets PIL.ImageFile.LOAD_TRUNCATED_IMAGES = True when it is imported.
# Why it matters: whether an upload that broke off on the way is refused depends on whether somebody has printed a
# document in the same process since it started. Tests of the upload alone are green, production takes it.
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pillow==13.0.0
"$here/venv/bin/python" - <<'PYTHON'
import io
import sys
from importlib.metadata import version
from PIL import Image

whole = io.BytesIO()
Image.effect_noise((300, 200), 60).save(whole, "JPEG")
half = whole.getvalue()[: len(whole.getvalue()) // 2]

def loaded():
    try:
        Image.open(io.BytesIO(half)).load()
    except OSError as no:
        return str(no)
    return "taken"

before = loaded()
import weasyprint
after = loaded()
print("weasyprint", version("weasyprint"), "· pillow", version("pillow"))
print("expected: the same before and after the import:", before)
print("seen:     before:", before, "; after:", after)
sys.exit(0 if "truncated" in before and after == "taken" else 1)
PYTHON
