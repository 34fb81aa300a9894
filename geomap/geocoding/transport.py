"""Fetch JSON from one server within limits: of time, of size, and of where it may lead.

geopy's own adapters follow redirects anywhere, read whatever comes and count a
timeout anew with each byte, which is too trusting towards a server we do not know.
"""

from __future__ import annotations

import http.client
import io
import json
import ssl
import time
from collections.abc import Callable, Mapping
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable

from geomap.text import plain_line

#: The largest answer that is read, in bytes; five places are about 5 kB.
MAX_ANSWER_BYTES = 1 << 20
_CHUNK = 1 << 16


class Transport(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """An HTTP client for geopy; `document` is the last answer, as parsed.

    Parameters
    ----------
    wait_turn
        Called before a redirect is followed, for that is one more request.
    proxies, ssl_context
        As geopy's adapters take them; `None` is the system's.
    """

    def __init__(
        self,
        wait_turn: Callable[[], None],
        *,
        proxies: Mapping[str, str] | None,
        ssl_context: ssl.SSLContext | None,
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self.document: Any = None
        self._opener = build_opener(
            _PlainHandler(),
            _SecureHandler(context=ssl_context or ssl.create_default_context()),
            ProxyHandler(None if proxies is None else dict(proxies)),
            _StayHandler(wait_turn),
        )
        self._opener.addheaders = []

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """Return the JSON at `url`; geopy's errors say what went wrong, without the address, which may hold a key."""
        self.document = None
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            self.document = json.loads(text)
        except (ValueError, RecursionError):
            raise GeocoderParseError("the answer is not JSON") from None
        return self.document

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """Return the text at `url`, which must come whole within `timeout` seconds of the server's first byte."""
        request = Request(url, headers=dict(headers))  # noqa: S310  its scheme was checked, and no handler opens files
        try:
            with self._opener.open(request, timeout=timeout) as response:
                return _read(response).decode()
        except HTTPError as error:
            error.close()
            found = {name.lower(): value for name, value in error.headers.items()}
            raise AdapterHTTPError(
                f"the server answered {error.code}", status_code=error.code, headers=found, text=None
            ) from None
        except UnicodeDecodeError:
            raise GeocoderParseError("the answer is not UTF-8") from None
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            if isinstance(reason, TimeoutError):
                raise GeocoderTimedOut(f"no whole answer within {timeout:.2g} s") from None
            words = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
            raise GeocoderUnavailable(f"the connection failed: {plain_line(words)[:100]}") from None


def _read(response: http.client.HTTPResponse) -> bytes:
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > MAX_ANSWER_BYTES:
            raise GeocoderServiceError(f"the answer is larger than {MAX_ANSWER_BYTES // 1_000_000} MB")
    return bytes(data)


class _StayHandler(HTTPRedirectHandler):
    """Follows redirects within one server only: a name goes to whom the user chose, and to nobody else."""

    max_redirections = 3

    def __init__(self, wait_turn: Callable[[], None]) -> None:
        self._wait_turn = wait_turn

    def redirect_request(  # noqa: PLR0917  urllib's signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        fp.close()  # urllib would read what comes with a redirect, however much
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        if (there.scheme, there.netloc.lower()) != (here.scheme, here.netloc.lower()):
            where = plain_line(f"{there.scheme}://{there.netloc}")[:80]
            raise GeocoderServiceError(f"the server sends us on to {where}, which was not asked for")
        self._wait_turn()
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Timed(io.RawIOBase):
    """What a socket brings, until the time it was given is over, however slowly it drips."""

    def __init__(self, sock: Any) -> None:
        self._socket, self._raw = sock, sock.makefile("rb", buffering=0)
        self._end = time.monotonic() + (sock.gettimeout() or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_Timed(sock))


class _PlainConnection(http.client.HTTPConnection):
    response_class = _TimedResponse


class _SecureConnection(http.client.HTTPSConnection):
    response_class = _TimedResponse


class _PlainHandler(HTTPHandler):
    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_PlainConnection, req)


class _SecureHandler(HTTPSHandler):
    def __init__(self, *, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._ours = context

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req, context=self._ours)
