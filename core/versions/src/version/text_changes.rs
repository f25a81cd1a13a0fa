//! Where one text became another: stretches of it, each a change of its own.

use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::FxBuildHasher;

use super::{align::align, editor::utf16_len, op::Op};
use crate::document::Text;
use crate::hashing::Map;
use crate::sorted::sort_by_key;

/// What stays between two changes of one text by different people, in bytes, with a blank in it; nearer ones are about the same words, and
/// what has no blanks (an address, an image as text) is one word.
const APART: usize = 16;

/// So many pieces in a row are looked for in the other text. Single words are in every text again and again.
const ROW: usize = 4;

/// A stretch of a text and what stands in its place, as byte ranges of the two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextChange {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

impl TextChange {
    /// The op that does it to a field that holds `a`.
    pub(super) fn op(self, (id, path): (Option<Text>, Text), a: &str, b: &str) -> Op {
        let units = |part: Range<usize>| utf16_len(a.get(part).unwrap_or_default()) as u32;
        Op::Text {
            id,
            path,
            at: units(0..self.old.start),
            delete: units(self.old),
            insert: b.get(self.new).unwrap_or_default().into(),
        }
    }
}

/// What leads from one text to another, in order, with at least `kept` bytes that stay between two changes. O(n log n).
pub(super) fn text_changes(a: &str, b: &str, kept: usize) -> Vec<TextChange> {
    let whole = TextChange {
        old: 0..a.len(),
        new: 0..b.len(),
    };
    let Some(outer) = trimmed(a, b, whole) else {
        return Vec::new();
    };
    let parts = (a.get(outer.old.clone()), b.get(outer.new.clone()));
    let (Some(old), Some(new)) = parts else {
        return vec![outer];
    };
    if old.len().min(new.len()) <= kept || !may_share(old.as_bytes(), new.as_bytes(), kept) {
        return vec![outer];
    }
    let mut changes: Vec<TextChange> = Vec::new();
    let (mut from_a, mut from_b) = (outer.old.start, outer.new.start);
    let ends = (outer.old.end..outer.old.end, outer.new.end..outer.new.end);
    for (old, new) in shared(a, b, &outer)
        .into_iter()
        .filter(|(old, _)| old.len() >= kept)
        .chain([ends])
    {
        let gap = TextChange {
            old: from_a..old.start,
            new: from_b..new.start,
        };
        changes.extend(trimmed(a, b, gap));
        (from_a, from_b) = (old.end, new.end);
    }
    changes
}

/// What two sides made of a text.
pub(super) struct Woven {
    pub(super) text: String,
    /// Whether both have all that they wrote
    pub(super) is_all: bool,
}

/// What each side wrote, as far as it is at another place than what the other side wrote; where the two are near each other, the winner's
/// words. What both changed alike is one change.
pub(super) fn weave(base: &str, [loser, winner]: [&str; 2]) -> Woven {
    let mut woven = Woven {
        text: String::with_capacity(loser.len().max(winner.len())),
        is_all: true,
    };
    let mut at = 0;
    for near in near_each_other(base, changes_of_both(base, [loser, winner])) {
        let only_by = |sides: [bool; 2]| near.iter().any(|change| change.by == sides);
        let (lost, won) = (only_by(LOSER), only_by(WINNER));
        woven.is_all &= !(lost && won);
        // Who did nothing here that the other did not do, too, has it all in what the other did.
        let side = usize::from(won);
        for change in near.iter().filter(|change| change.by.get(side) == Some(&true)) {
            woven
                .text
                .push_str(base.get(at..change.old.start).unwrap_or_default());
            woven.text.push_str(change.new);
            at = change.old.end;
        }
    }
    woven.text.push_str(base.get(at..).unwrap_or_default());
    woven
}

/// A change of a text by either side, or by both.
struct Change<'a> {
    old: Range<usize>,
    new: &'a str,
    by: [bool; 2],
}

const LOSER: [bool; 2] = [true, false];
const WINNER: [bool; 2] = [false, true];

/// In the order of the text.
fn changes_of_both<'a>(base: &str, sides: [&'a str; 2]) -> Vec<Change<'a>> {
    let [mut all, more] = sides.map(|made| {
        let changes = text_changes(base, made, APART).into_iter();
        let told = |change: TextChange| Change {
            old: change.old,
            new: made.get(change.new).unwrap_or_default(),
            by: LOSER,
        };
        changes.map(told).collect::<Vec<_>>()
    });
    let own = all.len();
    for change in more {
        let known = all
            .iter_mut()
            .take(own)
            .find(|known| (&known.old, known.new) == (&change.old, change.new));
        match known {
            Some(known) => known.by = [true, true],
            None => all.push(Change { by: WINNER, ..change }),
        }
    }
    sort_by_key(&mut all, |change| change.old.start);
    all
}

/// Changes with less between them than has to be, together.
fn near_each_other<'a>(base: &str, changes: Vec<Change<'a>>) -> Vec<Vec<Change<'a>>> {
    let mut groups: Vec<Vec<Change<'a>>> = Vec::new();
    let mut end = 0;
    for change in changes {
        let between = base.get(end..change.old.start);
        let is_apart =
            between.is_some_and(|between| between.len() >= APART && between.contains(char::is_whitespace));
        end = end.max(change.old.end);
        match groups.last_mut() {
            Some(group) if !is_apart => group.push(change),
            _ => groups.push(vec![change]),
        }
    }
    groups
}

/// The change without what its two texts begin and end with alike; `None` if they are the same.
fn trimmed(a: &str, b: &str, change: TextChange) -> Option<TextChange> {
    let TextChange { old, new } = change;
    let (text_a, text_b) = (a.get(old.clone())?, b.get(new.clone())?);
    let head = alike(text_a.chars(), text_b.chars());
    let (rest_a, rest_b) = (text_a.get(head..)?, text_b.get(head..)?);
    let tail = alike(rest_a.chars().rev(), rest_b.chars().rev());
    let old = old.start + head..old.end - tail;
    let new = new.start + head..new.end - tail;
    (!old.is_empty() || !new.is_empty()).then_some(TextChange { old, new })
}

/// Whether as many bytes in a row may be in both; `false` is certain. Most texts that are written anew have none, and looking for those is
/// most of what it takes to compare them.
fn may_share(a: &[u8], b: &[u8], kept: usize) -> bool {
    // Of so many bytes, whatever they begin with, each stretch of this length that begins at a multiple of it is there whole.
    const STEP: usize = 8;
    let least = ((kept + 1) / STEP).saturating_sub(1);
    let bit = |bytes: &[u8]| {
        let word = bytes.try_into().map_or(0, u64::from_le_bytes);
        (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize
    };
    let mut seen = [0_u64; 16];
    for window in a.windows(STEP) {
        let at = bit(window);
        if let Some(word) = seen.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }
    let is_seen = |chunk: &[u8]| {
        let at = bit(chunk);
        seen.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    };
    let mut row = 0;
    least == 0
        || b.chunks_exact(STEP).any(|chunk| {
            row = if is_seen(chunk) { row + 1 } else { 0 };
            row >= least
        })
}

/// How many bytes of both are the same from here on.
fn alike(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    let same = a.zip(b).take_while(|(one, other)| one == other);
    same.map(|(one, _)| one.len_utf8()).sum()
}

/// Stretches that are the same in both texts within a change, in order in both, none over another.
fn shared(a: &str, b: &str, within: &TextChange) -> Vec<(Range<usize>, Range<usize>)> {
    let [(rows_a, keys_a), (rows_b, keys_b)] = told_apart(a, b, within);
    let mut shared: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (at_a, at_b) in align(&keys_a, &keys_b) {
        let (Some(row_a), Some(row_b)) = (rows_a.get(at_a), rows_b.get(at_b)) else {
            continue;
        };
        if a.get(row_a.clone()) != b.get(row_b.clone()) {
            continue;
        }
        let (end_a, end_b) = match shared.last_mut() {
            Some(last) => {
                // What follows the last one alike belongs to it, also where it is no row of its own.
                let (gap_a, gap_b) = (a.get(last.0.end..row_a.start), b.get(last.1.end..row_b.start));
                if let (Some(gap_a), Some(gap_b)) = (gap_a, gap_b) {
                    let more = alike(gap_a.chars(), gap_b.chars());
                    (last.0.end, last.1.end) = (last.0.end + more, last.1.end + more);
                }
                (last.0.end, last.1.end)
            }
            None => (within.old.start, within.new.start),
        };
        // A row begins before the last one ended: by as much as that, in the text where it is more.
        let over = end_a
            .saturating_sub(row_a.start)
            .max(end_b.saturating_sub(row_b.start));
        if over >= row_a.len() {
            continue;
        }
        let (mut start_a, mut start_b) = (row_a.start + over, row_b.start + over);
        if let (Some(gap_a), Some(gap_b)) = (a.get(end_a..start_a), b.get(end_b..start_b)) {
            let more = alike(gap_a.chars().rev(), gap_b.chars().rev());
            (start_a, start_b) = (start_a - more, start_b - more);
        }
        match shared.last_mut() {
            Some((old, new)) if old.end == start_a && new.end == start_b => {
                (old.end, new.end) = (row_a.end, row_b.end);
            }
            _ => shared.push((start_a..row_a.end, start_b..row_b.end)),
        }
    }
    if let Some((old, new)) = shared.last_mut() {
        let gaps = (a.get(old.end..within.old.end), b.get(new.end..within.new.end));
        if let (Some(gap_a), Some(gap_b)) = gaps {
            let more = alike(gap_a.chars(), gap_b.chars());
            (old.end, new.end) = (old.end + more, new.end + more);
        }
    }
    shared
}

/// The rows of both texts that are there once in each, with a key of their words: of what is there again and again (`Item 1 costs`, `Item 2 costs`)
/// nobody can say which one stayed. All rows, if there are no such.
fn told_apart(a: &str, b: &str, within: &TextChange) -> [(Vec<Range<usize>>, Vec<u128>); 2] {
    let mut counts: Map<u128, [u32; 2]> = Map::default();
    let mut sides = [(a, &within.old), (b, &within.new)].map(|(text, part)| {
        let rows = rows(text, part);
        let key = |row: &Range<usize>| u128::from(FxBuildHasher.hash_one(text.get(row.clone())));
        let keys: Vec<u128> = rows.iter().map(key).collect();
        (rows, keys)
    });
    for (side, (_, keys)) in sides.iter().enumerate() {
        for key in keys {
            if let Some(count) = counts.entry(*key).or_default().get_mut(side) {
                *count += 1;
            }
        }
    }
    let is_single = |key: &u128| counts.get(key) == Some(&[1, 1]);
    if counts.values().any(|count| *count == [1, 1]) {
        for (rows, keys) in &mut sides {
            let mut single = keys.iter().map(is_single);
            rows.retain(|_| single.next() == Some(true));
            keys.retain(is_single);
        }
    }
    sides
}

/// Each piece of a part of a text, with the pieces that follow it. A piece is a word with the blank or sign after it; what is written
/// without blanks has a piece for each sign.
fn rows(text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
    let goes_on = |c: char| c.is_alphanumeric() && c < '\u{2e80}';
    let pieces = text.get(part.clone()).unwrap_or_default().char_indices();
    let ends = pieces
        .filter(|(_, c)| !goes_on(*c))
        .map(|(at, c)| part.start + at + c.len_utf8());
    let mut bounds = vec![part.start];
    bounds.extend(ends);
    if bounds.last() != Some(&part.end) {
        bounds.push(part.end);
    }
    let rows = bounds.iter().zip(bounds.iter().skip(ROW));
    rows.map(|(start, end)| *start..*end).collect()
}

#[cfg(test)]
mod tests {
    use super::may_share;

    /// Where a text is looked through for what stayed must not depend on where in it that stands.
    #[test]
    fn what_both_have_is_seen_wherever_it_stands() {
        let stayed = "what stayed, so many bytes of it";
        for kept in [0, 6, 7, 8, 15, 16, 24, stayed.len()] {
            let shared = &stayed[..kept];
            for (before, behind) in (0..20).flat_map(|before| (0..20).map(move |behind| (before, behind))) {
                let a = format!("{}{shared}{}", "-".repeat(before), "=".repeat(behind + 9));
                let b = format!("{}{shared}{}", "+".repeat(behind), "*".repeat(before + 9));
                assert!(
                    may_share(a.as_bytes(), b.as_bytes(), kept),
                    "{kept} of {a} and {b}"
                );
            }
        }
        let (a, b) = (
            "Fees in next team everyone customers",
            "Week new thousands of hidden payments",
        );
        assert!(!may_share(a.as_bytes(), b.as_bytes(), stayed.len()));
    }
}
