"""How fast a dump is compiled and opened, and that memory hardly grows with it.

`GEOMAP_ROWS=12000000 python -m pytest --benchmark-only tests/benchmarks/test_gazetteer.py` is a dump of the size of
allCountries.txt (1.2 GB) of which every row is kept, the worst case; it takes about fifteen minutes and 4 GB of disk.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import geomap
from geomap.gazetteer import GazetteerIndex, load_gazetteer
from tests.geonames_rows import write_rows

N_ROWS = int(os.environ.get("GEOMAP_ROWS", "200000"))
#: What 12 million rows may take, and what geomap takes without any.
MOST_MB, BASE_MB = 2000, 140
_BUILD = (
    "import resource, sys; from geomap.gazetteer import compile_gazetteer;"
    "compile_gazetteer([sys.argv[1]], sys.argv[2], classes='all');"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of realistic rows."""
    return write_rows(tmp_path_factory.mktemp("dump") / "all.txt", N_ROWS)


def test_building_keeps_its_memory_bounded(
    benchmark: pytest.FixtureRequest, dump: Path, tmp_path: Path
) -> None:
    def build() -> float:
        environment = {**os.environ, "PYTHONPATH": str(Path(geomap.__file__).parents[1])}
        command = [sys.executable, "-c", _BUILD, dump, tmp_path / "index"]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return int(run.stdout) / 1024

    most_mb = benchmark.pedantic(build, rounds=1)  # type: ignore[attr-defined]  untyped fixture
    assert most_mb < BASE_MB + (MOST_MB - BASE_MB) * max(N_ROWS, 200_000) / 12_000_000
    assert len(GazetteerIndex(tmp_path / "index")) > N_ROWS


def test_opening_the_index(benchmark: pytest.FixtureRequest) -> None:
    load_gazetteer()  # compiled, if it was not
    index = benchmark(load_gazetteer)  # type: ignore[operator]  untyped fixture
    assert benchmark.stats.stats.median < 0.1  # type: ignore[attr-defined]  seconds
    assert index("Baku")
