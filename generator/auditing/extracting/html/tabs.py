"""Which tab of which tab set an element of an HTML page stands in (ARIA, Bootstrap, Material, Docusaurus)."""

import re
from dataclasses import dataclass, field

from turbohtml import Token

_PANELS = {
    "tab-pane",
    "tabbed-block",
    "tabs-panel",
    "tab-content-item",
    "tab-panel",
    "tabpanel",
    "tab__content",
}


@dataclass(slots=True)
class _Set:
    titles: list[str] = field(default_factory=list)
    panels: int = 0


class TabTracker:
    """Follows the tab labels and panels of a page; `title()` is the tab that is open now."""

    def __init__(self) -> None:
        self._sets: list[_Set] = []
        self._names: dict[str, str] = {}  # the title of each label by what it may be called; the last counts
        self._label: tuple[int, list[str], list[str]] | None = None  # depth, text, ids
        self._panels: list[tuple[int, str]] = []
        self._lists: list[int] = []

    def open(self, tag: Token, depth: int) -> None:
        """A start tag at a depth of the element stack."""
        if not tag.attrs:
            return
        attributes = dict(tag.attrs)
        classes = attributes.get("class", "").split()
        role = attributes.get("role", "")
        is_list = role == "tablist" or bool({"tabbed-labels", "nav-tabs", "tabs__list"} & set(classes))
        if is_list or (("tabbed-set" in classes) and not self._sets):
            self._sets.append(_Set())
            self._lists.append(depth)
        is_label = role == "tab" or "tab" in attributes.get("data-toggle", "") + attributes.get(
            "data-bs-toggle", ""
        )
        if is_label or (tag.tag == "label" and self._lists):
            if not self._sets:
                self._sets.append(_Set())
            names = [attributes.get(key, "").lstrip("#") for key in _LINKS]
            self._label = (depth, [], [name for name in names if name])
        if role == "tabpanel" or _PANELS & set(classes):
            self._panels.append((depth, self._panel_title(attributes)))

    def _panel_title(self, attributes: dict[str, str]) -> str:
        for key in ("id", "aria-labelledby"):
            title = self._names.get(attributes.get(key, ""))
            if title is not None:
                return title
        if self._sets and self._sets[-1].panels < len(self._sets[-1].titles):
            tabs = self._sets[-1]
            tabs.panels += 1
            return tabs.titles[tabs.panels - 1]
        return ""

    def text(self, text: str) -> None:
        """Characters, wherever they stand."""
        if self._label is not None:
            self._label[1].append(text)

    def close(self, depth: int) -> None:
        """The element at `depth` and those inside it have ended."""
        if self._label is not None and depth <= self._label[0]:
            title = re.sub(r"\s+", " ", "".join(self._label[1])).strip()
            self._sets[-1].titles.append(title)
            self._names.update(dict.fromkeys(self._label[2], title))
            self._label = None
        while self._panels and depth <= self._panels[-1][0]:
            self._panels.pop()
        while self._lists and depth <= self._lists[-1]:
            self._lists.pop()

    def title(self) -> str:
        """The title of the innermost open tab."""
        return self._panels[-1][1] if self._panels else ""

    def group(self) -> int:
        """The number of the tab set that is open, 0 for none."""
        return len(self._sets) if self._panels else 0


_LINKS = ("aria-controls", "href", "for", "data-target", "data-bs-target", "id")
