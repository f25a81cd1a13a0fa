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

    /// As it is told to a model, oldest first: the last interactions, and lines of those before. What was taken back is still there, for
    /// words may lean on it (`do the same again`), but it says so.
    pub fn told(&self, is_undone: impl Fn(u32) -> bool) -> (Vec<Interaction>, Vec<String>) {
        let marked = |version: u32, text: &str| match is_undone(version) {
            true => format!("{text} (taken back)"),
            false => text.to_owned(),
        };
        let recent = self.recent.iter().map(|done| Interaction {
            summary: marked(done.version, &done.summary),
            ..done.clone()
        });
        let older = self.older.iter().map(|(version, line)| marked(*version, line));
        (recent.collect(), older.collect())
    }
}
