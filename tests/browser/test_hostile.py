"""Articles are strangers: whatever they say is shown as text, and all of it is shown."""

import json

import pytest
from newsroom import news

HOSTILE = [
    "<b>bold</b>",
    "</script><script>window.__pwned = 1</script>",
    "<img src=x onerror='window.__pwned = 2'>",
    "${window.__pwned = 3}",
    "`${alert(4)}`",
    "{{ 7917*7919 }}",
    "{% for x in y %}",
    "{{{",
    "{#",
    "javascript:window.__pwned=5",
    "data:text/html,<script>window.__pwned=6</script>",
    "\u202egnp.exe\u202d",
    "\u2066\u2067",
    "nul\0nul",
    "\u2028\u2029",
    "\ufffd\U0001f686",
    "<!--",
    "]]>",
    "&lt;script&gt;&#x3c;",
    "__proto__",
    "constructor",
    "' onmouseover='window.__pwned=7",
    '" autofocus onfocus="window.__pwned=8',
    'https://example.org/"onclick=window.__pwned=9',
    "<svg/onload=window.__pwned=10>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<style>*{display:none}</style>",
    "زنگزور" * 30,
    "x" * 500,
]


@pytest.mark.parametrize("compress", [False, True])
def test_hostile_text_is_only_text(open_page, compress):
    atlas = news(60, payload=lambda i: HOSTILE[i % len(HOSTILE)])
    page = open_page(atlas, title="".join(HOSTILE), compress=compress)
    for tab in ("matrix", "routes", "names", "about", "articles"):
        page.click(f"[data-tab={tab}]")
    page.click(".gm-more")
    shown = page.locator(".gm-article h3").all_inner_texts()
    assert sorted(int(title.split()[1]) for title in shown) == list(range(60))
    assert any("</script><script>" in title for title in shown)
    assert page.locator(".gm-body").locator("script, img, svg, style, base, meta, b").count() == 0
    hrefs = page.locator(".gm-body a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) <= {"https:", "http:"}
    page.click("[data-tab=routes]")
    for row in page.locator(".gm-row").all():
        row.click()
        page.click("[data-tab=routes]")
    assert page.evaluate("window.__pwned") is None
    assert "62694723" not in page.content()
    if not compress:
        assert json.loads(page.locator("#geomap-data").text_content())["title"].startswith("<b>bold</b>")
