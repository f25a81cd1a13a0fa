//! Colours that go together: one accent, everything else follows from it.

/// The colours of a screen, as hex.
pub(super) struct Look {
    pub(super) background: String,
    pub(super) surface: String,
    pub(super) soft: String,
    pub(super) text: String,
    pub(super) muted: String,
    pub(super) border: String,
    /// Of what can be typed into
    pub(super) field: String,
    pub(super) accent: String,
    pub(super) on_accent: String,
}

impl Look {
    /// `colours` as the person named them, `usual` for when they did not.
    pub(super) fn new(colours: &[&'static str], usual: &str, dark: bool) -> Self {
        const NEUTRAL: [&str; 3] = ["#111827", "#ffffff", "#4b5563"];
        let named = colours.iter().find(|colour| !NEUTRAL.contains(colour)).copied();
        let plain = colours.iter().find(|colour| **colour != "#ffffff").copied();
        let mut accent = named.or(plain).unwrap_or(usual);
        if dark && lightness(accent) < 60 {
            accent = "#e5e7eb";
        }
        let (background, surface, text, muted, border) = if dark {
            ("#0f172a", "#1e293b", "#f8fafc", "#94a3b8", "#334155")
        } else {
            ("#ffffff", "#ffffff", "#111827", "#6b7280", "#e5e7eb")
        };
        Self {
            background: background.to_owned(),
            surface: surface.to_owned(),
            soft: if dark {
                mix(accent, "#0f172a", 18)
            } else {
                mix(accent, "#ffffff", 8)
            },
            text: text.to_owned(),
            muted: muted.to_owned(),
            border: border.to_owned(),
            field: if dark { border } else { "#d1d5db" }.to_owned(),
            accent: accent.to_owned(),
            on_accent: if lightness(accent) > 165 {
                "#111827"
            } else {
                "#ffffff"
            }
            .to_owned(),
        }
    }

    /// A colour by its role in the tables; anything else is taken as it is.
    pub(super) fn role<'a>(&'a self, name: &'a str) -> &'a str {
        match name {
            "bg" => &self.background,
            "surface" => &self.surface,
            "soft" => &self.soft,
            "text" => &self.text,
            "muted" => &self.muted,
            "border" => &self.border,
            "accent" => &self.accent,
            "on-accent" => &self.on_accent,
            "on-good" | "on-bad" | "on-warn" => "#ffffff",
            "field" => &self.field,
            "good" => "#16a34a",
            "bad" => "#dc2626",
            "warn" => "#d97706",
            other => other,
        }
    }
}

fn channels(hex: &str) -> [u32; 3] {
    let number = u32::from_str_radix(hex.trim_start_matches('#'), 16).unwrap_or(0);
    [(number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff]
}

/// Perceived, 0 to 255.
fn lightness(hex: &str) -> u32 {
    let [red, green, blue] = channels(hex);
    (red * 299 + green * 587 + blue * 114) / 1000
}

/// `percent` of `a`, the rest of `b`.
fn mix(a: &str, b: &str, percent: u32) -> String {
    let (a, b) = (channels(a), channels(b));
    let mut hex = String::from("#");
    for (a, b) in a.into_iter().zip(b) {
        let value = (a * percent + b * (100 - percent)) / 100;
        for digit in [value >> 4, value & 15] {
            hex.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_the_accent() {
        assert_eq!(Look::new(&["#eab308"], "#2563eb", false).on_accent, "#111827");
        assert_eq!(Look::new(&[], "#2563eb", false).on_accent, "#ffffff");
        assert_eq!(Look::new(&["#111827"], "#2563eb", true).accent, "#e5e7eb");
        assert_eq!(
            Look::new(&["#111827", "#ca8a04"], "#2563eb", true).accent,
            "#ca8a04"
        );
        assert_eq!(mix("#000000", "#ffffff", 50), "#7f7f7f");
    }
}
