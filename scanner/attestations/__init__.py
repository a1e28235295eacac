"""What people state: attestations of items, and sign-offs of a release.

They stand in files `attestations/*.yaml` at the root of what is scanned, and in the configuration. A statement that
does not count is kept, with the reason.
"""
