//! The predicates of a case: what must hold for the document after an edit.

use regex::Regex;
use serde_json::{Map, Value, json};

use super::colour::{family_matches, parse_colour};
use super::tree::{self, Node, Tree};

/// What a predicate came to: held, or why it did not.
pub type Verdict = Result<(), String>;

/// Tests all predicates; the first that does not hold is the reason. A predicate nobody knows never holds.
pub fn check_all(predicates: &[Value], before: &Value, after: &Value) -> Verdict {
    let scene = Scene::new(before, after);
    predicates.iter().try_for_each(|predicate| scene.check(predicate))
}

/// Tests one predicate.
pub fn check(predicate: &Value, before: &Value, after: &Value) -> Verdict {
    Scene::new(before, after).check(predicate)
}

/// The document before and after.
struct Scene<'a> {
    before: Tree<'a>,
    after: Tree<'a>,
    before_root: &'a Value,
    after_root: &'a Value,
}

impl<'a> Scene<'a> {
    fn new(before: &'a Value, after: &'a Value) -> Self {
        Self {
            before: Tree::new(before),
            after: Tree::new(after),
            before_root: before,
            after_root: after,
        }
    }

    fn check(&self, predicate: &Value) -> Verdict {
        let fields = predicate.as_object().ok_or("a predicate must be an object")?;
        self.check_fields(fields)
            .map_err(|reason| format!("{reason}: {predicate}"))
    }

    fn check_fields(&self, fields: &Map<String, Value>) -> Verdict {
        if let Some(branches) = fields.get("anyOf") {
            only(fields, &["anyOf"])?;
            let branches = branches.as_array().ok_or("anyOf wants a list")?;
            return ensure(
                branches.iter().any(|branch| self.check(branch).is_ok()),
                "no branch holds",
            );
        }
        if let Some(branches) = fields.get("allOf") {
            only(fields, &["allOf"])?;
            let branches = branches.as_array().ok_or("allOf wants a list")?;
            return branches.iter().try_for_each(|branch| self.check(branch));
        }
        if let Some(allowed) = fields.get("onlyTouched") {
            only(fields, &["onlyTouched"])?;
            return self.only_touched(allowed);
        }
        if fields.contains_key("noneRemoved") {
            only(fields, &["noneRemoved"])?;
            let gone = self
                .before
                .nodes()
                .iter()
                .find(|node| self.after.get(node.id).is_none());
            return gone.map_or(Ok(()), |node| Err(format!("`{}` was removed", node.id)));
        }
        if let Some(pattern) = fields.get("lacks") {
            only(fields, &["lacks"])?;
            let regex = regex(pattern)?;
            let mut found = Vec::new();
            tree::strings(self.after_root, &mut found);
            let hit = found.iter().find(|text| regex.is_match(text));
            return hit.map_or(Ok(()), |text| Err(format!("`{text}` is in the result")));
        }
        if let Some(wanted) = fields.get("document") {
            only(fields, &["document"])?;
            ensure(
                wanted == "unchanged",
                "only `unchanged` can be asked of the document",
            )?;
            return ensure(
                tree::same(self.before_root, self.after_root),
                "the document changed",
            );
        }
        if let Some(find) = fields.get("find") {
            only(fields, &["find", "atLeast", "atMost", "exactly"])?;
            ensure(fields.len() > 1, "a count needs a bound")?;
            let count = self.find(find)?.len() as f64;
            for (name, value) in fields.iter().filter(|(name, _)| *name != "find") {
                let bound = value.as_f64().ok_or("a bound must be a number")?;
                let holds = match name.as_str() {
                    "atLeast" => count >= bound,
                    "atMost" => count <= bound,
                    _ => count == bound,
                };
                ensure(holds, format!("{count} nodes match"))?;
            }
            return Ok(());
        }
        let node = fields.get("node").ok_or("unknown form")?;
        ensure(fields.len() > 1, "nothing is asked of the node")?;
        let id = self.node_id(node)?;
        let path = fields
            .get("path")
            .map(|path| path.as_str().ok_or("a path must be text"))
            .transpose()?;
        for (name, wanted) in fields
            .iter()
            .filter(|(name, _)| *name != "node" && *name != "path")
        {
            match path {
                Some(path) => self.check_value(id.as_deref(), path, name, wanted)?,
                None => self.check_node(id.as_deref(), name, wanted)?,
            }
        }
        ensure(
            path.is_none() || fields.len() > 2,
            "nothing is asked of the value",
        )
    }

    /// The id that `node` means; `None` when a search finds nothing.
    fn node_id(&self, node: &Value) -> Result<Option<String>, String> {
        match node {
            Value::String(id) => Ok(Some(id.clone())),
            Value::Object(fields) => {
                only(fields, &["find"])?;
                let find = fields.get("find").ok_or("a node is an id or a search")?;
                Ok(self.find(find)?.first().map(|node| node.id.to_owned()))
            }
            _ => Err("a node is an id or a search".to_owned()),
        }
    }

    /// The nodes of the result that a search matches, in document order.
    fn find(&self, find: &Value) -> Result<Vec<&Node<'a>>, String> {
        let fields = find.as_object().ok_or("a search must be an object")?;
        only(fields, &["type", "text", "deepText", "inside", "new"])?;
        let text = fields.get("text").map(regex).transpose()?;
        let deep = fields.get("deepText").map(regex).transpose()?;
        let kinds = fields.get("type").map(|kinds| match kinds {
            Value::Array(kinds) => kinds.clone(),
            one => vec![one.clone()],
        });
        let inside = fields
            .get("inside")
            .map(|id| id.as_str().ok_or("`inside` wants an id"))
            .transpose()?;
        let new = fields
            .get("new")
            .map(|new| new.as_bool().ok_or("`new` wants a boolean"))
            .transpose()?;
        let matches = |node: &Node<'a>| {
            kinds
                .as_ref()
                .is_none_or(|kinds| node.value.get("type").is_some_and(|kind| kinds.contains(kind)))
                && text.as_ref().is_none_or(|text| says(node.value, text, false))
                && deep.as_ref().is_none_or(|text| says(node.value, text, true))
                && inside.is_none_or(|ancestor| self.after.is_inside(node.id, ancestor))
                && new.is_none_or(|new| new == self.before.get(node.id).is_none())
        };
        Ok(self.after.nodes().iter().filter(|node| matches(node)).collect())
    }

    fn check_node(&self, id: Option<&str>, name: &str, wanted: &Value) -> Verdict {
        let after = id.and_then(|id| self.after.get(id));
        let before = id.and_then(|id| self.before.get(id));
        match name {
            "absent" => return is(wanted, after.is_none(), "the node is there"),
            "exists" => return is(wanted, after.is_some(), "the node is not there"),
            "changed" | "unchanged" => {
                let same = match (before, after) {
                    (Some(before), Some(after)) => tree::same(before.value, after.value),
                    (None, None) => return Err("the node never was there".to_owned()),
                    _ => false,
                };
                return is(wanted, same == (name == "unchanged"), "the node is not so");
            }
            _ => {}
        }
        let node = after.ok_or("the node is not there")?;
        match name {
            "parent" => ensure(
                self.after.parent_of(node.id) == Some(id_of(wanted)?),
                format!("its parent is {:?}", self.after.parent_of(node.id)),
            ),
            "inside" => ensure(
                self.after.is_inside(node.id, id_of(wanted)?),
                "it is somewhere else",
            ),
            "before" | "after" => {
                let other = self.node_id(wanted)?.and_then(|id| self.after.position(&id));
                let other = other.ok_or("the other node is not there")?;
                let own = self.after.position(node.id).ok_or("the node is not there")?;
                ensure(
                    if name == "before" {
                        own < other
                    } else {
                        own > other
                    },
                    "the order is another",
                )
            }
            "index" => {
                let wanted = wanted.as_i64().ok_or("an index must be a number")?;
                let wanted = if wanted < 0 {
                    node.siblings as i64 + wanted
                } else {
                    wanted
                };
                ensure(node.index as i64 == wanted, format!("it is at {}", node.index))
            }
            _ => Err(format!("unknown test `{name}`")),
        }
    }

    fn check_value(&self, id: Option<&str>, path: &str, name: &str, wanted: &Value) -> Verdict {
        let after = id.and_then(|id| value_at(&self.after, id, path));
        let before = id.and_then(|id| value_at(&self.before, id, path));
        match name {
            "absent" => return is(wanted, after.is_none(), "there is a value"),
            "changed" | "unchanged" => {
                let same = match (before, after) {
                    (Some(before), Some(after)) => tree::same(before, after),
                    (before, after) => before.is_none() && after.is_none(),
                };
                return is(
                    wanted,
                    same == (name == "unchanged"),
                    &format!("it is {}", shown(after)),
                );
            }
            _ => {}
        }
        let value = after.ok_or("there is no value")?;
        let holds = match name {
            "equals" => tree::same(value, wanted),
            "in" => wanted
                .as_array()
                .ok_or("`in` wants a list")?
                .iter()
                .any(|one| tree::same(value, one)),
            "matches" => regex(wanted)?.is_match(&as_text(value)),
            "notMatches" => !regex(wanted)?.is_match(&as_text(value)),
            "greaterThanBefore" | "lessThanBefore" => {
                let (old, new) = (
                    both_numbers(before, "it was no number")?,
                    both_numbers(after, "it is no number")?,
                );
                return is(
                    wanted,
                    if name == "greaterThanBefore" {
                        new > old
                    } else {
                        new < old
                    },
                    &format!("{old} became {new}"),
                );
            }
            "atLeast" => both_numbers(after, "it is no number")? >= both_numbers(Some(wanted), "no bound")?,
            "atMost" => both_numbers(after, "it is no number")? <= both_numbers(Some(wanted), "no bound")?,
            "count" => {
                let count = value.as_array().ok_or("it is no list")?.len();
                wanted.as_u64() == Some(count as u64)
            }
            "colour" => {
                let family = wanted.as_str().ok_or("a family is text")?;
                let colour = value.as_str().and_then(parse_colour);
                let colour = colour.ok_or_else(|| format!("{value} is no colour"))?;
                family_matches(family, colour).ok_or("unknown colour family")?
            }
            "darkerThanBefore" | "lighterThanBefore" => {
                let light = |value: Option<&Value>| {
                    let colour = value.and_then(Value::as_str).and_then(parse_colour);
                    colour
                        .map(|colour| colour.lightness)
                        .ok_or("no colour to compare")
                };
                let (old, new) = (light(before)?, light(after)?);
                return is(
                    wanted,
                    if name == "darkerThanBefore" {
                        new < old
                    } else {
                        new > old
                    },
                    &format!("lightness {old:.2} became {new:.2}"),
                );
            }
            "shorterThanBefore" | "longerThanBefore" => {
                let length = |value: Option<&Value>| {
                    value
                        .and_then(Value::as_str)
                        .map(|text| text.chars().count())
                        .ok_or("no text to compare")
                };
                let (old, new) = (length(before)?, length(after)?);
                return is(
                    wanted,
                    if name == "shorterThanBefore" {
                        new < old
                    } else {
                        new > old
                    },
                    &format!("length {old} became {new}"),
                );
            }
            "sameAs" => {
                let other = wanted.as_object().ok_or("`sameAs` wants a node and a path")?;
                only(other, &["node", "path"])?;
                let id = self.node_id(other.get("node").unwrap_or(&Value::Null))?;
                let path = other
                    .get("path")
                    .and_then(Value::as_str)
                    .ok_or("`sameAs` wants a path")?;
                let other = id.and_then(|id| value_at(&self.after, &id, path));
                tree::same(value, other.ok_or("the other value is not there")?)
            }
            _ => return Err(format!("unknown test `{name}`")),
        };
        ensure(holds, format!("it is {}", shown(after)))
    }

    fn only_touched(&self, allowed: &Value) -> Verdict {
        let allowed = allowed.as_array().ok_or("`onlyTouched` wants a list")?;
        let allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
        for node in self.before.nodes() {
            let free = |id: &str| id == node.id || self.before.is_inside(node.id, id);
            if allowed.iter().any(|entry| !entry.starts_with('=') && free(entry)) {
                continue;
            }
            let Some(now) = self.after.get(node.id) else {
                return Err(format!("`{}` was removed", node.id));
            };
            if self.before.parent_of(node.id) != self.after.parent_of(node.id) {
                return Err(format!("`{}` has another parent", node.id));
            }
            let own = allowed
                .iter()
                .any(|entry| entry.strip_prefix('=') == Some(node.id));
            if !own && !tree::same_fields(&tree::own_fields(node.value), &tree::own_fields(now.value)) {
                return Err(format!("`{}` was touched", node.id));
            }
        }
        Ok(())
    }
}

/// The value at a JSON Pointer inside a node; `null` counts as none.
fn value_at<'a>(tree: &Tree<'a>, id: &str, path: &str) -> Option<&'a Value> {
    tree.get(id)?.value.pointer(path).filter(|value| !value.is_null())
}

/// Whether the name or a string of the props matches, with `deep` also those of descendants.
fn says(node: &Value, pattern: &Regex, deep: bool) -> bool {
    let mut found: Vec<&str> = node.get("name").and_then(Value::as_str).into_iter().collect();
    if let Some(props) = node.get("props") {
        tree::strings(props, &mut found);
    }
    found.iter().any(|text| pattern.is_match(text))
        || (deep
            && tree::children(node)
                .iter()
                .any(|child| says(child, pattern, true)))
}

/// A number, or text that starts with one and goes on with a unit: `16px`.
fn number(value: &Value) -> Option<f64> {
    if let Value::String(text) = value {
        let text = text.trim();
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
            .unwrap_or(text.len());
        let unit = text.get(end..)?;
        let plain = unit.chars().all(|c| c.is_ascii_alphabetic() || c == '%');
        return if plain {
            text.get(..end)?.parse().ok()
        } else {
            None
        };
    }
    value.as_f64()
}

fn both_numbers(value: Option<&Value>, otherwise: &str) -> Result<f64, String> {
    value.and_then(number).ok_or_else(|| otherwise.to_owned())
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn shown(value: Option<&Value>) -> String {
    value.unwrap_or(&json!(null)).to_string()
}

fn id_of(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| "an id is text".to_owned())
}

fn regex(pattern: &Value) -> Result<Regex, String> {
    let pattern = pattern.as_str().ok_or("a pattern is text")?;
    Regex::new(pattern).map_err(|error| error.to_string())
}

/// Refuses fields that would silently not be tested.
fn only(fields: &Map<String, Value>, known: &[&str]) -> Verdict {
    let stranger = fields.keys().find(|name| !known.contains(&name.as_str()));
    stranger.map_or(Ok(()), |name| Err(format!("unknown field `{name}`")))
}

fn ensure(holds: bool, otherwise: impl Into<String>) -> Verdict {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}

/// For `{test: true}`; `false` asks for the opposite.
fn is(wanted: &Value, holds: bool, otherwise: &str) -> Verdict {
    let wanted = wanted.as_bool().ok_or("a flag must be true or false")?;
    ensure(holds == wanted, otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: &str, kind: &str, fields: Value, children: Vec<Value>) -> Value {
        let mut node = json!({"id": id, "type": kind, "name": id, "layout": {}, "style": {}, "props": {}, "children": children});
        for (key, value) in fields.as_object().unwrap() {
            node[key] = value.clone();
        }
        node
    }

    fn before() -> Value {
        let title = json!({"name": "Title", "props": {"text": "Welcome back"}, "style": {"fontSize": "16px", "color": "#6b7280"}});
        let send = json!({"props": {"label": "Send"}, "style": {"background": "#2563eb", "radius": 4}, "layout": {"height": 40}});
        let pick = json!({"props": {"options": ["Italy", "Spain"], "value": null}});
        node(
            "root",
            "screen",
            json!({}),
            vec![
                node("title", "heading", title, vec![]),
                node(
                    "form",
                    "form",
                    json!({"layout": {"gap": 8}}),
                    vec![
                        node("send", "button", send, vec![]),
                        node("pick", "select", pick, vec![]),
                    ],
                ),
                node(
                    "foot",
                    "footer",
                    json!({}),
                    vec![node("legal", "text", json!({}), vec![])],
                ),
            ],
        )
    }

    /// Title bigger and shorter, button green and last, a new input first, the footer gone, gap as text.
    fn after() -> Value {
        let title = json!({"name": "Title", "props": {"text": "Hello"}, "style": {"fontSize": 20, "color": "#374151"}});
        let send = json!({"props": {"label": "Send"}, "style": {"background": "#16a34a", "radius": 4}, "layout": {"height": 40.0}});
        let pick = json!({"props": {"options": ["Italy", "Spain", "UK"]}});
        let tel = json!({"name": "Phone field", "props": {"label": "Phone", "placeholder": "+1 …"}});
        node(
            "root",
            "screen",
            json!({}),
            vec![
                node("title", "heading", title, vec![]),
                node(
                    "form",
                    "form",
                    json!({"layout": {"gap": 8}}),
                    vec![
                        node("tel", "input", tel, vec![]),
                        node("pick", "select", pick, vec![]),
                        node("send", "button", send, vec![]),
                    ],
                ),
            ],
        )
    }

    /// One predicate a line.
    fn table(lines: &str) -> impl Iterator<Item = Value> + '_ {
        lines
            .trim()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
    }

    #[test]
    fn every_form_holds_and_fails() {
        let holding = r#"
            {"node": "title", "path": "/props/text", "equals": "Hello"}
            {"node": "send", "path": "/layout/height", "equals": 40}
            {"node": "title", "path": "/props/text", "in": ["Hi", "Hello"]}
            {"node": "title", "path": "/props/text", "matches": "(?i:^HELL)"}
            {"node": "pick", "path": "/props/options", "matches": "UK"}
            {"node": "title", "path": "/props/text", "notMatches": "Welcome"}
            {"node": "title", "path": "/props/href", "absent": true}
            {"node": "pick", "path": "/props/value", "absent": true}
            {"node": "title", "path": "/style/fontSize", "greaterThanBefore": true}
            {"node": "title", "path": "/style/fontSize", "atLeast": 20, "atMost": 20}
            {"node": "pick", "path": "/props/options", "count": 3}
            {"node": "pick", "path": "/props/options/2", "equals": "UK"}
            {"node": "send", "path": "/style/background", "colour": "green"}
            {"node": "title", "path": "/style/color", "darkerThanBefore": true}
            {"node": "title", "path": "/props/text", "shorterThanBefore": true}
            {"node": "title", "path": "/props/text", "changed": true}
            {"node": "send", "path": "/layout/height", "unchanged": true}
            {"node": "send", "changed": true}
            {"node": "foot", "changed": true}
            {"node": "send", "path": "/style/radius", "sameAs": {"node": "send", "path": "/style/radius"}}
            {"node": "foot", "absent": true}
            {"node": "send", "exists": true}
            {"node": "send", "parent": "form"}
            {"node": "send", "inside": "root"}
            {"node": "pick", "before": "send"}
            {"node": "send", "after": "title"}
            {"node": "send", "index": -1}
            {"node": "pick", "index": 1}
            {"node": {"find": {"type": "input", "new": true}}, "before": "send"}
            {"node": {"find": {"text": "Phone"}}, "parent": "form"}
            {"node": {"find": {"type": "slider"}}, "absent": true}
            {"find": {"type": ["input", "select"]}, "exactly": 2}
            {"find": {"text": "Send"}, "atLeast": 1, "atMost": 1}
            {"find": {"deepText": "Send"}, "exactly": 3}
            {"find": {"inside": "form"}, "exactly": 3}
            {"find": {"new": true}, "exactly": 1}
            {"find": {"new": false}, "exactly": 5}
            {"find": {"text": "UK"}, "exactly": 1}
            {"onlyTouched": ["title", "send", "pick", "foot"]}
            {"onlyTouched": ["=title", "form", "foot"]}
            {"onlyTouched": ["root"]}
            {"lacks": "Welcome"}
            {"anyOf": [{"node": "send", "absent": true}, {"node": "send", "exists": true}]}
            {"allOf": [{"node": "send", "exists": true}, {"lacks": "Welcome"}]}
        "#;
        let failing = r#"
            {"node": "title", "path": "/props/text", "equals": "Bye"}
            {"node": "gone", "path": "/props/text", "equals": "Bye"}
            {"node": "title", "path": "/props/text", "in": ["Hi"]}
            {"node": "title", "path": "/props/text", "matches": "^ello"}
            {"node": "title", "path": "/props/text", "notMatches": "Hello"}
            {"node": "title", "path": "/props/href", "notMatches": "Hello"}
            {"node": "title", "path": "/props/text", "absent": true}
            {"node": "title", "path": "/style/fontSize", "lessThanBefore": true}
            {"node": "title", "path": "/props/text", "greaterThanBefore": true}
            {"node": "tel", "path": "/props/label", "longerThanBefore": true}
            {"node": "title", "path": "/style/fontSize", "atLeast": 21}
            {"node": "title", "path": "/style/fontSize", "atMost": 19}
            {"node": "pick", "path": "/props/options", "count": 2}
            {"node": "send", "path": "/style/background", "colour": "red"}
            {"node": "send", "path": "/style/background", "colour": "plaid"}
            {"node": "send", "path": "/props/label", "colour": "red"}
            {"node": "title", "path": "/style/color", "lighterThanBefore": true}
            {"node": "title", "path": "/props/text", "longerThanBefore": true}
            {"node": "send", "path": "/layout/height", "changed": true}
            {"node": "title", "path": "/props/text", "unchanged": true}
            {"node": "send", "unchanged": true}
            {"node": "nobody", "changed": true}
            {"node": "send", "path": "/style/radius", "sameAs": {"node": "title", "path": "/style/fontSize"}}
            {"node": "send", "path": "/style/radius", "sameAs": {"node": "title", "path": "/style/radius"}}
            {"node": "send", "absent": true}
            {"node": "foot", "exists": true}
            {"node": "send", "parent": "root"}
            {"node": "send", "inside": "send"}
            {"node": "title", "inside": "form"}
            {"node": "send", "before": "pick"}
            {"node": "send", "after": "foot"}
            {"node": "pick", "after": "send"}
            {"node": "send", "index": 0}
            {"node": {"find": {"type": "slider"}}, "exists": true}
            {"node": {"find": {"type": "slider"}}, "before": "send"}
            {"find": {"type": "input"}, "exactly": 2}
            {"find": {"text": "Send"}, "atLeast": 2}
            {"find": {"deepText": "Send"}, "atMost": 2}
            {"find": {"inside": "form"}}
            {"onlyTouched": ["title", "form"]}
            {"onlyTouched": ["title", "=send", "foot"]}
            {"onlyTouched": ["title", "send", "pick", "=foot"]}
            {"noneRemoved": true}
            {"lacks": "Hello"}
            {"document": "unchanged"}
            {"anyOf": [{"node": "send", "absent": true}]}
            {"anyOf": []}
            {"allOf": [{"node": "send", "exists": true}, {"lacks": "Hello"}]}
            {"node": "title", "path": "/props/text", "sounds": "good"}
            {"node": "title", "sounds": "good"}
            {"node": "title"}
            {"node": "title", "path": "/props/text"}
            {"find": {"colour": "red"}, "atLeast": 0}
            {"noneRemoved": true, "node": "title"}
            {"node": "title", "path": "/props/text", "matches": "("}
            "unchanged"
            {}
        "#;
        let (before, after) = (before(), after());
        for predicate in table(holding) {
            assert_eq!(check(&predicate, &before, &after), Ok(()), "{predicate}");
        }
        for predicate in table(failing) {
            assert!(check(&predicate, &before, &after).is_err(), "holds: {predicate}");
        }
    }

    #[test]
    fn an_untouched_document_is_unchanged() {
        let document = before();
        let predicates = [
            json!({"document": "unchanged"}),
            json!({"noneRemoved": true}),
            json!({"onlyTouched": []}),
        ];
        assert_eq!(check_all(&predicates, &document, &document), Ok(()));
    }

    #[test]
    fn a_move_to_another_parent_is_a_touch_but_another_order_is_not() {
        let old = before();
        let mut reordered = old.clone();
        reordered["children"].as_array_mut().unwrap().swap(0, 1);
        assert_eq!(check(&json!({"onlyTouched": []}), &old, &reordered), Ok(()));
        let mut moved = old.clone();
        let title = moved["children"].as_array_mut().unwrap().remove(0);
        moved["children"][0]["children"]
            .as_array_mut()
            .unwrap()
            .push(title);
        assert!(check(&json!({"onlyTouched": []}), &old, &moved).is_err());
        assert!(check(&json!({"onlyTouched": ["=title"]}), &old, &moved).is_err());
        assert_eq!(check(&json!({"onlyTouched": ["title"]}), &old, &moved), Ok(()));
    }

    #[test]
    fn numbers_may_carry_a_unit() {
        for (value, expected) in [
            (json!(16), Some(16.0)),
            (json!("16px"), Some(16.0)),
            (json!("1.5em"), Some(1.5)),
            (json!("80%"), Some(80.0)),
            (json!("-4"), Some(-4.0)),
            (json!("fill"), None),
            (json!("4 of 5"), None),
            (json!(true), None),
        ] {
            assert_eq!(number(&value), expected, "{value}");
        }
    }
}
