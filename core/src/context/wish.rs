//! One clause of a prompt, read: what is to be done, what it speaks of (still as words), and the values it names.

mod acting;
mod asking;
mod icon;
mod look;
mod phrase;
mod place;
mod settled;
mod value;

use crate::context::clause::{ALSO_HAS, AS_THE_NTH};
use crate::context::lexicon::{
    Act, Attr, Class, Det, Dim, Extent, Look, Pick, Place, Prep, Pron, Rel, Sense, State, Vague, class,
};
use crate::context::token::{Kind, Token, stem};
use crate::context::word_list::listed;
use crate::document::{number_text, parse_number};
use crate::sorted::Gather;
use std::ops::Range;
pub(crate) use value::carries_value;

/// Words that point at something.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Np {
    pub(crate) span: Range<usize>,
    /// What it is called, stemmed
    pub(crate) words: Vec<String>,
    /// The same, not stemmed
    pub(crate) raw: Vec<String>,
    /// The same as typed
    pub(crate) typed: Vec<String>,
    /// What kind of thing is looked for
    pub(crate) head: Class,
    pub(crate) head_word: String,
    pub(crate) ordinals: Vec<i32>,
    pub(crate) count: Option<u32>,
    pub(crate) plural: bool,
    pub(crate) all: bool,
    pub(crate) definite: bool,
    /// "this card": one that is pointed at
    pub(crate) this: bool,
    pub(crate) indefinite: bool,
    pub(crate) another: bool,
    pub(crate) mine: Option<bool>,
    pub(crate) colour: Option<String>,
    pub(crate) place: Option<Place>,
    /// "at the top right": the other half of the place
    pub(crate) side: Option<Place>,
    pub(crate) picks: Vec<Pick>,
    pub(crate) pron: Option<Pron>,
    pub(crate) quoted: Option<String>,
    pub(crate) named: Vec<usize>,
    pub(crate) id: Option<usize>,
    pub(crate) scope: Option<Box<Np>>,
    pub(crate) near: Option<(Rel, Box<Np>)>,
    /// `the other one`
    pub(crate) other: bool,
    /// Which are not meant
    pub(crate) except: Vec<Np>,
    /// Those may be of another of several things that are named
    pub(crate) except_of_several: bool,
    /// Whose it is: `reviews by Tom`
    pub(crate) by: Option<Box<Np>>,
    /// All of it as typed, with what it is of, where it is counted
    pub(crate) said: String,
}

impl Np {
    /// Whether it names nothing by itself.
    pub(crate) fn is_bare(&self) -> bool {
        self.words.is_empty() && self.head & !class::ANY == 0 && self.is_plain()
    }

    /// Whether nothing but its kind and its words says which one it is.
    pub(crate) fn is_plain(&self) -> bool {
        self.named.is_empty()
            && self.id.is_none()
            && self.quoted.is_none()
            && self.colour.is_none()
            && self.ordinals.is_empty()
            && self.picks.is_empty()
            && self.place.is_none()
    }

    /// A word of it, as it is written.
    // Called from many places, and longer than a call.
    #[inline(never)]
    fn spoken(&mut self, text: &str) {
        self.raw.push(text.to_owned());
    }

    /// A word that it is called by.
    #[inline(never)]
    fn word(&mut self, text: &str) {
        for word in text.split(' ') {
            self.words.push(stem(word));
        }
        self.spoken(text);
    }

    /// As typed, for questions.
    pub(crate) fn shown(&self) -> String {
        let mut shown = self.raw.join(" ");
        if shown.is_empty() {
            shown = self.quoted.clone().unwrap_or_else(|| self.head_word.clone());
        }
        shown
    }
}

/// A colour that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Paint {
    Hex(String),
    /// dark or light, whatever the hue
    Shade(bool),
}

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Main,
    Placeholder,
    Label,
    Value,
    Href,
    Alt,
    Options,
}

/// One value that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    Colour(Option<Attr>, Paint),
    Scale(Dim, i8, Extent),
    Exact(Dim, f64, &'static str),
    Look(Look, bool),
    State(State, bool),
    Text(Slot, String),
    Icon(String),
    Chart(&'static str),
    Place(Place),
    /// The third of those that are alike, the last of them
    Nth(i32),
    Vague(Vague),
    /// Without shadow, border, ...
    Without(Dim),
    Font(String),
    MaxWords(usize),
    /// To the end of what is offered: add these options or columns
    Extend(Vec<String>),
    /// As what an item is marked: `sold out`
    Mark(String),
    /// Take this option or column out
    Drop(String),
}

/// A clause, read.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    pub(crate) span: Range<usize>,
    pub(crate) act: Option<Act>,
    /// What it is done to
    pub(crate) objects: Vec<Np>,
    /// Where all of it is
    pub(crate) scope: Option<Np>,
    pub(crate) rel: Option<Rel>,
    pub(crate) anchors: Vec<Np>,
    pub(crate) dest: Option<Np>,
    /// What it should be like
    pub(crate) model: Option<Np>,
    pub(crate) changes: Vec<Change>,
    /// A property that is spoken of, without a value
    pub(crate) attrs: Vec<Attr>,
    pub(crate) attr_plural: bool,
    /// Quoted texts and data of something new
    pub(crate) texts: Vec<String>,
    pub(crate) mine: Option<bool>,
    pub(crate) too: bool,
    /// What it should say comes behind what it says
    pub(crate) adds: bool,
    /// The space is that between the things
    pub(crate) between: bool,
    /// How many copies, if it is said
    pub(crate) copies: Option<f64>,
    pub(crate) correct: bool,
    /// Something in it is quoted as it shall stand there
    pub(crate) verbatim: bool,
    /// It tells how something is: `Biscuit is 5 years old`
    pub(crate) tells: bool,
    /// Where one of two values ends up: `from 23:00 to 06:30`; what else something new says, after its name
    pub(crate) values: Vec<String>,
    pub(crate) about_order: Option<(String, bool)>,
    /// The option or column that gets another name
    pub(crate) choice: Option<String>,
    /// The place of the option that is spoken of
    pub(crate) nth: Option<i32>,
    /// The nodes that offer the option that is wanted
    pub(crate) offering: Vec<usize>,
    /// What stands after the relation, as typed
    pub(crate) tail: String,
    /// Words that nothing was made of
    pub(crate) loose: Vec<String>,
    pub(crate) with: Option<Np>,
    /// What is not meant of all that is
    pub(crate) except: Vec<Np>,
    /// Why the embedded model makes nothing of it
    pub(crate) refused: Option<&'static str>,
}

/// What is said to words that begin with a verb that nobody here knows.
pub(crate) const UNKNOWN_VERB: &str =
    "I do not know that verb. Name a part of the design, and say what should change about it.";

/// What is said to words that go back within a change.
pub(crate) const STEPS: &str = "Undoing is a step of its own: ask for the change, or to undo one.";

/// What is said to an act that is forbidden: "don't delete it".
pub(crate) const FORBIDDEN: &str = "nothing was changed, as you asked";

impl Wish {
    /// Whether it says what should become of the thing.
    pub(crate) fn says_what(&self) -> bool {
        !self.changes.is_empty()
            || !self.values.is_empty()
            || self.model.is_some()
            || self.rel.is_some()
            || self.refused.is_some()
            || matches!(
                self.act,
                Some(
                    Act::Add
                        | Act::Remove
                        | Act::Hide
                        | Act::Duplicate
                        | Act::Swap
                        | Act::Sort
                        | Act::Shorten
                        | Act::Lengthen
                        | Act::Tick
                        | Act::Untick
                        | Act::Select
                        | Act::Repeat
                        | Act::Correct
                        | Act::Wrap
                )
            )
    }
}

/// What the next noun phrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Object,
    Anchor,
    Dest,
    Model,
    With,
}

/// Reads one clause.
pub(crate) fn read(text: &str, tokens: &[Token]) -> Wish {
    let mut reader = Reader {
        text,
        tokens,
        at: 0,
        wish: Wish::default(),
        role: Role::Object,
        predicate: false,
        leads: false,
        grow: 0,
        amount: Extent::Plain,
        attr: None,
        negated: false,
    };
    reader.wish.span = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => 0..0,
    };
    reader.wish.adds = tokens.iter().any(|t| t.text == ALSO_HAS);
    reader.wish.verbatim = tokens.iter().any(|t| {
        let typed = text.get(t.span.clone()).unwrap_or_default();
        matches!(t.kind, Kind::Quoted(_)) && typed.starts_with(|c: char| !c.is_alphanumeric())
    });
    reader.read();
    reader.settle();
    reader.wish
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    wish: Wish,
    role: Role,
    /// After "should", "is" and the like
    predicate: bool,
    /// Where something is, before anything is said of it: "in the hero the title ..."
    leads: bool,
    grow: i8,
    amount: Extent,
    attr: Option<Attr>,
    negated: bool,
}

impl<'a> Reader<'a> {
    // Called from hundreds of places, and longer than a call.
    #[inline(never)]
    fn tok(&self, at: usize) -> Option<&'a Token> {
        self.tokens.get(at)
    }

    #[inline(never)]
    fn sense(&self, at: usize) -> Option<Sense> {
        self.tok(at).and_then(|t| t.sense)
    }

    fn read(&mut self) {
        while let Some(token) = self.tok(self.at) {
            let before = self.at;
            self.step(token);
            if self.at == before {
                self.at += 1;
            }
        }
    }

    fn step(&mut self, token: &'a Token) {
        match &token.kind {
            Kind::Quoted(text) | Kind::Literal(text) => {
                self.quoted(text.clone(), matches!(token.kind, Kind::Literal(_)))
            }
            Kind::Secret(text) => self.text_value(text.clone()),
            Kind::Hex(hex) => self.paint(Paint::Hex(hex.clone())),
            Kind::Choice(nodes, option)
                if (self.wish.objects.is_empty() || self.names_a_choice())
                    && (matches!(
                        self.wish.act,
                        Some(Act::Remove | Act::Hide | Act::Rename | Act::Replace | Act::Change)
                    ) || self.wish.act.is_none()
                        && self.tok(self.at + 1).is_some_and(|t| t.text == "column")) =>
            {
                // One of the choices of a list is spoken of, not a node.
                self.wish.objects.clear();
                self.wish.objects.push(Np {
                    named: nodes.clone(),
                    span: token.span.clone(),
                    raw: vec![option.clone()],
                    definite: true,
                    ..Np::default()
                });
                self.at += 1;
                if matches!(
                    self.sense(self.at),
                    Some(Sense::Class(_) | Sense::Attr(Attr::Options | Attr::Label))
                ) {
                    self.at += 1;
                }
                if matches!(self.wish.act, Some(Act::Remove | Act::Hide)) {
                    self.wish.act = Some(Act::Change);
                    self.push(Change::Drop(option.clone()));
                    self.at = self.tokens.len();
                } else {
                    self.wish.choice = Some(option.clone());
                }
            }
            // "set Greta's last seen to Today": which cell of the row.
            Kind::Choice(_, column)
                if self.wish.choice.is_some()
                    && self.tok(self.at + 1).is_some_and(|t| t.is(Sense::Prep(Prep::To))) =>
            {
                self.wish.loose.push(column.clone());
            }
            // "sort the cars, cheapest first": in which order, and nothing to choose.
            Kind::Choice(..) if self.wish.act == Some(Act::Sort) && !self.wish.objects.is_empty() => {}
            Kind::Choice(nodes, option) => {
                self.wish.changes.push(Change::Text(Slot::Value, option.clone()));
                self.wish.offering.clone_from(nodes);
                if self.wish.objects.is_empty() && self.tok(self.at + 1).is_none() {
                    self.wish.objects.push(Np {
                        named: nodes.clone(),
                        span: token.span.clone(),
                        raw: vec![option.clone()],
                        ..Np::default()
                    });
                }
            }
            Kind::Word if token.text == AS_THE_NTH => {
                if let Some(Sense::Ordinal(nth)) = token.sense {
                    self.push(Change::Nth(nth));
                }
            }
            Kind::Number(value, unit) => self.number(*value, unit, token),
            Kind::Ordinal(_) | Kind::Named(_) | Kind::Id(_) => self.noun(),
            // "amenities: also list a shuttle"
            Kind::Colon
                if self.wish.act.is_none()
                    && self.wish.objects.len() == 1
                    && matches!(self.sense(self.at + 1), Some(Sense::Act(Act::Add))) =>
            {
                self.wish.dest = self.wish.objects.pop();
            }
            Kind::Arrow | Kind::Colon => {
                self.at += 1;
                if self.wish.act == Some(Act::Add) {
                    self.role = Role::Object;
                }
                if self.wish.act != Some(Act::Add) || matches!(token.kind, Kind::Arrow) {
                    self.value_region();
                } else if self
                    .tok(self.at)
                    .is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Number(..)))
                    && self.wish.texts.is_empty()
                {
                    // "add one more colour: burgundy"
                    self.wish.texts.push(self.rest());
                    self.at = self.tokens.len();
                }
            }
            Kind::Comma | Kind::Slash | Kind::Stop => {
                self.grow = 0;
                self.negated = false;
            }
            Kind::Word => self.word(token),
        }
    }

    fn word(&mut self, token: &'a Token) {
        if self.that_are_so() || self.told_in_a_clause(token) {
            return;
        }
        let Some(sense) = token.sense else {
            // "new field under the name"
            if token.text == "new"
                && self.wish.act.is_none()
                && self.wish.objects.is_empty()
                && self.wish.changes.is_empty()
                && self.wish.rel.is_none()
                && (self.at + 1..self.at + 4).any(|at| matches!(self.sense(at), Some(Sense::Class(_))))
            {
                self.wish.act = Some(Act::Add);
                return;
            }
            // "we need the phone of the owner, new field under the name": what it is for comes first.
            let after_a_comma = self
                .tokens
                .get(self.at.wrapping_sub(1))
                .is_some_and(|before| before.kind == Kind::Comma);
            if token.text == "new"
                && after_a_comma
                && matches!(self.wish.act, None | Some(Act::Make))
                && self.wish.changes.is_empty()
                && self.wish.rel.is_none()
                && matches!(self.sense(self.at + 1), Some(Sense::Class(_)))
                && let [what] = self.wish.objects.as_slice()
            {
                let end = what.scope.as_ref().map_or(what.span.end, |scope| scope.span.end);
                let said = self.text.get(what.span.start..end).unwrap_or_default();
                let said = said.trim_start_matches("the ").trim_start_matches("a ");
                self.wish.texts.push(crate::letters::capitalised(said));
                self.wish.objects.clear();
                self.wish.act = Some(Act::Add);
                self.role = Role::Object;
                self.predicate = false;
                return;
            }
            if token.text == "write" && self.writes() {
                return;
            }
            return self.noun();
        };
        // "a fourth snack: Ice cream": one more than there are.
        let begins = self.wish.act.is_none() && self.wish.objects.is_empty() && self.wish.changes.is_empty();
        let next = self.sense(self.at + 1);
        if begins && sense == Sense::Det(Det::A) && matches!(next, Some(Sense::Ordinal(2..))) {
            self.wish.act = Some(Act::Add);
        }
        match sense {
            Sense::Fluff if self.wants_a_thing(token) => {
                self.wish.act = Some(Act::Add);
                self.role = Role::Object;
            }
            Sense::Fluff | Sense::Then | Sense::Instead => {}
            Sense::And if self.but_leaves_out() => self.leave_out(),
            Sense::And => {
                // "swap feature 1 and 3"
                if let (
                    Some(Token {
                        kind: Kind::Number(n, ""),
                        ..
                    }),
                    Some(last),
                ) = (self.tok(self.at + 1), self.wish.objects.last())
                    && let Some((number, head)) = last.raw.split_last()
                    && parse_number(number).is_some()
                    && !head.is_empty()
                {
                    let mut twin = last.clone();
                    twin.named.clear();
                    twin.words = head.iter().map(|w| stem(w)).gather();
                    twin.words.push(number_text(*n));
                    twin.raw = head.to_vec();
                    twin.raw.push(number_text(*n));
                    self.wish.objects.push(twin);
                    self.at += 2;
                }
            }
            // "too small": the other way round.
            Sense::Too if matches!(self.sense(self.at + 1), Some(Sense::More(..) | Sense::Shade(_))) => {
                match self.sense(self.at + 1) {
                    Some(Sense::More(dim, by)) => self.push(Change::Scale(dim, -by, Extent::Plain)),
                    Some(Sense::Shade(by)) => self.push(Change::Scale(Dim::Light, -by, Extent::Plain)),
                    _ => {}
                }
                self.at += 2;
            }
            Sense::Too if self.sense(self.at + 1) == Some(Sense::Look(Look::Round)) => {
                self.push(Change::Scale(Dim::Radius, -1, Extent::Plain));
                self.at += 2;
            }
            Sense::Too => self.wish.too = true,
            Sense::Remark => {
                if self.at == 0 || self.wish.says_what() || !self.wish.objects.is_empty() && self.predicate {
                    // "guests cannot park here so take that off the list"
                    let so = |at: &usize| {
                        self.tok(*at).is_some_and(|t| t.text == "so")
                            && matches!(self.sense(at + 1), Some(Sense::Act(_)))
                    };
                    self.at = (self.at..self.tokens.len()).find(so).unwrap_or(self.tokens.len());
                }
            }
            Sense::No => {
                if self.next_attr(self.at + 1) {
                    self.negated = true;
                } else if self.at == 0 && self.only_a_noun(1) {
                    self.wish.act = Some(Act::Remove);
                } else if self.at == 0 {
                    self.wish.correct = true;
                }
            }
            Sense::Not => self.skip_negated(),
            Sense::Except => self.leave_out(),
            Sense::State(..) if self.describes_several() => self.noun(),
            // "duplicate it twice"
            Sense::Amount(Extent::Percent(part)) if self.wish.act == Some(Act::Duplicate) => {
                self.wish.copies = Some(f64::from(part) / 100.0);
            }
            Sense::Amount(extent) => {
                self.amount = extent;
                // "half the height": the measure says the rest.
                if let (Extent::Percent(part), Some(Sense::Attr(_))) = (extent, self.sense(self.at + 1)) {
                    self.grow = if part < 100 { -1 } else { 1 };
                }
            }
            // "less green": less of a colour is no colour.
            Sense::Grow(by)
                if by < 0
                    && (self.at + 1..self.at + 3)
                        .any(|at| matches!(self.sense(at), Some(Sense::Colour(_)))) =>
            {
                self.wish.refused = Some("Which colour should it have instead?");
                self.at = self.tokens.len();
            }
            Sense::Grow(by) => {
                self.grow = by;
                if let Some(attr) = self.attr.take() {
                    self.measure(attr, by);
                    self.grow = 0;
                }
            }
            Sense::Modal if self.wants_something() => {
                self.wish.dest = self.wish.objects.pop();
                self.wish.act = Some(Act::Add);
            }
            Sense::Modal if self.becomes_text() => {
                self.wish.tells = listed("is|are", &token.text);
                self.at += 1;
                let text = self.rest();
                let text = text.strip_suffix(" now").unwrap_or(&text).to_owned();
                self.at = self.tokens.len();
                let slot = self.slot();
                self.push(Change::Text(slot, text));
            }
            Sense::Modal => self.predicate = true,
            Sense::Say if self.wish.objects.is_empty() && self.writes() => {}
            Sense::Say => self.say(),
            Sense::Saying => self.saying(),
            Sense::Act(Act::Add) if token.text == "write" && self.writes() => {}
            Sense::Act(act) => self.act(act),
            Sense::Colour(hex) => self.colour(Paint::Hex(hex.to_owned())),
            Sense::Shade(by) => self.shade(by),
            Sense::More(dim, by) => self.more(dim, by),
            // "add a size select": the property is what it is for.
            Sense::Attr(_)
                if self.wish.act == Some(Act::Add)
                    && self.wish.objects.is_empty()
                    && matches!(self.sense(self.at + 1), Some(Sense::Class(kind)) if kind & class::FIELD != 0) =>
            {
                self.noun()
            }
            Sense::Attr(attr) => self.attribute(attr, token),
            Sense::Look(look) => self.look(look),
            Sense::NoLook(look) => self.push(Change::Look(look, false)),
            Sense::State(..) if self.role == Role::Dest && token.capital => self.noun(),
            Sense::State(state, on) => self.state(state, on),
            Sense::Place(place) => self.place(place),
            Sense::Rel(rel) => self.relation(rel),
            Sense::Prep(prep) => self.preposition(prep),
            Sense::Vague(vague) => self.push(Change::Vague(vague)),
            Sense::Chart(kind) => self.chart(kind),
            Sense::Same => {
                self.role = Role::Model;
                if token.text.contains("size") {
                    self.wish.attrs.push(Attr::Dim(Dim::Size));
                } else if token.text.contains("color") {
                    self.wish.attrs.push(Attr::Colour);
                }
                // "the same red as the top bar"
                if matches!(self.sense(self.at + 1), Some(Sense::Colour(_)))
                    && self.tok(self.at + 2).is_some_and(|t| t.text == "as")
                {
                    self.wish.attrs.push(Attr::Colour);
                    self.at += 3;
                }
            }
            Sense::Pron(Pron::One) if self.wish.act == Some(Act::Add) && self.wish.objects.is_empty() => {
                self.noun()
            }
            // "31:63 should be a primary button"
            Sense::Pick(pick @ (Pick::Main | Pick::Secondary)) if self.becomes_a_button(self.at) => {
                let look = match pick {
                    Pick::Main => Look::Primary,
                    _ => Look::Secondary,
                };
                self.push(Change::Look(look, true));
                self.at += 2;
            }
            Sense::Det(Det::A | Det::The) if self.becomes_a_button(self.at + 1) => {}
            Sense::Class(_)
            | Sense::Det(_)
            | Sense::Pron(_)
            | Sense::Pick(_)
            | Sense::Ordinal(_)
            | Sense::Count(_) => self.noun(),
        }
    }

    fn push(&mut self, change: Change) {
        self.wish.changes.push(change);
        self.negated = false;
    }
}
