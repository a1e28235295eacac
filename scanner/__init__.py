"""readiness-scan: evidence for production readiness from charts and manifests, offline."""

__version__ = "0.1.0"
