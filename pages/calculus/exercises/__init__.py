"""Exercises of calculus, by lesson: laws of the lessons, with numbers that a seed draws."""

from pages.calculus.exercises import derivatives, integrals, optimisation

EXERCISES = derivatives.EXERCISES | optimisation.EXERCISES | integrals.EXERCISES
