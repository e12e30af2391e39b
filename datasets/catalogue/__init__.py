"""The indicators everybody may use, and how published files are read, as files of our own."""
