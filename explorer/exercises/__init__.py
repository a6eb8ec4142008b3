"""Exercises of a lesson, with numbers that a seed draws: a sheet for a teacher, one by one for a student."""
