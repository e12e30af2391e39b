"""What each attendance page says, ready to be laid out."""
