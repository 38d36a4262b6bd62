"""Pictures that people hand in: checked by their content and encoded anew, which leaves metadata and tricks behind."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Final, Literal

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES: Final = 15 * 1024 * 1024  # of a file handed in
MOST_PIXELS: Final = 30_000_000  # of a file handed in
LONGEST_SIDE: Final = 2_000  # pixels, of what is kept
LARGEST: Final = 1_500_000  # bytes, of what is kept
FORMATS: Final = ("PNG", "JPEG", "WEBP")
_SMALLER = (2_000, 1_400, 1_000, 700)  # pixels of the longest side, until the bytes suffice


class PictureError(ValueError):
    """The file is no picture that can be kept; the message says why, and what would be right."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture to be kept and served: pixels only."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hash of its content."""
        return sha256(self.data).hexdigest()


def read_picture(data: bytes) -> CleanPicture:
    """Return a PNG, JPEG or WebP turned upright, scaled down to the bounds, without metadata. Raises PictureError."""
    if len(data) > MOST_BYTES:
        raise PictureError(f"The picture has more than {MOST_BYTES // 1024 // 1024} MB. Make it smaller first.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(data), formats=FORMATS)
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise PictureError(f"The picture has {width} × {height} pixels. Make it smaller first.")
            kind = str(picture.format)
            if len(data) <= LARGEST and max(picture.size) <= LONGEST_SIDE and _holds_pixels_only(data, picture):
                picture.load()
                return CleanPicture(data, f"image/{kind.lower()}", width, height)
            return _encoded(_upright(picture), kind)
    except UnidentifiedImageError as error:
        raise PictureError("This is not a PNG, JPEG or WebP picture. Save it as one of those.") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, PictureError):
            raise
        raise PictureError("The picture is damaged: it cannot be opened. Save it again as PNG or JPEG.") from error


def pixels_of(data: bytes) -> int:
    """Return how many pixels a picture says that it has, at a glance; 0 for what is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            width, height = Image.open(BytesIO(data), formats=FORMATS).size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0
    return width * height


# The parts of which the files consist that are written here.
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
_PNG_ENDS, _JPEG_ENDS = b"IEND\xaeB`\x82", b"\xff\xd9"


def _holds_pixels_only(data: bytes, picture: Image.Image) -> bool:
    """Whether a file is as this module writes it, so that what was clean once keeps its name for ever."""
    if picture.format == "JPEG":
        parts = [name for name, _ in getattr(picture, "applist", ())]
        return set(parts) <= {"APP0"} and picture.mode in {"L", "RGB"} and data.endswith(_JPEG_ENDS)
    if picture.format == "PNG":
        return data.endswith(_PNG_ENDS) and _chunks(data, 8, ">") <= _PNG_CHUNKS
    return int.from_bytes(data[4:8], "little") + 8 == len(data) and _chunks(data, 12, "<") <= _WEBP_CHUNKS


def _chunks(data: bytes, at: int, order: Literal[">", "<"]) -> set[bytes]:
    """Return the kinds of parts in a PNG (">") or a WebP ("<")."""
    kinds = set()
    while at + 8 <= len(data):
        if order == ">":
            size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
            at += 12 + size
        else:
            kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
            at += 8 + size + size % 2
        kinds.add(kind)
    return kinds


def _upright(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, in colours that every browser knows, as the camera held them."""
    turned = ImageOps.exif_transpose(picture)
    see_through = "A" in turned.getbands() or "transparency" in turned.info
    return turned.convert("RGBA" if see_through else "L" if turned.mode in {"1", "L"} else "RGB")


def _encoded(picture: Image.Image, kind: str) -> CleanPicture:
    """Return the picture in its own format where it is small enough, else as WebP, at last with fewer pixels."""
    if kind == "JPEG" and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    for side in _SMALLER:
        scaled = picture.copy()
        scaled.thumbnail((min(side, LONGEST_SIDE), min(side, LONGEST_SIDE)), Image.Resampling.LANCZOS)
        for form in dict.fromkeys((kind, "WEBP")):
            stream = BytesIO()
            scaled.save(stream, form, **_OPTIONS[form])
            if stream.tell() <= LARGEST:
                return CleanPicture(stream.getvalue(), f"image/{form.lower()}", *scaled.size)
    raise PictureError("The picture is too large. Make it smaller first.")


_OPTIONS: dict[str, dict[str, int | bool]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 85, "optimize": True},
    "WEBP": {"quality": 82, "method": 4},
}
