//! All versions of a session, on all branches: patches, and here and there a whole document.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock};

use super::block::{self, Block, Link};
use super::codec::{self, Stamp};
use super::editor::{Applied, advance, apply};
use super::merge::{Merged, Policy, merge};
use super::rebase::{RebaseError, Rebased, rebase};
use super::{diff::diff, error::VersionError, op::Op, op::Patch, pack};
use crate::document::{Document, Limits};
use crate::sorted::SortedMap;

/// Every so many versions in a row the document is kept, so that no version is further away than this.
const KEPT_EVERY: u32 = 16;
/// And closer together where somebody has looked: who asks for old versions goes through them.
const KEPT_ONCE_ASKED_FOR: u32 = 4;
/// So many documents are kept beside those, of the versions that were made or asked for last: the next question is mostly about a
/// neighbour.
const RECENT: usize = 32;

/// So many numbers that are missing in a row are told one by one.
const MOST_MISSED: usize = 10_000;

/// Versions by number, each with its parent. What a version costs in memory is about what it changed.
///
/// Versions that are only known as bytes are read when they are asked for: opening a history costs what its newest
/// document costs.
#[derive(Debug, Default)]
pub struct History {
    versions: SortedMap<u32, Version>,
    recent: Mutex<Recent>,
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
        }
    }
}

/// What [`History::verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Versions looked at
    pub versions: u32,
    /// Those that cannot be had, or are not what they were
    pub damaged: Vec<u32>,
    /// Those that were made without a version before them that was lost
    pub mended: Vec<u32>,
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
    /// [`VersionError::WrongParent`] when the number is taken or 0, or when there is no such parent.
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
        if number == 0 || self.versions.contains_key(&number) {
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
            if version.distance.is_multiple_of(KEPT_ONCE_ASKED_FOR) && passed != number {
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

    fn check(&self, number: u32, version: &Version, document: &Document) -> Result<(), VersionError> {
        // One that has none yet was never stored: there is nothing to hold it against.
        let Some(expected) = version.stamp.get() else {
            return Ok(());
        };
        let above = self.known_stamp(version.parent);
        // Without the stamp above, the one of this version cannot be made again.
        let known = above.is_some() || version.parent == 0;
        let stamp = Stamp::of(above.unwrap_or_default(), number, document.hash());
        if stamp == *expected || version.standing != Standing::Chained || !known {
            Ok(())
        } else {
            Err(VersionError::Checksum)
        }
    }

    /// Takes one version back and leaves those after it, on the document `head` that comes from it: what undoes a revert is the
    /// revert of the version that it made. It is a merge: what was changed again since stays as it is, and is listed as conflicts.
    ///
    /// # Errors
    /// As [`History::at`].
    pub fn revert(&self, version: u32, head: &Document) -> Result<Merged, VersionError> {
        let after = self.at(version)?;
        let before = self.at(self.parent(version).unwrap_or_default())?;
        Ok(merge(&after, head, &before, Policy::Ours))
    }

    /// The patch that makes the change of one version, of whatever branch, on another document.
    ///
    /// # Errors
    /// [`PickError`]
    pub fn cherry_pick(&self, version: u32, head: &Document) -> Result<Rebased, PickError> {
        let above = self.parent(version).unwrap_or_default();
        let unknown = VersionError::UnknownVersion { number: version };
        let patch = self.patch(version).ok_or(unknown)?;
        Ok(rebase(&patch, &self.at(above)?, head)?)
    }

    /// The version on the way to `number` that last changed what is at `path` of a node (`None`: of the root value).
    pub fn blame(&self, number: u32, id: Option<&str>, path: &str) -> Option<u32> {
        let look = |version: u32| {
            let document = self.at(version).ok()?;
            match id {
                Some(id) => document.node(id)?.value.pointer(path).cloned(),
                None => document.root().pointer(path).cloned(),
            }
        };
        let now = look(number)?;
        self.line(number).find(|version| {
            // Most versions say by their patch that they have nothing to do with it.
            let first = self.parent(*version) == Some(0);
            let may = first
                || self
                    .patch(*version)
                    .is_none_or(|patch| concerns(&patch, id, path));
            may && self.parent(*version).and_then(look).as_ref() != Some(&now)
        })
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

    /// The stamp of a version, in which those of all before it are.
    pub fn stamp(&self, number: u32) -> Option<Stamp> {
        self.make_stamps(number).ok()
    }

    /// The stamp of a version. Those that were appended since the last one was made get theirs on the way.
    fn make_stamps(&self, number: u32) -> Result<Stamp, VersionError> {
        if let Some(known) = self.known_stamp(number) {
            return Ok(known);
        }
        let unmade = |number: &u32| self.known_stamp(*number).is_none();
        let mut way: Vec<u32> = self.line(number).take_while(unmade).collect();
        let mut above = way
            .last()
            .map_or(0, |first| self.parent(*first).unwrap_or_default());
        let mut document = match above {
            0 => Document::empty_screen(),
            above => self.at(above)?,
        };
        while let Some((number, version)) = way.pop().and_then(|at| Some((at, self.versions.get(&at)?))) {
            document = advance(document, version.change()?.as_ref(), &Limits::unlimited())?;
            let made = Stamp::of(
                self.known_stamp(above).unwrap_or_default(),
                number,
                document.hash(),
            );
            let _ = version.stamp.set(made);
            above = number;
        }
        self.known_stamp(number)
            .ok_or(VersionError::UnknownVersion { number })
    }

    fn known_stamp(&self, number: u32) -> Option<Stamp> {
        self.versions.get(&number)?.stamp.get().copied()
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

    /// The latest version that both come from: where a merge has to start.
    pub fn common_ancestor(&self, a: u32, b: u32) -> Option<u32> {
        let line: crate::hashing::Set<u32> = self.line(a).collect();
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

    /// Reads every version and holds it against its stamp.
    pub fn verify(&self) -> Verified {
        let mut found = Verified::default();
        let mut next = 1;
        for (number, version) in self.versions.iter() {
            // Numbers rise by one, so what is not there was lost.
            found.damaged.extend((next..*number).take(MOST_MISSED));
            next = number.saturating_add(1);
            found.versions += 1;
            let _ = self.stamp(*number);
            if version.standing == Standing::Mended {
                found.mended.push(*number);
            }
            let keyframe = version.keyframe.as_ref().map(|_| version.whole());
            let whole = keyframe.is_none_or(|whole| {
                whole.is_ok_and(|document| self.check(*number, version, &document).is_ok())
            });
            let there = self
                .at(*number)
                .is_ok_and(|document| self.check(*number, version, &document).is_ok());
            if !whole || !there {
                found.damaged.push(*number);
            }
        }
        found
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

    /// All versions up to `last` as one piece of bytes, `last` whole, and guarded against damage. Exact: what is read back is what
    /// was written.
    ///
    /// # Errors
    /// As [`History::at`]: nothing is packed that cannot be read.
    pub fn pack(&self, last: u32) -> Result<Vec<u8>, VersionError> {
        let numbers: Vec<u32> = self.numbers().take_while(|number| *number <= last).collect();
        let whole = codec::encode_keyframe(&self.at(last)?).len();
        pack::pack(&numbers, whole, |first, last| self.pack_between(first, last))
    }

    /// The versions from `first` to `last` as one piece without a checksum of its own, for [`History::push_packed`]. It stands on
    /// its own but for branches that leave from a version before it.
    ///
    /// # Errors
    /// As [`History::pack`].
    pub fn pack_between(&self, first: u32, last: u32) -> Result<Vec<u8>, VersionError> {
        let document = self.at(last)?;
        // All at once: each by itself would start from the document before it.
        self.make_stamps(last)?;
        // The way from the last version to the first goes back; what branches off it goes forth.
        let mut way: Vec<(u32, u32)> = Vec::new();
        let mut above = last;
        for number in self.line(last).skip(1).take_while(|number| *number >= first) {
            way.push((number, above));
            above = number;
        }
        way.reverse();
        let mut links = Vec::new();
        let mut patches: Vec<(u32, Patch)> = Vec::new();
        // The next version on the way. Those that are asked for are kept, which would be all of them.
        let mut ahead: Option<(u32, Document)> = None;
        for (number, version) in self
            .versions
            .iter()
            .filter(|(number, _)| (first..=last).contains(number))
        {
            let child = way.binary_search_by_key(number, |(number, _)| *number).ok();
            let child = child.and_then(|at| way.get(at)).map(|(_, child)| *child);
            // One that leads from nothing is stored whole, as a change of the empty document.
            let is_first = version.parent == 0 || !self.versions.contains_key(&version.parent);
            let from = match child {
                _ if *number == last => last,
                Some(child) => child,
                None if is_first => 0,
                None => version.parent,
            };
            links.push(Link {
                number: *number,
                parent: version.parent,
                from,
                stamp: self.make_stamps(*number)?,
            });
            if let Some(child) = child {
                let change = match self.versions.get(number) {
                    Some(version) if version.from == child => version.change()?.into_owned(),
                    _ => {
                        let forth = self
                            .patch(child)
                            .ok_or(VersionError::UnknownVersion { number: child })?;
                        let before = match ahead.take() {
                            Some((known, document)) if known == *number => document,
                            _ => self.at(*number)?,
                        };
                        let Applied {
                            document, inverse, ..
                        } = apply(&before, &forth, &Limits::unlimited())?;
                        if let Some(version) = self.versions.get(&child) {
                            self.check(child, version, &document)?;
                        }
                        ahead = Some((child, document));
                        inverse
                    }
                };
                patches.push((*number, change));
            } else if *number != last {
                let change = if is_first {
                    Patch::new([Op::set_at("", self.at(*number)?.root().clone())])
                } else {
                    let patch = self.patch(*number);
                    patch.ok_or(VersionError::UnknownVersion { number: *number })?
                };
                patches.push((*number, change));
            }
        }
        let bytes = block::pack(&links, &document, |number| {
            let at = patches
                .binary_search_by_key(&number, |(number, _)| *number)
                .ok()?;
            patches.get(at).map(|(_, patch)| patch.clone())
        });
        Ok(bytes)
    }

    /// A history from what [`History::pack`] wrote. Only its last document is read; it is held against its stamp when it is
    /// asked for, as all others are.
    ///
    /// # Errors
    /// [`VersionError`]; never panics, whatever the bytes.
    pub fn unpack(bytes: &[u8]) -> Result<Self, VersionError> {
        let mut history = Self::default();
        let blocks = pack::unpack(bytes)?.into_iter().map(block::unpack);
        let blocks = blocks.collect::<Result<Vec<_>, _>>()?;
        let all = blocks.iter().map(|(links, _)| links.len());
        history.versions.reserve(all.sum());
        for (links, block) in blocks {
            history.push_block(&links, block)?;
        }
        Ok(history)
    }

    /// What is left of damaged bytes that [`History::pack`] wrote, and whether that is all of it: what can be put right is. Ask
    /// [`History::verify`] which versions are what they were.
    ///
    /// # Errors
    /// [`VersionError`] where nothing can be made of them.
    pub fn salvage(bytes: &[u8]) -> Result<(Self, bool), VersionError> {
        let (blocks, mut whole) = pack::salvage(bytes);
        let mut history = Self::default();
        let mut failed = codec::short();
        let span = |bytes: &[u8]| {
            let (links, _) = block::unpack(bytes).ok()?;
            Some((links.first()?.number, links.last()?.number))
        };
        for (at, left) in blocks.iter().enumerate() {
            if !left.is_sound && blocks.len() > 1 {
                // Damaged numbers must not be in the way of those behind them.
                let mut behind = blocks.iter().skip(at + 1).filter(|left| left.is_sound);
                let next = behind.find_map(|left| span(&left.bytes)).map(|(first, _)| first);
                let fits = span(&left.bytes).is_some_and(|(_, last)| next.is_none_or(|next| last < next));
                if !fits {
                    whole = false;
                    continue;
                }
            }
            if let Err(error) = history.push_packed(&left.bytes) {
                (failed, whole) = (error, false);
            }
        }
        // What cannot be had is no version any more: it could be neither shown nor saved.
        for number in history.verify().damaged {
            if history.versions.contains_key(&number) {
                history.discard(number);
            }
        }
        if history.is_empty() {
            return Err(failed);
        }
        Ok((history, whole))
    }

    /// Adds all versions of a piece that [`History::pack_between`] wrote; they must be later than those that are there.
    ///
    /// # Errors
    /// [`VersionError`]; nothing is added then.
    pub fn push_packed(&mut self, bytes: &[u8]) -> Result<(), VersionError> {
        let (links, block) = block::unpack(bytes)?;
        self.push_block(&links, block)
    }

    fn push_block(&mut self, links: &[Link], block: Block) -> Result<(), VersionError> {
        let block = Arc::new(block);
        let count = links.len();
        let first = links.first().map_or(0, |link| link.number);
        if first <= self.latest() {
            return Err(VersionError::WrongParent {
                number: first,
                parent: self.latest(),
            });
        }
        for (at, link) in links.iter().enumerate() {
            let version = Version {
                parent: link.parent,
                from: link.from,
                stamp: link.stamp.into(),
                change: Change::Packed(block.clone(), count - 1 - at),
                keyframe: None,
                document: OnceLock::new(),
                // From the end, as that is where the way starts.
                distance: ((count - 1 - at) as u32) % KEPT_EVERY,
                standing: Standing::Chained,
            };
            self.versions.insert(link.number, version);
        }
        Ok(())
    }
}

/// Why one version cannot be taken over alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PickError {
    /// It cannot be had
    #[error(transparent)]
    Version(#[from] VersionError),
    /// It no longer fits
    #[error(transparent)]
    Rebase(#[from] RebaseError),
}

/// Whether a patch may change what is at a path of a node.
fn concerns(patch: &Patch, id: Option<&str>, path: &str) -> bool {
    let meets = |of: &Option<crate::document::Text>, at: &str| {
        let apart = |a: &str, b: &str| !a.starts_with(b) && !b.starts_with(a);
        match (of, id) {
            (Some(of), Some(id)) if **of == *id => !apart(at, path),
            // Another node: only if it is replaced whole, or its children are.
            (Some(_), Some(_)) => at.is_empty() || at.starts_with(super::op::CHILDREN) || at == "/id",
            (None, None) => !apart(at, path),
            _ => true,
        }
    };
    patch.ops.iter().any(|op| match op {
        Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => meets(id, path),
        Op::Insert {
            parent, path, node, ..
        } => meets(parent, path) || id.is_some() && node.node_identity().is_some(),
        Op::Remove { .. } | Op::Move { .. } => {
            id.is_none() || path.is_empty() || path.starts_with(super::op::CHILDREN)
        }
    })
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
