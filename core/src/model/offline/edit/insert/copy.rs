//! New things as copies of what is like them.

use super::super::content::{address, icon_name};
use super::super::desk::{Desk, with};
use super::fresh::{field_kind, sample};
use crate::context::clause::Reading;
use crate::context::lexicon::class;
use crate::context::token::{fold, stem};
use crate::context::wish::{Change, Np};
use crate::context::{lexicon, paint};
use crate::document::Value;
use crate::sorted::Gather;

/// A copy of something like it, with its own words and in its first state.
pub(super) fn from_model(
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
    if !reading.wish.values.is_empty() {
        copy = filled(&copy, &mut true, &mut reading.wish.values.iter());
    }
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
        let href = match label.strip_prefix('[') {
            Some(_) => address(&label),
            None => format!("/{}", fold(&label).replace(' ', "-")),
        };
        copy = with(&copy, &["props", "href"], Value::from(href.as_str()));
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

pub(super) fn colour_in(label: &str) -> Option<String> {
    let label = fold(label);
    lexicon::colours()
        .filter(|(name, _)| label.contains(name))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, hex)| hex.to_owned())
}

pub(super) fn default_label(name: &str) -> String {
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
pub(super) fn caption(node: &Value, label: &str, quoted: bool) -> Value {
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

/// Puts what else is said on the texts of a copy after the first one, in their order.
fn filled(node: &Value, first: &mut bool, texts: &mut std::slice::Iter<'_, String>) -> Value {
    let kind = node.get("type").and_then(Value::as_str).unwrap_or_default();
    let text = node.get("props").and_then(|p| p.get("text"));
    if text.is_some() && lexicon::class_of_type(kind) & (class::TEXTUAL | class::BADGE) != 0 {
        if !std::mem::take(first)
            && let Some(text) = texts.next()
        {
            return with(node, &["props", "text"], Value::from(text.as_str()));
        }
        return node.clone();
    }
    let Some(children) = node.get("children").and_then(Value::as_array) else {
        return node.clone();
    };
    let mut out: Vec<Value> = Vec::new();
    for child in children {
        out.push(filled(child, first, texts));
    }
    with(node, &["children"], Value::array(out))
}

pub(super) fn has_caption(node: &Value) -> bool {
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
pub(super) fn first_state(node: &Value) -> Value {
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
