"""Who holds which seat, and how the seats of a group are doing."""
