"""Planning meetings, their quorum, their calendar, and each member's own line."""
