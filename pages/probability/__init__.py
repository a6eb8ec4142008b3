"""Probability: the lessons of the section, two files each."""
