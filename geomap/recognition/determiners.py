"""Articles, demonstratives, numerals and the small words that tell languages apart, folded."""

from __future__ import annotations

from geomap.text import fold_name

#: "This", "that".
DEMONSTRATIVES = frozenset(
    fold_name(word)
    for word in """
    this that bu bu. o şu bunun этот этого этому этим этом эта эту этой это данный данного данная цей цього ця цю ця
    тази този ten tego ta tę tej to այս ეს ამ این آن
    هذا هذه ذلك осы бұл ushbu bu şol 该 这 此 本 dieser diese dieses diesen diesem ce cette cet este esta questo questa
    esse essa αυτός αυτή αυτό αυτόν αυτού यह इस इसी
    """.split()
)
#: Definite articles and what they melt into: "nella", "στο".
ARTICLES = frozenset(
    fold_name(word)
    for word in """
    the der die das den dem des le la l il lo el los las del al della dello dell du au o a os as do da no na ο η το
    του της τον την στον στη στην στο al der zum zur im vom am
    nel nella dal dalla sul sulla pelo pela ao à les gli delle dei degli aux τα τις των οι τους στα στις στους
    """.split()
)
#: What makes another thing of a noun: "a", "new", "such".
NOT_ONE = frozenset(
    fold_name(word)
    for word in """
    a an another other new second both two three any each every no some such ein eine einen einem neue neuen solche
    un une uno una tel telle tal другой новый новая новую новой такой такая
    нов нова новий нову такий нового nowy nowa nową başka yeni böyle yangi bunday biror täze жаңа նոր նման ახალი
    """.split()
)
#: Small words that tell languages apart; those that put an article before a noun come first.
SMALL_WORDS = {
    tag: frozenset(fold_name(word) for word in words.split())
    for tag, words in {
        "en": "the of and to in is that for on with by",
        "de": "der die das und den dem ist von mit auf nicht",
        "fr": "le la les des et du est dans que pour une",
        "es": "el la los las y del que en por una con",
        "it": "il la lo gli della di che e per una nel",
        "pt": "o os as do da dos e que em não uma",
        "el": "ο η το του της τον την και στο στη για",
        "pl": "w na do z i się nie jest że oraz przez po",
        "az": "və bu ilə üçün da də bir olan edib deyib isə",
        "tr": "ve bu ile için da de bir olan dedi ise",
        "uz": "va bu bilan uchun bir ham deb esa ва бу билан учун бир ҳам деб эса",
        "kk": "және бұл үшін мен бен бір деп болып осы оның",
        "tk": "we bu bilen üçin bir hem diýip",
        "ro": "și de la în cu pe care este din",
    }.items()
}
#: Languages that put an article before a noun.
ARTICLED = frozenset({"en", "de", "fr", "es", "it", "pt", "el"})
#: "both pipelines", "the two corridors": what is meant are the last two routes named.
BOTH = frozenset(
    fold_name(word)
    for word in """
    both beide beiden entrambi entrambe ambos ambas oba obie обе оба обоих обеих обидва обидві двете двата ikisi hər
    her ikkala екеуі 两 兩 هردو كلا αμφότεροι երկուսն ორივე दोनों
    """.split()
)
TWO = frozenset(
    fold_name(word)
    for word in "two zwei deux due dos dois duas dwa dwie двух два две двох дві iki ikki екі دو δύο δυο երկու ორი दो".split()
)
#: "These".
PLURAL_DETERMINERS = frozenset("the these those los estos estas las os as esses essas les ces".split())
