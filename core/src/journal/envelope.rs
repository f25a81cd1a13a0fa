//! The record: a mark, a format number, sections with a tag each, and a check over everything.
//!
//! ```text
//! 'B' 'Z' format=2 | tag length(varint) bytes | tag length bytes | ... | crc32 of all before, little endian
//! ```
//! A reader keeps the sections that it does not know, so that what a later version wrote survives a rewrite.

use super::JournalError;
use bozzetto_versions::crc32;

const MARK: [u8; 2] = *b"BZ";
/// Format 1 had its entry as JSON and its versions in other forms; it is read like this one.
const FORMAT: u8 = 2;
const OLDEST: u8 = 1;

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
        out.push(FORMAT);
        for (tag, bytes) in &self.sections {
            out.push(*tag);
            write_length(&mut out, bytes.len());
            out.extend_from_slice(bytes);
        }
        let sum = crc32(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    /// What was written, of a record in which one bit was flipped: the check tells which. `None` for all other damage.
    pub fn mend(bytes: &[u8]) -> Option<Vec<u8>> {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        let difference = crc32(body) ^ u32::from_le_bytes(*sum);
        let mut mended = bytes.to_vec();
        let place = bozzetto_versions::flipped_bit(difference, bytes.len())?;
        *mended.get_mut(place / 8)? ^= 1 << (place % 8);
        Self::decode(&mended).is_ok().then_some(mended)
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
        let (format, mut rest) = rest.split_first().ok_or(corrupt("too short"))?;
        if !(OLDEST..=FORMAT).contains(format) {
            return Err(JournalError::NewerFormat {
                found: *format,
                known: FORMAT,
            });
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
                assert_ne!(Envelope::mend(&damaged), Some(damaged.clone()));
            }
        }
        assert_eq!(Envelope::mend(b""), None);
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
            Err(JournalError::NewerFormat { found: 9, known: 2 })
        );
    }
}
