"""Every word that a template says itself is marked for translation."""

import re
from pathlib import Path

import pytest

import headway.web

TEMPLATES = Path(headway.web.__file__).parent / "templates"
MARKED = re.compile(r"(?s)\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}")
# What is the same in every language: our name, formats, commands and keys.
SAME = re.compile(r"(?s)<(script|style|code|kbd)\b.*?</\1>|&\w+;|\b(Headway|JSON)\b|<!doctype html>|<[^>]*>")
# Attributes that are read out or shown; the rest of a tag is the machine's.
SAID = re.compile(r'\b(?:aria-label|title|placeholder|alt|aria-description)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")


def untranslated(template: str) -> list[str]:
    """The words of a template that no translator would be shown."""
    bare = MARKED.sub(" ", template)
    said = " ".join(SAID.findall(bare))
    return WORD.findall(SAME.sub(" ", bare) + " " + said)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_words_of_a_template_are_marked(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


def test_words_that_are_not_marked_are_found() -> None:
    told = '<h1>{% translate "Deals" %} of <b>Ada</b></h1><input title="Who there" name="who">'
    assert untranslated(told) == ["of", "Ada", "Who", "there"]
