"""The errors geomap raises on purpose; all descend from GeomapError.

A message is one line that says where, what was found, what was expected and
what to do, so that the command line can print it as it stands.
"""


class GeomapError(Exception):
    """Anything geomap gives up on. The command line prints it and exits with 2."""


class InputError(GeomapError):
    """News that cannot be read at all: no such file, nothing in it."""


class CatalogueError(GeomapError):
    """A route or outlet file that does not hold what the catalogue needs."""


class GazetteerError(GeomapError):
    """A place file or gazetteer index that is missing, broken or of another version."""


class LayerError(GeomapError):
    """A table or GeoJSON layer that does not fit its schema, or coordinates out of range."""


class OutputError(GeomapError):
    """A result that cannot be written where it was asked for."""


class GeocodingError(GeomapError):
    """A geocoder that gave no usable answer, which is not the same as a name it does not know.

    `retry_after_s` is how many seconds the server asks to wait before it is
    asked again (0: it does not say how many; None: asking again is no use), and
    `final` whether it will refuse every other name too.
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None, final: bool = False) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.final = final


class NotAskedError(GeocodingError):
    """A name that a geocoder was not asked, because no more questions are asked in this run."""
