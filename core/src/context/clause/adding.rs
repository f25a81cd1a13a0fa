//! Where something new goes.

use super::acting::dominant;
use super::destination::destinations;
use super::{Outcome, Roles, question};
use crate::context::lexicon::{Act, Place, Pron, class};
use crate::context::reference::{Focus, Found, Hits, Need, all_at, keep, nodes_of};
use crate::context::token;
use crate::context::wish::{Change, Np, Wish};
use crate::context::word_list::listed;
use crate::sorted::Gather;

/// Something new: where it goes.
pub(super) fn adding(wish: &mut Wish, focus: &mut Focus<'_, '_>, roles: &mut Roles) -> Outcome {
    let scene = focus.scene;
    let mut hits: Hits = Vec::new();
    if wish.objects.is_empty() && wish.texts.is_empty() && wish.changes.is_empty() && wish.dest.is_none() {
        return Outcome::Nothing("it is not said what should be added".to_owned());
    }
    // "add 2 cloves of garlic to the ingredients": one line that says so.
    if let [only] = wish.objects.as_slice()
        && only.count.is_some()
        && only.head & !class::ANY == 0
        && only.quoted.is_none()
        && wish.dest.is_some()
        && wish.texts.is_empty()
        && only.words.iter().all(|word| scene.fit(word).is_none())
        && !only.words.is_empty()
    {
        let said = only.said.clone();
        wish.texts.push(said);
        wish.objects = vec![Np {
            indefinite: true,
            ..Np::default()
        }];
    }
    let object = wish.objects.first().cloned().unwrap_or_default();
    // "languages: add Polish"
    if wish.dest.is_none() && wish.anchors.is_empty() && wish.rel.is_none() {
        wish.dest.clone_from(&wish.scope);
    }
    // "add a button to the card", of several cards: which one is asked.
    if let Some(dest) = wish.dest.as_ref().filter(|dest| dest.definite && !dest.plural)
        && wish.anchors.is_empty()
        && wish.rel.is_none()
        && let Found::Tie(list) = focus.resolve(dest, Need::Any)
        && list
            .iter()
            .all(|(at, _)| scene.get(*at).is_some_and(|n| !n.children.is_empty()))
    {
        roles.objects = nodes_of(&list);
        return Outcome::Tie(list, question(scene, dest));
    }
    // "add a third subtask": the ordinal is where it will be.
    destinations(wish, focus, roles, &mut hits);
    if let Some(first) = hits.first().copied()
        && wish.dest.is_some()
        && roles.anchors.is_empty()
    {
        let _ = first;
        // A list of choices is a value, not a place.
        let mut dest = wish.dest.clone().unwrap_or_default();
        // "languages: add Polski": the choices of one field are several.
        dest.plural &= !focus
            .alternatives(&dest)
            .iter()
            .any(|(at, _)| Need::Options.met(scene, *at));
        if let Found::Nodes(list, _) = focus.resolve(&dest, Need::Any)
            && let Some((at, _)) = list.first().copied()
            && !(scene
                .get(at)
                .is_some_and(|n| n.is(class::LINK | class::NAV_ITEM | class::TAB))
                && roles.dest.is_some_and(|dest| dest != at))
            && scene.get(at).is_some_and(|n| {
                n.prop("options").is_some()
                    || n.prop("columns").is_some()
                    || n.prop("items").is_some()
                    || n.children.is_empty()
            })
        {
            // "add 16:00 to the free times": what that is the title of, and in it what repeats.
            let part = focus.titled_by(at).filter(|_| object.head & !class::ANY == 0);
            let list = part.map(|part| focus.family(part)).filter(|list| list.len() > 1);
            let list = list.and_then(|list| scene.get(*list.first()?)?.parent);
            let at = list.or(part).unwrap_or(at);
            roles.dest = Some(at);
            hits = vec![(at, 0.9)];
        }
    } else if wish.dest.is_some() && roles.dest.is_none() {
        let dest = wish.dest.clone().unwrap_or_default();
        match focus.resolve(&dest, Need::Any) {
            Found::Nodes(list, _) => {
                roles.dest = list.first().map(|(at, _)| *at);
                hits.extend(list.into_iter().take(1));
            }
            Found::Tie(list) => {
                roles.objects = nodes_of(&list);
                return Outcome::Tie(list, question(scene, &dest));
            }
            // "a link to the privacy policy": not a place but what it is about.
            Found::Missing
                if wish.texts.is_empty()
                    && object.head & (class::LINK | class::BUTTON | class::ICON | class::TEXT) != 0 =>
            {
                wish.texts.push(dest.typed.join(" "));
            }
            Found::Missing => {
                return Outcome::Nothing(format!("there is no {}", dest.shown()));
            }
        }
    }
    // "add a photo to each card": one after the other is all that the embedded model can do.
    if let Some(dest) = wish
        .dest
        .as_ref()
        .filter(|dest| dest.all && dest.head & class::WHOLE == 0)
        && let Found::Nodes(list, _) | Found::Tie(list) = focus.resolve(dest, Need::Any)
    {
        let list = match list.as_slice() {
            [(only, _)] => all_at(&focus.family(*only), 0.8),
            _ => list,
        };
        if list.len() > 1 || !dest.plural {
            wish.refused = Some("I can add that to one of them at a time: say to which.");
            roles.objects = nodes_of(&list);
            return Outcome::Resolved(list, "all of them");
        }
    }
    if let Some(dest) = roles.dest {
        // An icon, an option or a column is put into a thing: the thing is changed.
        let leaf = scene
            .get(dest)
            .is_some_and(|n| n.children.is_empty() && !n.is(class::CONTAINER));
        let node = scene.get(dest);
        let lists = node.is_some_and(|n| {
            n.prop("options").is_some() || n.prop("columns").is_some() || n.prop("items").is_some()
        });
        if object.head & class::ICON != 0 && leaf {
            let name = wish.texts.first().cloned().unwrap_or_default();
            wish.act = Some(Act::Make);
            wish.texts.clear();
            wish.changes.push(Change::Icon(name));
            roles.objects = vec![dest];
            return Outcome::Resolved(vec![(dest, 0.9)], "what it is put on");
        }
        if lists {
            let names = extension(wish);
            if !names.is_empty() {
                wish.changes.push(Change::Extend(names));
                wish.act = Some(Act::Change);
                roles.objects = vec![dest];
                return Outcome::Resolved(vec![(dest, 0.9)], "what it is added to");
            }
            // "add a Status column", where there is one.
            if wish.offering.contains(&dest) {
                wish.refused = Some("One that is called so is there already.");
                roles.objects = vec![dest];
                return Outcome::Resolved(vec![(dest, 0.9)], "what has it");
            }
        }
        roles.dest = Some(dest);
    }
    // A column goes into a table, wherever it is said to be.
    if object.head & (class::TABLE_COLUMN | class::TABLE_ROW) != 0 && hits.is_empty() {
        let tables: Vec<usize> = scene
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, n)| n.is(class::TABLE))
            .map(|(at, _)| at)
            .gather();
        if let [only] = tables.as_slice() {
            let names = extension(wish);
            wish.changes.push(Change::Extend(names));
            wish.act = Some(Act::Change);
            roles.objects = vec![*only];
            return Outcome::Resolved(vec![(*only, 0.9)], "the only table");
        }
    }
    if !hits.is_empty() {
        let sure = roles.anchors.len() > 1 || roles.dest.is_some() || !roles.anchors.is_empty();
        // Both an anchor and a container: the anchor says where.
        if !roles.anchors.is_empty() && roles.dest.is_some() {
            let dest = roles.dest.unwrap_or(0);
            if roles.anchors.iter().all(|a| scene.inside(*a, dest)) {
                hits.retain(|(at, _)| *at != dest);
            }
        }
        let _ = sure;
        return Outcome::Resolved(hits, "where it goes");
    }
    // "a new field under the name", of several: the one that is a field itself, else it is asked.
    if let Some(anchor) = wish.anchors.first()
        && let Found::Tie(list) = focus.resolve(anchor, Need::Block)
    {
        // A select is a field as well.
        let fields = if object.head & class::FIELD != 0 {
            class::FIELD
        } else {
            0
        };
        let is_alike = |at: usize| {
            let kind = object.head & !class::ANY | fields;
            scene.get(at).is_some_and(|node| node.is(kind))
        };
        let mut alike = keep(&list, &|(at, _)| is_alike(*at));
        if alike.is_empty() && object.head & class::FIELD != 0 {
            let fits: Vec<Vec<f32>> = anchor.words.iter().filter_map(|word| scene.fit(word)).gather();
            let says = |at: &usize| fits.iter().any(|fit| fit.get(*at).is_some_and(|fit| *fit > 0.0));
            let own: Vec<usize> = (0..scene.nodes.len())
                .filter(|at| is_alike(*at) && says(at))
                .gather();
            alike = all_at(&own, 0.6);
        }
        if let [(only, score)] = alike.as_slice() {
            roles.anchors.push(*only);
            return Outcome::Resolved(vec![(*only, *score)], "where it goes");
        }
        return Outcome::Tie(list, question(scene, anchor));
    }
    // What is missing cannot be an anchor.
    if !wish.anchors.is_empty() {
        let shown = wish.anchors.first().map(Np::shown).unwrap_or_default();
        return Outcome::Nothing(format!("there is no {shown}"));
    }
    // "a switch at the top right": in the bar that is there.
    let put_at = |wanted: &[Place]| {
        let is_there = |c: &Change| matches!(c, Change::Place(place) if wanted.contains(place));
        wish.changes.iter().any(is_there)
    };
    if put_at(&[Place::Top])
        && put_at(&[Place::Left, Place::Right])
        && object.head & (class::SECTION | class::HEADER | class::NAV) == 0
        && let Some(bar) = scene.nodes.iter().position(|n| n.is(class::HEADER))
    {
        roles.dest = Some(bar);
        return Outcome::Resolved(vec![(bar, 0.7)], "what is at the top");
    }
    // Things like it: "one more colour", "a third subtask", "another card".
    let mut like = object.clone();
    like.ordinals.clear();
    like.count = None;
    like.quoted = None;
    like.all = true;
    like.plural = true;
    like.indefinite = false;
    let one = object.pron == Some(Pron::One) || wish.objects.is_empty() && focus.selection.is_empty();
    let inherit = |focus: &Focus<'_, '_>| {
        focus
            .said
            .iter()
            .chain(&focus.recent)
            .find(|r| !r.is_empty())
            .cloned()
    };
    if one
        && object.words.is_empty()
        && let Some(list) =
            inherit(focus).or_else(|| (!focus.selection.is_empty()).then(|| focus.selection.clone()))
        && let Some(last) = focus.last_like(&list)
        && let Some(parent) = scene.get(last).and_then(|n| n.parent)
    {
        roles.model = Some(last);
        roles.dest = Some(parent);
        return Outcome::Resolved(vec![(parent, 0.85)], "where the others are");
    }
    if let Some(selected) = focus.selection.first().copied() {
        let container = scene
            .get(selected)
            .is_some_and(|n| n.is(class::CONTAINER) || !n.children.is_empty());
        if container {
            roles.dest = Some(selected);
        } else {
            roles.anchors.push(selected);
        }
        return Outcome::Resolved(vec![(selected, 0.85)], "the selection");
    }
    // "a fourth doctor": there are three.
    if let [nth] = object.ordinals.as_slice()
        && *nth > 1
        && let Some(last) = focus.last_of(&like, *nth)
    {
        let parent = scene.get(last).and_then(|n| n.parent);
        roles.dest = parent;
        roles.model = Some(last);
        return Outcome::Resolved(
            parent.map(|at| (at, 0.8)).into_iter().gather(),
            "where the others are",
        );
    }
    // "add a task": one more line of those that are called so, not one more of what they stand in.
    let brothers = if like.head & !class::ANY == 0 {
        focus.brothers(&like)
    } else {
        Vec::new()
    };
    if let [_, .., last] = brothers.as_slice()
        && let Some(parent) = scene.get(*last).and_then(|n| n.parent)
    {
        roles.dest = Some(parent);
        roles.model = Some(*last);
        return Outcome::Resolved(vec![(parent, 0.7)], "where others like it are");
    }
    if !like.is_bare()
        && let Found::Nodes(list, _) = focus.resolve(&like, Need::Any)
        && list.first().is_some_and(|(_, s)| *s >= 0.6)
    {
        // Columns are alike, and not the column titles in them.
        let outer: Vec<(usize, f32)> = keep(&list, &|(at, _)| {
            !list.iter().any(|(o, _)| o != at && scene.inside(*at, *o))
        });
        let list = if outer.len() > 1 { outer } else { list };
        let last = list.iter().map(|(at, _)| *at).max().unwrap_or(0);
        let first = list.first().map_or(0, |(at, _)| *at);
        // Either the list itself was named, or the things in it.
        let node = scene.get(first);
        let holds = node.is_some_and(|n| {
            n.children.len() > 1
                && n.is(class::CONTAINER)
                && n.class & object.head & !class::ANY == 0
                && list.len() == 1
        });
        let parent = if holds {
            Some(first)
        } else {
            scene.get(last).and_then(|n| n.parent)
        };
        if let Some(parent) = parent {
            roles.dest = Some(parent);
            if !holds {
                roles.model = Some(last);
            }
            return Outcome::Resolved(vec![(parent, 0.7)], "where others like it are");
        }
    }
    // A part of the page, and what is put at its top or bottom, goes there, whatever was changed last.
    let of_the_page = class::SECTION | class::HEADER | class::FOOTER | class::SIDEBAR | class::NAV;
    let is_of_the_page = object.head & of_the_page != 0 || put_at(&[Place::Top, Place::Bottom]);
    if !is_of_the_page
        && let Some(list) = inherit(focus)
        && let Some(first) = list.first().copied()
    {
        let container = scene.get(first).is_some_and(|n| !n.children.is_empty());
        let parent = if container {
            Some(first)
        } else {
            scene.get(first).and_then(|n| n.parent)
        };
        if let Some(parent) = parent {
            roles.dest = Some(parent);
            return Outcome::Resolved(vec![(parent, 0.5)], "where the last change was");
        }
    }
    if scene.nodes.is_empty() {
        return Outcome::Resolved(Vec::new(), "the whole document");
    }
    let fields = object.head & (class::FIELD | class::CHECKABLE) != 0;
    let form = scene.nodes.iter().position(|n| n.is(class::FORM));
    let at = match (object.head & of_the_page != 0, fields, form) {
        (false, true, Some(form)) => form,
        (true, _, _) => 0,
        _ => dominant(scene),
    };
    roles.dest = Some(at);
    Outcome::Resolved(vec![(at, 0.4)], "the main part")
}

/// Names of options, columns or entries that are to be added.
pub(super) fn extension(wish: &Wish) -> Vec<String> {
    let mut names: Vec<String> = wish.texts.clone();
    names.extend(wish.objects.iter().filter_map(|np| np.quoted.clone()));
    if names.is_empty() {
        for np in &wish.objects {
            let words: Vec<&str> = np
                .typed
                .iter()
                .map(String::as_str)
                .filter(|w| {
                    !listed(
                        "column|option|options|choice|entry|columns|row|item|new|one|more",
                        &token::fold(w),
                    )
                })
                .gather();
            if !words.is_empty() {
                names.push(words.join(" "));
            }
        }
    }
    names
}
