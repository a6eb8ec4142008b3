"""Martingales by hand: a walk that stops, stakes against a house, doubling, leads, and a fraction of a fortune."""

import numpy as np
from scipy.stats import binom

# --- parameters ---
UP = 0.5
HIGH = 8
LOW = 16
FLOOR = True
TIME = 120
POCKETS = 18
STAKE = 5
START = 50
DOUBLINGS = 5
WANTED = 10
LENGTH = 100
PART = 0.1
WIN = 0.5
NULL = 0.5
FRACTION = 0.5
LEVEL = 20.0
ROUNDS = 120
# --- end of parameters ---

# A walk of ±1 from 0 that rests at HIGH and, if there is a FLOOR, at -LOW: the law of its place, step by step.
bottom = -LOW if FLOOR else -TIME - 1
place = np.arange(bottom, HIGH + 1)
law = (place == 0).astype(float)
rests = np.zeros(len(place), dtype=bool)
rests[-1], rests[0] = True, FLOOR
mean_time = 0.0
for _ in range(TIME):
    going = np.where(rests, 0.0, law)
    mean_time += going.sum()
    law = np.where(rests, law, 0.0)
    law[1:] += UP * going[:-1]
    law[:-1] += (1 - UP) * going[1:]
mean = place @ law
print(f"mean_now = {mean:.12g}")
print(f"time_now = {mean_time:.12g}")
print(f"stopped_above = {law[-1]:.12g}")
print(f"Wald: {mean:.9f} is {(2 * UP - 1) * mean_time:.9f}, whatever the barriers")

# A gambler with START of 100 coins, who stakes STAKE, or what he has or lacks if that is less, until he has 0 or 100.
p = POCKETS / 38
A, b = np.eye(101), np.zeros((101, 2))
b[100, 0] = 1.0
for x in range(1, 100):
    bet = min(STAKE, x, 100 - x)
    A[x, x + bet] -= p
    A[x, x - bet] -= 1 - p
    b[x, 1] = bet
chance, staked = np.linalg.solve(A, b)[START]
print(f"chance = {chance:.12g}")
print(f"staked = {staked:.12g}")
print(f"The edge on each coin: {100 * chance - START:.9f} is {(2 * p - 1) * staked:.9f}")
if 100 % STAKE == 0 and START % STAKE == 0 and POCKETS != 19:
    r = (1 - p) / p
    print(f"In closed form the chance is {(1 - r ** (START // STAKE)) / (1 - r ** (100 // STAKE)):.12g}")

# Doubling after each loss, until WANTED coins are won or DOUBLINGS rounds are lost in a row.
bust = (1 - p) ** DOUBLINGS
before = np.arange(WANTED)
evening_won = (1 - bust) ** WANTED
evening_mean = WANTED * evening_won + bust * (1 - bust) ** before @ (before - (2.0**DOUBLINGS - 1))
print(f"evening_won = {evening_won:.12g}")
print(f"evening_mean = {evening_mean:.12g}")

# How long one of two equals leads: u(k) u(m - k), with u(k) the chance of a tie after 2k steps.
m = LENGTH // 2
u = np.asarray(binom.pmf(np.arange(m + 1), 2 * np.arange(m + 1), 0.5))
share = np.arange(m + 1) / m
lead_tails = (u * u[::-1])[(share <= PART + 1e-9) | (share >= 1 - PART - 1e-9)].sum()
print(f"lead_tails = {lead_tails:.12g}")

# Staking a FRACTION of the fortune: the growth of its median, and the chance to have been at LEVEL by then.
growth = WIN * np.log1p(FRACTION) + (1 - WIN) * np.log1p(-FRACTION)
wins = np.arange(ROUNDS + 1)
alive, crossed = (wins == 0).astype(float), 0.0
for t in range(1, ROUNDS + 1):
    alive = (1 - NULL) * alive + NULL * np.concatenate([[0.0], alive[:-1]])
    there = wins * np.log1p(FRACTION) + (t - wins) * np.log1p(-FRACTION) >= np.log(LEVEL) - 1e-12
    crossed += alive[there].sum()
    alive[there] = 0.0
print(f"growth = {growth:.12g}")
print(f"crossed = {crossed:.12g}")
print(f"Ville, unless the game is in your favour: {crossed:.6f} is at most {1 / LEVEL:.6f}")
