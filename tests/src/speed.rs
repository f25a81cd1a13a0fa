//! How long something takes.

use std::time::Instant;

/// The median of so many rounds, in microseconds.
pub fn median(rounds: usize, mut step: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            step();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
