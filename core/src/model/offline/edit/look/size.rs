//! How big, how thick, how far apart: steps and exact amounts.

use crate::context::lexicon::{Attr, Dim, Extent, class};
use crate::context::paint;
use crate::document::{Value, number_text};
use crate::sorted::Gather;

use super::super::desk::{Desk, number};
use super::{colour_path, keep_readable};

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
pub(super) fn contents(desk: &mut Desk<'_, '_>, at: usize, dim: Dim, by: i8, amount: Extent) {
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

pub(super) fn scale(
    desk: &mut Desk<'_, '_>,
    at: usize,
    dim: Dim,
    by: i8,
    amount: Extent,
    attr: Option<Attr>,
) {
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

pub(super) fn exact(desk: &mut Desk<'_, '_>, at: usize, dim: Dim, value: f64, unit: &str) {
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
pub(super) fn lettered(desk: &Desk<'_, '_>, at: usize) -> Vec<usize> {
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
