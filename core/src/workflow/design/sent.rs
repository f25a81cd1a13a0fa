//! The audit log: what was sent where and when.

use crate::protocol::SentCall;

/// Lines that are told.
const TOLD: usize = 10_000;
/// So many more are kept before the oldest are let go of, all at once: one by one, each would move all the others.
const MORE: usize = TOLD / 4;

/// The latest lines of the audit log, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    calls: Vec<SentCall>,
    /// How many came before these
    before: usize,
}

impl Sent {
    pub(super) fn push(&mut self, call: SentCall) {
        if self.calls.len() == TOLD + MORE {
            self.calls.drain(..MORE);
            self.before += MORE;
        }
        self.calls.push(call);
    }

    /// How many there were, ever.
    pub fn count(&self) -> usize {
        self.before + self.calls.len()
    }

    /// Those after the first `count`, as far as they are known.
    pub fn after(&self, count: usize) -> &[SentCall] {
        let from = count.saturating_sub(self.before);
        self.calls.get(from..).unwrap_or_default()
    }

    /// The last ten thousand.
    pub fn latest(&self) -> &[SentCall] {
        self.after(self.count().saturating_sub(TOLD))
    }
}
