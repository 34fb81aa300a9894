"""Write many short texts as the numbers of their words, which gzip then makes a third smaller than the texts themselves.

News repeats its words far apart, beyond the 32 kB that gzip looks back. So each
word is written once, and the texts are a row of numbers: one byte for the most
frequent words, two or three for the others. A blank between two words goes without saying.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

#: Stands between the texts; they hold none of their own.
END = "\0"
#: Numbers below this are one byte; of the others, a first byte below `LONG` is followed by one more, else by two.
SHORT, LONG = 160, 240

_PIECES = re.compile(r"\w+|\W+")
_WIDE = SHORT + (LONG - SHORT) * 256
_MOST = _WIDE + (256 - LONG) * 65536


def encode_texts(texts: Sequence[str | None]) -> tuple[dict[str, Any], bytes] | None:
    """Return the words of the texts, and the texts as numbers of words.

    Parameters
    ----------
    texts
        Any number of texts without NUL; None is kept apart from "".

    Returns
    -------
    words, stream
        `words` holds "words" in the order of their numbers; "marks", the numbers of those that are no
        words but what stands between them; "missing", the numbers of the texts that are None.
        None if there are more than a million words.

    Examples
    --------
    >>> encode_texts(["TAP and TAP", None])
    ({'words': ['TAP', '\\x00', 'and', '\\x00\\x00'], 'marks': [1, 3], 'missing': [1]}, b'\\x01\\x00\\x02\\x00\\x03')
    """
    joined = END.join(["", *(text or "" for text in texts), ""])
    pieces = [piece for piece in _PIECES.findall(joined) if piece != " "]
    found = Counter(pieces)
    words = sorted(found, key=lambda word: -found[word])  # stable: in the order of appearance
    if len(words) > _MOST:
        return None
    code = {word: _number(index) for index, word in enumerate(words)}
    marks = [index for index, word in enumerate(words) if not re.match(r"\w", word)]
    missing = [index for index, text in enumerate(texts) if text is None]
    return {"words": words, "marks": marks, "missing": missing}, b"".join(map(code.__getitem__, pieces))


def _number(value: int) -> bytes:
    if value < SHORT:
        return bytes((value,))
    if value < _WIDE:
        return bytes((SHORT + (value - SHORT >> 8), (value - SHORT) & 255))
    value -= _WIDE
    return bytes((LONG + (value >> 16), value >> 8 & 255, value & 255))
