//! Leaves a provider alone for a while that failed again and again.

use crate::engine::Timestamp;

/// The first pause; it doubles with every probe that fails.
const PAUSE_MS: u64 = 15_000;
/// How often it doubles.
const DOUBLINGS: u32 = 4;

/// A circuit breaker: closed, open until a moment, then half open for one probe at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaker {
    failures: u32,
    until: Option<Timestamp>,
}

impl Breaker {
    /// When the next call may be made; `None`: now.
    pub(crate) fn shut_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }

    /// Whether it opened and nothing has succeeded since: a call now is a probe, and is not repeated.
    pub(crate) fn is_probing(&self) -> bool {
        self.until.is_some()
    }

    /// A call is made. Until it is known how a probe ends, nobody else makes one.
    pub(crate) fn begin(&mut self, now: Timestamp) {
        if self.until.is_some() {
            self.until = Some(now + self.pause());
        }
    }

    /// The provider answered.
    pub(crate) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// The provider failed in spite of all tries.
    pub(crate) fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        self.until = Some(now + self.pause());
    }

    /// It failed, and wishes to be left alone for so long; no longer than the longest pause, as it may be well again sooner.
    pub(crate) fn failed_for(&mut self, wait_ms: u64, now: Timestamp) {
        self.failed(now);
        let wish = now + wait_ms.min(PAUSE_MS << DOUBLINGS);
        self.until = self.until.max(Some(wish));
    }

    fn pause(&self) -> u64 {
        PAUSE_MS << self.failures.saturating_sub(1).min(DOUBLINGS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MOD-42
    #[test]
    fn mod_42_a_wish_is_heard_up_to_the_longest_pause() {
        for (wish, until) in [
            (0, 15_000),
            (20_000, 20_000),
            (3_600_000, 240_000),
            (u64::MAX, 240_000),
        ] {
            let mut breaker = Breaker::default();
            breaker.failed_for(wish, 0);
            assert_eq!(breaker.shut_until(1), Some(until));
        }
    }

    /// MOD-42
    #[test]
    fn mod_42_opens_probes_and_closes() {
        let mut breaker = Breaker::default();
        assert_eq!(breaker.shut_until(0), None);
        breaker.failed(1_000);
        assert_eq!(breaker.shut_until(1_001), Some(16_000));
        assert_eq!(breaker.shut_until(16_000), None);
        breaker.begin(16_000);
        // The probe is under way.
        assert_eq!(breaker.shut_until(16_001), Some(31_000));
        breaker.failed(16_500);
        assert_eq!(breaker.shut_until(17_000), Some(46_500));
        breaker.begin(50_000);
        breaker.succeeded();
        assert_eq!(breaker.shut_until(50_001), None);
        for _ in 0..100 {
            breaker.failed(0);
        }
        assert_eq!(breaker.shut_until(1), Some(240_000));
    }
}
