//! Sessions whose time is over, marked as that.

use super::list::{expired, stored_summaries};
use super::{Chore, Chores};
use crate::engine::actor::stream_of;
use crate::engine::world::World;
use crate::engine::{Durability, EffectKind, StoredRecord, Timestamp, opening, record, view};
use crate::json;
use crate::protocol::SessionStatus;
use crate::workflow::design::{Intention, decide};

impl Chores {
    pub(in crate::engine) fn cleanup(&mut self, ticket: u64, at: Timestamp, world: &mut World) {
        self.start_list(Chore::CleanupList { ticket, at }, world);
    }

    pub(super) fn cleanup_listed(
        &mut self,
        ticket: u64,
        at: Timestamp,
        heads: Vec<(String, Vec<u8>)>,
        world: &mut World,
    ) {
        let due = stored_summaries(heads)
            .filter(|summary| expired(summary, at))
            .map(|summary| summary.session_id)
            .collect();
        self.each(ticket, due, world, |group, session| {
            let load = EffectKind::Load {
                stream: stream_of(&session),
                from_seq: 0,
            };
            (Chore::CleanupLoad { group, session, at }, load)
        });
    }

    pub(super) fn cleanup_loaded(
        &mut self,
        group: u64,
        at: Timestamp,
        session: &str,
        records: &[StoredRecord],
        world: &mut World,
    ) {
        match expire(session, at, records, world) {
            Some(append) => self.start(Chore::CleanupAppend { group }, append, world),
            None => self.one_done(group, false, None, world),
        }
    }
}

fn expire(session: &str, at: Timestamp, records: &[StoredRecord], world: &World) -> Option<EffectKind> {
    let (state, _) = opening::read(session, records, &world.config.limits).ok()?;
    if state.status_at(at) != SessionStatus::Expired {
        return None;
    }
    let intention = Intention::SetStatus {
        status: SessionStatus::Expired,
    };
    let decision = decide(&state, &intention, world.now, &world.config.limits).ok()?;
    let bytes = record::encode(&decision, &state, world.now);
    // Being marked is no activity: the head keeps the moment of the last one.
    let summary = view::summary_after(&state, &decision, state.last_activity);
    Some(EffectKind::Append {
        stream: stream_of(session),
        // One of them may be missing.
        expected_seq: records.last()?.seq + 1,
        records: vec![bytes],
        head: json::to_text(&summary).into_bytes(),
        durability: Durability::Relaxed,
    })
}
