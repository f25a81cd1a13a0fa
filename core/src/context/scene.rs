//! A document as references see it: nodes in order with their kinds, words, colours and rough places.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::context::lexicon::{self, Class, class};
use crate::context::token;
use crate::context::vocabulary::Vocabulary;
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
    pub(crate) name_words: Rc<[String]>,
    /// Numbers of the vocabulary
    pub(crate) text_words: Vec<usize>,
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
    vocabulary: Vocabulary,
    phrases: BTreeMap<String, Vec<usize>>,
    options: BTreeMap<String, (Vec<usize>, String)>,
}

/// What a name says; most names of a large document stand in it many times.
struct Name {
    spelt: Rc<[String]>,
    words: Vec<usize>,
    phrases: Vec<String>,
}

/// What a type name says.
struct Type {
    class: Class,
    words: Vec<usize>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let mut scene = Self {
            nodes: Vec::with_capacity(document.node_count()),
            ids: BTreeMap::new(),
            vocabulary: Vocabulary::default(),
            phrases: BTreeMap::new(),
            options: BTreeMap::new(),
        };
        let mut names: BTreeMap<&str, Name> = BTreeMap::new();
        let mut types: BTreeMap<&str, Type> = BTreeMap::new();
        for node in document.nodes() {
            let at = scene.nodes.len();
            let parent = node.parent.and_then(|id| scene.ids.get(&**id).copied());
            let text = node.name().unwrap_or_default();
            let name = names
                .entry(text)
                .or_insert_with(|| Name::new(text, &mut scene.vocabulary));
            let kind = types.entry(node.kind).or_insert_with(|| Type {
                class: lexicon::class_of_type(node.kind),
                words: scene.vocabulary.read(&token::spaced(node.kind)),
            });
            let depth = parent.and_then(|p| scene.nodes.get(p)).map_or(0, |p| p.depth + 1);
            scene.nodes.push(Node {
                id: node.id,
                kind: node.kind,
                name: text,
                class: kind_class(kind.class, node.value),
                parent,
                children: Vec::new(),
                end: at + 1,
                depth,
                value: node.value,
                name_words: Rc::clone(&name.spelt),
                text_words: Vec::new(),
                x: 0.5,
                y: 0.5,
            });
            scene.ids.insert(node.id, at);
            if let Some(parent) = parent.and_then(|p| scene.nodes.get_mut(p)) {
                parent.children.push(at);
            }
            scene.read_words(at, name, kind);
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
        self.vocabulary.posting(word)
    }

    pub(crate) fn knows(&self, word: &str) -> bool {
        !self.posting(word).is_empty()
    }

    /// A word of the document that `word` may be a misspelling of.
    pub(crate) fn nearest(&self, word: &str) -> Option<&str> {
        self.vocabulary.posted().find(|known| token::nearly(word, known))
    }

    /// The words of the first text on a node.
    pub(crate) fn text_words(&self, node: &Node<'_>) -> Vec<String> {
        self.vocabulary.spell(&node.text_words)
    }

    /// Whether the id of a node has this word in it.
    pub(crate) fn id_says(&self, at: usize, word: &str) -> bool {
        let Some(node) = self.get(at) else { return false };
        if !telling(node.id) || word.len() < 2 {
            // Such ids have no words of letters.
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            return (letters < 2 || !node.id.is_ascii())
                && token::name_parts(node.id).iter().any(|part| part == word);
        }
        let list = self.posting(word);
        let from = list.partition_point(|(other, _)| *other < at);
        list.iter()
            .skip(from)
            .take_while(|(other, _)| *other == at)
            .any(|(_, field)| *field == Field::Id)
    }

    /// The nodes whose whole name or text these words are.
    pub(crate) fn named(&self, phrase: &str) -> Option<&[usize]> {
        self.phrases.get(phrase).map(Vec::as_slice)
    }

    /// The nodes that offer these words as an option, and the option as it is written.
    pub(crate) fn option(&self, phrase: &str) -> Option<&(Vec<usize>, String)> {
        self.options.get(phrase)
    }

    fn read_words(&mut self, at: usize, name: &Name, kind: &Type) {
        let Some(node) = self.nodes.get_mut(at) else {
            return;
        };
        let vocabulary = &mut self.vocabulary;
        for word in &name.words {
            vocabulary.post(*word, at, Field::Name);
        }
        for phrase in &name.phrases {
            note(&mut self.phrases, phrase, at);
        }
        for word in &kind.words {
            vocabulary.post(*word, at, Field::Kind);
        }
        if telling(node.id) {
            for word in vocabulary.read(&token::spaced(node.id)) {
                let spelt = vocabulary.spelt(word);
                if spelt.len() > 1 || spelt.chars().all(|c| c.is_ascii_digit()) {
                    vocabulary.post(word, at, Field::Id);
                }
            }
        }
        let Some(props) = node.value.get("props").and_then(Value::as_object) else {
            return;
        };
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
                let words = vocabulary.read(text);
                if words.len() <= 12 {
                    for word in &words {
                        vocabulary.post(*word, at, field);
                    }
                }
                if field == Field::Icon || field == Field::Text && words.len() <= 7 {
                    note(&mut self.phrases, &vocabulary.phrase(&words), at);
                }
                if field == Field::Text && node.text_words.is_empty() {
                    node.text_words = words;
                }
            } else if let Some(items) = value.as_array() {
                for item in items.iter().filter_map(Value::as_str).take(64) {
                    let words = vocabulary.read(item);
                    for word in &words {
                        vocabulary.post(*word, at, Field::Option);
                    }
                    let phrase = vocabulary.phrase(&words);
                    if phrase.len() > 2 {
                        let entry = self
                            .options
                            .entry(phrase)
                            .or_insert_with(|| (Vec::new(), item.to_owned()));
                        entry.0.push(at);
                    }
                }
            }
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

impl Name {
    fn new(text: &str, vocabulary: &mut Vocabulary) -> Self {
        let words = vocabulary.read(text);
        let mut phrases = vec![vocabulary.phrase(&words)];
        if let Some((last, head)) = words.split_last()
            && head.len() > 1
            && matches!(
                lexicon::sense(vocabulary.spelt(*last), lexicon::Lang::En),
                Some(lexicon::Sense::Class(_))
            )
        {
            phrases.push(vocabulary.phrase(head));
        }
        Self {
            spelt: vocabulary.spell(&words).into(),
            words,
            phrases,
        }
    }
}

/// Whether an id may have words in it: `n12` has none.
fn telling(id: &str) -> bool {
    id.chars().filter(|c| c.is_alphabetic()).count() > 1
}

fn note(phrases: &mut BTreeMap<String, Vec<usize>>, phrase: &str, at: usize) {
    if phrase.is_empty() {
        return;
    }
    match phrases.get_mut(phrase) {
        Some(list) if list.last() == Some(&at) => {}
        Some(list) => list.push(at),
        None => {
            phrases.insert(phrase.to_owned(), vec![at]);
        }
    }
}

/// The class of a type, or what the properties tell where the type says nothing.
fn kind_class(mut bits: Class, value: &Value) -> Class {
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
