//! Bytes that survive damage: cut into stripes, each with a check, and a sixteenth more from which lost stripes are made again.
//!
//! ```text
//! bytes | parity stripes | a CRC-32 of every stripe of the bytes, then of the parity, little endian
//! ```
//! A stripe has 256 bytes, the last one what is left. For n stripes there are n/16 parity stripes, rounded up, and three at least if
//! there are as many; stripe i is in the class i modulo their number. The parity stripes go on behind the last one in the
//! same way, each the exclusive or of its class. So of every class one stripe may be lost whole, and neighbours are in different
//! classes. Where a class lost more, stripes with one flipped bit are put right by their check, and others that were hit at different
//! places by both: what the class is off by is cut into ranges, one for each, until all checks fit; so are two with one changed byte. The checks are behind all the
//! rest, so that bytes that were cut still begin as they were. Damage in a row may hit the last of the parity together with checks: it
//! is known by that all of it is there, and nothing else differs from what the bytes are guarded with.

use std::ops::Range;

use crate::checksum::{changed_byte, changes_from, crc32, flipped_bit, passing_over};

const STRIPE: usize = 256;
/// Stripes for which there is one of parity.
const CLASS: usize = 16;
/// Stripes of one class that are put right one against the other.
const MOST_APART: usize = 8;
/// Stripes at either end by which guarded bytes are known.
const LOOKED_AT: usize = 4;

/// What became of guarded bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// As they were written
    Sound(Vec<u8>),
    /// There was damage; they are as they were written again
    Mended(Vec<u8>),
    /// Some of it cannot be put right: what is left, and the ranges that are not what they were
    Damaged(Vec<u8>, Vec<Range<usize>>),
}

fn stripes(length: usize) -> (usize, usize) {
    let count = length.div_ceil(STRIPE).max(1);
    (count, count.div_ceil(CLASS).max(count.min(3)))
}

fn guarded_len(length: usize) -> usize {
    let (count, classes) = stripes(length);
    length + classes * length.min(STRIPE) + 4 * (count + classes)
}

/// The length that [`guarded_len`] makes this one of.
fn inner_len(guarded: usize) -> Option<usize> {
    let (mut low, mut high) = (0, guarded);
    while low < high {
        let middle = low + (high - low) / 2;
        if guarded_len(middle) < guarded {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (guarded_len(low) == guarded).then_some(low)
}

fn mix(into: &mut [u8], from: &[u8]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into ^= from;
    }
}

/// What is behind the bytes so that [`guarded`] finds damage and puts it right.
pub fn guard(bytes: &mut Vec<u8>, from: usize) {
    let inner = bytes.get(from..).unwrap_or_default();
    let (_, classes) = stripes(inner.len());
    let mut parity = vec![vec![0; inner.len().min(STRIPE)]; classes];
    let mut sums = Vec::new();
    let mut whole = inner.chunks(STRIPE);
    let empty: &[u8] = &[];
    let first = whole.next().unwrap_or(empty);
    for (at, stripe) in std::iter::once(first).chain(whole).enumerate() {
        sums.push(crc32(stripe));
        if let Some(parity) = parity.get_mut(at % classes) {
            mix(parity, stripe);
        }
    }
    let count = sums.len();
    for at in count..count + classes {
        let parity = parity.get(at % classes).map(Vec::as_slice).unwrap_or_default();
        sums.push(crc32(parity));
        bytes.extend(parity);
    }
    bytes.extend(sums.into_iter().flat_map(u32::to_le_bytes));
}

/// What [`guard`] made, taken apart.
struct Parts<'a> {
    inner: &'a [u8],
    parity: &'a [u8],
    sums: &'a [[u8; 4]],
    /// Stripes, and those of parity
    count: usize,
    classes: usize,
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let length = inner_len(bytes.len())?;
        let (count, classes) = stripes(length);
        let (inner, rest) = bytes.split_at_checked(length)?;
        let (parity, sums) = rest.split_at_checked(classes * length.min(STRIPE))?;
        Some(Self {
            inner,
            parity,
            sums: sums.as_chunks::<4>().0,
            count,
            classes,
        })
    }

    /// What the check of a stripe says.
    fn sum(&self, at: usize) -> u32 {
        self.sums.get(at).copied().map_or(0, u32::from_le_bytes)
    }

    fn fits(&self, at: usize, stripe: &[u8]) -> bool {
        self.sum(at) == crc32(stripe)
    }

    /// The parity of a class, and its place among all stripes.
    fn parity_of(&self, class: usize) -> (usize, &'a [u8]) {
        // The first place behind the bytes that is of this class.
        let place = (0..self.classes).find(|at| (self.count + at) % self.classes == class);
        let place = place.unwrap_or(0);
        (self.count + place, stripe(self.parity, place))
    }

    /// A stripe from two copies of it, of which the first one lost its end and the second one its beginning.
    fn of_both(&self, at: usize, first: &[u8], second: &[u8]) -> Option<Vec<u8>> {
        let from = passing_over(first, second, crc32(first) ^ self.sum(at))?;
        Some([first.get(..from)?, second.get(from..)?].concat())
    }

    /// What all stripes of a class and their parity are off by.
    fn off(&self, class: usize, inner: &[u8]) -> Vec<u8> {
        let mut off = self.parity_of(class).1.to_vec();
        let all = (class..self.count).step_by(self.classes);
        all.for_each(|at| mix(&mut off, stripe(inner, at)));
        off
    }

    /// Puts stripes of a class right that were hit at different places, and its parity maybe as well: all of them, or none.
    fn take_apart(&self, class: usize, lost: &[usize], inner: &mut [u8]) -> bool {
        let mut off = self.off(class, inner);
        let mut hit: Vec<(usize, Vec<u8>)> =
            lost.iter().map(|at| (*at, stripe(inner, *at).to_vec())).collect();
        let (place, parity) = self.parity_of(class);
        if !self.fits(place, parity) {
            hit.push((place, parity.to_vec()));
        }
        let mut mended: Vec<(usize, Vec<u8>)> = Vec::new();
        let is_off = off.iter().any(|byte| *byte != 0);
        let mut tried = if is_off && hit.len() <= MOST_APART {
            hit.len()
        } else {
            0
        };
        // What one of them was off by may have been in the way of another one.
        while tried > 0 {
            let (at, mut bytes) = hit.remove(0);
            tried -= 1;
            match part_of(&off, bytes.len(), crc32(&bytes) ^ self.sum(at)) {
                Some(part) => {
                    if let (Some(bytes), Some(off)) = (bytes.get_mut(part.clone()), off.get_mut(part)) {
                        mix(bytes, off);
                        off.fill(0);
                    }
                    mended.push((at, bytes));
                    tried = hit.len();
                }
                None => hit.push((at, bytes)),
            }
        }
        // Two that were hit at the same place: there is one byte that the check of each of them tells.
        let told = |(at, bytes): &(usize, Vec<u8>)| changed_byte(crc32(bytes) ^ self.sum(*at), bytes.len());
        if let [a, b] = hit.as_slice()
            && let (Some(in_a), Some(in_b)) = (told(a), told(b))
        {
            for ((at, mut bytes), (place, bits)) in hit.drain(..).zip([in_a, in_b]) {
                for bytes in [&mut bytes, &mut off] {
                    if let Some(byte) = bytes.get_mut(place) {
                        *byte ^= bits;
                    }
                }
                mended.push((at, bytes));
            }
        }
        // Of one that is left it may be the check that was damaged.
        let is_all = hit.len() < 2 && off.iter().all(|byte| *byte == 0);
        if is_all {
            for (at, bytes) in mended.into_iter().filter(|(at, _)| *at < self.count) {
                stripe_of(inner, at).copy_from_slice(&bytes);
            }
        }
        is_all
    }

    /// Whether no stripe was hit, of which these seem gone, but only what is behind them: the parity of all of these, and the checks.
    fn is_hit_behind(&self, bytes: &[u8], gone: &[usize]) -> bool {
        let is_hit = |at: &usize| {
            let (place, parity) = self.parity_of(at % self.classes);
            !self.fits(place, parity)
        };
        // Of fewer stripes the parity is as near as the checks.
        if self.count < 3 || !gone.iter().all(is_hit) {
            return false;
        }
        let mut again = self.inner.to_vec();
        guard(&mut again, 0);
        let differs = |(bytes, again): (&u8, &u8)| bytes != again;
        let first = bytes.iter().zip(&again).position(differs);
        let last = bytes.iter().zip(&again).rposition(differs);
        first.zip(last).is_some_and(|(first, last)| last - first < STRIPE)
    }
}

/// What was guarded, if nothing of it was hit.
pub(crate) fn sound(bytes: &[u8]) -> Option<&[u8]> {
    let parts = Parts::of(bytes)?;
    let fits = (0..parts.count).all(|at| parts.fits(at, stripe(parts.inner, at)))
        && (0..parts.classes).all(|at| parts.fits(parts.count + at, stripe(parts.parity, at)));
    fits.then_some(parts.inner)
}

/// Whether bytes may be what [`guard`] made: they are as long as that, and some stripe at either end is where its check says. Few
/// bytes may always be it.
pub fn may_be_guarded(bytes: &[u8]) -> bool {
    let Some(parts) = Parts::of(bytes) else {
        return false;
    };
    let mut ends = (0..LOOKED_AT).chain(parts.count.saturating_sub(LOOKED_AT)..parts.count);
    parts.count <= 2 * LOOKED_AT || ends.any(|at| parts.fits(at, stripe(parts.inner, at)))
}

/// Takes apart what [`guard`] made. `None`: it is not as long as anything that has been guarded.
pub fn guarded(bytes: &[u8]) -> Option<Guarded> {
    if let Some(inner) = sound(bytes) {
        return Some(Guarded::Sound(inner.to_vec()));
    }
    let parts = Parts::of(bytes)?;
    let (count, classes) = (parts.count, parts.classes);
    let mut inner = parts.inner.to_vec();
    let mut lost: Vec<Vec<usize>> = vec![Vec::new(); classes];
    for at in 0..count {
        if !parts.fits(at, stripe(&inner, at))
            && let Some(lost) = lost.get_mut(at % classes)
        {
            lost.push(at);
        }
    }
    let mut gone: Vec<usize> = Vec::new();
    // Bytes that only are as long as guarded ones are looked at by the thousand where the beginning of a record is searched for.
    let is_known = lost.iter().map(Vec::len).sum::<usize>() < count
        || (0..classes).any(|at| parts.fits(count + at, stripe(parts.parity, at)));
    for (class, mut lost) in lost.into_iter().enumerate() {
        if lost.len() > 1 {
            if parts.off(class, &inner).iter().all(|byte| *byte == 0) {
                // All of it fits together: it is the checks that were damaged, or the same was done to two of them.
                let _same = is_known && parts.take_apart(class, &lost, &mut inner);
                continue;
            }
            lost.retain(|at| !flip_back(stripe_of(&mut inner, *at), parts.sum(*at)));
        }
        let [at] = lost.as_slice() else {
            if !is_known || !parts.take_apart(class, &lost, &mut inner) {
                gone.extend(lost);
            }
            continue;
        };
        let (place, parity) = parts.parity_of(class);
        let mut made = parts.off(class, &inner);
        let stripe = stripe_of(&mut inner, *at);
        mix(&mut made, stripe);
        made.truncate(stripe.len());
        // Where the two agree it is the check that was damaged.
        if made == stripe {
            continue;
        }
        let both = (count <= classes)
            .then(|| parts.of_both(*at, stripe, &made))
            .flatten();
        // All that it is made from fits, so it is right, though its own check may have been hit as well.
        if parts.fits(*at, &made) || parts.fits(place, parity) {
            stripe.copy_from_slice(&made);
        } else if let Some(made) = both {
            stripe.copy_from_slice(&made);
        } else if !(flip_back(stripe, parts.sum(*at))
            || is_known && parts.take_apart(class, &lost, &mut inner))
        {
            gone.push(*at);
        }
    }
    if gone.is_empty() {
        return Some(Guarded::Mended(inner));
    }
    if parts.is_hit_behind(bytes, &gone) {
        return Some(Guarded::Mended(parts.inner.to_vec()));
    }
    let ranges = gone.into_iter().map(|at| range(&inner, at)).collect();
    Some(Guarded::Damaged(inner, ranges))
}

fn range(bytes: &[u8], at: usize) -> Range<usize> {
    at * STRIPE..bytes.len().min((at + 1) * STRIPE)
}

fn stripe(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(range(bytes, at)).unwrap_or_default()
}

fn stripe_of(bytes: &mut [u8], at: usize) -> &mut [u8] {
    let range = range(bytes, at);
    bytes.get_mut(range).unwrap_or_default()
}

/// The part of `off` that changes the check of so many bytes by `difference`.
fn part_of(off: &[u8], length: usize, difference: u32) -> Option<Range<usize>> {
    let off = off.get(..length)?;
    let sums = changes_from(off);
    let hit: Vec<usize> = (0..length).filter(|at| off.get(*at) != Some(&0)).collect();
    hit.iter().enumerate().find_map(|(nth, from)| {
        let wanted = sums.get(*from)? ^ difference;
        let mut ends = hit.iter().skip(nth).map(|last| last + 1);
        let end = ends.find(|end| sums.get(*end) == Some(&wanted))?;
        Some(*from..end)
    })
}

/// Puts one flipped bit of a stripe right, if that is what is wrong with it.
fn flip_back(stripe: &mut [u8], sum: u32) -> bool {
    let Some(place) = flipped_bit(crc32(stripe) ^ sum, stripe.len() + 4) else {
        return false;
    };
    if let Some(byte) = stripe.get_mut(place / 8) {
        *byte ^= 1 << (place % 8);
    }
    // One behind the stripe is a bit of the check itself.
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(length: usize) -> (Vec<u8>, Vec<u8>) {
        let inner: Vec<u8> = (0..length).map(|at| (at * at * 31 + at / 7) as u8).collect();
        let mut bytes = inner.clone();
        guard(&mut bytes, 0);
        (inner, bytes)
    }

    /// VER-27
    #[test]
    fn what_is_guarded_comes_back() {
        for length in (0..600).chain([4_095, 4_096, 4_097, 9_000]) {
            let (inner, bytes) = sample(length);
            assert_eq!(guarded(&bytes), Some(Guarded::Sound(inner)), "{length}");
            assert!(bytes.len() <= length + length / 16 + length / 60 + 3 * STRIPE + 24);
        }
    }

    /// VER-27: any number of flipped bits within 256 bytes, wherever they are, cost nothing.
    #[test]
    fn every_burst_of_a_stripe_is_mended() {
        for length in [0, 1, 200, 256, 257, 600, 3_000] {
            let (inner, bytes) = sample(length);
            for at in 0..bytes.len() {
                for burst in [1, 2, 200, 256] {
                    let mut damaged = bytes.clone();
                    // The parity of few bytes is as near as the checks, and may be hit together with all of them.
                    let is_short = stripes(length).0 < 3;
                    let sums = bytes.len() - 4 * (stripes(length).0 + stripes(length).1);
                    let edges = [if is_short { sums } else { 0 }, bytes.len()];
                    let burst = if is_short { burst.min(length.max(1)) } else { burst };
                    let edge = edges.into_iter().find(|edge| at < *edge).unwrap();
                    let end = edge.min(at + burst);
                    damaged[at..end].iter_mut().for_each(|byte| *byte ^= 0x5a);
                    let found = guarded(&damaged).unwrap();
                    assert_eq!(
                        found,
                        Guarded::Mended(inner.clone()),
                        "{burst} at {at} of {length}"
                    );
                }
            }
        }
    }

    /// VER-27: stripes of one class that were hit at different places are put right one against the other, the parity as well.
    #[test]
    fn two_places_of_a_class_are_told_apart() {
        for length in [700, 3_000, 9_000] {
            let (inner, bytes) = sample(length);
            let (count, classes) = stripes(length);
            let parity = (0..classes).find(|at| (count + at) % classes == 0).unwrap();
            let others = (classes..count).step_by(classes).map(|at| at * STRIPE);
            for other in others.chain([length + parity * STRIPE]) {
                for (at, burst, from) in [(0, 1, 40), (30, 1, 20), (10, 20, 60), (60, 90, 3), (255, 1, 0)] {
                    let mut damaged = bytes.clone();
                    for place in (at..at + burst).chain(other + from..other + from + burst.min(30)) {
                        damaged[place] ^= 0x5a ^ (place % 7) as u8;
                    }
                    let found = guarded(&damaged);
                    assert_eq!(
                        found,
                        Some(Guarded::Mended(inner.clone())),
                        "{at} and {other} of {length}"
                    );
                }
            }
        }
        // The same place, in another way or the same.
        let (inner, bytes) = sample(3_000);
        for bits in [0x01, 0x33, 0x5a] {
            let mut damaged = bytes.clone();
            damaged[77] ^= 0x5a;
            damaged[3 * STRIPE + 77] ^= bits;
            assert_eq!(guarded(&damaged), Some(Guarded::Mended(inner.clone())), "{bits}");
        }
        // Three of them, of which one is hit on both sides of another.
        let (inner, bytes) = sample(9_000);
        let mut damaged = bytes.clone();
        for place in [10, 90, 768 + 50, 1_536 + 200] {
            damaged[place] = !damaged[place];
        }
        assert_eq!(guarded(&damaged), Some(Guarded::Mended(inner)));
    }

    /// VER-27: what cannot be put right is said, and the rest is as it was.
    #[test]
    fn two_stripes_of_a_class_are_lost() {
        let (inner, bytes) = sample(3_000);
        let mut damaged = bytes.clone();
        damaged[10..12].fill(0xee);
        damaged[778..782].fill(0xee);
        let Some(Guarded::Damaged(left, ranges)) = guarded(&damaged) else {
            panic!()
        };
        assert_eq!(ranges, [0..256, 768..1_024]);
        assert_eq!(left[..10], inner[..10]);
        assert_eq!(left[782..], inner[782..]);
        // One flipped bit in each of them is found by their own checks.
        let mut damaged = bytes;
        damaged[10] ^= 4;
        damaged[778] ^= 64;
        damaged[1_500] ^= 1;
        assert_eq!(guarded(&damaged), Some(Guarded::Mended(inner)));
    }
}
