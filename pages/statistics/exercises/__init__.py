"""Exercises of statistics, by lesson: laws of the lessons, with numbers that a seed draws."""

from pages.statistics.exercises import describing, models, testing

EXERCISES = describing.EXERCISES | testing.EXERCISES | models.EXERCISES
