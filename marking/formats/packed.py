"""The pictures in an archive of questions, unpacked one by one as texts show them, within bounds."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from urllib.parse import urlsplit

from quizzes.files import archives
from quizzes.files.pictures import MOST_BYTES, PictureError

MOST_UNPACKED = 100 * 1024 * 1024  # bytes, of all pictures of an archive
# How Canvas and Blackboard begin the addresses of files that a package holds elsewhere than they say.
_FILE_BASE = re.compile(r"^(?:\$IMS-CC-FILEBASE\$|%24IMS-CC-FILEBASE%24|\$IMS_CC_FILEBASE\$)/*")
_NUMBERED = re.compile(r"\bxid-\d+_\d+")


class Packed:
    """The files of an archive; what was unpacked once is kept."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._packed, self._left = len(data), MOST_UNPACKED
        infos = [info for info in self._archive.infolist() if not info.is_dir() and archives.fault_of(info) is None]
        self._infos = {posixpath.normpath(info.filename.replace("\\", "/")): info for info in infos}
        self._folded = {name.casefold(): name for name in self._infos}
        self._unpacked: dict[str, bytes] = {}

    def data_of(self, address: str, beside: str = "") -> bytes | None:
        """Return the file that an address means in the file `beside`, None where there is none. Raises PictureError."""
        name = self._name_of(address, beside)
        if name and name not in self._unpacked:
            self._unpacked[name] = self._read(self._infos[name])
        return self._unpacked.get(name)

    def _name_of(self, address: str, beside: str) -> str:
        if (number := _NUMBERED.search(address)) is not None:  # before the scheme that Blackboard puts there is asked
            return next((name for name in self._infos if re.search(rf"{number[0]}(?!\d)", name)), "")
        if urlsplit(address).scheme or address.startswith("//"):
            return ""
        path = re.split("[#?]", address, maxsplit=1)[0]
        based = _FILE_BASE.sub("", path)
        places = ["", "web_resources"] if based != path else [posixpath.dirname(beside)]
        paths = (posixpath.normpath(posixpath.join(place, based)) for place in places)
        return next((name for one in paths if (name := self._folded.get(one.casefold(), ""))), "")

    def _read(self, info: zipfile.ZipInfo) -> bytes:
        most = min(MOST_BYTES, self._left)
        try:
            ((_info, data),) = archives.unpacked(self._archive, [info], packed=self._packed, most=most)
        except archives.TooLarge as error:
            self._left -= most
            raise PictureError("It unpacks to more than pictures of questions have. Make it smaller first.") from error
        except archives.BROKEN as error:
            raise PictureError("It is damaged in the file: it cannot be unpacked.") from error
        self._left -= len(data)
        return data
