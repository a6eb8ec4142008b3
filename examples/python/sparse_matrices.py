"""Sparse matrices by hand: fill under four orders, the best order of a small graph, CSR, PageRank; SciPy checks."""

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix, identity
from scipy.sparse.linalg import splu

# --- parameters ---
GRAPH = "grid"
SIDE = 7
EDGES = "011111111;100000000;100000000;100000000;100000000;100000000;100000000;100000000;100000000"
OWN = "abcdefghi"
MATRIX = [[5.0, 0.0, 0.0, 2.0, 0.0], [0.0, 0.0, 3.0, 0.0, 8.0], [0.0, 7.0, 0.0, 9.0, 4.0], [1.0, 0.0, 0.0, 0.0, 6.0]]
FORM = "csr"
ASK = "row"
PLACE = 2
ZERO = False
# --- end of parameters ---

# Zachary's karate club: of each member those with a higher number with whom it met.
CLUB = """1: 2 3 4 5 6 7 8 9 11 12 13 14 18 20 22 32; 2: 3 4 8 14 18 20 22 31; 3: 4 8 9 10 14 28 29 33; 4: 8 13 14;
5: 7 11; 6: 7 11 17; 7: 17; 9: 31 33 34; 10: 34; 14: 34; 15: 33 34; 16: 33 34; 19: 33 34; 20: 34; 21: 33 34; 23: 33 34;
24: 26 28 30 33 34; 25: 26 28 32; 26: 32; 27: 30 34; 28: 34; 29: 32 34; 30: 33 34; 31: 33 34; 32: 33 34; 33: 34"""


def club():
    graph: list[set[int]] = [set() for _ in range(34)]
    for entry in CLUB.split(";"):
        member, others = entry.split(":")
        for other in others.split():
            i, j = int(member) - 1, int(other) - 1
            graph[i].add(j)
            graph[j].add(i)
    return graph


def grid(k):
    graph: list[set[int]] = [set() for _ in range(k * k)]
    for i in range(k * k):
        for j in ([i + 1] if (i + 1) % k else []) + ([i + k] if i + k < k * k else []):
            graph[i].add(j)
            graph[j].add(i)
    return graph


def fill_of(graph, order):
    """Each node in turn joins its remaining neighbours to one another, and leaves."""
    rows = [set(row) for row in graph]
    made = 0
    for v in order:
        for u in rows[v]:
            rows[u].discard(v)
            new = rows[v] - rows[u] - {u}
            made += len(new)  # each new edge is seen from both of its ends
            rows[u] |= new
    return made // 2


def minimum_degree(graph):
    rows, found = {v: set(row) for v, row in enumerate(graph)}, []
    while rows:
        v = min(rows, key=lambda u: (len(rows[u]), u))
        front = rows.pop(v)
        for u in front:
            rows[u] = (rows[u] | front) - {u, v}
        found.append(v)
    return found


def cuthill_mckee(graph):
    found: list[int] = []
    waiting = set(range(len(graph)))
    while waiting:
        head = len(found)
        found.append(min(waiting, key=lambda v: (len(graph[v]), v)))
        waiting.discard(found[-1])
        while head < len(found):
            near = sorted(graph[found[head]] & waiting, key=lambda v: (len(graph[v]), v))
            waiting -= set(near)
            found += near
            head += 1
    return found[::-1]


def dissection(nodes, k):
    """Cut across the longer side at its middle: the line between the halves comes last."""
    if len(nodes) <= 2:
        return nodes
    columns, rows = [v % k for v in nodes], [-(v // k) for v in nodes]
    along = rows if max(rows) - min(rows) > max(columns) - min(columns) else columns
    middle = sorted(along)[len(nodes) // 2]
    near = [v for v, x in zip(nodes, along, strict=True) if x < middle]
    far = [v for v, x in zip(nodes, along, strict=True) if x > middle]
    return dissection(near, k) + dissection(far, k) + [v for v, x in zip(nodes, along, strict=True) if x == middle]


def levels(graph, inside, root):
    """The nodes inside by their distance from the root."""
    found, seen = [{root}], {root}
    while near := set().union(*(graph[v] for v in found[-1])) & inside - seen:
        found.append(near)
        seen |= near
    return found


def end(graph, part, level):
    """Who of the level has the fewest neighbours in the part."""
    return min((len(graph[v] & part), v) for v in level)[1]


def dissection_by_levels(graph, nodes):
    """Cut the graph itself: of the middle level of a search from one end, who touches the next level comes last."""
    found: list[int] = []
    waiting = set(nodes)
    while waiting:
        part = set().union(*levels(graph, waiting, min(waiting)))
        waiting -= part
        best = levels(graph, part, end(graph, part, part))
        while len(farther := levels(graph, part, end(graph, part, best[-1]))) > len(best):
            best = farther
        if len(best) < 3:
            found += sorted(part)
            continue
        reached = np.cumsum([len(level) for level in best])
        middle = min(max(int(np.argmax(2 * reached >= len(part))), 1), len(best) - 2)
        between = [v for v in sorted(best[middle]) if graph[v] & best[middle + 1]]
        found += dissection_by_levels(graph, part - set(between)) + between
    return found


def least_fill(graph):
    """The best of all orders: what a node meets hangs on the set of those that are gone, not on their order."""
    n = len(graph)

    def met(v, gone):
        seen, stack, found = {v}, list(graph[v]), set()
        while stack:
            u = stack.pop()
            if u not in seen:
                seen.add(u)
                if gone >> u & 1:
                    stack += graph[u]
                else:
                    found.add(u)
        return found

    best = [0] + [n * n] * ((1 << n) - 1)
    for gone in range(1 << n):
        fronts = [met(v, gone) for v in range(n)]
        for v in range(n):
            if not gone >> v & 1:
                made = sum(len(fronts[v] - fronts[u] - {u}) for u in fronts[v]) // 2
                best[gone | 1 << v] = min(best[gone | 1 << v], best[gone] + made)
    return best[-1]


graph = club() if GRAPH == "karate" else grid(SIDE)
n = len(graph)
natural = fill_of(graph, range(n))
print(f"fill_natural = {natural:.12g}")
print(f"fill_rcm = {fill_of(graph, cuthill_mckee(graph)):.12g}")
print(f"fill_degree = {fill_of(graph, minimum_degree(graph)):.12g}")
cuts = dissection(list(range(n)), SIDE) if GRAPH == "grid" else dissection_by_levels(graph, range(n))
print(f"fill_dissection = {fill_of(graph, cuts):.12g}")

# SciPy's factor in the natural order has an entry for each node, edge and new edge.
pairs = np.array([(i, j) for i in range(n) for j in graph[i]])
adjacency = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(n, n))
lu = splu((n * identity(n) - adjacency).tocsc(), "NATURAL", diag_pivot_thresh=0, options={"SymmetricMode": True})
assert lu.L.nnz == n + len(pairs) // 2 + natural

mine = [{j for j, on in enumerate(row) if on == "1"} for row in EDGES.split(";")]
print(f"own_fill = {fill_of(mine, ['abcdefghi'.index(letter) for letter in OWN]):.12g}")
print(f"greedy_fill = {fill_of(mine, minimum_degree(mine)):.12g}")
print(f"least = {least_fill(mine):.12g}")

# Compressed rows by hand (CSC: of the transpose), and how many numbers a question reads.
dense = np.array(MATRIX)
there = dense != 0
if ZERO and not there.all():
    there.flat[np.flatnonzero(~there.ravel())[0]] = True  # a zero may be stored; SciPy keeps it too
turned = dense.T if FORM == "csc" else dense
indptr, indices, data = [0], [], []
for values, stored_here in zip(turned, there.T if FORM == "csc" else there, strict=True):
    for j in np.flatnonzero(stored_here):
        indices.append(int(j))
        data.append(float(values[j]))
    indptr.append(len(indices))
assert (csr_matrix((data, indices, indptr), shape=turned.shape).toarray() == turned).all()
place = min(PLACE, dense.shape[0 if ASK == "row" else 1] - 1)
hits = int(there[place].sum() if ASK == "row" else there[:, place].sum())
stored = len(data)
if FORM == "coo":
    reads = stored + 2 * hits
elif (FORM == "csr") == (ASK == "row"):
    reads = 2 + 2 * hits  # two pointers, and a slice of indices and of data
else:
    reads = len(indptr) + stored + hits
print(f"stored = {stored:.12g}")
print(f"reads = {reads:.12g}")
print(f"bytes_coo = {16 * stored:.12g}")
print(f"bytes_csr = {12 * stored + 4 * (len(dense) + 1):.12g}")

# PageRank: each round reads each edge twice, and no zero.
friends = club()
mass = [1 / 34] * 34
for _ in range(200):
    mass = [0.15 / 34 + 0.85 * sum(mass[u] / len(friends[u]) for u in row) for row in friends]
print(f"rank_34 = {mass[33]:.12g}")
print(f"rank_1 = {mass[0]:.12g}")
