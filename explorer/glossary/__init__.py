"""The glossary: the lessons' own terms, each with a sentence, linked with the lessons both ways."""
