"""Exercises of linear algebra, by lesson: laws of the lessons, with numbers that a seed draws."""

from pages.linear_algebra.exercises import solving, spectra, vectors

EXERCISES = vectors.EXERCISES | spectra.EXERCISES | solving.EXERCISES
