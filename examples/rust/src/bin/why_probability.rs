//! From claimed probabilities to decisions: what a threshold costs, what miscalibration costs, and honest losses.

// --- parameters ---
const MISS: f64 = 10.0;
const WRONG: [usize; 2] = [21, 16];
#[rustfmt::skip]
const GROUPS: [[usize; 2]; 13] = [[234, 0], [43, 1], [35, 2], [12, 1], [5, 1], [12, 3], [5, 2], [24, 13], [7, 4], [4, 3], [30, 25], [17, 16], [141, 141]];
#[rustfmt::skip]
const TABLE: [[f64; 3]; 8] = [[363.0, 0.001058245689, 0.05785123967], [2.0, 0.1799568356, 0.5], [2.0, 0.2436809684, 0.5], [1.0, 0.4026323806, 0.0], [3.0, 0.6226974057, 0.3333333333], [3.0, 0.7674029249, 0.6666666667], [2.0, 0.8770397055, 0.5], [193.0, 0.9994702681, 0.9585492228]];
const RULE: &str = "power";
const EXPONENT: f64 = 2.0;
const CHANCE: f64 = 0.8;
const REPORT: f64 = 0.95;
// --- end of parameters ---

/// The loss of the report q on average, where the event comes with probability CHANCE.
fn expected_loss(q: f64) -> f64 {
    let (comes, stays) = match RULE {
        "power" => ((1.0 - q).powf(EXPONENT), q.powf(EXPONENT)),
        "log" => (-q.ln(), -(1.0 - q).ln()),
        _ => (1.0 - q / q.hypot(1.0 - q), 1.0 - (1.0 - q) / q.hypot(1.0 - q)),
    };
    CHANCE * comes + (1.0 - CHANCE) * stays
}

/// The report with the least loss: of a power a, log-odds are divided by a - 1.
fn best_report() -> f64 {
    if RULE != "power" {
        return CHANCE;
    }
    if EXPONENT > 1.0 {
        return 1.0 / (1.0 + ((1.0 - CHANCE) / CHANCE).powf(1.0 / (EXPONENT - 1.0)));
    }
    match CHANCE - 0.5 {
        above if above > 0.0 => 1.0,
        below if below < 0.0 => 0.0,
        _ => 0.5,
    }
}

fn main() {
    // WRONG: misses and false alarms where the alarm goes from a claim of 1 / (1 + MISS) on.
    let formula_cost = WRONG[1] as f64 + MISS * WRONG[0] as f64;

    // GROUPS: patients and malignant ones among equal scores, pooled until their share rises. In each the alarm pays
    // where its misses would cost more than its false alarms: that is what no threshold on these scores can beat.
    let (mut least_cost, mut calibrated_brier, mut patients) = (0.0, 0.0, 0.0);
    for [size, malignant] in GROUPS {
        let (n, k) = (size as f64, malignant as f64);
        least_cost += (MISS * k).min(n - k);
        calibrated_brier += k * (1.0 - k / n);
        patients += n;
    }
    println!("formula = {:.12}", 1.0 / (1.0 + MISS));
    println!("formula_cost = {formula_cost:.10}");
    println!("least_cost = {least_cost:.10}");
    println!("price = {:.10}", formula_cost - least_cost);
    println!("calibrated_brier = {:.12}", calibrated_brier / patients);

    // TABLE: patients, mean claim and share of malignant in each bin; Murphy's parts of the Brier score.
    let base = TABLE.iter().map(|[n, _, seen]| n * seen).sum::<f64>() / patients;
    let mean = |part: &dyn Fn(f64, f64) -> f64| {
        let sum: f64 = TABLE.iter().map(|&[n, claimed, seen]| n * part(claimed, seen)).sum();
        sum / patients
    };
    println!("reliability = {:.12e}", mean(&|claimed, seen| (claimed - seen).powi(2)));
    println!("resolution = {:.12e}", mean(&|_, seen| (seen - base).powi(2)));
    println!("uncertainty = {:.12}", base * (1.0 - base));

    println!("best_report = {:.12}", best_report());
    println!("expected_loss = {:.12}", expected_loss(REPORT));
    println!("least_loss = {:.12}", expected_loss(best_report()));
}
