//! All versions of a session, on all branches: patches, and here and there a whole document.

mod packed;
mod picking;
mod stamps;

pub use picking::PickError;
pub use stamps::Verified;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock};

use super::block::Block;
use super::codec::{self, Stamp};
use super::editor::{advance, apply};
use super::{diff::diff, error::VersionError, op::Patch};
use crate::document::{Document, Limits};
use crate::sorted::SortedMap;

/// Every so many versions in a row the document is kept, so that no version is further away than this.
const KEPT_EVERY: u32 = 16;
/// And closer together where somebody has looked: who asks for old versions goes through them.
const KEPT_ONCE_ASKED_FOR: u32 = 4;
/// So many documents are kept beside those, of the versions that were made or asked for last: the next question is mostly about a
/// neighbour.
const RECENT: usize = 32;

/// Versions by number, each with its parent. What a version costs in memory is about what it changed.
///
/// Versions that are only known as bytes are read when they are asked for: opening a history costs what its newest
/// document costs.
#[derive(Debug, Default)]
pub struct History {
    versions: SortedMap<u32, Version>,
    recent: Mutex<Recent>,
    /// There were versions up to this number where it was damaged
    lost_up_to: u32,
    /// And maybe more
    is_cut: bool,
}

/// The newest last.
type Recent = VecDeque<(u32, Document)>;

#[derive(Clone, Debug)]
struct Version {
    parent: u32,
    /// Where its change starts: at its parent, or at a later version that it is led back to from
    from: u32,
    /// Of one that was appended, not before it is asked for: it takes as long as the rest of appending
    stamp: OnceLock<Stamp>,
    change: Change,
    /// A whole document, as stored
    keyframe: Option<Box<[u8]>>,
    document: OnceLock<Box<Document>>,
    /// Changes between it and the nearest version that keeps its document for good
    distance: u32,
    standing: Standing,
}

/// How sure a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Held against its stamp
    Chained,
    /// Whole, but the version before it was lost, and with it a part of what its stamp was made of
    Orphan,
    /// What could be made of its change without a version before it that was lost; so is what follows on it
    Mended,
}

#[derive(Clone, Debug)]
enum Change {
    /// A patch in the stored form
    Bytes(Box<[u8]>),
    /// The n-th from the end of a block
    Packed(Arc<Block>, usize),
}

impl Clone for History {
    fn clone(&self) -> Self {
        Self {
            versions: self.versions.clone(),
            recent: Mutex::default(),
            lost_up_to: self.lost_up_to,
            is_cut: self.is_cut,
        }
    }
}

/// What a history takes, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistorySize {
    /// Versions
    pub versions: u32,
    /// Changes, each on its own
    pub changes: usize,
    /// Whole documents
    pub keyframes: usize,
    /// Packed blocks
    pub packed: usize,
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
    /// [`VersionError::WrongParent`] when the number is taken or not larger than `parent`, or when there is no such parent.
    pub fn push(
        &mut self,
        number: u32,
        parent: u32,
        patch: &Patch,
        document: Document,
    ) -> Result<(), VersionError> {
        let above = self.stamp(parent).unwrap_or_default();
        let stamp = Stamp::of(above, number, document.hash());
        self.add(number, parent, patch, document, stamp.into())
    }

    fn add(
        &mut self,
        number: u32,
        parent: u32,
        patch: &Patch,
        document: Document,
        stamp: OnceLock<Stamp>,
    ) -> Result<(), VersionError> {
        let (distance, standing) = self.below(number, parent)?;
        let kept = OnceLock::new();
        if distance == 0 {
            let _ = kept.set(Box::new(document));
        } else {
            self.remember(number, document);
        }
        let version = Version {
            parent,
            from: parent,
            stamp,
            change: Change::Bytes(codec::patch_bytes(patch).into()),
            keyframe: None,
            document: kept,
            distance,
            standing,
        };
        self.versions.insert(number, version);
        Ok(())
    }

    /// Adds the version that `patch` makes of version `parent`. Quicker than [`advance`] and [`History::push`]: where nobody else
    /// holds the document of the parent, it becomes the new one in place, and the old one is made again when it is asked for; so is
    /// the stamp.
    ///
    /// # Errors
    /// As [`History::at`] and [`History::push`]; [`VersionError::Patch`] where the patch does not apply. Nothing is added then.
    pub fn append(
        &mut self,
        number: u32,
        parent: u32,
        patch: &Patch,
        limits: &Limits,
    ) -> Result<(), VersionError> {
        let before = match self.forget(parent) {
            Some(document) => document,
            None => self.at(parent)?,
        };
        self.below(number, parent)?;
        let document = advance(before, patch, limits)?;
        self.add(number, parent, patch, document, OnceLock::new())
    }

    fn remember(&self, number: u32, document: Document) {
        if let Ok(mut recent) = self.recent.lock() {
            if recent.len() == RECENT {
                recent.pop_front();
            }
            recent.push_back((number, document));
        }
    }

    fn forget(&self, number: u32) -> Option<Document> {
        let mut recent = self.recent.lock().ok()?;
        let at = recent.iter().rposition(|(known, _)| *known == number)?;
        recent.remove(at).map(|(_, document)| document)
    }

    /// Adds a version as [`super::encode_delta`] and [`super::encode_keyframe`] wrote it in this form; neither is read
    /// before the version is asked for.
    ///
    /// # Errors
    /// As [`History::push`]; [`VersionError::UnknownForm`] for bytes of an earlier form, which must be read at once;
    /// [`VersionError::Corrupt`] where there is neither a whole document nor a parent that the change could start from.
    pub fn push_stored(
        &mut self,
        number: u32,
        parent: u32,
        delta: Option<&[u8]>,
        keyframe: Option<&[u8]>,
    ) -> Result<(), VersionError> {
        let (distance, standing) = self.below(number, parent)?;
        let hash = keyframe.map(codec::keyframe_hash).transpose()?;
        let (stamp, patch) = match (delta, hash) {
            (Some(delta), _) => codec::split_delta(delta)?,
            (None, Some(hash)) => (
                Stamp::of(self.stamp(parent).unwrap_or_default(), number, hash),
                &[][..],
            ),
            (None, None) => return Err(codec::short()),
        };
        if keyframe.is_none() && parent == 0 {
            return Err(codec::short());
        }
        let version = Version {
            parent,
            from: if keyframe.is_some() { number } else { parent },
            stamp: stamp.into(),
            change: Change::Bytes(patch.into()),
            keyframe: keyframe.map(Box::from),
            document: OnceLock::new(),
            distance: if keyframe.is_some() { 0 } else { distance },
            standing: if keyframe.is_some() {
                Standing::Chained
            } else {
                standing
            },
        };
        self.versions.insert(number, version);
        Ok(())
    }

    /// Adds a version whose parent was lost, with the stamp that is stored of it. A mended one hands its standing on to what
    /// follows, up to the next whole document.
    ///
    /// # Errors
    /// As [`History::push`].
    pub fn push_after_loss(
        &mut self,
        number: u32,
        parent: u32,
        patch: &Patch,
        document: Document,
        stamp: Stamp,
        standing: Standing,
    ) -> Result<(), VersionError> {
        self.push(number, parent, patch, document)?;
        if let Some(version) = self.versions.get_mut(&number) {
            version.standing = standing;
            version.stamp = stamp.into();
        }
        Ok(())
    }

    /// Forgets a version that is not what it was. Those that were led to over it stay, where they can be had.
    pub fn discard(&mut self, number: u32) {
        let over: Vec<u32> = self
            .versions
            .iter()
            .filter(|(other, version)| version.from == number && *other != number)
            .map(|(other, _)| *other)
            .collect();
        for other in over {
            let Ok(document) = self.at(other) else { continue };
            if let Some(version) = self.versions.get_mut(&other) {
                version.keyframe = Some(codec::encode_keyframe(&document).into());
                version.from = other;
            }
        }
        self.versions.remove(&number);
        if let Ok(mut recent) = self.recent.lock() {
            recent.clear();
        }
    }

    /// How far a new version is from a kept document, and how it stands because of what it stands on.
    fn below(&self, number: u32, parent: u32) -> Result<(u32, Standing), VersionError> {
        let wrong = VersionError::WrongParent { number, parent };
        // Parents come first, so that every way up ends.
        if parent >= number || self.versions.contains_key(&number) {
            return Err(wrong);
        }
        match self.versions.get(&parent) {
            Some(above) => {
                let standing = match above.standing {
                    Standing::Mended => Standing::Mended,
                    Standing::Chained | Standing::Orphan => Standing::Chained,
                };
                Ok(((above.distance + 1) % KEPT_EVERY, standing))
            }
            None if parent == 0 => Ok((0, Standing::Chained)),
            None => Err(wrong),
        }
    }

    /// The document as it was. Replays at most a few patches, once the first of its neighbourhood was asked for.
    ///
    /// # Errors
    /// [`VersionError::UnknownVersion`]; [`VersionError::Checksum`] or [`VersionError::Patch`] when the history is not
    /// what it was.
    pub fn at(&self, number: u32) -> Result<Document, VersionError> {
        let unknown = |number| VersionError::UnknownVersion { number };
        let wanted = self.versions.get(&number).ok_or_else(|| unknown(number))?;
        let recent = self.recent.lock().ok();
        let mut way = Vec::new();
        let mut next = number;
        let mut version = wanted;
        let mut fresh = false;
        let mut document = loop {
            if next == 0 {
                break Document::empty_screen();
            }
            if let Some(document) = version.document.get() {
                break document.as_ref().clone();
            }
            let known = recent.iter().flat_map(|recent| recent.iter().rev());
            if let Some((_, document)) = known.into_iter().find(|(known, _)| *known == next) {
                break document.clone();
            }
            if version.from == next {
                fresh = true;
                break version.whole()?;
            }
            // A link that leads in a circle can only come from bytes that were tampered with.
            if way.len() > self.versions.len() {
                return Err(VersionError::Checksum);
            }
            way.push((next, version));
            next = version.from;
            if next != 0 {
                version = self.versions.get(&next).ok_or_else(|| unknown(next))?;
            }
        };
        drop(recent);
        if fresh {
            self.check(next, version, &document)?;
            let _ = version.document.set(Box::new(document.clone()));
        }
        if way.is_empty() {
            return Ok(document);
        }
        let limits = Limits::unlimited();
        while let Some((passed, version)) = way.pop() {
            document = advance(document, version.change()?.as_ref(), &limits)?;
            // On a long way only what is near its end: that is where somebody looks.
            let apart = match way.len() < KEPT_EVERY as usize {
                true => KEPT_ONCE_ASKED_FOR,
                false => KEPT_EVERY,
            };
            if version.distance.is_multiple_of(apart) && passed != number {
                self.check(passed, version, &document)?;
                let _ = version.document.set(Box::new(document.clone()));
            }
        }
        self.check(number, wanted, &document)?;
        if wanted.distance.is_multiple_of(KEPT_ONCE_ASKED_FOR) {
            let _ = wanted.document.set(Box::new(document.clone()));
        } else {
            self.remember(number, document.clone());
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
    pub fn patch(&self, number: u32) -> Option<Patch> {
        let version = self.versions.get(&number)?;
        if version.from == version.parent
            || (version.from == number && matches!(version.change, Change::Bytes(_)))
        {
            return version.change().ok().map(Cow::into_owned);
        }
        let before = self.at(version.parent).ok()?;
        let back = match self.versions.get(&version.parent) {
            Some(above) if above.from == number => above.change().ok()?.into_owned(),
            _ => diff(&self.at(number).ok()?, &before),
        };
        // What leads back, taken back.
        Some(
            apply(&self.at(number).ok()?, &back, &Limits::unlimited())
                .ok()?
                .inverse,
        )
    }

    /// The parent of a version; 0 for the first.
    pub fn parent(&self, number: u32) -> Option<u32> {
        self.versions.get(&number).map(|version| version.parent)
    }

    /// How sure a version is.
    pub fn standing(&self, number: u32) -> Option<Standing> {
        self.versions.get(&number).map(|version| version.standing)
    }

    /// The version and all before it, back to the first.
    pub fn line(&self, number: u32) -> impl Iterator<Item = u32> + '_ {
        let known = |number: &u32| self.versions.contains_key(number);
        std::iter::successors(Some(number).filter(known), move |number| {
            self.parent(*number).filter(known)
        })
    }

    /// All numbers, rising.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.versions.keys().copied()
    }

    /// The highest number; 0 when there is no version.
    pub fn latest(&self) -> u32 {
        self.versions.last().map_or(0, |(number, _)| *number)
    }

    /// The number for a version that is added: higher than all that are there, and than those that are known to be lost.
    pub fn next_number(&self) -> u32 {
        self.latest().max(self.lost_up_to).saturating_add(1)
    }

    /// How many versions there are.
    pub fn len(&self) -> usize {
        self.versions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// What it takes as it is stored.
    pub fn size(&self) -> HistorySize {
        let mut size = HistorySize {
            versions: self.versions.len() as u32,
            ..HistorySize::default()
        };
        for version in self.versions.values() {
            size.keyframes += version.keyframe.as_ref().map_or(0, |bytes| bytes.len());
            match &version.change {
                Change::Bytes(bytes) => size.changes += bytes.len() + 9,
                // The last one of a block counts for all of it.
                Change::Packed(block, 0) => size.packed += block.len(),
                Change::Packed(..) => size.packed += 11,
            }
        }
        size
    }
}

impl Version {
    /// Its document, where it is stored whole.
    fn whole(&self) -> Result<Document, VersionError> {
        match (&self.keyframe, &self.change) {
            (Some(bytes), _) => codec::decode_keyframe(bytes, &Limits::unlimited()),
            (None, Change::Packed(block, _)) => block.document(),
            (None, Change::Bytes(_)) => Err(codec::short()),
        }
    }

    fn change(&self) -> Result<Cow<'_, Patch>, VersionError> {
        Ok(match &self.change {
            Change::Bytes(bytes) => Cow::Owned(codec::read_patch(bytes)?),
            Change::Packed(block, place) => Cow::Borrowed(block.patch(*place)?),
        })
    }
}
