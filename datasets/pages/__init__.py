"""What each page of the dataset says, as frozen dataclasses."""
