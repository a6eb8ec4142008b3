"""The mathematics of the advanced lessons."""
