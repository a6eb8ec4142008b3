"""The mathematics of the lessons of statistics."""
