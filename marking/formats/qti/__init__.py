"""QTI, the exchange format of 1EdTech: items of 2.0 to 3.0, alone or in a package, read into questions; and written.

Read as the specifications of QTI 2.1, 2.2 and 3.0 describe items. One reader serves them all: version 3 has the names
of version 2 with `qti-` before and dashes between. Nothing is fetched from anywhere.
"""

from marking.formats.qti.package import ENDINGS
from marking.formats.qti.reading import read
from marking.formats.qti.writing import VERSIONS, write

__all__ = ["ENDINGS", "VERSIONS", "read", "write"]
