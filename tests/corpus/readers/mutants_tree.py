"""Changes XML as a tree: what comes of it is well formed, and reaches further than bytes do."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from copy import deepcopy

from lxml import etree

from tests.corpus.readers.mutants import ODD

Element = etree._Element
Rng = random.Random

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
SIGNS = str.maketrans("", "", "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 127))))
VALUES = tuple(
    text.translate(SIGNS) for odd in ODD if len(odd) < 3_000 and (text := odd.decode("latin-1"))
)


def tree_mutant(samples: Sequence[bytes], rng: Rng) -> bytes:
    """One of the samples after one to three changes of its elements; as it is when it is no XML."""
    data = rng.choice(samples)
    try:
        root = etree.fromstring(data, PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return data
    for _ in range(rng.randint(1, 3)):
        elements = [each for each in root.iter("*") if each is not root]
        if elements:
            try:
                rng.choice(CHANGES)(rng.choice(elements), elements, rng)
            except ValueError:  # lxml takes no such name, or no element into what it holds
                continue
    return etree.tostring(root, encoding=rng.choice(("utf-8", "us-ascii", "iso-8859-1")))


def _remove(element: Element, elements: Sequence[Element], rng: Rng) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _copy(element: Element, elements: Sequence[Element], rng: Rng) -> None:
    """Into another element, before or after what that holds."""
    other = rng.choice(elements)
    other.insert(rng.randrange(len(other) + 1), deepcopy(element))


def _rename(element: Element, elements: Sequence[Element], rng: Rng) -> None:
    element.tag = rng.choice(elements).tag


def _say(element: Element, elements: Sequence[Element], rng: Rng) -> None:
    element.text = rng.choice((*VALUES, rng.choice(elements).text or "", *_values(elements, rng)))


def _set(element: Element, elements: Sequence[Element], rng: Rng) -> None:
    """Give an attribute of this or of another element, with its value, another's or an odd one."""
    names = [*element.attrib, *rng.choice(elements).attrib]
    if names:
        values = (*VALUES, *_values(elements, rng), rng.choice(elements).text or "")
        element.set(rng.choice(names), rng.choice(values))


def _unset(element: Element, elements: Sequence[Element], rng: Rng) -> None:
    if element.attrib:
        del element.attrib[rng.choice(list(element.attrib))]


def _values(elements: Sequence[Element], rng: Rng) -> list[str]:
    return [str(value) for value in rng.choice(elements).attrib.values()]


CHANGES: tuple[Callable[[Element, Sequence[Element], Rng], None], ...] = (
    _remove,
    _copy,
    _copy,
    _rename,
    _say,
    _set,
    _set,
    _unset,
)
