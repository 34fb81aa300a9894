"""Fixtures shared by all tests: the opened gazetteer and a geoparser, made once."""

import os
import tempfile

import pytest

from geomap.gazetteer import GazetteerIndex, load_gazetteer
from geomap.geoparser import Geoparser

_LAYERS = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run the whole suite on all cores, and what is asked for by name in this process."""
    return 0 if config.option.file_or_dir else None


def pytest_configure(config: pytest.Config) -> None:
    """Look for overlays in an empty folder, so that a developer's own do not disturb."""
    config.stash[_LAYERS] = tempfile.TemporaryDirectory(prefix="geomap-layers-")
    os.environ["GEOMAP_LAYERS"] = config.stash[_LAYERS].name


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_LAYERS].cleanup()


@pytest.fixture(scope="session")
def gazetteer() -> GazetteerIndex:
    """The gazetteer that comes with geomap, from the user's cache."""
    return load_gazetteer()


@pytest.fixture(scope="session")
def geoparser(gazetteer: GazetteerIndex) -> Geoparser:
    """The geoparser with its defaults."""
    return Geoparser()
