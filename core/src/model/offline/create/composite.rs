//! What is more than a list: chats, boards, calendars, tables, menus, scales.

use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;

use super::choose::without;
use super::collection::{BUTTON_NAMES, PRICES};
use super::data;
use super::item::Item;
use super::node::Node;
use super::paint::{Painter, Place, Values};
use super::request::{any_listed, listed};
use super::sketch::pick;
use super::words::{count_of, fold};

/// What a button or link is called, of what was said of it: "a button to book a table" is `Book a table`.
pub(super) fn button_label(phrase: &str) -> String {
    // "Anrufen-Knopf"
    let phrase = phrase
        .rsplit_once('-')
        .filter(|(_, last)| listed(BUTTON_NAMES, &fold(last)))
        .map_or(phrase, |(label, _)| label);
    let label = without(
        phrase,
        "button buttons buton btn knopf knop taste cta bouton boutons boton botones pulsante pulsanti primary secondary schaltflache \
        link links lien liens enlace enlaces te",
    );
    let mut label = label.as_str();
    while let Some((first, rest)) = label.split_once(' ')
        && listed(
            "the a an to de een ein un une le la do om zum zur para pour per that which for",
            &fold(first),
        )
    {
        label = rest;
    }
    letters::capitalised(label)
}

/// Whether some text has one of the words.
fn names(text: &str, list: &str) -> bool {
    fold(text).split(' ').any(|word| listed(list, word))
}

fn turn<'a>(lines: &[&'a str], at: usize) -> &'a str {
    lines.get(at % lines.len().max(1)).copied().unwrap_or_default()
}

impl Painter<'_> {
    pub(super) fn messages(&self, place: &Place<'_>) -> Node {
        let count = place.item.count.unwrap_or(4).clamp(1, 60) as usize;
        let pet = any_listed(
            &self.request.words,
            "cat cats dog dogs kitten puppy hund katze pet parrot rabbit",
        ) && any_listed(
            &self.request.words,
            "lost missing found verloren vermisst perdu perdido perso",
        );
        let lines = data::rows(if pet { "chat-pet" } else { "chat" });
        let mut list = self.named("list g:8 p:16 h:fill #Messages", "");
        for at in 0..count {
            let mine = at % 2 == 1;
            let told = place.item.quotes.get(at).or_else(|| place.item.labels.get(at));
            let text = told.map_or_else(|| self.fill(turn(&lines, at)), String::clone);
            let choose = |me: &'static str, other: &'static str| Value::from(if mine { me } else { other });
            list.children.push(
                self.filled(
                    "message",
                    Values::new()
                        .set("text", text)
                        .set("mine", mine)
                        .set("author", choose("me", "Noor"))
                        .set("side", choose("end", "start"))
                        .set("back", choose("accent", "border"))
                        .set("front", choose("on-accent", "text"))
                        .set("faint", choose("on-accent", "muted"))
                        .set("minute", 12 + at as u32),
                ),
            );
        }
        list
    }

    pub(super) fn columns(&self, place: &Place<'_>) -> Node {
        let item = place.item;
        let labels = item.labels.len() as u32;
        let count = item
            .count
            .unwrap_or(if labels == 0 { 4 } else { labels })
            .clamp(1, 12);
        let names = data::rows(match count {
            ..=3 => "cols3",
            4 => "columns",
            _ => "cols5",
        });
        let cards = data::rows("cards");
        let per_column = item.tail.iter().find_map(|word| count_of(word)).unwrap_or(3) as usize;
        let width = (place.width.saturating_sub(16 * (count - 1)) / count).max(180);
        let mut board = self.named("row g:16 a:start #Board", "");
        for at in 0..count as usize {
            let name = match (item.labels.get(at), names.get(at)) {
                (Some(label), _) => label.clone(),
                (_, Some(name)) => self.say(name),
                _ => format!("Column {}", at + 1),
            };
            let mut column = self.filled("column", Values::new().set("name", name).set("cell", width));
            let fewer = if item.tail.is_empty() { at % 2 } else { 0 };
            for n in 0..per_column.saturating_sub(fewer) {
                let row = self.row_of(turn(&cards, at * 3 + n));
                column.children.push(self.filled("task", &row.values()));
            }
            board.children.push(column);
        }
        board
    }

    /// Things side by side, with a line for everything that is compared.
    pub(super) fn compare(&self, place: &Place<'_>) -> Node {
        let count = self.request.count.or(place.item.count).unwrap_or(2).clamp(2, 6);
        let width = (place.width.saturating_sub(16 * (count - 1)) / count).max(120);
        let mut traits = place.item.labels.clone();
        if traits.is_empty() {
            traits.push("Photo".to_owned());
        }
        let mut row = self.named("row g:16 a:start #Comparison", "");
        for at in 0..count as usize {
            let values = traits.iter().map(|label| {
                if names(label, "photo photos image images picture bild foto") {
                    String::new()
                } else if names(label, "price cost preis prix precio prezzo") {
                    pick(PRICES, at)
                } else {
                    (4 + (at + label.len()) % 6).to_string()
                }
            });
            row.children.push(
                self.filled(
                    "compared",
                    Values::new()
                        .set("name", pick(&self.things, at))
                        .set("cell", width)
                        .set("inner", width.saturating_sub(40))
                        .set("values", Value::array(values))
                        .set("traits", Value::array(&traits)),
                ),
            );
        }
        row
    }

    fn week_days(&self) -> Vec<String> {
        let days = "Mon Tue Wed Thu Fri Sat Sun".split(' ');
        days.map(|day| self.say(day)).gather()
    }

    pub(super) fn calendar(&self) -> Node {
        let week = |week: u32| {
            Value::array((week * 7..week * 7 + 7).map(|day| match day {
                1..=31 => day.to_string(),
                _ => String::new(),
            }))
        };
        self.filled(
            "month",
            Values::new()
                .set("days", Value::array(self.week_days()))
                .set("weeks", Value::array((0..5).map(week))),
        )
    }

    pub(super) fn week(&self, place: &Place<'_>) -> Node {
        let events = data::rows("events");
        let labels = &place.item.labels;
        let texts = data::facts(
            &place
                .item
                .words
                .iter()
                .take_while(|word| !listed("a per pro al par am", word))
                .cloned()
                .gather(),
        );
        let (count, per_day) = match texts {
            Some(_)
                if any_listed(
                    &self.request.words,
                    "friday freitag vendredi viernes venerdi vrijdag",
                ) =>
            {
                (5, place.item.count)
            }
            Some(_) => (7, place.item.count),
            None => (place.item.count.filter(|n| *n <= 7).unwrap_or(7) as usize, None),
        };
        let per_day = per_day.unwrap_or(1).min(12) as usize;
        let mut row = self.named("row g:8 a:start #Week", "");
        for (at, day) in self.week_days().iter().take(count).enumerate() {
            let names = (0..per_day).filter_map(|n| match (labels.get(at), texts) {
                (Some(label), _) => Some(label.clone()),
                (_, Some(texts)) => Some(pick(texts, at * 2 + n)),
                _ if at % 2 == 0 => Some(self.row_of(turn(&events, at)).title),
                _ => None,
            });
            let times = (0..per_day).map(|n| format!("{}:00", 9 + n + if texts.is_none() { at } else { 0 }));
            row.children.push(
                self.filled(
                    "weekday",
                    Values::new()
                        .set("day", day)
                        .set("date", 8 + at as u32)
                        .set("names", Value::array(names))
                        .set("times", Value::array(times)),
                ),
            );
        }
        row
    }

    pub(super) fn progress(&self, place: &Place<'_>) -> Vec<Node> {
        let (part, whole) = place.item.fraction.unwrap_or((3, place.item.count.unwrap_or(10)));
        let label = if listed("quiz survey", self.request.screen.key) {
            data::translate("Question {n} of {m}", self.request.language)
        } else {
            "{n} of {m}"
        };
        let label = label
            .replace("{n}", &part.to_string())
            .replace("{m}", &whole.to_string());
        self.shape(
            "progress",
            &Place {
                values: Values::new()
                    .set("label", label)
                    .set("part", part)
                    .set("whole", whole)
                    .set("percent", part * 100 / whole.max(1)),
                ..*place
            },
        )
    }

    pub(super) fn table(&self, words: &[&'static str], place: &Place<'_>) -> Node {
        let item = place.item;
        let (usual, source, count) = match words.first().copied() {
            Some("invoice") => ("Item|Qty|Price|Total", "invoice", 3),
            Some("flights") => ("Connection|Departs|Arrives|Price", "places", 5),
            _ => ("No.|Name|Total|Status", "records", 5),
        };
        let lines = data::rows(source);
        let people = data::rows("people");
        let count = item.count.unwrap_or(count).min(60) as usize;
        let named = !item.labels.is_empty();
        let mut rows = Vec::new();
        for at in 0..count {
            let cells: Vec<String> = if named {
                let person = self.row_of(turn(&people, at));
                item.labels
                    .iter()
                    .map(|column| self.cell(column, at, &person))
                    .gather()
            } else {
                turn(&lines, at).split('~').map(|cell| self.say(cell)).gather()
            };
            rows.push(Value::array(cells));
        }
        let columns = if named {
            Value::array(&item.labels)
        } else {
            Value::array(usual.split('|'))
        };
        let mut table = self.first("table", Values::new().set("columns", columns).set("rows", rows));
        if !place.title.is_empty() {
            table.name = format!("{} table", place.title);
        }
        table
    }

    /// What stands in a column that somebody named.
    fn cell(&self, column: &str, at: usize, person: &super::collection::Row) -> String {
        const MEANINGS: &str = "name names user customer client member person kunde nom nombre nome employee|email mail|role job position|\
            status state|price total amount cost revenue salary preis prix precio prezzo|\
            date login created joined time last datum fecha data|product item title service thing";
        match MEANINGS.split('|').position(|list| names(column, list)) {
            Some(0) => person.title.clone(),
            Some(1) => {
                let first = person.title.split(' ').next().unwrap_or_default();
                format!("{}@example.com", letters::lowered(first))
            }
            Some(2) => person.detail.clone(),
            Some(3) => person.end.clone(),
            Some(4) => pick(PRICES, at),
            Some(5) => format!("{} Mar 2027", 2 + at * 3),
            Some(6) => pick(&self.things, at),
            _ => (12 + at * 7).to_string(),
        }
    }

    /// A group of dishes under its name.
    pub(super) fn group(&self, title: &str, item: &Item) -> Node {
        const GROUPS: &str = "starters starter vorspeisen entrees entrantes antipasti soups salads snacks sides|\
            desserts dessert nachspeisen postres dolci cakes|drinks drink getranke boissons bebidas bevande cocktails wines coffees teas";
        let source = GROUPS
            .split('|')
            .find(|list| names(title, list))
            .and_then(|list| list.split(' ').next())
            .unwrap_or("mains");
        let lines = data::rows(source);
        let photos = item.tail.iter().any(|word| {
            ["photo", "image", "picture"]
                .iter()
                .any(|stem| word.starts_with(stem))
        });
        let mut group = self.named(data::shape("group"), title);
        for at in 0..item.count.unwrap_or(3).min(30) as usize {
            let mut row = self.row_of(turn(&lines, at));
            if let Some(label) = item.labels.get(at) {
                row.title.clone_from(label);
            }
            let place = Place {
                values: &row.values(),
                shows: if photos { &["image"] } else { &[] },
                ..Place::default()
            };
            group.children.append(&mut self.shape("dish", &place));
        }
        group
    }

    pub(super) fn scale(&self) -> Node {
        let has = |list: &str| any_listed(&self.request.words, list);
        let (from, to) = if has("nps 0") || (has("10") && !has("1")) {
            (0u32, 10u32)
        } else if has("10") {
            (1, 10)
        } else {
            (1, 5)
        };
        self.filled("scale", Values::new().set("steps", Value::array(from..=to)))
    }

    pub(super) fn keypad(&self, nodes: &mut Vec<Node>) {
        let calculator = self.request.screen.key == "calculator";
        if calculator {
            nodes.push(self.filled("display", &Values::new()));
        }
        let rows = if calculator {
            "C ± % ÷|7 8 9 ×|4 5 6 −|1 2 3 +|0 , ="
        } else {
            "1 2 3|4 5 6|7 8 9|0"
        };
        let rows = rows.split('|').map(|row| Value::array(row.split(' ')));
        nodes.append(
            &mut self.shape(
                "keys",
                &Place {
                    values: Values::new()
                        .set("keys", Value::array(rows))
                        .set("zero", if calculator { 156u32 } else { 72 }),
                    ..Place::default()
                },
            ),
        );
    }

    /// What buttons or links are called: what was listed or quoted, or the words that say nothing else.
    pub(super) fn labels(&self, item: &Item) -> Vec<String> {
        if !item.labels.is_empty() {
            return item.labels.clone();
        }
        if !item.quotes.is_empty() {
            return item.quotes.clone();
        }
        vec![button_label(&item.phrase)]
    }

    /// Buttons called like the item.
    pub(super) fn buttons(&self, item: &Item, count: usize, nodes: &mut Vec<Node>) {
        let mut labels = self.labels(item);
        if let [label] = labels.as_mut_slice()
            && label.is_empty()
        {
            *label = self.say("Get started");
        }
        for at in 0..count.clamp(labels.len(), labels.len().max(24)) {
            let label = match labels.get(at) {
                Some(label) => label.clone(),
                None => format!("{} {}", labels.first().map_or("", String::as_str), at + 1),
            };
            let tag = if at == 0 {
                "primary ={name}"
            } else {
                "outline ={name}"
            };
            let mut node = self.named(tag, &label);
            if !item.phrase.is_empty() && labels.len() == 1 {
                node.name = letters::capitalised(&item.phrase);
            }
            nodes.push(node);
        }
    }
}
