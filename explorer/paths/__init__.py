"""The paths through the lessons: what comes before what, and the map that shows it."""
