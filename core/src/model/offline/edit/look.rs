//! Colours, sizes and other looks.

mod size;

use crate::context::clause::Reading;
use crate::context::lexicon::{Attr, Dim, Look, Pick, Pron, class};
use crate::context::paint;
use crate::context::wish::{Change, Paint, Wish};
use crate::document::Value;
use crate::sorted::Gather;

use super::desk::{Desk, number};
use size::{contents, exact, lettered, scale};

/// Applies one change of looks to all objects.
pub(super) fn apply(desk: &mut Desk<'_, '_>, reading: &Reading, change: &Change) {
    let everything = reading
        .wish
        .objects
        .iter()
        .any(|np| np.pron == Some(Pron::Everything));
    let of_a_colour = reading.wish.objects.iter().find(|np| np.is_of_a_colour());
    let around = between(desk, reading, change);
    for at in around.as_ref().unwrap_or(&reading.objects) {
        match change {
            Change::Colour(_, Paint::Hex(next)) if of_a_colour.is_some() => {
                let old = of_a_colour
                    .and_then(|np| np.colour.as_deref())
                    .unwrap_or_default();
                for path in ["/style/background", "/style/color", "/style/borderColor"] {
                    if desk
                        .text(*at, path)
                        .is_some_and(|own| paint::same_family(&own, old))
                    {
                        desk.set(*at, path, next.as_str());
                    }
                }
            }
            Change::Colour(slot, paint) => colour(desk, *at, *slot, paint),
            Change::Scale(dim, by, amount) => {
                let attr = reading
                    .wish
                    .attrs
                    .iter()
                    .copied()
                    .find(|a| matches!(a, Attr::Background | Attr::TextColour | Attr::BorderColour));
                if everything && matches!(dim, Dim::Size | Dim::Font) {
                    contents(desk, *at, *dim, *by, *amount);
                } else {
                    scale(desk, *at, *dim, *by, *amount, attr);
                }
            }
            Change::Exact(dim, value, unit) => exact(desk, *at, *dim, *value, unit),
            Change::Look(look, on) => give_look(desk, *at, *look, *on),
            Change::Without(dim) => without(desk, *at, *dim),
            Change::Font(name) => desk.set(*at, "/style/fontFamily", name.as_str()),
            _ => {}
        }
        let name = desk.scene.title(*at);
        desk.done.push(format!("{name} looks different"));
    }
}

/// "More air between the sections": the space is that of what holds them, and not what is within each.
fn between(desk: &Desk<'_, '_>, reading: &Reading, change: &Change) -> Option<Vec<usize>> {
    let things = &reading.objects;
    let spaces = matches!(change, Change::Scale(Dim::Gap, ..) | Change::Exact(Dim::Gap, ..));
    if !spaces || !reading.wish.between || things.len() < 2 {
        return None;
    }
    let inner = |at: &usize| {
        things
            .iter()
            .any(|other| other != at && desk.scene.inside(*at, *other))
    };
    let outer = things.iter().filter(|at| !inner(at));
    let mut around: Vec<usize> = Vec::new();
    for holder in outer.filter_map(|at| desk.parent(*at)) {
        let held = things.iter().filter(|at| desk.parent(**at) == Some(holder));
        if held.count() > 1 && !around.contains(&holder) {
            around.push(holder);
        }
    }
    (!around.is_empty()).then_some(around)
}

/// The field that is meant by "its colour".
pub(super) fn colour_path(desk: &Desk<'_, '_>, at: usize, slot: Option<Attr>) -> &'static str {
    match slot {
        Some(Attr::Background) => return "/style/background",
        Some(Attr::TextColour) => return "/style/color",
        Some(Attr::BorderColour) => return "/style/borderColor",
        _ => {}
    }
    let Some(node) = desk.scene.get(at) else {
        return "/style/background";
    };
    let backed = desk
        .text(at, "/style/background")
        .is_some_and(|b| b != "transparent" && b != "none");
    let own = desk.get(at, "/style/color").is_some();
    let inked = class::TEXTUAL
        | class::ICON
        | class::CHART
        | class::RATING
        | class::CHECKABLE
        | class::DIVIDER
        | class::BREADCRUMB
        | class::TABLE
        | class::TAB
        | class::NAV_ITEM
        | class::ITEM
        | class::PROGRESS
        | class::SLIDER;
    let link_button = node.is(class::BUTTON) && node.prop("variant").and_then(Value::as_str) == Some("link");
    if link_button || (node.is(inked) && !(backed && !node.is(class::TEXTUAL | class::ICON | class::CHART))) {
        return "/style/color";
    }
    if node.children.is_empty()
        && own
        && !backed
        && !node.is(class::BUTTON | class::BADGE | class::CONTAINER | class::FIELD | class::SWATCH)
    {
        return "/style/color";
    }
    "/style/background"
}

fn colour(desk: &mut Desk<'_, '_>, at: usize, slot: Option<Attr>, wanted: &Paint) {
    let path = colour_path(desk, at, slot);
    let before = desk.text(at, path);
    let hex = match wanted {
        Paint::Hex(hex) => hex.clone(),
        Paint::Shade(dark) => {
            let tinted = before
                .as_deref()
                .filter(|b| paint::hsl(b).is_some_and(|c| c.s > 0.3 && c.l < 0.9))
                .and_then(|b| paint::shade(b, *dark));
            let plain = match (dark, path) {
                (true, _) => "#1f2937",
                (false, "/style/color") => "#e5e7eb",
                (false, _) => "#f9fafb",
            };
            tinted.unwrap_or_else(|| plain.to_owned())
        }
    };
    desk.set(at, path, hex.as_str());
    if path == "/style/borderColor" && desk.number(at, "/style/borderWidth").is_none_or(|w| w < 1.0) {
        desk.set(at, "/style/borderWidth", number(1.0));
    }
    if path == "/style/background" {
        keep_readable(desk, at, &hex);
    }
}

/// Ink where nothing says another.
const INK: &str = "#111827";

/// So much stands out enough that a person who chose the colours is not overruled.
const SEEN: f64 = 3.0;

/// Text on a new background stays readable: its own, and that of what lies on it.
pub(super) fn keep_readable(desk: &mut Desk<'_, '_>, at: usize, background: &str) {
    let plain = |_: &str| paint::readable_on(background).to_owned();
    keep_contrast(desk, at, background, SEEN, &plain);
}

/// The same with the contrast of texts that nobody chose the colours of; quiet ones stay quieter than others, and colours stay.
pub(super) fn keep_legible(desk: &mut Desk<'_, '_>, at: usize, background: &str) {
    let legible = |ink: &str| paint::legible(ink, background);
    keep_contrast(desk, at, background, paint::LEGIBLE, &legible);
}

fn keep_contrast(
    desk: &mut Desk<'_, '_>,
    at: usize,
    background: &str,
    least: f64,
    instead: &dyn Fn(&str) -> String,
) {
    let scene = desk.scene;
    let Some(node) = scene.get(at).filter(|_| paint::parse(background).is_some()) else {
        return;
    };
    let end = node.end;
    let around = std::iter::once(at).chain(scene.ancestors(at));
    let before = around
        .filter_map(|above| desk.text(above, "/style/color"))
        .next()
        .unwrap_or_else(|| INK.to_owned());
    // What says nothing about its ink, labels of fields among it, takes that of what it lies in.
    let mut ink = before.clone();
    if paint::contrast(&before, background) < least && !node.children.is_empty() {
        ink = instead(&before);
        desk.set(at, "/style/color", ink.as_str());
    }
    let mut skip = 0;
    for inner in at..end {
        if inner < skip || desk.is_gone(inner) {
            continue;
        }
        let Some(node) = scene.get(inner) else { continue };
        let own = desk.text(inner, "/style/color");
        if inner != at
            && let Some(surface) = desk
                .text(inner, "/style/background")
                .filter(|b| paint::parse(b).is_some())
        {
            if own.is_none() && ink != before && paint::contrast(&ink, &surface) < SEEN {
                desk.set(inner, "/style/color", before.as_str());
            }
            skip = node.end;
            continue;
        }
        if let Some(own) = own {
            let graphic = node.is(class::CHART | class::RATING | class::CHECKABLE | class::DIVIDER);
            let enough = if graphic { 1.6 } else { least };
            if paint::contrast(&own, background) < enough {
                desk.set(inner, "/style/color", instead(&own).as_str());
            }
        }
    }
}

fn give_look(desk: &mut Desk<'_, '_>, at: usize, look: Look, on: bool) {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    match look {
        Look::Bold => {
            for text in lettered(desk, at) {
                let now = desk
                    .number(text, "/style/fontWeight")
                    .unwrap_or(if node.is(class::HEADING) { 700.0 } else { 400.0 });
                let next = match (on, now >= 700.0) {
                    (true, true) => 800.0,
                    (true, false) => 700.0,
                    (false, true) => 500.0,
                    (false, false) => 400.0,
                };
                desk.set(text, "/style/fontWeight", number(next));
            }
        }
        Look::Italic => {
            for text in lettered(desk, at) {
                desk.set(text, "/style/fontStyle", if on { "italic" } else { "normal" });
            }
        }
        Look::Underline | Look::Strike => {
            let value = match (on, look) {
                (false, _) => "none",
                (true, Look::Strike) => "line-through",
                _ => "underline",
            };
            for text in lettered(desk, at) {
                desk.set(text, "/style/textDecoration", value);
            }
        }
        Look::Dashed | Look::Dotted => {
            let line = match (on, look) {
                (false, _) => "solid",
                (true, Look::Dotted) => "dotted",
                _ => "dashed",
            };
            desk.set(at, "/style/borderStyle", line);
            if desk
                .number(at, "/style/borderWidth")
                .is_none_or(|width| width < 1.0)
            {
                desk.set(at, "/style/borderWidth", number(1.0));
            }
            if desk.get(at, "/style/borderColor").is_none() {
                desk.set(at, "/style/borderColor", "#d1d5db");
            }
        }
        Look::Upper | Look::Lower | Look::Capital => {
            let value = match (on, look) {
                (false, _) => "none",
                (_, Look::Upper) => "uppercase",
                (_, Look::Lower) => "lowercase",
                _ => "capitalize",
            };
            for text in lettered(desk, at) {
                desk.set(text, "/style/textTransform", value);
            }
        }
        Look::Round | Look::Pill | Look::Rounded if !on => desk.set(at, "/style/radius", number(0.0)),
        Look::Round => {
            let side = desk
                .number(at, "/layout/width")
                .into_iter()
                .chain(desk.number(at, "/layout/height"))
                .fold(0.0, f64::max);
            let radius = if side > 0.0 && !node.is(class::CONTAINER) {
                (side / 2.0).ceil()
            } else {
                999.0
            };
            desk.set(at, "/style/radius", number(radius));
        }
        Look::Pill => desk.set(at, "/style/radius", number(999.0)),
        Look::Rounded => {
            let now = desk.number(at, "/style/radius").unwrap_or(0.0);
            desk.set(at, "/style/radius", number((now + 8.0).max(12.0)));
        }
        Look::Square => desk.set(at, "/style/radius", number(0.0)),
        Look::Primary | Look::Secondary => {
            let (variant, background, ink) = match look {
                Look::Primary => ("primary", "#2563eb", "#ffffff"),
                _ => ("secondary", "#e5e7eb", "#111827"),
            };
            desk.set(at, "/props/variant", variant);
            let like = scene.nodes.iter().position(|n| {
                n.is(class::BUTTON) && n.prop("variant").and_then(Value::as_str) == Some(variant)
            });
            let of = |desk: &Desk<'_, '_>, path: &str| like.and_then(|like| desk.text(like, path));
            let background = of(desk, "/style/background").unwrap_or_else(|| background.to_owned());
            let ink = of(desk, "/style/color").unwrap_or_else(|| ink.to_owned());
            desk.set(at, "/style/background", background.as_str());
            desk.set(at, "/style/color", ink.as_str());
        }
        Look::Outline => {
            let ink = desk
                .text(at, "/style/background")
                .filter(|b| paint::luminance(b) < 0.85);
            if let Some(ink) = ink {
                desk.set(at, "/style/color", ink.as_str());
                desk.set(at, "/style/borderColor", ink.as_str());
            } else if desk.get(at, "/style/borderColor").is_none() {
                let ink = desk
                    .text(at, "/style/color")
                    .unwrap_or_else(|| "#d1d5db".to_owned());
                desk.set(at, "/style/borderColor", ink.as_str());
            }
            desk.set(at, "/style/borderWidth", number(1.0));
            desk.set(at, "/style/background", "#ffffff");
            if node.prop("variant").is_some() {
                desk.set(at, "/props/variant", "outline");
            }
        }
        Look::Filled => {
            let ink = desk
                .text(at, "/style/color")
                .filter(|c| paint::luminance(c) < 0.8)
                .unwrap_or_else(|| "#2563eb".to_owned());
            desk.set(at, "/style/background", ink.as_str());
            desk.set(at, "/style/color", paint::readable_on(&ink));
            if node.prop("variant").is_some() {
                desk.set(at, "/props/variant", "primary");
            }
        }
        Look::Plain => {
            desk.unset(at, "/style/shadow");
        }
        Look::Transparent => desk.set(at, "/style/background", "transparent"),
        Look::FullWidth => desk.set(at, "/layout/width", "fill"),
        Look::Sticky => {
            desk.set(at, "/layout/position", if on { "sticky" } else { "static" });
        }
        Look::Horizontal => desk.set(at, "/layout/direction", "row"),
        Look::Vertical => desk.set(at, "/layout/direction", "column"),
        Look::Gradient => {
            let from = desk
                .text(at, "/style/background")
                .unwrap_or_else(|| "#2563eb".to_owned());
            let to = paint::lighter(&from, -0.15)
                .or_else(|| paint::lighter(&from, 0.15))
                .unwrap_or_else(|| "#7c3aed".to_owned());
            desk.set(
                at,
                "/style/background",
                format!("linear-gradient({from}, {to})").as_str(),
            );
        }
        Look::Serif => desk.set(at, "/style/fontFamily", "Georgia"),
        Look::Mono => desk.set(at, "/style/fontFamily", "monospace"),
    }
}

fn without(desk: &mut Desk<'_, '_>, at: usize, dim: Dim) {
    match dim {
        Dim::Shadow => desk.unset(at, "/style/shadow"),
        Dim::Border => {
            desk.unset(at, "/style/borderWidth");
            desk.unset(at, "/style/borderColor");
        }
        Dim::Radius => desk.set(at, "/style/radius", number(0.0)),
        Dim::Gap => desk.set(at, "/layout/gap", number(0.0)),
        Dim::Padding => desk.set(at, "/layout/padding", number(0.0)),
        _ => {}
    }
}

/// Takes over from another node what the clause names, or its whole look.
pub(super) fn same_as(desk: &mut Desk<'_, '_>, reading: &Reading, model: usize) {
    let wish = &reading.wish;
    let coloured = wish.changes.iter().any(|c| matches!(c, Change::Colour(..)))
        || wish
            .attrs
            .iter()
            .any(|a| matches!(a, Attr::Colour | Attr::Background | Attr::TextColour));
    let sized = wish
        .attrs
        .iter()
        .any(|a| matches!(a, Attr::Dim(Dim::Size | Dim::Width | Dim::Height)))
        || wish
            .changes
            .iter()
            .any(|c| matches!(c, Change::Scale(Dim::Size | Dim::Width | Dim::Height, ..)));
    let paths: Vec<String> = if coloured {
        vec!["/style/background".into(), "/style/color".into()]
    } else if sized {
        let says = |dim: Dim| {
            wish.attrs.contains(&Attr::Dim(dim))
                || wish
                    .changes
                    .iter()
                    .any(|c| matches!(c, Change::Scale(own, ..) if *own == dim))
        };
        let both = says(Dim::Size);
        [
            ("/layout/width", both || says(Dim::Width)),
            ("/layout/height", both || says(Dim::Height)),
            ("/style/fontSize", both),
        ]
        .into_iter()
        .filter(|(_, said)| *said)
        .map(|(path, _)| path.to_owned())
        .gather()
    } else {
        let attrs: Vec<String> = wish
            .attrs
            .iter()
            .filter_map(|a| match a {
                Attr::Dim(Dim::Font) => Some("/style/fontSize"),
                Attr::Dim(Dim::Radius) => Some("/style/radius"),
                Attr::Dim(Dim::Shadow) => Some("/style/shadow"),
                Attr::Dim(Dim::Padding) => Some("/layout/padding"),
                Attr::Dim(Dim::Gap) => Some("/layout/gap"),
                Attr::Dim(Dim::Weight) => Some("/style/fontWeight"),
                Attr::Font => Some("/style/fontFamily"),
                _ => None,
            })
            .map(str::to_owned)
            .gather();
        if attrs.is_empty() {
            let style = desk
                .scene
                .get(model)
                .and_then(|n| n.value.get("style"))
                .and_then(Value::as_object);
            style
                .map(|s| s.keys().map(|k| format!("/style/{k}")).gather())
                .unwrap_or_default()
        } else {
            attrs
        }
    };
    for at in reading.objects.iter().filter(|at| **at != model) {
        for path in &paths {
            if let Some(value) = desk.get(model, path) {
                desk.set(*at, path, value);
            }
        }
        let name = desk.scene.title(*at);
        desk.done.push(format!("{name} like {}", desk.scene.title(model)));
    }
    let _ = Pick::Main;
}

/// Takes back what an edit did to the wrong node: the value of a brother of the same kind, or none.
pub(super) fn put_back(desk: &mut Desk<'_, '_>, at: usize, wish: &Wish) {
    let scene = desk.scene;
    let mut paths: Vec<&str> = Vec::new();
    for change in &wish.changes {
        match change {
            Change::Colour(slot, _) => {
                paths.push(colour_path(desk, at, *slot));
                paths.push("/style/color");
            }
            Change::Scale(Dim::Size, ..) | Change::Exact(Dim::Size, ..) => {
                paths.extend(["/style/fontSize", "/layout/width", "/layout/height"])
            }
            Change::Scale(Dim::Radius, ..)
            | Change::Look(Look::Round | Look::Pill | Look::Rounded | Look::Square, _) => {
                paths.push("/style/radius")
            }
            Change::Look(Look::Bold, _) => paths.push("/style/fontWeight"),
            Change::Look(Look::Italic, _) => paths.push("/style/fontStyle"),
            Change::Look(Look::Dashed | Look::Dotted, _) => paths.push("/style/borderStyle"),
            Change::Look(Look::Underline | Look::Strike, _) => paths.push("/style/textDecoration"),
            Change::Scale(Dim::Shadow, ..) => paths.push("/style/shadow"),
            Change::Scale(Dim::Width, ..) => paths.push("/layout/width"),
            Change::Scale(Dim::Height, ..) => paths.push("/layout/height"),
            _ => {}
        }
    }
    let Some(node) = scene.get(at) else { return };
    let brother = node.parent.and_then(|p| scene.get(p)).and_then(|p| {
        p.children
            .iter()
            .copied()
            .find(|c| *c != at && scene.get(*c).is_some_and(|n| n.kind == node.kind))
    });
    for path in paths {
        match brother.and_then(|b| desk.get(b, path)) {
            Some(value) => desk.set(at, path, value),
            None => desk.unset(at, path),
        }
    }
}
