"""Draw docs/images/finding.svg: what a scan of the fixture chart prints in a terminal.

    python docs/images/make.py

The text is the real report; only a part of it is shown.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LINES, COLUMNS = 30, 118
WIDTH, HEIGHT, LEFT, TOP = 7.8, 18, 16, 46
COLOURS = {"1;35": "#d2a8ff", "1;31": "#ff7b72", "33": "#e3b341", "36": "#79c0ff", "1": "#ffffff", "2": "#8b949e"}
_SPAN = re.compile("\x1b\\[([0-9;]+)m(.*?)\x1b\\[0m")


def main() -> None:
    """Write the picture."""
    from scanner.reports import text
    from scanner.reports.options import Options
    from scanner.scan import Request, scan

    report = text.render(scan(Request((str(ROOT / "fixtures/web/input"),))), Options(colour=True))
    found = report.split("\n")
    first = next(number for number, line in enumerate(found) if "[latest-tag]" in line)
    file = next(line for line in reversed(found[:first]) if not line.startswith(" ") and "deployment.yaml" in line)
    lines = ["\x1b[2m$\x1b[0m readiness-scan fixtures/web/input", "\x1b[2m...\x1b[0m", file, *found[first:]][:LINES]
    rows = "\n".join(
        f'<text x="{LEFT}" y="{TOP + number * HEIGHT}">{_coloured(line)}</text>' for number, line in enumerate(lines)
    )
    width, height = LEFT * 2 + COLUMNS * WIDTH, TOP + LINES * HEIGHT
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" role="img">
<title>readiness-scan in a terminal: findings with the values line that decides and the template line that writes it</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="6" fill="#ff5f56"/><circle cx="40" cy="18" r="6" fill="#ffbd2e"/>
<circle cx="60" cy="18" r="6" fill="#27c93f"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#c9d1d9" xml:space="preserve">
{rows}
</g>
</svg>
"""
    (ROOT / "docs/images/finding.svg").write_text(svg, encoding="utf-8")


def _coloured(line: str) -> str:
    """A line of the report with its colours as SVG."""
    parts: list[str] = []
    at = shown = 0
    for match in _SPAN.finditer(line):
        before = line[at : match.start()]
        parts += [escape(before), f'<tspan fill="{COLOURS[match[1]]}">{escape(match[2])}</tspan>']
        shown += len(before) + len(match[2])
        at = match.end()
    rest = line[at:]
    text = "".join(parts) + escape(rest[: max(COLUMNS - shown, 0)])
    # Browsers fold spaces, whatever xml:space says, but not those that break no line.
    return re.sub(r" (?![^<]*>)", "\u00a0", text)


if __name__ == "__main__":
    main()
