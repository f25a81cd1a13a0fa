//! A hash that is kept once it was found.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The hash of an array or an object, found when it is first asked for.
///
/// Half the size of a cell that also says whether it is filled: a half that is 0 is one that is not known. Who finds it twice at the same
/// time finds the same, so it does not matter whose half is read. (A hash that has such a half is found each time: one in 2^63.)
#[derive(Default)]
pub(super) struct KnownHash {
    low: AtomicU64,
    high: AtomicU64,
}

impl KnownHash {
    pub(super) fn get(&self) -> Option<u128> {
        match [self.low.load(Relaxed), self.high.load(Relaxed)] {
            [0, _] | [_, 0] => None,
            [low, high] => Some(u128::from(low) | (u128::from(high) << 64)),
        }
    }

    pub(super) fn get_or_find(&self, find: impl FnOnce() -> u128) -> u128 {
        self.get().unwrap_or_else(|| {
            let hash = find();
            self.low.store(hash as u64, Relaxed);
            self.high.store((hash >> 64) as u64, Relaxed);
            hash
        })
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
