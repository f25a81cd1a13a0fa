//! From a prompt to a composition: reads it, fills the palette and the content, has the parts chosen and drawn.

use super::choose::choose;
use super::data::{self, Part, Topic, topics};
use super::draw::Draft;
use super::item::Item;
use super::look::Look;
use super::node::{Container, Node};
use super::paint::{FormField, Painter};
use super::request::{Request, listed};
use super::words::{matches_at, title_case, tokenize};
use crate::letters;
use crate::sorted::Gather;
use crate::sorted::SortedSet;

/// A part that was chosen.
pub(super) struct Chosen {
    pub(super) part: Part,
    pub(super) item: Item,
    /// The person asked for it
    pub(super) asked: bool,
}

/// A finished screen: what the root is like, and the pieces to put into it, one after the other.
pub(super) struct Composition {
    pub(super) root: Node,
    pub(super) pieces: Vec<Piece>,
    pub(super) summary: String,
}

/// A part of the screen, and what it goes into.
pub(super) struct Piece {
    pub(super) inside: Container,
    pub(super) node: Node,
}

/// Fields, buttons and the like that belong into the form of the screen.
#[derive(Default)]
pub(super) struct Extras {
    pub(super) fields: Vec<FormField>,
    pub(super) columns: Vec<String>,
    pub(super) toggles: Vec<String>,
    pub(super) submit: Option<String>,
}

/// Composes what a prompt asks for.
pub(super) fn compose(prompt: &str, taken: &mut SortedSet<String>) -> Composition {
    let request = Request::read(prompt);
    let painter = painter(&request);
    let mut extras = Extras::default();
    let chosen = choose(&request, &mut extras);
    Draft {
        sections: chosen
            .iter()
            .filter(|one| {
                one.asked
                    && !one.part.is('s')
                    && one.item.words.len() <= 2
                    && !one.item.phrase.is_empty()
                    && !listed("header footer sidebar search tabbar hero", one.part.key)
            })
            .map(|one| letters::capitalised(&one.item.phrase))
            .gather(),
        request: &request,
        painter,
        extras,
        pieces: Vec::new(),
        panel: false,
        side: false,
    }
    .draw(chosen, taken)
}

fn painter(request: &Request) -> Painter<'_> {
    let words = |text: &str| -> Vec<String> {
        tokenize(text)
            .iter()
            .map(|token| token.word().to_owned())
            .filter(|w| !w.is_empty())
            .gather()
    };
    let find = |words: &[String]| -> Option<Topic> {
        let mut best: Option<(usize, Topic)> = None;
        for topic in topics() {
            for keyword in topic.words.split('|') {
                for at in 0..words.len() {
                    let length = matches_at(words, at, keyword);
                    let exact = words
                        .get(at + length.max(1) - 1)
                        .is_some_and(|word| keyword.ends_with(word.as_str()));
                    let score = length * 10 + usize::from(exact) * 5 + at.min(4);
                    if length > 0 && best.is_none_or(|(top, _)| score > top) {
                        best = Some((score, topic));
                    }
                }
            }
        }
        best.map(|(_, topic)| topic)
    };
    let topic_words = words(&request.topic);
    let known = find(&topic_words).or_else(|| find(&request.words));
    let headline_item = request.items.iter().find(|item| {
        !item.quotes.is_empty()
            && item.words.iter().any(|word| {
                listed(
                    "title headline heading tagline slogan titel uberschrift titre titulo titolo hero",
                    word,
                )
            })
    });
    let titled = title_case(&request.topic);
    let brand = request.brand.clone().unwrap_or_else(|| {
        if titled.is_empty() {
            "Bozza".to_owned()
        } else {
            titled.clone()
        }
    });
    let brand = if brand.chars().count() > 32 {
        brand.split_whitespace().take(3).gather().join(" ")
    } else {
        brand
    };
    let headline = headline_item
        .and_then(|item| item.quotes.first().cloned())
        .or_else(|| {
            request
                .quotes
                .iter()
                .find(|quote| Some(*quote) != request.brand.as_ref())
                .cloned()
        })
        .unwrap_or_else(|| {
            if titled.is_empty() {
                data::translate(request.screen.title, request.language).to_owned()
            } else {
                titled.clone()
            }
        });
    let things = match known {
        Some(topic) => topic.things.to_owned(),
        None if request.topic.is_empty() => {
            "Canvas bag|Desk lamp|Notebook|Water bottle|Headphones|Backpack|Coffee mug|Wall clock".to_owned()
        }
        None => "Classic {t}|New {t}|{T} for two|{T} set|Small {t}|{T} deluxe|{T} gift|{T} club"
            .replace("{t}", &request.topic)
            .replace("{T}", &titled),
    };
    let dish = data::dishes().find(|(keywords, _)| {
        !keywords.is_empty()
            && keywords
                .split('|')
                .any(|keyword| (0..request.words.len()).any(|at| matches_at(&request.words, at, keyword) > 0))
    });
    let ingredients = dish
        .or_else(|| data::dishes().last())
        .map_or("", |(_, things)| things);
    let usual = known.map_or("#2563eb", |topic| topic.accent);
    Painter {
        request,
        look: Look::new(&request.colours, usual, request.dark),
        brand,
        headline,
        known: known.is_some(),
        things,
        ingredients,
    }
}
