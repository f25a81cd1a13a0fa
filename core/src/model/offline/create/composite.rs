//! What is more than a list: chats, boards, calendars, tables, menus, scales.

use crate::document::Value;

use super::collection::{PRICES, Row};
use super::data::{self, translate};
use super::items::Item;
use super::node::Node;
use super::paint::{Painter, Place};
use super::request::listed;
use super::words::capitalise;

impl Painter<'_> {
    pub(super) fn messages(&self, place: &Place<'_>) -> Node {
        let count = place.item.count.unwrap_or(4).max(1) as usize;
        let animal = self.request.words.iter().any(|word| {
            listed(
                "cat cats dog dogs kitten puppy hund katze pet parrot rabbit",
                word,
            )
        }) && self
            .request
            .words
            .iter()
            .any(|word| listed("lost missing found verloren vermisst perdu perdido perso", word));
        let lines = data::rows(if animal { "chat-pet" } else { "chat" });
        let nodes = (0..count.min(60)).map(|at| {
            let mine = at % 2 == 1;
            let text = place
                .item
                .quotes
                .get(at)
                .or_else(|| place.item.labels.get(at))
                .cloned();
            let text = text
                .or_else(|| lines.get(at % lines.len().max(1)).map(|line| self.fill(line)))
                .unwrap_or_default();
            let (back, front) = if mine {
                (self.look.accent.as_str(), "onaccent")
            } else {
                (self.look.border.as_str(), "text")
            };
            Node::new(
                "message",
                if mine {
                    "Message from me"
                } else {
                    "Message from Noor"
                },
            )
            .flow("column", 2, 12)
            .layout("align", if mine { "end" } else { "start" })
            .style("background", back)
            .style("radius", 16u32)
            .prop("author", if mine { "me" } else { "Noor" })
            .prop("mine", mine)
            .child(self.text("Text", &text, 15, 400, front))
            .child(self.text(
                "Time",
                &format!("09:{:02}", 12 + at),
                11,
                400,
                if mine { "onaccent" } else { "muted" },
            ))
        });
        Node::new("list", "Messages")
            .flow("column", 8, 16)
            .layout("height", "fill")
            .with(nodes)
    }

    pub(super) fn columns(&self, place: &Place<'_>) -> Node {
        let item = place.item;
        let count = item
            .count
            .map(|n| n as usize)
            .unwrap_or(if item.labels.is_empty() {
                4
            } else {
                item.labels.len()
            })
            .clamp(1, 12);
        let names = data::rows(match count {
            ..=3 => "cols3",
            4 => "columns",
            _ => "cols5",
        });
        let cards = data::rows("cards");
        let per_column = item
            .tail
            .iter()
            .find_map(|word| super::words::count_of(word))
            .unwrap_or(3) as usize;
        let width = (place.width.saturating_sub(16 * (count as u32 - 1)) / count as u32).max(180);
        let lists = (0..count).map(|at| {
            let name = item
                .labels
                .get(at)
                .cloned()
                .or_else(|| names.get(at).map(|name| self.say(name)))
                .unwrap_or_else(|| format!("Column {}", at + 1));
            let many = if item.tail.is_empty() {
                per_column.saturating_sub(at % 2)
            } else {
                per_column
            };
            Node::new("list", format!("{name} column"))
                .flow("column", 10, 12)
                .layout("width", width)
                .style("background", self.look.soft.as_str())
                .style("radius", 12u32)
                .child(self.heading("Column title", &name, 3))
                .with((0..many).map(|n| {
                    let line = cards
                        .get((at * 3 + n) % cards.len().max(1))
                        .copied()
                        .unwrap_or_default();
                    let row = self.row_of(line);
                    self.card("card", &row.title)
                        .layout("padding", 12u32)
                        .style("radius", 8u32)
                        .child(self.text("Task", &row.title, 15, 500, "text"))
                        .child(self.text("Assignee", &row.detail, 12, 400, "muted"))
                }))
        });
        Node::new("row", "Board")
            .flow("row", 16, 0)
            .layout("align", "start")
            .with(lists)
    }

    /// Things side by side, with a line for everything that is compared.
    pub(super) fn compare(&self, place: &Place<'_>) -> Node {
        let count = self.request.count.or(place.item.count).unwrap_or(2).clamp(2, 6);
        let gap = 16;
        let width = (place.width.saturating_sub(gap * (count - 1)) / count).max(120);
        let cards = (0..count as usize).map(|at| {
            let thing = self.things.get(at).cloned().unwrap_or_default();
            let price = PRICES.get(at % PRICES.len()).copied().unwrap_or_default();
            let mut card = self.card("card", &thing).layout("width", width);
            for label in ["Photo".to_owned()]
                .iter()
                .filter(|_| place.item.labels.is_empty())
                .chain(&place.item.labels)
            {
                let folded = super::words::fold(label);
                let is = |list: &str| folded.split(' ').any(|word| listed(list, word));
                if is("photo photos image images picture bild foto") {
                    card = card.child(
                        self.image(label, &thing)
                            .layout("width", width.saturating_sub(40))
                            .layout("height", 140u32),
                    );
                } else {
                    let value = if is("price cost preis prix precio prezzo") {
                        price.to_owned()
                    } else {
                        format!("{}", 4 + (at + label.len()) % 6)
                    };
                    card = card.child(
                        Node::new("row", label.clone())
                            .flow("row", 8, 0)
                            .layout("justify", "between")
                            .child(self.text("Label", label, 14, 400, "muted"))
                            .child(self.text("Value", &value, 15, 600, "text")),
                    );
                }
            }
            card.child(self.heading("Card title", &thing, 3)).child(
                self.button(&self.choose(&thing), "primary")
                    .layout("width", "fill"),
            )
        });
        Node::new("row", "Comparison")
            .flow("row", gap, 0)
            .layout("align", "start")
            .with(cards)
    }

    pub(super) fn week_days(&self) -> Vec<String> {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            .into_iter()
            .map(|day| self.say(day))
            .collect()
    }

    pub(super) fn calendar(&self) -> Node {
        let cell = |name: &str, text: &str, strong: bool| {
            let node = Node::new("frame", name)
                .flow("column", 0, 8)
                .layout("width", "fill")
                .layout("align", "center");
            let node = if strong {
                node.style("background", self.look.accent.as_str())
                    .style("radius", 8u32)
            } else {
                node
            };
            node.child(self.text(
                "Day",
                text,
                14,
                if strong { 700 } else { 400 },
                if strong { "onaccent" } else { "text" },
            ))
        };
        let head = Node::new("row", "Weekdays")
            .flow("row", 4, 0)
            .with(self.week_days().iter().map(|day| cell(day, day, false)));
        let weeks = (0..5u32).map(|week| {
            Node::new("row", format!("Week {}", week + 1))
                .flow("row", 4, 0)
                .with((0..7u32).map(|day| {
                    let number = week * 7 + day;
                    let text = if (1..=31).contains(&number) {
                        number.to_string()
                    } else {
                        String::new()
                    };
                    cell(&format!("Day {text}"), &text, number == 12)
                }))
        });
        self.card("frame", "Month")
            .child(
                Node::new("row", "Month header")
                    .flow("row", 12, 0)
                    .layout("justify", "between")
                    .layout("align", "center")
                    .child(self.icon("arrow-left"))
                    .child(self.heading("Month name", "March 2027", 2))
                    .child(self.icon("arrow-right")),
            )
            .child(head)
            .with(weeks)
    }

    pub(super) fn week(&self, place: &Place<'_>) -> Node {
        let events = data::rows("events");
        let labels = &place.item.labels;
        let count = place.item.count.filter(|n| *n <= 7).unwrap_or(7) as usize;
        let days = self.week_days();
        Node::new("row", "Week")
            .flow("row", 8, 0)
            .layout("align", "start")
            .with(days.iter().take(count).enumerate().map(|(at, day)| {
                let row = events.get(at % events.len().max(1)).map(|line| self.row_of(line));
                let mut column = Node::new("list", format!("{day} column"))
                    .flow("column", 8, 8)
                    .layout("width", "fill")
                    .style("background", self.look.soft.as_str())
                    .style("radius", 8u32)
                    .child(self.heading("Day", &format!("{day} {}", 8 + at), 3));
                let title = labels
                    .get(at)
                    .cloned()
                    .or_else(|| row.map(|row| row.title))
                    .unwrap_or_default();
                if at % 2 == 0 || at < labels.len() {
                    column = column.child(
                        Node::new("card", title.clone())
                            .flow("column", 2, 8)
                            .style("background", self.look.accent.as_str())
                            .style("radius", 6u32)
                            .child(self.text("Time", &format!("{:02}:00", 9 + at), 12, 400, "onaccent"))
                            .child(self.text("Event", &title, 14, 600, "onaccent")),
                    );
                }
                column
            }))
    }

    pub(super) fn progress(&self, place: &Place<'_>) -> Vec<Node> {
        let (part, whole) = place.item.fraction.unwrap_or((3, place.item.count.unwrap_or(10)));
        let template = translate("Question {n} of {m}", self.request.language);
        let label = if self.request.screen.key == "quiz" || self.request.screen.key == "survey" {
            template.to_owned()
        } else {
            "{n} of {m}".to_owned()
        };
        let label = label
            .replace("{n}", &part.to_string())
            .replace("{m}", &whole.to_string());
        vec![
            Node::new("row", "Progress")
                .flow("row", 12, 0)
                .layout("justify", "between")
                .layout("align", "center")
                .child(self.text("Progress label", &label, 14, 500, "muted"))
                .child(self.text("Progress count", &format!("{part}/{whole}"), 14, 600, "accent")),
            self.bar(part * 100 / whole.max(1), place.width),
        ]
    }

    pub(super) fn table(&self, source: &str, place: &Place<'_>) -> Node {
        let item = place.item;
        let (columns, lines): (Vec<String>, Vec<&'static str>) = match source {
            "invoice" => (
                ["Item", "Qty", "Price", "Total"].map(str::to_owned).to_vec(),
                data::rows("invoice"),
            ),
            "flights" => (
                ["Connection", "Departs", "Arrives", "Price"]
                    .map(str::to_owned)
                    .to_vec(),
                data::rows("places"),
            ),
            _ => (
                ["No.", "Name", "Total", "Status"].map(str::to_owned).to_vec(),
                data::rows("records"),
            ),
        };
        let count = item
            .count
            .map_or(if source == "invoice" { 3 } else { 5 }, |n| n as usize)
            .min(60);
        let named = !item.labels.is_empty();
        let columns = if named { item.labels.clone() } else { columns };
        let people = data::rows("people");
        let rows = (0..count).map(|at| {
            if named {
                let person = people.get(at % people.len().max(1)).map(|line| self.row_of(line));
                let name = person.as_ref().map_or_else(String::new, |row| row.title.clone());
                return Value::array(columns.iter().map(|column| {
                    let folded = super::words::fold(column);
                    let is = |list: &str| folded.split(' ').any(|word| listed(list, word));
                    Value::from(
                        if is("name names user customer client member person kunde nom nombre nome employee")
                        {
                            name.clone()
                        } else if is("email mail") {
                            format!(
                                "{}@example.com",
                                name.split(' ').next().unwrap_or("me").to_lowercase()
                            )
                        } else if is("role job position") {
                            person.as_ref().map_or_else(String::new, |row| row.detail.clone())
                        } else if is("status state") {
                            person.as_ref().map_or_else(String::new, |row| row.end.clone())
                        } else if is("price total amount cost revenue salary preis prix precio prezzo") {
                            PRICES
                                .get(at % PRICES.len())
                                .copied()
                                .unwrap_or_default()
                                .to_owned()
                        } else if is("date login created joined time last datum fecha data") {
                            format!("{} Mar 2027", 2 + at * 3)
                        } else if is("product item title service thing") {
                            self.things
                                .get(at % self.things.len().max(1))
                                .cloned()
                                .unwrap_or_default()
                        } else {
                            format!("{}", 12 + at * 7)
                        },
                    )
                }));
            }
            let line = lines.get(at % lines.len().max(1)).copied().unwrap_or_default();
            Value::array(line.split('~').map(|cell| Value::from(self.say(cell))))
        });
        Node::new(
            "table",
            if place.title.is_empty() {
                "Table".to_owned()
            } else {
                format!("{} table", place.title)
            },
        )
        .layout("width", "fill")
        .style("fontSize", 14u32)
        .style("color", self.look.text.as_str())
        .prop("columns", Value::array(columns.iter()))
        .prop("rows", Value::array(rows))
    }

    pub(super) fn groups(&self, place: &Place<'_>) -> Vec<Node> {
        ["Starters", "Mains", "Desserts"]
            .into_iter()
            .map(|name| self.group(&self.say(name), place.item, place.width))
            .collect()
    }

    /// A group of dishes under its name.
    pub(super) fn group(&self, title: &str, item: &Item, _width: u32) -> Node {
        let folded = super::words::fold(title);
        let is = |list: &str| folded.split(' ').any(|word| listed(list, word));
        let source =
            if is("starters starter vorspeisen entrees entrantes antipasti soups salads snacks sides") {
                "starters"
            } else if is("desserts dessert nachspeisen postres dolci cakes") {
                "desserts"
            } else if is("drinks drink getranke boissons bebidas bevande cocktails wines coffees teas") {
                "drinks"
            } else {
                "mains"
            };
        let lines = data::rows(source);
        let count = item.count.unwrap_or(3).min(30) as usize;
        let extra = item.tail.iter().any(|word| {
            word.starts_with("photo") || word.starts_with("image") || word.starts_with("picture")
        });
        Node::new("section", title)
            .flow("column", 10, 0)
            .child(self.heading("Group title", title, 2))
            .with((0..count).map(|at| {
                let row = lines
                    .get(at % lines.len().max(1))
                    .map(|line| self.row_of(line))
                    .unwrap_or(Row {
                        title: String::new(),
                        detail: String::new(),
                        end: String::new(),
                    });
                let title = item.labels.get(at).cloned().unwrap_or_else(|| row.title.clone());
                let mut node = Node::new("listItem", title.clone())
                    .flow("row", 12, 8)
                    .layout("justify", "between")
                    .layout("align", "center");
                if extra {
                    node = node.child(
                        self.image("Photo", &title)
                            .layout("width", 64u32)
                            .layout("height", 64u32),
                    );
                }
                node.child(
                    Node::new("frame", "Dish")
                        .flow("column", 2, 0)
                        .layout("width", "fill")
                        .child(self.text("Dish name", &title, 16, 600, "text"))
                        .child(self.text("Dish detail", &row.detail, 13, 400, "muted")),
                )
                .child(self.text("Price", &row.end, 16, 600, "text"))
            }))
    }

    pub(super) fn slides(&self, place: &Place<'_>) -> Vec<Node> {
        let rows = self.rows("slides", 3, place);
        rows.iter()
            .enumerate()
            .map(|(at, row)| {
                Node::new("frame", format!("Step {}", at + 1))
                    .flow("column", 12, 24)
                    .layout("align", "center")
                    .child(
                        self.image("Illustration", &row.title)
                            .layout("width", 240u32)
                            .layout("height", 160u32),
                    )
                    .child(self.heading("Step title", &row.title, 1))
                    .child(self.text("Step text", &row.detail, 15, 400, "muted"))
            })
            .collect()
    }

    pub(super) fn dots(&self, count: u32) -> Node {
        Node::new("row", "Page dots")
            .flow("row", 8, 8)
            .layout("justify", "center")
            .with((0..count.min(12)).map(|at| {
                Node::new("frame", format!("Dot {}", at + 1))
                    .layout("width", if at == 0 { 20u32 } else { 8u32 })
                    .layout("height", 8u32)
                    .style(
                        "background",
                        if at == 0 {
                            self.look.accent.as_str()
                        } else {
                            self.look.border.as_str()
                        },
                    )
                    .style("radius", 4u32)
            }))
    }

    pub(super) fn scale(&self) -> Node {
        let has = |list: &str| self.request.words.iter().any(|word| listed(list, word));
        let (from, to) = if has("nps 0") || (has("10") && !has("1")) {
            (0, 10)
        } else if has("10") {
            (1, 10)
        } else {
            (1, 5)
        };
        Node::new("row", "Scale")
            .flow("row", 8, 0)
            .layout("justify", "center")
            .with((from..=to).map(|number: u32| {
                self.button(&number.to_string(), "outline")
                    .layout("width", 40u32)
                    .layout("height", 40u32)
            }))
    }

    pub(super) fn keypad(&self) -> Vec<Node> {
        let calculator = self.request.screen.key == "calculator";
        let rows: &[&str] = if calculator {
            &["C ± % ÷", "7 8 9 ×", "4 5 6 −", "1 2 3 +", "0 , ="]
        } else {
            &["1 2 3", "4 5 6", "7 8 9", "0"]
        };
        let mut nodes = Vec::new();
        if calculator {
            nodes.push(
                self.text("Display", "1,024", 48, 700, "text")
                    .layout("align", "end"),
            );
        }
        nodes.extend(rows.iter().enumerate().map(|(at, row)| {
            Node::new("row", format!("Keys {}", at + 1))
                .flow("row", 12, 0)
                .layout("justify", "center")
                .with(row.split(' ').map(|key| {
                    let variant = if "÷×−+=".contains(key) {
                        "primary"
                    } else {
                        "secondary"
                    };
                    self.button(key, variant)
                        .layout("width", if key == "0" && calculator { 156u32 } else { 72u32 })
                        .layout("height", 64u32)
                        .style("radius", 32u32)
                }))
        }));
        nodes
    }

    pub(super) fn swatches(&self, place: &Place<'_>) -> Node {
        const COLOURS: [(&str, &str); 6] = [
            ("Black", "#111827"),
            ("Green", "#16a34a"),
            ("Blue", "#2563eb"),
            ("Red", "#dc2626"),
            ("Sand", "#d6c7a1"),
            ("Purple", "#7c3aed"),
        ];
        let count = place.item.count.unwrap_or(4) as usize;
        Node::new("row", "Colours")
            .flow("row", 8, 0)
            .with(COLOURS.iter().take(count).enumerate().map(|(at, (name, hex))| {
                Node::new("swatch", *name)
                    .layout("width", 32u32)
                    .layout("height", 32u32)
                    .style("background", *hex)
                    .style("radius", 16u32)
                    .prop("label", *name)
                    .prop("selected", at == 0)
            }))
    }

    /// Buttons called like the item.
    pub(super) fn buttons(&self, item: &Item, count: u32) -> Vec<Node> {
        let labels: Vec<String> = if !item.labels.is_empty() {
            item.labels.clone()
        } else if !item.quotes.is_empty() {
            item.quotes.clone()
        } else {
            let head = |word: &&str| {
                !listed(
                    "button buttons knopf cta btn bouton boutons boton botones pulsante pulsanti primary secondary schaltflache",
                    &super::words::fold(word),
                )
            };
            let label = item
                .phrase
                .split_whitespace()
                .filter(head)
                .collect::<Vec<_>>()
                .join(" ");
            let label = strip_leading(&label, "the de a un una le la do");
            if label.is_empty() {
                vec![self.say("Get started")]
            } else {
                vec![capitalise(&label)]
            }
        };
        let count = (count as usize).clamp(labels.len(), 24);
        (0..count)
            .map(|at| {
                let label = labels
                    .get(at)
                    .cloned()
                    .unwrap_or_else(|| format!("{} {}", labels.first().cloned().unwrap_or_default(), at + 1));
                let mut node = self.button(&label, if at == 0 { "primary" } else { "outline" });
                if !item.phrase.is_empty() {
                    node.name = if labels.len() > 1 {
                        format!("{label} button")
                    } else {
                        capitalise(&item.phrase)
                    };
                }
                node
            })
            .collect()
    }

    pub(super) fn links(&self, item: &Item) -> Vec<Node> {
        let labels: Vec<String> = if !item.labels.is_empty() {
            item.labels.clone()
        } else if !item.quotes.is_empty() {
            item.quotes.clone()
        } else {
            let label: Vec<&str> = item
                .phrase
                .split_whitespace()
                .filter(|word| !listed("link links lien liens enlace enlaces", &super::words::fold(word)))
                .collect();
            vec![capitalise(&label.join(" "))]
        };
        labels
            .iter()
            .map(|label| self.link(if label.is_empty() { "More" } else { label }))
            .collect()
    }
}

fn strip_leading(text: &str, list: &str) -> String {
    let mut words = text.split_whitespace().peekable();
    while words.next_if(|word| listed(list, word)).is_some() {}
    words.collect::<Vec<_>>().join(" ")
}
