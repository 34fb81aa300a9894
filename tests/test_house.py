"""The shape of the house: imports point down, heavy packages have one home, help is instant."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import geomap

PACKAGE = Path(geomap.__file__).parent
#: From the top of the house to the ground; a module imports only from floors below its own, or from its own package.
FLOORS = [
    {"__main__"},
    {"cli"},
    {"commands"},
    {"reports", "maps", "coverage", "export", "checks", "terminal"},
    {"atlas"},
    {"selection", "mentions", "summary"},
    {"geoparser"},
    {"plugs"},
    {"recognition", "resolution"},
    {"articles", "catalogue", "gazetteer", "geocoding"},
    {"overlays"},
    {"errors", "model", "schema", "text", "characters", "geojson", "files", "linear", "alignment"},
]
HOMES = {
    "folium": {"maps"},
    "branca": {"maps"},
    "xarray": {"coverage"},
    "geopy": {"geocoding"},
    "trafilatura": {"articles"},
    "click": {"cli", "commands"},
    "spacy": {"plugs"},
    "gliner": {"plugs"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "layers" not in path.relative_to(PACKAGE).parts)


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (
                {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "geomap" else set()
            )
            found |= names or {node.module}
    return found


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


@pytest.mark.parametrize(
    "path", [p for p in MODULES if _room(p) != "__init__"], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_imports_point_down(path: Path) -> None:
    room = _room(path)
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] != "geomap" or len(parts) == 1 or parts[1] in ("__version__", room):
            continue
        same = _floor(parts[1]) == _floor(room) and _floor(room) == len(FLOORS) - 1
        assert same or _floor(parts[1]) > _floor(room), f"{room} imports {name}, which is not below it"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_heavy_package_has_one_home(path: Path) -> None:
    for name in _imports(path):
        package = name.split(".")[0]
        assert _room(path) in HOMES.get(package, {_room(path)}), (
            f"{package} is at home in {HOMES.get(package)}"
        )


def test_importing_geomap_and_asking_for_help_load_nothing_heavy() -> None:
    code = (
        "import sys, geomap, geomap.cli; code = geomap.cli.main(['--help']);"
        "heavy = {'pandas', 'numpy', 'geopandas', 'folium', 'xarray', 'shapely', 'marisa_trie'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else code)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "geomap map news/ -o map.html" in result.stdout


def test_every_public_name_can_be_had() -> None:
    for name in geomap.__all__:
        assert callable(getattr(geomap, name))
    assert set(geomap.__all__) <= set(dir(geomap))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        geomap.nonsense  # noqa: B018  the access is what is tested


def test_layers_hold_data_only() -> None:
    assert not list((PACKAGE.parent / "layers").rglob("*.py"))
