//! Turns the bodies of the tables into nodes: one line, one node, indented ones inside.

use crate::document::Value;

use super::data::{self, Language, translate};
use super::items::Item;
use super::look::Look;
use super::node::Node;
use super::request::{Request, listed};
use super::words::{capitalise, singular, title_case};

/// One field of a form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FormField {
    pub(super) label: String,
    pub(super) kind: &'static str,
    pub(super) sample: String,
    pub(super) required: bool,
}

/// Everything that is needed to fill the tables with life.
pub(super) struct Painter<'a> {
    pub(super) request: &'a Request,
    pub(super) look: Look,
    pub(super) brand: String,
    pub(super) topic: String,
    pub(super) headline: String,
    /// Eight things that the topic has
    pub(super) things: Vec<String>,
    pub(super) ingredients: Vec<String>,
}

/// Where a part stands and what was said about it.
pub(super) struct Place<'a> {
    pub(super) item: &'a Item,
    /// Room from edge to edge
    pub(super) width: u32,
    pub(super) title: String,
    /// Instead of, or after, the usual fields
    pub(super) fields: Option<&'a [FormField]>,
}

/// What an entry of a collection shows.
#[derive(Clone, Copy, Default)]
struct Show {
    image: bool,
    icon: bool,
    avatar: bool,
    check: bool,
    toggle: bool,
    rating: bool,
    price: bool,
    badge: bool,
    trail: bool,
    bar: bool,
    number: bool,
    stepper: bool,
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
struct Row {
    title: String,
    detail: String,
    end: String,
}

const PRICES: [&str; 8] = [
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
    /// A text of the tables in the person's language, its blanks filled.
    pub(super) fn say(&self, text: &'static str) -> String {
        self.fill(translate(text, self.request.language))
    }

    fn fill(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            out.push_str(&self.blank(name));
            rest = tail;
        }
        out.push_str(rest);
        capitalise(&out)
    }

    fn blank(&self, name: &str) -> String {
        let about = || {
            if self.topic.is_empty() {
                self.brand.clone()
            } else {
                self.topic.clone()
            }
        };
        let thing = |number: &str, list: &[String]| {
            let at = number.parse::<usize>().unwrap_or(1).saturating_sub(1);
            list.get(at % list.len().max(1)).cloned().unwrap_or_default()
        };
        match name {
            "brand" => self.brand.clone(),
            "topic" => about(),
            "for-topic" => about(),
            "topic-title" => title_case(&about()),
            "headline" | "title" => self.headline.clone(),
            "lede" => self.say("Everything about {topic}, made for you."),
            "cta" => self.cta(),
            "image" => format!("Photo: {}", about()),
            "question" => {
                if self.topic.is_empty() {
                    "Which planet is closest to the sun?".to_owned()
                } else {
                    format!("What do you know about {}?", self.topic)
                }
            }
            "animal" => about().split(' ').next_back().unwrap_or_default().to_owned(),
            "place" => {
                if self.topic.is_empty() {
                    "Lisbon".to_owned()
                } else {
                    title_case(&self.topic)
                }
            }
            "track" => {
                if self.topic.is_empty() {
                    "Golden Hour".to_owned()
                } else {
                    title_case(&self.topic)
                }
            }
            name => match (name.strip_prefix('i'), name.strip_prefix('a')) {
                (Some(number), _) => thing(number, &self.ingredients),
                (_, Some(number)) => {
                    const PLANETS: [&str; 4] = ["Mercury", "Venus", "Mars", "Jupiter"];
                    let planets: Vec<String> = PLANETS.iter().map(|planet| (*planet).to_owned()).collect();
                    thing(
                        number,
                        if self.topic.is_empty() {
                            &planets
                        } else {
                            &self.things
                        },
                    )
                }
                _ => thing(name, &self.things),
            },
        }
    }

    fn cta(&self) -> String {
        let label = self
            .request
            .items
            .iter()
            .find(|item| item.words.last().is_some_and(|word| word == "cta"));
        label
            .and_then(|item| item.quotes.first().cloned())
            .unwrap_or_else(|| self.say("Get started"))
    }

    /// Builds a body.
    pub(super) fn body(&self, body: &'static str, place: &Place<'_>) -> Vec<Node> {
        let lines: Vec<(usize, &'static str)> = body
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| (line.len() - line.trim_start().len(), line.trim_start()))
            .collect();
        self.level(&lines, place)
    }

    fn level(&self, lines: &[(usize, &'static str)], place: &Place<'_>) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut rest = lines;
        while let Some((&(indent, line), after)) = rest.split_first() {
            let inner = after.iter().take_while(|(deeper, _)| *deeper > indent).count();
            let (inside, next) = after.split_at(inner);
            nodes.extend(self.line(line, inside, place));
            rest = next;
        }
        nodes
    }

    /// `tag:argument flag key:value #Name =Text`
    fn line(&self, line: &'static str, inside: &[(usize, &'static str)], place: &Place<'_>) -> Vec<Node> {
        let (left, text) = line
            .split_once('=')
            .map_or((line, None), |(left, text)| (left.trim_end(), Some(text)));
        let (args, name) = left
            .split_once('#')
            .map_or((left, None), |(args, name)| (args.trim_end(), Some(name)));
        let mut words = args.split_whitespace();
        let (tag, argument) = words
            .next()
            .map_or(("", ""), |tag| tag.split_once(':').unwrap_or((tag, "")));
        // Flags may also follow the name.
        let (named, flagged): (Vec<&'static str>, Vec<&'static str>) = name
            .unwrap_or_default()
            .split_whitespace()
            .partition(|word| !word.contains(':'));
        let name = (!named.is_empty()).then(|| named.join(" "));
        let flags: Vec<&'static str> = words.chain(flagged).collect();
        let said = text.map_or_else(String::new, |text| self.say_at(text, place));
        let mut many = match tag {
            "fields" => return self.form_fields(&flags, place),
            "each" => return self.each(argument, &flags, text, place),
            "messages" => return vec![self.messages(place)],
            "columns" => return vec![self.columns(place)],
            "compare" => return vec![self.compare(place)],
            "calendar" => return vec![self.calendar()],
            "week" => return vec![self.week(place)],
            "progress" => return self.progress(place),
            "table" => return vec![self.table(flags.first().copied().unwrap_or("records"), place)],
            "groups" => return self.groups(place),
            "group" => return vec![self.group(&place.title, place.item, place.width)],
            "slides" => return self.slides(place),
            "dots" => return vec![self.dots(place.item.count.unwrap_or(3))],
            "scale" => return vec![self.scale()],
            "keypad" => return self.keypad(),
            "swatches" => return vec![self.swatches(place)],
            "buttons" => return self.buttons(place.item, place.item.count.unwrap_or(1)),
            "links" => return self.links(place.item),
            "chart" if place.item.count.is_some_and(|n| n > 1) => {
                const KINDS: [&str; 4] = ["line", "bar", "pie", "area"];
                return (0..place.item.count.unwrap_or(2).min(8) as usize)
                    .map(|at| {
                        let kind = KINDS.get(at % KINDS.len()).copied().unwrap_or("line");
                        let mut node = self.single("chart", kind, &[], text, &said, None, place);
                        node.name = format!("Chart {}", at + 1);
                        node
                    })
                    .collect();
            }
            _ => vec![self.single(tag, argument, &flags, text, &said, name.as_deref(), place)],
        };
        if let Some(node) = many.first_mut() {
            let narrow = place.width.saturating_sub(if tag == "card" { 40 } else { 0 });
            let inner = Place {
                item: place.item,
                width: narrow,
                title: place.title.clone(),
                fields: place.fields,
            };
            node.children.extend(self.level(inside, &inner));
            self.adjust(node, &flags, place.width);
        }
        many
    }

    /// A text of the tables, with the blanks that only a place can fill.
    fn say_at(&self, text: &'static str, place: &Place<'_>) -> String {
        if text == "{phrase}" || text == "{title}" {
            let quote = place.item.quotes.first();
            return quote.cloned().unwrap_or_else(|| place.title.clone());
        }
        if text == "{question}"
            && let Some(question) = place.item.quotes.first()
        {
            return question.clone();
        }
        self.say(text)
    }

    /// `w:400`, `a:center` and the like.
    fn adjust(&self, node: &mut Node, flags: &[&'static str], room: u32) {
        for flag in flags {
            let (key, value) = flag.split_once(':').unwrap_or((flag, ""));
            let number: u32 = value.parse().unwrap_or(0);
            let taken = std::mem::take(node);
            *node = match key {
                "w" if number > room => taken.layout("width", "fill"),
                "w" => taken.layout("width", number),
                "h" => taken.layout("height", number),
                "g" => taken.layout("gap", number),
                "p" => taken.layout(
                    "padding",
                    if self.request.mobile {
                        number.min(24)
                    } else {
                        number
                    },
                ),
                "a" => taken.layout("align", value),
                "j" => taken.layout("justify", value),
                "bg" => taken.style("background", self.look.role(value)),
                "fg" => taken.style("color", self.look.role(value)),
                "r" => taken.style("radius", number),
                "wide" => taken.layout("width", "fill"),
                _ => taken,
            };
        }
    }

    pub(super) fn text(&self, name: &str, text: &str, size: u32, weight: u32, colour: &str) -> Node {
        Node::new("text", name)
            .style("fontSize", size)
            .style("fontWeight", weight)
            .style("color", self.look.role(colour))
            .prop("text", text)
    }

    pub(super) fn heading(&self, name: &str, text: &str, level: u32) -> Node {
        let size = match (level, self.request.mobile) {
            (0, true) => 32,
            (0, false) => 48,
            (1, true) => 24,
            (1, false) => 30,
            (2, true) => 18,
            (2, false) => 24,
            _ => 16,
        };
        Node::new("heading", name)
            .style("fontSize", size)
            .style("fontWeight", 700u32)
            .style("color", self.look.role("text"))
            .prop("text", text)
            .prop("level", level.max(1))
    }

    /// `primary`, `outline`, `secondary` or `danger`.
    pub(super) fn button(&self, label: &str, variant: &'static str) -> Node {
        let look = &self.look;
        let (back, front) = match variant {
            "primary" => (look.accent.as_str(), look.on_accent.as_str()),
            "danger" => ("#dc2626", "#ffffff"),
            "secondary" => (look.border.as_str(), look.text.as_str()),
            _ => (look.surface.as_str(), look.text.as_str()),
        };
        let width = (label.chars().count() as u32 * 9 + 44).max(96);
        let node = Node::new("button", format!("{label} button"))
            .layout("height", 44u32)
            .layout("width", width)
            .style("background", back)
            .style("color", front)
            .style("radius", 8u32)
            .style("fontSize", 16u32)
            .style("fontWeight", 600u32);
        let node = if variant == "outline" {
            node.style("borderColor", look.border.as_str())
                .style("borderWidth", 1u32)
        } else {
            node
        };
        node.prop("label", label).prop("variant", variant)
    }

    pub(super) fn link(&self, text: &str) -> Node {
        let mut href = String::from("/");
        href.extend(
            super::words::fold(text)
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
                .map(|c| if c == ' ' { '-' } else { c }),
        );
        Node::new("link", format!("{text} link"))
            .style("color", self.look.accent.as_str())
            .style("fontSize", 14u32)
            .prop("text", text)
            .prop("href", href)
    }

    pub(super) fn card(&self, kind: &'static str, name: &str) -> Node {
        Node::new(kind, name)
            .flow("column", 8, 20)
            .style("background", self.look.surface.as_str())
            .style("borderColor", self.look.border.as_str())
            .style("borderWidth", 1u32)
            .style("radius", 12u32)
            .style("shadow", "sm")
    }

    fn image(&self, name: &str, alt: &str) -> Node {
        Node::new("image", name)
            .style("radius", 8u32)
            .prop("alt", alt)
            .prop("src", "placeholder")
    }

    fn icon(&self, icon: &str) -> Node {
        Node::new("icon", format!("{} icon", capitalise(icon)))
            .layout("width", 24u32)
            .layout("height", 24u32)
            .style("color", self.look.accent.as_str())
            .prop("icon", icon)
    }

    fn badge(&self, text: &str, colour: &str) -> Node {
        Node::new("badge", "Badge")
            .style("background", self.look.role(colour))
            .style(
                "color",
                if colour == "accent" {
                    self.look.on_accent.as_str()
                } else {
                    "#ffffff"
                },
            )
            .style("fontSize", 12u32)
            .style("radius", 999u32)
            .prop("text", text)
    }

    pub(super) fn input(&self, field: &FormField) -> Node {
        let boxed = |node: Node, height: u32| {
            node.layout("width", "fill")
                .layout("height", height)
                .style("background", self.look.surface.as_str())
                .style(
                    "borderColor",
                    if self.request.dark {
                        self.look.border.as_str()
                    } else {
                        "#d1d5db"
                    },
                )
                .style("borderWidth", 1u32)
                .style("radius", 6u32)
                .style("fontSize", 16u32)
        };
        let name = format!("{} field", field.label);
        match field.kind {
            "textarea" => boxed(Node::new("textarea", name), 110)
                .prop("label", field.label.as_str())
                .prop("placeholder", field.sample.as_str()),
            "checkbox" => Node::new("checkbox", name)
                .style("fontSize", 14u32)
                .style("color", self.look.role("text"))
                .prop("label", field.label.as_str())
                .prop("checked", false),
            "toggle" => Node::new("toggle", name)
                .style("color", self.look.accent.as_str())
                .prop("label", field.label.as_str())
                .prop("checked", false),
            "select" => {
                let options: Vec<&str> = field.sample.split('|').collect();
                boxed(Node::new("select", name), 44)
                    .prop("label", field.label.as_str())
                    .prop("value", options.first().copied().unwrap_or_default())
                    .prop("options", Value::array(options))
            }
            kind => {
                let node = boxed(Node::new("input", name), 44)
                    .prop("label", field.label.as_str())
                    .prop("placeholder", field.sample.as_str())
                    .prop("inputType", kind);
                if field.required {
                    node.prop("required", true)
                } else {
                    node
                }
            }
        }
    }

    fn bar(&self, percent: u32, width: u32) -> Node {
        let done = width * percent.min(100) / 100;
        Node::new("frame", "Progress bar")
            .flow("row", 0, 0)
            .layout("width", width)
            .layout("height", 8u32)
            .style("background", self.look.border.as_str())
            .style("radius", 999u32)
            .prop("value", percent)
            .child(
                Node::new("frame", "Progress value")
                    .layout("width", done)
                    .layout("height", 8u32)
                    .style("background", self.look.accent.as_str())
                    .style("radius", 999u32),
            )
    }

    #[allow(clippy::too_many_arguments)]
    fn single(
        &self,
        tag: &'static str,
        argument: &'static str,
        flags: &[&'static str],
        text: Option<&'static str>,
        said: &str,
        name: Option<&str>,
        place: &Place<'_>,
    ) -> Node {
        let called = |usual: &str| {
            name.map_or_else(
                || {
                    if said.is_empty() {
                        usual.to_owned()
                    } else {
                        said.to_owned()
                    }
                },
                str::to_owned,
            )
        };
        let word = |size, weight, colour: &str| self.text(&called("Text"), said, size, weight, colour);
        match tag {
            "h0" => self.heading(&called("Headline"), said, 0),
            "h1" => self.heading(&called("Title"), said, 1),
            "h2" => self.heading(&called("Heading"), said, 2),
            "lead" => word(if self.request.mobile { 16 } else { 20 }, 400, "muted"),
            "light" => word(18, 500, "onaccent"),
            "p" => word(15, 400, "muted"),
            "t" => word(15, 400, "text"),
            "b" => word(16, 600, "text"),
            "small" => word(13, 400, "muted"),
            "big" => word(28, 700, "text"),
            "huge" => word(48, 700, "text"),
            "primary" | "outline" | "danger" => {
                let node = self.button(said, tag);
                if flags.contains(&"wide") {
                    node.layout("height", 48u32)
                } else {
                    node
                }
            }
            "button" => self
                .button(said, "primary")
                .layout("width", 56u32)
                .layout("height", 56u32)
                .style("radius", 28u32)
                .style("fontSize", 24u32),
            "link" => self.link(said),
            "img" => self.image(&called("Image"), said).layout("width", place.width),
            "icon" => self.icon(argument),
            "avatar" => Node::new("avatar", called("Avatar"))
                .layout("width", 40u32)
                .layout("height", 40u32)
                .style("radius", 999u32)
                .prop("alt", said),
            "badge" => self.badge(said, if argument.is_empty() { "accent" } else { argument }),
            "chip" => Node::new("chip", called("Chip"))
                .style("background", self.look.soft.as_str())
                .style("color", self.look.role("text"))
                .style("radius", 999u32)
                .style("fontSize", 14u32)
                .prop("text", said),
            "check" => Node::new("checkbox", called("Checkbox"))
                .style("fontSize", 14u32)
                .style("color", self.look.role("text"))
                .prop("label", said)
                .prop("checked", false),
            "radio" => Node::new("radio", called("Option"))
                .style("fontSize", 16u32)
                .style("color", self.look.role("text"))
                .prop("label", said)
                .prop("checked", flags.contains(&"on")),
            "digit" => self
                .input(&FormField {
                    label: String::new(),
                    kind: "text",
                    sample: "0".to_owned(),
                    required: false,
                })
                .layout("width", 44u32),
            "input" => {
                let sample = if argument == "email" {
                    "you@example.com".to_owned()
                } else {
                    said.to_owned()
                };
                let mut node = self.input(&FormField {
                    label: String::new(),
                    kind: argument,
                    sample,
                    required: false,
                });
                node.name = called("Input");
                node
            }
            "select" => {
                let (label, options) = text.unwrap_or_default().split_once('|').unwrap_or_default();
                self.input(&FormField {
                    label: self.say(label),
                    kind: "select",
                    sample: options.to_owned(),
                    required: false,
                })
            }
            "rating" => Node::new("rating", called("Rating"))
                .style("color", "#f59e0b")
                .prop("value", 4.5)
                .prop("max", 5u32),
            "divider" => Node::new("divider", called("Divider"))
                .style("color", self.look.border.as_str())
                .prop("text", said),
            "bar" => self.bar(
                flags.first().and_then(|flag| flag.parse().ok()).unwrap_or(50),
                place.width.min(320),
            ),
            "chart" => {
                let series: Vec<Value> = if place.item.labels.is_empty() {
                    text.unwrap_or_default()
                        .split('|')
                        .map(|one| Value::from(self.say(one)))
                        .collect()
                } else {
                    place.item.labels.iter().map(Value::from).collect()
                };
                Node::new("chart", format!("{} chart", place.title))
                    .layout("width", "fill")
                    .layout("height", 240u32)
                    .style("color", self.look.accent.as_str())
                    .prop("kind", argument)
                    .prop("series", Value::from(series))
            }
            "breadcrumb" => {
                let items = text.unwrap_or_default().split('|').map(|one| self.say(one));
                Node::new("breadcrumb", "Breadcrumb")
                    .style("fontSize", 13u32)
                    .style("color", self.look.role("muted"))
                    .prop("items", Value::array(items))
            }
            "card" => self.card("card", &called("Card")).layout("gap", 12u32),
            "section" => Node::new("section", called("Section")).flow("column", 16, 24),
            "form" => Node::new("form", called("Form")).flow("column", 14, 0),
            "list" => Node::new("list", called("List")).flow("column", 10, 0),
            "row" => Node::new("row", called("Row"))
                .flow("row", 12, 0)
                .layout("align", "center"),
            "between" => Node::new("row", called("Row"))
                .flow("row", 12, 0)
                .layout("justify", "between")
                .layout("align", "center"),
            "split" if self.request.mobile => Node::new("frame", called("Split")).flow("column", 20, 0),
            "split" => Node::new("row", called("Split"))
                .flow("row", 48, 0)
                .layout("align", "start"),
            _ => Node::new("frame", called("Group")).flow("column", 8, 0),
        }
    }

    fn form_fields(&self, keys: &[&'static str], place: &Place<'_>) -> Vec<Node> {
        if let Some(fields) = place.fields {
            return fields.iter().map(|field| self.input(field)).collect();
        }
        keys.iter()
            .map(|key| self.input(&self.usual_field(key)))
            .collect()
    }

    /// A field of the table by its key.
    pub(super) fn usual_field(&self, key: &str) -> FormField {
        let wanted = key.replace('-', " ");
        let field = data::fields().find(|field| {
            field.words.split('|').any(|word| word == wanted) || super::words::fold(field.label) == wanted
        });
        match field {
            Some(field) => FormField {
                label: self.say(field.label),
                kind: field.kind,
                sample: field.sample.to_owned(),
                required: matches!(field.kind, "email" | "password"),
            },
            None => FormField {
                label: match key {
                    "from" => self.say("From"),
                    "to" => self.say("To"),
                    _ => capitalise(&wanted),
                },
                kind: "text",
                sample: String::new(),
                required: false,
            },
        }
    }

    fn row_of(&self, line: &'static str) -> Row {
        let mut parts = line.split('~').map(|part| self.say(part));
        let mut next = || parts.next().unwrap_or_default();
        Row {
            title: next(),
            detail: next(),
            end: next(),
        }
    }

    /// `count` rows of a table of content, or of the labels that the person gave.
    fn rows(&self, source: &str, usual: usize, place: &Place<'_>) -> Vec<Row> {
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
    fn each(
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
    fn entry(
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

    fn with_word(&self) -> &'static str {
        match self.request.language {
            Language::English => "Continue with",
            Language::German => "Weiter mit",
            Language::French => "Continuer avec",
            Language::Spanish => "Continuar con",
            Language::Italian => "Continua con",
        }
    }

    fn choose(&self, name: &str) -> String {
        translate("Choose {name}", self.request.language).replace("{name}", name)
    }

    #[allow(clippy::too_many_arguments)]
    fn list_item(
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

    fn messages(&self, place: &Place<'_>) -> Node {
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

    fn columns(&self, place: &Place<'_>) -> Node {
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
    fn compare(&self, place: &Place<'_>) -> Node {
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

    fn week_days(&self) -> Vec<String> {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            .into_iter()
            .map(|day| self.say(day))
            .collect()
    }

    fn calendar(&self) -> Node {
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

    fn week(&self, place: &Place<'_>) -> Node {
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

    fn progress(&self, place: &Place<'_>) -> Vec<Node> {
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

    fn table(&self, source: &str, place: &Place<'_>) -> Node {
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

    fn groups(&self, place: &Place<'_>) -> Vec<Node> {
        ["Starters", "Mains", "Desserts"]
            .into_iter()
            .map(|name| self.group(&self.say(name), place.item, place.width))
            .collect()
    }

    /// A group of dishes under its name.
    fn group(&self, title: &str, item: &Item, _width: u32) -> Node {
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

    fn slides(&self, place: &Place<'_>) -> Vec<Node> {
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

    fn dots(&self, count: u32) -> Node {
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

    fn scale(&self) -> Node {
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

    fn keypad(&self) -> Vec<Node> {
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

    fn swatches(&self, place: &Place<'_>) -> Node {
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

    fn links(&self, item: &Item) -> Vec<Node> {
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

impl Node {
    /// The same node under another name.
    fn child_name(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }
}
