//! Sparse matrices by hand: fill under four orders, the best order of a small graph, CSR, and PageRank.

// --- parameters ---
const GRAPH: &str = "grid";
const SIDE: usize = 7;
const EDGES: &str = "011111111;100000000;100000000;100000000;100000000;100000000;100000000;100000000;100000000";
const OWN: &str = "abcdefghi";
#[rustfmt::skip]
const MATRIX: [[f64; 5]; 4] = [[5.0, 0.0, 0.0, 2.0, 0.0], [0.0, 0.0, 3.0, 0.0, 8.0], [0.0, 7.0, 0.0, 9.0, 4.0], [1.0, 0.0, 0.0, 0.0, 6.0]];
const FORM: &str = "csr";
const ASK: &str = "row";
const PLACE: usize = 2;
const ZERO: bool = false;
// --- end of parameters ---

/// Bit j of number i is set where i and j are joined: the neighbours of a node are one number.
type Graph = Vec<u128>;

/// Zachary's karate club: of each member, then of those after it, who met.
const CLUB: &str = "1 2 3 4 5 6 7 8 9 11 12 13 14 18 20 22 32;2 3 4 8 14 18 20 22 31;3 4 8 9 10 14 28 29 33;4 8 13 14;\
5 7 11;6 7 11 17;7 17;9 31 33 34;10 34;14 34;15 33 34;16 33 34;19 33 34;20 34;21 33 34;23 33 34;24 26 28 30 33 34;\
25 26 28 32;26 32;27 30 34;28 34;29 32 34;30 33 34;31 33 34;32 33 34;33 34";

fn join(graph: &mut Graph, i: usize, j: usize) {
    graph[i] |= 1 << j;
    graph[j] |= 1 << i;
}

fn club() -> Graph {
    let mut graph = vec![0; 34];
    for entry in CLUB.split(';') {
        let members: Vec<usize> = entry.split_whitespace().map(|text| text.parse().unwrap()).collect();
        for &other in &members[1..] {
            join(&mut graph, members[0] - 1, other - 1);
        }
    }
    graph
}

fn grid(k: usize) -> Graph {
    let mut graph = vec![0; k * k];
    for i in 0..k * k {
        if (i + 1) % k != 0 {
            join(&mut graph, i, i + 1);
        }
        if i + k < k * k {
            join(&mut graph, i, i + k);
        }
    }
    graph
}

fn bits(mask: u128) -> Vec<usize> {
    (0..128).filter(|&i| mask >> i & 1 == 1).collect()
}

/// Each node in turn joins its remaining neighbours to one another, and leaves.
fn fill_of(graph: &Graph, order: &[usize]) -> u32 {
    let mut rows = graph.clone();
    let mut made = 0;
    for &v in order {
        let front = rows[v];
        for u in bits(front) {
            rows[u] &= !(1 << v);
            let new = front & !rows[u] & !(1 << u);
            made += new.count_ones(); // each new edge is seen from both of its ends
            rows[u] |= new;
        }
    }
    made / 2
}

fn minimum_degree(graph: &Graph) -> Vec<usize> {
    let mut rows = graph.clone();
    let mut left: Vec<usize> = (0..graph.len()).collect();
    let mut found = Vec::new();
    while !left.is_empty() {
        let v = *left.iter().min_by_key(|&&u| (rows[u].count_ones(), u)).unwrap();
        left.retain(|&u| u != v);
        let front = rows[v];
        for u in bits(front) {
            rows[u] = (rows[u] | front) & !(1 << u) & !(1 << v);
        }
        found.push(v);
    }
    found
}

fn cuthill_mckee(graph: &Graph) -> Vec<usize> {
    let rank = |v: &usize| (graph[*v].count_ones(), *v);
    let mut found: Vec<usize> = Vec::new();
    let mut waiting: u128 = if graph.len() == 128 { u128::MAX } else { (1 << graph.len()) - 1 };
    while waiting != 0 {
        let mut head = found.len();
        let start = bits(waiting).into_iter().min_by_key(rank).unwrap();
        found.push(start);
        waiting &= !(1 << start);
        while head < found.len() {
            let mut near = bits(graph[found[head]] & waiting);
            near.sort_by_key(rank);
            for &v in &near {
                waiting &= !(1 << v);
            }
            found.extend(near);
            head += 1;
        }
    }
    found.reverse();
    found
}

/// Cut across the longer side at its middle: the line between the halves comes last.
fn dissection(nodes: Vec<usize>, k: usize) -> Vec<usize> {
    if nodes.len() <= 2 {
        return nodes;
    }
    let column = |v: usize| (v % k) as i64;
    let row = |v: usize| -((v / k) as i64);
    let span = |f: &dyn Fn(usize) -> i64| {
        let values: Vec<i64> = nodes.iter().map(|&v| f(v)).collect();
        values.iter().max().unwrap() - values.iter().min().unwrap()
    };
    let upright = span(&row) > span(&column);
    let along = |v: usize| if upright { row(v) } else { column(v) };
    let mut sorted: Vec<i64> = nodes.iter().map(|&v| along(v)).collect();
    sorted.sort();
    let middle = sorted[nodes.len() / 2];
    let part = |keep: &dyn Fn(i64) -> bool| nodes.iter().copied().filter(|&v| keep(along(v))).collect::<Vec<usize>>();
    let mut found = dissection(part(&|x| x < middle), k);
    found.extend(dissection(part(&|x| x > middle), k));
    found.extend(part(&|x| x == middle));
    found
}

/// The nodes inside by their distance from the root, as sets.
fn levels(graph: &Graph, inside: u128, root: usize) -> Vec<u128> {
    let (mut found, mut seen) = (vec![1u128 << root], 1u128 << root);
    loop {
        let near = bits(found[found.len() - 1]).iter().fold(0, |all, &v| all | graph[v]) & inside & !seen;
        if near == 0 {
            return found;
        }
        seen |= near;
        found.push(near);
    }
}

/// Cut the graph itself: of the middle level of a search from one end, who touches the next level comes last.
fn dissection_by_levels(graph: &Graph, nodes: u128) -> Vec<usize> {
    let (mut found, mut waiting) = (Vec::new(), nodes);
    while waiting != 0 {
        let part = levels(graph, waiting, waiting.trailing_zeros() as usize).iter().fold(0, |all, level| all | level);
        waiting &= !part;
        let end = |level: u128| bits(level).into_iter().min_by_key(|&v| ((graph[v] & part).count_ones(), v)).unwrap();
        let mut best = levels(graph, part, end(part));
        loop {
            let farther = levels(graph, part, end(best[best.len() - 1]));
            if farther.len() <= best.len() {
                break;
            }
            best = farther;
        }
        if best.len() < 3 {
            found.extend(bits(part));
            continue;
        }
        let (mut reached, mut middle) = (best[0].count_ones(), 0);
        while 2 * reached < part.count_ones() {
            middle += 1;
            reached += best[middle].count_ones();
        }
        let middle = middle.clamp(1, best.len() - 2);
        let between: Vec<usize> =
            bits(best[middle]).into_iter().filter(|&v| graph[v] & best[middle + 1] != 0).collect();
        let rest = between.iter().fold(part, |all, &v| all & !(1 << v));
        found.extend(dissection_by_levels(graph, rest));
        found.extend(between);
    }
    found
}

/// The best of all orders: what a node meets hangs on the set of those that are gone, not on their order.
fn least_fill(graph: &Graph) -> u32 {
    let n = graph.len();
    let met = |v: usize, gone: u128| {
        let (mut seen, mut waiting, mut found) = (1u128 << v, graph[v], 0u128);
        while waiting != 0 {
            let u = waiting.trailing_zeros() as usize;
            waiting &= !(1 << u);
            seen |= 1 << u;
            if gone >> u & 1 == 1 {
                waiting |= graph[u] & !seen;
            } else {
                found |= 1 << u;
            }
        }
        found
    };
    let mut best = vec![u32::MAX; 1 << n];
    best[0] = 0;
    for gone in 0..1usize << n {
        let fronts: Vec<u128> = (0..n).map(|v| met(v, gone as u128)).collect();
        for v in (0..n).filter(|&v| gone >> v & 1 == 0) {
            let made: u32 = bits(fronts[v]).iter().map(|&u| (fronts[v] & !fronts[u] & !(1 << u)).count_ones()).sum();
            best[gone | 1 << v] = best[gone | 1 << v].min(best[gone] + made / 2);
        }
    }
    best[(1 << n) - 1]
}

fn main() {
    let graph = if GRAPH == "karate" { club() } else { grid(SIDE) };
    let natural: Vec<usize> = (0..graph.len()).collect();
    println!("fill_natural = {}", fill_of(&graph, &natural));
    println!("fill_rcm = {}", fill_of(&graph, &cuthill_mckee(&graph)));
    println!("fill_degree = {}", fill_of(&graph, &minimum_degree(&graph)));
    let everyone = (1 << graph.len()) - 1;
    let cuts = if GRAPH == "grid" { dissection(natural, SIDE) } else { dissection_by_levels(&graph, everyone) };
    println!("fill_dissection = {}", fill_of(&graph, &cuts));

    let mut mine: Graph = vec![0; 9];
    for (i, row) in EDGES.split(';').enumerate() {
        for (j, on) in row.bytes().enumerate() {
            if on == b'1' {
                join(&mut mine, i, j);
            }
        }
    }
    let order: Vec<usize> = OWN.bytes().map(|letter| (letter - b'a') as usize).collect();
    println!("own_fill = {}", fill_of(&mine, &order));
    println!("greedy_fill = {}", fill_of(&mine, &minimum_degree(&mine)));
    println!("least = {}", least_fill(&mine));

    // Compressed rows by hand (CSC: of the transpose), and how many numbers a question reads.
    let mut there: Vec<Vec<bool>> = MATRIX.iter().map(|row| row.iter().map(|&x| x != 0.0).collect()).collect();
    if ZERO {
        if let Some(cell) = there.iter_mut().flatten().find(|cell| !**cell) {
            *cell = true; // a zero may be stored
        }
    }
    let by_columns = FORM == "csc";
    let (major, minor) = if by_columns { (5, 4) } else { (4, 5) };
    let (mut indptr, mut indices, mut data) = (vec![0], Vec::new(), Vec::new());
    for a in 0..major {
        for b in 0..minor {
            let (i, j) = if by_columns { (b, a) } else { (a, b) };
            if there[i][j] {
                indices.push(b);
                data.push(MATRIX[i][j]);
            }
        }
        indptr.push(indices.len());
    }
    let place = PLACE.min(if ASK == "row" { 3 } else { 4 });
    let hits = (0..4).flat_map(|i| (0..5).map(move |j| (i, j)));
    let hits = hits.filter(|&(i, j)| there[i][j] && place == if ASK == "row" { i } else { j }).count();
    let reads = if FORM == "coo" {
        data.len() + 2 * hits
    } else if (FORM == "csr") == (ASK == "row") {
        2 + 2 * hits // two pointers, and a slice of indices and of data
    } else {
        indptr.len() + indices.len() + hits
    };
    println!("stored = {}", data.len());
    println!("reads = {reads}");
    println!("bytes_coo = {}", 16 * data.len());
    println!("bytes_csr = {}", 12 * data.len() + 4 * (MATRIX.len() + 1));

    // PageRank: each round reads each edge twice, and no zero.
    let friends = club();
    let mut mass = [1.0 / 34.0; 34];
    for _ in 0..200 {
        let old = mass;
        for (v, share) in mass.iter_mut().enumerate() {
            let given = bits(friends[v]).iter().map(|&u| old[u] / f64::from(friends[u].count_ones())).sum::<f64>();
            *share = 0.15 / 34.0 + 0.85 * given;
        }
    }
    println!("rank_34 = {:.12}", mass[33]);
    println!("rank_1 = {:.12}", mass[0]);
}
