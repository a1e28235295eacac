"""Running templates: what one rendering shares, and how a template is called.

`Runtime` holds the templates of a chart by name.  Bodies are turned into Python closures
by `compiler` when they first run; the closures know only the text they were made from, so
charts that share a template share them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.gotemplate import compiler, limits
from scanner.gotemplate.errors import ExecError, Frame, LimitError, position
from scanner.gotemplate.evaluators import Located
from scanner.gotemplate.nodes import Body, Node
from scanner.gotemplate.traced import Rendered
from scanner.gotemplate.unknown import UnknownUsed, hole


class Template:
    """A name that can be executed: its body, and the name of the file it was parsed from."""

    __slots__ = ("name", "file", "body")

    def __init__(self, name: str, file: str, body: Body) -> None:
        self.name = name
        self.file = file
        self.body = body


class Runtime:
    """One rendering of a chart: templates by name, bounds used up, and (when tracing) what is being read.

    `reads` collects what the action in progress has read; see `traced`.  A tolerant
    runtime goes on after an action of the file being rendered has failed: the error goes
    to `problems`, and a mark into the text (see `unknown`).
    """

    __slots__ = ("templates", "traced", "tolerant", "reads", "cost", "depth", "including", "problems", "file")

    def __init__(self, templates: dict[str, Template], *, traced: bool = False, tolerant: bool = False) -> None:
        self.templates = templates
        self.traced = traced
        self.tolerant = tolerant
        self.reads: list[Any] = []
        self.cost = 0
        self.depth = 0
        self.including: dict[str, int] = {}
        self.problems: list[ExecError] = []
        self.file: Template | None = None

    def add(self, unit_defines: Mapping[str, Body], file: str) -> None:
        """Take over the definitions of a parsed file; an empty one never replaces another."""
        for name, body in unit_defines.items():
            old = self.templates.get(name)
            if old is None or not body.is_empty:
                self.templates[name] = Template(name, file, body)

    def charge(self, amount: int) -> None:
        """Count work; LimitError when a rendering does more than any chart needs."""
        self.cost += amount
        if self.cost > limits.RENDER_COST:
            raise LimitError(f"rendering was stopped after {limits.RENDER_COST} steps")

    @property
    def is_spent(self) -> bool:
        """Whether nothing more can be rendered, because a bound on the whole rendering was reached."""
        return self.cost > limits.RENDER_COST or limits.METER.left < 0

    def execute(self, template: Template, dot: Any) -> str:
        """The output of a template, without its trace."""
        if self.traced:
            return self.text_of(self.execute_traced(template, dot))
        out: list[str] = []
        self.write(template, dot, out)
        limits.check_output(sum(map(len, out)))
        return "".join(out)

    def execute_traced(self, template: Template, dot: Any) -> Rendered:
        """The output of a template with what is needed to find the origin of each character."""
        pieces: list[Any] = []
        self.write(template, dot, pieces)
        return Rendered(template.body, template.file, pieces)

    def text_of(self, rendered: Rendered) -> str:
        """The whole output; LimitError when it is too long."""
        limits.check_output(sum([len(piece[0]) for piece in rendered.pieces]))
        return rendered.text()

    def write(self, template: Template, dot: Any, out: list[Any]) -> None:
        """Append the output of a template to `out`; ExecError carries the place it happened at."""
        body = template.body
        guarded = template is self.file
        compiled = body.compiled.get((self.traced, guarded))
        if compiled is None:
            compiled = compiler.compile_body(body, self.traced, guarded)
        self.depth += 1
        if self.depth > limits.CALL_DEPTH:
            self.depth -= 1
            raise LimitError(f"templates call each other deeper than {limits.CALL_DEPTH}")
        self.cost += 1 + compiled.size
        if self.cost > limits.RENDER_COST:
            self.charge(0)
        frame = [None] * compiled.slots
        frame[0] = self
        frame[1] = dot
        try:
            compiled.run(dot, frame, out)
        except Located as located:
            error = located.error
            error.frames.insert(0, _frame(template, located))
            raise error from None
        except LimitError as error:
            if not error.frames:
                error.frames.append(Frame(template.file, template.name, 1, 0, template.name, str(error), 0, 0))
            raise
        finally:
            self.depth -= 1

    def give_up(self, node: Node, caught: Located | ExecError) -> str:
        """Note the failure of an action of the file being rendered; the mark that stands for its text."""
        assert self.file is not None
        error = caught
        if isinstance(caught, Located):
            error = caught.error
            error.frames.insert(0, _frame(self.file, caught))
        assert isinstance(error, ExecError)
        self.reads.clear()
        limits.spend(limits.FAILURE)
        if not isinstance(error, UnknownUsed):
            self.problems.append(error)
        return hole(self.file.body.unit.text, node)

    def take_problems(self) -> list[ExecError]:
        """The problems since the last call."""
        taken, self.problems = self.problems, []
        return taken


def _frame(template: Template, located: Located) -> Frame:
    node = located.node
    text = template.body.unit.text
    line, column = position(text, node.start)
    shown = str(node)
    return Frame(template.file, template.name, line, column, shown, located.message, node.begin, node.begin + len(shown))


__all__ = ["ExecError", "Runtime", "Template"]
