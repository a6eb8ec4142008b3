//! Two applications by hand: the best route in a grid by value iteration, routes along a cliff while exploring, and the
//! density and score of two modes under noise.

use nalgebra::{DMatrix, DVector};
use std::f64::consts::PI;

// --- parameters ---
const START: [f64; 2] = [2.0, 2.0];
const NEAR: [f64; 2] = [0.0, 2.0];
const FAR: [f64; 2] = [8.0, 0.0];
const WALLS: [[f64; 2]; 4] = [[4.0, 4.0], [4.0, 3.0], [4.0, 2.0], [6.0, 0.0]];
const PRIZE: f64 = 10.0;
const DISCOUNT: f64 = 0.9;
const SLIP: f64 = 0.0;
const EXPLORE: f64 = 0.1;
const FALL: f64 = 100.0;
const PLACES: [f64; 2] = [-2.0, 2.0];
const SHARE: f64 = 0.5;
const SPREAD: f64 = 0.3;
const TIME: f64 = 0.3;
// --- end of parameters ---

type Cell = (i64, i64);
const MOVES: [Cell; 4] = [(0, -1), (1, 0), (0, 1), (-1, 0)]; // up, right, down, left, as (column, row)

fn cell(place: [f64; 2]) -> Cell {
    (place[0] as i64, place[1] as i64)
}

/// Where a move leads in a grid; walls and edges hold.
fn after(at: Cell, k: usize, width: i64, height: i64, walls: &[Cell]) -> Cell {
    let to = (at.0 + MOVES[k].0, at.1 + MOVES[k].1);
    let free = (0..width).contains(&to.0) && (0..height).contains(&to.1) && !walls.contains(&to);
    if free {
        to
    } else {
        at
    }
}

/// A grid of 9 by 5 cells: 1 for the near prize, PRIZE for the far one, paid on entering; then the walk ends.
struct Grid {
    walls: Vec<Cell>,
}

impl Grid {
    fn prize(&self, at: Cell) -> Option<f64> {
        // In one cell the big one counts.
        if at == cell(FAR) {
            Some(PRIZE)
        } else if at == cell(NEAR) {
            Some(1.0)
        } else {
            None
        }
    }

    /// What each move from a cell is worth, with these values one move later.
    fn worths(&self, values: &[f64], at: Cell) -> [f64; 4] {
        let mut made = [0.0; 4];
        for (k, each) in made.iter_mut().enumerate() {
            let to = after(at, k, 9, 5, &self.walls);
            *each = self.prize(to).unwrap_or(DISCOUNT * values[(to.1 * 9 + to.0) as usize]);
        }
        let mean = made.iter().sum::<f64>() / 4.0;
        made.map(|each| (1.0 - SLIP) * each + SLIP * mean)
    }
}

fn largest(q: &[f64; 4]) -> f64 {
    q.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// The worth of the route in a row of the cliff's world, where each move is a random one with chance EXPLORE.
fn exploring(row: i64) -> f64 {
    let mut cells: Vec<Cell> = (0..3).flat_map(|y| (0..12).map(move |x| (x, y))).collect();
    cells.push((0, 3));
    let n = cells.len();
    let (mut system, mut right) = (DMatrix::<f64>::identity(n, n), DVector::<f64>::zeros(n));
    for (i, &(x, y)) in cells.iter().enumerate() {
        let chosen = if x == 11 || y < row {
            2
        } else if y > row {
            0
        } else {
            1
        };
        for k in 0..4 {
            let chance = EXPLORE / 4.0 + if k == chosen { 1.0 - EXPLORE } else { 0.0 };
            let to = after((x, y), k, 12, 4, &[]);
            let falls = to.1 == 3 && 0 < to.0 && to.0 < 11;
            right[i] -= chance * if falls { FALL } else { 1.0 };
            if let Some(j) = cells.iter().position(|&each| each == to) {
                system[(i, j)] -= chance;
            }
        }
    }
    system.lu().solve(&right).expect("each walk ends")[n - 1]
}

fn main() {
    let (start, near, far) = (cell(START), cell(NEAR), cell(FAR));
    let walls = WALLS.iter().map(|&each| cell(each)).filter(|&each| each != start && each != near && each != far);
    let grid = Grid { walls: walls.collect() };
    let mut values = vec![0.0; 45];
    for _ in 0..20_000 {
        let mut next = vec![0.0; 45];
        for (k, each) in next.iter_mut().enumerate() {
            let at = (k as i64 % 9, k as i64 / 9);
            if !grid.walls.contains(&at) && grid.prize(at).is_none() {
                *each = largest(&grid.worths(&values, at));
            }
        }
        let rests = values == next; // sweeps from zero rise until nothing changes
        values = next;
        if rests {
            break;
        }
    }
    let (mut here, mut passed, mut length) = (start, vec![start], 0);
    while grid.prize(here).is_none() {
        let q = grid.worths(&values, here);
        let least = largest(&q) * (1.0 - 1e-9);
        let first = q.iter().position(|&each| each >= least).expect("one is best"); // of equals
        here = after(here, first, 9, 5, &grid.walls);
        length += 1;
        if passed.contains(&here) {
            length = -1; // it waits, or goes in circles
            break;
        }
        passed.push(here);
    }
    println!("start_value = {:.12}", values[(start.1 * 9 + start.0) as usize]);
    println!("route_length = {length}");

    // The cliff, 12 by 4: -1 a move, -FALL for a fall.
    println!("edge = {:.12}", exploring(2));
    println!("back_row = {:.12}", exploring(1));
    println!("top = {:.12}", exploring(0));

    // Modes on a line under dX = -X dt + sqrt(2) dB: at time t the centres fade by e^-t, and the variance grows to 1.
    let fade = (-TIME).exp();
    let variance = (SPREAD * fade).powi(2) + 1.0 - fade * fade;
    let half = 0.5 * (PLACES[1] - PLACES[0]).abs();
    let rest = (1.0 - SHARE) / (PLACES.len() - 1) as f64;
    let (mut density, mut square) = (0.0, variance);
    for (k, place) in PLACES.iter().enumerate() {
        let (share, centre) = (if k == 0 { SHARE } else { rest }, fade * place);
        density += share * (-0.5 * centre * centre / variance).exp() / (2.0 * PI * variance).sqrt();
        square += share * centre * centre;
    }
    println!("variance = {variance:.12}");
    println!("fork_of_two = {:.12}", 0.5 * f64::max(1.0, 1.0 + half * half - SPREAD * SPREAD).ln());
    println!("density_at_zero = {density:.12e}");
    println!("line_square = {square:.12}");
}
