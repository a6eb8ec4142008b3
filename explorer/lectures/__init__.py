"""Lectures: readable YAML files of scenes, read, checked, written, served, printed."""
