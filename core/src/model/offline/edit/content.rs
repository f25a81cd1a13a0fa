//! Texts, values and states.

use crate::context::clause::Reading;
use crate::context::lexicon::{Act, Attr, State, class};
use crate::context::reference::first_number;
use crate::context::token::{fold, words};
use crate::context::wish::{Change, Slot};
use crate::context::{is_unfit, like};
use crate::document::Value;
use crate::sorted::Gather;

use super::desk::{Desk, number};
use super::list::{counted, exchange, extend};

/// Applies one change of content to all objects.
pub(super) fn apply(desk: &mut Desk<'_, '_>, reading: &Reading, change: &Change) {
    for at in reading.objects.clone() {
        match change {
            Change::Text(slot, text) => write(desk, reading, at, *slot, text),
            Change::State(state, on) => set_state(desk, at, *state, *on),
            Change::Icon(name) => {
                desk.set(at, "/props/icon", icon_name(name).as_str());
                if reading.wish.act == Some(Act::Replace) && desk.get(at, "/props/label").is_some() {
                    desk.set(at, "/props/label", "");
                }
            }
            Change::Chart(kind) => desk.set(at, "/props/kind", *kind),
            Change::Extend(names) => extend(desk, reading, at, names),
            Change::Drop(option) => exchange(desk, reading, at, option, None),
            _ => {}
        }
        let name = desk.scene.title(at);
        desk.done.push(format!("{name} changed"));
    }
}

/// An icon by the words for it.
pub(super) fn icon_name(words: &str) -> String {
    let name = fold(words).replace([' ', '_'], "-");
    let known = match name.trim_matches('-') {
        "padlock" | "candado" | "schloss" | "cadenas" | "lucchetto" => "lock",
        "arrow" | "right-arrow" => "arrow-right",
        "left-arrow" => "arrow-left",
        "magnifier" | "magnifying-glass" | "lupe" => "search",
        "bin" | "garbage" => "trash",
        "gear" | "cog" => "settings",
        "envelope" | "email" => "mail",
        "" => "star",
        other => return other.trim_matches('-').to_owned(),
    };
    known.to_owned()
}

/// "Rename the products to Bowls, Cups and Plates": each gets one of the names, where they are as many.
pub(super) fn each_its_own(desk: &mut Desk<'_, '_>, reading: &Reading) -> Option<Result<(), String>> {
    let wish = &reading.wish;
    let ([Change::Text(slot, said)], true, false) = (
        wish.changes.as_slice(),
        wish.act == Some(Act::Rename) && reading.objects.len() > 1,
        wish.verbatim,
    ) else {
        return None;
    };
    let (most, last) = said.rsplit_once(" and ")?;
    let names: Vec<&str> = most
        .split(',')
        .chain([last])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .gather();
    if names.len() != reading.objects.len() {
        let (many, named) = (reading.objects.len(), names.len());
        return Some(Err(format!(
            "There are {many} of them, and {named} names. Which one should be called what?"
        )));
    }
    for (at, name) in reading.objects.clone().into_iter().zip(names) {
        write(desk, reading, at, *slot, name);
        let title = desk.scene.title(at);
        desk.done.push(format!("{title} changed"));
    }
    Some(Ok(()))
}

fn caption_path(desk: &Desk<'_, '_>, at: usize) -> String {
    let scene = desk.scene;
    let key = scene.get(at).and_then(|n| n.caption()).map(|(key, _)| key);
    match key {
        Some(key) => format!("/props/{key}"),
        None if desk.get(at, "/props/alt").is_some() => "/props/alt".to_owned(),
        None => {
            let labelled = scene
                .get(at)
                .is_some_and(|n| n.is(class::BUTTON | class::FIELD | class::CHECKABLE | class::SWATCH));
            if labelled {
                "/props/label".to_owned()
            } else {
                "/props/text".to_owned()
            }
        }
    }
}

/// A part that holds others, and shows no text itself, where it should say one; or one that shows a name, where it should say a number.
pub(super) fn without_a_text(desk: &Desk<'_, '_>, reading: &Reading) -> Option<usize> {
    let wish = &reading.wish;
    let is_text = |change: &Change| matches!(change, Change::Text(Slot::Main | Slot::Value | Slot::Label, _));
    let named = wish.act == Some(Act::Rename) || wish.choice.is_some();
    if named || !wish.changes.iter().any(is_text) {
        return None;
    }
    // A number on a title or a link that shows none would be in the wrong place.
    let bare = |change: &Change| matches!(change, Change::Text(Slot::Main, said) if like::is_bare(said));
    let bare = !wish.verbatim && wish.attrs.is_empty() && wish.changes.iter().any(bare);
    let plain = wish
        .objects
        .iter()
        .all(|np| np.quoted.is_none() && np.pron.is_none());
    reading.objects.iter().copied().find(|at| {
        let node = desk.scene.get(*at);
        if bare && plain && node.is_some_and(|node| node.is(class::TEXTUAL)) {
            let own = node.and_then(|node| node.caption()).map(|(_, own)| own);
            return own.is_some_and(|own| !own.is_empty() && !own.contains(|c: char| c.is_ascii_digit()));
        }
        let shows = |key: &str| node.is_some_and(|node| node.prop(key).is_some());
        let kept = ["alt", "value", "items", "options", "label"];
        node.is_some_and(|node| !node.children.is_empty() && node.caption().is_none())
            && !kept.into_iter().any(shows)
    })
}

fn write(desk: &mut Desk<'_, '_>, reading: &Reading, at: usize, slot: Slot, text: &str) {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    let wish = &reading.wish;
    let text = if is_unfit(text) { "••••" } else { text };
    if let Some(old) = &wish.choice {
        return exchange(desk, reading, at, old, Some(text));
    }
    // What a table shows is told of its rows and columns.
    if node.prop("rows").is_some() {
        return;
    }
    if wish.adds && node.prop("options").is_some() && slot == Slot::Main {
        return extend(desk, reading, at, &[text.to_owned()]);
    }
    let naming = matches!(wish.act, Some(Act::Rename)) || wish.attrs.contains(&Attr::Label);
    match slot {
        Slot::Placeholder => return desk.set(at, "/props/placeholder", text),
        Slot::Href => return desk.set(at, "/props/href", address(text).as_str()),
        Slot::Alt => return desk.set(at, "/props/alt", text),
        Slot::Options => {
            let items: Vec<Value> = list_of(text);
            // "the last option should be 10+ years"
            if let (Some(nth), [only]) = (wish.nth, items.as_slice()) {
                let mut own = node
                    .prop("options")
                    .and_then(Value::as_array)
                    .unwrap_or_default()
                    .to_vec();
                if let Some(option) = counted(nth, own.len()).and_then(|at| own.get_mut(at)) {
                    *option = only.clone();
                    return desk.set(at, "/props/options", Value::array(own));
                }
            }
            // "needs Travel as well": behind what is offered.
            let mut all = match wish.too || wish.adds {
                true => desk
                    .get(at, "/props/options")
                    .and_then(|own| Some(own.as_array()?.to_vec())),
                false => None,
            }
            .unwrap_or_default();
            all.extend(items);
            return desk.set(at, "/props/options", Value::array(all));
        }
        Slot::Value => {
            if let Some(option) = matching_option(node.prop("options"), text) {
                return desk.set(at, "/props/value", option.as_str());
            }
            if node.is(class::FIELD) && node.prop("options").is_none() {
                let placeholder = node.prop("value").is_none() && !wish.attrs.contains(&Attr::Value);
                return desk.set(
                    at,
                    if placeholder {
                        "/props/placeholder"
                    } else {
                        "/props/value"
                    },
                    text,
                );
            }
            if node.prop("value").is_some() {
                return set_value(desk, at, text);
            }
        }
        Slot::Label if node.prop("label").is_some() => return desk.set(at, "/props/label", text),
        Slot::Label | Slot::Main => {}
    }
    if let Some(href) = node.prop("href").and_then(Value::as_str)
        && (looks_like_address(text) || text.starts_with("[EMAIL_") && href.starts_with("mailto:"))
    {
        // What is shown is where it leads.
        let shown = node.caption().filter(|(_, own)| href.ends_with(own));
        desk.set(at, "/props/href", address(text).as_str());
        if let Some((key, _)) = shown {
            desk.set(at, &format!("/props/{key}"), text);
        }
        return;
    }
    if !naming {
        if let Some(option) = matching_option(node.prop("options"), text) {
            return desk.set(at, "/props/value", option.as_str());
        }
        if let Some(items) = node.prop("items").and_then(Value::as_array) {
            let list = list_of(text);
            if list.len() > 1 || items.len() == 1 {
                return desk.set(at, "/props/items", Value::array(list));
            }
        }
        if node.is(class::FIELD) && node.prop("options").is_none() {
            let example = text.starts_with('[') || node.prop("value").is_none() && node.is(class::INPUT);
            let path = if example && !node.is(class::TEXTAREA) {
                "/props/placeholder"
            } else {
                "/props/value"
            };
            return desk.set(at, path, text);
        }
        if node.is(class::RATING | class::PROGRESS | class::SLIDER) && first_number(text).is_some() {
            return set_value(desk, at, text);
        }
    }
    // A bar or a form shows no text: what it is called is its name.
    if matches!(wish.act, Some(Act::Rename)) && node.caption().is_none() && !node.children.is_empty() {
        return desk.set(at, "/name", text);
    }
    let path = caption_path(desk, at);
    let old = desk.text(at, &path).unwrap_or_default();
    // "the address should also have the floor"
    if wish.adds && !old.is_empty() {
        let between = if old.ends_with(['.', '!', '?']) { " " } else { ", " };
        return desk.set(at, &path, format!("{old}{between}{text}").as_str());
    }
    // "change 'Acme' to 'Zeta'": the words around it stay.
    let part = match wish.objects.as_slice() {
        [np] if !naming && np.head & !class::ANY == 0 && np.words.is_empty() => np.quoted.as_deref(),
        _ => None,
    };
    if let Some(part) = part.filter(|part| !part.is_empty() && part.len() < old.len() && old.contains(*part))
    {
        return desk.set(at, &path, old.replace(part, text).as_str());
    }
    // "replace the google button with a gitlab one": the rest of what it says stays.
    if wish.act == Some(Act::Replace) {
        let named = |own: &&str| {
            let said = wish.objects.iter().flat_map(|np| &np.raw);
            said.into_iter().any(|word| words(word) == words(own))
        };
        let mut parts = old.split(' ').filter(named);
        if let (Some(part), None) = (parts.next(), parts.next())
            && part.len() < old.len()
        {
            return desk.set(at, &path, old.replacen(part, text, 1).as_str());
        }
    }
    // "200 ml" of "400 ml coconut milk"; what is in quotes is all of it.
    let part = !naming && text.len() < 40 && (!wish.verbatim || !text.contains(' '));
    let next = like::Given::new(text).in_place(&old).filter(|_| part);
    let next = next.unwrap_or_else(|| text.to_owned());
    desk.set(at, &path, next.as_str());
    // A named row of a list bears its text as its name.
    if let Some((key, _)) = node.caption()
        && key == "label"
        && node.prop("text").is_some()
        && old == desk.text(at, "/props/text").unwrap_or_default()
    {
        desk.set(at, "/props/text", next.as_str());
    }
}

fn looks_like_address(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && (text.starts_with('/')
            || text.starts_with('#')
            || text.starts_with("http")
            || text.starts_with("mailto:")
            || text.starts_with("tel:")
            || text.starts_with("www."))
}

pub(super) fn address(text: &str) -> String {
    let text = text.trim();
    if text.starts_with("[EMAIL_") {
        format!("mailto:{text}")
    } else if text.starts_with("[PHONE_") {
        format!("tel:{text}")
    } else if text.starts_with("www.") {
        format!("https://{text}")
    } else {
        text.to_owned()
    }
}

fn list_of(text: &str) -> Vec<Value> {
    let separator = ['/', '>', '›', '|', ';']
        .into_iter()
        .find(|c| text.contains(*c))
        .unwrap_or(',');
    text.split(separator)
        .flat_map(|part| {
            if separator == ',' {
                part.split(" and ").gather()
            } else {
                vec![part]
            }
        })
        .map(|part| {
            part.trim()
                .trim_matches(|c| matches!(c, '"' | '“' | '”' | '\''))
                .trim()
        })
        .filter(|part| !part.is_empty())
        .map(Value::from)
        .gather()
}

fn matching_option(options: Option<&Value>, text: &str) -> Option<String> {
    let wanted = words(text);
    let options = || {
        options
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    };
    // "hall C", where A, B and C are offered for the hall.
    let named = |option: &&str| {
        let own = words(option);
        !own.is_empty() && own.len() + 1 == wanted.len() && wanted.ends_with(&own)
    };
    let mut close = options().filter(named);
    let only = close.next().filter(|_| close.next().is_none());
    let same = options().find(|option| words(option) == wanted);
    same.or(only).map(str::to_owned)
}

fn set_value(desk: &mut Desk<'_, '_>, at: usize, text: &str) {
    match (desk.get(at, "/props/value"), first_number(text)) {
        (Some(Value::Number(_)), Some(n)) => desk.set(at, "/props/value", Value::Number(n)),
        _ => desk.set(at, "/props/value", text),
    }
}

/// Two values for two fields, in order; else the second for the one.
pub(super) fn pair(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let slot = if reading.wish.attrs.contains(&Attr::Placeholder) {
        "/props/placeholder"
    } else {
        "/props/value"
    };
    let [first, second] = reading.wish.values.as_slice() else {
        return Ok(());
    };
    let scene = desk.scene;
    let mut two = reading.objects.clone();
    if let [only] = reading.objects.as_slice() {
        let says = scene.get(*only).is_some_and(|node| {
            let texts = node.value.get("props").map(Value::to_json);
            texts.is_some_and(|texts| texts.contains(first.as_str()))
        });
        if says {
            write(desk, reading, *only, Slot::Main, second);
            desk.done.push("value changed".to_owned());
            return Ok(());
        }
        // A title of two fields: they stand with it.
        let around = scene.get(*only).and_then(|node| match node.children.as_slice() {
            [] => node.parent,
            _ => Some(*only),
        });
        let end = around.and_then(|at| scene.get(at)).map_or(0, |node| node.end);
        let field = |at: &usize| scene.get(*at).is_some_and(|node| node.is(class::FIELD));
        two = (around.unwrap_or(end)..end).filter(field).gather();
        if two.len() != 2 {
            return Err("Which two values should that be?".to_owned());
        }
    }
    if let [a, b, ..] = two.as_slice() {
        desk.set(*a, slot, first.as_str());
        desk.set(*b, slot, second.as_str());
    }
    desk.done.push("values changed".to_owned());
    Ok(())
}

pub(super) fn tick(desk: &mut Desk<'_, '_>, at: usize, on: bool) {
    let node = desk.scene.get(at);
    if node.is_some_and(|n| n.prop("checked").is_some() || n.is(class::CHECKABLE)) {
        set_state(desk, at, State::On, on);
    } else if node.is_some_and(|n| n.prop("active").is_some()) {
        set_state(desk, at, State::Active, on);
    } else {
        set_state(desk, at, State::Disabled, !on);
    }
    let name = desk.scene.title(at);
    desk.done
        .push(format!("{name} {}", if on { "on" } else { "off" }));
}

/// Chooses one of several.
pub(super) fn select(desk: &mut Desk<'_, '_>, at: usize) {
    let node = desk.scene.get(at);
    let active = node.is_some_and(|n| n.prop("active").is_some() || n.is(class::TAB | class::NAV_ITEM));
    let check = node.is_some_and(|n| n.prop("checked").is_some());
    let state = if active {
        State::Active
    } else if check {
        State::On
    } else {
        State::Selected
    };
    set_state(desk, at, state, true);
    let name = desk.scene.title(at);
    desk.done.push(format!("{name} selected"));
}

pub(super) fn set_state(desk: &mut Desk<'_, '_>, at: usize, state: State, on: bool) {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    let has = |key: &str| node.prop(key).is_some();
    let (key, exclusive) = match state {
        State::On if has("active") && !has("checked") => ("active", true),
        State::On => ("checked", node.is(class::RADIO)),
        State::Required => ("required", false),
        State::Disabled => ("disabled", false),
        State::Active if has("selected") && !has("active") => ("selected", true),
        State::Active => ("active", true),
        State::Selected if has("active") && !has("selected") => ("active", true),
        State::Selected if has("checked") && !has("selected") => ("checked", node.is(class::RADIO)),
        State::Selected => ("selected", true),
        State::Hidden => ("hidden", false),
    };
    let path = format!("/props/{key}");
    desk.set(at, &path, on);
    if exclusive && on {
        let brothers = node
            .parent
            .and_then(|p| scene.get(p))
            .map(|p| p.children.clone())
            .unwrap_or_default();
        for brother in brothers {
            if brother != at && desk.get(brother, &path).and_then(|v| v.as_bool()) == Some(true) {
                desk.set(brother, &path, false);
            }
        }
    }
}

/// Cuts a text at a place where it can end.
pub(super) fn shorten(desk: &mut Desk<'_, '_>, at: usize, most: Option<usize>) {
    let path = caption_path(desk, at);
    let Some(old) = desk.text(at, &path) else { return };
    let list: Vec<&str> = old.split_whitespace().collect();
    let limit = most.unwrap_or_else(|| (list.len() * 6 / 10).clamp(1, 9));
    let mut kept: Vec<&str> = list.iter().copied().take(limit).gather();
    if most.is_none()
        && let Some(stop) = kept
            .iter()
            .rposition(|w| w.ends_with([',', '.', ';', '!', '?', '–']))
        && stop >= 1
    {
        kept.truncate(stop + 1);
    }
    const OPEN: &[&str] = &[
        "a", "an", "the", "and", "or", "of", "to", "for", "with", "in", "on", "at", "before", "after",
        "that", "which", "you", "your", "is", "are", "by", "from", "how", "so", "but", "und", "der", "die",
        "das", "le", "la", "de", "et",
    ];
    while kept.len() > 1 && kept.last().is_some_and(|w| OPEN.contains(&fold(w).as_str())) {
        kept.pop();
    }
    let mut next = kept
        .join(" ")
        .trim_end_matches([',', ';', '–', '-', ':'])
        .to_owned();
    if old.ends_with('.') && !next.ends_with(['.', '!', '?']) {
        next.push('.');
    }
    if next.chars().count() < old.chars().count() {
        desk.set(at, &path, next.as_str());
    }
    let name = desk.scene.title(at);
    desk.done.push(format!("{name} shortened"));
    let _ = number;
}
