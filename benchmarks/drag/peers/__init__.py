"""The pages that Mathscope is measured beside. Each serves the figure of `benchmarks.drag.figure` and one slider."""
