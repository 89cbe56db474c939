"""Draws the outline: nodes one under the other, lines on the left that lead past what a condition closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from querschnitt.press.flow.lettering import fold, width
from querschnitt.press.flow.outline import Group, Node

INK, QUIET, BLUE, RED, LINE = "#1b1b1b", "#5a5a5a", "#0b5a9c", "#a3241b", "#8a99a8"
FACE = "'Noto Sans', 'Liberation Sans', Arial, sans-serif"
TINTS = (
    (0.05, "#f7fafd"),
    (0.25, "#f0f5fa"),
    (0.5, "#e7f0f8"),
    (0.75, "#dce9f4"),
    (0.9999, "#d0e1f0"),
    (9.0, "#c2d8eb"),
)
"""Upper end of a class of shares -> colour; ink on the darkest has a contrast of more than 10:1."""

PHONE = 500
LANE = 13.0
GAP = 13.0
SIZE, SMALL = 13.0, 12.0
ROW = 17.0
PADDING = 7.0
SPINE = 15.0
"""Distance of the line of arrows from the left edge of the nodes."""


@dataclass(frozen=True)
class Shape:
    """A piece of markup and the heights between which it stands."""

    top: float
    bottom: float
    markup: str


@dataclass
class Pen:
    """Draws from top to bottom, and remembers where it is.

    Attributes
    ----------
    width : of the picture, in pixels
    deepest : how many conditions and repeats stand inside each other
    cuts : heights at which a printer may cut
    arrow_due : an arrow leads from here to the next thing
    is_cut : nothing has been drawn since the last place for a cut
    """

    width: float
    deepest: int
    say: Mapping[str, str]
    y: float = 4.0
    shapes: list[Shape] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)
    arrow_due: bool = False
    is_cut: bool = False

    @property
    def left(self) -> float:
        return 4 + (LANE * self.deepest + 3 if self.deepest else 0)

    @property
    def spine(self) -> float:
        return self.left + SPINE

    @property
    def is_narrow(self) -> bool:
        return self.width < PHONE

    def draw(self, items: Sequence[Node | Group], level: int = 0) -> None:
        for item in items:
            if _begins_with_page(item) and not self.is_cut:
                self.cuts.append(self.y + 3)
                self.is_cut = True
            if isinstance(item, Node):
                self._node(item)
            elif item.kind == "page":
                self._page(item, level)
            elif item.kind == "section":
                self._section(item, level)
            elif item.kind == "condition":
                self._condition(item, level)
            else:
                self._repeat(item, level)

    def mark(self, word: str) -> None:
        """Write where the way begins or ends."""
        self._arrive()
        self._text(self.left, self.y + 13, word, Face(size=SMALL, colour=QUIET, weight=600))
        self.y += 19
        self.arrow_due = True

    def _arrive(self, *, gap: float = GAP) -> None:
        """Lead an arrow from the thing above to the next one."""
        if not self.arrow_due:
            return
        x, top, bottom = self.spine, self.y, self.y + gap
        line = f"M{x:g} {top:g}V{bottom - 4:g}"
        self._add(top, bottom, f'<path class="flow-next" d="{line}" stroke="{LINE}" fill="none"/>')
        self._add(top, bottom, _head(x, bottom, down=True))
        self.y += gap

    def _node(self, node: Node) -> None:
        self.is_cut = False
        self._arrive()
        room = self._share_room(node)
        number_room = 30.0 if node.look == "asked" else 0.0
        inner = self.width - self.left - 2 * PADDING - 4 - room - number_room
        lines = fold(node.text, inner, SIZE, most=3 if self.is_narrow else 2)
        height = ROW * len(lines) + 2 * PADDING if node.look != "value" else ROW + 4
        top = self.y
        parts = [f'<g class="flow-node" data-name="{escape(node.name)}"><title>{escape(self._title(node))}</title>']
        parts += [self._box(node, top, height)]
        base = top + (PADDING if node.look != "value" else 2) + 13
        if node.number:
            parts.append(_words(self.left + PADDING + 4, base, node.number, Face(colour=BLUE, weight=700)))
        face = PLAIN if node.look == "asked" else Face(colour=QUIET, style="italic")
        for place, line in enumerate(lines):
            x = self.left + PADDING + 4 + number_room
            parts.append(_words(x, base + place * ROW, line, face))
        if node.share is not None:
            never = node.share <= 0
            face = Face(colour=RED if never else INK, weight=600, anchor="end")
            parts.append(_words(self.width - PADDING - 5, base, self.share(node.share), face))
        self._add(top, top + height, "".join(parts) + "</g>")
        self.y += height
        self.arrow_due = True

    def _title(self, node: Node) -> str:
        number = f"{node.number} " if node.number else ""
        return f"{number}{node.text}" + ("" if node.share is None else f": {self.share(node.share)}")

    def _share_room(self, node: Node) -> float:
        return 0.0 if node.share is None else width(self.share(node.share), SIZE) + 14

    def _box(self, node: Node, top: float, height: float) -> str:
        """Return the field behind a node, with a bar as long as its share."""
        full = self.width - self.left - 2
        shape = f'x="{self.left:g}" y="{top:g}" width="{full:g}" height="{height:g}" rx="4"'
        if node.look == "value":
            return ""
        if node.look == "note":
            return f'<rect {shape} fill="none" stroke="#c4ccd4" stroke-dasharray="3 3"/>'
        if node.share is None:
            return f'<rect {shape} fill="#f1f5f9" stroke="#c4ccd4"/>'
        if node.share <= 0:
            return f'<rect {shape} fill="#fdf1ef" stroke="{RED}"/>'
        length = (full - 8) * node.share
        place = f"M{self.left + 4:g} {top + height - 1:g}h{length:.1f}"
        bar = f'<path d="{place}" stroke="{BLUE}" stroke-width="2" fill="none"/>'
        return f'<rect {shape} fill="{tint(node.share)}"/>{bar}'

    def _page(self, group: Group, level: int) -> None:
        self._arrive(gap=GAP + 4)
        self.y += 9
        top = self.y
        label = self.say["page"].format(number=group.number)
        right = label if group.share is None or self.is_narrow else f"{label}, {self.share(group.share)}"
        room = self.width - self.left - width(right, SMALL) - 24
        for line in fold(group.words or label, room, 15, most=2):
            self._text(self.left, self.y + 14, line, Face(size=15, weight=700))
            self.y += 19
        self._text(self.width - 7, top + 14, right, Face(size=SMALL, colour=QUIET, anchor="end"))
        self.y += 6
        self.arrow_due = False
        self.draw(group.items, level)

    def _section(self, group: Group, level: int) -> None:
        if group.words:
            self._arrive(gap=GAP + 4)
            self.y += 14
            for line in fold(group.words, self.width - self.left - 10, 19, most=2):
                self._text(self.left, self.y + 17, line, Face(size=19, colour=BLUE))
                self.y += 24
            self.arrow_due = False
        self.draw(group.items, level)

    def _condition(self, group: Group, level: int) -> None:
        """Draw a condition and what hangs on it; a line on the left leads past it."""
        self._arrive()
        lines = fold(group.words, self.width - self.left - SPINE - 22, SMALL, most=4 if self.is_narrow else 3)
        top, x = self.y, self.spine
        middle = top + 9
        self._add(top, top + 18, f'<path d="M{x:g} {middle - 7:g}l7 7l-7 7l-7-7z" fill="#fff" stroke="{BLUE}"/>')
        for place, line in enumerate(lines):
            self._text(x + 14, top + 13 + place * 15, line, Face(size=SMALL, colour=BLUE))
        self.y += max(18.0, 15.0 * len(lines) + 3)
        self.arrow_due = True
        self.draw(group.items, level + 1)
        self._past(self._lane(level), middle, words=group.words)

    def _lane(self, level: int) -> float:
        return self.left - 3 - LANE * (self.deepest - level) + LANE / 2

    def _past(self, lane: float, start: float, *, words: str) -> None:
        """Draw the line from a condition past its block, and join the way below it."""
        self.y += GAP
        join = self.y - 3
        x = self.spine
        path = f"M{x - 7:g} {start:g}H{lane + 5:g}q-5 0-5 5V{join - 5:g}q0 5 5 5H{x - 4:g}"
        line = f'<path d="{path}" stroke="{BLUE}" stroke-width="1.4" fill="none"/>'
        self._add(start, join, f'<g class="flow-skip"><title>{escape(words)}</title>{line}</g>')
        self._add(join - 4, join + 4, _head(x - 1, join, down=False))
        top = join - GAP + 3
        self._add(top, join + 3, f'<path d="M{x:g} {top:g}V{join + 3:g}" stroke="{LINE}" fill="none"/>')
        self.arrow_due = True

    def _repeat(self, group: Group, level: int) -> None:
        """Draw a repeat; a dashed line on the left leads back to its beginning."""
        self._arrive()
        top = self.y
        for line in fold(group.words, self.width - self.left - SPINE - 22, SMALL, most=3):
            self._text(self.spine + 14, self.y + 13, line, Face(size=SMALL, colour=QUIET, style="italic"))
            self.y += 15
        self.y += 3
        x, start = self.spine, top + 9
        self._add(top, top + 18, f'<circle cx="{x:g}" cy="{start:g}" r="5" fill="#fff" stroke="{QUIET}"/>')
        self.arrow_due = True
        self.draw(group.items, level + 1)
        self.y += 8
        lane = self._lane(level)
        path = f"M{x:g} {self.y - 8:g}V{self.y - 5:g}q0 5-5 5H{lane + 5:g}q-5 0-5-5V{start + 5:g}q0-5 5-5H{x - 9:g}"
        dashes = f'stroke="{QUIET}" stroke-width="1.4" stroke-dasharray="4 3" fill="none"'
        self._add(start, self.y, f'<g class="flow-loop"><path d="{path}" {dashes}/></g>')
        self._add(start - 4, start + 4, _head(x - 5, start, down=False, colour=QUIET))
        self._add(
            self.y - 8, self.y + 2, f'<path d="M{x:g} {self.y - 8:g}V{self.y + 2:g}" stroke="{LINE}" fill="none"/>'
        )
        self.y += 2
        self.arrow_due = True

    def share(self, share: float) -> str:
        return share_words(share, self.say)

    def _text(self, x: float, y: float, text: str, face: Face) -> None:
        self._add(y - face.size, y + 4, _words(x, y, text, face))

    def _add(self, top: float, bottom: float, markup: str) -> None:
        self.shapes.append(Shape(top, bottom, markup))


def tint(share: float) -> str:
    """Return the colour of a field for a share.

    >>> tint(0.01), tint(1.0)
    ('#f7fafd', '#c2d8eb')
    """
    return next(colour for end, colour in TINTS if share <= end)


def share_words(share: float, say: Mapping[str, str]) -> str:
    """Write a share; only what is all is 100 %, and only what is nothing is none."""
    if share <= 0:
        return say["never"]
    if share < 0.01:
        return say["below_one"]
    return say["percent"].format(number=100 if share >= 1 else min(99, round(100 * share)))


def _begins_with_page(item: Node | Group) -> bool:
    return isinstance(item, Group) and (item.kind == "page" or bool(item.items) and _begins_with_page(item.items[0]))


def depth(items: Sequence[Node | Group]) -> int:
    """Return how many conditions and repeats stand inside each other."""
    inner = [(depth(item.items) + (item.kind in ("condition", "repeat"))) for item in items if isinstance(item, Group)]
    return max(inner, default=0)


def _head(x: float, y: float, *, down: bool, colour: str = "") -> str:
    """Draw the head of an arrow that points down or to the right, its tip at x, y."""
    path = f"M{x:g} {y:g}l-4-6h8z" if down else f"M{x:g} {y:g}l-6-4v8z"
    return f'<path d="{path}" fill="{colour or (LINE if down else BLUE)}"/>'


@dataclass(frozen=True)
class Face:
    """How a text looks; `anchor` is "end" for one that ends at its place."""

    size: float = SIZE
    colour: str = INK
    weight: int = 400
    style: str = "normal"
    anchor: str = "start"

    @property
    def attributes(self) -> str:
        given = f'font-size="{self.size:g}" fill="{self.colour}"'
        given += f' font-weight="{self.weight}"' if self.weight != 400 else ""
        given += f' font-style="{self.style}"' if self.style != "normal" else ""
        return given + (f' text-anchor="{self.anchor}"' if self.anchor != "start" else "")


PLAIN = Face()


def _words(x: float, y: float, text: str, face: Face = PLAIN) -> str:
    return f'<text x="{x:g}" y="{y:g}" {face.attributes}>{escape(text)}</text>'
