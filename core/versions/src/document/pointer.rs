//! JSON Pointer (RFC 6901).

use std::borrow::Cow;

/// The reference tokens of a pointer, unescaped. `None` when it neither is empty nor starts with `/`, or when a
/// `~` is followed by something else than `0` or `1`.
pub fn tokens(pointer: &str) -> Option<Vec<Cow<'_, str>>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer.strip_prefix('/')?.split('/').map(unescape).collect()
}

/// Appends `/` and the escaped token.
pub fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    // Hardly any has one of them, so a search that is set up first would cost more than it saves.
    if token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        for character in token.chars() {
            match character {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                other => pointer.push(other),
            }
        }
    } else {
        pointer.push_str(token);
    }
}

/// Reads a token as the index of an array element: digits without a leading zero.
pub fn array_index(token: &str) -> Option<usize> {
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (token.len() > 1 && token.starts_with('0')) {
        return None;
    }
    token.parse().ok()
}

fn unescape(token: &str) -> Option<Cow<'_, str>> {
    if !token.contains('~') {
        return Some(Cow::Borrowed(token));
    }
    let mut plain = String::with_capacity(token.len());
    let mut characters = token.chars();
    while let Some(character) = characters.next() {
        if character != '~' {
            plain.push(character);
            continue;
        }
        plain.push(match characters.next()? {
            '0' => '~',
            '1' => '/',
            _ => return None,
        });
    }
    Some(Cow::Owned(plain))
}
