"""A page in a headless Chromium, asked and typed into over the pipe of the DevTools protocol."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
_PATIENCE = 60


class Page:
    """One page; `events` are what the browser told by itself."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._number, self._rest = 0, b""
        self._session = ""
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a method of the protocol."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self.events.append(answer)

    def open(self, address: str) -> None:
        """Show a page, and wait until it is there."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.go(address)

    def go(self, address: str) -> None:
        """Show another page."""
        self.events.clear()
        self.ask("Page.navigate", url=address)
        while not any(one.get("method") == "Page.loadEventFired" for one in self.events):
            self.events.append(self._next())

    def eval(self, expression: str) -> Any:
        """The value of an expression in the page."""
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def key(self, name: str, text: str = "") -> None:
        """Press a key."""
        more: dict[str, Any] = {"text": text} if text else {}
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "/": 191}
        more |= {"windowsVirtualKeyCode": codes[name]} if name in codes else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=name, **more)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=name)

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        self.ask("Input.insertText", text=text)

    def complaints(self) -> list[dict[str, Any]]:
        """Errors and warnings, on the console and of the browser."""
        return [one for one in self.events if one.get("method") == "Runtime.exceptionThrown"
                or one.get("method") == "Log.entryAdded"
                or one.get("method") == "Runtime.consoleAPICalled"]

    def requests(self) -> list[str]:
        """The addresses that were asked for."""
        return [one["params"]["request"]["url"] for one in self.events
                if one.get("method") == "Network.requestWillBeSent"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], _PATIENCE)
            assert ready, "the browser says nothing"
            more = os.read(self._read, 1 << 20)
            assert more, "the browser is gone"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def shown(address: str, profile: Path) -> Iterator[Page]:
    """A page, as long as the block goes on."""
    # The browser reads messages from its descriptor 3 and writes to 4.
    read_by_it, to_it = os.pipe()
    from_it, written_by_it = os.pipe()
    command = (f'exec "$0" --headless --no-sandbox --disable-gpu --remote-debugging-pipe --user-data-dir="$1"'
               f" 3<&{read_by_it} 4>&{written_by_it}")
    process = subprocess.Popen(["bash", "-c", command, BROWSER, str(profile)], pass_fds=(read_by_it, written_by_it),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(read_by_it)
    os.close(written_by_it)
    try:
        page = Page(to_it, from_it)
        page.open(address)
        yield page
    finally:
        process.kill()
        process.wait()
        os.close(to_it)
        os.close(from_it)
