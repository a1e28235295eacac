"""What keeps the pages from being made."""

from __future__ import annotations

from scanner.errors import RequestError


class SiteError(RequestError):
    """A page that cannot be made; str() says which one, why, and what to do."""
