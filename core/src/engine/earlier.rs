//! Model calls of earlier visits and of other tabs, as the history of a session shows them: they count for the limits, too.
//!
//! The history knows edits, not tries and repairs: an edit that a provider was asked about counts as one call.

use super::Timestamp;
use super::actor::Actor;
use super::world::World;
use crate::journal::Event;
use crate::model::Dialect;

/// What is older is of no interest to limits of an hour.
const HOUR_MS: u64 = 3_600_000;

impl Actor {
    /// The calls that the stored history shows.
    pub(super) fn count_earlier_calls(&self, world: &mut World) {
        let since = world.now.saturating_sub(HOUR_MS);
        let versions = self.state.versions.iter().rev();
        let versions = versions
            .map(|version| (version.at as u64, is_paid(&version.provider)))
            .take_while(|(at, _)| *at >= since);
        let endings = self.state.endings.iter().map(|ending| {
            let code = ending.error.as_ref().map_or("", |error| error.code.as_str());
            (ending.at, is_of_a_call(code))
        });
        let mut calls: Vec<Timestamp> = versions
            .chain(endings)
            .filter(|(at, paid)| *paid && *at >= since)
            .map(|(at, _)| at)
            .collect();
        crate::sorted::sort_by(&mut calls, u64::cmp);
        for at in calls {
            self.count_call(at, world);
        }
    }

    /// A call that another tab, or an earlier visit, made.
    pub(super) fn count_call(&self, at: Timestamp, world: &mut World) {
        let per_hour = world.config.policy.calls_per_hour;
        // A clock that was wrong must not lock anybody out for longer.
        let at = at.min(world.now);
        world.desk.buckets.note(&self.payers(), per_hour, at);
    }
}

/// Whether an event of another tab says that a provider was asked.
pub(super) fn took_a_call(event: &Event) -> bool {
    match event {
        Event::VersionCommitted { provider, .. } => is_paid(provider),
        Event::EditEnded { error, .. } => error.as_ref().is_some_and(|error| is_of_a_call(&error.code)),
        _ => false,
    }
}

fn is_paid(provider: &str) -> bool {
    Dialect::ALL.iter().any(|dialect| dialect.name() == provider)
}

fn is_of_a_call(code: &str) -> bool {
    code.starts_with("model.") || matches!(code, "edit.invalid-answer" | "edit.no-change")
}
