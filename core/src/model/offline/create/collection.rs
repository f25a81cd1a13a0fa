//! Lists and grids: rows of content in the shape that a part wants, with what the person wants to see of each.

use super::data::{self, Language, translate};
use super::node::Node;
use super::paint::{FormField, Painter, Place};
use super::request::listed;
use super::words::{capitalise, singular};

/// What an entry of a collection shows.
#[derive(Clone, Copy, Default)]
pub(super) struct Show {
    pub(super) image: bool,
    pub(super) icon: bool,
    pub(super) avatar: bool,
    pub(super) check: bool,
    pub(super) toggle: bool,
    pub(super) rating: bool,
    pub(super) price: bool,
    pub(super) badge: bool,
    pub(super) trail: bool,
    pub(super) bar: bool,
    pub(super) number: bool,
    pub(super) stepper: bool,
}

impl Show {
    fn add(&mut self, word: &str) -> bool {
        let slot = match word {
            w if w.starts_with("check") || w.starts_with("kontrollk") || w == "tick" => &mut self.check,
            w if listed(
                "price prices cost costs preis preisen preise prix precio precios prezzo prezzi",
                w,
            ) =>
            {
                &mut self.price
            }
            w if listed(
                "img image images photo photos picture pictures thumbnail thumbnails cover covers foto fotos bild bildern",
                w,
            ) =>
            {
                &mut self.image
            }
            w if listed("icon icons iconos symbol symbols", w) => &mut self.icon,
            w if listed("avatar avatars portrait portraits", w) => &mut self.avatar,
            w if listed("rating ratings star stars sterne", w) => &mut self.rating,
            w if listed("toggle toggles switch switches schalter", w) => &mut self.toggle,
            w if listed("badge badges status tag tags", w) => &mut self.badge,
            w if listed(
                "trail date dates time times duration durations amount amounts distance distances",
                w,
            ) =>
            {
                &mut self.trail
            }
            w if listed("bar bars progress", w) => &mut self.bar,
            w if listed("number numbers", w) => &mut self.number,
            "stepper" => &mut self.stepper,
            _ => return false,
        };
        *slot = true;
        true
    }
}

/// A row of content: title, detail, what stands at the end.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) end: String,
}

pub(super) const PRICES: [&str; 8] = [
    "€ 24.00",
    "€ 89.00",
    "€ 12.50",
    "€ 149.00",
    "€ 9.90",
    "€ 59.00",
    "€ 34.00",
    "€ 19.00",
];
const ICONS: [&str; 8] = ["star", "heart", "clock", "check", "map", "gift", "bell", "bolt"];

impl Painter<'_> {
    pub(super) fn row_of(&self, line: &'static str) -> Row {
        let mut parts = line.split('~').map(|part| self.say(part));
        let mut next = || parts.next().unwrap_or_default();
        Row {
            title: next(),
            detail: next(),
            end: next(),
        }
    }

    /// `count` rows of a table of content, or of the labels that the person gave.
    pub(super) fn rows(&self, source: &str, usual: usize, place: &Place<'_>) -> Vec<Row> {
        let item = place.item;
        let mut lines = data::rows(source);
        if source == "steps" && listed("recipe", self.request.screen.key) {
            lines = data::rows("dish-steps");
        }
        let generic = source == "generic";
        let count = match (item.count, item.labels.len()) {
            (Some(count), _) => count as usize,
            (None, 0) => usual,
            (None, labels) => labels,
        };
        let one = {
            let noun = item.phrase.split_whitespace().next_back().unwrap_or("item");
            let before = item
                .phrase
                .rsplit_once(' ')
                .map(|(before, _)| format!("{before} "))
                .unwrap_or_default();
            let last = singular(noun);
            let bare = listed(
                "list lists card cards tile tiles liste lista button icon toggle switch",
                noun,
            );
            capitalise(&if bare && !before.is_empty() {
                singular(before.trim_end())
            } else {
                format!("{before}{last}")
            })
        };
        (0..count.min(60))
            .map(|at| {
                let mut row = lines
                    .get(at % lines.len().max(1))
                    .map(|line| self.row_of(line))
                    .unwrap_or(Row {
                        title: String::new(),
                        detail: String::new(),
                        end: String::new(),
                    });
                if generic {
                    row.title = if usual == 1 && count == 1 {
                        one.clone()
                    } else {
                        format!("{one} {}", at + 1)
                    };
                }
                if let Some(label) = item
                    .labels
                    .get(at)
                    .or_else(|| item.quotes.get(at).filter(|_| item.labels.is_empty()))
                {
                    row.title.clone_from(label);
                    if generic {
                        row.detail = String::new();
                    }
                }
                row
            })
            .collect()
    }

    /// `each shape source count shows…`: a list, or a grid of cards.
    pub(super) fn each(
        &self,
        _argument: &str,
        flags: &[&'static str],
        button: Option<&'static str>,
        place: &Place<'_>,
    ) -> Vec<Node> {
        let [shape, source, usual, shows @ ..] = flags else {
            return Vec::new();
        };
        let mut show = Show::default();
        let mut label = button.map(|text| self.say(text));
        for word in shows {
            show.add(word);
        }
        let mut extra = Vec::new();
        let tail = &place.item.tail;
        for (at, word) in tail.iter().enumerate() {
            if word.starts_with("button") {
                label = tail
                    .get(at.wrapping_sub(1))
                    .filter(|word| !listed("a an the ein un", word))
                    .map(|word| capitalise(word))
                    .or(label);
            } else if !show.add(word)
                && !listed("a an the each of und and per name names title titles text", word)
                && !tail.get(at + 1).is_some_and(|next| next.starts_with("button"))
            {
                extra.push(word.as_str());
            }
        }
        for word in &place.item.words {
            if word.starts_with("check") {
                show.check = true;
            }
        }
        let mut rows = self.rows(source, usual.parse().unwrap_or(3), place);
        if !extra.is_empty() {
            let extra = capitalise(&extra.join(" "));
            for row in &mut rows {
                row.detail = match row.detail.as_str() {
                    detail if *source != "generic" && !detail.is_empty() && detail.chars().count() <= 10 => {
                        format!("{extra}: {detail}")
                    }
                    _ => extra.clone(),
                };
            }
        }
        let shape = *shape;
        let in_grid = matches!(shape, "card" | "plan" | "stat" | "photo");
        let count = rows.len() as u32;
        let per_row = if !in_grid {
            count
        } else if self.request.mobile {
            if matches!(shape, "stat" | "photo") || source == &"rooms" || source == &"topics" {
                2
            } else {
                1
            }
        } else {
            match count {
                0..=3 => count.max(1),
                n if place.width < 700 => {
                    if n % 2 == 0 {
                        2
                    } else {
                        3
                    }
                }
                n if n % 4 == 0 => 4,
                n if n % 3 == 0 || n > 4 => 3,
                _ => 4,
            }
        };
        let gap = 16;
        let cell = place.width.saturating_sub(gap * per_row.saturating_sub(1)) / per_row.max(1);
        let nodes: Vec<Node> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| self.entry(shape, row, at, cell, show, label.as_deref(), source))
            .collect();
        if !in_grid {
            let name = if place.title.is_empty() {
                "List".to_owned()
            } else {
                format!("{} list", place.title)
            };
            let across =
                matches!(shape, "chip" | "mini" | "tab" | "avatarcol") || (shape == "ring" && count <= 4);
            let kind = match shape {
                "tab" => "tabs",
                _ if across => "row",
                _ => "list",
            };
            let list = Node::new(kind, name).flow(
                if across { "row" } else { "column" },
                if across { 12 } else { 8 },
                0,
            );
            let list = if shape == "ring" {
                list.layout("justify", "around")
            } else {
                list
            };
            return vec![list.with(nodes)];
        }
        let mut grid = Vec::new();
        let mut nodes = nodes.into_iter().peekable();
        while nodes.peek().is_some() {
            let line: Vec<Node> = nodes.by_ref().take(per_row.max(1) as usize).collect();
            grid.push(
                Node::new("row", format!("{} row", place.title).trim_start().to_owned())
                    .flow("row", gap, 0)
                    .with(line),
            );
        }
        grid
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn entry(
        &self,
        shape: &str,
        row: &Row,
        at: usize,
        width: u32,
        show: Show,
        button: Option<&str>,
        source: &str,
    ) -> Node {
        let title = row.title.as_str();
        let price = PRICES.get(at % PRICES.len()).copied().unwrap_or_default();
        let icon_name = ICONS.get(at % ICONS.len()).copied().unwrap_or("star");
        let look = &self.look;
        match shape {
            "chip" => Node::new("chip", title)
                .style(
                    "background",
                    if at == 0 {
                        look.accent.as_str()
                    } else {
                        look.soft.as_str()
                    },
                )
                .style(
                    "color",
                    if at == 0 {
                        look.on_accent.as_str()
                    } else {
                        look.text.as_str()
                    },
                )
                .style("radius", 999u32)
                .style("fontSize", 14u32)
                .prop("text", title),
            "tab" => Node::new("tab", format!("{title} tab"))
                .prop("text", title)
                .prop("active", at == 0),
            "check" => Node::new("checkbox", title)
                .style("fontSize", 15u32)
                .style("color", look.text.as_str())
                .prop("label", title)
                .prop("checked", false),
            "radio" => Node::new("radio", title)
                .style("fontSize", 15u32)
                .style("color", look.text.as_str())
                .prop("label", title)
                .prop("checked", at == 0),
            "icon" => self.icon(icon_name).child_name(title),
            "outline" => self
                .button(&format!("{} {title}", self.with_word()), "outline")
                .layout("width", "fill"),
            "option" => Node::new("radio", format!("Answer {}", at + 1))
                .layout("width", "fill")
                .layout("padding", 14u32)
                .style("background", look.surface.as_str())
                .style(
                    "borderColor",
                    if at == 0 {
                        look.accent.as_str()
                    } else {
                        look.border.as_str()
                    },
                )
                .style("borderWidth", 1u32)
                .style("radius", 10u32)
                .style("fontSize", 16u32)
                .style("color", look.text.as_str())
                .prop("label", title)
                .prop("checked", at == 0),
            "question" => self
                .input(&FormField {
                    label: title.to_owned(),
                    kind: "textarea",
                    sample: String::new(),
                    required: false,
                })
                .layout("height", 80u32),
            "mini" => Node::new("frame", title)
                .flow("column", 4, 8)
                .layout("align", "center")
                .child(self.text("Time", title, 13, 400, "muted"))
                .child(self.icon("cloud"))
                .child(self.text("Value", &row.detail, 15, 600, "text")),
            "avatarcol" => Node::new("frame", title)
                .flow("column", 4, 0)
                .layout("align", "center")
                .child(
                    Node::new("avatar", "Avatar")
                        .layout("width", 56u32)
                        .layout("height", 56u32)
                        .style("radius", 28u32)
                        .prop("alt", title),
                )
                .child(self.text("Name", title, 12, 400, "muted")),
            "ring" => {
                let size = 92u32;
                let colours = [
                    look.accent.as_str(),
                    "#16a34a",
                    "#0ea5e9",
                    "#f59e0b",
                    "#db2777",
                    "#7c3aed",
                ];
                let colour = colours.get(at % colours.len()).copied().unwrap_or("#2563eb");
                Node::new("frame", format!("{title} ring"))
                    .flow("column", 6, 0)
                    .layout("align", "center")
                    .child(
                        Node::new("frame", "Ring")
                            .flow("column", 0, 0)
                            .layout("width", size)
                            .layout("height", size)
                            .layout("align", "center")
                            .layout("justify", "center")
                            .style("borderColor", colour)
                            .style("borderWidth", 10u32)
                            .style("radius", size / 2)
                            .prop("value", row.end.parse().unwrap_or(70u32))
                            .child(self.text(
                                "Value",
                                &format!("{} %", if row.end.is_empty() { "70" } else { &row.end }),
                                18,
                                700,
                                "text",
                            )),
                    )
                    .child(self.text("Label", title, 15, 600, "text"))
                    .child(self.text("Detail", &row.detail, 12, 400, "muted"))
            }
            "photo" => self
                .image(title, title)
                .layout("width", width)
                .layout("height", width * 3 / 4),
            "stat" => {
                let card = self
                    .card("card", &format!("{title} card"))
                    .layout("width", width)
                    .child(self.text("Label", title, 14, 400, "muted"))
                    .child(self.text(
                        "Value",
                        &row.detail,
                        if width < 150 { 22 } else { 28 },
                        700,
                        "text",
                    ));
                if row.end.is_empty() {
                    card
                } else {
                    card.child(self.badge(&row.end, if row.end.starts_with('-') { "bad" } else { "good" }))
                }
            }
            "plan" => {
                let best = at == 1;
                let card = self
                    .card("card", &format!("{title} plan"))
                    .layout("width", width)
                    .layout("gap", 14u32)
                    .layout("padding", 24u32);
                let card = if best {
                    card.style("borderColor", look.accent.as_str())
                        .style("borderWidth", 2u32)
                } else {
                    card
                };
                let card = if best {
                    card.child(self.badge(&row.detail, "accent"))
                } else {
                    card
                };
                let price = if row.end.is_empty() { price } else { &row.end };
                card.child(self.heading("Plan name", title, 2))
                    .child(self.text("Price", price, 32, 700, "text"))
                    .child(self.text("Period", "per month", 13, 400, "muted"))
                    .child(Node::new("list", "Included").flow("column", 6, 0).with(
                        data::rows("benefits").into_iter().take(3 + at % 2).map(|line| {
                            Node::new("listItem", "Benefit")
                                .prop("text", self.say(line))
                                .prop("icon", "check")
                        }),
                    ))
                    .child(
                        self.button(&self.choose(title), if best { "primary" } else { "outline" })
                            .layout("width", "fill"),
                    )
            }
            "post" => self
                .card("card", &format!("Post by {title}"))
                .layout("gap", 12u32)
                .child(
                    Node::new("row", "Author")
                        .flow("row", 10, 0)
                        .layout("align", "center")
                        .child(
                            Node::new("avatar", "Avatar")
                                .layout("width", 36u32)
                                .layout("height", 36u32)
                                .style("radius", 18u32)
                                .prop("alt", title),
                        )
                        .child(self.text("Name", title, 15, 600, "text"))
                        .child(self.text("Time", &row.end, 12, 400, "muted")),
                )
                .child(self.text("Post text", &row.detail, 15, 400, "text"))
                .child(
                    self.image("Photo", &row.detail)
                        .layout("width", "fill")
                        .layout("height", 180u32),
                )
                .child(
                    Node::new("row", "Reactions")
                        .flow("row", 16, 0)
                        .child(self.icon("heart"))
                        .child(self.icon("comment"))
                        .child(self.icon("share")),
                ),
            "card" => {
                let kind = "card";
                let mut card = self.card(kind, &format!("{title} card")).layout("width", width);
                if show.image {
                    card = card.child(
                        self.image("Image", title)
                            .layout("width", width.saturating_sub(40))
                            .layout("height", 150u32),
                    );
                }
                if show.icon {
                    card = card.child(
                        self.icon(icon_name)
                            .layout("width", 32u32)
                            .layout("height", 32u32),
                    );
                }
                if show.avatar {
                    card = card.child(
                        Node::new("avatar", "Avatar")
                            .layout("width", 64u32)
                            .layout("height", 64u32)
                            .style("radius", 32u32)
                            .prop("alt", title),
                    );
                }
                if source == "reviews" {
                    if show.rating {
                        card = card.child(
                            Node::new("rating", "Rating")
                                .style("color", "#f59e0b")
                                .prop("value", row.end.parse().unwrap_or(5u32))
                                .prop("max", 5u32),
                        );
                    }
                    return card
                        .child(self.text("Review", title, 16, 400, "text"))
                        .child(self.text("Author", &row.detail, 13, 400, "muted"));
                }
                card = card.child(self.heading("Card title", title, 3));
                if show.rating {
                    card = card.child(
                        Node::new("rating", "Rating")
                            .style("color", "#f59e0b")
                            .prop("value", 4.5)
                            .prop("max", 5u32),
                    );
                }
                if !row.detail.is_empty() {
                    card = card.child(self.text("Card text", &row.detail, 14, 400, "muted"));
                }
                if show.price {
                    card = card.child(self.text("Price", price, 18, 700, "text"));
                }
                if show.badge {
                    card =
                        card.child(self.badge(if row.end.is_empty() { "New" } else { &row.end }, "accent"));
                }
                if show.toggle {
                    card = card.child(
                        Node::new("toggle", format!("{title} toggle"))
                            .style("color", look.accent.as_str())
                            .prop("checked", at == 0)
                            .prop("label", title),
                    );
                }
                if show.check {
                    card = card.child(
                        Node::new("checkbox", "Done")
                            .prop("checked", false)
                            .prop("label", title),
                    );
                }
                if let Some(label) = button {
                    card = card.child(self.button(label, "primary").layout("height", 40u32));
                }
                card
            }
            _ => self.list_item(row, at, show, button, price, icon_name, source),
        }
    }

    pub(super) fn with_word(&self) -> &'static str {
        match self.request.language {
            Language::English => "Continue with",
            Language::German => "Weiter mit",
            Language::French => "Continuer avec",
            Language::Spanish => "Continuar con",
            Language::Italian => "Continua con",
        }
    }

    pub(super) fn choose(&self, name: &str) -> String {
        translate("Choose {name}", self.request.language).replace("{name}", name)
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn list_item(
        &self,
        row: &Row,
        at: usize,
        show: Show,
        button: Option<&str>,
        price: &str,
        icon: &str,
        source: &str,
    ) -> Node {
        let look = &self.look;
        let title = row.title.as_str();
        // What only has a text stays one node.
        if show.check && row.detail.is_empty() && !show.price && button.is_none() {
            return Node::new("checkbox", title)
                .style("fontSize", 16u32)
                .style("color", look.text.as_str())
                .prop("label", title)
                .prop("checked", false);
        }
        let lonely = row.detail.is_empty()
            && !show.image
            && !show.avatar
            && !show.price
            && !show.toggle
            && !show.trail
            && !show.bar
            && button.is_none();
        if lonely && !show.number {
            let node = Node::new("listItem", title)
                .layout("padding", 6u32)
                .style("fontSize", 16u32)
                .style("color", look.text.as_str())
                .prop("text", title);
            return node.prop("icon", if show.icon { icon } else { "dot" });
        }
        let mut item = Node::new("listItem", title)
            .flow("row", 12, 12)
            .layout("align", "center")
            .layout("justify", "between")
            .style("background", look.surface.as_str())
            .style("borderColor", look.border.as_str())
            .style("borderWidth", 1u32)
            .style("radius", 10u32);
        if show.number {
            item = item.child(self.text("Number", &format!("{}", at + 1), 18, 700, "accent"));
        }
        if show.check {
            let done = source == "status" && at < 2;
            item = item.child(
                Node::new("checkbox", "Done")
                    .prop("checked", done)
                    .prop("label", ""),
            );
        }
        if show.icon {
            item = item.child(self.icon(if source == "days" { "cloud" } else { icon }));
        }
        if show.avatar {
            item = item.child(
                Node::new("avatar", "Avatar")
                    .layout("width", 40u32)
                    .layout("height", 40u32)
                    .style("radius", 20u32)
                    .prop("alt", title),
            );
        }
        if show.image {
            item = item.child(
                self.image("Thumbnail", title)
                    .layout("width", 64u32)
                    .layout("height", 64u32),
            );
        }
        let mut copy = Node::new("frame", "Copy")
            .flow("column", 2, 0)
            .layout("width", "fill")
            .child(self.text("Title", title, 16, 500, "text"));
        if !row.detail.is_empty() {
            copy = copy.child(self.text("Detail", &row.detail, 13, 400, "muted"));
        }
        if show.bar {
            copy = copy.child(self.bar(row.end.parse().unwrap_or(60), 200));
        }
        item = item.child(copy);
        if show.rating {
            item = item.child(
                Node::new("rating", "Rating")
                    .style("color", "#f59e0b")
                    .prop("value", 4.5)
                    .prop("max", 5u32),
            );
        }
        if show.stepper {
            item = item.child(self.text("Quantity", "− 1 +", 15, 500, "text"));
        }
        if show.price {
            item = item.child(self.text("Price", price, 16, 600, "text"));
        }
        if show.trail && !row.end.is_empty() {
            item = item.child(self.text(
                "End",
                &row.end,
                14,
                500,
                if row.end.starts_with('+') { "good" } else { "text" },
            ));
        } else if show.badge || (source == "jobs" && !row.end.is_empty()) {
            let text = if row.end.is_empty() { "New" } else { &row.end };
            item = item.child(self.badge(text, if source == "stock" { "warn" } else { "accent" }));
        }
        if show.toggle {
            item = item.child(
                Node::new("toggle", format!("{title} toggle"))
                    .style("color", look.accent.as_str())
                    .prop("checked", row.end == "1")
                    .prop("label", title),
            );
        }
        if let Some(label) = button {
            item = item.child(self.button(label, "outline").layout("height", 36u32));
        }
        item
    }
}

impl Node {
    /// The same node under another name.
    fn child_name(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }
}
