"""How static files are kept: named by their content, and compressed beforehand."""

from __future__ import annotations

from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class QuickCompressor(Compressor):  # type: ignore[misc]
    """Brotli at quality 9: a tenth larger than at 11, and made in a twentieth of the time, while someone waits."""

    SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")  # for developers' tools only

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Return `data`, compressed."""
        compressed: bytes = brotli.compress(data, quality=9)
        return compressed


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, in less time."""

    # Scripts import each other; only the names that carry their content are kept, so the imports must say those.
    support_js_module_import_aggregation = True

    def create_compressor(self, **options: Any) -> Compressor:
        """Return what compresses."""
        return QuickCompressor(**options)
