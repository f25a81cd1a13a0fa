//! The tables: plain text, so that they are small, easy to read and easy to add to.

use super::words::singular;

pub(super) const KINDS: &str = include_str!("data/kinds.txt");
const FIELDS: &str = include_str!("data/fields.txt");
const PARTS: &str = include_str!("data/parts.txt");
const ATOMS: &str = include_str!("data/atoms.txt");
const SHAPES: &str = include_str!("data/shapes.txt");
const ROWS: &str = include_str!("data/rows.txt");
const TOPICS: &str = include_str!("data/topics.txt");
const FACTS: &str = include_str!("data/facts.txt");
const DISHES: &str = include_str!("data/dishes.txt");
const TERMS: &str = include_str!("data/terms.txt");

/// The columns of a line.
pub(super) fn columns<const N: usize>(line: &'static str) -> [&'static str; N] {
    let mut parts = line.splitn(N, ';');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Blocks that start with `@`: the rest of that line, and the lines up to the next.
fn blocks(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .split("\n@")
        .skip(1)
        .map(|block| block.split_once('\n').unwrap_or((block, "")))
}

/// A kind of screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    pub(super) key: &'static str,
    /// How strongly its words speak for it, 0 to 4
    pub(super) weight: usize,
    pub(super) mobile: bool,
    /// `page`, `panel` or `side`
    pub(super) layout: &'static str,
    pub(super) width: u32,
    pub(super) title: &'static str,
    pub(super) words: &'static str,
    /// Parts it cannot be without
    pub(super) core: &'static str,
    /// Parts it has unless the person lists what they want
    pub(super) more: &'static str,
}

pub(super) fn screens() -> impl Iterator<Item = Screen> {
    blocks(KINDS).map(|(head, body)| {
        let [key, weight, device, layout, width, title, words] = columns(head);
        let list = |mark: char| {
            body.lines()
                .find_map(|line| line.strip_prefix(mark))
                .unwrap_or_default()
        };
        Screen {
            key,
            weight: weight.parse().unwrap_or(0),
            mobile: device == "m",
            layout,
            width: width.parse().unwrap_or(1200),
            title,
            words,
            core: list('!'),
            more: list('+'),
        }
    })
}

/// A part of a screen: what it is called, and how it is built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) key: &'static str,
    pub(super) flags: &'static str,
    pub(super) title: &'static str,
    pub(super) words: &'static str,
    pub(super) body: &'static str,
}

impl Part {
    /// `b` no title of its own, `s` strong as the last word, `g` general, `t` on top, `e` at the end, `f` full width
    pub(super) fn is(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }
}

pub(super) fn parts() -> impl Iterator<Item = Part> {
    blocks(PARTS).map(|(head, body)| {
        let [key, flags, title, words] = columns(head);
        Part {
            key,
            flags,
            title,
            words,
            body,
        }
    })
}

pub(super) fn part(key: &str) -> Option<Part> {
    parts().find(|part| part.key == key)
}

/// The kind, keys and usual name of a tag.
pub(super) fn atom(tag: &str) -> Option<[&'static str; 3]> {
    ATOMS
        .lines()
        .filter_map(|line| line.split_once(';'))
        .find(|(name, _)| *name == tag)
        .map(|(_, rest)| columns(rest))
}

/// A shape that is filled from code.
pub(super) fn shape(key: &str) -> &'static str {
    blocks(SHAPES)
        .find(|(name, _)| *name == key)
        .map_or("", |(_, body)| body)
}

/// A form field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) words: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: &'static str,
    /// Placeholder, or the options of a select
    pub(super) sample: &'static str,
}

pub(super) fn fields() -> impl Iterator<Item = Field> {
    FIELDS.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [words, label, kind, sample] = columns(line);
        if label.is_empty() {
            return Field {
                words,
                label: words,
                kind: "text",
                sample: "",
            };
        }
        Field {
            words,
            label,
            kind: if kind.is_empty() { "text" } else { kind },
            sample,
        }
    })
}

/// Lines of plausible content.
pub(super) fn rows(key: &str) -> Vec<&'static str> {
    blocks(ROWS)
        .find(|(name, _)| *name == key)
        .map(|(_, body)| body.lines().filter(|line| !line.is_empty()).collect())
        .unwrap_or_default()
}

/// What a screen is about: accent colour and eight things.
#[derive(Clone, Copy, Debug)]
pub(super) struct Topic {
    pub(super) words: &'static str,
    pub(super) accent: &'static str,
    pub(super) things: &'static str,
}

pub(super) fn topics() -> impl Iterator<Item = Topic> {
    TOPICS.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [words, accent, things] = columns(line);
        Topic {
            words,
            accent,
            things,
        }
    })
}

/// What each of several may be or show: its texts, by the last words of what it is called.
pub(super) fn facts(words: &[String]) -> Option<&'static str> {
    let known = |said: String| {
        FACTS
            .lines()
            .map(columns::<2>)
            .find(|[names, _]| names.split('|').any(|name| name == said))
            .map(|[_, texts]| texts)
    };
    let (last, before) = words.split_last()?;
    // "days" have names of their own, "day" is a date.
    (0..words.len()).find_map(|from| {
        let mut said = before.get(from..)?.join(" ");
        if !said.is_empty() {
            said.push(' ');
        }
        known(format!("{said}{last}")).or_else(|| known(format!("{said}{}", singular(last))))
    })
}

/// Dishes and what is in them; the last has no name and suits every dish.
pub(super) fn dishes() -> impl Iterator<Item = (&'static str, &'static str)> {
    DISHES.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [words, things] = columns(line);
        (words, things)
    })
}

/// The languages, in the order of the columns of the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    /// Understood; it has no column, and English texts are nearest
    Dutch,
}

/// A term in another language; itself when it is not known.
pub(super) fn translate(term: &str, language: Language) -> &str {
    if language == Language::English {
        return term;
    }
    TERMS
        .lines()
        .map(columns::<5>)
        .find(|[english, ..]| *english == term)
        .and_then(|row| row.get(language as usize).copied())
        .filter(|text| !text.is_empty())
        .unwrap_or(term)
}
