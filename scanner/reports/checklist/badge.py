"""A small picture for a README: the three numbers, and how many items apply. It loads nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from scanner.model.report import Report
from scanner.model.tally import tally
from scanner.reports.options import Options

NAME = "badge"
SUFFIXES = (".svg",)

_HEIGHT = 20
_PAD = 7
_WIDE, _THIN, _USUAL = 9.6, 3.9, 6.7
"""Widths of characters in 11 px Verdana, roughly; the text is stretched to what was reckoned."""


def render(report: Report, options: Options = Options()) -> str:
    """The picture."""
    counts = tally(report.items)
    decision = report.readiness.golive
    parts = [("readiness", "#3f4652"), (f"{counts.proved} proved", "#1c6b3a"),
             (f"{counts.supported} supported", "#2f6690"), (f"{counts.attested} attested", "#6b4a8a"),
             (f"of {counts.applicable}", "#3f4652")]
    if decision is not None:
        parts.append((decision.word, {"approved": "#1c6b3a", "conditional": "#8a5300"}.get(decision.word, "#a3261f")))
    widths = [_width(text) for text, _ in parts]
    title = escape(", ".join(text for text, _ in parts))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sum(widths)}" height="{_HEIGHT}" role="img"'
        f' aria-label="{title}">', f"<title>{title}</title>", *_boxes(parts, widths), "</svg>", ""])


def _boxes(parts: list[tuple[str, str]], widths: list[int]) -> Iterator[str]:
    left = 0
    yield '<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" fill="#fff">'
    for (text, colour), width in zip(parts, widths, strict=True):
        yield f'<rect x="{left}" width="{width}" height="{_HEIGHT}" fill="{colour}"/>'
        yield f'<text x="{left + _PAD}" y="14" textLength="{width - 2 * _PAD}">{escape(text)}</text>'
        left += width
    yield "</g>"


def _width(text: str) -> int:
    letters = sum(_WIDE if char in "mwMW" else _THIN if char in "ijltf.,: " else _USUAL for char in text)
    return round(letters) + 2 * _PAD
