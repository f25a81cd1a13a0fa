//! Colours as people name them: HSL families.

/// A colour as hue (0 to 360), saturation and lightness (0 to 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hsl {
    /// 0 is red, 120 green, 240 blue
    pub hue: f64,
    /// 0 is grey
    pub saturation: f64,
    /// 0 is black, 1 is white
    pub lightness: f64,
}

impl Hsl {
    fn from_rgb(red: f64, green: f64, blue: f64) -> Self {
        let (red, green, blue) = (red / 255.0, green / 255.0, blue / 255.0);
        let (max, min) = (red.max(green).max(blue), red.min(green).min(blue));
        let (lightness, spread) = ((max + min) / 2.0, max - min);
        if spread == 0.0 {
            return Self {
                hue: 0.0,
                saturation: 0.0,
                lightness,
            };
        }
        let sixth = if max == red {
            ((green - blue) / spread).rem_euclid(6.0)
        } else if max == green {
            (blue - red) / spread + 2.0
        } else {
            (red - green) / spread + 4.0
        };
        Self {
            hue: sixth * 60.0,
            saturation: spread / (1.0 - (2.0 * lightness - 1.0).abs()),
            lightness,
        }
    }
}

/// Reads a hex colour, `rgb()`, `rgba()` or one of the CSS colour names. What is see-through counts as opaque.
pub fn parse_colour(text: &str) -> Option<Hsl> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        return parse_hex(digits);
    }
    let inner = text.strip_prefix("rgba").or_else(|| text.strip_prefix("rgb"));
    if let Some(inner) = inner.and_then(|rest| rest.trim().strip_prefix('(')?.strip_suffix(')')) {
        let parts: Vec<f64> = inner
            .split([',', '/', ' '])
            .filter(|part| !part.is_empty())
            .map(|part| match part.strip_suffix('%') {
                Some(percent) => percent.parse::<f64>().map(|number| number * 255.0 / 100.0),
                None => part.parse(),
            })
            .collect::<Result<_, _>>()
            .ok()?;
        return match parts[..] {
            [red, green, blue] | [red, green, blue, _] => Some(Hsl::from_rgb(red, green, blue)),
            _ => None,
        };
    }
    NAMES
        .iter()
        .find(|(name, _)| *name == text)
        .map(|&(_, rgb)| from_bits(rgb))
}

fn parse_hex(digits: &str) -> Option<Hsl> {
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let six: String = match digits.len() {
        3 | 4 => digits.chars().take(3).flat_map(|digit| [digit, digit]).collect(),
        6 | 8 => digits.chars().take(6).collect(),
        _ => return None,
    };
    u32::from_str_radix(&six, 16).ok().map(from_bits)
}

fn from_bits(rgb: u32) -> Hsl {
    let part = |shift: u32| f64::from((rgb >> shift) & 0xff);
    Hsl::from_rgb(part(16), part(8), part(0))
}

/// Whether a colour belongs to a family; `None` for a family nobody knows.
pub fn family_matches(family: &str, colour: Hsl) -> Option<bool> {
    let Hsl {
        hue: h,
        saturation: s,
        lightness: l,
    } = colour;
    let hued = s >= 0.25 && (0.18..=0.97).contains(&l);
    let between = |low: f64, high: f64| (low..=high).contains(&h);
    Some(match family {
        "red" => hued && (h >= 340.0 || h <= 18.0),
        "orange" => hued && between(14.0, 45.0),
        "yellow" => hued && between(40.0, 70.0),
        "gold" => hued && between(34.0, 58.0),
        "green" => hued && between(70.0, 172.0),
        "teal" => hued && between(155.0, 200.0),
        "blue" => hued && between(190.0, 258.0),
        "purple" => hued && between(250.0, 315.0),
        "pink" => hued && between(300.0, 360.0),
        "navy" => between(200.0, 260.0) && s >= 0.4 && (0.12..=0.36).contains(&l),
        "brown" => hued && between(10.0, 45.0) && l <= 0.45,
        "beige" => hued && between(20.0, 65.0) && l >= 0.75,
        "mint" => hued && between(130.0, 180.0) && l >= 0.6,
        "black" => l <= 0.15,
        "white" => l >= 0.95,
        "grey" | "gray" => s <= 0.2 && l > 0.1 && l < 0.96,
        "dark" => l <= 0.35,
        "light" => l >= 0.75,
        _ => return None,
    })
}

/// The CSS colour names.
#[rustfmt::skip]
const NAMES: &[(&str, u32)] = &[
    ("aliceblue", 0xf0f8ff), ("antiquewhite", 0xfaebd7), ("aqua", 0x00ffff), ("aquamarine", 0x7fffd4),
    ("azure", 0xf0ffff), ("beige", 0xf5f5dc), ("bisque", 0xffe4c4), ("black", 0x000000),
    ("blanchedalmond", 0xffebcd), ("blue", 0x0000ff), ("blueviolet", 0x8a2be2), ("brown", 0xa52a2a),
    ("burlywood", 0xdeb887), ("cadetblue", 0x5f9ea0), ("chartreuse", 0x7fff00), ("chocolate", 0xd2691e),
    ("coral", 0xff7f50), ("cornflowerblue", 0x6495ed), ("cornsilk", 0xfff8dc), ("crimson", 0xdc143c),
    ("cyan", 0x00ffff), ("darkblue", 0x00008b), ("darkcyan", 0x008b8b), ("darkgoldenrod", 0xb8860b),
    ("darkgray", 0xa9a9a9), ("darkgreen", 0x006400), ("darkgrey", 0xa9a9a9), ("darkkhaki", 0xbdb76b),
    ("darkmagenta", 0x8b008b), ("darkolivegreen", 0x556b2f), ("darkorange", 0xff8c00), ("darkorchid", 0x9932cc),
    ("darkred", 0x8b0000), ("darksalmon", 0xe9967a), ("darkseagreen", 0x8fbc8f), ("darkslateblue", 0x483d8b),
    ("darkslategray", 0x2f4f4f), ("darkslategrey", 0x2f4f4f), ("darkturquoise", 0x00ced1), ("darkviolet", 0x9400d3),
    ("deeppink", 0xff1493), ("deepskyblue", 0x00bfff), ("dimgray", 0x696969), ("dimgrey", 0x696969),
    ("dodgerblue", 0x1e90ff), ("firebrick", 0xb22222), ("floralwhite", 0xfffaf0), ("forestgreen", 0x228b22),
    ("fuchsia", 0xff00ff), ("gainsboro", 0xdcdcdc), ("ghostwhite", 0xf8f8ff), ("gold", 0xffd700),
    ("goldenrod", 0xdaa520), ("gray", 0x808080), ("green", 0x008000), ("greenyellow", 0xadff2f),
    ("grey", 0x808080), ("honeydew", 0xf0fff0), ("hotpink", 0xff69b4), ("indianred", 0xcd5c5c),
    ("indigo", 0x4b0082), ("ivory", 0xfffff0), ("khaki", 0xf0e68c), ("lavender", 0xe6e6fa),
    ("lavenderblush", 0xfff0f5), ("lawngreen", 0x7cfc00), ("lemonchiffon", 0xfffacd), ("lightblue", 0xadd8e6),
    ("lightcoral", 0xf08080), ("lightcyan", 0xe0ffff), ("lightgoldenrodyellow", 0xfafad2), ("lightgray", 0xd3d3d3),
    ("lightgreen", 0x90ee90), ("lightgrey", 0xd3d3d3), ("lightpink", 0xffb6c1), ("lightsalmon", 0xffa07a),
    ("lightseagreen", 0x20b2aa), ("lightskyblue", 0x87cefa), ("lightslategray", 0x778899), ("lightslategrey", 0x778899),
    ("lightsteelblue", 0xb0c4de), ("lightyellow", 0xffffe0), ("lime", 0x00ff00), ("limegreen", 0x32cd32),
    ("linen", 0xfaf0e6), ("magenta", 0xff00ff), ("maroon", 0x800000), ("mediumaquamarine", 0x66cdaa),
    ("mediumblue", 0x0000cd), ("mediumorchid", 0xba55d3), ("mediumpurple", 0x9370db), ("mediumseagreen", 0x3cb371),
    ("mediumslateblue", 0x7b68ee), ("mediumspringgreen", 0x00fa9a), ("mediumturquoise", 0x48d1cc), ("mediumvioletred", 0xc71585),
    ("midnightblue", 0x191970), ("mintcream", 0xf5fffa), ("mistyrose", 0xffe4e1), ("moccasin", 0xffe4b5),
    ("navajowhite", 0xffdead), ("navy", 0x000080), ("oldlace", 0xfdf5e6), ("olive", 0x808000),
    ("olivedrab", 0x6b8e23), ("orange", 0xffa500), ("orangered", 0xff4500), ("orchid", 0xda70d6),
    ("palegoldenrod", 0xeee8aa), ("palegreen", 0x98fb98), ("paleturquoise", 0xafeeee), ("palevioletred", 0xdb7093),
    ("papayawhip", 0xffefd5), ("peachpuff", 0xffdab9), ("peru", 0xcd853f), ("pink", 0xffc0cb),
    ("plum", 0xdda0dd), ("powderblue", 0xb0e0e6), ("purple", 0x800080), ("rebeccapurple", 0x663399),
    ("red", 0xff0000), ("rosybrown", 0xbc8f8f), ("royalblue", 0x4169e1), ("saddlebrown", 0x8b4513),
    ("salmon", 0xfa8072), ("sandybrown", 0xf4a460), ("seagreen", 0x2e8b57), ("seashell", 0xfff5ee),
    ("sienna", 0xa0522d), ("silver", 0xc0c0c0), ("skyblue", 0x87ceeb), ("slateblue", 0x6a5acd),
    ("slategray", 0x708090), ("slategrey", 0x708090), ("snow", 0xfffafa), ("springgreen", 0x00ff7f),
    ("steelblue", 0x4682b4), ("tan", 0xd2b48c), ("teal", 0x008080), ("thistle", 0xd8bfd8),
    ("tomato", 0xff6347), ("turquoise", 0x40e0d0), ("violet", 0xee82ee), ("wheat", 0xf5deb3),
    ("white", 0xffffff), ("whitesmoke", 0xf5f5f5), ("yellow", 0xffff00), ("yellowgreen", 0x9acd32),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_notation_of_one_colour() {
        let green = parse_colour("#00ff00").unwrap();
        for text in [
            "#0f0",
            "#00FF00",
            "#00ff0080",
            "#0f08",
            "rgb(0, 255, 0)",
            "rgb(0 255 0)",
            "rgba(0,255,0,.5)",
            "lime",
            " Lime ",
            "rgb(0%, 100%, 0%)",
            "rgb(0 255 0 / 0.5)",
        ] {
            assert_eq!(parse_colour(text), Some(green), "{text}");
        }
        for text in [
            "",
            "#12",
            "#12345",
            "#ggg",
            "rgb(1,2)",
            "rgb(a,b,c)",
            "linear-gradient(red)",
            "greenish",
            "rgb",
        ] {
            assert_eq!(parse_colour(text), None, "{text}");
        }
    }

    #[test]
    fn puts_colours_into_families() {
        let table = [
            ("red", "#dc2626", true),
            ("red", "crimson", true),
            ("red", "#2563eb", false),
            ("red", "#fff", false),
            ("orange", "#f97316", true),
            ("orange", "#16a34a", false),
            ("yellow", "#facc15", true),
            ("yellow", "#dc2626", false),
            ("gold", "gold", true),
            ("gold", "blue", false),
            ("green", "#16a34a", true),
            ("green", "#808080", false),
            ("teal", "#0d9488", true),
            ("teal", "red", false),
            ("blue", "#2563eb", true),
            ("blue", "#010105", false),
            ("purple", "#7c3aed", true),
            ("purple", "#16a34a", false),
            ("pink", "#ec4899", true),
            ("pink", "#2563eb", false),
            ("navy", "#1e3a8a", true),
            ("navy", "#2563eb", false),
            ("brown", "#8b4513", true),
            ("brown", "#fed7aa", false),
            ("beige", "beige", true),
            ("beige", "#78350f", false),
            ("mint", "#a7f3d0", true),
            ("mint", "#065f46", false),
            ("black", "#111827", true),
            ("black", "#333", false),
            ("white", "#ffffff", true),
            ("white", "#e5e7eb", false),
            ("grey", "#6b7280", true),
            ("grey", "#000", false),
            ("grey", "#2563eb", false),
            ("dark", "#1f2937", true),
            ("dark", "#9ca3af", false),
            ("light", "#e5e7eb", true),
            ("light", "#6b7280", false),
        ];
        for (family, colour, expected) in table {
            let colour_value = parse_colour(colour).unwrap();
            assert_eq!(
                family_matches(family, colour_value),
                Some(expected),
                "{colour} {family} {colour_value:?}"
            );
        }
        assert_eq!(family_matches("plaid", parse_colour("red").unwrap()), None);
    }
}
