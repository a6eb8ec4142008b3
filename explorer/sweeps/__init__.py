"""Sweeps: one control over a range of values, as a grid of panels, a film, or a page with live sliders."""
