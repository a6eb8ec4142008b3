"""The steps behind the Makefile; they use nothing but the standard library."""
