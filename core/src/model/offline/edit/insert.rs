//! New things: built from what is like them in the document, with the words of the prompt.

use crate::context::clause::Reading;
use crate::context::lexicon::{self, Class, Place, class};
use crate::context::paint;
use crate::context::token::{fold, stem};
use crate::context::wish::{Change, Np};
use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;

use super::arrange::spot;
use super::content::icon_name;
use super::desk::{Child, Desk, number, with};

/// Where the new thing goes.
struct Spot {
    parent: usize,
    index: usize,
}

/// Adds what the clause describes.
pub(super) fn add(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let wish = &reading.wish;
    let objects: Vec<Np> = if wish.objects.is_empty() {
        vec![Np::default()]
    } else {
        wish.objects.clone()
    };
    // One thing per noun; quoted texts name one each when they outnumber the nouns.
    let first = objects.first().cloned().unwrap_or_default();
    let count = first.count.unwrap_or(1).clamp(1, 12) as usize;
    let plan: Vec<(Np, Option<String>)> =
        if wish.texts.len() > 1 && objects.len() == 1 && count <= wish.texts.len() {
            wish.texts
                .iter()
                .map(|t| (first.clone(), Some(t.clone())))
                .gather()
        } else if objects.len() > 1 {
            objects
                .iter()
                .enumerate()
                .map(|(at, np)| {
                    (
                        np.clone(),
                        if at == 0 {
                            wish.texts.first().cloned()
                        } else {
                            wish.texts.get(at).cloned()
                        },
                    )
                })
                .gather()
        } else {
            (0..count)
                .map(|_| (first.clone(), wish.texts.first().cloned()))
                .gather()
        };
    let numbered = plan.len() > 1 && wish.texts.is_empty() && objects.len() == 1;
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

/// Numbers of cards and keys are shown as dots only.
fn safe_text(text: String) -> String {
    if text.starts_with("[CARD_") {
        "•••• •••• •••• ••••".to_owned()
    } else if text.starts_with("[KEY_") {
        "••••••••".to_owned()
    } else {
        text
    }
}

fn label_of(np: &Np) -> String {
    let generic = |w: &str| {
        matches!(
            w,
            "new"
                | "one"
                | "ones"
                | "more"
                | "another"
                | "big"
                | "small"
                | "simple"
                | "nice"
                | "little"
                | "additional"
                | "extra"
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
            !generic(w)
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
    let specific = matches!(
        np.head_word.as_str(),
        "subtitle"
            | "search bar"
            | "search field"
            | "search box"
            | "logo"
            | "description"
            | "menu"
            | "newsletter"
            | "footer"
            | "header"
    );
    if label.is_empty() && specific {
        return letters::capitalised(&np.head_word);
    }
    letters::capitalised(&label)
}

fn follow(desk: &mut Desk<'_, '_>, reading: &Reading, id: &str) -> Option<Spot> {
    let parents: Vec<usize> = reading
        .anchors
        .iter()
        .flat_map(|a| desk.parent(*a))
        .chain(reading.dest)
        .chain(reading.anchors.iter().flat_map(|a| desk.scene.ancestors(*a)))
        .chain(0..desk.scene.nodes.len())
        .gather();
    parents.into_iter().find_map(|parent| {
        let index = desk
            .children(parent)
            .iter()
            .position(|c| matches!(c, Child::New(new) if new == id))?;
        Some(Spot {
            parent,
            index: index + 1,
        })
    })
}

fn find_spot(desk: &mut Desk<'_, '_>, reading: &Reading, np: &Np) -> Option<Spot> {
    let wish = &reading.wish;
    let scene = desk.scene;
    let at_index = |desk: &mut Desk<'_, '_>, parent: usize, anchor: usize, after: bool| -> Option<Spot> {
        let index = desk
            .children(parent)
            .iter()
            .position(|c| *c == Child::Old(anchor))?;
        Some(Spot {
            parent,
            index: index + usize::from(after),
        })
    };
    if let Some(anchor) = reading.anchors.first().copied() {
        let rel = wish.rel.unwrap_or(lexicon::Rel::After);
        let section = np.head & (class::SECTION | class::HEADER | class::FOOTER) != 0;
        let mut anchor = anchor;
        if section {
            // A section stands among sections.
            while let Some(parent) = desk.parent(anchor) {
                if parent == 0
                    || scene
                        .get(anchor)
                        .is_some_and(|n| n.is(class::SECTION | class::HEADER | class::FOOTER))
                {
                    break;
                }
                anchor = parent;
            }
        }
        let (parent, anchor, after) = spot(desk, rel, anchor, reading.anchors.get(1).copied())?;
        return at_index(desk, parent, anchor, after);
    }
    let mut parent = reading.dest.or_else(|| reading.objects.first().copied())?;
    let leaf = scene
        .get(parent)
        .is_some_and(|n| n.children.is_empty() && !n.is(class::CONTAINER));
    if leaf {
        let above = desk.parent(parent)?;
        return at_index(desk, above, parent, true);
    }
    // A thing for a list inside: "add a card to the features section".
    let own = |at: usize| {
        scene.get(at).map_or(0, |n| {
            n.children
                .iter()
                .filter(|c| fits(scene.get(**c).map_or(0, |n| n.class), np))
                .count()
        })
    };
    if own(parent) == 0 && np.head & !class::ANY != 0 {
        let end = scene.get(parent).map_or(parent, |n| n.end);
        if let Some(inner) = (parent + 1..end)
            .filter(|n| own(*n) > 0)
            .max_by_key(|n| (own(*n), usize::MAX - *n))
        {
            parent = inner;
        }
    }
    if let Some(place) = wish.changes.iter().find_map(|c| match c {
        Change::Place(p) => Some(*p),
        _ => None,
    }) {
        let first = matches!(place, Place::First | Place::Top | Place::Left | Place::Up);
        return Some(Spot {
            parent,
            index: if first { 0 } else { usize::MAX },
        });
    }
    if let Some(ordinal) = np.ordinals.first()
        && *ordinal > 0
    {
        let index = usize::try_from(*ordinal - 1).unwrap_or(0);
        return Some(Spot { parent, index });
    }
    // After the last of its kind, so before buttons at the end.
    let children = desk.children(parent);
    let same = children.iter().rposition(|c| match c {
        Child::Old(at) => fits(scene.get(*at).map_or(0, |n| n.class), np) && np.head & !class::ANY != 0,
        Child::New(_) => false,
    });
    let mut index = same.map_or(usize::MAX, |i| i + 1);
    if same.is_none() && np.head & (class::FIELD | class::CHECKABLE) != 0 {
        // Fields come before the buttons of a form.
        let button = children.iter().position(|c| match c {
            Child::Old(at) => scene.get(*at).is_some_and(|n| {
                n.is(class::BUTTON)
                    || n.children
                        .iter()
                        .any(|c| scene.get(*c).is_some_and(|n| n.is(class::BUTTON)))
            }),
            Child::New(_) => false,
        });
        index = button.unwrap_or(usize::MAX);
    }
    if np.head & class::SECTION != 0 && parent == 0 {
        let footer = children
            .iter()
            .position(|c| matches!(c, Child::Old(at) if scene.get(*at).is_some_and(|n| n.is(class::FOOTER))));
        index = footer.unwrap_or(usize::MAX);
    }
    Some(Spot { parent, index })
}

fn fits(class: Class, np: &Np) -> bool {
    class & np.head & !class::ANY != 0
}

/// Words that are asked for in a field when nothing says what kind of thing it is.
fn field_kind(words: &str) -> Option<&'static str> {
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

fn sample(kind: &str) -> &'static str {
    match kind {
        "tel" => "+1 ...",
        "email" => "you@example.com",
        "password" => "••••••••",
        "date" => "YYYY-MM-DD",
        "url" => "https://",
        _ => "",
    }
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
    if wanted == 0 && parent_fields && field_kind(&words).is_some() {
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
        kind && side
    };
    let near = |list: &[usize]| -> Option<usize> {
        list.iter()
            .copied()
            .filter(|at| good(*at))
            .min_by_key(|at| desk_distance(&neighbours, *at, spot.index))
    };
    let model = reading
        .model
        .filter(|m| good(*m))
        .or_else(|| near(&neighbours))
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

fn desk_distance(list: &[usize], at: usize, index: usize) -> usize {
    list.iter()
        .position(|o| *o == at)
        .map_or(usize::MAX, |p| p.abs_diff(index.min(list.len())))
}

/// Neighbours that are all of one kind are the model of what comes next.
fn uniform(desk: &Desk<'_, '_>, list: &[usize]) -> Option<usize> {
    let last = list.last().copied()?;
    let kind = desk.scene.get(last)?.kind;
    let alike = list
        .iter()
        .filter(|at| desk.scene.get(**at).is_some_and(|n| n.kind == kind))
        .count();
    (alike * 2 >= list.len() && alike > 1).then_some(last)
}

/// The row around a toggle whose label stands beside it, unless it goes into such a row.
fn labelled_row(desk: &Desk<'_, '_>, at: usize, spot: &Spot, wanted: Class) -> usize {
    let scene = desk.scene;
    let Some(parent) = scene.get(at).and_then(|n| n.parent) else {
        return at;
    };
    let row = wanted & (class::TOGGLE | class::CHECKBOX) != 0
        && parent != spot.parent
        && scene.is_row(parent)
        && scene.get(parent).is_some_and(|n| {
            n.children.len() == 2
                && n.children
                    .iter()
                    .any(|c| scene.get(*c).is_some_and(|n| n.is(class::TEXT)))
        });
    if row { parent } else { at }
}

/// A copy of something like it, with its own words and in its first state.
fn from_model(
    desk: &mut Desk<'_, '_>,
    reading: &Reading,
    model: usize,
    np: &Np,
    label: &str,
    quoted: bool,
) -> Value {
    let scene = desk.scene;
    let Some(node) = scene.get(model) else {
        return Value::Null;
    };
    let base = if label.is_empty() { node.name } else { label };
    let mut copy = desk.copy(node.value, base);
    let label = if label.is_empty() {
        default_label(node.name)
    } else {
        label.to_owned()
    };
    copy = caption(&copy, &label, quoted);
    let name = if node.is(class::FIELD
        | class::ITEM
        | class::NAV_ITEM
        | class::SWATCH
        | class::LINK
        | class::CHECKABLE)
        || node.children.is_empty()
    {
        let kind = stem(&fold(node.kind));
        if node.is(class::BUTTON | class::TOGGLE) && !fold(&label).contains(&kind) {
            format!("{label} {kind}")
        } else {
            label.clone()
        }
    } else {
        label.clone()
    };
    let long = name.chars().count() > 40;
    if !long {
        copy = with(&copy, &["name"], Value::from(name.as_str()));
    }
    copy = first_state(&copy);
    if node.is(class::INPUT | class::TEXTAREA) {
        let kind = field_kind(&format!("{label} {}", np.raw.join(" "))).unwrap_or("text");
        copy = with(&copy, &["props", "inputType"], Value::from(kind));
        copy = with(&copy, &["props", "placeholder"], Value::from(sample(kind)));
        if let Some(props) = copy.get("props").and_then(Value::as_object)
            && props.contains("required")
        {
            copy = with(
                &copy,
                &["props"],
                Value::Object(props.clone().without("required")),
            );
        }
    }
    if node.is(class::SELECT) {
        copy = with(
            &copy,
            &["props", "options"],
            Value::array(["Option 1", "Option 2"]),
        );
        copy = with(&copy, &["props", "value"], Value::from("Option 1"));
    }
    if node.prop("icon").is_some() && (node.is(class::ICON) || !label.is_empty()) {
        copy = with(&copy, &["props", "icon"], Value::from(icon_name(&label).as_str()));
    }
    if node.prop("href").is_some() {
        let slug = fold(&label).replace(' ', "-");
        copy = with(
            &copy,
            &["props", "href"],
            Value::from(format!("/{slug}").as_str()),
        );
    }
    // The colour that was named: of a swatch it is the thing itself.
    let named = np
        .colour
        .clone()
        .or_else(|| colour_in(&label).filter(|_| node.is(class::SWATCH)))
        .or_else(|| {
            reading.wish.changes.iter().find_map(|c| match c {
                Change::Colour(_, crate::context::wish::Paint::Hex(hex)) => Some(hex.clone()),
                _ => None,
            })
        });
    if let Some(hex) = named {
        if node.is(class::TEXTUAL | class::ICON) {
            copy = with(&copy, &["style", "color"], Value::from(hex.as_str()));
        } else {
            copy = with(&copy, &["style", "background"], Value::from(hex.as_str()));
            if node.style("color").is_some() {
                copy = with(&copy, &["style", "color"], Value::from(paint::readable_on(&hex)));
            }
        }
    }
    copy
}

fn colour_in(label: &str) -> Option<String> {
    let label = fold(label);
    lexicon::colours()
        .iter()
        .filter(|(name, _)| label.contains(name))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, hex)| (*hex).to_owned())
}

fn default_label(name: &str) -> String {
    // "Review 3" is followed by "Review 4".
    match name.rsplit_once(' ') {
        Some((head, last)) => match last.parse::<u32>() {
            Ok(n) => format!("{head} {}", n + 1),
            Err(_) => name.to_owned(),
        },
        None => name.to_owned(),
    }
}

/// Puts the words on a copy: on itself, or on the first text in it.
fn caption(node: &Value, label: &str, quoted: bool) -> Value {
    for key in ["text", "label", "title", "content"] {
        if node
            .get("props")
            .and_then(|p| p.get(key))
            .and_then(Value::as_str)
            .is_some()
        {
            let mut out = with(node, &["props", key], Value::from(label));
            if key == "text" && out.get("props").and_then(|p| p.get("label")).is_some() {
                out = with(&out, &["props", "label"], Value::from(label));
            }
            return out;
        }
    }
    let _ = quoted;
    let Some(children) = node.get("children").and_then(Value::as_array) else {
        return node.clone();
    };
    let mut done = false;
    let mut out: Vec<Value> = Vec::new();
    for child in children {
        let kind = child.get("type").and_then(Value::as_str).unwrap_or_default();
        let bits = lexicon::class_of_type(kind);
        let worded = has_caption(child);
        if !done && worded && bits & (class::TEXTUAL | class::CONTAINER | class::CHECKABLE) != 0 {
            out.push(caption(child, label, quoted));
            done = true;
        } else if bits & class::CHECKABLE != 0
            && child
                .get("props")
                .and_then(|p| p.get("label"))
                .and_then(Value::as_str)
                .is_some_and(|l| !l.is_empty())
        {
            let renamed = with(child, &["props", "label"], Value::from(label));
            out.push(with(
                &renamed,
                &["name"],
                Value::from(format!("{label} {kind}").as_str()),
            ));
        } else {
            out.push(child.clone());
        }
    }
    with(node, &["children"], Value::array(out))
}

fn has_caption(node: &Value) -> bool {
    let own = ["text", "label", "title", "content"].iter().any(|k| {
        node.get("props")
            .and_then(|p| p.get(k))
            .and_then(Value::as_str)
            .is_some_and(|t| !t.is_empty())
    });
    own || node
        .get("children")
        .and_then(Value::as_array)
        .is_some_and(|c| c.iter().any(has_caption))
}

/// What is new is neither checked nor chosen.
fn first_state(node: &Value) -> Value {
    let mut out = node.clone();
    for key in ["checked", "active", "selected"] {
        if out.get("props").and_then(|p| p.get(key)).and_then(Value::as_bool) == Some(true) {
            out = with(&out, &["props", key], Value::from(false));
        }
    }
    if let Some(children) = node.get("children").and_then(Value::as_array) {
        out = with(
            &out,
            &["children"],
            Value::array(children.iter().map(first_state).gather()),
        );
    }
    out
}

fn node(
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

fn none() -> Value {
    Value::object::<&str, Value>([])
}

/// Something of a kind that the document has none of yet.
fn from_nothing(desk: &mut Desk<'_, '_>, wanted: Class, label: &str, words: &str) -> Value {
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
            let row = matches!(kind, "header" | "footer" | "row" | "nav");
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

/// The colour of the most prominent button.
fn accent(desk: &Desk<'_, '_>) -> String {
    desk.scene
        .nodes
        .iter()
        .filter(|n| n.is(class::BUTTON))
        .filter_map(|n| n.style("background").and_then(Value::as_str))
        .find(|b| paint::hsl(b).is_some_and(|c| c.s > 0.3 && c.l < 0.7))
        .unwrap_or("#2563eb")
        .to_owned()
}

fn column(gap: f64, padding: f64) -> Value {
    Value::object([
        ("direction", Value::from("column")),
        ("gap", number(gap)),
        ("padding", number(padding)),
    ])
}

fn card_style() -> Value {
    Value::object([
        ("background", Value::from("#ffffff")),
        ("borderColor", Value::from("#e5e7eb")),
        ("borderWidth", number(1.0)),
        ("radius", number(12.0)),
        ("shadow", Value::from("sm")),
    ])
}

/// A section like those beside it: a title and, if asked for, a row of cards.
fn section(desk: &mut Desk<'_, '_>, reading: &Reading, label: &str, spot: &Spot) -> Value {
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

/// Copies with ids of their own, after the original.
pub(super) fn duplicate(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let scene = desk.scene;
    let mut any = false;
    for at in reading
        .objects
        .iter()
        .filter(|at| !reading.anchors.contains(at) && reading.dest != Some(**at))
    {
        let (Some(node), Some(parent), Some(index)) = (scene.get(*at), desk.parent(*at), desk.index(*at))
        else {
            continue;
        };
        let copy = desk.copy(
            node.value,
            &format!(
                "{} copy",
                if node.name.is_empty() {
                    node.kind
                } else {
                    node.name
                }
            ),
        );
        let (parent, index) = match (reading.wish.rel, reading.anchors.first()) {
            (Some(rel), Some(anchor)) => match spot(desk, rel, *anchor, None) {
                Some((parent, anchor, after)) => {
                    let place = desk.index(anchor).unwrap_or(index);
                    (parent, place + usize::from(after))
                }
                None => (parent, index + 1),
            },
            _ => (parent, index + 1),
        };
        desk.insert(parent, index, &copy);
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
