//! Token buckets, one for each key, each held as one number: the moment at which it will be full again.

use crate::engine::Timestamp;
use crate::sorted::SortedMap;

const HOUR_MS: u64 = 3_600_000;

/// Buckets that hold an hour's calls and fill up evenly.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buckets {
    full_at: SortedMap<String, Timestamp>,
}

impl Buckets {
    /// Takes a call out of each of these buckets, or out of none: then the error says when all have one.
    pub(crate) fn take(&mut self, keys: &[String], per_hour: u32, now: Timestamp) -> Result<(), Timestamp> {
        let Some(step) = HOUR_MS.checked_div(u64::from(per_hour)) else {
            return Ok(());
        };
        // A bucket that is full is one that nobody has taken from.
        self.full_at.retain(|_, full_at| *full_at > now);
        let after = |key: &String| self.full_at.get(key).copied().unwrap_or(now) + step;
        let worst = keys.iter().map(after).max().unwrap_or(now);
        if worst > now + HOUR_MS {
            return Err(worst - HOUR_MS);
        }
        for key in keys {
            *self.full_at.or_insert_with(key.clone(), || now) += step;
        }
        Ok(())
    }

    /// Takes a call in that was made at a moment before now, by somebody else or in an earlier visit.
    pub(crate) fn note(&mut self, keys: &[String], per_hour: u32, at: Timestamp) {
        let Some(step) = HOUR_MS.checked_div(u64::from(per_hour)) else {
            return;
        };
        for key in keys {
            let full_at = self.full_at.or_insert_with(key.clone(), || at);
            *full_at = (*full_at).max(at) + step;
        }
    }

    /// Puts a call back that was not made after all.
    pub(crate) fn put_back(&mut self, keys: &[String], per_hour: u32) {
        let step = HOUR_MS.checked_div(u64::from(per_hour)).unwrap_or(0);
        for key in keys {
            if let Some(full_at) = self.full_at.get_mut(key) {
                *full_at = full_at.saturating_sub(step);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MOD-44
    #[test]
    fn mod_44_an_hour_of_calls_then_one_at_a_time() {
        let mut buckets = Buckets::default();
        let keys = ["a".to_owned(), "b".to_owned()];
        for call in 0..60 {
            assert_eq!(buckets.take(&keys, 60, 1_000), Ok(()), "{call}");
        }
        assert_eq!(buckets.take(&keys, 60, 1_000), Err(61_000));
        // Whoever shares one bucket shares its end, and nothing is taken from the other.
        assert_eq!(
            buckets.take(&["a".to_owned(), "c".to_owned()], 60, 2_000),
            Err(61_000)
        );
        for _ in 0..60 {
            assert_eq!(buckets.take(&["c".to_owned()], 60, 2_000), Ok(()));
        }
        assert_eq!(buckets.take(&keys, 60, 61_000), Ok(()));
        assert!(buckets.take(&keys, 60, 61_000).is_err());
        buckets.put_back(&keys, 60);
        assert_eq!(buckets.take(&keys, 60, 61_000), Ok(()));
        assert_eq!(buckets.take(&keys, 0, 61_000), Ok(()));
        // Calls that others made empty it, too, as long as an hour is not over.
        let other = ["d".to_owned()];
        for minute in 0..100 {
            buckets.note(&other, 60, minute * 60_000);
            buckets.note(&other, 60, minute * 60_000 + 1);
        }
        assert_eq!(buckets.take(&other, 60, 5_940_001), Err(8_460_000));
        // Buckets that are full again are forgotten.
        assert_eq!(buckets.take(&[], 60, 100_000_000), Ok(()));
        assert!(buckets.full_at.is_empty());
    }
}
