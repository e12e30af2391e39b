"""What the pages say that join apps: the two dashboards."""
