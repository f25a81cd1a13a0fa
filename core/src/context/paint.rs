//! Colours: reading, families, and what goes with what.

use crate::document::parse_number;

/// A colour as hue 0 to 360, saturation and lightness 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hsl {
    pub(crate) h: f64,
    pub(crate) s: f64,
    pub(crate) l: f64,
}

/// Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()`, and names of the lexicon.
pub(crate) fn parse(text: &str) -> Option<(f64, f64, f64)> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(hex) = text.strip_prefix('#') {
        let digits: Vec<u32> = hex.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
        let pair = |at: usize| Some(f64::from(digits.get(at)? * 16 + digits.get(at + 1)?) / 255.0);
        let single = |at: usize| Some(f64::from(digits.get(at)? * 17) / 255.0);
        return match digits.len() {
            3 | 4 => Some((single(0)?, single(1)?, single(2)?)),
            6 | 8 => Some((pair(0)?, pair(2)?, pair(4)?)),
            _ => None,
        };
    }
    if let Some(inner) = text.strip_prefix("rgba(").or_else(|| text.strip_prefix("rgb(")) {
        let mut parts = inner
            .trim_end_matches(')')
            .split(|c: char| c == ',' || c.is_whitespace() || c == '/')
            .filter(|p| !p.is_empty())
            .filter_map(parse_number);
        return Some((
            parts.next()? / 255.0,
            parts.next()? / 255.0,
            parts.next()? / 255.0,
        ));
    }
    crate::context::lexicon::colours()
        .find(|(name, _)| *name == text)
        .and_then(|(_, hex)| parse(hex))
}

pub(crate) fn hsl(text: &str) -> Option<Hsl> {
    let (r, g, b) = parse(text)?;
    let (max, min) = (r.max(g).max(b), r.min(g).min(b));
    let l = (max + min) / 2.0;
    let delta = max - min;
    if delta < 1e-9 {
        return Some(Hsl { h: 0.0, s: 0.0, l });
    }
    let s = delta / (1.0 - (2.0 * l - 1.0).abs());
    let h = if (max - r).abs() < 1e-12 {
        60.0 * ((g - b) / delta + if g < b { 6.0 } else { 0.0 })
    } else if (max - g).abs() < 1e-12 {
        60.0 * ((b - r) / delta + 2.0)
    } else {
        60.0 * ((r - g) / delta + 4.0)
    };
    Some(Hsl { h, s, l })
}

pub(crate) fn to_hex(colour: Hsl) -> String {
    let Hsl { h, s, l } = colour;
    let c = (1.0 - (2.0 * l - 1.0).abs()) * s;
    let x = c * (1.0 - (h / 60.0 - 2.0 * (h / 120.0).floor() - 1.0).abs());
    let m = l - c / 2.0;
    let (r, g, b) = match (h / 60.0) as u32 {
        0 => (c, x, 0.0),
        1 => (x, c, 0.0),
        2 => (0.0, c, x),
        3 => (0.0, x, c),
        4 => (x, 0.0, c),
        _ => (c, 0.0, x),
    };
    let byte = |v: f64| ((v + m).clamp(0.0, 1.0) * 255.0).round() as u8;
    format!("#{:02x}{:02x}{:02x}", byte(r), byte(g), byte(b))
}

/// Whether a colour would be called like the other one, a named one.
pub(crate) fn same_family(colour: &str, wanted: &str) -> bool {
    let (Some(is), Some(like)) = (hsl(colour), hsl(wanted)) else {
        return false;
    };
    if like.l >= 0.95 {
        return is.l >= 0.95;
    }
    if like.l <= 0.1 {
        return is.l <= 0.15;
    }
    if like.s <= 0.2 {
        return is.s <= 0.22 && is.l > 0.1 && is.l < 0.96;
    }
    if is.s < 0.22 || is.l < 0.12 || is.l > if is.s > 0.7 { 0.98 } else { 0.97 } {
        return false;
    }
    let distance = (is.h - like.h).abs();
    let distance = distance.min(360.0 - distance);
    let reach = if like.h > 15.0 && like.h < 75.0 {
        18.0
    } else {
        32.0
    };
    distance <= reach
}

/// What can be read on a background.
pub(crate) fn readable_on(background: &str) -> &'static str {
    if luminance(background) > 0.45 {
        "#111827"
    } else {
        "#ffffff"
    }
}

/// The contrast that texts need after WCAG 2.
pub(crate) const LEGIBLE: f64 = 4.5;

/// An ink that can be read on a background: a quiet or coloured one as much lighter or darker as that takes, any other as plain as can be.
pub(crate) fn legible(ink: &str, background: &str) -> String {
    let plain = readable_on(background);
    let Some(mut own) = hsl(ink).filter(|own| (own.l - 0.5).abs() < 0.3) else {
        return plain.to_owned();
    };
    let step = if plain == "#ffffff" { 0.02 } else { -0.02 };
    while own.l > 0.0 && own.l < 1.0 {
        own.l += step;
        let next = to_hex(own);
        if contrast(&next, background) >= LEGIBLE {
            return next;
        }
    }
    plain.to_owned()
}

/// Relative luminance after WCAG 2, 0 to 1; white when it is no colour.
pub(crate) fn luminance(colour: &str) -> f64 {
    let Some((r, g, b)) = parse(colour) else {
        return 1.0;
    };
    let linear = |v: f64| {
        if v <= 0.04045 {
            v / 12.92
        } else {
            power_of_2_4((v + 0.055) / 1.055)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// The power of 2.4 of what is between 0.09 and 1: the square times its fifth root, by Newton's method.
fn power_of_2_4(v: f64) -> f64 {
    let square = v * v;
    let mut root = 1.0;
    for _ in 0..20 {
        let fourth = root * root * root * root;
        root -= (fourth * root - square) / (5.0 * fourth);
    }
    square * root
}

/// Contrast ratio after WCAG 2, 1 to 21.
pub(crate) fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

pub(crate) fn lighter(colour: &str, by: f64) -> Option<String> {
    let mut hsl = hsl(colour)?;
    let target = (hsl.l + by).clamp(0.03, 0.985);
    // At the ends there is no room: white gets no lighter.
    if (target - hsl.l).abs() < 0.005 {
        return None;
    }
    hsl.l = target;
    Some(to_hex(hsl))
}

/// A dark or light version of a named colour.
pub(crate) fn shade(colour: &str, dark: bool) -> Option<String> {
    let mut value = hsl(colour)?;
    value.l = if dark {
        (value.l * 0.55).clamp(0.16, 0.3)
    } else {
        0.85
    };
    if value.s > 0.25 && !dark {
        value.s = value.s.clamp(0.5, 0.95);
    }
    Some(to_hex(value))
}

pub(crate) fn muted(colour: &str, towards: f64) -> Option<String> {
    let mut value = hsl(colour)?;
    let before = to_hex(value);
    value.s *= 0.45;
    value.l += (towards - value.l) * 0.35;
    let after = to_hex(value);
    (after != before).then_some(after)
}
