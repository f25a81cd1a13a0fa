//! The outline of JSON that has no nodes: one line per array or object, by its path.
//!
//! ```text
//! / {type:"excalidrawlib",version:1,library:[…32]}
//! /library/0/3 {type:"text",text:"Sign in",x:36}
//! ```

use crate::letters;
use crate::sorted::Gather;
use crate::sorted::{SortedMap, sort_by_key};
use std::collections::VecDeque;

use super::budget::{TokenBudget, clip};
use super::notes::gives_orders;
use super::outline::{Outline, write_key, write_value};
use super::token_estimate::estimate_tokens;
use crate::document::{Document, Value, pointer, write_string};

/// Letters of a text in a line.
const TEXT: usize = 60;
/// How many places that the request speaks of are shown first.
const HITS: usize = 8;
/// How many fields or items a line shows.
const ENTRIES: usize = 40;

/// The outline of a document without nodes. What the request's words are found in comes first, then the rest from the root down.
/// One walk over the document at most.
pub(super) fn path_outline(document: &Document, request: &str, budget: &TokenBudget) -> Outline {
    let mut out = Outline::default();
    let root = document.root();
    if document.json_len() / 4 <= budget.whole_document as usize {
        write_value(&mut out.text, root, |_| false);
        if estimate_tokens(&out.text) <= budget.whole_document {
            out.text.push('\n');
            out.suspicious = suspicious_paths(document);
            return out;
        }
        out.text.clear();
    }
    let mut left = budget.document;
    let mut shown = 0;
    for (path, value) in find(root, request) {
        let mut line = format!("{} ", shown_path(&path));
        write_value(&mut line, value, |_| false);
        let whole = estimate_tokens(&line) <= left / 2;
        if !whole {
            line = line_of(&path, value);
        }
        let tokens = estimate_tokens(&line) + 1;
        if tokens > left {
            continue;
        }
        left -= tokens;
        shown += 1;
        out.text.push_str(&line);
        out.text.push('\n');
        flag(
            &path,
            value,
            if whole { usize::MAX } else { 1 },
            &mut out.suspicious,
        );
    }
    let mut queue = VecDeque::from([(String::new(), root)]);
    while let Some((path, value)) = queue.pop_front() {
        let line = line_of(&path, value);
        let tokens = estimate_tokens(&line) + 1;
        if tokens > left {
            break;
        }
        left -= tokens;
        shown += 1;
        out.text.push_str(&line);
        out.text.push('\n');
        flag(&path, value, 1, &mut out.suspicious);
        if queue.len() < left as usize {
            let inner = entries(value)
                .filter(|(_, value)| is_container(value))
                .take(ENTRIES);
            queue.extend(inner.map(|(token, value)| {
                let mut inner = path.clone();
                pointer::push_token(&mut inner, &token);
                (inner, value)
            }));
        }
    }
    // None of its places is told as a node would be.
    out.shown = Some(SortedMap::new());
    out.dropped = u32::try_from(document.value_count().saturating_sub(shown)).unwrap_or(u32::MAX);
    out
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// The fields or items with their reference tokens.
fn entries(value: &Value) -> impl Iterator<Item = (String, &Value)> {
    let fields = value.as_object().into_iter().flat_map(|object| object.iter());
    let items = value.as_array().unwrap_or_default().iter().enumerate();
    fields
        .map(|(name, value)| (name.to_string(), value))
        .chain(items.map(|(at, value)| (at.to_string(), value)))
}

fn shown_path(path: &str) -> &str {
    if path.is_empty() { "/" } else { path }
}

/// A path and what is directly there; arrays and objects inside only by their size.
fn line_of(path: &str, value: &Value) -> String {
    let mut line = format!("{} ", shown_path(path));
    let (open, close, named) = match value {
        Value::Object(_) => ('{', '}', true),
        _ => ('[', ']', false),
    };
    line.push(open);
    for (at, (token, value)) in entries(value).enumerate() {
        if at > 0 {
            line.push(',');
        }
        if at == ENTRIES {
            line.push('…');
            break;
        }
        if named {
            write_key(&mut line, &token);
            line.push(':');
        }
        match value {
            Value::Array(list) => line.push_str(&format!("[…{}]", list.items().len())),
            Value::Object(object) => line.push_str(&format!("{{…{}}}", object.len())),
            Value::String(text) => write_string(&mut line, &clip(text, TEXT)),
            scalar => line.push_str(&scalar.to_json()),
        }
    }
    line.push(close);
    line
}

/// The objects (or arrays) whose texts the request speaks of, best first.
fn find<'a>(root: &'a Value, request: &str) -> Vec<(String, &'a Value)> {
    let request = letters::lowered(request);
    let words: Vec<&str> = request
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .gather();
    let mut hits: Vec<(usize, Vec<String>, &Value)> = Vec::new();
    // How often each score came: what is found all over the document tells nothing.
    let mut frequency: SortedMap<usize, usize> = SortedMap::new();
    // Where the walk is: the containers that are open, each with what is left of it
    let mut stack = vec![(root, entries(root))];
    let mut path: Vec<String> = Vec::new();
    while let Some((owner, rest)) = stack.last_mut() {
        let owner = *owner;
        let Some((token, value)) = rest.next() else {
            stack.pop();
            path.pop();
            continue;
        };
        if is_container(value) {
            path.push(token);
            stack.push((value, entries(value)));
            continue;
        }
        let Some(text) = value.as_str().filter(|text| text.len() < 2_000) else {
            continue;
        };
        let text = letters::lowered(text);
        let score = if text.chars().count() > 2 && request.contains(&text) {
            2 + text.len()
        } else {
            words.iter().filter(|word| text.contains(**word)).count()
        };
        if score == 0 {
            continue;
        }
        *frequency.or_default(score) += 1;
        match hits.last_mut() {
            Some(last) if std::ptr::eq(last.2, owner) => last.0 = last.0.max(score),
            _ => hits.push((score, path.clone(), owner)),
        }
        if hits.len() > 4 * HITS {
            sort_by_key(&mut hits, |hit| std::cmp::Reverse(hit.0));
            hits.truncate(HITS);
        }
    }
    hits.retain(|hit| frequency.get(&hit.0).is_none_or(|count| *count <= 2 * HITS));
    sort_by_key(&mut hits, |hit| std::cmp::Reverse(hit.0));
    hits.truncate(HITS);
    hits.into_iter()
        .map(|(_, tokens, value)| {
            let mut path = String::new();
            tokens
                .iter()
                .for_each(|token| pointer::push_token(&mut path, token));
            (path, value)
        })
        .gather()
}

/// Paths of all texts that look as if they spoke to the model.
pub(super) fn suspicious_paths(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    flag("", document.root(), usize::MAX, &mut found);
    found
}

/// Adds the paths of texts, and of fields with names, that look as if they spoke to the model, down to a depth.
fn flag(path: &str, value: &Value, depth: usize, found: &mut Vec<String>) {
    for (token, value) in entries(value) {
        let mut inner = path.to_owned();
        pointer::push_token(&mut inner, &token);
        if (gives_orders(&token) || value.as_str().is_some_and(gives_orders)) && !found.contains(&inner) {
            found.push(inner);
        } else if depth > 1 {
            flag(&inner, value, depth - 1, found);
        }
    }
}
