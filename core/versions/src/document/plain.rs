//! What JSON writes as it is: everything in a string but quotes, backslashes and control characters. Looked for eight bytes at a time.

/// Whether all eight bytes of a word are plain.
pub(crate) fn is_plain_word(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGH;
    let has = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    below(word, 0x20) | has(b'"') | has(b'\\') == 0
}

/// How many bytes from the first one on are plain.
// Not copied into each of its callers.
#[inline(never)]
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let plain = words
        .iter()
        .take_while(|word| is_plain_word(u64::from_le_bytes(**word)));
    let whole = plain.count() * 8;
    let rest = bytes.get(whole..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\'));
    whole + end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// JSN-1: what must be escaped is found at every place, beside whatever else.
    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                for around in [b'a', 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xff] {
                    let mut bytes = [around; 20];
                    bytes[place] = byte;
                    let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                    assert_eq!(plain_len(&bytes), if special { place } else { 20 });
                }
            }
        }
    }
}
