# Copyright 2026 nl2ros contributors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Plain HTML elements with classes of our own: what browsers and screen readers know best."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement
from nl2ros.console.labels import BURMESE, is_burmese

_headings = count()


def make(tag: str, classes: str = '', **props: object) -> Element:
    """Make an element; a trailing underscore of a property's name is left out, others become -."""
    return _with(Element(tag), classes, props)


def text(tag: str, words: str, classes: str = '', **props: object) -> TextElement:
    """Make an element that holds text; Burmese is marked as such, a label known in both."""
    element = _with(TextElement(tag=tag, text=words), classes, props)
    mark_language(element, words)
    if words in BURMESE:
        element.props['data-en'], element.props['data-my'] = words, BURMESE[words]
    return element


def mark_language(element: Element, words: str) -> None:
    """Tell screen readers, and fonts, when text is in Burmese."""
    if is_burmese(words):
        element.props['lang'] = 'my'
    else:
        element.props.pop('lang', None)


def show(element: Element, is_shown: bool) -> None:
    """Show or hide an element; in SVG a property that is false would still be there."""
    if is_shown:
        element.props.pop('hidden', None)
    else:
        element.props['hidden'] = True


@contextmanager
def card(title: str, classes: str) -> Iterator[Element]:
    """Make a section with a heading that names it, to be filled in the block."""
    name = f'c-heading-{next(_headings)}'
    with make('section', f'c-card {classes}', aria_labelledby=name) as section:
        text('h2', title, id=name)
        yield section


def _with(element: Element, classes: str, props: dict[str, object]) -> Element:
    element.classes(classes)
    for name, value in props.items():
        element.props[name.rstrip('_').replace('_', '-')] = value
    return element
