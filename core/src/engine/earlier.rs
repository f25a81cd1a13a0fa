//! Model calls of earlier visits and of other tabs, as the audit log of a session shows them: they count for the limits, too.

use super::Timestamp;
use super::actor::Actor;
use super::world::World;

/// What is older is of no interest to limits of an hour.
const HOUR_MS: u64 = 3_600_000;

impl Actor {
    /// The calls that the stored log shows.
    pub(super) fn count_earlier_calls(&self, world: &mut World) {
        let since = world.now.saturating_sub(HOUR_MS);
        let calls = self.state.sent.latest().iter();
        for call in calls.filter(|call| call.at as u64 >= since) {
            self.count_call(call.at as u64, world);
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
