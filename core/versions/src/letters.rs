//! Small and capital letters of the alphabets that have both, by the pattern of their code points. The standard library's
//! tables know every script there ever was; with the code that reads them they were 10 kB of the compressed module.

/// The small letter of a capital one; anything else as it is.
pub fn lower(c: char) -> char {
    let code = c as u32;
    let even = u32::from(code & 1 == 0);
    let odd = 1 - even;
    let more = match code {
        // ASCII, fullwidth; Latin, Greek, Cyrillic in blocks
        0x41..=0x5a | 0xff21..=0xff3a => 32,
        0xd7 | 0x3a2 => 0,
        0xc0..=0xde | 0x391..=0x3ab | 0x410..=0x42f => 32,
        0x386 => 38,
        0x388..=0x38a => 37,
        0x38c => 64,
        0x38e..=0x38f => 63,
        0x400..=0x40f => 80,
        0x531..=0x556 => 48,
        // Dotted and dotless are one letter here.
        0x130 => return 'i',
        0x178 => return 'ÿ',
        0x1e9e => return 'ß',
        // Pairs, the capital first
        0x139..=0x148 | 0x179..=0x17e | 0x1cd..=0x1dc | 0x4c1..=0x4ce => odd,
        0x100..=0x137
        | 0x14a..=0x177
        | 0x1de..=0x1ef
        | 0x1f8..=0x21f
        | 0x222..=0x233
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => even,
        _ => 0,
    };
    char::from_u32(code + more).unwrap_or(c)
}

/// The capital letter of a small one; anything else as it is.
pub fn upper(c: char) -> char {
    if c == 'ÿ' {
        return 'Ÿ';
    }
    [32, 1, 80, 48, 37, 38, 63, 64]
        .into_iter()
        .filter_map(|less| char::from_u32((c as u32).checked_sub(less)?))
        .find(|capital| lower(*capital) == c)
        .unwrap_or(c)
}

/// Whether it is a capital letter.
pub fn is_upper(c: char) -> bool {
    lower(c) != c
}

/// Whether it is a small letter that has a capital one.
pub fn is_lower(c: char) -> bool {
    c == 'ß' || upper(c) != c
}

/// A text in small letters.
pub fn lowered(text: &str) -> String {
    text.chars().map(lower).collect()
}

/// A text with a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        out.push(if at == 0 { upper(c) } else { c });
    }
    out
}

/// Whether a text begins with a capital letter.
pub fn is_capitalised(text: &str) -> bool {
    text.chars().next().is_some_and(is_upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_standard_library() {
        let blocks = [
            0x20..=0x17e,
            0x1cd..=0x1dc,
            0x1de..=0x1ef,
            0x1f8..=0x21f,
            0x386..=0x3ce,
            0x400..=0x4bf,
            0x4c1..=0x52f,
            0x531..=0x586,
            0x1e00..=0x1eff,
            0x4e00..=0x4eff,
            0xff21..=0xff5a,
        ];
        for c in blocks.into_iter().flatten().filter_map(char::from_u32) {
            let small: Vec<char> = c.to_lowercase().collect();
            if let [small] = small[..] {
                assert_eq!(lower(c), small, "{c}");
            }
            let capital: Vec<char> = c.to_uppercase().collect();
            if let [capital] = capital[..]
                && lower(capital) == c
            {
                assert_eq!(upper(c), capital, "{c}");
            }
        }
        assert_eq!(lowered("ÄÖÜ İSTANBUL ΑΒΓ"), "äöü istanbul αβγ");
        assert_eq!(capitalised("über uns"), "Über uns");
        assert!(is_capitalised("Ño") && !is_capitalised("ß") && is_lower('ß') && !is_lower('1'));
    }
}
