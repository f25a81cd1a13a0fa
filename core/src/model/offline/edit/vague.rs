//! Wishes without a measure: a visible, restrained change of the right part.

use crate::context::lexicon::{Vague, class};
use crate::context::paint::{self, Hsl};
use crate::sorted::Gather;

use super::content::select;
use super::desk::{Desk, number};
use super::look::{keep_legible, keep_readable};

/// Applies a vague wish to each object.
pub(super) fn apply(desk: &mut Desk<'_, '_>, objects: &[usize], wish: Vague) {
    for at in objects {
        match wish {
            Vague::Pop | Vague::Dull => pop(desk, *at),
            Vague::Premium => premium(desk, *at),
            Vague::Cramped => space(desk, *at, 1.5, 8.0),
            Vague::Sparse => space(desk, *at, 0.6, -4.0),
            Vague::Loud => tone_down(desk, *at),
            Vague::Readable => readable(desk, *at),
            Vague::Friendly => friendly(desk, *at),
            Vague::Modern => modern(desk, *at),
            Vague::Warm => tempered(desk, *at, 28.0),
            Vague::Cool => tempered(desk, *at, 212.0),
            Vague::Dark => theme(desk, *at, true),
            Vague::Light => theme(desk, *at, false),
        }
        let name = desk.scene.title(*at);
        desk.done.push(format!("{name} restyled"));
    }
}

/// All plain surfaces and lines in the other shade; what has a colour of its own keeps it.
fn theme(desk: &mut Desk<'_, '_>, at: usize, dark: bool) {
    let (ground, surface, line) = if dark {
        ("#111827", "#1f2937", "#374151")
    } else {
        ("#ffffff", "#f9fafb", "#e5e7eb")
    };
    let end = desk.scene.get(at).map_or(at, |n| n.end);
    for inner in at..end {
        for (path, plain) in [("/style/background", surface), ("/style/borderColor", line)] {
            let turns = desk
                .text(inner, path)
                .and_then(|own| paint::hsl(&own))
                .is_some_and(|own| (own.s < 0.3 || own.l > 0.93) && (own.l > 0.5) == dark);
            if turns && !(inner == at && path == "/style/background") {
                desk.set(inner, path, plain);
            }
        }
    }
    desk.set(at, "/style/background", ground);
    keep_legible(desk, at, ground);
    // What kept its colour may carry texts that took theirs from what is around it.
    for inner in at + 1..end {
        if let Some(own) = desk.text(inner, "/style/background")
            && !desk.is_gone(inner)
        {
            match own == surface {
                true => keep_legible(desk, inner, &own),
                false => keep_readable(desk, inner, &own),
            }
        }
    }
}

fn headings(desk: &Desk<'_, '_>, at: usize) -> Vec<usize> {
    let end = desk.scene.get(at).map_or(at, |n| n.end);
    let mut list: Vec<usize> = (at..end)
        .filter(|n| desk.scene.get(*n).is_some_and(|n| n.is(class::HEADING)))
        .gather();
    let top = list
        .iter()
        .filter_map(|h| desk.number(*h, "/style/fontSize"))
        .fold(0.0, f64::max);
    list.retain(|h| desk.number(*h, "/style/fontSize").is_none_or(|s| s >= top));
    list
}

fn bigger(desk: &mut Desk<'_, '_>, at: usize, by: f64) {
    if let Some(size) = desk.number(at, "/style/fontSize") {
        desk.set(at, "/style/fontSize", number((size * by).round().max(size + 1.0)));
    }
}

fn pop(desk: &mut Desk<'_, '_>, at: usize) {
    let Some(node) = desk.scene.get(at) else { return };
    // What can be chosen stands out by being chosen.
    let chosen = ["selected", "active"];
    if node.is(class::TAB | class::NAV_ITEM) || chosen.iter().any(|key| node.prop(key).is_some()) {
        select(desk, at);
        return;
    }
    if node.is(class::TEXTUAL) {
        bigger(desk, at, 1.2);
        desk.set(at, "/style/fontWeight", number(800.0));
        return;
    }
    if node.is(class::BUTTON) {
        bigger(desk, at, 1.12);
        if let Some(height) = desk.number(at, "/layout/height") {
            desk.set(at, "/layout/height", number((height * 1.12).round()));
        }
        desk.set(at, "/style/fontWeight", number(700.0));
        desk.set(at, "/style/shadow", "md");
        return;
    }
    if let Some(background) = desk.text(at, "/style/background")
        && !node.is(class::SCREEN)
    {
        // A pale ground becomes a clear one, a clear one gets depth.
        let next = match paint::hsl(&background) {
            Some(mut c) if c.s > 0.2 => {
                c.s = (c.s + 0.2).min(1.0);
                c.l = if c.l > 0.85 { c.l - 0.1 } else { c.l };
                Some(paint::to_hex(c))
            }
            _ => None,
        };
        if let Some(next) = next {
            desk.set(at, "/style/background", next.as_str());
            keep_readable(desk, at, &next);
        } else {
            desk.set(at, "/style/shadow", "md");
        }
    } else if (node.is(class::CONTAINER) && !node.is(class::SCREEN)) || node.children.is_empty() {
        desk.set(at, "/style/shadow", "md");
    }
    for heading in headings(desk, at) {
        bigger(desk, heading, 1.15);
    }
}

fn premium(desk: &mut Desk<'_, '_>, at: usize) {
    let Some(node) = desk.scene.get(at) else { return };
    if node.children.is_empty() {
        desk.set(at, "/style/fontFamily", "Playfair Display");
        return;
    }
    desk.set(at, "/style/fontFamily", "Playfair Display");
    for heading in headings(desk, at) {
        bigger(desk, heading, 1.12);
        desk.set(heading, "/style/fontWeight", number(600.0));
    }
    if !node.is(class::SCREEN)
        && let Some(padding) = desk.number(at, "/layout/padding")
    {
        desk.set(
            at,
            "/layout/padding",
            number((padding * 1.25).round().max(padding + 8.0)),
        );
    }
}

fn space(desk: &mut Desk<'_, '_>, at: usize, factor: f64, least: f64) {
    let Some(node) = desk.scene.get(at) else { return };
    let parts: Vec<usize> = std::iter::once(at)
        .chain(
            node.children
                .iter()
                .copied()
                .filter(|c| desk.scene.get(*c).is_some_and(|n| n.children.len() > 2)),
        )
        .gather();
    for part in parts {
        for path in ["/layout/gap", "/layout/padding"] {
            if let Some(now) = desk.number(part, path)
                && (now > 0.0 || (part == at && least > 0.0))
            {
                let next = if least > 0.0 {
                    (now * factor).max(now + least)
                } else {
                    (now * factor).max(0.0)
                };
                desk.set(part, path, number(next.round()));
            }
        }
    }
    if node.children.is_empty()
        && let Some(parent) = node.parent
        && let Some(now) = desk.number(parent, "/layout/gap")
    {
        desk.set(
            parent,
            "/layout/gap",
            number((now * factor).max(now + least).round()),
        );
    }
}

fn tone_down(desk: &mut Desk<'_, '_>, at: usize) {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    let inner: Vec<usize> = if node.style("background").is_some() && !node.is(class::SCREEN) {
        vec![at]
    } else {
        (at..node.end).gather()
    };
    for one in inner {
        if let Some(background) = desk.text(one, "/style/background")
            && paint::hsl(&background).is_some_and(|c| c.s > 0.25 && c.l < 0.97)
            && let Some(next) = paint::muted(&background, 0.75)
        {
            desk.set(one, "/style/background", next.as_str());
            keep_readable(desk, one, &next);
        }
    }
    if node.style("background").is_none()
        && let Some(ink) = desk.text(at, "/style/color")
        && let Some(next) = paint::muted(&ink, 0.5)
    {
        desk.set(at, "/style/color", next.as_str());
    }
    if desk.is_untouched()
        && let Some(background) = desk.text(at, "/style/background")
        && let Some(next) = paint::lighter(
            &background,
            if paint::luminance(&background) > 0.5 {
                -0.05
            } else {
                0.15
            },
        )
    {
        desk.set(at, "/style/background", next.as_str());
    }
}

fn readable(desk: &mut Desk<'_, '_>, at: usize) {
    let scene = desk.scene;
    let end = scene.get(at).map_or(at, |n| n.end);
    for one in at..end {
        let Some(node) = scene.get(one) else { continue };
        if !node.is(class::TEXTUAL) && one != at {
            continue;
        }
        if let Some(size) = desk.number(one, "/style/fontSize")
            && (one == at || size < 16.0)
        {
            desk.set(one, "/style/fontSize", number((size + 2.0).max(14.0)));
        }
        let behind = std::iter::once(one)
            .chain(scene.ancestors(one))
            .find_map(|a| desk.text(a, "/style/background"))
            .unwrap_or_else(|| "#ffffff".to_owned());
        if let Some(ink) = desk.text(one, "/style/color")
            && paint::contrast(&ink, &behind) < 7.0
        {
            desk.set(one, "/style/color", paint::readable_on(&behind));
        }
    }
}

fn rounded(desk: &mut Desk<'_, '_>, at: usize, least: f64) {
    let end = desk.scene.get(at).map_or(at, |n| n.end);
    for one in at..end {
        if let Some(radius) = desk.number(one, "/style/radius")
            && radius > 0.0
            && radius < least
        {
            desk.set(one, "/style/radius", number(least));
        }
    }
}

fn friendly(desk: &mut Desk<'_, '_>, at: usize) {
    desk.set(at, "/style/fontFamily", "Nunito");
    rounded(desk, at, 16.0);
}

/// All that has a colour gets one of this hue, as light and as strong as it was; where nothing has one, the ground is tinted.
fn tempered(desk: &mut Desk<'_, '_>, at: usize, hue: f64) {
    let end = desk.scene.get(at).map_or(at, |n| n.end);
    // A hue on the other side of the wheel is far, one nearby is of that kind already.
    let far = |own: f64| (own - hue + 540.0).rem_euclid(360.0) - 180.0;
    let mut plain = true;
    for inner in at..end {
        for path in ["/style/background", "/style/color", "/style/borderColor"] {
            let own = desk.text(inner, path).and_then(|own| paint::hsl(&own));
            let coloured = own.filter(|own| own.s > 0.25 && own.l > 0.12 && own.l < 0.97);
            plain &= coloured.is_none();
            if let Some(mut own) = coloured.filter(|own| far(own.h).abs() > 40.0) {
                own.h = hue;
                let next = paint::to_hex(own);
                desk.set(inner, path, next.as_str());
                if path == "/style/background" {
                    keep_readable(desk, inner, &next);
                }
            }
        }
    }
    if plain {
        let ground = paint::to_hex(Hsl {
            h: hue,
            s: 0.6,
            l: 0.96,
        });
        desk.set(at, "/style/background", ground.as_str());
        keep_readable(desk, at, &ground);
    }
}

fn modern(desk: &mut Desk<'_, '_>, at: usize) {
    let leaf = desk.scene.get(at).is_some_and(|n| n.children.is_empty());
    if leaf {
        rounded(desk, at, 12.0);
        desk.set(at, "/style/fontWeight", number(600.0));
        return;
    }
    desk.set(at, "/style/fontFamily", "Inter Tight");
    rounded(desk, at, 12.0);
    if let Some(gap) = desk.number(at, "/layout/gap")
        && gap > 0.0
    {
        desk.set(at, "/layout/gap", number((gap * 1.2).round()));
    }
}
