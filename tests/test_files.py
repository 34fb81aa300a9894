import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.errors import InputError, OutputError
from geomap.files import read_limited, replacing, safe_name, write_bytes


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")
    target.chmod(0o640)
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")
    with pytest.raises(RuntimeError, match="halfway"), replacing(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError("halfway")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("old")
    link.symlink_to(real)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize("target", ["", "missing/map.html"])
def test_a_target_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path, target: str) -> None:
    with pytest.raises(OutputError) as caught:
        write_bytes(tmp_path / target, b"x")
    assert "\n" not in str(caught.value)


def test_only_regular_files_of_a_sane_size_are_read(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 11)
    assert read_limited(big, max_bytes=11) == b"x" * 11
    with pytest.raises(InputError, match="larger"):
        read_limited(big, max_bytes=10)
    with pytest.raises(InputError, match="cannot be read"):
        read_limited(tmp_path / "none.txt")
    if hasattr(os, "mkfifo"):
        with pytest.raises(InputError, match="not a regular file"):
            read_limited(Path(os.devnull))
    with pytest.raises(InputError, match=r"cannot be read|not a regular file"):
        read_limited(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_at_once_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = f"import pathlib, geomap.files; geomap.files.read_limited(pathlib.Path({str(pipe)!r}))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stderr.endswith("pipe: not a regular file\n")


@pytest.mark.parametrize(
    ("text", "name"),
    [("../../etc/passwd", "etc-passwd"), ("Баку", "unnamed"), ("Şuşa map.html", "Susa-map.html")],
)
def test_a_safe_name_never_leaves_its_folder(text: str, name: str) -> None:
    assert safe_name(text) == name
