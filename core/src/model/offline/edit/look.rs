//! Colours, sizes and other looks.

use crate::context::clause::Reading;
use crate::context::lexicon::{Attr, Dim, Extent, Look, Pick, Pron, class};
use crate::context::paint;
use crate::context::wish::{Change, Paint, Wish};
use crate::document::{Value, number_text};
use crate::sorted::Gather;

use super::desk::{Desk, number};

/// Applies one change of looks to all objects.
pub(super) fn apply(desk: &mut Desk<'_, '_>, reading: &Reading, change: &Change) {
    let everything = reading
        .wish
        .objects
        .iter()
        .any(|np| np.pron == Some(Pron::Everything));
    let of_a_colour = reading.wish.objects.iter().find(|np| np.is_of_a_colour());
    for at in &reading.objects {
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

/// Text on a new background stays readable: its own, and that of what lies on it.
pub(super) fn keep_readable(desk: &mut Desk<'_, '_>, at: usize, background: &str) {
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
    if paint::contrast(&before, background) < 3.0 && !node.children.is_empty() {
        paint::readable_on(background).clone_into(&mut ink);
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
            if own.is_none() && ink != before && paint::contrast(&ink, &surface) < 3.0 {
                desk.set(inner, "/style/color", before.as_str());
            }
            skip = node.end;
            continue;
        }
        if let Some(own) = own {
            let graphic = node.is(class::CHART | class::RATING | class::CHECKABLE | class::DIVIDER);
            let enough = if graphic { 1.6 } else { 3.0 };
            if paint::contrast(&own, background) < enough {
                desk.set(inner, "/style/color", paint::readable_on(background));
            }
        }
    }
}

fn factor(by: i8, amount: Extent) -> f64 {
    let step = match amount {
        Extent::Little => 1.12,
        Extent::Plain | Extent::Pixels(_) => 1.25,
        Extent::Much => 1.5,
        Extent::Percent(part) => return f64::from(part) / 100.0,
    };
    if by > 0 { step } else { 1.0 / step }
}

fn scaled(value: f64, by: i8, amount: Extent) -> f64 {
    if let Extent::Pixels(more) = amount {
        return value + f64::from(more) * f64::from(by.signum());
    }
    let next = (value * factor(by, amount)).round();
    if (next - value).abs() < 1.0 {
        value + f64::from(by)
    } else {
        next
    }
}

fn grow(desk: &mut Desk<'_, '_>, at: usize, path: &str, by: i8, amount: Extent) -> bool {
    // Twice as high is twice what it was before anything was done.
    let was = desk
        .scene
        .get(at)
        .and_then(|node| node.value.pointer(path))
        .and_then(Value::as_f64);
    let value = match amount {
        Extent::Percent(_) => was.or_else(|| desk.number(at, path)),
        _ => desk.number(at, path),
    };
    match value {
        Some(value) => {
            desk.set(at, path, number(scaled(value, by, amount).max(1.0)));
            true
        }
        None => false,
    }
}

/// Everything in a part gets bigger or smaller.
fn contents(desk: &mut Desk<'_, '_>, at: usize, dim: Dim, by: i8, amount: Extent) {
    let scene = desk.scene;
    let end = scene.get(at).map_or(at, |n| n.end);
    for inner in at + 1..end {
        grow(desk, inner, "/style/fontSize", by, amount);
        if dim == Dim::Size && scene.get(inner).is_some_and(|n| n.children.is_empty()) {
            grow(desk, inner, "/layout/width", by, amount);
            grow(desk, inner, "/layout/height", by, amount);
        }
    }
}

fn scale(desk: &mut Desk<'_, '_>, at: usize, dim: Dim, by: i8, amount: Extent, attr: Option<Attr>) {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    let measure = match dim {
        Dim::Radius => Some("/style/radius"),
        Dim::Gap => Some("/layout/gap"),
        Dim::Padding => Some("/layout/padding"),
        Dim::Border => Some("/style/borderWidth"),
        _ => None,
    };
    if let (Some(path), Extent::Percent(_) | Extent::Pixels(_)) = (measure, amount)
        && grow(desk, at, path, by, amount)
    {
        return;
    }
    match dim {
        Dim::Size => {
            let graphic = class::IMAGE
                | class::ICON
                | class::AVATAR
                | class::SWATCH
                | class::CHART
                | class::VIDEO
                | class::MAP;
            if node.is(class::TEXTUAL | class::BADGE | class::BREADCRUMB) && !node.is(graphic) {
                if !grow(desk, at, "/style/fontSize", by, amount) {
                    desk.set(at, "/style/fontSize", number(scaled(16.0, by, amount)));
                }
                return;
            }
            let w = grow(desk, at, "/layout/width", by, amount);
            let h = grow(desk, at, "/layout/height", by, amount);
            let f = !node.is(graphic) && grow(desk, at, "/style/fontSize", by, amount);
            if !(w || h || f) {
                if node.children.is_empty() {
                    let default = if node.is(graphic) { 24.0 } else { 16.0 };
                    let path = if node.is(graphic) {
                        "/layout/width"
                    } else {
                        "/style/fontSize"
                    };
                    desk.set(at, path, number(scaled(default, by, amount)));
                } else {
                    // A part without a size of its own is as big as what is in it.
                    contents(desk, at, Dim::Size, by, amount);
                    grow(desk, at, "/layout/padding", by, amount);
                }
            }
        }
        Dim::Width | Dim::Height => {
            let path = if dim == Dim::Width {
                "/layout/width"
            } else {
                "/layout/height"
            };
            if grow(desk, at, path, by, amount) {
                return;
            }
            // What its parts take is how high it is.
            if dim == Dim::Height && !node.children.is_empty() && desk.get(at, path).is_none() {
                let now = rough_height(desk, at);
                return desk.set(at, path, number((now * factor(by, amount)).round()));
            }
            let around = scene
                .ancestors(at)
                .find_map(|a| desk.number(a, path))
                .unwrap_or(if dim == Dim::Width { 320.0 } else { 48.0 });
            let fills = desk.get(at, path).is_some();
            let value = match (fills, by > 0) {
                (true, _) if matches!(amount, Extent::Percent(_)) => around * factor(by, amount),
                (true, true) => around * 1.05,
                (true, false) => around * 0.7,
                (false, _) if node.is(class::FIELD | class::BUTTON) => {
                    scaled(if dim == Dim::Width { 160.0 } else { 44.0 }, by, amount)
                }
                (false, true) => (around * 0.6).max(48.0),
                (false, false) => (around * 0.4).max(24.0),
            };
            desk.set(at, path, number(value.round()));
        }
        Dim::Font => {
            if !grow(desk, at, "/style/fontSize", by, amount) {
                if node.children.is_empty() {
                    desk.set(at, "/style/fontSize", number(scaled(16.0, by, amount)));
                } else {
                    contents(desk, at, Dim::Font, by, amount);
                }
            }
        }
        Dim::Weight => {
            let now = desk.number(at, "/style/fontWeight").unwrap_or(400.0);
            let next = if by > 0 {
                (now + 200.0).min(900.0)
            } else {
                (now - 200.0).max(300.0)
            };
            desk.set(at, "/style/fontWeight", number(next));
        }
        Dim::Radius => {
            let now = desk.number(at, "/style/radius").unwrap_or(4.0);
            let next = if by > 0 {
                now + (now * 0.75).max(6.0) * if amount == Extent::Little { 0.5 } else { 1.0 }
            } else {
                now / 2.0
            };
            desk.set(at, "/style/radius", number(next.round().max(0.0)));
        }
        Dim::Shadow => {
            const STEPS: [&str; 5] = ["none", "sm", "md", "lg", "xl"];
            let now = desk
                .text(at, "/style/shadow")
                .unwrap_or_else(|| "none".to_owned());
            let place = STEPS.iter().position(|s| *s == now).unwrap_or(1);
            let next = if by > 0 {
                (place + 1 + usize::from(amount == Extent::Much)).min(4)
            } else {
                place.saturating_sub(1)
            };
            let next = if place == 0 && by > 0 {
                if amount == Extent::Little { 1 } else { 2 }
            } else {
                next
            };
            if let Some(step) = STEPS.get(next) {
                desk.set(at, "/style/shadow", *step);
            }
        }
        Dim::Gap | Dim::Padding => {
            let target = if dim == Dim::Gap && node.children.len() < 2 {
                node.parent.unwrap_or(at)
            } else {
                at
            };
            let path = if dim == Dim::Gap {
                "/layout/gap"
            } else {
                "/layout/padding"
            };
            let now = desk
                .number(target, path)
                .unwrap_or(if dim == Dim::Gap { 8.0 } else { 12.0 });
            if now == 0.0 && by < 0 {
                // There is none of its own to take away: what is seen is that of the parts.
                for part in node.children.clone() {
                    if desk.number(part, path).is_some() {
                        scale(desk, part, dim, by, amount, attr);
                    }
                }
                return;
            }
            let step = (now * 0.5).max(8.0)
                * match amount {
                    Extent::Little => 0.5,
                    Extent::Much => 2.0,
                    _ => 1.0,
                };
            let next = if by > 0 {
                now + step
            } else {
                (now - step).max(if now > 4.0 { now * 0.4 } else { 0.0 })
            };
            desk.set(target, path, number(next.round()));
        }
        Dim::Border => {
            let now = desk.number(at, "/style/borderWidth").unwrap_or(0.0);
            let next = if by > 0 {
                now + 1.0
            } else {
                (now - 1.0).max(if now > 1.0 { 1.0 } else { 0.0 })
            };
            if by < 0 && now == 0.0 {
                desk.set(at, "/style/borderWidth", number(1.0));
            } else {
                desk.set(at, "/style/borderWidth", number(next));
            }
            if desk.get(at, "/style/borderColor").is_none() && next > 0.0 {
                desk.set(at, "/style/borderColor", "#d1d5db");
            }
        }
        Dim::Opacity => {
            let now = desk.number(at, "/style/opacity").unwrap_or(1.0);
            let next = if by > 0 {
                (now + 0.3).min(1.0)
            } else {
                (now - 0.4).max(0.2)
            };
            desk.set(at, "/style/opacity", Value::Number((next * 10.0).round() / 10.0));
        }
        Dim::Light | Dim::Vivid => {
            let path = colour_path(desk, at, attr);
            let fallback = if path == "/style/background" {
                "#ffffff"
            } else {
                "#374151"
            };
            let now = desk.text(at, path).unwrap_or_else(|| fallback.to_owned());
            let step = match amount {
                Extent::Little => 0.06,
                Extent::Much => 0.2,
                _ => 0.12,
            };
            let next = if dim == Dim::Light {
                paint::lighter(&now, step * f64::from(by))
            } else if by < 0 {
                paint::muted(&now, 0.8)
            } else {
                paint::hsl(&now).map(|mut c| {
                    c.s = (c.s + 0.3).min(1.0);
                    paint::to_hex(c)
                })
            };
            if let Some(next) = next {
                desk.set(at, path, next.as_str());
                if path == "/style/background" {
                    keep_readable(desk, at, &next);
                }
            }
        }
        Dim::Leading => desk.set(
            at,
            "/style/lineHeight",
            Value::Number(if by > 0 { 1.8 } else { 1.2 }),
        ),
        Dim::Tracking => desk.set(at, "/style/letterSpacing", number(f64::from(by))),
        Dim::Length => {}
    }
}

fn exact(desk: &mut Desk<'_, '_>, at: usize, dim: Dim, value: f64, unit: &str) {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    let px = match unit {
        "rem" => value * 16.0,
        _ => value,
    };
    let sized: Value = if unit == "%" {
        Value::from((number_text(value) + "%").as_str())
    } else {
        number(px)
    };
    match dim {
        Dim::Size => {
            if node.is(class::TEXTUAL | class::BADGE) {
                desk.set(at, "/style/fontSize", sized);
            } else if node.is(class::ICON | class::AVATAR | class::SWATCH | class::IMAGE) {
                desk.set(at, "/layout/width", sized.clone());
                desk.set(at, "/layout/height", sized);
            } else if unit == "%" || node.is(class::CONTAINER) {
                desk.set(at, "/layout/width", sized);
            } else {
                desk.set(at, "/layout/height", sized);
            }
        }
        Dim::Width => desk.set(at, "/layout/width", sized),
        Dim::Height => desk.set(at, "/layout/height", sized),
        Dim::Font => desk.set(at, "/style/fontSize", number(px)),
        Dim::Weight => desk.set(at, "/style/fontWeight", number(px)),
        Dim::Radius => desk.set(at, "/style/radius", sized),
        Dim::Gap => {
            let target = if node.children.len() < 2 {
                node.parent.unwrap_or(at)
            } else {
                at
            };
            desk.set(target, "/layout/gap", number(px));
        }
        Dim::Padding => desk.set(at, "/layout/padding", number(px)),
        Dim::Border => {
            desk.set(at, "/style/borderWidth", number(px));
            if desk.get(at, "/style/borderColor").is_none() {
                desk.set(at, "/style/borderColor", "#d1d5db");
            }
        }
        Dim::Opacity => desk.set(
            at,
            "/style/opacity",
            Value::Number(if unit == "%" || value > 1.0 {
                value / 100.0
            } else {
                value
            }),
        ),
        Dim::Leading => desk.set(at, "/style/lineHeight", Value::Number(value)),
        Dim::Tracking => desk.set(at, "/style/letterSpacing", number(px)),
        Dim::Shadow | Dim::Length | Dim::Light | Dim::Vivid => {}
    }
}

/// How high a part is about, where nothing says so.
fn rough_height(desk: &Desk<'_, '_>, at: usize) -> f64 {
    if let Some(height) = desk.number(at, "/layout/height") {
        return height;
    }
    let Some(node) = desk.scene.get(at) else {
        return 0.0;
    };
    if node.children.is_empty() {
        let letters = desk.number(at, "/style/fontSize").unwrap_or(16.0);
        return if node.is(class::IMAGE | class::CHART) {
            240.0
        } else {
            letters * 2.5
        };
    }
    let parts = node.children.iter().map(|part| rough_height(desk, *part));
    let gap = desk.number(at, "/layout/gap").unwrap_or(0.0);
    let padding = desk.number(at, "/layout/padding").unwrap_or(0.0);
    let inner = if desk.scene.is_row(at) {
        parts.fold(0.0, f64::max)
    } else {
        parts.sum::<f64>() + gap * (node.children.len() - 1) as f64
    };
    inner + padding * 2.0
}

/// The texts that a look of letters is for: the node's own, or those in it.
fn lettered(desk: &Desk<'_, '_>, at: usize) -> Vec<usize> {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else {
        return Vec::new();
    };
    if node.children.is_empty() || node.caption().is_some() {
        return vec![at];
    }
    let inner: Vec<usize> = (at + 1..node.end)
        .filter(|n| scene.get(*n).is_some_and(|n| n.is(class::TEXTUAL)))
        .gather();
    if inner.is_empty() { vec![at] } else { inner }
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
