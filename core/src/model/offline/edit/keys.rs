//! Documents that are data and no screen: what is spoken of is a key, or a path of keys.

use crate::context::token::{fold, name_parts};
use crate::context::word_list::listed;
use crate::document::{Limits, Value, parse_number, pointer, write_string};
use crate::sorted::Gather;

/// Values that are looked at for a key. What is deeper in a larger document is named by its path.
const SEEN: usize = 20_000;

/// `set version to 2.0.0`, `remove deps`, `set /version to "2.0.0"`: the op, and what it does in words; else a question.
pub(super) fn change(root: &Value, clause: &str) -> Result<(String, String), String> {
    let clause = clause.trim().trim_end_matches(['.', '!']).trim_end();
    let clause = cut(clause, "please").unwrap_or(clause);
    const SET: [&str; 7] = ["set", "change", "update", "make", "turn", "replace", "edit"];
    const UNSET: [&str; 5] = ["remove", "delete", "unset", "drop", "clear"];
    if let Some(what) = UNSET.iter().find_map(|verb| cut(clause, verb)) {
        let path = path(root, what)?;
        let mut op = String::from("{\"op\":\"unset\",\"path\":");
        write_string(&mut op, &path);
        op.push('}');
        return Ok((op, format!("{path} removed")));
    }
    let said = SET.iter().find_map(|verb| cut(clause, verb)).unwrap_or(clause);
    let parts = [" to ", " = ", "=", ": ", " with "]
        .iter()
        .filter_map(|mark| said.split_once(mark))
        .min_by_key(|(what, _)| what.len());
    let Some((what, value)) = parts else {
        return Err("Which key should be set to what, or removed?".to_owned());
    };
    let what = what.split(" from ").next().unwrap_or(what);
    let path = path(root, what)?;
    let old = root.pointer(&path);
    let value = value_like(old, value.trim())?;
    if old == Some(&value) {
        return Err(format!("{path} is that already. What should it be?"));
    }
    let mut op = String::from("{\"op\":\"set\",\"path\":");
    write_string(&mut op, &path);
    op.push_str(",\"value\":");
    op.push_str(&value.to_json());
    op.push('}');
    Ok((op, format!("{path} changed")))
}

/// What follows a word at the beginning.
fn cut<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (first, rest) = text.split_once(char::is_whitespace)?;
    (fold(first) == word).then(|| rest.trim_start())
}

/// The one path that the words name.
fn path(root: &Value, words: &str) -> Result<String, String> {
    let words = words.trim().trim_matches(['"', '\'', '`']);
    let missing = || format!("There is no {words} in this document. Which key do you mean?");
    if words.starts_with('/') {
        return match root.pointer(words) {
            Some(_) => Ok(words.to_owned()),
            None => Err(missing()),
        };
    }
    let mut wanted = name_parts(words);
    wanted.retain(|word| !listed("the|key|field|property", word));
    if wanted.is_empty() {
        return Err("Which key do you mean?".to_owned());
    }
    // Level by level, so that what is nearest to the root is found first.
    let mut level: Vec<(String, Vec<String>, &Value)> = vec![(String::new(), Vec::new(), root)];
    let mut seen = 0;
    while !level.is_empty() && seen < SEEN {
        let mut next = Vec::new();
        for (path, names, value) in &level {
            let list = value.as_array().unwrap_or_default().iter().enumerate();
            let items = list.map(|(at, item)| (at.to_string(), item));
            let fields = value.as_object().into_iter().flat_map(|object| object.iter());
            let fields = fields.map(|(key, value)| (key.to_string(), value));
            for (key, inner) in fields.chain(items).take(SEEN) {
                seen += 1;
                let mut path = path.clone();
                pointer::push_token(&mut path, &key);
                let mut names = names.clone();
                names.extend(name_parts(&key));
                next.push((path, names, inner));
            }
        }
        let found: Vec<&str> = next
            .iter()
            .filter(|(_, names, _)| names.ends_with(&wanted))
            .map(|(path, ..)| path.as_str())
            .gather();
        match found.as_slice() {
            [] => level = next,
            [only] => return Ok((*only).to_owned()),
            several => {
                let shown: Vec<&str> = several.iter().copied().take(6).gather();
                return Err(format!("Which one do you mean: {}?", shown.join(", ")));
            }
        }
    }
    Err(missing())
}

/// A value as it is typed, of the kind of the one before.
fn value_like(old: Option<&Value>, typed: &str) -> Result<Value, String> {
    let bare = typed.trim_matches(['"', '“', '”', '`']);
    let quoted = bare.len() < typed.len();
    let value = match old {
        Some(Value::Number(_)) if !quoted => parse_number(bare).map(Value::Number),
        Some(Value::Bool(_)) if !quoted => match fold(bare).as_str() {
            "true" | "on" | "yes" => Some(Value::Bool(true)),
            "false" | "off" | "no" => Some(Value::Bool(false)),
            _ => None,
        },
        Some(Value::Array(_) | Value::Object(_)) => Value::parse(typed, &Limits::default())
            .ok()
            .filter(|new| new.as_array().is_some() == old.is_some_and(|old| old.as_array().is_some())),
        Some(Value::Null) if !quoted => {
            Some(Value::parse(typed, &Limits::default()).unwrap_or_else(|_| Value::from(bare)))
        }
        _ => Some(Value::from(bare)),
    };
    value.ok_or_else(|| format!("{bare} is not the kind of value that is there. What should it be?"))
}
