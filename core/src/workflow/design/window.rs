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
    older: VecDeque<String>,
}

impl Window {
    /// Adds the newest interaction; the eleventh becomes a line.
    pub fn push(&mut self, interaction: Interaction) {
        self.recent.push_back(interaction);
        if self.recent.len() > RECENT {
            if let Some(oldest) = self.recent.pop_front() {
                self.older
                    .push_back(format!("v{}: {}", oldest.version, oldest.summary));
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

    /// Oldest first
    pub fn older(&self) -> Vec<String> {
        self.older.iter().cloned().collect()
    }
}
