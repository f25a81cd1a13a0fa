//! Leaves a provider alone for a while that failed again and again.

use crate::engine::Timestamp;
use crate::model::ModelError;

/// The first pause; it doubles with every probe that fails.
const PAUSE_MS: u64 = 15_000;
/// How often it doubles.
const DOUBLINGS: u32 = 4;

/// A circuit breaker: closed, open until a moment, then half open for one probe at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaker {
    failures: u32,
    until: Option<Timestamp>,
    /// What the provider itself asked for
    wished: Option<Timestamp>,
    cause: Option<ModelError>,
}

impl Breaker {
    /// When the next call may be made; `None`: now.
    pub(crate) fn shut_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }

    /// Until when the provider itself asked to be left alone, bounded as the pause is.
    pub(crate) fn wished_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.wished.filter(|until| *until > now)
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

    /// The call came to nothing that tells how the provider is: the next one is the probe.
    pub(crate) fn give_back(&mut self, now: Timestamp) {
        self.until = self.until.map(|until| until.min(now));
    }

    /// The provider answered.
    pub(crate) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// The provider failed in spite of all tries. It is left alone for as long as it wishes, but no longer than the longest
    /// pause, as it may be well again sooner.
    pub(crate) fn failed(&mut self, error: &ModelError, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        let wish = error
            .retry_after_ms
            .map(|wish| (wish as u64).min(PAUSE_MS << DOUBLINGS));
        self.wished = wish.map(|wish| now + wish);
        self.until = Some(now + self.pause().max(wish.unwrap_or(0)));
        self.cause = Some(error.clone());
    }

    /// Why it was last left alone.
    pub(crate) fn cause(&self) -> Option<&ModelError> {
        self.cause.as_ref()
    }

    fn pause(&self) -> u64 {
        PAUSE_MS << self.failures.saturating_sub(1).min(DOUBLINGS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelErrorCode;

    fn busy() -> ModelError {
        ModelError::new(ModelErrorCode::Overloaded)
    }

    /// MOD-42
    #[test]
    fn mod_42_a_wish_is_heard_up_to_the_longest_pause() {
        for (wish, until) in [
            (0.0, 15_000),
            (2e4, 20_000),
            (3.6e6, 240_000),
            (f64::INFINITY, 240_000),
        ] {
            let mut breaker = Breaker::default();
            let error = ModelError {
                retry_after_ms: Some(wish),
                ..busy()
            };
            breaker.failed(&error, 0);
            assert_eq!(breaker.shut_until(1), Some(until));
        }
    }

    /// MOD-42
    #[test]
    fn mod_42_opens_probes_and_closes() {
        let mut breaker = Breaker::default();
        assert_eq!(breaker.shut_until(0), None);
        breaker.failed(&busy(), 1_000);
        assert_eq!(breaker.shut_until(1_001), Some(16_000));
        assert_eq!(breaker.shut_until(16_000), None);
        breaker.begin(16_000);
        // The probe is under way.
        assert_eq!(breaker.shut_until(16_001), Some(31_000));
        breaker.failed(&busy(), 16_500);
        assert_eq!(breaker.shut_until(17_000), Some(46_500));
        breaker.begin(50_000);
        breaker.give_back(50_500);
        assert_eq!(breaker.shut_until(50_501), None);
        assert!(breaker.is_probing());
        breaker.begin(50_501);
        breaker.succeeded();
        assert_eq!(breaker.shut_until(50_502), None);
        for _ in 0..100 {
            breaker.failed(&busy(), 0);
        }
        assert_eq!(breaker.shut_until(1), Some(240_000));
    }
}
