"""Tests of the kernels: each on every engine that there is, and the engines against one another."""
