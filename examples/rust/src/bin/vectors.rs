//! Vectors: two flowers as lists and as points of a plane, a picture unrolled into a vector and rolled up again.

use nalgebra::{DMatrix, Vector4};

// --- parameters ---
const FIRST: [f64; 4] = [5.1, 3.5, 1.4, 0.2];
const SECOND: [f64; 4] = [6.3, 3.3, 6.0, 2.5];
const HORIZONTAL: usize = 2;
const VERTICAL: usize = 1;
const ROW_0: [usize; 8] = [0, 0, 7, 15, 13, 1, 0, 0];
const ROW_1: [usize; 8] = [0, 8, 13, 6, 15, 4, 0, 0];
const ROW_2: [usize; 8] = [0, 2, 1, 13, 13, 0, 0, 0];
const ROW_3: [usize; 8] = [0, 0, 2, 15, 11, 1, 0, 0];
const ROW_4: [usize; 8] = [0, 0, 0, 1, 12, 12, 1, 0];
const ROW_5: [usize; 8] = [0, 0, 0, 0, 1, 10, 8, 0];
const ROW_6: [usize; 8] = [0, 0, 8, 4, 5, 14, 9, 0];
const ROW_7: [usize; 8] = [0, 0, 7, 13, 13, 9, 0, 0];
const PIXEL: usize = 29;
const ORDER: &str = "row";
const MISMATCH: bool = false;
// --- end of parameters ---

/// The place of entry (i, j) of an 8 by 8 matrix in its vector.
fn place(i: usize, j: usize, by_rows: bool) -> usize {
    if by_rows {
        8 * i + j
    } else {
        8 * j + i
    }
}

fn main() {
    // A flower is a vector of four numbers (cm); two of its entries are the tip of an arrow.
    let gap = Vector4::from(FIRST) - Vector4::from(SECOND);
    let mut drawn = vec![HORIZONTAL, VERTICAL];
    drawn.dedup();
    let distance_two = drawn.iter().map(|&k| gap[k] * gap[k]).sum::<f64>().sqrt();

    // A picture is a matrix; unroll it in one order, roll it up in the same or in the other one.
    let picture = [ROW_0, ROW_1, ROW_2, ROW_3, ROW_4, ROW_5, ROW_6, ROW_7];
    let by_rows = ORDER == "row";
    let mut vector = [0usize; 64];
    for i in 0..8 {
        for j in 0..8 {
            vector[place(i, j, by_rows)] = picture[i][j];
        }
    }
    let mut error = 0;
    for i in 0..8 {
        for j in 0..8 {
            let rebuilt = vector[place(i, j, by_rows != MISMATCH)];
            error = error.max(rebuilt.abs_diff(picture[i][j]));
        }
    }

    let (quotient, remainder) = (PIXEL / 8, PIXEL % 8);
    let (row, column) = if by_rows { (quotient, remainder) } else { (remainder, quotient) };
    // nalgebra stores a matrix column by column.
    let matrix = DMatrix::from_fn(8, 8, |i, j| picture[i][j]);
    let stored = if by_rows { matrix.transpose() } else { matrix };
    assert_eq!(stored.as_slice(), &vector);

    println!("distance_two = {distance_two:.12}");
    println!("distance_four = {:.12}", gap.norm());
    println!("pixel_row = {row}");
    println!("pixel_column = {column}");
    println!("ink = {}", vector[PIXEL]);
    println!("rebuilt_error = {error}");
}
