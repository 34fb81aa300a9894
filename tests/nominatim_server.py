"""A real Nominatim on the loopback address, over a PostgreSQL cluster of its own that ends with the test.

Needs PostgreSQL with PostGIS, osm2pgsql (Debian: postgresql, postgresql-*-postgis-3, osm2pgsql) and the
extra `nominatim`. PostgreSQL refuses to run as root, so root runs it as the user postgres.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: For a database that is thrown away a minute later: nothing waits for a disk.
_HASTE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off -c autovacuum=off"
_WAIT_S = 60


def missing() -> list[str]:
    """Return what of the needed programs is not on this machine."""
    needed = {
        "nominatim (pip install '.[nominatim]')": _nominatim(),
        "PostgreSQL (initdb, pg_ctl)": _postgres_programs(),
        "PostGIS": _postgis(),
        "osm2pgsql": shutil.which("osm2pgsql"),
        "the user postgres, or another than root": _is_root() is False or shutil.which("runuser"),
    }
    return [name for name, found in needed.items() if not found]


@contextmanager
def running_nominatim(osm_file: Path) -> Iterator[str]:
    """Import an OSM file, serve it, and yield the server's address; everything is gone afterwards."""
    work = Path(tempfile.mkdtemp(prefix="geomap-nominatim-", dir="/tmp"))  # a socket's path must be short
    try:
        work.chmod(0o711)  # the user postgres passes through
        with _running_postgres(work) as socket_folder:
            environment = {
                **os.environ,
                "NOMINATIM_DATABASE_DSN": f"pgsql:dbname=nominatim;host={socket_folder};user=postgres",
                "NOMINATIM_DATABASE_WEBUSER": "postgres",
            }
            project = work / "project"
            project.mkdir()
            shutil.copy(osm_file, work / "small.osm")
            _import(work / "small.osm", project, environment)
            with _serving(project, environment) as url:
                yield url
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _running_postgres(work: Path) -> Iterator[Path]:
    programs = _postgres_programs()
    assert programs is not None
    home = work / "postgres"
    home.mkdir(mode=0o755)
    if _is_root():
        shutil.chown(home, "postgres")
    data = home / "data"
    initdb = [
        programs / "initdb",
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    _run(_as_postgres(initdb), cwd=home)
    options = f"-k {home} -c listen_addresses= {_HASTE}"
    _run(
        _as_postgres([programs / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start"]),
        cwd=home,
    )
    try:
        yield home
    finally:
        _run(_as_postgres([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]), cwd=home)


def _import(osm_file: Path, project: Path, environment: dict[str, str]) -> None:
    command = [
        _nominatim(), "import", "--osm-file", osm_file, "--project-dir", project,
        "--no-updates", "--no-partitions", "--offline", "--osm2pgsql-cache", "50", "--threads", "1",
    ]  # fmt: skip
    _run(command, cwd=project, env=environment)


@contextmanager
def _serving(project: Path, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [_nominatim(), "serve", "--server", address, "--project-dir", project]
    with (project / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log)
    try:
        _await(f"http://{address}/status?format=json", process, project / "serve.log")
        yield f"http://{address}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + _WAIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with opener.open(url, timeout=5) as response:
                if json.load(response)["status"] == 0:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nominatim serve did not begin: {log.read_text('utf-8', 'replace')[-2000:]}")


def _run(command: list[object], **options: object) -> None:
    with tempfile.TemporaryFile() as log:  # no pipe: what is started in the background would keep it open
        result = subprocess.run(
            [*map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
            timeout=300,
            **options,
        )  # type: ignore[call-overload]
        if result.returncode:
            log.seek(0)
            raise AssertionError(
                f"{command[:3]} ended with {result.returncode}: {log.read().decode(errors='replace')[-3000:]}"
            )


def _as_postgres(command: list[object]) -> list[object]:
    return ["runuser", "-u", "postgres", "--", *command] if _is_root() else command


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _nominatim() -> str | None:
    return shutil.which("nominatim", path=str(Path(sys.executable).parent))


def _postgres_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL; Debian keeps them off the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("pg_ctl")
    folders = folders or ([Path(on_path).parent] if on_path else [])
    return folders[-1] if folders and (folders[-1] / "initdb").exists() else None


def _postgis() -> bool:
    programs = _postgres_programs()
    if programs is None:
        return False
    shared = [
        Path("/usr/share/postgresql") / programs.parent.name,
        programs.parent / "share",
        programs.parent / "share/postgresql",
    ]
    return any((folder / "extension/postgis.control").exists() for folder in shared)
