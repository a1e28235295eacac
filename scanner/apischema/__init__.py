"""What the API server takes: fields and types of built-in and custom kinds, and which API versions are served.

`tables` knows the built-in kinds and `check` holds objects against them; `definitions` reads
CustomResourceDefinitions and `structural` holds custom objects against their schemas; `lifecycle` knows which API
versions came and went.  All of it follows what the server decodes and validates: what it coerces is no defect.
"""
