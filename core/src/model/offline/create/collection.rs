//! Lists and grids: rows of content in the shape that a part wants, with what the person wants to see of each.

use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;

use super::choose::without;
use super::composite::button_label;
use super::data;
use super::item::Item;
use super::node::Node;
use super::paint::{Painter, Place, Values};
use super::request::{ARTICLES, listed, word_list};
use super::sketch::pick;
use super::words::{count_of, singular, tokenize};

/// Words that say button.
pub(super) const BUTTON_NAMES: &str = "button buttons buton btn knopf knop bouton boutons boton botones pulsante pulsanti schaltflache link links";

/// What an entry may show, each with the words that ask for it.
const SHOWS: &str = "price prices cost costs preis preisen preise prix precio precios prezzo prezzi|\
    image img images photo photos picture pictures thumbnail thumbnails cover covers poster posters logo logos copertina portada couverture foto fotos bild bildern|\
    icon icons iconos symbol symbols|avatar avatars portrait portraits|rating ratings star stars sterne|\
    toggle toggles switch switches schalter|badge badges status tag tags|\
    trail|bar bars progress|number numbers|stepper";

/// Its name stands on each anyway.
const NAMES: &str = "name names title titles text sender message nombre nom nome naam titel titre";
/// What of each stands in its rows anyway.
const FULL: &str = "mails songs transactions days hours posts notices";

/// What a word asks every entry to show.
fn shown(word: &str) -> Option<&'static str> {
    if word.starts_with("check") || word.starts_with("kontrollk") || word == "tick" {
        return Some("check");
    }
    let list = SHOWS.split('|').find(|list| listed(list, word))?;
    list.split(' ').next()
}

/// Whether some words name a thing that each of several may show.
pub(super) fn is_fact(words: &[String]) -> bool {
    words
        .last()
        .is_some_and(|word| shown(word).is_some() || listed(NAMES, word))
        || data::facts(words).is_some()
}

/// What every entry shows besides its name.
#[derive(Default)]
struct Shown {
    flags: Vec<&'static str>,
    /// Labels, and texts that take turns
    facts: Vec<(String, &'static str)>,
    buttons: Vec<String>,
}

impl Shown {
    /// Reads what was asked for, one by one.
    fn read(&mut self, shows: &[String], full: bool) {
        for show in shows {
            let tokens = tokenize(show);
            let from = tokens.iter().position(|token| !listed(ARTICLES, token.word()));
            let tokens = tokens.get(from.unwrap_or(0)..).unwrap_or_default();
            let start = tokens.first().map_or(0, |token| token.range.start);
            let mut words = word_list(tokens);
            if words.iter().any(|word| listed(BUTTON_NAMES, word)) {
                self.buttons.push(button_label(show));
                continue;
            }
            let mut label = show.get(start..).unwrap_or_default().to_owned();
            // "price per night": the night goes with the sum.
            let unit = tokens
                .iter()
                .position(|token| listed("per pro por par al", token.word()));
            let asks = words
                .first()
                .is_some_and(|word| listed("when where who which", word));
            if asks {
                label = without(
                    &label,
                    "when where who which it they the a is are was were be need needs should must can has have to next last",
                );
                words.truncate(1);
            }
            if let Some(at) = unit {
                words.truncate(at);
                let from = tokens.get(at).map_or(0, |token| token.range.start);
                label = show.get(from..).unwrap_or_default().to_owned();
            }
            let flag = words
                .last()
                .and_then(|word| shown(word))
                .filter(|flag| unit.is_none() || *flag != "price");
            let texts = data::facts(&words);
            if let Some(flag) = flag {
                self.flags.push(flag);
            } else if words.is_empty()
                || words.iter().all(|word| listed(NAMES, word))
                || full && texts.is_some()
            {
            } else {
                let texts = texts.unwrap_or_default();
                let alone = texts.starts_with('=') && words.len() == 1 && unit.is_none() && !asks;
                let label = if unit.is_some() {
                    self.flags.retain(|flag| *flag != "price");
                    format!("~{label}")
                } else if alone {
                    String::new()
                } else {
                    letters::capitalised(&label)
                };
                self.facts.push((label, texts.trim_start_matches(['=', ':'])));
            }
        }
    }

    /// What is told of one of them.
    fn told(&self, at: usize, title: &str) -> String {
        let mut told = Vec::new();
        for (label, texts) in &self.facts {
            // "3 free times"
            let several = label
                .split_once(' ')
                .and_then(|(count, label)| Some((count_of(count)?, label)));
            let (count, label) = several.map_or((1, label.as_str()), |(count, label)| (count, label));
            // "temperature, humidity, with current value"
            let own = data::facts(&word_list(&tokenize(title))).filter(|_| {
                texts.is_empty()
                    && listed(
                        "value values reading",
                        label.rsplit(' ').next().unwrap_or_default(),
                    )
            });
            let (label, texts) = own.map_or((label, *texts), |own| ("", own.trim_start_matches(['=', ':'])));
            let texts: Vec<String> = (0..count as usize).map(|n| pick(texts, at + n)).gather();
            let label = letters::capitalised(label);
            let text = texts.join(", ").trim_start_matches([',', ' ']).to_owned();
            told.push(match label.strip_prefix('~') {
                Some(unit) => format!("{text} {unit}"),
                None if text.is_empty() => label,
                None if label.is_empty() => text,
                None => format!("{label}: {text}"),
            });
        }
        told.join(" · ")
    }
}

/// A row of content: title, detail, what stands at the end.
#[derive(Default)]
pub(super) struct Row {
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) end: String,
}

impl Row {
    pub(super) fn values(&self) -> Values {
        let mut values = Values::new();
        values
            .set("name", &self.title)
            .set("detail", &self.detail)
            .set("end", &self.end);
        values
    }
}

pub(super) const PRICES: &str = "€ 24.00|€ 89.00|€ 12.50|€ 149.00|€ 9.90|€ 59.00|€ 34.00|€ 19.00";
const STATES: &str = "New|Open|In progress|Done";
const ICONS: &str = "star|heart|clock|check|map|gift|bell|bolt";

impl Painter<'_> {
    pub(super) fn row_of(&self, line: &str) -> Row {
        let mut parts = line.split('~');
        let mut next = || parts.next().map(|part| self.say(part)).unwrap_or_default();
        Row {
            title: next(),
            detail: next(),
            end: next(),
        }
    }

    /// `count` rows of a table of content, or of the labels that the person gave.
    pub(super) fn rows(&self, source: &str, usual: usize, place: &Place<'_>) -> Vec<Row> {
        let item = place.item;
        let lines = data::rows(if source == "steps" && self.request.screen.key == "recipe" {
            "dish-steps"
        } else {
            source
        });
        let generic = source == "generic";
        let count = match (item.count, item.labels.len()) {
            (Some(count), _) => count as usize,
            (None, 0) => usual,
            (None, labels) => labels,
        };
        let one = match item.phrase.rsplit_once(' ') {
            Some((before, noun))
                if listed(
                    "list lists card cards tile tiles liste lista button icon toggle switch",
                    noun,
                ) =>
            {
                singular(before)
            }
            Some((before, noun)) => format!("{before} {}", singular(noun)),
            None if item.phrase.is_empty() => "item".to_owned(),
            None => singular(&item.phrase),
        };
        let one = letters::capitalised(&one);
        let names = self.names_of(item, generic || source == "tasks");
        let mut rows = Vec::new();
        for at in 0..count.min(60) {
            let mut row = match lines.get(at % lines.len().max(1)) {
                Some(line) => self.row_of(line),
                None => Row::default(),
            };
            if let Some(names) = names {
                row.title = pick(names, at);
                row.detail.clear();
            } else if generic {
                row.title = if usual == 1 && count == 1 {
                    one.clone()
                } else {
                    format!("{one} {}", at + 1)
                };
            }
            let labels = if item.labels.is_empty() {
                &item.quotes
            } else {
                &item.labels
            };
            // "Team $12": its name, and what it costs.
            let sign = labels
                .iter()
                .find_map(|label| Some(priced(label)?.1.trim_matches(is_amount)));
            if let Some(label) = labels.get(at) {
                row.title.clone_from(label);
                // What is known of others is no answer to a question of one's own.
                if generic || label.ends_with('?') {
                    row.detail.clear();
                }
                match (priced(label), sign) {
                    (Some((name, price)), _) => {
                        row.title = name.to_owned();
                        row.end = price.to_owned();
                    }
                    // What costs nothing costs it in the same money.
                    (None, Some(sign)) if row.end == "€ 0" => row.end = format!("{sign}0"),
                    _ => {}
                }
            }
            rows.push(row);
        }
        rows
    }

    /// Names of what the item calls by its kind.
    fn names_of(&self, item: &Item, generic: bool) -> Option<&str> {
        const SHAPES: &str =
            "list lists card cards tile tiles grid liste lista lijst row rows nearby available left";
        let length = item.words.iter().rposition(|word| !listed(SHAPES, word))? + 1;
        let words = item.words.get(..length)?;
        let things = listed(
            "thing things item items product products article articles service services servizi servicios leistungen session sessions",
            words.last()?,
        );
        if things
            && (self.known || self.request.topic.is_empty())
            && item.labels.is_empty()
            && (generic || !item.shows.is_empty())
        {
            return Some(&self.things);
        }
        let facts = data::facts(words).filter(|_| item.labels.is_empty() && words.len() < 4)?;
        let told = if facts.starts_with('=') {
            generic
        } else {
            !facts.starts_with(':')
        };
        (told && (generic || !item.shows.is_empty())).then_some(facts.trim_start_matches('='))
    }

    /// `each shape source count shows…`: a list, or a grid of cards.
    pub(super) fn each(&self, words: &[&'static str], text: &str, place: &Place<'_>, nodes: &mut Vec<Node>) {
        let [shape, source, usual, asked @ ..] = words else {
            return;
        };
        let (shape, source) = (*shape, *source);
        let full = listed(FULL, source) && (source != "days" || self.request.screen.key == "weather");
        let mut shown = Shown {
            flags: asked
                .iter()
                .filter_map(|word| self::shown(word))
                // Nobody spoke of money.
                .filter(|flag| *flag != "price" || source == "pricelist" || place.item.shows.is_empty())
                .gather(),
            ..Shown::default()
        };
        shown.read(&place.item.shows, full);
        if !text.is_empty() && place.item.shows.is_empty() {
            shown.buttons.push(self.say(text));
        }
        if place.item.words.iter().any(|word| word.starts_with("check")) {
            shown.flags.push("check");
        }
        let mut rows = self.rows(source, usual.parse().unwrap_or(3), place);
        if !shown.facts.is_empty() {
            for (at, row) in rows.iter_mut().enumerate() {
                row.detail = shown.told(at, &row.title);
            }
            shown.flags.retain(|flag| full || *flag != "trail");
        }
        let (shape, source) = match shape {
            "photo" | "chip" | "check" | "radio" | "mini"
                if !shown.facts.is_empty() || !shown.buttons.is_empty() =>
            {
                ("card", source)
            }
            shape => (shape, source),
        };
        if shape == "card" && *words.first().unwrap_or(&"") == "photo" {
            shown.flags.push("image");
        }
        let in_grid = listed("card plan stat photo", shape);
        let count = rows.len() as u32;
        let per_row = if !in_grid {
            1
        } else if self.request.mobile {
            1 + u32::from(listed("stat photo", shape) || listed("rooms topics", source))
        } else {
            match count {
                0..=3 => count,
                n if place.width < 700 => 2 + n % 2,
                n if n % 4 == 0 => 4,
                _ => 3,
            }
        }
        .max(1);
        let cell = place.width.saturating_sub(16 * (per_row - 1)) / per_row;
        let mut entries = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let place = Place {
                width: cell,
                shows: &shown.flags,
                at,
                ..Place::default()
            };
            entries.append(&mut self.entry(shape, row, &shown.buttons, source, &place));
        }
        if in_grid {
            let name = format!("{} row", place.title);
            while !entries.is_empty() {
                let rest = entries.split_off(entries.len().min(per_row as usize));
                let mut row = self.named("row g:16 a:stretch #{name}", name.trim_start());
                row.children = entries;
                nodes.push(row);
                entries = rest;
            }
            return;
        }
        let name = format!("{} list", place.title);
        let mut list = self.named(
            match shape {
                "tab" => "tabs d:row g:12 p:0 #{name}",
                "ring" if count <= 4 => "row j:around #{name}",
                "ring" => "list g:8 j:around #{name}",
                "chip" | "mini" | "avatarcol" => "row #{name}",
                _ => "list g:8 #{name}",
            },
            if place.title.is_empty() { "List" } else { &name },
        );
        list.children = entries;
        nodes.push(list);
    }

    fn entry(
        &self,
        shape: &str,
        row: &Row,
        buttons: &[String],
        source: &str,
        place: &Place<'_>,
    ) -> Vec<Node> {
        let Place { at, width, .. } = *place;
        let mut shows = place.shows.to_vec();
        let end = row.end.as_str();
        let price = pick(PRICES, at);
        let number: Option<u32> = end.parse().ok();
        let is = |show: &str| shows.contains(&show);
        let more = !row.detail.is_empty() || is("price") || !buttons.is_empty();
        let shape = match shape {
            "card" if source == "reviews" => "review",
            "item" if is("check") && !more => "tick",
            "item"
                if !more
                    && !["image", "avatar", "toggle", "trail", "bar", "number"]
                        .into_iter()
                        .any(is) =>
            {
                "line"
            }
            shape => shape,
        };
        let icon = if source == "days" {
            "cloud".to_owned()
        } else {
            pick(ICONS, at)
        };
        let bullet = if is("icon") {
            icon.clone()
        } else {
            "dot".to_owned()
        };
        if shape == "item" && !end.is_empty() {
            if is("trail") {
                shows.retain(|show| *show != "badge");
            } else if source == "jobs" {
                shows.push("badge");
            }
        }
        let tone = match (shape, source) {
            ("stat", _) if end.starts_with('-') => "bad",
            ("stat", _) => "good",
            (_, "stock") => "warn",
            _ => "accent",
        };
        let benefits = data::rows("benefits").into_iter().take(3 + at % 2);
        let mut values = row.values();
        values
            .set(
                "note",
                if end.is_empty() {
                    pick(STATES, at)
                } else {
                    end.to_owned()
                },
            )
            .set("sum", if end.is_empty() { &price } else { end })
            .set("cost", &price)
            .set("glyph", icon)
            .set("bullet", bullet)
            .set("buttons", Value::array(buttons))
            .set("tone", tone)
            .set("sign", if end.starts_with('+') { "good" } else { "text" })
            .set("edge", if at == 0 { "accent" } else { "border" })
            .set("share", number.unwrap_or(30 + at as u32 * 23 % 60))
            .set("stars", number.unwrap_or(5))
            .set("done", source == "status" && at < 2)
            .set("on", end == "1")
            .set("best", at == 1)
            .set("cell", width)
            .set("inner", width.saturating_sub(40))
            .set("tall", width.saturating_mul(3) / 4)
            .set("size", if width < 150 { 22u32 } else { 28 })
            .set("benefits", Value::array(benefits.map(|line| self.say(line))));
        self.shape(
            shape,
            &Place {
                values: &values,
                shows: &shows,
                ..*place
            },
        )
    }
}

/// A name with a price behind it: the two of them.
pub(super) fn priced(label: &str) -> Option<(&str, &str)> {
    let (name, price) = label.trim_end().rsplit_once(' ')?;
    let sign = price.trim_matches(is_amount);
    (listed("$ € £ ¥", sign) && price.len() > sign.len()).then_some((name.trim_end(), price))
}

fn is_amount(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}
