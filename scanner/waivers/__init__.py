"""Decisions to live with findings: written beside what they are about, or in the configuration."""
