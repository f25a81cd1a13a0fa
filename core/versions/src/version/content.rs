//! Strings that could run where a document is shown.

/// Fields whose text is used as an address.
const ADDRESS_FIELDS: &[&str] = &[
    "uri",
    "link",
    "action",
    "poster",
    "image",
    "icon",
    "to",
    "background",
    "target",
    "data",
    "cite",
    "manifest",
];
/// Schemes that run what follows them, or show it as a page of its own.
const SCHEMES: &[&str] = &[
    "javascript:",
    "vbscript:",
    "livescript:",
    "data:text/html",
    "data:application/xhtml",
];

/// Events of HTML and SVG elements.
const EVENTS: &str = "abort|afterprint|animationcancel|animationend|animationiteration|animationstart|auxclick|beforecopy|beforecut|\
    beforeinput|beforematch|beforepaste|beforeprint|beforetoggle|beforeunload|begin|blur|cancel|canplay|canplaythrough|change|click|close|\
    contextmenu|copy|cuechange|cut|dblclick|drag|dragend|dragenter|dragexit|dragleave|dragover|dragstart|drop|durationchange|emptied|end|\
    ended|error|focus|focusin|focusout|formdata|fullscreenchange|gotpointercapture|hashchange|input|invalid|keydown|keypress|keyup|\
    languagechange|load|loadeddata|loadedmetadata|loadend|loadstart|lostpointercapture|message|messageerror|mousedown|mouseenter|\
    mouseleave|mousemove|mouseout|mouseover|mouseup|mousewheel|offline|online|pagehide|pageshow|paste|pause|play|playing|pointercancel|\
    pointerdown|pointerenter|pointerleave|pointermove|pointerout|pointerover|pointerrawupdate|pointerup|popstate|progress|ratechange|\
    readystatechange|rejectionhandled|repeat|reset|resize|scroll|scrollend|search|securitypolicyviolation|seeked|seeking|select|\
    selectionchange|selectstart|slotchange|stalled|storage|submit|suspend|timeupdate|toggle|touchcancel|touchend|touchmove|touchstart|\
    transitioncancel|transitionend|transitionrun|transitionstart|unhandledrejection|unload|volumechange|waiting|wheel";

/// Whether a field of this name runs its text where it is made an attribute, as `onclick` does.
pub(super) fn is_handler(key: &str) -> bool {
    // The shortest and the longest of them
    if !(5..=26).contains(&key.len()) {
        return false;
    }
    let key = key.to_ascii_lowercase();
    key.strip_prefix("on")
        .is_some_and(|event| EVENTS.split('|').any(|known| known == event))
}

/// Whether a node of this type runs or loads what others wrote.
pub(super) fn is_foreign_content(kind: &str) -> bool {
    ["script", "iframe", "object", "embed"]
        .iter()
        .any(|known| kind.eq_ignore_ascii_case(known))
}

/// Fields of this name would change the prototype of JavaScript objects.
pub(super) fn is_unsafe_key(key: &str) -> bool {
    key == "__proto__"
}

/// What makes the text of a field dangerous, if anything does.
pub(super) fn danger(key: &str, text: &str) -> Option<&'static str> {
    if text.len() < 5 {
        return None;
    }
    let cased = decode(text);
    let address = cased.to_ascii_lowercase();
    if let Some(scheme) = SCHEMES.iter().find(|scheme| address.starts_with(**scheme)) {
        // "JavaScript: the good parts" is a title, but no address.
        let key = key.to_ascii_lowercase();
        let is_address =
            ADDRESS_FIELDS.contains(&&*key) || ["url", "href", "src"].iter().any(|part| key.contains(part));
        let spaced = text
            .find(':')
            .and_then(|colon| text.get(colon + 1..))
            .is_some_and(|rest| rest.starts_with(' ') || rest.is_empty());
        if is_address || !spaced || scheme.starts_with("data:") {
            return Some("an address that runs a script");
        }
    }
    if address.match_indices("url(").any(|(at, _)| {
        runs(
            address
                .get(at + 4..)
                .unwrap_or_default()
                .trim_start_matches(['"', '\'']),
        )
    }) || address.contains("expression(") && key_is_style(key)
    {
        return Some("an address that runs a script");
    }
    let mut images = address.match_indices("data:image/svg").peekable();
    if images.peek().is_some() {
        let packed = images.filter_map(|(at, _)| packed_image(cased.get(at..)?));
        let plain = from_percent(text);
        if let Some(found) = packed.chain([plain]).find_map(|image| image_danger(&image)) {
            return Some(found);
        }
    }
    text.contains('<').then(|| markup_danger(text)).flatten()
}

/// Whether a new node may be called so: letters of any script, digits, and signs that mean nothing in markup, scripts and selectors.
pub(super) fn is_plain_id(id: &str) -> bool {
    id.chars().all(|letter| match letter {
        letter if letter.is_ascii() => {
            letter.is_ascii_alphanumeric() || " _-.:;,/@$#|~+*()[]".contains(letter)
        }
        // Unseen, or turning the direction of what follows
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => false,
        letter => !letter.is_control(),
    })
}

/// What is dangerous in the markup of an image.
fn image_danger(image: &str) -> Option<&'static str> {
    // What an entity stands for could be anything.
    let entity = image.to_ascii_lowercase().contains("<!entity");
    entity
        .then_some("an entity in an image")
        .or_else(|| markup_danger(image))
}

/// The image that is written in base64 in an address, without its blanks, at the start of a text.
fn packed_image(address: &str) -> Option<String> {
    // What comes before the comma is short, and none may be there.
    let comma = address.bytes().take(200).position(|byte| byte == b',')?;
    let (kind, body) = address.split_at_checked(comma)?;
    if !kind.to_ascii_lowercase().ends_with(";base64") {
        return None;
    }
    let is_packed = |letter: char| letter.is_ascii_alphanumeric() || "+/-_%".contains(letter);
    let body = body.get(1..)?.split(|letter| !is_packed(letter)).next()?;
    Some(from_base64(&from_percent(body)))
}

/// With what is written as `%3C`.
fn from_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| char::from(*behind.get(at)?).to_digit(16);
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is written in base64, up to the first sign that is none of it.
fn from_base64(text: &str) -> String {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn key_is_style(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["style", "css", "width", "height", "background"]
        .iter()
        .any(|name| key.contains(name))
}

fn runs(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| address.starts_with(scheme))
}

fn markup_danger(text: &str) -> Option<&'static str> {
    let plain: String = text
        .chars()
        .filter(|character| !character.is_control() || character.is_whitespace())
        .map(|character| character.to_ascii_lowercase())
        .collect();
    for (at, _) in plain.match_indices('<') {
        let tag = plain.get(at + 1..).unwrap_or_default();
        let name = tag.trim_start_matches('/');
        // In XML it may be called so with the prefix of its namespace.
        let end = name.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/' | '='));
        let name = match name
            .get(..end.unwrap_or(name.len()))
            .and_then(|name| name.rfind(':'))
        {
            Some(colon) => name.get(colon + 1..).unwrap_or_default(),
            None => name,
        };
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        if ["script", "iframe", "object", "embed"].iter().any(|word| {
            name.strip_prefix(word).is_some_and(|rest| {
                !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-')
            })
        }) {
            return Some("a script or an embedded page in markup");
        }
        let end = tag.find('>').unwrap_or(tag.len());
        let inside = tag.get(..end).unwrap_or_default();
        if has_handler(inside) {
            return Some("an event handler in markup");
        }
        let squeezed: String = decode(inside)
            .to_ascii_lowercase()
            .chars()
            .filter(|c| !matches!(c, '"' | '\''))
            .collect();
        if squeezed
            .match_indices('=')
            .any(|(at, _)| runs(squeezed.get(at + 1..).unwrap_or_default()))
        {
            return Some("an address that runs a script");
        }
    }
    None
}

/// Whether there is an attribute like `onclick=` in a tag.
fn has_handler(tag: &str) -> bool {
    let starts_attribute =
        |character: char| character.is_whitespace() || matches!(character, '/' | '"' | '\'');
    tag.match_indices("on").any(|(at, _)| {
        let before = tag.get(..at).unwrap_or_default();
        let after = tag.get(at + 2..).unwrap_or_default();
        let name = after.trim_start_matches(|character: char| character.is_ascii_alphabetic());
        before.ends_with(starts_attribute) && name.len() < after.len() && name.trim_start().starts_with('=')
    })
}

/// HTML entities decoded, white space and control characters gone: what a browser makes of an address.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (plain, length) = match character {
            '&' => entity(rest).unwrap_or(('&', 1)),
            other => (other, other.len_utf8()),
        };
        let invisible = plain.is_control()
            || plain.is_whitespace()
            || matches!(plain, '\u{200b}'..='\u{200f}' | '\u{feff}');
        if !invisible {
            out.push(plain);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// The character that an entity at the start of a text stands for, and its length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    const NAMED: &[(&str, char)] = &[
        ("&colon;", ':'),
        ("&tab;", '\t'),
        ("&newline;", '\n'),
        ("&lpar;", '('),
        ("&rpar;", ')'),
        ("&sol;", '/'),
        ("&nbsp;", ' '),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&amp;", '&'),
    ];
    if let Some(number) = text.strip_prefix("&#") {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (number, 10),
        };
        let length = digits
            .bytes()
            .take_while(|byte| char::from(*byte).is_digit(radix))
            .count();
        let code = u32::from_str_radix(digits.get(..length)?.trim_start_matches('0'), radix).ok()?;
        let start = text.len() - digits.len();
        let semicolon = usize::from(digits.get(length..)?.starts_with(';'));
        return Some((char::from_u32(code)?, start + length + semicolon));
    }
    NAMED.iter().find_map(|(name, plain)| {
        let head = text.get(..name.len())?;
        head.eq_ignore_ascii_case(name).then_some((*plain, name.len()))
    })
}
