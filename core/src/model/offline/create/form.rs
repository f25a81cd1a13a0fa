//! What was listed, as a field of a form.

use super::choose::without;
use super::composite::button_label;
use super::data::{self, Language, fields};
use super::item::Item;
use super::paint::FormField;
use super::request::{any_listed, listed};
use super::words::{fold, matches_at, singular};
use crate::letters;
use crate::sorted::Gather;

/// Words that say that something is a field.
pub(super) const SHAPES: &str = "field fields input inputs box textbox feld felder eingabefeld champ champs campo campos dropdown select textarea picker \
    checkbox toggle switch for de";

pub(super) fn field_for(painter_language: Language, item: &Item, whole: bool) -> Option<FormField> {
    let mut best: Option<(usize, data::Field)> = None;
    let words: Vec<String> = item
        .words
        .iter()
        .map(|word| {
            if item.words.len() == 1 {
                singular(word)
            } else {
                word.clone()
            }
        })
        .gather();
    for field in fields() {
        for keyword in field.words.split('|') {
            for at in 0..words.len() {
                let length = matches_at(&words, at, keyword).max(matches_at(&item.words, at, keyword));
                if length > 0 && best.is_none_or(|(top, _)| length > top) {
                    best = Some((length, field));
                }
            }
        }
    }
    let last = item.words.last().map_or("", String::as_str);
    let kind = match last {
        w if listed("checkbox kontrollkastchen casilla case", w) => Some("checkbox"),
        w if listed("toggle switch schalter", w) => Some("toggle"),
        w if listed("dropdown select picker auswahl selector", w) => Some("select"),
        w if listed("textarea", w) => Some("textarea"),
        _ if any_listed(
            &item.words,
            "accept agree terms agb conditions newsletter consent remember monthly condiciones condizioni",
        ) =>
        {
            Some("checkbox")
        }
        _ => None,
    };
    let shapes = SHAPES;
    let label = letters::capitalised(&without(&item.phrase, shapes));
    let is_field = listed(shapes, last);
    let field = match best {
        Some((_, field)) => field,
        None if is_field || whole => {
            if label.is_empty() {
                return None;
            }
            return Some(FormField {
                label,
                kind: kind.unwrap_or("text"),
                sample: if kind == Some("select") {
                    options(item)
                } else {
                    item.quotes.first().cloned().unwrap_or_default()
                },
                required: false,
            });
        }
        None => return None,
    };
    // What was said names it, whatever the kind of field is usually called.
    let sample = item.quotes.first().cloned().unwrap_or_else(|| {
        if kind == Some("select") && field.kind != "select" {
            options(item)
        } else {
            field.sample.to_owned()
        }
    });
    Some(FormField {
        label: if !label.is_empty() && field.kind != "email" {
            label
        } else {
            data::translate(field.label, painter_language).to_owned()
        },
        kind: kind.unwrap_or(field.kind),
        sample,
        required: field.kind == "email" || field.kind == "password",
    })
}

fn options(item: &Item) -> String {
    if item.labels.is_empty() {
        "Option 1|Option 2|Option 3".to_owned()
    } else {
        item.labels.join("|")
    }
}

/// Takes the button that does what a form is for.
pub(super) fn main_of(item: &mut Item) -> Option<String> {
    const BACK: &str = "cancel back close abbrechen annuler cancelar annulla annuleren";
    let at = item.labels.iter().position(|label| !listed(BACK, &fold(label)));
    item.count = None;
    match at {
        Some(at) => Some(item.labels.remove(at)),
        None => Some(
            item.quotes
                .first()
                .cloned()
                .unwrap_or_else(|| button_label(&item.phrase)),
        ),
    }
}
