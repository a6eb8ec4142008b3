//! Spectral methods: the idea by hand.

// --- parameters ---
const SLOPE: f64 = 1.0;
const POINT: f64 = 1.0;
// --- end of parameters ---

fn main() {
    let height = SLOPE * POINT;
    println!("slope = {SLOPE:.12}");
    println!("height = {height:.12}");
    println!("opposite = {:.12}", -height);
}
