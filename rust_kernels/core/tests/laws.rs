//! Laws that hold for all arguments, and for every set of instructions.

use mathscope_core::bands::cut;
use mathscope_core::descent::{self, Objective, Rule};
use mathscope_core::generator::{self, Stream};
use mathscope_core::instructions::{Instructions, limit};
use mathscope_core::means::{self, Bins, Means, Summary};
use mathscope_core::projection;
use mathscope_core::resampling;
use mathscope_core::sources::Source;
use proptest::prelude::*;
use rand_core::RngCore;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

/// The instructions in use are one setting of the process: tests that change it take turns.
static TURN: Mutex<()> = Mutex::new(());

fn sources() -> impl Strategy<Value = Source> {
    prop_oneof![
        Just(Source::Uniform),
        Just(Source::Exponential),
        (0.01f64..0.99).prop_map(Source::Bernoulli),
        (0.0f64..9.0).prop_map(Source::Mixture),
        (0.2f64..9.0).prop_map(Source::Pareto),
        Just(Source::Cauchy),
        Just(Source::Normal),
    ]
}

/// The bits of a number; the sign of a NaN is the processor's own affair.
fn bits(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }
}

/// Run on every set of instructions that this processor has; all results must be equal.
fn same_everywhere<T: PartialEq + std::fmt::Debug>(run: impl Fn() -> T) -> T {
    let _turn = TURN.lock().unwrap_or_else(|e| e.into_inner());
    let mut results: Vec<T> = Instructions::ALL
        .map(|most| {
            limit(most);
            run()
        })
        .into();
    limit(Instructions::Avx512);
    let last = results.pop().unwrap();
    for r in &results {
        assert_eq!(r, &last);
    }
    last
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn streams_are_read_from_anywhere(seed: u64, stream in 0u64..1 << 24, first in 0u64..1000) {
        let mut out = [0u64; 40];
        generator::words(seed, stream, first, &mut out);
        let mut serial = Stream::new(seed, stream);
        for _ in 0..first {
            serial.next_u64();
        }
        prop_assert!(out.iter().all(|w| *w == serial.next_u64()));
    }

    #[test]
    fn numbers_are_the_same_on_all_instructions(seed: u64, stream in 0u64..1 << 24, size in 1usize..300) {
        same_everywhere(|| {
            let (mut u, mut z, mut k) = (vec![0.0; size], vec![0.0; size], vec![0; size]);
            generator::uniforms(seed, stream, 3, &mut u);
            generator::normals(seed, stream, 4, 2.0, &mut z);
            generator::integers(seed, stream, 5, 1000, &mut k);
            (u.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), z.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), k)
        });
    }

    #[test]
    fn means_are_the_same_on_all_instructions(source in sources(), n in 1u64..60, replicates in 1u64..2100, seed: u64) {
        let bins = Bins { low: -2.0, high: 3.0, count: 17 };
        let of = Means { source, n, replicates, seed, centre: 0.3, scale: 1.7, bins };
        let all = same_everywhere(|| {
            let mut all = Summary::empty(&bins);
            for block in 0..replicates.div_ceil(means::LANES as u64) {
                means::sample_means(&of, block, &mut all, &AtomicBool::new(false));
            }
            all
        });
        prop_assert_eq!(all.coarse.iter().sum::<i64>(), replicates as i64);
    }

    #[test]
    fn running_means_do_not_depend_on_the_grid(source in sources(), at in 1i64..40, seed: u64) {
        let stop = AtomicBool::new(false);
        let (mut long, mut short) = (vec![0.0; 100], vec![0.0; 50]);
        means::running_means(source, &[at, 41], 50, seed, 0, &mut cut(&mut long, 2, 50)[0], &stop);
        means::running_means(source, &[41], 50, seed, 0, &mut cut(&mut short, 1, 50)[0], &stop);
        prop_assert_eq!(&long[50..], &short[..]);
    }

    #[test]
    fn resampling_is_the_same_on_all_instructions(m in 1usize..700, chosen in 0u64..700, seed: u64) {
        let values: Vec<f64> = (0..m).map(|i| (i as f64 * 0.37).sqrt()).collect();
        let chosen = chosen.min(m as u64);
        same_everywhere(|| {
            (
                resampling::bootstrap_sums(&[&values, &values], 60, seed, 0),
                resampling::bootstrap_order(&values, &[0, m as i64 / 2, m as i64 - 1], 60, seed, 0),
                resampling::bootstrap_trimmed(&values, 0, m as i64, 60, seed, 0),
                resampling::permutation_sums(&values, chosen, 60, seed, 0),
                resampling::permutation_order(&values, chosen, &[0], &[0, 1], 60, seed, 0),
            )
        });
    }

    #[test]
    fn descent_is_the_same_on_all_instructions(
        objective in prop_oneof![
            Just(Objective::Quadratic([2.0, 0.5, 3.0])), Just(Objective::Rosenbrock(100.0)), Just(Objective::Beale),
            Just(Objective::Himmelblau), Just(Objective::Saddle)],
        method in prop_oneof![
            Just("gradient"), Just("momentum"), Just("nesterov"), Just("adagrad"), Just("rmsprop"), Just("adam")],
        step in 1e-4f64..1.0,
        x in -5.0f64..5.0,
    ) {
        let rule = Rule::named(method, [step, 0.9, 0.99, 1e-8, 0.0]).unwrap();
        let starts: Vec<[f64; 2]> = (0..70).map(|i| [x, i as f64 * 0.1 - 3.5]).collect();
        same_everywhere(|| {
            let stop = AtomicBool::new(false);
            let (mut labels, mut counts) = (vec![0; 70], vec![0; 70]);
            descent::basins(objective, rule, &starts, &[[3.0, 2.0], [0.0, 1.0]], 0.05, 60, &mut labels, &mut counts, &stop);
            let mut path = vec![0.0; 21 * 18];
            descent::descend(objective, rule, &starts[..9], 20, &mut cut(&mut path, 21, 18)[0], &stop);
            (labels, counts, path.into_iter().map(bits).collect::<Vec<_>>())
        });
    }

    #[test]
    fn chosen_rows_are_distinct_and_ascending(order in 1usize..500, rows in 0usize..500, seed: u64) {
        let rows = rows.min(order);
        let chosen = projection::chosen_rows(order, rows, seed);
        prop_assert_eq!(chosen.len(), rows);
        prop_assert!(chosen.windows(2).all(|w| w[0] < w[1]));
        prop_assert!(chosen.iter().all(|r| (*r as usize) < order));
    }
}
