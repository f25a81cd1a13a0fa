//! All versions of a session, on all branches: patches, and here and there a whole document.

use std::collections::VecDeque;

use super::{diff::diff, editor::apply, error::VersionError, op::Patch};
use crate::document::{Document, Limits};
use crate::sorted::SortedMap;

/// Every so many versions in a row the document is kept, so that no version is further away than this.
const KEYFRAME_EVERY: u32 = 16;
/// So many of the latest versions keep their document in any case.
const RECENT: usize = 8;

/// Versions by number, each with its parent. What a version costs in memory is about what it changed.
#[derive(Clone, Debug, Default)]
pub struct History {
    versions: SortedMap<u32, Version>,
    recent: VecDeque<u32>,
}

#[derive(Clone, Debug)]
struct Version {
    parent: u32,
    patch: Patch,
    checksum: u128,
    document: Option<Document>,
    /// Patches between it and the nearest version above that keeps its document for good
    distance: u32,
}

impl History {
    /// No versions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a version: `patch` leads from version `parent` to `document`. A `parent` of 0 starts a line of its own; its
    /// patch is never replayed.
    ///
    /// # Errors
    /// [`VersionError::WrongParent`] when the number is taken or 0, or when there is no such parent.
    pub fn push(
        &mut self,
        number: u32,
        parent: u32,
        patch: Patch,
        document: Document,
    ) -> Result<(), VersionError> {
        let distance = match self.versions.get(&parent) {
            Some(above) => (above.distance + 1) % KEYFRAME_EVERY,
            None if parent == 0 => 0,
            None => return Err(VersionError::WrongParent { number, parent }),
        };
        if number == 0 || self.versions.contains_key(&number) {
            return Err(VersionError::WrongParent { number, parent });
        }
        let version = Version {
            parent,
            patch,
            checksum: document.hash(),
            document: Some(document),
            distance,
        };
        self.versions.insert(number, version);
        self.recent.push_back(number);
        if self.recent.len() > RECENT
            && let Some(old) = self.recent.pop_front()
            && let Some(version) = self.versions.get_mut(&old)
            && version.distance != 0
        {
            version.document = None;
        }
        Ok(())
    }

    /// The document as it was. Replays at most a few patches.
    ///
    /// # Errors
    /// [`VersionError::UnknownVersion`]; [`VersionError::Checksum`] or [`VersionError::Patch`] when the history is not
    /// what it was.
    pub fn at(&self, number: u32) -> Result<Document, VersionError> {
        let unknown = |number| VersionError::UnknownVersion { number };
        let wanted = self.versions.get(&number).ok_or_else(|| unknown(number))?;
        let mut patches = Vec::new();
        let mut version = wanted;
        let mut document = loop {
            if let Some(document) = &version.document {
                break document.clone();
            }
            patches.push(&version.patch);
            version = self
                .versions
                .get(&version.parent)
                .ok_or_else(|| unknown(version.parent))?;
        };
        if patches.is_empty() {
            return Ok(document);
        }
        for patch in patches.iter().rev() {
            document = apply(&document, patch, &Limits::unlimited())?.document;
        }
        if document.hash() != wanted.checksum {
            return Err(VersionError::Checksum);
        }
        Ok(document)
    }

    /// What leads from one version to another, whatever their branches.
    ///
    /// # Errors
    /// As [`History::at`].
    pub fn diff(&self, from: u32, to: u32) -> Result<Patch, VersionError> {
        Ok(diff(&self.at(from)?, &self.at(to)?))
    }

    /// The patch that led to a version from its parent.
    pub fn patch(&self, number: u32) -> Option<&Patch> {
        self.versions.get(&number).map(|version| &version.patch)
    }

    /// The parent of a version; 0 for the first.
    pub fn parent(&self, number: u32) -> Option<u32> {
        self.versions.get(&number).map(|version| version.parent)
    }

    /// The hash of the document of a version.
    pub fn checksum(&self, number: u32) -> Option<u128> {
        self.versions.get(&number).map(|version| version.checksum)
    }

    /// The version and all before it, back to the first.
    pub fn line(&self, number: u32) -> impl Iterator<Item = u32> + '_ {
        let known = |number: &u32| self.versions.contains_key(number);
        std::iter::successors(Some(number).filter(known), move |number| {
            self.parent(*number).filter(known)
        })
    }

    /// The latest version that both come from: where a merge has to start.
    pub fn common_ancestor(&self, a: u32, b: u32) -> Option<u32> {
        let line: std::collections::HashSet<u32> = self.line(a).collect();
        self.line(b).find(|number| line.contains(number))
    }

    /// All numbers, rising.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.versions.keys().copied()
    }

    /// The highest number; 0 when there is no version.
    pub fn latest(&self) -> u32 {
        self.versions.last().map_or(0, |(number, _)| *number)
    }

    /// How many versions there are.
    pub fn len(&self) -> usize {
        self.versions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }
}
