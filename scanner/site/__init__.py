"""Pages about the project, made of docs/ and of the rules: plain files that need no server, network or script."""
