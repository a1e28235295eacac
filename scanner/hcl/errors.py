"""What can be wrong with a configuration.

HclError
├── SyntaxProblem     a text that is not HCL
├── EvalError         an expression that has no value
├── LimitError        more work, nesting or memory than any configuration needs; `try` and `can` do not hide it
└── FunctionError     inside of a function or an operation, not placed yet
    └── ConversionError
"""

from __future__ import annotations


class HclError(Exception):
    """`path`, `start` and `end` are the piece of text that it is about; the path is "" until somebody knows the file."""

    def __init__(self, message: str, start: int = -1, end: int = -1, path: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.path = message, start, end, path


class SyntaxProblem(HclError):
    """A text that is not HCL."""


class EvalError(HclError):
    """An expression that has no value."""


class LimitError(HclError):
    """A bound on hostile input was reached."""


class FunctionError(HclError):
    """A function or operation that refuses its arguments; who called it knows the place."""


class ConversionError(FunctionError):
    """A value that does not fit the type that is wanted."""
