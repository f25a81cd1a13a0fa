//! New things: built from what is like them in the document, with the words of the prompt.

mod copy;
mod fresh;
mod spot;

use super::arrange::{index_at, list_in, spot};
use super::desk::{Child, Desk, with};
use crate::context::clause::Reading;
use crate::context::lexicon;
use crate::context::lexicon::{Class, Rel, class};
use crate::context::token::{fold, stem};
use crate::context::wish::{Change, Np};
use crate::context::word_list::listed;
use crate::context::{is_unfit, placeholders_in};
use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;
use copy::from_model;
use fresh::{field_kind, from_nothing, section};
use spot::{desk_distance, find_spot, follow, labelled_row, uniform};

/// Where the new thing goes.
struct Spot {
    parent: usize,
    index: usize,
}

/// Adds what the clause describes.
pub(super) fn add(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let wish = &reading.wish;
    // "show the account below the title: ...": what is to be shown, and not what it is.
    let shown = wish.changes.iter().find_map(|change| match change {
        Change::Text(_, text) => Some(text),
        _ => None,
    });
    let texts: &[String] = match shown {
        Some(text) if wish.texts.is_empty() => std::slice::from_ref(text),
        _ => &wish.texts,
    };
    let objects: Vec<Np> = if wish.objects.is_empty() {
        vec![Np::default()]
    } else {
        wish.objects.clone()
    };
    // One thing per noun; quoted texts name one each when they outnumber the nouns.
    let first = objects.first().cloned().unwrap_or_default();
    let count = first.count.unwrap_or(1).clamp(1, 12) as usize;
    let plan: Vec<(Np, Option<String>)> = if texts.len() > 1 && objects.len() == 1 && count <= texts.len() {
        texts.iter().map(|t| (first.clone(), Some(t.clone()))).gather()
    } else if objects.len() > 1 {
        let text = |at: usize| texts.get(at).cloned();
        objects
            .iter()
            .enumerate()
            .map(|(at, np)| (np.clone(), text(at)))
            .gather()
    } else {
        (0..count)
            .map(|_| (first.clone(), texts.first().cloned()))
            .gather()
    };
    let numbered = plan.len() > 1 && texts.is_empty() && objects.len() == 1;
    let mut after: Option<String> = None;
    for (number, (np, text)) in plan.into_iter().enumerate() {
        let spot = match &after {
            Some(id) => follow(desk, reading, id),
            None => find_spot(desk, reading, &np),
        };
        let Some(mut spot) = spot else {
            return Err("Where should it go?".to_owned());
        };
        // What another clause takes away holds nothing.
        while desk.is_gone(spot.parent) {
            spot = Spot {
                parent: desk.parent(spot.parent).unwrap_or(0),
                index: usize::MAX,
            };
        }
        let text = text.or_else(|| np.quoted.clone()).map(safe_text);
        let mut label = text.clone().unwrap_or_else(|| label_of(&np));
        // "add a button": not one that does what another does already.
        if label.is_empty()
            && np.indefinite
            && !np.another
            && np.head
                & (class::BUTTON
                    | class::LINK
                    | class::BADGE
                    | class::HEADING
                    | class::FIELD
                    | class::CHECKABLE)
                != 0
        {
            label = letters::capitalised(&np.head_word);
        }
        // "a new label": what badges say that say nothing else.
        if label.is_empty() && np.head_word == "label" {
            label = "New".to_owned();
        }
        let label = if numbered && !label.is_empty() {
            format!("{label} {}", number + 1)
        } else {
            label
        };
        let node = build(desk, reading, &np, &label, text.is_some(), &spot);
        desk.insert(spot.parent, spot.index, &node);
        after = node.get("id").and_then(Value::as_str).map(str::to_owned);
        let shown = node
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("element")
            .to_owned();
        desk.done.push(format!("{shown} added"));
    }
    Ok(())
}

/// Numbers of cards, keys and the like are shown as dots only.
fn safe_text(text: String) -> String {
    let unfit: Vec<&str> = placeholders_in(&text).filter(|token| is_unfit(token)).gather();
    unfit.iter().fold(text.clone(), |shown, token| {
        let dots = if token.starts_with("[CARD_") {
            "•••• •••• •••• ••••"
        } else {
            "••••••••"
        };
        shown.replace(token, dots)
    })
}

fn label_of(np: &Np) -> String {
    let generic = |w: &str| {
        listed(
            "new|one|ones|more|another|big|small|simple|nice|little|additional|extra",
            w,
        )
    };
    let head: Vec<&str> = np.head_word.split(' ').gather();
    let words: Vec<&str> = np
        .typed
        .iter()
        .map(String::as_str)
        .filter(|typed| {
            let w = fold(typed);
            let w = w.as_str();
            // "a New label": with a capital it is what it says.
            let named = np.span.start > 0 && typed.chars().next().is_some_and(letters::is_upper);
            let counts = np.count.is_some()
                && np.head & !class::ANY != 0
                && w.bytes().all(|digit| digit.is_ascii_digit());
            (named || !generic(w) && !counts)
                && !head.contains(&w)
                && w != np.head_word
                && stem(w) != stem(&np.head_word)
                && !matches!(
                    lexicon::sense(w, lexicon::Lang::En),
                    Some(lexicon::Sense::Colour(_) | lexicon::Sense::Ordinal(_) | lexicon::Sense::More(..))
                )
        })
        .gather();
    let label = words.join(" ");
    let label = match label.as_str() {
        "email" => "E-mail".to_owned(),
        "login" => "Log in".to_owned(),
        "signup" => "Sign up".to_owned(),
        "logout" => "Log out".to_owned(),
        _ => label,
    };
    let specific = listed(
        "subtitle|search bar|search field|search box|logo|description|menu|newsletter|footer|header",
        &np.head_word,
    );
    if label.is_empty() && specific {
        return letters::capitalised(&np.head_word);
    }
    letters::capitalised(&label)
}

fn build(
    desk: &mut Desk<'_, '_>,
    reading: &Reading,
    np: &Np,
    label: &str,
    quoted: bool,
    spot: &Spot,
) -> Value {
    let scene = desk.scene;
    let mut wanted = np.head & !class::ANY;
    let words = np.raw.join(" ");
    let parent_fields = scene.get(spot.parent).is_some_and(|n| {
        n.children
            .iter()
            .any(|c| scene.get(*c).is_some_and(|n| n.is(class::FIELD)))
    });
    // A field is one to write in, where there are such.
    let inputs = || scene.nodes.iter().any(|n| n.is(class::INPUT));
    if wanted == 0 && parent_fields && field_kind(&words).is_some() || wanted == class::FIELD && inputs() {
        wanted = class::INPUT;
    }
    if wanted & class::SECTION != 0 && wanted & class::INPUT == 0 {
        return section(desk, reading, label, spot);
    }
    // Something like it: said so, its neighbours, any in the document.
    let neighbours: Vec<usize> = desk
        .children(spot.parent)
        .iter()
        .filter_map(|c| match c {
            Child::Old(at) => Some(*at),
            Child::New(_) => None,
        })
        .gather();
    let mine = reading.wish.mine.or(np.mine);
    let good = |at: usize| {
        let node = scene.get(at);
        let kind = wanted == 0 || node.is_some_and(|n| n.is(wanted));
        let side = mine.is_none_or(|mine| {
            node.and_then(|n| n.prop("mine"))
                .and_then(Value::as_bool)
                .is_none_or(|m| m == mine)
        });
        // What the new thing goes into is no model of it.
        kind && side && at != spot.parent && !scene.inside(spot.parent, at)
    };
    let near = |list: &[usize]| -> Option<usize> {
        list.iter()
            .copied()
            .filter(|at| good(*at))
            .min_by_key(|at| desk_distance(&neighbours, *at, spot.index))
    };
    // "Done column" is a list, and all the same what a column is made after.
    let head = stem(&np.head_word);
    let called = |at: &usize| !head.is_empty() && scene.get(*at).is_some_and(|n| n.is_called(&head));
    let model = reading
        .model
        .filter(|m| good(*m) || called(m) && neighbours.contains(m))
        .or_else(|| near(&neighbours))
        .or_else(|| neighbours.iter().rev().copied().find(called))
        .or_else(|| {
            if wanted == 0 {
                return None;
            }
            // A switch stands in a row with its label.
            (0..scene.nodes.len())
                .rev()
                .filter(|at| good(*at))
                .min_by_key(|at| {
                    let depth = scene
                        .meeting(*at, spot.parent)
                        .and_then(|m| scene.get(m))
                        .map_or(0, |n| n.depth);
                    usize::MAX - depth
                })
        });
    let model = match model {
        Some(at) => Some(labelled_row(desk, at, spot, wanted)),
        None if wanted == 0 => uniform(desk, &neighbours),
        None => None,
    };
    match model {
        Some(at) => from_model(desk, reading, at, np, label, quoted),
        None => from_nothing(desk, wanted, label, &words),
    }
}

/// A badge as there are others.
pub(super) fn badge(desk: &mut Desk<'_, '_>, model: Option<usize>, text: &str) -> Value {
    match model.and_then(|at| desk.scene.get(at)) {
        Some(node) => with(&desk.copy(node.value, text), &["name"], Value::from("Badge")),
        None => from_nothing(desk, class::BADGE, text, text),
    }
}

const KINDS: &[(Class, &str, &str)] = &[
    (class::BUTTON, "button", "Button"),
    (class::CHECKBOX, "checkbox", "Option"),
    (class::TOGGLE, "toggle", "Option"),
    (class::RADIO, "radio", "Option"),
    (class::SLIDER, "slider", "Slider"),
    (class::HEADING, "heading", "Heading"),
    (class::LINK, "link", "Link"),
    (class::AVATAR, "avatar", "Avatar"),
    (class::IMAGE, "image", "Image"),
    (class::VIDEO, "video", "Video"),
    (class::MAP, "map", "Map"),
    (class::CAROUSEL, "carousel", "Carousel"),
    (class::CALENDAR, "calendar", "Calendar"),
    (class::ICON, "icon", "Star"),
    (class::BADGE, "badge", "New"),
    (class::DIVIDER, "divider", "Divider"),
    (class::CHART, "chart", "Chart"),
    (class::TABLE, "table", "Table"),
    (class::RATING, "rating", "Rating"),
    (class::PROGRESS, "progress", "Progress"),
    (class::BREADCRUMB, "breadcrumb", "Breadcrumb"),
    (class::MODAL, "modal", "Dialog"),
    (class::FOOTER, "footer", "Footer"),
    (class::HEADER, "header", "Header"),
    (class::SIDEBAR, "sidebar", "Sidebar"),
    (class::NAV, "nav", "Menu"),
    (class::FORM, "form", "Form"),
    (class::LIST, "list", "List"),
    (class::CARD, "card", "Card"),
    (class::TEXT, "text", "Text"),
    (class::ROW, "row", "Row"),
];

/// Copies with ids of their own, after the original or where they are put.
pub(super) fn duplicate(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let scene = desk.scene;
    let copies = reading
        .wish
        .copies
        .map_or(1, |many| many.clamp(1.0, 12.0) as usize);
    let mut any = false;
    for at in reading
        .objects
        .iter()
        .filter(|at| !reading.anchors.contains(at) && reading.dest != Some(**at))
    {
        let (Some(node), Some((parent, mut index))) = (scene.get(*at), copy_spot(desk, reading, *at)) else {
            continue;
        };
        let own = if node.name.is_empty() {
            node.kind
        } else {
            node.name
        };
        for _ in 0..copies {
            let changed = desk
                .copied
                .as_ref()
                .and_then(|document| document.node(node.id)?.value.pointer(""));
            let changed = changed.unwrap_or(node.value).clone();
            let copy = desk.copy(&changed, &format!("{own} copy"));
            desk.insert(parent, index, &copy);
            index = index.saturating_add(1);
        }
        let name = scene.title(*at);
        desk.done.push(format!("{name} duplicated"));
        any = true;
    }
    if any {
        Ok(())
    } else {
        Err("What should be duplicated?".to_owned())
    }
}

/// Where the copy of something goes: beside or into what was named, to an end of its list, else after it.
fn copy_spot(desk: &mut Desk<'_, '_>, reading: &Reading, at: usize) -> Option<(usize, usize)> {
    let (own, index) = (desk.parent(at)?, desk.index(at)?);
    if let (Some(rel), Some(anchor)) = (reading.wish.rel, reading.anchors.first()) {
        let brothers = desk.parent(*anchor) == Some(own);
        let beside = !matches!(rel, Rel::Above | Rel::Before | Rel::LeftOf);
        let (parent, anchor, after) = match spot(desk, rel, *anchor, reading.anchors.get(1).copied()) {
            Some(spot) if !brothers || rel == Rel::Between => spot,
            _ => (own, *anchor, beside),
        };
        return Some((parent, desk.index(anchor)? + usize::from(after)));
    }
    let parent = list_in(desk, reading.dest, at).unwrap_or(own);
    let place = reading.wish.changes.iter().find_map(|change| match change {
        Change::Place(place) => Some(*place),
        _ => None,
    });
    let index = match place {
        Some(place) => index_at(desk, parent, at, None, place).unwrap_or(index + 1),
        None if parent != own => usize::MAX,
        None => index + 1,
    };
    Some((parent, index))
}
