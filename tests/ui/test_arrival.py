"""The script that arrives at a page, as a browser's sanitizer lets it through."""

from __future__ import annotations

import re

import pytest

from ui.widgets import arrival

#: A sanitizer takes away a script in which a tag, or the end of one, seems to begin.
TAG = re.compile(r"<[/\w!]")


@pytest.mark.parametrize("title", ["Offering", "A <b>bold</b> title", "</script><script>"])
def test_script_looks_like_no_tag_whatever_the_title(title, monkeypatch):
    written = []
    monkeypatch.setattr(arrival.st, "html", lambda body, **_: written.append(body._repr_html_()))
    arrival.at("offering", title)
    script = written[0].removeprefix('<script type="module">').removesuffix("</script>")
    assert TAG.search(script) is None
