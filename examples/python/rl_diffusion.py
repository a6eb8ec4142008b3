"""Two applications by hand: the best route in a grid by value iteration, routes along a cliff while exploring, and the
density and score of two modes under noise."""

import numpy as np
from scipy.stats import norm

# --- parameters ---
START = [2.0, 2.0]
NEAR = [0.0, 2.0]
FAR = [8.0, 0.0]
WALLS = [[4.0, 4.0], [4.0, 3.0], [4.0, 2.0], [6.0, 0.0]]
PRIZE = 10.0
DISCOUNT = 0.9
SLIP = 0.0
EXPLORE = 0.1
FALL = 100.0
PLACES = [-2.0, 2.0]
SHARE = 0.5
SPREAD = 0.3
TIME = 0.3
# --- end of parameters ---

MOVES = [(0, -1), (1, 0), (0, 1), (-1, 0)]  # up, right, down, left, as (column, row)


def neighbours(width, height, walls):
    """Where each move leads; walls and edges hold."""
    after = {}
    for x in range(width):
        for y in range(height):
            for k, (dx, dy) in enumerate(MOVES):
                to = x + dx, y + dy
                free = 0 <= to[0] < width and 0 <= to[1] < height and to not in walls
                after[(x, y), k] = to if free else (x, y)
    return after


# A grid of 9 by 5 cells: 1 for the near prize, PRIZE for the far one, paid on entering; then the walk ends.
start, near, far = ((int(x), int(y)) for x, y in (START, NEAR, FAR))
prizes = {near: 1.0, far: PRIZE}  # in one cell the big one counts
walls = {(int(x), int(y)) for x, y in WALLS} - {start, *prizes}
after = neighbours(9, 5, walls)
cells = [(x, y) for x in range(9) for y in range(5) if (x, y) not in walls and (x, y) not in prizes]
number = {cell: k for k, cell in enumerate(cells)}
lead = np.array([[number.get(after[cell, k], -1) for k in range(4)] for cell in cells]).reshape(-1, 4)
gain = np.array([[prizes.get(after[cell, k], 0.0) for k in range(4)] for cell in cells]).reshape(-1, 4)


def worths(values):
    """What each move is worth, with these values one move later (the last entry, 0, is that of an end)."""
    made = gain + DISCOUNT * np.append(values, 0.0)[lead]
    return (1 - SLIP) * made + SLIP * made.mean(axis=1, keepdims=True)


values = np.zeros(len(cells))
for _ in range(20_000):
    before, values = values, worths(values).max(axis=1)
    if np.array_equal(values, before):  # sweeps from zero rise until nothing changes
        break

here, passed, length = start, {start}, 0
while here not in prizes:
    q = worths(values)[number[here]]
    move = int(np.argmax(q >= q.max() - 1e-9 * np.abs(q).max()))  # the first of equals
    here, length = after[here, move], length + 1
    if here in passed:
        length = -1  # it waits, or goes in circles
        break
    passed.add(here)
print(f"start_value = {values[number[start]] if start in number else 0.0:.12g}")
print(f"route_length = {length:.12g}")

# The cliff, 12 by 4: -1 a move, -FALL for a fall. What a route is worth while exploring solves linear equations.
after = neighbours(12, 4, set())
cells = [(x, y) for x in range(12) for y in range(4) if y < 3 or x == 0]
number = {cell: k for k, cell in enumerate(cells)}


def exploring(row):
    """The worth of the route in a row of the cliff's world, where each move is a random one with chance EXPLORE."""
    system, right = np.eye(len(cells)), np.zeros(len(cells))
    for (x, y), i in number.items():
        chosen = 2 if x == 11 or y < row else 0 if y > row else 1
        for k in range(4):
            chance = EXPLORE / 4 + (1 - EXPLORE) * (k == chosen)
            to = after[(x, y), k]
            right[i] -= chance * (FALL if to[1] == 3 and 0 < to[0] < 11 else 1)
            if to in number:
                system[i, number[to]] -= chance
    return np.linalg.solve(system, right)[number[0, 3]]


for name, row in (("edge", 2), ("back_row", 1), ("top", 0)):
    print(f"{name} = {exploring(row):.12g}")

# Modes on a line under dX = -X dt + sqrt(2) dB: at time t the centres fade by e^-t, and the variance grows to 1.
centres = np.array(PLACES)
shares = np.array([SHARE] + [(1 - SHARE) / (len(PLACES) - 1)] * (len(PLACES) - 1))
fade = np.exp(-TIME)
variance = (SPREAD * fade) ** 2 + 1 - fade**2
half = abs(PLACES[1] - PLACES[0]) / 2
print(f"variance = {variance:.12g}")
print(f"fork_of_two = {0.5 * np.log(max(1.0, 1 + half**2 - SPREAD**2)):.12g}")
print(f"density_at_zero = {shares @ norm.pdf(0, fade * centres, np.sqrt(variance)):.12g}")
print(f"line_square = {shares @ (fade * centres) ** 2 + variance:.12g}")
