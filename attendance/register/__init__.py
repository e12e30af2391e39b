"""The register of a meeting: enter, confirm, correct, print."""
