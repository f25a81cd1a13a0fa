//! What versions are known by, and whether they are what they were.

use super::{History, Standing, Version};
use crate::document::{Document, Limits};
use crate::version::{codec::Stamp, editor::advance, error::VersionError};

/// So many numbers that are missing are told one by one.
const MOST_MISSED: usize = 10_000;

/// What [`History::verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Versions looked at
    pub versions: u32,
    /// Those that cannot be had, or are not what they were, also those that are known to have been behind the latest;
    /// of the numbers that are missing the first 10,000
    pub damaged: Vec<u32>,
    /// Those that were made without a version before them that was lost
    pub mended: Vec<u32>,
    /// Behind all these there may have been more: it was damaged, and their numbers are not known
    pub cut: bool,
}

impl History {
    pub(super) fn check(
        &self,
        number: u32,
        version: &Version,
        document: &Document,
    ) -> Result<(), VersionError> {
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

    /// Whether a version can be had, and fits its stamp. One whose parent is not known has nothing that it could be held against.
    pub fn is_proven(&self, number: u32) -> bool {
        let parent = self.parent(number).unwrap_or_default();
        (parent == 0 || self.known_stamp(parent).is_some()) && self.at(number).is_ok()
    }

    /// The stamp of a version, in which those of all before it are.
    pub fn stamp(&self, number: u32) -> Option<Stamp> {
        self.make_stamps(number).ok()
    }

    /// The stamp of a version. Those that were appended since the last one was made get theirs on the way.
    pub(super) fn make_stamps(&self, number: u32) -> Result<Stamp, VersionError> {
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

    pub(super) fn known_stamp(&self, number: u32) -> Option<Stamp> {
        self.versions.get(&number)?.stamp.get().copied()
    }

    /// Reads every version and holds it against its stamp.
    pub fn verify(&self) -> Verified {
        let mut found = Verified {
            cut: self.is_cut,
            ..Verified::default()
        };
        let mut next = 1;
        // A few bytes can claim that there were any number of them.
        let mut room = MOST_MISSED;
        let mut missed = |numbers: std::ops::Range<u32>| {
            let told = numbers.len().min(room);
            room -= told;
            numbers.take(told)
        };
        for (number, version) in self.versions.iter() {
            // Numbers rise by one, so what is not there was lost.
            found.damaged.extend(missed(next..*number));
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
            .damaged
            .extend(missed(next..self.lost_up_to.saturating_add(1)));
        found
    }
}
