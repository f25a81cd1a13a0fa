//! Dark mode of the embedded model, on its own first versions of every kind of screen.

use bozzetto_tests::create::create;
use bozzetto_tests::language::{answer_on, node};
use serde_json::Value;

/// What the studio offers to begin with, and one of each kind of screen.
const PROMPTS: [&str; 26] = [
    "a sign-up page for a bike shop",
    "A sign-up page for a bike shop",
    "Banking app: balance, last 5 transactions, send and request",
    "Dashboard for a bakery",
    "Kanban board with 4 columns",
    "login screen",
    "product page for running shoes",
    "online shop with six products",
    "checkout page",
    "settings screen with notifications and privacy",
    "chat app",
    "calendar for a team",
    "blog about gardening",
    "landing page for a yoga studio with pricing",
    "profile page of a photographer",
    "recipe page for tiramisu",
    "weather app",
    "music player",
    "hotel booking page",
    "contact form",
    "table of invoices with status",
    "FAQ page",
    "fitness tracker for the phone",
    "restaurant menu",
    "onboarding in three steps",
    "inbox of an e-mail app",
];

/// Relative luminance after WCAG 2 of `#rrggbb`.
fn luminance(hex: &str) -> Option<f64> {
    let number = u32::from_str_radix(hex.strip_prefix('#')?, 16).ok()?;
    let channel = |shift: u32| {
        let value = f64::from((number >> shift) & 0xff) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    (hex.len() == 7).then(|| 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0))
}

fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Every text with its contrast, and whether what it lies on turned.
fn texts(part: &Value, before: &Value, ground: (f64, bool), ink: f64, out: &mut Vec<(String, f64, bool)>) {
    let own = |name: &str| part["style"][name].as_str().and_then(luminance);
    let id = part["id"].as_str().unwrap_or_default();
    let was = node(before, id).unwrap_or(&Value::Null);
    let turned = part["style"]["background"] != was["style"]["background"];
    let ground = own("background").map_or(ground, |own| (own, turned));
    let ink = own("color").unwrap_or(ink);
    let words = [
        "text",
        "label",
        "title",
        "value",
        "items",
        "columns",
        "rows",
        "placeholder",
    ];
    let drawn = ["chart", "rating", "icon", "image", "avatar", "progress", "swatch"];
    let says = words.iter().any(|key| match &part["props"][*key] {
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    });
    if says && !drawn.contains(&part["type"].as_str().unwrap_or_default()) {
        let name = format!("{} {}", part["type"], part["name"]);
        out.push((name, contrast(ink, ground.0), ground.1));
    }
    for child in part["children"].as_array().into_iter().flatten() {
        texts(child, before, ground, ink, out);
    }
}

/// OFF-2: in dark mode every text on what turned can be read as well as the guidelines for accessible pages ask, 4.5 to 1.
#[test]
fn off_2_every_text_on_what_turned_dark_can_be_read() {
    let mut faint = Vec::new();
    let mut seen = 0;
    for prompt in PROMPTS {
        let before = create(prompt);
        let (_, after) = answer_on(&before, "dark mode", &[]);
        let mut found = Vec::new();
        texts(&after, &before, (1.0, false), 0.009, &mut found);
        for (name, contrast, turned) in found {
            seen += usize::from(turned);
            if turned && contrast < 4.5 {
                faint.push(format!("{prompt}: {name} {contrast:.2}"));
            }
        }
    }
    assert!(seen > 400, "{seen} texts");
    assert!(
        faint.is_empty(),
        "{} of {seen}:\n{}",
        faint.len(),
        faint.join("\n")
    );
}

/// OFF-2: what was quieter than the rest stays quieter, and a colour stays that colour.
#[test]
fn off_2_in_dark_mode_quiet_texts_stay_quiet_and_colours_stay() {
    let page = serde_json::json!({"id": "root", "type": "screen", "style": {"background": "#f9fafb"}, "children": [
        {"id": "card", "type": "card", "style": {"background": "#ffffff"}, "children": [
        {"id": "title", "type": "text", "style": {"color": "#111827"}, "props": {"text": "Balance"}},
        {"id": "date", "type": "text", "style": {"color": "#6b7280"}, "props": {"text": "21 Nov"}},
        {"id": "loss", "type": "text", "style": {"color": "#dc2626"}, "props": {"text": "-12.00"}},
        {"id": "more", "type": "link", "style": {"color": "#2563eb"}, "props": {"text": "More"}},
        ]},
    ]});
    let (_, after) = answer_on(&page, "dark mode", &[]);
    let ink = |id: &str| {
        let part = node(&after, id).expect(id);
        part["style"]["color"].as_str().expect("an ink").to_owned()
    };
    assert_eq!(ink("title"), "#ffffff");
    assert!(luminance(&ink("date")) < luminance("#d1d5db"), "{}", ink("date"));
    let channels = |hex: String| {
        let at = |from: usize| u32::from_str_radix(&hex[from..from + 2], 16).expect("hex");
        (at(1), at(3), at(5))
    };
    let (red, green, blue) = channels(ink("loss"));
    assert!(red > green + 60 && red > blue + 60, "{red} {green} {blue}");
    let (red, green, blue) = channels(ink("more"));
    assert!(blue > red + 60 && blue > green, "{red} {green} {blue}");
}
