"""Tell a page's furniture from its article: language switches, counters, share buttons, bare domains.

People save pages with what stood around the article. Those lines stay in the
text, so that offsets hold, but they are no titles and name no places.
"""

from __future__ import annotations

import re

from geomap.text import fold_name

_MAX_LINE = 160  # characters; furniture is short
_LANGUAGES = "en|az|ru|tr|de|fr|fa|ar|ka|ge|hy|am|kz|kk|uz|ua|uk|es|it|cn|zh|eng|rus|aze|tur"
_BUTTONS = (
    "chosen|share|share this|tweet|print|read more|read also|see also|subscribe|comments?|"
    "no comments|photos?|video|advertisement|ad|home|menu|search|news|latest news|top news|all news|"
    "related|related news|related articles|tags?|back|next|previous|log ?in|sign in|sign up|listen|"
    "play|copy link|copied|a-? ?a\\+?|loading\\.*|cookies?|accept|close|crossmedia|facebook|twitter|"
    "x|telegram|whatsapp|linkedin|instagram|youtube|email|e-mail|rss|paylaş|oxşar xəbərlər|"
    "digər xəbərlər|reklam|seçilən|xəbərlər|ana səhifə|haberler|ilgili haberler|abone ol|yorumlar|"
    "поделиться|реклама|читайте также|новости|комментарии|главная|подписаться|фото|видео|teilen|"
    "anzeige|partager|publicité"
)
_FORMS = (
    rf"(?:{_LANGUAGES})(?:[ |/·•,]+(?:{_LANGUAGES}))*",
    "|".join(fold_name(button) for button in _BUTTONS.split("|")),
    r"[\d .,:]+[km]?",
    r"\d+ ?(?:sources?|views?|comments?|shares?|likes?|reads?|min(?:utes?)? read|просмотр\w*|baxis)",
    r"(?:follow us|subscribe to|sign up for|join us|read more:|read also:).{0,120}",
    r"(?:photo|foto|фото|image|video)(?: by| credit)? ?[:/©].{0,120}",
    r"(?:©|\(c\)|copyright(?: ©| \(c\))? ?(?=\d{4})).{0,140}",
    r"all rights reserved\.?",
    r"(?:date )?[\d.: -]*[-+↺a ]*\d+ ?px",
    r"(?:date )?\d{4}-\d\d-\d\d[ \d:]*[-+↺ ]*(?:\d+ ?px)?",
    r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}(?:/\S*)?",
    r"[\W_]+",
)
_FURNITURE = re.compile("|".join(f"(?:{form})" for form in _FORMS))
_BYLINE = re.compile(r"(?:By|BY) +[A-Z][\w.'’-]+(?: +[A-Z][\w.'’-]+){0,3}(?: *[,|] *[A-Z][\w.'’ -]{1,50})?")


def is_furniture(line: str) -> bool:
    """Tell whether a line of a saved page is furniture.

    Examples
    --------
    >>> [is_furniture(line) for line in ("EN", "10Sources", "example.az", "Baku", "Gas for Europe")]
    [True, True, True, False, False]
    """
    stripped = line.strip()
    return (
        len(stripped) <= _MAX_LINE
        and bool(stripped)
        and _FURNITURE.fullmatch(fold_name(stripped)) is not None
    )


def furniture_spans(text: str) -> list[tuple[int, int]]:
    r"""Return the half-open offsets of the lines of `text` that are furniture or a byline.

    Examples
    --------
    >>> text = "EN\n\nGas reaches Italy\n\nBy Ann Lee, World Israel News\nIt flows."
    >>> [text[start:end] for start, end in furniture_spans(text)]
    ['EN', 'By Ann Lee, World Israel News']
    """
    spans, start = [], 0
    for line in text.split("\n"):
        if len(line) <= _MAX_LINE and (is_furniture(line) or _BYLINE.fullmatch(line.strip())):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans
