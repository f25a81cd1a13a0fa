//! CRC-32 (IEEE 802.3, reflected), the check at the end of every record.

use std::sync::LazyLock;

const POLYNOMIAL: u32 = 0xedb8_8320;

/// For each byte what it leaves behind when 0 to 7 bytes follow it, so that eight bytes are taken at once. Worked out when it is
/// first needed: 8 KB of remainders do not compress.
static REMAINDERS: LazyLock<[[u32; 256]; 8]> = LazyLock::new(|| {
    let mut tables = [[0; 256]; 8];
    for (byte, slot) in (0_u32..).zip(&mut tables[0]) {
        *slot = (0..8).fold(byte, |sum, _| shifted(sum));
    }
    for follow in 1..tables.len() {
        let [nearest, ..] = tables;
        let (nearer, rest) = tables.split_at_mut(follow);
        if let (Some(nearer), Some(table)) = (nearer.last(), rest.first_mut()) {
            for (slot, sum) in table.iter_mut().zip(nearer) {
                *slot = (sum >> 8) ^ remainder(&nearest, *sum);
            }
        }
    }
    tables
});

fn shifted(sum: u32) -> u32 {
    if sum & 1 == 1 {
        (sum >> 1) ^ POLYNOMIAL
    } else {
        sum >> 1
    }
}

fn remainder(table: &[u32; 256], sum: u32) -> u32 {
    table.get((sum & 255) as usize).copied().unwrap_or(0)
}

fn one_more(table: &[u32; 256], sum: u32, byte: u8) -> u32 {
    (sum >> 8) ^ remainder(table, sum ^ u32::from(byte))
}

/// The CRC-32 of some bytes. Finds every single error of up to 32 neighbouring bits.
pub fn crc32(bytes: &[u8]) -> u32 {
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &*REMAINDERS;
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut sum = u32::MAX;
    for [a, b, c, d, e, f, g, h] in eights {
        let low = sum ^ u32::from_le_bytes([*a, *b, *c, *d]);
        sum = remainder(t7, low)
            ^ remainder(t6, low >> 8)
            ^ remainder(t5, low >> 16)
            ^ remainder(t4, low >> 24)
            ^ remainder(t3, u32::from(*e))
            ^ remainder(t2, u32::from(*f))
            ^ remainder(t1, u32::from(*g))
            ^ remainder(t0, u32::from(*h));
    }
    !rest.iter().fold(sum, |sum, byte| one_more(t0, sum, *byte))
}

/// How many of these bytes end with their own CRC-32, little endian: the fewest that do.
pub fn checked_length(bytes: &[u8]) -> Option<usize> {
    let [table, ..] = &*REMAINDERS;
    let mut sum = u32::MAX;
    let ends = bytes.iter().zip(bytes.windows(4).skip(1));
    ends.enumerate().find_map(|(at, (byte, check))| {
        sum = one_more(table, sum, *byte);
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
    let mut trace = POLYNOMIAL;
    for steps in 0..body * 8 {
        if trace == difference {
            let place = body * 8 - 1 - steps;
            // The check takes the lowest bit of a byte first.
            return Some(place);
        }
        trace = shifted(trace);
    }
    None
}

/// Which of so many bytes was changed, and which bits of it, if their check is off by `difference` and it was one byte.
pub(crate) fn changed_byte(difference: u32, length: usize) -> Option<(usize, u8)> {
    let mut trace = POLYNOMIAL;
    (0..length).rev().find_map(|at| {
        // Of the highest bit, which is the last one, first.
        let traces = [7, 6, 5, 4, 3, 2, 1, 0].map(|bit| {
            let own = (bit, trace);
            trace = shifted(trace);
            own
        });
        let sum = |bits: u8| {
            let of_bit = |(bit, trace): &(u32, u32)| trace * u32::from(bits >> bit & 1);
            traces.iter().map(of_bit).fold(0, |all, sum| all ^ sum)
        };
        (1..=255)
            .find(|bits| sum(*bits) == difference)
            .map(|bits| (at, bits))
    })
}

/// By what it changes the check of some bytes if these are added to them, bit by bit, from each place on; from behind the last on nothing is.
pub(crate) fn changes_from(bytes: &[u8]) -> Vec<u32> {
    let mut sums = vec![0; bytes.len() + 1];
    let (mut trace, mut changed) = (POLYNOMIAL, 0);
    for (byte, sum) in bytes.iter().zip(sums.iter_mut().take(bytes.len())).rev() {
        for bit in (0..8).rev() {
            if byte >> bit & 1 == 1 {
                changed ^= trace;
            }
            trace = shifted(trace);
        }
        *sum = changed;
    }
    sums
}

/// Where bytes have to go on as others do, so that their CRC-32 changes by `difference`: the last place of which that is so.
pub(crate) fn passing_over(bytes: &[u8], others: &[u8], difference: u32) -> Option<usize> {
    // From the end on, as one bit after the other becomes what it is in the others.
    let mut trace = POLYNOMIAL;
    let mut changed = 0;
    let mut pairs = bytes.iter().zip(others).enumerate().rev();
    pairs.find_map(|(at, (byte, other))| {
        for bit in (0..8).rev() {
            if (byte ^ other) >> bit & 1 == 1 {
                changed ^= trace;
            }
            trace = shifted(trace);
        }
        (changed == difference).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::{changed_byte, checked_length, crc32, passing_over};

    /// JRN-2
    #[test]
    fn known_values() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
    }

    /// JRN-2: eight bytes at once say the same as one after the other.
    #[test]
    fn any_length_is_summed_alike() {
        let bytes: Vec<u8> = (0..200_u32).map(|at| (at * 37 + at / 7) as u8).collect();
        for end in 0..bytes.len() {
            let slow = bytes[..end].iter().fold(u32::MAX, |sum, byte| {
                (0..8).fold(sum ^ u32::from(*byte), |sum, _| super::shifted(sum))
            });
            assert_eq!(crc32(&bytes[..end]), !slow, "{end} bytes");
        }
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
    /// VER-27
    #[test]
    fn the_byte_is_found_that_was_changed() {
        let bytes: Vec<u8> = (0..256_u32).map(|at| (at * 37 + at / 7) as u8).collect();
        for (at, bits) in [(0, 1), (17, 0x5a), (200, 0x80), (255, 0xff)] {
            let mut changed = bytes.clone();
            changed[at] ^= bits;
            assert_eq!(
                changed_byte(crc32(&bytes) ^ crc32(&changed), 256),
                Some((at, bits))
            );
        }
        assert_eq!(changed_byte(0, 256), None);
    }

    /// VER-27
    #[test]
    fn the_place_is_found_where_other_bytes_go_on() {
        let bytes: Vec<u8> = (0..256_u32).map(|at| (at * 37 + at / 7) as u8).collect();
        let others: Vec<u8> = (0..256_u32).map(|at| (at * 91 + at / 5) as u8).collect();
        for from in 0..bytes.len() {
            let passed = [&bytes[..from], &others[from..]].concat();
            let found = passing_over(&bytes, &others, crc32(&bytes) ^ crc32(&passed)).unwrap();
            assert_eq!([&bytes[..found], &others[found..]].concat(), passed, "{from}");
        }
        assert_eq!(passing_over(&bytes, &others, 1), None);
        assert_eq!(passing_over(b"", b"", 0), None);
    }
}
