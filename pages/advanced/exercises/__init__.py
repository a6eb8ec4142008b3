"""Exercises of the advanced lessons, by lesson: laws of the lessons, with numbers that a seed draws."""

from pages.advanced.exercises import chance, computing, dimensions

EXERCISES = computing.EXERCISES | chance.EXERCISES | dimensions.EXERCISES
