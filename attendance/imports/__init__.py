"""Registers from spreadsheets: read, asked about, looked at, entered, undone."""
