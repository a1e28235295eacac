"""Completion in shells: scripts that ask the command itself, and how it answers.

Click's own classes serve bash, zsh and fish, without the question to bash for its version that starts a program.
"""

from __future__ import annotations

import os
from typing import Any

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

VARIABLE = "_READINESS_SCAN_COMPLETE"
PROGRAM = "readiness-scan"
SHELLS = ("bash", "zsh", "fish", "powershell")

# The words up to the cursor go to the command one per line, as they are written, since a Windows path is no POSIX
# shell word. The answer has a line for each completion: kind, word and description, apart by tabs.
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    $env:%(complete_var)s = 'powershell_complete'
    $env:COMP_WORDS = $words -join "`n"
    $env:COMP_CWORD = $wordToComplete
    try {
        $answers = @(& %(prog_name)s 2>$null)
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD -ErrorAction SilentlyContinue
    }
    foreach ($answer in $answers) {
        $kind, $word, $description = $answer -split "`t", 3
        if ($kind -eq 'plain') {
            if (-not $description) { $description = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $description)
        } elseif ($kind -eq 'file') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        }
    }
}
"""


class PowerShellComplete(ShellComplete):
    """Completion for PowerShell 5 and later."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and that one."""
        words = [_unquoted(word) for word in os.environ.get("COMP_WORDS", "").split("\n")]
        incomplete = _unquoted(os.environ.get("COMP_CWORD", ""))
        args = words[1:]
        if incomplete and args and args[-1] == incomplete:
            args.pop()
        return args, incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A line of the answer."""
        return "\t".join((item.type, item.value, " ".join((item.help or "").split())))


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" else word


def register() -> None:
    """Let click answer PowerShell as well."""
    add_completion_class(PowerShellComplete)


def script(shell: str, command: click.Command) -> str:
    """The script of a shell; ValueError: none is known for it."""
    register()
    known = get_completion_class(shell)
    if known is None:
        raise ValueError(f"there is no completion for '{shell}'; known are {', '.join(SHELLS)}")
    return ShellComplete.source(known(command, {}, PROGRAM, VARIABLE))
