//! What fills the drawings with life, and the elements that take more than a line of a table.

use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;

use super::data;
use super::item::Item;
use super::look::Look;
use super::node::Node;
use super::request::Request;
use super::words::fold;

/// One field of a form.
#[derive(Clone, PartialEq)]
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
    pub(super) headline: String,
    /// The topic is one of the table
    pub(super) known: bool,
    /// Six things that the topic has, parted by `|`
    pub(super) things: String,
    pub(super) ingredients: &'static str,
}

/// What fills the blanks of a drawing.
#[derive(Default)]
pub(super) struct Values(pub(super) Vec<(&'static str, Value)>);

impl Values {
    pub(super) fn new() -> Self {
        Self::default()
    }

    // One copy for each type of value instead of one for each call.
    #[inline(never)]
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<Value>) -> &mut Self {
        self.0.push((name, value.into()));
        self
    }
}

/// Where a part stands and what was said about it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) item: &'a Item,
    /// Room from edge to edge
    pub(super) width: u32,
    pub(super) title: &'a str,
    /// Instead of, or after, the usual fields
    pub(super) fields: Option<&'a [FormField]>,
    pub(super) values: &'a Values,
    /// Flags that hold
    pub(super) shows: &'a [&'static str],
    /// Which of several this one is, from 0
    pub(super) at: usize,
}

static UNFILLED: Values = Values(Vec::new());
static UNSAID: Item = Item::NONE;

impl Default for Place<'_> {
    fn default() -> Self {
        Self {
            item: &UNSAID,
            width: u32::MAX,
            title: "",
            fields: None,
            values: &UNFILLED,
            shows: &[],
            at: 0,
        }
    }
}

impl Place<'_> {
    pub(super) fn find(&self, name: &str) -> Option<&Value> {
        self.values
            .0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

impl Painter<'_> {
    /// Draws what a tag stands for that is no single node; `false` when it is one.
    pub(super) fn special(
        &self,
        tag: &str,
        argument: &str,
        words: &[&'static str],
        text: &str,
        place: &Place<'_>,
        nodes: &mut Vec<Node>,
    ) -> bool {
        let count = place.item.count.unwrap_or(1).min(60);
        match tag {
            "fields" => match place.fields {
                Some(fields) => nodes.extend(fields.iter().map(|field| self.input(field))),
                None => nodes.extend(words.iter().map(|key| self.input(&self.usual_field(key)))),
            },
            "field" => nodes.push(self.input(&self.usual_field(argument))),
            "bar" => {
                let width = words.iter().find_map(|word| word.strip_prefix("w:"));
                let width = match width.map(str::parse) {
                    Some(Ok(width)) => width,
                    Some(_) => place.width,
                    None => place.width.min(320),
                };
                let percent: u32 = argument.parse().unwrap_or(50);
                nodes.push(self.filled("bar", Values::new().set("width", width).set("percent", percent)));
            }
            "chart" if count > 1 => {
                let mut item = Item::NONE;
                item.labels.clone_from(&place.item.labels);
                let charts: Vec<u32> = (0..count.min(8)).gather();
                nodes.append(
                    &mut self.shape(
                        "charts",
                        &Place {
                            item: &item,
                            values: Values::new()
                                .set("charts", Value::array(charts))
                                .set("text", text),
                            ..*place
                        },
                    ),
                );
            }
            "each" => self.each(words, text, place, nodes),
            "messages" => nodes.push(self.messages(place)),
            "columns" => nodes.push(self.columns(place)),
            "compare" => nodes.push(self.compare(place)),
            "calendar" => nodes.push(self.calendar()),
            "week" => nodes.push(self.week(place)),
            "progress" => nodes.append(&mut self.progress(place)),
            "table" if !words.is_empty() => nodes.push(self.table(words, place)),
            "groups" => {
                for name in ["Starters", "Mains", "Desserts"] {
                    nodes.push(self.group(&self.say(name), place.item));
                }
            }
            "group" => nodes.push(self.group(place.title, place.item)),
            "slides" => {
                for (at, row) in self.rows("slides", 3, place).iter().enumerate() {
                    nodes.append(&mut self.shape(
                        "slide",
                        &Place {
                            at,
                            values: &row.values(),
                            ..Place::default()
                        },
                    ));
                }
            }
            "dots" => {
                let dots: Vec<u32> = (0..place.item.count.unwrap_or(3).min(12)).gather();
                nodes.push(self.filled("dots", Values::new().set("dots", Value::array(dots))));
            }
            "scale" => nodes.push(self.scale()),
            "keypad" => self.keypad(nodes),
            "swatches" => {
                let colours = ["Black", "Green", "Blue", "Red", "Sand", "Purple"];
                let colours = colours.into_iter().take(place.item.count.unwrap_or(4) as usize);
                nodes.push(self.filled("swatches", Values::new().set("colours", Value::array(colours))));
            }
            "buttons" => self.buttons(place.item, count as usize, nodes),
            "links" => {
                let labels = self.labels(place.item);
                for label in &labels {
                    let label = if label.is_empty() { "More" } else { label };
                    nodes.push(self.named("link ={name}", label));
                }
            }
            _ => return false,
        }
        true
    }

    pub(super) fn heading(&self, name: &str, text: &str) -> Node {
        let mut node = self.named("h2 ={name}", text);
        node.name = name.to_owned();
        node
    }

    pub(super) fn input(&self, field: &FormField) -> Node {
        let shape = match field.kind {
            "textarea" => "field-textarea",
            "checkbox" => "field-checkbox",
            "toggle" => "field-toggle",
            "select" => "field-select",
            _ => "field-input",
        };
        let options: Vec<&str> = field.sample.split('|').gather();
        self.filled(
            shape,
            Values::new()
                .set("label", &field.label)
                .set("kind", field.kind)
                .set("sample", &field.sample)
                .set("choice", options.first().copied().unwrap_or_default())
                .set("options", Value::array(options))
                .set(
                    "required",
                    if field.required {
                        Value::from(true)
                    } else {
                        Value::Null
                    },
                ),
        )
    }

    /// A field of the table by its key.
    pub(super) fn usual_field(&self, key: &str) -> FormField {
        let wanted = key.replace('-', " ");
        let field = data::fields()
            .find(|field| field.words.split('|').any(|word| word == wanted) || fold(field.label) == wanted);
        match field {
            Some(field) => FormField {
                label: self.say(field.label),
                kind: field.kind,
                sample: field.sample.to_owned(),
                required: matches!(field.kind, "email" | "password"),
            },
            None => FormField {
                label: self.say(&letters::capitalised(&wanted)),
                kind: "text",
                sample: String::new(),
                required: false,
            },
        }
    }
}
