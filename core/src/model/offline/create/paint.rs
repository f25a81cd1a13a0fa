//! Turns the bodies of the tables into nodes: one line, one node, indented ones inside.

use crate::document::Value;

use super::data::{self, translate};
use super::items::Item;
use super::look::Look;
use super::node::Node;
use super::request::Request;
use super::words::{capitalise, title_case};

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

impl Painter<'_> {
    /// A text of the tables in the person's language, its blanks filled.
    pub(super) fn say(&self, text: &'static str) -> String {
        self.fill(translate(text, self.request.language))
    }

    pub(super) fn fill(&self, text: &str) -> String {
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

    #[allow(clippy::too_many_arguments)]
    pub(super) fn single(
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

    pub(super) fn form_fields(&self, keys: &[&'static str], place: &Place<'_>) -> Vec<Node> {
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
}
