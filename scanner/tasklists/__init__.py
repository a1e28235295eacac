"""Checklists that people bring along: task lists of Markdown, and items of their own in YAML."""
