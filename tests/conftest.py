"""Fixtures shared by all tests: the opened gazetteer and a geoparser, made once."""

import pytest

from geomap.gazetteer import GazetteerIndex, load_gazetteer
from geomap.geoparser import Geoparser


@pytest.fixture(scope="session")
def gazetteer() -> GazetteerIndex:
    """The gazetteer that comes with geomap, from the user's cache."""
    return load_gazetteer()


@pytest.fixture(scope="session")
def geoparser(gazetteer: GazetteerIndex) -> Geoparser:
    """The geoparser with its defaults."""
    return Geoparser()
