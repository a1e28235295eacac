"""`readiness-scan completion SHELL`: what makes a shell complete words."""

from __future__ import annotations

import click

from scanner.terminal import write

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a script for completion in a shell.

    Commands, options, files, rules, profiles and environments are completed.

    \b
    Once for each shell:
      readiness-scan completion bash > ~/.local/share/bash-completion/completions/readiness-scan
      readiness-scan completion zsh > "${fpath[1]}/_readiness-scan"
      readiness-scan completion fish > ~/.config/fish/completions/readiness-scan.fish
      readiness-scan completion powershell >> $PROFILE

    \b
    To try it in the shell that runs:
      eval "$(readiness-scan completion bash)"
      source <(readiness-scan completion zsh)          after: autoload -U compinit && compinit
      readiness-scan completion fish | source
      readiness-scan completion powershell | Out-String | Invoke-Expression
    """
    from scanner.completion import script

    write(script(shell, ctx.find_root().command), None)
