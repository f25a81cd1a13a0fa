//! A document as references see it: nodes in order with their kinds, words, colours and rough places.

use std::collections::BTreeMap;

use crate::context::lexicon::{self, Class, class};
use crate::context::token;
use crate::document::{Document, Value};

/// Where a word of a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Name,
    Text,
    Icon,
    Alt,
    Placeholder,
    Option,
    Id,
    Kind,
}

impl Field {
    fn weight(self) -> f32 {
        match self {
            Self::Name => 1.0,
            Self::Text => 0.96,
            Self::Icon => 0.9,
            Self::Alt => 0.85,
            Self::Kind => 0.85,
            Self::Id => 0.8,
            Self::Placeholder => 0.6,
            Self::Option => 0.45,
        }
    }
}

/// One node.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
    pub(crate) class: Class,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    /// One past the last node below
    pub(crate) end: usize,
    pub(crate) depth: usize,
    pub(crate) value: &'a Value,
    pub(crate) name_words: Vec<String>,
    pub(crate) text_words: Vec<String>,
    /// Middle of its rough place, 0 to 1 of the screen
    pub(crate) x: f32,
    pub(crate) y: f32,
}

impl<'a> Node<'a> {
    pub(crate) fn prop(&self, key: &str) -> Option<&'a Value> {
        self.value.get("props")?.get(key)
    }

    pub(crate) fn style(&self, key: &str) -> Option<&'a Value> {
        self.value.get("style")?.get(key)
    }

    pub(crate) fn layout(&self, key: &str) -> Option<&'a Value> {
        self.value.get("layout")?.get(key)
    }

    /// The field that holds what is read on it: its key and the text.
    pub(crate) fn caption(&self) -> Option<(&'static str, &'a str)> {
        ["text", "label", "title", "content", "heading", "caption"]
            .into_iter()
            .find_map(|key| Some((key, self.prop(key)?.as_str()?)))
    }

    pub(crate) fn is(&self, class: Class) -> bool {
        self.class & class != 0
    }
}

/// All nodes of a document, in document order.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    ids: BTreeMap<&'a str, usize>,
    index: BTreeMap<String, Vec<(usize, Field)>>,
    phrases: BTreeMap<String, Vec<usize>>,
    options: BTreeMap<String, (Vec<usize>, String)>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let mut scene = Self {
            nodes: Vec::with_capacity(document.node_count()),
            ids: BTreeMap::new(),
            index: BTreeMap::new(),
            phrases: BTreeMap::new(),
            options: BTreeMap::new(),
        };
        for node in document.nodes() {
            let at = scene.nodes.len();
            let parent = node.parent.and_then(|id| scene.ids.get(&**id).copied());
            let name = node.name().unwrap_or_default();
            let depth = parent.and_then(|p| scene.nodes.get(p)).map_or(0, |p| p.depth + 1);
            scene.nodes.push(Node {
                id: node.id,
                kind: node.kind,
                name,
                class: kind_class(node.kind, node.value),
                parent,
                children: Vec::new(),
                end: at + 1,
                depth,
                value: node.value,
                name_words: token::words(name),
                text_words: Vec::new(),
                x: 0.5,
                y: 0.5,
            });
            scene.ids.insert(node.id, at);
            if let Some(parent) = parent.and_then(|p| scene.nodes.get_mut(p)) {
                parent.children.push(at);
            }
            scene.read_words(at);
        }
        for at in (0..scene.nodes.len()).rev() {
            let Some((end, parent)) = scene.nodes.get(at).map(|n| (n.end, n.parent)) else {
                continue;
            };
            if let Some(parent) = parent.and_then(|p| scene.nodes.get_mut(p)) {
                parent.end = parent.end.max(end);
            }
        }
        scene.place();
        scene
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Node<'a>> {
        self.nodes.get(at)
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    pub(crate) fn id(&self, at: usize) -> &'a str {
        self.nodes.get(at).map_or("", |n| n.id)
    }

    /// Whether `at` is `above` or below it.
    pub(crate) fn inside(&self, at: usize, above: usize) -> bool {
        self.nodes.get(above).is_some_and(|n| at >= above && at < n.end)
    }

    /// What people would call it.
    pub(crate) fn title(&self, at: usize) -> String {
        let Some(node) = self.get(at) else {
            return String::new();
        };
        let caption = node.caption().map(|(_, text)| text).filter(|t| !t.is_empty());
        match (node.name, caption) {
            ("", Some(text)) => format!("“{text}”"),
            ("", None) => node.id.to_owned(),
            (name, _) => name.to_owned(),
        }
    }

    /// Nodes from the parent of `at` up to the root.
    pub(crate) fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.get(at).and_then(|n| n.parent), |at| {
            self.get(*at).and_then(|n| n.parent)
        })
    }

    /// The deepest node above both.
    pub(crate) fn meeting(&self, a: usize, b: usize) -> Option<usize> {
        std::iter::once(a)
            .chain(self.ancestors(a))
            .find(|above| self.inside(b, *above))
    }

    pub(crate) fn posting(&self, word: &str) -> &[(usize, Field)] {
        self.index.get(word).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn knows(&self, word: &str) -> bool {
        self.index.contains_key(word)
    }

    /// A word of the document that `word` may be a misspelling of.
    pub(crate) fn nearest(&self, word: &str) -> Option<&str> {
        self.index
            .keys()
            .find(|known| token::nearly(word, known))
            .map(String::as_str)
    }

    /// The nodes whose whole name or text these words are.
    pub(crate) fn named(&self, phrase: &str) -> Option<&[usize]> {
        self.phrases.get(phrase).map(Vec::as_slice)
    }

    /// The nodes that offer these words as an option, and the option as it is written.
    pub(crate) fn option(&self, phrase: &str) -> Option<&(Vec<usize>, String)> {
        self.options.get(phrase)
    }

    fn read_words(&mut self, at: usize) {
        let Some(node) = self.nodes.get(at) else { return };
        let mut found: Vec<(String, Field)> = Vec::new();
        let mut phrases: Vec<String> = vec![node.name_words.join(" ")];
        found.extend(node.name_words.iter().map(|w| (w.clone(), Field::Name)));
        let is_class = |word: &String| {
            matches!(
                lexicon::sense(word, lexicon::Lang::En),
                Some(lexicon::Sense::Class(_))
            )
        };
        if let Some((last, head)) = node.name_words.split_last()
            && head.len() > 1
            && is_class(last)
        {
            phrases.push(head.join(" "));
        }
        found.extend(token::name_parts(node.kind).into_iter().map(|w| (w, Field::Kind)));
        if node.id.chars().filter(|c| c.is_alphabetic()).count() > 1 {
            found.extend(
                token::name_parts(node.id)
                    .into_iter()
                    .filter(|w| w.len() > 1 || w.chars().all(|c| c.is_ascii_digit()))
                    .map(|w| (w, Field::Id)),
            );
        }
        let mut text_words = Vec::new();
        let mut options = Vec::new();
        if let Some(props) = node.value.get("props").and_then(Value::as_object) {
            for (key, value) in props.iter() {
                let field = match &**key {
                    "icon" => Field::Icon,
                    "alt" | "kind" => Field::Alt,
                    "placeholder" => Field::Placeholder,
                    "src" | "href" | "url" | "inputType" => continue,
                    "value" | "hint" | "helper" => Field::Option,
                    _ => Field::Text,
                };
                if let Some(text) = value.as_str() {
                    let words = token::words(text);
                    if words.len() <= 12 {
                        found.extend(words.iter().map(|w| (w.clone(), field)));
                    }
                    if field == Field::Text {
                        if words.len() <= 7 {
                            phrases.push(words.join(" "));
                        }
                        if text_words.is_empty() {
                            text_words = words;
                        }
                    } else if field == Field::Icon {
                        phrases.push(words.join(" "));
                    }
                } else if let Some(items) = value.as_array() {
                    for item in items.iter().filter_map(Value::as_str).take(64) {
                        let words = token::words(item);
                        let joined = words.join(" ");
                        found.extend(words.into_iter().map(|w| (w, Field::Option)));
                        options.push((joined, item.to_owned()));
                    }
                }
            }
        }
        for (word, field) in found {
            let list = self.index.entry(word).or_default();
            if list.last() != Some(&(at, field)) {
                list.push((at, field));
            }
        }
        for phrase in phrases {
            if !phrase.is_empty() {
                let list = self.phrases.entry(phrase).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        for (phrase, option) in options {
            if phrase.len() > 2 {
                let entry = self.options.entry(phrase).or_insert_with(|| (Vec::new(), option));
                entry.0.push(at);
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.text_words = text_words;
        }
    }

    /// How well one word fits each node: on its own, through what is around it, through what is in it.
    pub(crate) fn fit(&self, word: &str) -> Option<Vec<f32>> {
        let mut own = vec![0.0f32; self.nodes.len()];
        let mut hit = false;
        let mut give = |word: &str, factor: f32| {
            for (at, field) in self.posting(word) {
                if let Some(score) = own.get_mut(*at) {
                    *score = score.max(field.weight() * factor);
                    hit = true;
                }
            }
        };
        give(word, 1.0);
        for other in lexicon::related(word) {
            give(&token::stem(other), 0.78);
        }
        if !hit && let Some(near) = self.nearest(word) {
            let near = near.to_owned();
            for (at, field) in self.posting(&near) {
                if let Some(score) = own.get_mut(*at) {
                    *score = score.max(field.weight() * 0.85);
                    hit = true;
                }
            }
        }
        hit.then(|| self.spread(own))
    }

    fn spread(&self, own: Vec<f32>) -> Vec<f32> {
        let mut total = own.clone();
        let mut around = vec![0.0f32; own.len()];
        let get = |list: &[f32], at: usize| list.get(at).copied().unwrap_or(0.0);
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                let inherited = (get(&around, parent) - 0.03).max(get(&own, parent) * 0.6);
                if let (Some(a), Some(t)) = (around.get_mut(at), total.get_mut(at)) {
                    *a = inherited.max(0.0);
                    *t = t.max(*a);
                }
            }
        }
        let mut within = vec![0.0f32; own.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            if let Some(parent) = node.parent {
                let passed = (get(&within, at) - 0.06).max(get(&own, at) * 0.58);
                if let (Some(w), Some(t)) = (within.get_mut(parent), total.get_mut(parent)) {
                    *w = w.max(passed);
                    *t = t.max(*w);
                }
            }
        }
        total
    }

    /// A rough place for every node: rows share the width by `width`, columns the height by what is in them.
    fn place(&mut self) {
        let mut boxes = vec![(0.0f32, 0.0f32, 1.0f32, 1.0f32); self.nodes.len()];
        let mut weights = vec![1.0f32; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let inner: f32 = node
                .children
                .iter()
                .map(|c| weights.get(*c).copied().unwrap_or(1.0))
                .sum();
            let row = self.is_row(at);
            let own = if row { 1.0 } else { inner.max(1.0) };
            if let Some(weight) = weights.get_mut(at) {
                *weight = own;
            }
        }
        for at in 0..self.nodes.len() {
            let Some((x, y, w, h)) = boxes.get(at).copied() else {
                continue;
            };
            let row = self.is_row(at);
            let Some(node) = self.nodes.get(at) else { continue };
            let shares: Vec<f32> = node
                .children
                .iter()
                .map(|c| {
                    if row {
                        let width = self.nodes.get(*c).and_then(|n| n.layout("width"));
                        width.and_then(Value::as_f64).map_or(120.0, |w| w as f32).max(1.0)
                    } else {
                        weights.get(*c).copied().unwrap_or(1.0)
                    }
                })
                .collect();
            let sum: f32 = shares.iter().sum::<f32>().max(1.0);
            let mut offset = 0.0;
            for (child, share) in node.children.iter().zip(&shares) {
                let part = share / sum;
                let place = if row {
                    (x + offset * w, y, part * w, h)
                } else {
                    (x, y + offset * h, w, part * h)
                };
                offset += part;
                if let Some(slot) = boxes.get_mut(*child) {
                    *slot = place;
                }
            }
        }
        for (node, (x, y, w, h)) in self.nodes.iter_mut().zip(boxes) {
            node.x = x + w / 2.0;
            node.y = y + h / 2.0;
        }
    }

    pub(crate) fn is_row(&self, at: usize) -> bool {
        let Some(node) = self.get(at) else { return false };
        match node.layout("direction").and_then(Value::as_str) {
            Some(direction) => direction.starts_with("row") || direction == "horizontal",
            None => node.is(class::ROW) || node.kind.eq_ignore_ascii_case("row"),
        }
    }

    /// Rough size on the screen, for what is the bigger of two.
    pub(crate) fn area(&self, at: usize) -> f64 {
        let Some(node) = self.get(at) else { return 0.0 };
        let side = |key: &str| node.layout(key).and_then(Value::as_f64);
        match (side("width"), side("height")) {
            (Some(w), Some(h)) => w * h,
            (Some(w), None) | (None, Some(w)) => w * 60.0,
            (None, None) => node.style("fontSize").and_then(Value::as_f64).unwrap_or(10.0) * 40.0,
        }
    }
}

fn kind_class(kind: &str, value: &Value) -> Class {
    let mut bits = lexicon::class_of_type(kind);
    if bits & class::NAV != 0 && bits & class::TABS == 0 {
        bits |= 0;
    }
    if let Some(props) = value.get("props") {
        // A generic element shows its kind by what it holds.
        if bits == 0 {
            if props.get("options").is_some() {
                bits |= class::SELECT;
            } else if props.get("checked").is_some() {
                bits |= class::CHECKBOX;
            } else if props.get("placeholder").is_some() {
                bits |= class::INPUT;
            } else if props.get("src").is_some() {
                bits |= class::IMAGE;
            } else if props.get("href").is_some() {
                bits |= class::LINK;
            } else if props.get("text").is_some() {
                bits |= class::TEXT;
            }
        }
    }
    bits
}
