//! Bits as bytes, each bit at the price of its surprise: an adaptive binary arithmetic coder, carryless, 32 bits wide.
//!
//! One structure writes or reads, so that what is written and what is read cannot drift apart. Why not a library:
//! `core/docs/history-codec.md`.

use super::error::VersionError;

/// How many adaptive bits there are. Contexts are spread over them by a hash; that two share one costs a little size.
const MODELS: usize = 1 << 16;
/// One half, never seen: twelve bits of probability, four bits of how often it was met. Kept as what differs from it, as memory
/// that is zero is had for nothing.
const FRESH: u16 = 0x8000;
/// Bits of a number below the highest one that are modelled; those below them are nearly random.
const MODELLED: u32 = 6;

/// A stream of numbers and bits, being written or read, plain or coded.
pub(super) struct Bits {
    writing: bool,
    /// Adaptive bits; empty: plain bytes, for what is too short to learn from
    models: Vec<u16>,
    bytes: Vec<u8>,
    /// The next byte to read
    at: usize,
    low: u32,
    high: u32,
    code: u32,
}

pub(super) fn short() -> VersionError {
    VersionError::Corrupt {
        what: "it ends too early",
    }
}

impl Bits {
    /// Writes behind what is there.
    pub(super) fn write(bytes: Vec<u8>, coded: bool) -> Self {
        Self {
            writing: true,
            models: if coded { vec![0; MODELS] } else { Vec::new() },
            bytes,
            at: 0,
            low: 0,
            high: u32::MAX,
            code: 0,
        }
    }

    /// Reads what was written.
    pub(super) fn read(bytes: &[u8], coded: bool) -> Self {
        let mut bits = Self {
            writing: false,
            at: 0,
            ..Self::write(bytes.to_vec(), coded)
        };
        if coded {
            for _ in 0..4 {
                bits.code = (bits.code << 8) | u32::from(bits.next());
            }
        }
        bits
    }

    pub(super) fn is_writing(&self) -> bool {
        self.writing
    }

    pub(super) fn is_coded(&self) -> bool {
        !self.models.is_empty()
    }

    /// What was written.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        if self.is_coded() {
            // The first bytes of both bounds differ, so this one is between them whatever is read behind it.
            self.bytes.push((self.high >> 24) as u8);
        }
        self.bytes
    }

    /// Whether all was read.
    ///
    /// # Errors
    /// [`VersionError::Corrupt`]
    pub(super) fn end(&self) -> Result<(), VersionError> {
        self.check()?;
        if !self.is_coded() && self.at != self.bytes.len() {
            return Err(VersionError::Corrupt {
                what: "something is behind its end",
            });
        }
        Ok(())
    }

    /// The next byte; zero beyond the end, which [`Bits::check`] finds.
    fn next(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// Nothing was read from beyond the end, but for what the coder looks ahead.
    pub(super) fn check(&self) -> Result<(), VersionError> {
        let ahead = if self.is_coded() { 4 } else { 0 };
        if self.writing || self.at <= self.bytes.len() + ahead {
            Ok(())
        } else {
            Err(short())
        }
    }

    /// So many bits from the highest on, each in the context of those before it. Their adaptive bits lie side by side, so that
    /// a symbol costs the cache one line or two.
    fn tree(&mut self, context: u32, count: u32, number: u32) -> u32 {
        let base = (context.wrapping_mul(0x9e37_79b1) >> 11) as usize;
        let (mut low, mut high, mut code) = (self.low, self.high, self.code);
        let mut node = 1_usize;
        let mut unused = 0;
        for place in (0..count).rev() {
            let slot = (base + node) & (MODELS - 1);
            let model = self.models.get_mut(slot).unwrap_or(&mut unused);
            let known = *model ^ FRESH;
            let (chance, met) = (u32::from(known >> 4).clamp(1, 4095), u32::from(known & 15));
            let middle = low + ((high - low) >> 12) * chance;
            let bit = if self.writing {
                (number >> place) & 1 == 1
            } else {
                code <= middle
            };
            // Early bits move it far, later ones less and less.
            let shift = 2 + met / 5;
            let chance = if bit {
                high = middle;
                chance + ((4096 - chance) >> shift)
            } else {
                low = middle + 1;
                chance - (chance >> shift)
            };
            *model = (((chance.min(4095) as u16) << 4) | (met + 1).min(15) as u16) ^ FRESH;
            node = (node << 1) | usize::from(bit);
            while (low ^ high) >> 24 == 0 {
                if self.writing {
                    self.bytes.push((high >> 24) as u8);
                } else {
                    let byte = self.bytes.get(self.at).copied().unwrap_or(0);
                    self.at += 1;
                    code = (code << 8) | u32::from(byte);
                }
                low <<= 8;
                high = (high << 8) | 255;
            }
        }
        (self.low, self.high, self.code) = (low, high, code);
        node as u32 ^ (1 << count)
    }

    /// A number in a context: what is frequent there is short. At most 2^32 - 2.
    pub(super) fn number(&mut self, context: u32, number: u32) -> Result<u32, VersionError> {
        if !self.is_coded() {
            return self.varint(number);
        }
        let more = number.saturating_add(1);
        let length = self.tree(context, 5, 31 - more.leading_zeros().min(31));
        let modelled = length.min(MODELLED);
        let rest = length - modelled;
        let deeper = context ^ (length + 1).wrapping_mul(0x0100_0193);
        let mut found = (1 << modelled) | self.tree(deeper, modelled, more >> rest);
        let known = rest.min(MODELLED);
        found = (found << known) | self.tree(length, known, more >> (rest - known));
        found = (found << (rest - known)) | self.low_bits(rest - known, more);
        self.check()?;
        Ok(found - 1)
    }

    /// The lowest bits of a large number, which nothing can be learned of.
    fn low_bits(&mut self, count: u32, number: u32) -> u32 {
        let mut found = 0;
        for place in (0..count).rev() {
            found = (found << 1) | self.tree(1, 1, number >> place);
        }
        found
    }

    /// A number with a sign.
    pub(super) fn signed(&mut self, context: u32, number: i32) -> Result<i32, VersionError> {
        let number = self.number(context, ((number << 1) ^ (number >> 31)) as u32)?;
        Ok((number >> 1) as i32 ^ -((number & 1) as i32))
    }

    /// One byte in a context.
    pub(super) fn byte(&mut self, context: u32, byte: u8) -> Result<u8, VersionError> {
        if self.is_coded() {
            let byte = self.tree(context, 8, u32::from(byte)) as u8;
            self.check()?;
            return Ok(byte);
        }
        if self.writing {
            self.bytes.push(byte);
            return Ok(byte);
        }
        let byte = self.next();
        self.check()?;
        Ok(byte)
    }

    /// LEB128.
    fn varint(&mut self, mut number: u32) -> Result<u32, VersionError> {
        if self.writing {
            let whole = number;
            while number >= 0x80 {
                self.bytes.push(number as u8 | 0x80);
                number >>= 7;
            }
            self.bytes.push(number as u8);
            return Ok(whole);
        }
        let mut found = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.next();
            self.check()?;
            found |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(found).map_err(|_| VersionError::Corrupt {
                    what: "a number is too large",
                });
            }
        }
        Err(VersionError::Corrupt {
            what: "a number is too long",
        })
    }
}
