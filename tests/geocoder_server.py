"""A geocoder on the loopback address that answers, or misbehaves, as a test tells it to."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def village(name: str = "Xanliqdere", **changes: Any) -> dict[str, Any]:
    """Return a place as Nominatim answers it with format=json and addressdetails=1."""
    place = {
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "osm_type": "node", "osm_id": 4711, "lat": "39.9000", "lon": "46.7500",
        "class": "place", "type": "village", "name": name, "display_name": f"{name}, Azerbaijan",
        "address": {"country_code": "az"},
    }  # fmt: skip
    return {**place, **changes}


def send(handler: BaseHTTPRequestHandler, body: Any, *, status: int = 200, **headers: str) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


@dataclass
class GeocoderServer:
    """What the server does, by name asked for, and what it was asked: `behave` for all other names."""

    url: str = ""
    places: dict[str, Any] = field(default_factory=dict)
    behave: Behaviour | None = None
    asked: list[str] = field(default_factory=list)
    agents: list[str | None] = field(default_factory=list)
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    #: Set when the test is over: who waits may go.
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        name = (query.get("q") or query.get("text") or [""])[0]
        self.asked.append(name)
        self.agents.append(handler.headers.get("User-Agent"))
        self.queries.append(query)
        if self.behave:
            self.behave(handler)
        else:
            send(handler, self.places.get(name, []))


@contextmanager
def running_server(certificate: Path | None = None) -> Iterator[GeocoderServer]:
    """Serve until the block ends; with a certificate (and its key, in one file) over TLS."""
    state = GeocoderServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                state.answer(self)
            except (BrokenPipeError, ConnectionResetError):  # the client had enough
                self.close_connection = True

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    server.block_on_close = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    state.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        state.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
