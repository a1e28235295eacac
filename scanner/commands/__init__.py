"""One module for each command, with `command` in it; the name of the module is the name of the command."""
