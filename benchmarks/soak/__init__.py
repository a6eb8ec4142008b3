"""A server under readers for as long as one likes, and under hostile requests."""
