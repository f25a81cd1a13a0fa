//! Texts, values and states.

use crate::context::clause::Reading;
use crate::context::is_unfit;
use crate::context::lexicon::{Act, Attr, State, class};
use crate::context::reference::first_number;
use crate::context::token::{fold, words};
use crate::context::wish::{Change, Slot};
use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;

use super::desk::{Desk, number};

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
            Change::Drop(option) => exchange(desk, at, option, None),
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

/// A part that holds others, and shows no text itself, where it should say one.
pub(super) fn without_a_text(desk: &Desk<'_, '_>, reading: &Reading) -> Option<usize> {
    let wish = &reading.wish;
    let is_text = |change: &Change| matches!(change, Change::Text(Slot::Main | Slot::Value | Slot::Label, _));
    let named = wish.act == Some(Act::Rename) || wish.choice.is_some();
    if named || !wish.changes.iter().any(is_text) {
        return None;
    }
    reading.objects.iter().copied().find(|at| {
        let node = desk.scene.get(*at);
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
        return exchange(desk, at, old, Some(text));
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
            return desk.set(at, "/props/options", Value::array(items));
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
        return desk.set(at, "/props/href", address(text).as_str());
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
    let quoted = wish.objects.iter().any(|o| o.quoted.is_some());
    let plain = !naming
        && !wish
            .changes
            .iter()
            .any(|c| matches!(c, Change::Text(_, t) if t.len() > 24));
    let next = if plain {
        partly(&old, text, quoted)
    } else {
        text.to_owned()
    };
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

/// A text of which only a part is meant: the day of "Shall we go on Saturday?", the number of a price.
fn partly(old: &str, new: &str, quoted: bool) -> String {
    let single = !new.trim().contains(char::is_whitespace);
    if !single {
        return new.to_owned();
    }
    let is_number = new.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if is_number {
        let start = old.find(|c: char| c.is_ascii_digit());
        if let Some(start) = start {
            let tail = old.get(start..).unwrap_or_default();
            let length = tail
                .char_indices()
                .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
                .map_or(tail.len(), |(at, _)| at);
            let number = tail.get(..length).unwrap_or_default();
            let rest = tail.get(length..).unwrap_or_default();
            if rest.chars().all(|c| !c.is_ascii_digit()) && (old.chars().any(|c| !c.is_ascii_digit())) {
                let cents = if number.contains('.') && !new.contains('.') {
                    ".00"
                } else {
                    ""
                };
                let head = old.get(..start).unwrap_or_default();
                return format!("{head}{new}{cents}{rest}");
            }
        }
        return new.to_owned();
    }
    if !quoted && old.split_whitespace().count() < 3 {
        return new.to_owned();
    }
    const KINDS: &[&str] = &[
        "monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight",
        "january february march april may june july august september october november december",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag heute morgen",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "red green blue yellow black white orange purple",
        "daily weekly monthly yearly",
        "morning afternoon evening night",
        "one two three four five six seven eight nine ten",
    ];
    let folded = fold(new);
    for kind in KINDS {
        let list: Vec<&str> = kind.split(' ').gather();
        if !list.contains(&folded.as_str()) {
            continue;
        }
        for word in old.split(|c: char| !c.is_alphanumeric()) {
            if list.contains(&fold(word).as_str()) {
                let shown = if letters::is_capitalised(word) {
                    letters::capitalised(new)
                } else {
                    new.to_owned()
                };
                return old.replacen(word, &shown, 1);
            }
        }
    }
    new.to_owned()
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
    options?
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .find(|option| words(option) == wanted)
        .map(str::to_owned)
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

fn set_state(desk: &mut Desk<'_, '_>, at: usize, state: State, on: bool) {
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

/// Options of a select, columns of a table, steps of a breadcrumb.
/// A row of values that stand between commas, as many as there are columns.
fn new_row(desk: &mut Desk<'_, '_>, at: usize, values: &str) {
    let list = |desk: &Desk<'_, '_>, key: &str| desk.get(at, key)?.as_array().map(<[Value]>::to_vec);
    let (Some(columns), rows) = (list(desk, "/props/columns"), list(desk, "/props/rows")) else {
        return;
    };
    let mut rows = rows.unwrap_or_default();
    let mut row: Vec<Value> = values.split(", ").map(|value| Value::from(value.trim())).gather();
    row.truncate(columns.len());
    row.resize(columns.len(), Value::from("–"));
    rows.push(Value::array(row));
    desk.set(at, "/props/rows", Value::array(rows));
}

/// The index of the first, the second, the last of so many.
fn counted(nth: i32, count: usize) -> Option<usize> {
    let index = match usize::try_from(nth) {
        Ok(nth) => nth.checked_sub(1)?,
        Err(_) => count.checked_sub(nth.unsigned_abs() as usize)?,
    };
    (index < count).then_some(index)
}

fn extend(desk: &mut Desk<'_, '_>, reading: &Reading, at: usize, names: &[String]) {
    let Some(key) = ["options", "columns", "items", "series"].into_iter().find(|key| {
        desk.get(at, &format!("/props/{key}"))
            .is_some_and(|v| v.as_array().is_some())
    }) else {
        return;
    };
    let row = reading
        .wish
        .objects
        .first()
        .is_some_and(|np| np.head & class::TABLE_ROW != 0);
    if let ("columns", true, [values]) = (key, row, names) {
        return new_row(desk, at, values);
    }
    let path = format!("/props/{key}");
    let Some(list) = desk.get(at, &path) else { return };
    let mut items: Vec<Value> = list.as_array().unwrap_or_default().to_vec();
    // Beside which of them it goes, if one is named.
    let about: Vec<String> = reading
        .wish
        .anchors
        .iter()
        .flat_map(|np| np.raw.iter().cloned().chain(np.quoted.clone()))
        .chain(reading.wish.loose.iter().cloned())
        .chain(words(&reading.wish.tail))
        .map(|w| fold(&w))
        .gather();
    let beside = items.iter().position(|item| {
        item.as_str().is_some_and(|text| {
            let own = words(text);
            !own.is_empty() && own.iter().all(|w| about.iter().any(|a| words(a).contains(w)))
        })
    });
    use crate::context::lexicon::{Place, Rel};
    let first = reading
        .wish
        .changes
        .iter()
        .any(|c| matches!(c, Change::Place(Place::First | Place::Top | Place::Left)));
    let first_index = match (beside, reading.wish.rel) {
        (Some(at), Some(Rel::Above | Rel::Before | Rel::LeftOf)) => at,
        (Some(at), Some(_)) => at + 1,
        _ if first => 0,
        _ => reading
            .wish
            .nth
            .and_then(|nth| counted(nth, items.len() + 1))
            .unwrap_or(items.len()),
    };
    for (index, name) in (first_index..).zip(names) {
        items.insert(
            index.min(items.len()),
            Value::from(letters::capitalised(name).as_str()),
        );
        if key == "columns"
            && let Some(rows) = desk.get(at, "/props/rows")
        {
            let rows: Vec<Value> = rows
                .as_array()
                .unwrap_or_default()
                .iter()
                .map(|row| {
                    let mut cells: Vec<Value> = row.as_array().unwrap_or_default().to_vec();
                    cells.insert(index.min(cells.len()), Value::from("–"));
                    Value::array(cells)
                })
                .gather();
            desk.set(at, "/props/rows", Value::array(rows));
        }
    }
    desk.set(at, &path, Value::array(items));
}

/// Gives an option or a column another name, or takes it out, with its cells.
fn exchange(desk: &mut Desk<'_, '_>, at: usize, old: &str, new: Option<&str>) {
    for key in ["options", "columns", "items", "series"] {
        let path = format!("/props/{key}");
        let Some(list) = desk.get(at, &path) else { continue };
        let mut items: Vec<Value> = list.as_array().unwrap_or_default().to_vec();
        let Some(place) = items.iter().position(|item| item.as_str() == Some(old)) else {
            continue;
        };
        match new {
            Some(new) => {
                if let Some(item) = items.get_mut(place) {
                    *item = Value::from(new);
                }
            }
            None => {
                items.remove(place);
                if let Some(rows) = desk.get(at, "/props/rows").filter(|_| key == "columns") {
                    let rows: Vec<Value> = rows
                        .as_array()
                        .unwrap_or_default()
                        .iter()
                        .map(|row| {
                            let cells = row.as_array().unwrap_or_default().iter().enumerate();
                            let kept: Vec<Value> = cells
                                .filter(|(i, _)| *i != place)
                                .map(|(_, c)| c.clone())
                                .gather();
                            Value::array(kept)
                        })
                        .gather();
                    desk.set(at, "/props/rows", Value::array(rows));
                }
            }
        }
        let chosen = desk.text(at, "/props/value").as_deref() == Some(old);
        let next = new
            .map(str::to_owned)
            .or_else(|| items.first().and_then(Value::as_str).map(str::to_owned));
        desk.set(at, &path, Value::array(items));
        if let (true, Some(next)) = (chosen, next) {
            desk.set(at, "/props/value", next.as_str());
        }
        return;
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

/// "remove the last row of the table": a row is no node, and never the table.
pub(super) fn drop_row(desk: &mut Desk<'_, '_>, reading: &Reading) -> Option<Result<(), String>> {
    let ([np], [table]) = (reading.wish.objects.as_slice(), reading.objects.as_slice()) else {
        return None;
    };
    let table = *table;
    let says_row = np.head & class::TABLE_ROW != 0 && np.head & class::TABLE == 0;
    let is_table = desk.scene.get(table).is_some_and(|n| n.is(class::TABLE));
    let rows = desk.get(table, "/props/rows").filter(|_| says_row && is_table)?;
    let mut rows: Vec<Value> = rows.as_array().unwrap_or_default().to_vec();
    let place = match np.ordinals.as_slice() {
        [nth] if *nth > 0 => usize::try_from(*nth - 1).ok(),
        [nth] => rows.len().checked_sub(nth.unsigned_abs() as usize),
        _ => None,
    };
    let Some(place) = place.filter(|place| *place < rows.len()) else {
        return Some(Err("Which row: the first, the second, the last?".to_owned()));
    };
    rows.remove(place);
    desk.set(table, "/props/rows", Value::array(rows));
    let name = desk.scene.title(table);
    desk.done.push(format!("{name} has a row less"));
    Some(Ok(()))
}
