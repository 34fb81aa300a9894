"""The words a date is written with, folded: months in the languages we meet, weekdays, labels, zones."""

from __future__ import annotations

from functools import cache

from geomap.text import fold_name

# Twelve names in order, one language and case a line, as CLDR (https://cldr.unicode.org) has them.
_MONTHS = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
januar februar märz april mai juni juli august september oktober november dezember
jan feb mrz apr mai jun jul aug sept okt nov dez
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
янв фев мар апр мая июн июл авг сен окт ноя дек
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr
yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr
қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი
հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
"""
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
pazartesi salı çarşamba perşembe cuma cumartesi pazar
bazar ertəsi çərşənbə axşamı cümə şənbə
montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so
lundi mardi mercredi jeudi vendredi samedi dimanche
"""
_FILLER = "at on um uhr à le am den of the в г г. года год saat tarihinde ci il ilin local time hrs h"
_PUBLISHED = (
    "date|dated|published|published on|published at|publication date|posted|posted on|date published|"
    "release date|released|дата|дата публикации|опубликовано|размещено|tarix|dərc olunub|tarih|"
    "yayın tarihi|yayınlanma|yayınlanma tarihi|giriş|datum|veröffentlicht|veröffentlicht am|publié|"
    "publié le|publicado|publicado el|pubblicato|pubblicato il"
)
_UPDATED = (
    "updated|updated on|updated at|last updated|last modified|modified|обновлено|"
    "güncelleme|güncellendi|yenilənib|aktualisiert|mis à jour"
)

#: Offsets in minutes of zone names that mean one thing: RFC 2822, section 4.3, and Moscow's and Europe's.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "msk": 180, "мск": 180, "cet": 60, "cest": 120, "eet": 120,
    "eest": 180,
}  # fmt: skip


@cache
def month_numbers() -> dict[str, int]:
    """Return folded month name -> 1 to 12.

    Examples
    --------
    >>> month_numbers()["agustos"], month_numbers()["august"]
    (8, 8)
    """
    lines = _MONTHS.strip().splitlines()
    numbers = {fold_name(name): n for line in lines for n, name in enumerate(line.split(), 1)}
    return numbers | {"sept": 9}


@cache
def filler_words() -> frozenset[str]:
    """Return the folded words that may stand beside a date without changing it."""
    labels = _split(_PUBLISHED) + _split(_UPDATED)
    words = f"{_WEEKDAYS} {_FILLER} {' '.join(labels)}".split()
    return frozenset(fold_name(word) for word in words)


def published_labels() -> list[str]:
    """Return the folded labels of a publication date, longest first."""
    return _split(_PUBLISHED)


def updated_labels() -> list[str]:
    """Return the folded labels of a later change, longest first."""
    return _split(_UPDATED)


def _split(labels: str) -> list[str]:
    return sorted((fold_name(label) for label in labels.split("|")), key=len, reverse=True)
