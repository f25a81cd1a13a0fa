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
    !bytes.iter().fold(u32::MAX, |sum, byte| one_more(sum, *byte))
}

fn one_more(sum: u32, byte: u8) -> u32 {
    let step = |sum: u32, nibble: u32| {
        let index = ((sum ^ nibble) & 15) as usize;
        (sum >> 4) ^ NIBBLES.get(index).copied().unwrap_or(0)
    };
    step(step(sum, u32::from(byte)), u32::from(byte >> 4))
}

/// How many of these bytes end with their own CRC-32, little endian: the fewest that do.
pub fn checked_length(bytes: &[u8]) -> Option<usize> {
    let mut sum = u32::MAX;
    let ends = bytes.iter().zip(bytes.windows(4).skip(1));
    ends.enumerate().find_map(|(at, (byte, check))| {
        sum = one_more(sum, *byte);
        (check == (!sum).to_le_bytes()).then_some(at + 5)
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
    use super::{checked_length, crc32};

    /// JRN-2
    #[test]
    fn known_values() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
    }

    /// STO-20
    #[test]
    fn what_ends_with_its_check_is_found() {
        let mut bytes = b"a record".to_vec();
        bytes.extend(crc32(b"a record").to_le_bytes());
        let length = bytes.len();
        assert_eq!(checked_length(&bytes), Some(length));
        bytes.extend(b"and more behind it");
        assert_eq!(checked_length(&bytes), Some(length));
        bytes[3] ^= 1;
        assert_eq!(checked_length(&bytes), None);
        assert_eq!(checked_length(b""), None);
    }
}
