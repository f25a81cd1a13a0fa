//! What is known about the providers from all sessions: who fails, who was asked how often, what was answered.

use super::{EngineConfig, ProviderConfig, Timestamp};
use crate::model::Provider;
use crate::model::policy::{AnswerCache, Breaker, Buckets};
use crate::sorted::{SortedMap, SortedSet};

/// One for an engine.
#[derive(Debug, Default)]
pub(super) struct Desk {
    breakers: SortedMap<usize, Breaker>,
    pub(super) buckets: Buckets,
    pub(super) cache: AnswerCache,
    /// Sessions whose earlier calls were taken in
    counted: SortedSet<String>,
    /// Providers as they have to be asked, by their places: without what they refused
    adapted: SortedMap<usize, Provider>,
    /// Those that answered a question for several edits as if it were for one
    one_by_one: Vec<usize>,
}

/// Who may be asked now.
pub(super) enum Turn {
    /// The provider at this place
    Ask(usize),
    /// Nobody: the provider at this place asked to be left alone until this moment
    Unavailable(Timestamp, usize),
    /// Nobody: the limit of calls is used up until this moment
    Limited(Timestamp),
    /// There is no provider
    Nobody,
}

impl Desk {
    /// The first provider from `from` on that may be asked; where all have failed a moment ago, the one that was to be asked again
    /// first, unless it said itself when. A call of one that costs is taken from the buckets of `payers`.
    pub(super) fn turn(
        &mut self,
        config: &EngineConfig,
        from: usize,
        payers: &[String],
        now: Timestamp,
    ) -> Turn {
        let mut shut = None;
        for place in from.. {
            let Some(provider) = config.provider_at(place) else {
                break;
            };
            if provider.is_free() {
                return Turn::Ask(place);
            }
            match self.breaker(place).shut_until(now) {
                Some(until) => shut = shut.into_iter().chain([(until, place)]).min(),
                None => match self.take(config, place, payers, now) {
                    // Those behind it may be free.
                    Turn::Limited(_) if self.has_free(config, place) => {}
                    turn => return turn,
                },
            }
        }
        let Some((_, place)) = shut else {
            return Turn::Nobody;
        };
        match self.breaker(place).wished_until(now) {
            Some(until) => Turn::Unavailable(until, place),
            None => self.take(config, place, payers, now),
        }
    }

    fn take(&mut self, config: &EngineConfig, place: usize, payers: &[String], now: Timestamp) -> Turn {
        match self.buckets.take(payers, config.policy.calls_per_hour, now) {
            Ok(()) => {
                self.breaker(place).begin(now);
                Turn::Ask(place)
            }
            Err(until) => Turn::Limited(until),
        }
    }

    fn has_free(&self, config: &EngineConfig, behind: usize) -> bool {
        (behind + 1..)
            .map_while(|place| config.provider_at(place))
            .any(ProviderConfig::is_free)
    }

    /// Whether a provider from `from` on can be asked now.
    pub(super) fn is_ready(&mut self, config: &EngineConfig, from: usize, now: Timestamp) -> bool {
        (from..)
            .map_while(|place| config.provider_at(place).map(|provider| (place, provider)))
            .any(|(place, provider)| provider.is_free() || self.breaker(place).shut_until(now).is_none())
    }

    pub(super) fn breaker(&mut self, place: usize) -> &mut Breaker {
        self.breakers.or_default(place)
    }

    /// Whether a session is met for the first time: then what it shows of earlier calls is to be taken in.
    pub(super) fn meets(&mut self, session: &str) -> bool {
        self.counted.insert(session.to_owned())
    }

    /// The provider at a place as it was found that it has to be asked.
    pub(super) fn adapted(&self, place: usize, configured: &Provider) -> Option<Provider> {
        let adapted = self.adapted.get(&place)?;
        adapted.is_same_server(configured).then(|| adapted.clone())
    }

    pub(super) fn adapt(&mut self, place: usize, provider: Provider) {
        self.adapted.insert(place, provider);
    }

    /// Whether the provider at a place has to be asked for each edit alone.
    pub(super) fn answers_one_by_one(&self, place: usize) -> bool {
        self.one_by_one.contains(&place)
    }

    pub(super) fn note_one_by_one(&mut self, place: usize) {
        if !self.answers_one_by_one(place) {
            self.one_by_one.push(place);
        }
    }

    /// The providers are others now.
    pub(super) fn reset(&mut self) {
        self.breakers = SortedMap::new();
        self.one_by_one.clear();
        self.adapted = SortedMap::new();
    }
}
