//! CRC-32 (IEEE 802.3, reflected), the check at the end of every record.

/// The remainders of all 4-bit inputs. Records are short, so a small table beats a fast one here.
#[allow(
    clippy::indexing_slicing,
    reason = "worked out by the compiler, within the bounds of the loop"
)]
const NIBBLES: [u32; 16] = {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        let mut remainder = index as u32;
        let mut bit = 0;
        while bit < 4 {
            remainder = if remainder & 1 == 1 {
                (remainder >> 1) ^ 0xedb8_8320
            } else {
                remainder >> 1
            };
            bit += 1;
        }
        table[index] = remainder;
        index += 1;
    }
    table
};

/// The CRC-32 of some bytes. Finds every single error of up to 32 neighbouring bits.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, nibble: u32| {
        let index = ((sum ^ nibble) & 15) as usize;
        (sum >> 4) ^ NIBBLES.get(index).copied().unwrap_or(0)
    };
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        step(step(sum, u32::from(*byte)), u32::from(*byte >> 4))
    })
}

/// Which bit was flipped, counted from the first byte on, the lowest of a byte first, if the check of `length` bytes (its own
/// four included) is off by `difference` and it was one bit.
pub fn flipped_bit(difference: u32, length: usize) -> Option<usize> {
    if difference == 0 {
        return None;
    }
    let body = length.checked_sub(4)?;
    if difference.is_power_of_two() {
        return Some(body * 8 + difference.trailing_zeros() as usize);
    }
    // What the flip of the last bit of the body does to the check; each bit further in front is one more step of it.
    let mut trace = 0xedb8_8320_u32;
    for steps in 0..body * 8 {
        if trace == difference {
            let place = body * 8 - 1 - steps;
            // The check takes the lowest bit of a byte first.
            return Some(place);
        }
        trace = if trace & 1 == 1 {
            (trace >> 1) ^ 0xedb8_8320
        } else {
            trace >> 1
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::crc32;

    /// JRN-2
    #[test]
    fn known_values() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
    }
}
