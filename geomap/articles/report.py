"""How readers say what they could not use."""

from __future__ import annotations

from collections.abc import Callable

#: Takes where, severity ("error", "duplicate", "warning") and message, as of `geomap.model.Issue`.
Report = Callable[[str, str, str], None]
