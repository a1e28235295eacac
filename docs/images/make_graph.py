"""Draw docs/images/graph.svg: the graph of the fixture shop.

    python docs/images/make_graph.py
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def picture() -> str:
    """The picture, as `readiness-scan graph fixtures/shop/input --format svg` writes it."""
    from scanner.reports.graph_svg import render
    from scanner.reports.graph_view import select
    from scanner.scan import Request, scan
    from scanner.settings import FILE_NAME, load

    folder = ROOT / "fixtures/shop/input"
    settings = load(folder / FILE_NAME, FILE_NAME)
    return render(select(scan(Request((str(folder),), settings=settings, judged=False)).graphs))


if __name__ == "__main__":
    (ROOT / "docs/images/graph.svg").write_text(picture(), encoding="utf-8")
