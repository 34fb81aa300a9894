"""Ask a service: what is known from the cache, the rest in turn, within a budget, and never insisting."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

from geomap.errors import GeocodingError, NotAskedError
from geomap.geocoding.pace import Pace
from geomap.geocoding.store import AnswerStore
from geomap.model import Candidate

#: The longest pause a server may ask for (Retry-After), in seconds; one that asks for more is not asked again.
MAX_PAUSE_S = 60.0
#: The pause after a refusal that names none, in seconds.
PAUSE_S = 5.0
#: How often a name is asked at most.
MAX_TRIES = 3
#: After this many failures in a row nothing more is asked.
MAX_FAILURES = 5
#: No name of a place is longer than this, in characters.
MAX_NAME_LENGTH = 100

#: Asks a service: a name and the seconds it may take -> the places it may mean.
Client = Callable[[str, float], list[Candidate]]


class PoliteGeocoder:
    """A geocoder with a memory and manners; `geomap.geocoding.make_geocoder` makes it.

    Parameters
    ----------
    name
        Which service it is; mentions name it as their resolver.
    endpoint
        The server's address, which belongs to the key of the cache.
    client
        Asks the server; raises GeocodingError.
    store, pace
        Where answers are kept, and who says when the next question may be asked.
    budget_s, timeout_s
        How long all questions together, and one, may take, in seconds.
    sleep
        Waits some seconds before a server that asked for a pause is asked again.
    """

    def __init__(
        self,
        name: str,
        endpoint: str,
        client: Client,
        *,
        store: AnswerStore,
        pace: Pace,
        budget_s: float,
        timeout_s: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self.endpoint = endpoint
        self._client = client
        self._store = store
        self._pace = pace
        self._budget_s = budget_s
        self._left_s = budget_s
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._failures = 0
        self._stopped: str | None = None

    def __call__(self, name: str) -> list[Candidate]:
        """Return the places a name may mean, best first; none if the service knows none.

        Raises
        ------
        NotAskedError
            If the budget is spent, or the server is not to be asked any more.
        GeocodingError
            If the server gave no answer that can be used.
        """
        key = " ".join(unicodedata.normalize("NFC", name).split()).casefold()
        if not _is_name(key):
            raise GeocodingError("not the name of a place")
        known = self._store.get(self.name, self.endpoint, key)
        if known is not None:
            return known
        if self._stopped:
            raise NotAskedError(self._stopped)
        start = time.monotonic()
        try:
            places = self._ask(" ".join(name.split()), start + self._left_s)
        finally:
            self._left_s -= time.monotonic() - start
        self._store.put(self.name, self.endpoint, key, places)
        return places

    def _ask(self, name: str, end: float) -> list[Candidate]:
        for attempt in range(1, MAX_TRIES + 1):
            self._wait_turn(end)
            try:
                places = self._client(name, min(self._timeout_s, max(0.1, end - time.monotonic())))
            except GeocodingError as error:
                self._note_failure(error)
                if error.retry_after_s is None or attempt == MAX_TRIES or self._stopped:
                    raise
                self._pause(error.retry_after_s or PAUSE_S, end)
            else:
                self._failures = 0
                return places
        raise AssertionError("the last attempt returns or raises")

    def _wait_turn(self, end: float) -> None:
        left_s = end - time.monotonic()
        if left_s <= 0:
            self._stop(f"the {self._budget_s:g} s for questions are spent")
        try:
            self._pace.wait_turn(left_s)
        except GeocodingError as error:
            self._stop(str(error))

    def _pause(self, pause_s: float, end: float) -> None:
        if pause_s > MAX_PAUSE_S:
            self._stop(f"the server asks for a pause of {pause_s:.0f} s; run again later")
        if time.monotonic() + pause_s > end:
            self._stop(
                f"the server asks for a pause of {pause_s:.0f} s, and the {self._budget_s:g} s are spent before"
            )
        self._sleep(pause_s)

    def _note_failure(self, error: GeocodingError) -> None:
        self._failures += 1
        if error.final:
            self._stopped = f"the server refuses us ({error})"
        elif self._failures >= MAX_FAILURES:
            self._stopped = f"the server failed {MAX_FAILURES} times in a row"

    def _stop(self, reason: str) -> None:
        self._stopped = reason
        raise NotAskedError(reason)


def _is_name(text: str) -> bool:
    return (
        0 < len(text) <= MAX_NAME_LENGTH
        and any(char.isalpha() for char in text)
        and not any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") for char in text)
    )
