"""The mathematics of the lessons of probability."""
