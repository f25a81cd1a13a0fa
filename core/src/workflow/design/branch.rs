//! A named head, and what can be taken back on it.

use crate::protocol::{VersionInfo, VersionKind};

/// A named head with its undo and redo stacks. Both are derived: they follow from the versions on the way to the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// The version it points to; 0 before the first
    pub head: u32,
    /// Versions that an undo would take back, the next one last
    pub undo: Vec<u32>,
    /// Versions that a redo would bring again, the next one last
    pub redo: Vec<u32>,
}

impl Branch {
    /// Moves the head to a new version and keeps the stacks.
    pub fn advance(&mut self, number: u32, kind: VersionKind, of: Option<u32>) {
        self.head = number;
        match (kind, of) {
            (VersionKind::Create, _) => {}
            (VersionKind::Undo, Some(of)) => {
                self.undo.retain(|version| *version != of);
                self.redo.push(of);
            }
            (VersionKind::Redo, Some(of)) => {
                self.redo.retain(|version| *version != of);
                self.undo.push(of);
            }
            _ => {
                self.undo.push(number);
                self.redo.clear();
            }
        }
    }

    /// The branch that ends at a version: walks from there to the first one and plays the way forward again.
    pub fn ending_at(head: u32, versions: &[VersionInfo]) -> Self {
        let mut way = Vec::new();
        let mut next = head;
        while let Ok(index) = versions.binary_search_by_key(&next, |version| version.number) {
            let Some(version) = versions.get(index) else { break };
            way.push(version);
            // Parents have smaller numbers, so this ends.
            next = if version.parent < version.number {
                version.parent
            } else {
                0
            };
        }
        let mut branch = Self {
            head,
            ..Self::default()
        };
        for version in way.iter().rev() {
            branch.advance(version.number, version.kind, version.of);
        }
        branch.head = head;
        branch
    }
}
