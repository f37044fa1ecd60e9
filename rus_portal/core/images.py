"""Images from anywhere: opened within a limit of our own, since Pillow's is a warning that only tests make an
error of, and read as a viewer shows them."""

from PIL import Image, ImageOps

MOST_PIXELS = 80_000_000  # an A3 at 600 dpi, or the photo of a 64-megapixel phone; Pillow warns above that
KINDS = ("PNG", "JPEG", "WEBP")
SMALL = (64, 64)


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


def whole(opened):
    """Reads all of the image; raises what Pillow raises where it ends too early or is broken. A photo is read
    through at an eighth of its size."""
    opened.draft(None, SMALL)
    opened.load()


def as_shown(file, size):
    """The image in RGB, turned as it was held, what is transparent on white, and no larger than `size`, which
    is turned with it."""
    with open_image(file) as opened:
        opened.draft("RGB", size)
        image = ImageOps.exif_transpose(opened)
    if image.mode.startswith("I"):  # grey in 16 bits, of which Pillow would make everything but black white
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    image.thumbnail(size if image.height > image.width else size[::-1])
    image = image.convert("RGBA")
    on_white = Image.new("RGB", image.size, "white")
    on_white.paste(image, mask=image)
    return on_white
