//! A node being built, before it is a value of the document.

use crate::document::Value;
use crate::sorted::SortedSet;

use super::words::fold;

/// Which of the objects of a node a field is in.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Group {
    Layout,
    Style,
    Props,
}

/// Where the pieces of a screen go.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Container {
    #[default]
    Root,
    Main,
    Panel,
    Left,
    Right,
}

/// A node of the wireframe schema.
#[derive(Clone, Default)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// What it is for the pieces that follow, if anything
    pub(super) container: Container,
    fields: Vec<(Group, &'static str, Value)>,
    pub(super) children: Vec<Node>,
}

impl Node {
    pub(super) fn new(kind: &'static str, name: String) -> Self {
        Self {
            kind,
            name,
            ..Self::default()
        }
    }

    pub(super) fn put(&mut self, group: Group, key: &'static str, value: Value) {
        for field in &mut self.fields {
            if field.0 == group && field.1 == key {
                field.2 = value;
                return;
            }
        }
        self.fields.push((group, key, value));
    }

    /// A size or another number of the layout.
    pub(super) fn size(&mut self, key: &'static str, value: u32) {
        self.put(Group::Layout, key, Value::from(value));
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|field| field.1 == key)
    }

    /// The main button of something.
    pub(super) fn is_primary(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.1 == "variant" && field.2.as_str() == Some("primary"))
    }

    pub(super) fn group(&self, group: Group) -> Vec<(&'static str, Value)> {
        let mut fields = Vec::new();
        for field in &self.fields {
            if field.0 == group {
                fields.push((field.1, field.2.clone()));
            }
        }
        fields
    }

    /// Gives this node and all below it ids that are easy to read: their names, made unique.
    pub(super) fn number(&mut self, parent: &str, taken: &mut SortedSet<String>) {
        let mut slug = String::new();
        for c in fold(&self.name).chars().take(40) {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        if slug.ends_with('-') {
            slug.pop();
        }
        if slug.is_empty() {
            slug.push_str(self.kind);
        }
        // The second `title` is the title of something.
        if taken.contains(&slug) && !parent.is_empty() && parent.len() <= 32 {
            slug = format!("{parent}-{slug}");
        }
        let mut id = slug.clone();
        let mut n = 1;
        while taken.contains(&id) {
            n += 1;
            id = format!("{slug}-{n}");
        }
        taken.insert(id.clone());
        for child in &mut self.children {
            child.number(&id, taken);
        }
        self.id = id;
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

    /// Whether some text is said by the name or the props of this node or one below.
    pub(super) fn says(&self, text: &str) -> bool {
        fold(&self.name).contains(text)
            || self.fields.iter().any(|field| {
                field.0 == Group::Props && field.2.as_str().is_some_and(|said| fold(said).contains(text))
            })
            || self.children.iter().any(|child| child.says(text))
    }

    pub(super) fn into_value(self) -> Value {
        Value::object(vec![
            ("layout", Value::object(self.group(Group::Layout))),
            ("style", Value::object(self.group(Group::Style))),
            ("props", Value::object(self.group(Group::Props))),
            ("id", Value::from(self.id)),
            ("type", Value::from(self.kind)),
            ("name", Value::from(self.name)),
            (
                "children",
                Value::array(self.children.into_iter().map(Node::into_value)),
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_readable_and_unique() {
        let mut node = Node::new("form", "Überprüfung – Form!".to_owned());
        node.children = vec![
            Node::new("text", "日本".to_owned()),
            Node::new("text", "Text".to_owned()),
        ];
        let mut taken = SortedSet::from_iter(["text".to_owned()]);
        node.number("", &mut taken);
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
