"""Vectors: two flowers as lists and as points of a plane, a picture unrolled into a vector and rolled up again."""

import numpy as np

# --- parameters ---
FIRST = [5.1, 3.5, 1.4, 0.2]
SECOND = [6.3, 3.3, 6.0, 2.5]
HORIZONTAL = 2
VERTICAL = 1
ROW_0 = [0, 0, 7, 15, 13, 1, 0, 0]
ROW_1 = [0, 8, 13, 6, 15, 4, 0, 0]
ROW_2 = [0, 2, 1, 13, 13, 0, 0, 0]
ROW_3 = [0, 0, 2, 15, 11, 1, 0, 0]
ROW_4 = [0, 0, 0, 1, 12, 12, 1, 0]
ROW_5 = [0, 0, 0, 0, 1, 10, 8, 0]
ROW_6 = [0, 0, 8, 4, 5, 14, 9, 0]
ROW_7 = [0, 0, 7, 13, 13, 9, 0, 0]
PIXEL = 29
ORDER = "row"
MISMATCH = False
# --- end of parameters ---

# A flower is a vector of four numbers (cm); two of its entries are the tip of an arrow.
x, y = np.array(FIRST), np.array(SECOND)
drawn = sorted({HORIZONTAL, VERTICAL})
distance_two = np.linalg.norm(x[drawn] - y[drawn])
distance_four = np.linalg.norm(x - y)

# A picture is a matrix. NumPy unrolls row by row; column by column is row by row of the transpose.
# (The same with NumPy's names: picture.ravel(order="C") and picture.ravel(order="F"), for C and Fortran.)
picture = np.array([ROW_0, ROW_1, ROW_2, ROW_3, ROW_4, ROW_5, ROW_6, ROW_7])
by_rows = ORDER == "row"
vector = picture.ravel() if by_rows else picture.T.ravel()
read_by_rows = by_rows != MISMATCH
rebuilt = vector.reshape(8, 8) if read_by_rows else vector.reshape(8, 8).T

# By hand: entry (i, j) stands at 8i + j row by row, at 8j + i column by column.
quotient, remainder = divmod(PIXEL, 8)
row, column = (quotient, remainder) if by_rows else (remainder, quotient)
assert picture[row, column] == vector[PIXEL]
assert np.ravel_multi_index((row, column), (8, 8), order="C" if by_rows else "F") == PIXEL

print(f"distance_two = {distance_two:.12g}")
print(f"distance_four = {distance_four:.12g}")
print(f"pixel_row = {row:.12g}")
print(f"pixel_column = {column:.12g}")
print(f"ink = {vector[PIXEL]:.12g}")
print(f"rebuilt_error = {np.abs(rebuilt - picture).max():.12g}")
