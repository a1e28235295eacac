"""The formats of a report about the checklist: one module each, as in the folder above."""
