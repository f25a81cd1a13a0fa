//! Histories as one piece, and back.

use std::sync::{Arc, OnceLock};

use super::{Change, History, KEPT_EVERY, Standing, Version};
use crate::document::Document;
use crate::document::Limits;
use crate::version::block::{self, Block, Link};
use crate::version::editor::{Applied, apply};
use crate::version::{codec, error::VersionError, op::Op, op::Patch, pack};

impl History {
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
    /// asked for, as all others are. Damaged bytes that can be put right exactly are; then every version is held against its stamp
    /// at once.
    ///
    /// # Errors
    /// [`VersionError`] for what cannot be put right: [`History::salvage`] makes what it can of it. Never panics, whatever the bytes.
    pub fn unpack(bytes: &[u8]) -> Result<Self, VersionError> {
        match pack::unpack(bytes) {
            Ok(blocks) => Self::of_blocks(&blocks),
            Err(error) => Self::mended(bytes).ok_or(error),
        }
    }

    /// What was packed, if all of it is there again and proves to be what it was.
    fn mended(bytes: &[u8]) -> Option<Self> {
        let (blocks, true) = pack::salvage(bytes) else {
            return None;
        };
        let blocks: Vec<&[u8]> = blocks.iter().map(|left| left.bytes.as_slice()).collect();
        let history = Self::of_blocks(&blocks).ok()?;
        // A number that is missing was missing when it was packed.
        let is_missing = |number: &u32| !history.versions.contains_key(number);
        history.verify().damaged.iter().all(is_missing).then_some(history)
    }

    fn of_blocks(blocks: &[&[u8]]) -> Result<Self, VersionError> {
        let mut history = Self::default();
        let blocks = blocks.iter().map(|bytes| block::unpack(bytes));
        let blocks = blocks.collect::<Result<Vec<_>, _>>()?;
        let all = blocks.iter().map(|(links, _)| links.len());
        history.versions.reserve(all.sum());
        for (links, block) in blocks {
            history.push_block(&links, block)?;
        }
        // What was cut right behind its beginning is not nothing.
        match history.is_empty() {
            true => Err(codec::short()),
            false => Ok(history),
        }
    }

    /// What is left of damaged bytes that [`History::pack`] wrote, and whether that is all of it: what can be put right is. Ask
    /// [`History::verify`] which versions are what they were, and what is known of those that are lost.
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
        // Up to here the numbers are known; whether there were more; and the last one of a block that has yet to prove itself.
        let (mut known, mut is_cut, mut unproven) = (0_u32, false, None);
        let mut doubtful: Vec<u32> = Vec::new();
        for (at, left) in blocks.iter().enumerate() {
            let mut fits = true;
            if !left.is_sound && blocks.len() > 1 {
                // Damaged numbers must not be in the way of those behind them.
                let mut behind = blocks.iter().skip(at + 1).filter(|left| left.is_sound);
                let next = behind.find_map(|left| span(&left.bytes)).map(|(first, _)| first);
                fits = span(&left.bytes).is_some_and(|(_, last)| next.is_none_or(|next| last < next));
            }
            let before = history.latest();
            let pushed = fits
                && history
                    .push_packed(&left.bytes)
                    .map_err(|error| failed = error)
                    .is_ok();
            whole &= pushed;
            if !left.is_sound {
                doubtful.extend(history.numbers().filter(|number| *number > before));
            }
            let claimed = block::claimed(left.bytes.get(..left.whole).unwrap_or_default());
            let follows = |(first, last): (u32, u32)| {
                (known.checked_add(1) == Some(first) || is_cut && first > known).then_some(last)
            };
            if pushed && left.is_sound {
                (known, is_cut, unproven) = (history.latest(), false, None);
            } else if let Some(last) = claimed.and_then(follows) {
                (known, is_cut, unproven) = (last, false, None);
            } else {
                (is_cut, unproven) = (true, pushed.then(|| history.latest()));
            }
        }
        // What cannot be had is no version any more: it could be neither shown nor saved. What was hit has to be proven.
        doubtful.retain(|number| !history.is_proven(*number));
        for number in doubtful.into_iter().chain(history.verify().damaged) {
            if history.versions.contains_key(&number) {
                history.discard(number);
            }
        }
        if history.is_empty() {
            return Err(failed);
        }
        let is_there = |number: u32| history.versions.contains_key(&number);
        history.is_cut = is_cut && !unproven.is_some_and(is_there);
        history.lost_up_to = known;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// VER-21: a question about an old version keeps the documents around it, and a few on the way to it.
    #[test]
    fn a_long_way_back_is_not_kept() {
        let limits = Limits::unlimited();
        let mut history = History::new();
        history
            .push(1, 0, &Patch::default(), Document::empty_screen())
            .unwrap();
        for number in 2..=300_u32 {
            let patch = Patch::new([Op::set_at("/name", f64::from(number))]);
            history.append(number, number - 1, &patch, &limits).unwrap();
        }
        let mut opened = History::new();
        opened
            .push_packed(&history.pack_between(1, 300).unwrap())
            .unwrap();
        assert_eq!(opened.at(3).unwrap(), history.at(3).unwrap());
        let kept = |from: u32, to: u32| {
            let versions = (from..=to).filter_map(|number| opened.versions.get(&number));
            versions
                .filter(|version| version.document.get().is_some())
                .count() as u32
        };
        // Those above it to the next that is always kept, and of the way one in sixteen and its beginning.
        assert!(kept(3, 19) >= KEPT_EVERY / 4 - 1, "{}", kept(3, 19));
        assert!(kept(20, 300) <= 281 / KEPT_EVERY + 2, "{}", kept(20, 300));
    }
}
