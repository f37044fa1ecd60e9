"""Images from anywhere: opened within a limit of our own, since Pillow's is a warning that only tests make an
error of, and read as a viewer shows them."""

import io
import threading
from contextlib import contextmanager

from PIL import Image, ImageFile, ImageOps

MOST_PIXELS = 80_000_000  # an A3 at 600 dpi, or the photo of a 64-megapixel phone; Pillow warns above that
KINDS = ("PNG", "JPEG", "WEBP")
SMALL = (64, 64)
PRINTED = (1000, 1000)  # pixels at most, of what is a hand wide
END = b"\xff\xd9"  # of a JPEG
NOISE = b"\0" + b"\x55" * 64

_one_at_a_time = threading.Lock()


class TooManyPixels(ValueError):
    """The image would take hundreds of megabytes of memory."""


def open_image(file):
    """The image with nothing of it read but its head."""
    try:
        opened = Image.open(file, formats=KINDS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as no:
        raise TooManyPixels from no
    if opened.width * opened.height > MOST_PIXELS:
        raise TooManyPixels
    return opened


@contextmanager
def cut_short(*, taken):
    """Whether images that end too early are taken. Pillow (13) knows it for the whole process only, and
    WeasyPrint (70) says yes for everybody as soon as it is imported."""
    with _one_at_a_time:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = taken
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def whole(file):
    """Reads all of the image and its checksums; raises what Pillow raises where it ends too early or is
    broken. A photo that lacks nothing but its end mark is whole, as every viewer shows it."""
    with cut_short(taken=False):
        with open_image(file) as opened:
            opened.verify()
            may_lack_end = opened.format in ("JPEG", "MPO") and "progressive" not in opened.info
        file.seek(0)
        try:
            _picture(file)
        except OSError:
            if not may_lack_end or not _lacks_only_its_end(file):
                raise


def _picture(file):
    """A photo is read through at an eighth of its size."""
    with open_image(file) as opened:
        opened.draft(None, SMALL)
        return opened.tobytes()


def _lacks_only_its_end(file):
    """Whatever follows changes nothing in the picture."""
    file.seek(0)
    content = file.read()
    return _picture(io.BytesIO(content + END)) == _picture(io.BytesIO(content + NOISE + END))


def as_shown(file, size):
    """The image in RGB, turned as it was held, what is transparent on white, and no larger than `size`, which
    is turned with it."""
    with cut_short(taken=True), open_image(file) as opened:  # `whole` has judged it when it came
        opened.draft("RGB", size)
        image = ImageOps.exif_transpose(opened)
    if image.mode.startswith("I"):  # grey in 16 bits, of which Pillow would make everything but black white
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    image.thumbnail(size if image.height > image.width else size[::-1])
    image = image.convert("RGBA")
    on_white = Image.new("RGB", image.size, "white")
    on_white.paste(image, mask=image)
    return on_white


def on_paper(file):
    """The bytes of a photo that stands beside a text in print, as JPEG: the same whenever it is made."""
    content = io.BytesIO()
    as_shown(file, PRINTED).save(content, "JPEG", quality=80)
    return content.getvalue()
