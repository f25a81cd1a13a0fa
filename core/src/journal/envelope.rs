//! The record: a mark, a format number, sections with a tag each, and a check over everything.
//!
//! ```text
//! 'B' 'Z' format=2 | tag length(varint) bytes | tag length bytes | ... | crc32 of all before, little endian
//! 'B' 'Z' format=3 | the sections, guarded (see `guard.rs` of the versions) | crc32 of all before, little endian
//! ```
//! Format 3 is for records on which others stand: those with a whole document, and those that stand for many.
//! A reader keeps the sections that it does not know, so that what a later version wrote survives a rewrite.

use super::JournalError;
use bozzetto_versions::{Guarded, crc32, guard, guarded, may_be_guarded};

const MARK: [u8; 2] = *b"BZ";
/// Format 1 had its entry as JSON and its versions in other forms; it is read like this one.
const FORMAT: u8 = 2;
const GUARDED: u8 = 3;
const OLDEST: u8 = 1;
/// The mark and the format.
const FRONT: usize = 3;

/// What a section holds. Numbers are for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionTag(pub u8);

impl SectionTag {
    /// The entry as JSON: format 1.
    pub(super) const OLD_ENTRY: Self = Self(1);
    /// The change that made the version of this record.
    pub const DELTA: Self = Self(2);
    /// The whole document of the version of this record.
    pub const KEYFRAME: Self = Self(3);
    /// The entry: who, when and the events.
    pub const ENTRY: Self = Self(4);
    /// Versions of several records, packed together.
    pub const PACK: Self = Self(5);
    /// The entries of the records that this one stands for: its own and those behind it.
    pub const ENTRIES: Self = Self(6);
    /// Tags beyond this one are a newer release's.
    pub const LAST: u8 = 6;
}

/// A record taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    sections: Vec<(u8, Vec<u8>)>,
}

impl Envelope {
    /// The bytes of a section.
    pub fn section(&self, tag: SectionTag) -> Option<&[u8]> {
        self.sections
            .iter()
            .find(|(found, _)| *found == tag.0)
            .map(|(_, bytes)| bytes.as_slice())
    }

    /// Puts a section in, in place of one with the same tag.
    pub fn set(&mut self, tag: SectionTag, bytes: Vec<u8>) {
        match self.sections.iter_mut().find(|(found, _)| *found == tag.0) {
            Some((_, old)) => *old = bytes,
            None => self.sections.push((tag.0, bytes)),
        }
    }

    /// What a newer release put in: the tags and bytes of sections that are not known here.
    pub fn unknown(&self) -> impl Iterator<Item = (u8, &[u8])> {
        let sections = self.sections.iter().filter(|(tag, _)| *tag > SectionTag::LAST);
        sections.map(|(tag, bytes)| (*tag, bytes.as_slice()))
    }

    /// Whether it holds nothing but an entry and a version of this format: what can be packed with others.
    pub fn is_plain(&self) -> bool {
        let plain = [
            SectionTag::ENTRY,
            SectionTag::OLD_ENTRY,
            SectionTag::DELTA,
            SectionTag::KEYFRAME,
        ];
        self.sections
            .iter()
            .all(|(tag, _)| plain.contains(&SectionTag(*tag)))
    }

    /// As bytes for a store.
    pub fn encode(&self) -> Vec<u8> {
        let size: usize = self.sections.iter().map(|(_, bytes)| bytes.len() + 6).sum();
        let mut out = Vec::with_capacity(size + 7);
        out.extend_from_slice(&MARK);
        let bears = |tag: SectionTag| self.section(tag).is_some();
        let is_guarded = bears(SectionTag::KEYFRAME) || bears(SectionTag::PACK) || bears(SectionTag::ENTRIES);
        out.push(if is_guarded { GUARDED } else { FORMAT });
        for (tag, bytes) in &self.sections {
            out.push(*tag);
            write_length(&mut out, bytes.len());
            out.extend_from_slice(bytes);
        }
        if is_guarded {
            guard(&mut out, FRONT);
        }
        sealed(out)
    }

    /// What was written, of a record whose damage can be put right: one flipped bit, and where it is guarded far more. `None`
    /// for all other damage.
    pub fn mend(bytes: &[u8]) -> Option<Vec<u8>> {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        if let Some(Guarded::Sound(inner) | Guarded::Mended(inner)) = guarded(body.get(FRONT..)?)
            // Zeros all over are what parity fits, and no record.
            && inner.iter().any(|byte| *byte != 0)
        {
            let mut whole = MARK.to_vec();
            whole.push(GUARDED);
            whole.extend(inner);
            guard(&mut whole, FRONT);
            let whole = sealed(whole);
            return Self::decode(&whole).is_ok().then_some(whole);
        }
        let difference = crc32(body) ^ u32::from_le_bytes(*sum);
        let mut mended = bytes.to_vec();
        let place = bozzetto_versions::flipped_bit(difference, bytes.len())?;
        *mended.get_mut(place / 8)? ^= 1 << (place % 8);
        Self::decode(&mended).is_ok().then_some(mended)
    }

    /// What is left of a guarded record that cannot be mended: the sections that are whole, and the versions that are packed in
    /// it, which are each held against their stamps.
    pub fn salvage(bytes: &[u8]) -> Option<Self> {
        let (body, _) = bytes.split_last_chunk::<4>()?;
        let Guarded::Damaged(inner, lost) = guarded(body.get(FRONT..)?)? else {
            return None;
        };
        let hit = |from: usize, to: usize| lost.iter().any(|range| range.start < to && from < range.end);
        let mut sections = Vec::new();
        let mut at = 0;
        while let Some((tag, after)) = inner.get(at..)?.split_first() {
            let Some((length, behind)) = read_length(after) else {
                break;
            };
            let from = inner.len() - behind.len();
            // Without its length nothing behind it can be found.
            if hit(at, from) || behind.len() < length {
                break;
            }
            at = from + length;
            if !hit(from, at) || *tag == SectionTag::PACK.0 {
                sections.push((*tag, inner.get(from..at)?.to_vec()));
            }
        }
        (!sections.is_empty()).then_some(Self { sections })
    }

    /// Whether it is a record, of whatever format, and as it was written.
    pub fn is_whole(bytes: &[u8]) -> bool {
        bytes
            .split_last_chunk::<4>()
            .is_some_and(|(body, sum)| body.starts_with(&MARK) && crc32(body) == u32::from_le_bytes(*sum))
    }

    /// Whether it is worth looking if these bytes are a damaged record that is guarded: they are as long as one, and a part of it is
    /// where it has to be.
    pub fn may_be_guarded(bytes: &[u8]) -> bool {
        let body = bytes
            .split_last_chunk::<4>()
            .and_then(|(body, _)| body.get(FRONT..));
        body.is_some_and(may_be_guarded)
    }

    /// The whole record that these bytes begin with, by its mark and its check.
    pub fn whole_in(bytes: &[u8]) -> Option<&[u8]> {
        if !bytes.starts_with(&MARK) {
            return None;
        }
        bytes.get(..bozzetto_versions::checked_length(bytes)?)
    }

    /// The entry of a record of this or an earlier format.
    ///
    /// # Errors
    /// [`JournalError`]
    pub fn entry(&self) -> Result<super::Entry, JournalError> {
        match (
            self.section(SectionTag::ENTRY),
            self.section(SectionTag::OLD_ENTRY),
        ) {
            (Some(bytes), _) => super::Entry::decode(bytes),
            (None, Some(bytes)) => super::Entry::decode_json(bytes),
            (None, None) => Err(JournalError::Corrupt {
                what: "there is no entry",
            }),
        }
    }

    /// Puts an entry in, in place of the one that is there.
    pub fn set_entry(&mut self, entry: &super::Entry) {
        self.sections.retain(|(tag, _)| *tag != SectionTag::OLD_ENTRY.0);
        self.set(SectionTag::ENTRY, entry.encode());
    }

    /// Takes a record apart.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] for anything that [`Envelope::encode`] cannot have made,
    /// [`JournalError::NewerFormat`] when a later version of it did.
    pub fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let corrupt = |what| JournalError::Corrupt { what };
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or(corrupt("too short"))?;
        let (mark, rest) = body.split_first_chunk::<2>().ok_or(corrupt("too short"))?;
        if *mark != MARK {
            return Err(corrupt("no record"));
        }
        if crc32(body) != u32::from_le_bytes(*sum) {
            return Err(corrupt("the checksum does not fit"));
        }
        let (format, rest) = rest.split_first().ok_or(corrupt("too short"))?;
        if !(OLDEST..=GUARDED).contains(format) {
            return Err(JournalError::NewerFormat {
                found: *format,
                known: GUARDED,
            });
        }
        let inner;
        let mut rest = rest;
        if *format == GUARDED {
            let Some(Guarded::Sound(bytes)) = guarded(rest) else {
                return Err(corrupt("the checksum does not fit"));
            };
            inner = bytes;
            rest = &inner;
        }
        let mut sections = Vec::new();
        while let Some((tag, after)) = rest.split_first() {
            let (length, after) = read_length(after).ok_or(corrupt("a section has no length"))?;
            let (bytes, after) = after
                .split_at_checked(length)
                .ok_or(corrupt("a section is cut"))?;
            sections.push((*tag, bytes.to_vec()));
            rest = after;
        }
        Ok(Self { sections })
    }
}

/// With its check, 4 bytes, behind it.
pub fn sealed(mut record: Vec<u8>) -> Vec<u8> {
    let sum = crc32(&record);
    record.extend_from_slice(&sum.to_le_bytes());
    record
}

/// What [`sealed`] was given, also where one bit was flipped since. `None` for all other damage.
pub fn unsealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let (body, sum) = bytes.split_last_chunk::<4>()?;
    let mut body = body.to_vec();
    let difference = crc32(&body) ^ u32::from_le_bytes(*sum);
    if difference != 0 {
        let place = bozzetto_versions::flipped_bit(difference, bytes.len())?;
        // A bit of the check itself costs nothing.
        if let Some(byte) = body.get_mut(place / 8) {
            *byte ^= 1 << (place % 8);
        }
    }
    Some(body)
}

/// LEB128.
fn write_length(out: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        out.push((length as u8 & 0x7f) | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}

fn read_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0_usize;
    for (place, byte) in bytes.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f).checked_shl(7 * place as u32)?;
        if byte & 0x80 == 0 {
            return Some((length, bytes.get(place + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Envelope {
        let mut envelope = Envelope::default();
        envelope.set(SectionTag::ENTRY, b"{}".to_vec());
        envelope.set(SectionTag(99), vec![7; 300]);
        envelope
    }

    /// JRN-1
    #[test]
    fn what_goes_in_comes_out_unknown_sections_too() {
        let mut envelope = Envelope::decode(&sample().encode()).unwrap();
        assert_eq!(envelope, sample());
        envelope.set(SectionTag::ENTRY, b"{\"a\":1}".to_vec());
        let again = Envelope::decode(&envelope.encode()).unwrap();
        assert_eq!(again.section(SectionTag(99)), Some([7; 300].as_slice()));
        assert_eq!(again.section(SectionTag::ENTRY), Some(b"{\"a\":1}".as_slice()));
        assert_eq!(again.section(SectionTag::DELTA), None);
    }

    /// JRN-2
    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let bytes = sample().encode();
        for index in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[index] ^= 1 << bit;
                assert!(Envelope::decode(&damaged).is_err(), "bit {bit} of byte {index}");
            }
            assert!(Envelope::decode(&bytes[..index]).is_err(), "cut at {index}");
        }
    }

    /// JRN-8
    #[test]
    fn one_flipped_bit_is_mended() {
        let bytes = sample().encode();
        for index in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[index] ^= 1 << bit;
                assert_eq!(
                    Envelope::mend(&damaged).as_ref(),
                    Some(&bytes),
                    "bit {bit} of byte {index}"
                );
                damaged[(index * 7 + 3) % bytes.len()] ^= 0x55;
                let mended = Envelope::mend(&damaged);
                assert!(
                    mended.is_none_or(|mended| mended == bytes),
                    "bit {bit} of byte {index}"
                );
            }
        }
        assert_eq!(Envelope::mend(b""), None);
        assert_eq!(Envelope::mend(&[0; 64]), None);
    }

    /// JRN-8
    #[test]
    fn what_is_sealed_survives_a_flipped_bit() {
        let bytes = sealed(b"what there is".to_vec());
        for place in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[place / 8] ^= 1 << (place % 8);
            assert_eq!(unsealed(&damaged).as_deref(), Some(b"what there is".as_slice()));
            damaged[(place / 8 + 2) % bytes.len()] ^= 0x55;
            assert_eq!(unsealed(&damaged), None, "bit {place}");
        }
        assert_eq!(unsealed(b"abc"), None);
    }

    /// JRN-12: a record on which others stand survives the loss of any of its 256 bytes in a row.
    #[test]
    fn guarded_records_survive_bursts() {
        let mut envelope = sample();
        envelope.set(
            SectionTag::KEYFRAME,
            (0..3_000).map(|at| (at * at / 3) as u8).collect(),
        );
        envelope.set(SectionTag(98), vec![5; 900]);
        let bytes = envelope.encode();
        assert_eq!(bytes[2], 3);
        assert_eq!(Envelope::decode(&bytes), Ok(envelope.clone()));
        for at in (0..bytes.len()).step_by(7) {
            for burst in [1, 200, 256] {
                let mut damaged = bytes.clone();
                let end = bytes.len().min(at + burst);
                damaged[at..end].iter_mut().for_each(|byte| *byte = !*byte);
                assert!(Envelope::decode(&damaged).is_err());
                assert_eq!(
                    Envelope::mend(&damaged).as_ref(),
                    Some(&bytes),
                    "{burst} bytes at {at}"
                );
            }
        }
        // More than that costs the sections that it hit.
        let mut damaged = bytes;
        damaged[900..1_900].fill(0);
        assert_eq!(Envelope::mend(&damaged), None);
        let left = Envelope::salvage(&damaged).unwrap();
        assert_eq!(left.section(SectionTag::KEYFRAME), None);
        assert_eq!(
            left.section(SectionTag::ENTRY),
            envelope.section(SectionTag::ENTRY)
        );
        assert_eq!(left.section(SectionTag(98)), envelope.section(SectionTag(98)));
    }

    /// JRN-3
    #[test]
    fn a_later_format_is_named() {
        let mut bytes = sample().encode();
        bytes.truncate(bytes.len() - 4);
        bytes[2] = 9;
        let sum = crc32(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        assert_eq!(
            Envelope::decode(&bytes),
            Err(JournalError::NewerFormat { found: 9, known: 3 })
        );
    }
}
