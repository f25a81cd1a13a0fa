//! A node being built, before it is a value of the document.

use crate::document::Value;
use crate::sorted::SortedSet;

use super::words::fold;

/// A node of the wireframe schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) layout: Vec<(&'static str, Value)>,
    pub(super) style: Vec<(&'static str, Value)>,
    pub(super) props: Vec<(&'static str, Value)>,
    pub(super) children: Vec<Node>,
}

impl Node {
    pub(super) fn new(kind: &'static str, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            ..Self::default()
        }
    }

    pub(super) fn layout(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        put(&mut self.layout, key, value.into());
        self
    }

    pub(super) fn style(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        put(&mut self.style, key, value.into());
        self
    }

    pub(super) fn prop(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        put(&mut self.props, key, value.into());
        self
    }

    pub(super) fn child(mut self, child: Node) -> Self {
        self.children.push(child);
        self
    }

    pub(super) fn with(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    /// A container: direction, gap, padding.
    pub(super) fn flow(self, direction: &'static str, gap: u32, padding: u32) -> Self {
        self.layout("direction", direction)
            .layout("gap", gap)
            .layout("padding", padding)
    }

    /// Gives this node and all below it ids that are easy to read: their names, made unique.
    pub(super) fn number(&mut self, taken: &mut SortedSet<String>) {
        self.number_in("", taken);
    }

    fn number_in(&mut self, parent: &str, taken: &mut SortedSet<String>) {
        let mut slug = String::new();
        for c in fold(&self.name).chars().take(40) {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        let slug = if slug.is_empty() { self.kind } else { slug };
        let mut id = slug.to_owned();
        // The second `title` is the title of something.
        let base = if parent.is_empty() || parent.len() > 32 {
            slug.to_owned()
        } else {
            format!("{parent}-{slug}")
        };
        if taken.contains(&id) {
            id.clone_from(&base);
        }
        let mut n = 1;
        while taken.contains(&id) {
            n += 1;
            id = format!("{base}-{n}");
        }
        taken.insert(id.clone());
        self.id = id;
        for child in &mut self.children {
            child.number_in(&self.id, taken);
        }
    }

    /// Whether a test holds for this node or one below.
    pub(super) fn any(&self, test: &dyn Fn(&Node) -> bool) -> bool {
        test(self) || self.children.iter().any(|child| child.any(test))
    }

    /// Removes the descendants that a test picks, and the containers that this leaves empty.
    pub(super) fn prune(&mut self, test: &dyn Fn(&Node) -> bool) {
        self.children.retain_mut(|child| {
            if test(child) {
                return false;
            }
            let had = child.children.len();
            child.prune(test);
            had == 0 || !child.children.is_empty()
        });
    }

    /// Whether some text is said by the node's name or props.
    pub(super) fn says(&self, text: &str) -> bool {
        fold(&self.name).contains(text)
            || self
                .props
                .iter()
                .any(|(_, value)| value.as_str().is_some_and(|value| fold(value).contains(text)))
    }

    pub(super) fn into_value(self) -> Value {
        Value::object([
            ("id", Value::from(self.id)),
            ("type", Value::from(self.kind)),
            ("name", Value::from(self.name)),
            ("layout", Value::object(self.layout)),
            ("style", Value::object(self.style)),
            ("props", Value::object(self.props)),
            (
                "children",
                Value::array(self.children.into_iter().map(Node::into_value)),
            ),
        ])
    }
}

fn put(fields: &mut Vec<(&'static str, Value)>, key: &'static str, value: Value) {
    match fields.iter_mut().find(|(name, _)| *name == key) {
        Some(slot) => slot.1 = value,
        None => fields.push((key, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_readable_and_unique() {
        let mut node = Node::new("form", "Überprüfung – Form!")
            .child(Node::new("text", "日本"))
            .child(Node::new("text", "Text"));
        let mut taken = SortedSet::from_iter(["text".to_owned()]);
        node.number(&mut taken);
        assert!(
            [
                "text",
                "uberprufung-form",
                "uberprufung-form-text",
                "uberprufung-form-text-2"
            ]
            .into_iter()
            .eq(taken.iter())
        );
    }
}
