//! New things of a kind that the document does not have.

use super::super::content::icon_name;
use super::super::desk::{Child, Desk, number};
use super::{KINDS, Spot};
use crate::context::clause::Reading;
use crate::context::lexicon::{Class, class};
use crate::context::paint;
use crate::context::token::{fold, stem};
use crate::context::word_list::listed;
use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;

/// Words that are asked for in a field when nothing says what kind of thing it is.
pub(super) fn field_kind(words: &str) -> Option<&'static str> {
    let words = fold(words);
    let has = |list: &[&str]| list.iter().any(|w| words.contains(w));
    if has(&["phone", "mobile", "tel"]) {
        Some("tel")
    } else if has(&["mail"]) {
        Some("email")
    } else if has(&["password", "passwort"]) {
        Some("password")
    } else if has(&["birthday", "date", "birth"]) {
        Some("date")
    } else if has(&["search"]) {
        Some("search")
    } else if has(&["website", "url"]) {
        Some("url")
    } else if has(&["age", "quantity", "amount"]) {
        Some("number")
    } else if has(&[
        "name", "address", "city", "zip", "postcode", "company", "street", "username", "vat",
    ]) {
        Some("text")
    } else {
        None
    }
}

pub(super) fn sample(kind: &str) -> &'static str {
    match kind {
        "tel" => "+1 ...",
        "email" => "you@example.com",
        "password" => "••••••••",
        "date" => "YYYY-MM-DD",
        "url" => "https://",
        _ => "",
    }
}

pub(super) fn node(
    id: &str,
    kind: &str,
    name: &str,
    layout: Value,
    style: Value,
    props: Value,
    children: Vec<Value>,
) -> Value {
    Value::object([
        ("id", Value::from(id)),
        ("type", Value::from(kind)),
        ("name", Value::from(name)),
        ("layout", layout),
        ("style", style),
        ("props", props),
        ("children", Value::array(children)),
    ])
}

pub(super) fn none() -> Value {
    Value::object::<&str, Value>([])
}

/// Something of a kind that the document has none of yet.
pub(super) fn from_nothing(desk: &mut Desk<'_, '_>, wanted: Class, label: &str, words: &str) -> Value {
    let (kind, fallback) =
        if wanted & class::FIELD != 0 && wanted & class::INPUT == 0 && wanted & class::SELECT != 0 {
            ("select", "Select")
        } else if wanted & (class::INPUT | class::TEXTAREA) != 0 {
            if wanted & class::INPUT == 0 {
                ("textarea", "Notes")
            } else {
                ("input", "Field")
            }
        } else {
            KINDS
                .iter()
                .find(|(bits, ..)| wanted & bits != 0)
                .map_or(("text", "Text"), |(_, kind, name)| (*kind, *name))
        };
    let label = if label.is_empty() {
        fallback.to_owned()
    } else {
        label.to_owned()
    };
    let accent = accent(desk);
    let id = desk.fresh(&label);
    let text = |size: f64, weight: f64, ink: &str| {
        Value::object([
            ("fontSize", number(size)),
            ("fontWeight", number(weight)),
            ("color", Value::from(ink)),
        ])
    };
    let field = || {
        Value::object([
            ("borderColor", Value::from("#d1d5db")),
            ("borderWidth", number(1.0)),
            ("radius", number(6.0)),
            ("fontSize", number(16.0)),
        ])
    };
    let wide = |height: f64| Value::object([("width", Value::from("fill")), ("height", number(height))]);
    let square = |side: f64| Value::object([("width", number(side)), ("height", number(side))]);
    let said = |key: &'static str| Value::object([(key, Value::from(label.as_str()))]);
    let name = label.clone();
    let (layout, style, props) = match kind {
        "button" => (
            Value::object([("height", number(44.0)), ("width", number(140.0))]),
            Value::object([
                ("background", Value::from(accent.as_str())),
                ("color", Value::from(paint::readable_on(&accent))),
                ("radius", number(8.0)),
                ("fontSize", number(16.0)),
                ("fontWeight", number(600.0)),
            ]),
            Value::object([
                ("label", Value::from(label.as_str())),
                ("variant", Value::from("primary")),
            ]),
        ),
        "input" | "textarea" => {
            let input = field_kind(&format!("{label} {words}")).unwrap_or("text");
            (
                wide(if kind == "input" { 44.0 } else { 120.0 }),
                field(),
                Value::object([
                    ("label", Value::from(label.as_str())),
                    ("placeholder", Value::from(sample(input))),
                    ("inputType", Value::from(input)),
                ]),
            )
        }
        "select" => (
            wide(44.0),
            field(),
            Value::object([
                ("label", Value::from(label.as_str())),
                ("options", Value::array(["Option 1", "Option 2"])),
                ("value", Value::from("Option 1")),
            ]),
        ),
        "checkbox" | "toggle" => (
            none(),
            Value::object([("fontSize", number(14.0)), ("color", Value::from("#374151"))]),
            Value::object([
                ("label", Value::from(label.as_str())),
                ("checked", Value::from(false)),
            ]),
        ),
        "heading" => (
            none(),
            text(22.0, 700.0, "#111827"),
            Value::object([("text", Value::from(label.as_str())), ("level", number(2.0))]),
        ),
        "link" => (
            none(),
            Value::object([
                ("color", Value::from(accent.as_str())),
                ("fontSize", number(14.0)),
            ]),
            Value::object([("text", Value::from(label.as_str())), ("href", Value::from("#"))]),
        ),
        "image" => (
            Value::object([("width", number(320.0)), ("height", number(200.0))]),
            Value::object([("radius", number(8.0))]),
            Value::object([
                ("alt", Value::from(label.as_str())),
                ("src", Value::from("placeholder")),
            ]),
        ),
        "avatar" => (
            square(40.0),
            Value::object([("radius", number(20.0))]),
            said("alt"),
        ),
        "icon" => (
            square(24.0),
            Value::object([("color", Value::from("#111827"))]),
            Value::object([("icon", Value::from(icon_name(&label).as_str()))]),
        ),
        "badge" => (
            none(),
            Value::object([
                ("background", Value::from(accent.as_str())),
                ("color", Value::from(paint::readable_on(&accent))),
                ("fontSize", number(12.0)),
                ("radius", number(999.0)),
            ]),
            said("text"),
        ),
        "divider" => (
            Value::object([("width", Value::from("fill"))]),
            Value::object([("color", Value::from("#e5e7eb"))]),
            none(),
        ),
        "card" => {
            let inner = desk.fresh(&format!("{label} title"));
            let title = node(
                &inner,
                "heading",
                "Title",
                none(),
                text(18.0, 700.0, "#111827"),
                Value::object([("text", Value::from(label.as_str())), ("level", number(3.0))]),
                vec![],
            );
            return node(
                &id,
                "card",
                &name,
                column(8.0, 16.0),
                card_style(),
                none(),
                vec![title],
            );
        }
        "header" | "footer" | "row" | "list" | "nav" | "sidebar" | "form" | "modal" => {
            let inner = desk.fresh(&format!("{label} text"));
            let child = node(
                &inner,
                "text",
                "Text",
                none(),
                text(14.0, 400.0, "#374151"),
                said("text"),
                vec![],
            );
            let row = listed("header|footer|row|nav", kind);
            let layout = Value::object([
                ("direction", Value::from(if row { "row" } else { "column" })),
                ("gap", number(12.0)),
                ("padding", number(16.0)),
            ]);
            return node(&id, kind, &name, layout, none(), none(), vec![child]);
        }
        "chart" => (
            Value::object([("width", number(480.0)), ("height", number(260.0))]),
            Value::object([("color", Value::from(accent.as_str()))]),
            Value::object([
                (
                    "kind",
                    Value::from(if words.contains("pie") {
                        "pie"
                    } else if words.contains("line") {
                        "line"
                    } else {
                        "bar"
                    }),
                ),
                ("series", Value::array([label.as_str()])),
            ]),
        ),
        "rating" => (
            none(),
            Value::object([("color", Value::from("#f59e0b"))]),
            Value::object([("value", number(4.0)), ("max", number(5.0))]),
        ),
        "table" => (
            Value::object([("width", Value::from("fill"))]),
            Value::object([("fontSize", number(14.0)), ("color", Value::from("#111827"))]),
            Value::object([
                ("columns", Value::array(["Name", "Value"])),
                ("rows", Value::array::<Value>([])),
            ]),
        ),
        "progress" | "slider" => (
            Value::object([("width", Value::from("fill"))]),
            Value::object([("color", Value::from(accent.as_str()))]),
            Value::object([("value", number(50.0)), ("max", number(100.0))]),
        ),
        _ => (none(), text(14.0, 400.0, "#374151"), said("text")),
    };
    node(&id, kind, &name, layout, style, props, vec![])
}

/// The colour of the most prominent button.
pub(super) fn accent(desk: &Desk<'_, '_>) -> String {
    desk.scene
        .nodes
        .iter()
        .filter(|n| n.is(class::BUTTON))
        .filter_map(|n| n.style("background").and_then(Value::as_str))
        .find(|b| paint::hsl(b).is_some_and(|c| c.s > 0.3 && c.l < 0.7))
        .unwrap_or("#2563eb")
        .to_owned()
}

pub(super) fn column(gap: f64, padding: f64) -> Value {
    Value::object([
        ("direction", Value::from("column")),
        ("gap", number(gap)),
        ("padding", number(padding)),
    ])
}

pub(super) fn card_style() -> Value {
    Value::object([
        ("background", Value::from("#ffffff")),
        ("borderColor", Value::from("#e5e7eb")),
        ("borderWidth", number(1.0)),
        ("radius", number(12.0)),
        ("shadow", Value::from("sm")),
    ])
}

/// A section like those beside it: a title and, if asked for, a row of cards.
pub(super) fn section(desk: &mut Desk<'_, '_>, reading: &Reading, label: &str, spot: &Spot) -> Value {
    let scene = desk.scene;
    let label = if label.is_empty() {
        "New section".to_owned()
    } else {
        label.to_owned()
    };
    let like = desk
        .children(spot.parent)
        .iter()
        .filter_map(|c| match c {
            Child::Old(at) => Some(*at),
            Child::New(_) => None,
        })
        .filter(|at| scene.get(*at).is_some_and(|n| n.is(class::SECTION)))
        .min_by_key(|at| desk.index(*at).map_or(usize::MAX, |i| i.abs_diff(spot.index)));
    let field = |key: &str| {
        like.and_then(|at| scene.get(at))
            .and_then(|n| n.value.get(key))
            .cloned()
    };
    let layout = field("layout")
        .filter(|l| l.get("direction").and_then(Value::as_str) == Some("column"))
        .unwrap_or_else(|| column(16.0, 32.0));
    let style = field("style").unwrap_or_else(|| Value::object([("background", Value::from("#ffffff"))]));
    let id = desk.fresh(&label);
    let title_id = desk.fresh(&format!("{label} title"));
    let heading = like.and_then(|at| {
        let end = scene.get(at)?.end;
        (at..end).find(|n| scene.get(*n).is_some_and(|n| n.is(class::HEADING)))
    });
    let title_style = heading
        .and_then(|at| scene.get(at))
        .and_then(|n| n.value.get("style"))
        .cloned()
        .unwrap_or_else(|| {
            Value::object([
                ("fontSize", number(24.0)),
                ("fontWeight", number(700.0)),
                ("color", Value::from("#111827")),
            ])
        });
    let title = node(
        &title_id,
        "heading",
        &format!("{label} title"),
        none(),
        title_style,
        Value::object([("text", Value::from(label.as_str())), ("level", number(2.0))]),
        vec![],
    );
    let mut children = vec![title];
    if let Some(parts) = &reading.wish.with {
        let count = parts
            .count
            .unwrap_or(if parts.plural { 3 } else { 1 })
            .clamp(1, 12);
        let noun = parts.raw.iter().map(|w| stem(w)).gather().join(" ");
        let noun = if noun.is_empty() { "item".to_owned() } else { noun };
        let plans = noun.contains("plan") || noun.contains("tier") || fold(&label).contains("pric");
        let card = scene
            .nodes
            .iter()
            .find(|n| n.is(class::CARD))
            .and_then(|n| n.value.get("style"))
            .cloned()
            .unwrap_or_else(card_style);
        let row_id = desk.fresh(&format!("{label} row"));
        let mut cards = Vec::new();
        for number_of in 1..=count {
            let (title, more) = match (plans, number_of) {
                (true, 1) => ("Basic".to_owned(), Some("€ 9 / month")),
                (true, 2) => ("Plus".to_owned(), Some("€ 19 / month")),
                (true, 3) => ("Pro".to_owned(), Some("€ 39 / month")),
                (true, n) => (format!("Plan {n}"), Some("€ 59 / month")),
                (false, n) => (format!("{} {n}", letters::capitalised(&noun)), None),
            };
            let card_id = desk.fresh(&format!("{noun} {number_of}"));
            let name_id = desk.fresh(&format!("{noun} {number_of} name"));
            let words = Value::object([
                ("fontSize", number(16.0)),
                ("fontWeight", number(600.0)),
                ("color", Value::from("#111827")),
            ]);
            let mut inner = vec![node(
                &name_id,
                "text",
                "Name",
                none(),
                words.clone(),
                Value::object([("text", Value::from(title.as_str()))]),
                vec![],
            )];
            if let Some(price) = more {
                let price_id = desk.fresh(&format!("{noun} {number_of} price"));
                inner.push(node(
                    &price_id,
                    "text",
                    "Price",
                    none(),
                    words,
                    Value::object([("text", Value::from(price))]),
                    vec![],
                ));
            }
            cards.push(node(
                &card_id,
                "card",
                &title,
                column(8.0, 20.0),
                card.clone(),
                none(),
                inner,
            ));
        }
        let row = Value::object([
            ("direction", Value::from("row")),
            ("gap", number(20.0)),
            ("padding", number(0.0)),
        ]);
        children.push(node(
            &row_id,
            "row",
            &format!("{label} row"),
            row,
            none(),
            none(),
            cards,
        ));
    } else {
        let text_id = desk.fresh(&format!("{label} text"));
        let words = Value::object([
            ("fontSize", number(16.0)),
            ("fontWeight", number(400.0)),
            ("color", Value::from("#4b5563")),
        ]);
        let said = reading
            .wish
            .texts
            .get(1)
            .cloned()
            .unwrap_or_else(|| format!("{label} goes here."));
        children.push(node(
            &text_id,
            "text",
            "Text",
            none(),
            words,
            Value::object([("text", Value::from(said.as_str()))]),
            vec![],
        ));
    }
    node(&id, "section", &label, layout, style, none(), children)
}
