"""Count how much each source wrote on each route in each period, as xarray cubes.

A zero in a cube is a real zero: the source had articles, and none of that
period spoke of that route. Articles that cannot be placed in a period are not
dropped, as a groupby would do, but counted beside the cube.
"""

from geomap.coverage.cubes import NO_SOURCE, PERIODS
from geomap.coverage.density import measure_density
from geomap.coverage.routes import measure_coverage
from geomap.coverage.sampling import sample_route
from geomap.coverage.writing import check_request, write_coverage

__all__ = [
    "NO_SOURCE",
    "PERIODS",
    "check_request",
    "measure_coverage",
    "measure_density",
    "sample_route",
    "write_coverage",
]
