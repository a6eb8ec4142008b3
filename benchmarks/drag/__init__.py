"""A real mouse drag, measured: Mathscope's `eigenvectors` lesson beside pages that draw the same figure.

``python -m benchmarks.drag`` writes its table to benchmarks/drag.md.
"""
