//! The words of a document: what each node says, read once and kept with the node for as long as it stays as it is.

use crate::context::word_list::listed;
use crate::sorted::Gather;
use std::collections::HashMap;

use crate::context::lexicon::{self, Class, class};
use crate::context::notes::Notes;
use crate::context::token;
use crate::document::{Object, Text, Value};

/// Where a word of a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
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
    pub(crate) fn weight(self) -> f32 {
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

/// Properties that hold what is read on a node, the first of them that it has.
const CAPTIONS: [&str; 6] = ["text", "label", "title", "content", "heading", "caption"];

/// What one node says, whatever is above and below it.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) class: Class,
    pub(crate) name: Vec<Text>,
    /// The property that holds what is read on it, and the text
    pub(crate) caption: Option<(&'static str, Text)>,
    /// The words of the first text on it
    pub(crate) text: Vec<Text>,
    pub(crate) words: Vec<(Key, Text, Field)>,
    /// Its whole name and its whole texts
    pub(crate) phrases: Vec<Key>,
    /// All texts of its properties, in order, word for word
    pub(crate) texts: Vec<Key>,
    /// What it offers, as it is written
    pub(crate) options: Vec<(Key, String)>,
}

/// Stands for a word or a phrase where many are compared.
pub(crate) type Key = u64;

/// FNV-1a, 64 bits.
pub(crate) fn key(text: &str) -> Key {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ Key::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A piece of text as it is written, and the words it stands for.
struct Piece {
    words: Vec<Text>,
    /// May be one word with the piece after it
    opens: bool,
}

/// Reads nodes. Most words of a large document stand in it many times; each is unified and stemmed once.
#[derive(Default)]
pub(crate) struct Reader<'a> {
    pieces: HashMap<String, Piece>,
    types: Vec<(&'a str, Class, Vec<Text>)>,
}

impl<'a> Reader<'a> {
    /// What the node says, from its notes if it was read before.
    pub(crate) fn told(&mut self, node: &'a Value, id: &str, kind: &'a str) -> Option<&'a Told> {
        let fields = node.as_object()?;
        Some(Notes::of(node)?.told.get_or_init(|| self.read(fields, id, kind)))
    }

    fn read(&mut self, node: &Object, id: &str, kind: &'a str) -> Told {
        let mut told = Told::default();
        if self.types.iter().all(|(known, ..)| *known != kind) {
            let words = self.words(&token::spaced(kind));
            self.types.push((kind, lexicon::class_of_type(kind), words));
        }
        let name = self.words(node.get("name").and_then(Value::as_str).unwrap_or_default());
        told.post(&name, Field::Name);
        told.note(&name);
        if let Some((last, head)) = name.split_last()
            && head.len() > 1
            && matches!(
                lexicon::sense(last, lexicon::Lang::En),
                Some(lexicon::Sense::Class(_))
            )
        {
            told.note(head);
        }
        told.name = name;
        let props = node.get("props").and_then(Value::as_object);
        told.caption = CAPTIONS
            .iter()
            .find_map(|key| Some((*key, props?.get(key)?.as_text()?.clone())));
        if let Some((_, class, words)) = self.types.iter().find(|(known, ..)| *known == kind) {
            told.class = kind_class(*class, props);
            told.post(words, Field::Kind);
        }
        if telling(id) {
            let mut words = self.words(&token::spaced(id));
            words.retain(|word| word.len() > 1 || word.chars().all(|c| c.is_ascii_digit()));
            told.post(&words, Field::Id);
        }
        for (key, value) in props.into_iter().flat_map(Object::iter) {
            self.read_prop(&mut told, key, value);
        }
        told
    }

    fn read_prop(&mut self, told: &mut Told, name: &str, value: &Value) {
        let field = match name {
            "icon" => Field::Icon,
            "alt" | "kind" => Field::Alt,
            "placeholder" => Field::Placeholder,
            "value" | "hint" | "helper" => Field::Option,
            _ => Field::Text,
        };
        let address = listed("src|href|url|inputType", name);
        if let Some(text) = value.as_str() {
            let words = self.words(text);
            told.texts.push(key(&words.join(" ")));
            if address {
                return;
            }
            if words.len() <= 12 {
                told.post(&words, field);
            }
            if field == Field::Icon || field == Field::Text && words.len() <= 7 {
                told.note(&words);
            }
            if field == Field::Text && told.text.is_empty() {
                told.text = words;
            }
        } else if let Some(items) = value.as_array().filter(|_| !address) {
            let rows = row_names(items);
            for item in items.iter().filter_map(Value::as_str).take(64).chain(rows) {
                let words = self.words(item);
                told.post(&words, Field::Option);
                let phrase = words.join(" ");
                if phrase.len() > 2 || name == "columns" {
                    told.options.push((key(&phrase), item.to_owned()));
                }
            }
        }
    }

    /// The words of a text, like [`token::words`].
    fn words(&mut self, text: &str) -> Vec<Text> {
        let folded = token::fold(text);
        let mut out = Vec::new();
        let mut pieces = token::pieces(&folded).peekable();
        while let Some(piece) = pieces.next() {
            if !self.pieces.contains_key(piece) {
                let words = token::unified(piece).into_iter().map(Text::from).gather();
                let opens = token::opens(piece);
                self.pieces.insert(piece.to_owned(), Piece { words, opens });
            }
            let Some(known) = self.pieces.get(piece) else {
                continue;
            };
            if known.opens
                && let Some(one) = pieces.peek().and_then(|next| token::joined(piece, next))
            {
                out.push(one.into());
                pieces.next();
            } else {
                out.extend_from_slice(&known.words);
            }
        }
        out
    }
}

/// What the rows of a table are called: the first column of words, each another.
pub(crate) fn row_names(rows: &[Value]) -> Vec<&str> {
    let is_name = |text: &&str| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        letters > 2 && !text.contains(|c: char| c.is_ascii_digit())
    };
    let column = |at: usize| -> Option<Vec<&str>> {
        let mut names: Vec<&str> = Vec::new();
        for row in rows {
            let name = row.as_array()?.get(at)?.as_str().filter(is_name)?;
            if names.contains(&name) {
                return None;
            }
            names.push(name);
        }
        Some(names)
    };
    let few = rows.len() > 1 && rows.len() < 65;
    (0..3).filter(|_| few).find_map(column).unwrap_or_default()
}

impl Told {
    fn post(&mut self, words: &[Text], field: Field) {
        for word in words {
            self.words.push((key(word), word.clone(), field));
        }
    }

    fn note(&mut self, words: &[Text]) {
        if !words.is_empty() {
            self.phrases.push(key(&words.join(" ")));
        }
    }
}

/// Whether an id may have words in it: `n12` has none.
pub(crate) fn telling(id: &str) -> bool {
    id.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// The class of a type, or what the properties tell where the type says nothing.
fn kind_class(bits: Class, props: Option<&Object>) -> Class {
    let has = |name: &str| props.is_some_and(|props| props.contains(name));
    // A generic element shows its kind by what it holds.
    if bits != 0 {
        bits
    } else if has("options") {
        class::SELECT
    } else if has("checked") {
        class::CHECKBOX
    } else if has("placeholder") {
        class::INPUT
    } else if has("src") {
        class::IMAGE
    } else if has("href") {
        class::LINK
    } else if has("text") {
        class::TEXT
    } else {
        0
    }
}
