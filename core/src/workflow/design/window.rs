//! The context window: the last interactions in full, older ones one line each.

use std::collections::VecDeque;

use crate::context::Interaction;

/// How many interactions are kept in full.
const RECENT: usize = 10;
/// How many lines of older ones are kept; what a request has room for is the budget's business.
const OLDER: usize = 40;

/// What happened lately, bounded whatever the length of the session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    recent: VecDeque<Interaction>,
    /// With the numbers of their versions
    older: VecDeque<(u32, String)>,
}

impl Window {
    /// Adds the newest interaction; the eleventh becomes a line.
    pub fn push(&mut self, interaction: Interaction) {
        self.recent.push_back(interaction);
        if self.recent.len() > RECENT {
            if let Some(oldest) = self.recent.pop_front() {
                self.older
                    .push_back((oldest.version, format!("v{}: {}", oldest.version, oldest.summary)));
            }
            if self.older.len() > OLDER {
                self.older.pop_front();
            }
        }
    }

    /// Oldest first, at most 10
    pub fn recent(&self) -> Vec<Interaction> {
        self.recent.iter().cloned().collect()
    }

    /// What was done and stands, oldest first: the last interactions, and lines of those before.
    pub fn standing(&self, is_undone: impl Fn(u32) -> bool) -> (Vec<Interaction>, Vec<String>) {
        let recent = self.recent.iter().filter(|done| !is_undone(done.version));
        let older = self.older.iter().filter(|(version, _)| !is_undone(*version));
        (
            recent.cloned().collect(),
            older.map(|(_, line)| line.clone()).collect(),
        )
    }
}
