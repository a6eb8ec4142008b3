"""Spectral methods: the idea by hand."""

# --- parameters ---
SLOPE = 1
POINT = 1
# --- end of parameters ---

height = SLOPE * POINT
print(f"slope = {SLOPE:.12g}")
print(f"height = {height:.12g}")
print(f"opposite = {-height:.12g}")
