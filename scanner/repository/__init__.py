"""What the files of a repository say beside manifests, as resources of the dialect "repository".

docs/repository-facts.md tells the kinds and their fields.
"""
