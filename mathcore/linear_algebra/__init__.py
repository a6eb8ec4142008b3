"""The mathematics of the lessons of linear algebra."""
