//! Laws that must hold for every seed.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::Tape;

/// Numbers of a seed: SplitMix64.
pub fn tape(seed: u64, length: usize) -> Tape {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 8) as u32
    };
    Tape::new((0..length).map(|_| next()).collect())
}

/// Runs a law on `quick` seeds, on `full` ones with `BOZZETTO_FULL=1`, and names the seed that breaks it.
pub fn hold(quick: u64, full: u64, law: impl Fn(u64) + std::panic::RefUnwindSafe) {
    let is_full = std::env::var_os("BOZZETTO_FULL").is_some_and(|value| value == "1");
    for seed in 0..if is_full { full } else { quick } {
        let kept = std::panic::catch_unwind(|| law(seed));
        assert!(kept.is_ok(), "seed {seed}");
    }
}

/// How often something was so while a law was held: a law that is mostly looked at where it is trivial says little.
#[derive(Default)]
pub struct Share {
    looks: AtomicU64,
    hits: AtomicU64,
}

impl Share {
    pub fn note(&self, is_so: bool) {
        self.looks.fetch_add(1, Relaxed);
        self.hits.fetch_add(u64::from(is_so), Relaxed);
    }

    pub fn assert_at_least(&self, percent: u64, what: &str) {
        let (looks, hits) = (self.looks.load(Relaxed), self.hits.load(Relaxed));
        assert!(
            looks > 0 && hits * 100 >= looks * percent,
            "{what}: {hits} of {looks}, where {percent} % should be"
        );
    }
}
