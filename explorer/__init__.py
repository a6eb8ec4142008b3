"""Turns a lesson into a page, frames, files and a command line."""
