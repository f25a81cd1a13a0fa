//! Edits that other tabs work on: they are taken up here when their tab is gone.
//!
//! Nobody says goodbye when a tab is killed. So as long as somebody else's edit is unfinished, it is asked now and then whether
//! they are still there.

use super::actor::{Actor, Waiting};
use super::world::{Wait, World};
use super::{EffectKind, Timestamp};
use crate::workflow::design::{EditPlace, OpenEdit};

/// How often others are looked for, in milliseconds.
const LOOK_EVERY_MS: u64 = 5_000;

/// When others were looked for.
#[derive(Debug, Default)]
pub(super) struct Watch {
    looked_at: Timestamp,
    /// Questions that were not answered yet
    unanswered: u32,
}

impl Actor {
    /// Engines other than this one whose edits are unfinished, and not about to go on here.
    fn owners(&self, me: &str) -> Vec<String> {
        let mut owners: Vec<String> = Vec::new();
        for open in self.state.unfinished() {
            let taken_up = self.waiting.iter().any(|waiting| *waiting.edit() == open.edit);
            if open.owner != me && !taken_up && !owners.contains(&open.owner) {
                owners.push(open.owner.clone());
            }
        }
        owners
    }

    /// When others are to be looked for.
    pub(super) fn look_at(&self, me: &str) -> Option<Timestamp> {
        let due = self.watch.unanswered == 0 && !self.owners(me).is_empty();
        due.then(|| self.watch.looked_at.saturating_add(LOOK_EVERY_MS))
    }

    /// Asks whether the owners of unfinished edits are still there.
    pub(super) fn look_for_peers(&mut self, world: &mut World) {
        self.watch.looked_at = world.now;
        for peer in self.owners(&world.config.peer) {
            self.watch.unanswered += 1;
            let wait = Wait::Peer {
                session: self.session(),
                peer: peer.clone(),
            };
            world.emit(EffectKind::CheckPeer { peer }, wait);
        }
    }

    /// Whether an engine is still there.
    pub(super) fn peer_found(&mut self, peer: &str, alive: bool, world: &mut World) {
        self.watch.unanswered = self.watch.unanswered.saturating_sub(1);
        if !alive {
            self.take_over(peer);
        }
        self.pump(world);
    }

    /// The unfinished edits of an engine that is gone get their turns here, and so do those of this one that nothing is done for.
    pub(super) fn take_over(&mut self, peer: &str) {
        let left: Vec<(String, u64)> = self
            .state
            .unfinished()
            .into_iter()
            .filter(|open| open.owner == peer)
            .map(|open| (open.edit.clone(), open.at))
            .collect();
        for (edit, at) in left {
            let active = self.active.as_ref().is_some_and(|active| active.edit == edit);
            if !active && !self.waiting.iter().any(|waiting| *waiting.edit() == edit) {
                self.results.remove(&edit);
                self.waiting.push_back(Waiting::Resume {
                    edit,
                    from: peer.to_owned(),
                    at,
                });
            }
        }
    }

    /// Whether an edit may still be taken over from an engine. A queue goes on with whoever took up the edit before it.
    pub(super) fn may_take(&self, open: &OpenEdit, from: &str, me: &str) -> bool {
        let queued = matches!(open.place, EditPlace::Queued { .. });
        let others_work = self
            .state
            .open
            .values()
            .any(|other| other.place == EditPlace::Working && other.owner != me && other.owner != from);
        open.owner == from && (from == me || !queued || !others_work)
    }
}
