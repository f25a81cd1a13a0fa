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
    let address = decode(text);
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
    text.contains('<').then(|| markup_danger(text)).flatten()
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

/// Lower case, HTML entities decoded, white space and control characters gone: what a browser makes of an address.
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
            out.push(plain.to_ascii_lowercase());
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
