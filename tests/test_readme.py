"""Every block of code in the README is run, and every file it points to is there."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import geomap
from geomap.catalogue import ALIAS_TYPES, FOLDERS, PRECISIONS, STATUSES, read_catalogue, route_files

HOUSE = Path(geomap.__file__).parent.parent
README = (HOUSE / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
#: What a newcomer types first; it cannot be run inside the tests it starts.
INSTALL = {
    "python -m pip install . && geomap map examples/articles -o map.html",
    'python -m pip install ".[test]" && python -m pytest',
}


def _blocks(*languages: str) -> list[str]:
    return [block["code"] for block in BLOCK.finditer(README) if block["language"] in languages]


def _commands() -> list[str]:
    """Return the commands of all shell blocks; of a console block only what stands after "$ "."""
    lines = [line for code in _blocks("bash", "sh") for line in code.replace("\\\n", " ").splitlines()]
    for code in _blocks("console"):
        lines += [line[2:] for line in code.replace("\\\n", " ").splitlines() if line.startswith("$ ")]
    return [" ".join(line.split()) for line in lines if line.strip() and not line.startswith("#")]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the checkout to the README's commands, and that they may write to."""
    shutil.copytree(HOUSE / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_begins_with_its_two_commands() -> None:
    installing = {command for command in _commands() if "pip install" in command}
    assert installing == INSTALL
    assert len(_blocks("python")) >= 1


def test_every_command_in_the_readme_is_known() -> None:
    unknown = [
        command for command in _commands() if command not in INSTALL and not command.startswith("geomap ")
    ]
    assert unknown == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="this system has no bash")
@pytest.mark.parametrize(
    "command",
    dict.fromkeys(part for line in _commands() for part in line.split(" && ") if part.startswith("geomap ")),
)
def test_every_command_in_the_readme_runs(command: str, checkout: Path) -> None:
    script = f'set -eo pipefail; geomap() {{ "{sys.executable}" -m geomap "$@"; }}; {command}'
    result = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    output = re.search(r" (?:-o|--map) (\S+)", command)
    if output:
        assert (checkout / output[1]).exists()
    else:
        assert result.stdout or command == "geomap check"


def test_every_python_block_in_the_readme_runs(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In order and in one session, as a reader would paste them."""
    session: dict[str, object] = {"__name__": "readme"}
    for number, code in enumerate(_blocks("python", "py"), 1):
        exec(compile(code, f"README.md, Python block {number}", "exec"), session)  # noqa: S102  it is our own
    assert "Empty DataFrame" not in capsys.readouterr().out


def test_every_file_the_readme_points_to_is_there() -> None:
    targets = {target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", README)}
    local = {target for target in targets if target and not re.match("https?:|mailto:", target)}
    assert local
    assert [target for target in sorted(local) if not (HOUSE / target).exists()] == []


def test_the_example_route_of_the_catalogue_is_one(tmp_path: Path) -> None:
    guide = (HOUSE / "layers" / "README.md").read_text("utf-8")
    (example,) = [block["code"] for block in BLOCK.finditer(guide) if block["language"] == "json"]
    (tmp_path / "example-line.geojson").write_text(example, "utf-8")
    assert geomap.check_catalogue(tmp_path) == []
    (route,) = read_catalogue(tmp_path).values()
    assert [segment.status for segment in route.segments] == ["idle", "operating"]


def test_the_guide_to_the_catalogue_names_every_field_and_value() -> None:
    guide = (HOUSE / "layers" / "README.md").read_text("utf-8")
    words = {*FOLDERS, *FOLDERS.values(), *STATUSES, *PRECISIONS, *ALIAS_TYPES}
    for path in route_files(HOUSE / "layers"):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            words |= set(feature["properties"])
    words -= {"length_km", "segment_length_km"}  # a segment's own length is a note to the reader of the file
    assert sorted(word for word in words if word not in guide) == []
    assert "kars-gyumri-railway" in read_catalogue()
