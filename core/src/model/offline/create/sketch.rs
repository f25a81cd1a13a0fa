//! The language of the drawings: one line, one node, indented ones inside.
//!
//! `?flag *list tag:argument key:value .prop:value #Name =Text`, all but the tag optional. `?flag` (`?!flag`, `?name:a|b`)
//! draws the line only where that holds, `*list` draws it once for each of a list. `@shape` draws another shape.
//! `{name}` is a blank; `a/b` is one value on a desktop and another on a phone; a key without a value takes the text.

use crate::context::word_list::listed;
use crate::document::{Limits, Value};
use crate::letters;
use crate::sorted::Gather;

use super::data::{self, translate};
use super::node::{Group, Node};
use super::paint::{Painter, Place, Values};
use super::words::{fold, title_case};

/// Keys of the layout, then those of the style.
const KEYS: &str = "w width|h height|g gap|p padding|a align|j justify|d direction|bg background|fg color|bc borderColor|\
    bw borderWidth|r radius|sh shadow|fs fontSize|fw fontWeight";
const LAYOUT_KEYS: usize = 7;

type Line = (usize, &'static str);

/// What a line says about its node, for the values of its keys.
struct Said<'a> {
    text: &'a str,
    argument: &'a str,
}

const NOTHING: Said = Said {
    text: "",
    argument: "",
};

impl Painter<'_> {
    /// Draws a shape of the table.
    pub(super) fn shape(&self, key: &str, place: &Place<'_>) -> Vec<Node> {
        self.body(data::shape(key), place)
    }

    /// The first node of a shape, its blanks filled.
    pub(super) fn filled(&self, key: &str, values: &Values) -> Node {
        self.first(data::shape(key), values)
    }

    /// The first node of a drawing.
    pub(super) fn first(&self, body: &'static str, values: &Values) -> Node {
        let mut nodes = self.body(
            body,
            &Place {
                values,
                ..Place::default()
            },
        );
        nodes.truncate(1);
        nodes.pop().unwrap_or_default()
    }

    /// A node called `name`.
    pub(super) fn named(&self, body: &'static str, name: &str) -> Node {
        self.first(body, Values::new().set("name", name))
    }

    pub(super) fn body(&self, body: &'static str, place: &Place<'_>) -> Vec<Node> {
        let mut lines: Vec<Line> = Vec::new();
        for line in body.lines() {
            let bare = line.trim_start();
            if !bare.is_empty() {
                lines.push((line.len() - bare.len(), bare));
            }
        }
        let mut nodes = Vec::new();
        self.level(&lines, place, &mut nodes);
        nodes
    }

    fn level(&self, lines: &[Line], place: &Place<'_>, nodes: &mut Vec<Node>) {
        let mut rest = lines;
        while let Some((&(indent, line), after)) = rest.split_first() {
            let inner = after.iter().take_while(|(deeper, _)| *deeper > indent).count();
            let (inside, next) = after.split_at(inner);
            self.line(line, inside, place, nodes);
            rest = next;
        }
    }

    fn line(&self, line: &'static str, inside: &[Line], place: &Place<'_>, nodes: &mut Vec<Node>) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(test) = word.strip_prefix('?') {
            let (wanted, test) = test.strip_prefix('!').map_or((true, test), |test| (false, test));
            if self.holds(test, place) == wanted {
                self.line(rest, inside, place, nodes);
            }
        } else if let Some(list) = word.strip_prefix('*') {
            let items = place.find(list).and_then(Value::as_array).unwrap_or_default();
            for (at, it) in items.iter().enumerate() {
                let mut values = Values::new();
                values.set("it", it.clone()).0.extend_from_slice(&place.values.0);
                let place = Place {
                    at,
                    values: &values,
                    ..*place
                };
                self.line(rest, inside, &place, nodes);
            }
        } else if let Some(shape) = word.strip_prefix('@') {
            nodes.append(&mut self.shape(shape, place));
        } else {
            self.element(line, inside, place, nodes);
        }
    }

    fn holds(&self, test: &str, place: &Place<'_>) -> bool {
        if let Some((name, list)) = test.split_once(':') {
            let value = text_of(&self.value(name, &NOTHING, place));
            return list.split('|').any(|one| one == value);
        }
        place.shows.contains(&test)
            || (test == "first" || place.find(test).is_some())
                && !matches!(text_of(&self.value(test, &NOTHING, place)).as_str(), "" | "false")
    }

    fn element(&self, line: &'static str, inside: &[Line], place: &Place<'_>, nodes: &mut Vec<Node>) {
        let (left, text) = line.split_once(" =").unwrap_or((line, ""));
        let (left, name) = left.split_once(" #").unwrap_or((left, ""));
        let mut words = left.split(' ');
        let (tag, argument) = words
            .next()
            .map_or(("", ""), |tag| tag.split_once(':').unwrap_or((tag, "")));
        let argument = self.expand(argument, &NOTHING, place);
        let keys: Vec<&'static str> = words.gather();
        let from = nodes.len();
        if self.special(tag, &argument, &keys, text, place, nodes) {
            return;
        }
        let text = self.speak(translate(text, self.request.language), &NOTHING, place);
        let said = Said {
            text: &text,
            argument: &argument,
        };
        let [kind, usual_keys, usual] = data::atom(tag).unwrap_or([tag, "", ""]);
        let name = if !name.is_empty() {
            self.speak(name, &said, place)
        } else if usual.contains('{') || text.is_empty() {
            self.speak(usual, &said, place)
        } else {
            text.clone()
        };
        let mut node = Node::new(self.by_device(kind), name);
        for key in usual_keys.split(' ').chain(keys) {
            self.apply(&mut node, key, &said, place);
        }
        let room = Place {
            width: place.width.saturating_sub(if tag == "card" { 40 } else { 0 }),
            ..*place
        };
        self.level(inside, &room, &mut node.children);
        nodes.insert(from, node);
    }

    fn by_device(&self, value: &'static str) -> &'static str {
        let (desktop, mobile) = value.split_once('/').unwrap_or((value, value));
        if self.request.mobile { mobile } else { desktop }
    }

    /// Sets what one word of a line says.
    fn apply(&self, node: &mut Node, word: &'static str, said: &Said<'_>, place: &Place<'_>) {
        let (key, written) = word.split_once(':').unwrap_or((word, "{said}"));
        let written = self.by_device(written);
        let (group, field) = if let Some(prop) = key.strip_prefix('.') {
            (Group::Props, prop)
        } else {
            let mut keys = KEYS.split('|').filter_map(|pair| pair.split_once(' '));
            match keys.clone().position(|(short, _)| short == key) {
                Some(at) => (
                    if at < LAYOUT_KEYS {
                        Group::Layout
                    } else {
                        Group::Style
                    },
                    keys.nth(at).map_or("", |(_, long)| long),
                ),
                None => return,
            }
        };
        let blank = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let mut value = match blank {
            Some(blank) => self.value(blank, said, place),
            None if written.contains('{') => Value::from(self.expand(written, said, place)),
            None => Value::parse(written, &Limits::default()).unwrap_or_else(|_| Value::from(written)),
        };
        match (&value, key) {
            (Value::Null, _) => return,
            (Value::String(_), "a") if written.is_empty() => return,
            (Value::String(role), _) if group == Group::Style => value = Value::from(self.look.role(role)),
            (Value::Number(width), "w") if *width > f64::from(place.width) => value = Value::from("fill"),
            (Value::Number(padding), "p") if self.request.mobile => value = Value::from(padding.min(24.0)),
            _ => {}
        }
        node.put(group, field, value);
    }

    /// A text of the tables in the person's language, its blanks filled.
    pub(super) fn say(&self, text: &str) -> String {
        self.fill(translate(text, self.request.language))
    }

    pub(super) fn fill(&self, text: &str) -> String {
        self.speak(text, &NOTHING, &Place::default())
    }

    /// Fills the blanks. What the tables say starts with a capital, what the person says stays as it is.
    fn speak(&self, text: &str, said: &Said<'_>, place: &Place<'_>) -> String {
        let out = self.expand(text, said, place);
        let first = text.strip_prefix('{').and_then(|text| text.split_once('}'));
        if first.is_some_and(|(name, _)| name == "said" || place.find(name).is_some()) {
            out
        } else {
            letters::capitalised(&out)
        }
    }

    fn expand(&self, text: &str, said: &Said<'_>, place: &Place<'_>) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(&text_of(&self.value(name, said, place)));
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// What stands for a blank.
    fn value(&self, name: &str, said: &Said<'_>, place: &Place<'_>) -> Value {
        if let Some(value) = place.find(name) {
            // Of a list the one whose turn it is.
            return match value.as_array() {
                Some(list) if !matches!(name, "options" | "columns" | "rows") => {
                    list.get(place.at).cloned().unwrap_or_default()
                }
                _ => value.clone(),
            };
        }
        if name.contains('|') {
            let mut turns = name.split('|').cycle();
            return Value::from(turns.nth(place.at).unwrap_or_default());
        }
        match name {
            "width" => Value::from(place.width),
            "n" => Value::from(place.at as u32 + 1),
            "first" => Value::from(place.at == 0),
            "fit" => Value::from((said.text.chars().count() as u32 * 9 + 44).max(96)),
            "series" if !place.item.labels.is_empty() => Value::array(&place.item.labels),
            "series" | "parts" => Value::array(said.text.split('|').map(|part| self.say(part))),
            _ => Value::from(self.blank(name, said, place)),
        }
    }

    fn blank(&self, name: &str, said: &Said<'_>, place: &Place<'_>) -> String {
        let topic = &self.request.topic;
        let about = if topic.is_empty() { &self.brand } else { topic };
        let or = |usual: &str| {
            if topic.is_empty() {
                usual.to_owned()
            } else {
                title_case(topic)
            }
        };
        let quote = place.item.quotes.first();
        match name {
            "said" => said.text.to_owned(),
            "arg" => said.argument.to_owned(),
            "slug" => {
                let mut path = String::from("/");
                for c in fold(said.text).chars() {
                    if c.is_ascii_alphanumeric() {
                        path.push(c);
                    } else if c == ' ' {
                        path.push('-');
                    }
                }
                path
            }
            "brand" => self.brand.clone(),
            "topic" | "for-topic" => about.clone(),
            "topic-title" => title_case(about),
            "phrase" => quote.map_or(place.title, String::as_str).to_owned(),
            "title" if !place.title.is_empty() => place.title.to_owned(),
            "cost" => self.asked_price().unwrap_or("€ 89.00").to_owned(),
            "headline" | "title" => self.headline.clone(),
            "lede" => self.say("Everything about {topic}, made for you."),
            "cta" => self.cta(),
            "image" => format!("Photo: {about}"),
            "fact" => {
                let texts = data::facts(&place.item.words).unwrap_or("=€ 1,842.00");
                pick(texts.trim_start_matches('='), place.item.phrase.len())
            }
            "question" if quote.is_some() => quote.cloned().unwrap_or_default(),
            "question" if topic.is_empty() => "Which planet is closest to the sun?".to_owned(),
            "question" => format!("What do you know about {topic}?"),
            "animal" => about.rsplit(' ').next().unwrap_or_default().to_owned(),
            "place" => or("Lisbon"),
            "track" => or("Golden Hour"),
            name => {
                let (list, number) = if let Some(number) = name.strip_prefix('i') {
                    (self.ingredients, number)
                } else if let Some(number) = name.strip_prefix('a') {
                    let planets = topic.is_empty();
                    (
                        if planets {
                            "Mercury|Venus|Mars|Jupiter"
                        } else {
                            &self.things
                        },
                        number,
                    )
                } else {
                    (self.things.as_str(), name)
                };
                pick(list, number.parse().unwrap_or(1) - 1)
            }
        }
    }

    /// "price $129"
    fn asked_price(&self) -> Option<&str> {
        self.request.items.iter().find_map(|item| {
            let (said, price) = item.phrase.rsplit_once(' ')?;
            let is_price = item.words.len() == 1
                && listed("price|cost|preis|prix|precio|prezzo", &letters::lowered(said));
            (is_price && price.contains(|c: char| c.is_ascii_digit())).then_some(price)
        })
    }

    fn cta(&self) -> String {
        for item in &self.request.items {
            if item.words.last().is_some_and(|word| word == "cta")
                && let Some(quote) = item.quotes.first()
            {
                return quote.clone();
            }
        }
        self.say("Get started")
    }
}

/// One of a list, which starts again at its end.
pub(super) fn pick(list: &str, at: usize) -> String {
    list.split('|').cycle().nth(at).unwrap_or_default().to_owned()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.as_ref().to_owned(),
        Value::Null => String::new(),
        value => value.to_json(),
    }
}
