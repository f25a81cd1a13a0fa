//! One clause of a prompt, read: what is to be done, what it speaks of (still as words), and the values it names.

use crate::sorted::Gather;
use std::ops::Range;

use crate::context::lexicon::{
    Act, Attr, Class, Det, Dim, Look, Pick, Place, Prep, Pron, Rel, Sense, State, Vague, class,
};
use crate::context::token::{Kind, Token, stem};
use crate::document::{number_text, parse_number};

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
    pub(crate) indefinite: bool,
    pub(crate) another: bool,
    pub(crate) mine: Option<bool>,
    pub(crate) colour: Option<String>,
    pub(crate) place: Option<Place>,
    pub(crate) picks: Vec<Pick>,
    pub(crate) pron: Option<Pron>,
    pub(crate) quoted: Option<String>,
    pub(crate) named: Vec<usize>,
    pub(crate) id: Option<usize>,
    pub(crate) scope: Option<Box<Np>>,
    pub(crate) near: Option<(Rel, Box<Np>)>,
    pub(crate) except: Option<Box<Np>>,
}

impl Np {
    /// Whether it names nothing by itself.
    pub(crate) fn is_bare(&self) -> bool {
        self.words.is_empty()
            && self.head & !class::ANY == 0
            && self.named.is_empty()
            && self.id.is_none()
            && self.quoted.is_none()
            && self.colour.is_none()
            && self.ordinals.is_empty()
            && self.picks.is_empty()
            && self.place.is_none()
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
    Scale(Dim, i8, i8),
    Exact(Dim, f64, &'static str),
    Look(Look, bool),
    State(State, bool),
    Text(Slot, String),
    Icon(String),
    Chart(&'static str),
    Place(Place),
    Vague(Vague),
    /// Without shadow, border, ...
    Without(Dim),
    Font(String),
    MaxWords(usize),
    /// To the end of what is offered: add these options or columns
    Extend(Vec<String>),
    /// Take this option or column out
    Drop(String),
}

/// A clause, read.
#[derive(Clone, Debug, Default, PartialEq)]
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
    pub(crate) correct: bool,
    /// Where one of two values ends up: `from 23:00 to 06:30`
    pub(crate) values: Vec<String>,
    pub(crate) about_order: Option<(String, bool)>,
    /// The option or column that gets another name
    pub(crate) choice: Option<String>,
    /// What stands after the relation, as typed
    pub(crate) tail: String,
    /// Words that nothing was made of
    pub(crate) loose: Vec<String>,
    pub(crate) with: Option<Np>,
    /// Why the embedded model makes nothing of it
    pub(crate) refused: Option<&'static str>,
}

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
        grow: 0,
        amount: 0,
        attr: None,
        negated: false,
    };
    reader.wish.span = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => 0..0,
    };
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
    grow: i8,
    amount: i8,
    attr: Option<Attr>,
    negated: bool,
}

impl<'a> Reader<'a> {
    fn tok(&self, at: usize) -> Option<&'a Token> {
        self.tokens.get(at)
    }

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
                if self.wish.objects.is_empty()
                    && matches!(
                        self.wish.act,
                        Some(Act::Remove | Act::Hide | Act::Rename | Act::Replace | Act::Change)
                    ) =>
            {
                // One of the choices of a list is spoken of, not a node.
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
            Kind::Choice(nodes, option) => {
                self.wish.changes.push(Change::Text(Slot::Value, option.clone()));
                if self.wish.objects.is_empty() && self.tok(self.at + 1).is_none() {
                    self.wish.objects.push(Np {
                        named: nodes.clone(),
                        span: token.span.clone(),
                        raw: vec![option.clone()],
                        ..Np::default()
                    });
                }
            }
            Kind::Number(value, unit) => self.number(*value, unit, token),
            Kind::Ordinal(_) | Kind::Named(_) | Kind::Id(_) => self.noun(),
            Kind::Arrow | Kind::Colon => {
                self.at += 1;
                if self.wish.act == Some(Act::Add) {
                    self.role = Role::Object;
                }
                if self.wish.act != Some(Act::Add) || matches!(token.kind, Kind::Arrow) {
                    self.value_region();
                } else if self.tok(self.at).is_some_and(|t| t.kind == Kind::Word)
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
        let Some(sense) = token.sense else {
            return self.noun();
        };
        match sense {
            Sense::Fluff | Sense::Then | Sense::Instead => {}
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
                    Some(Sense::More(dim, by)) => self.push(Change::Scale(dim, -by, 0)),
                    Some(Sense::Shade(by)) => self.push(Change::Scale(Dim::Light, -by, 0)),
                    _ => {}
                }
                self.at += 2;
            }
            Sense::Too => self.wish.too = true,
            Sense::Remark => {
                if self.at == 0 || self.wish.says_what() || !self.wish.objects.is_empty() && self.predicate {
                    self.at = self.tokens.len();
                }
            }
            Sense::No => {
                if self.next_attr(self.at + 1) {
                    self.negated = true;
                } else if self.at == 0 {
                    self.wish.correct = true;
                }
            }
            Sense::Not => self.skip_negated(),
            Sense::Amount(by) => self.amount = by,
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
            Sense::Modal => self.predicate = true,
            Sense::Say => self.say(),
            Sense::Saying => self.saying(),
            Sense::Act(act) => self.act(act),
            Sense::Colour(hex) => self.colour(Paint::Hex(hex.to_owned())),
            Sense::Shade(by) => self.shade(by),
            Sense::More(dim, by) => self.more(dim, by),
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
            }
            Sense::Pron(Pron::One) if self.wish.act == Some(Act::Add) && self.wish.objects.is_empty() => {
                self.noun()
            }
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

    /// Whether a property word comes next, over articles and sizes.
    fn next_attr(&self, from: usize) -> bool {
        (from..from + 3).any(|at| matches!(self.sense(at), Some(Sense::Attr(_))))
            && (from..from + 3)
                .take_while(|at| !matches!(self.sense(*at), Some(Sense::Attr(_))))
                .all(|at| {
                    matches!(
                        self.sense(at),
                        Some(
                            Sense::Det(_)
                                | Sense::More(..)
                                | Sense::Colour(_)
                                | Sense::Shade(_)
                                | Sense::Amount(_)
                                | Sense::Grow(_)
                                | Sense::Look(_)
                        )
                    )
                })
    }

    /// `not blue`: what should no longer be. `not so bold` is a look of its own and never comes here.
    fn skip_negated(&mut self) {
        let mut at = self.at + 1;
        while matches!(
            self.sense(at),
            Some(Sense::Fluff | Sense::Det(_) | Sense::Amount(_) | Sense::Shade(_) | Sense::Modal)
        ) {
            at += 1;
        }
        let word = self.tok(self.at).map(|t| t.text.as_str());
        let forbids = matches!(word, Some("not" | "dont" | "never"))
            && self.wish.changes.is_empty()
            && !matches!(
                self.sense(at),
                Some(Sense::Act(Act::Show | Act::Repeat | Act::Correct))
            );
        if forbids && matches!(self.sense(at), Some(Sense::Act(_))) {
            self.wish.refused = Some(FORBIDDEN);
            self.at = self.tokens.len();
            return;
        }
        // "4 columns instead of 3": how many there are.
        if self.wish.changes.is_empty() && matches!(self.tok(at).map(|t| &t.kind), Some(Kind::Number(_, "")))
        {
            self.wish.refused =
                Some("I cannot change how many there are like that. Which one should be added or removed?");
            self.at = self.tokens.len();
            return;
        }
        if let Some(Sense::More(dim, by)) = self.sense(at)
            && self.tok(at + 1).is_some_and(|t| t.text == "enough")
        {
            self.push(Change::Scale(dim, by, 0));
            self.at = at + 2;
            return;
        }
        match self.sense(at) {
            Some(
                Sense::Colour(_) | Sense::More(..) | Sense::Place(_) | Sense::Shade(_) | Sense::Vague(_),
            ) => self.at = at + 1,
            Some(Sense::Look(look)) => {
                if self.wish.changes.is_empty() {
                    self.push(Change::Look(look, false));
                }
                self.at = at + 1;
            }
            Some(Sense::State(state, on)) => {
                self.push(Change::State(state, !on));
                self.at = at + 1;
            }
            // "light instead of dark": the shade ends the clause.
            None if matches!(self.sense(self.at + 1), Some(Sense::Shade(_))) => self.at = self.tokens.len(),
            _ => {}
        }
    }

    fn act(&mut self, act: Act) {
        let first = self.wish.act.is_none();
        let next = self.sense(self.at + 1);
        match act {
            Act::Correct => {
                self.wish.correct = true;
                self.wish.act = Some(Act::Correct);
                return;
            }
            Act::Repeat => {
                self.wish.act = Some(Act::Repeat);
                return;
            }
            // "add a border": a change of looks, not a new thing.
            Act::Add | Act::Make | Act::Show | Act::Use | Act::Move
                if self.next_attr(self.at + 1) && self.look_ahead_is_look() =>
            {
                if first {
                    self.wish.act = Some(Act::Make);
                }
                if act == Act::Add {
                    self.grow = 1;
                }
                return;
            }
            Act::Remove | Act::Hide if self.next_attr(self.at + 1) && self.look_ahead_is_look() => {
                self.wish.act = Some(Act::Make);
                self.negated = true;
                return;
            }
            _ => {}
        }
        if first
            || matches!(self.wish.act, Some(Act::Make | Act::Change))
                && !matches!(act, Act::Make | Act::Change)
                && self.wish.changes.is_empty()
        {
            if first || !matches!(next, Some(Sense::Class(_))) || self.predicate {
                self.wish.act = Some(act);
            }
            return;
        }
        // A verb where a noun is expected: "the switch", "the copy".
        if matches!(act, Act::Align) {
            return;
        }
        if !matches!(act, Act::Make | Act::Change | Act::Move | Act::Use) {
            self.noun();
        }
    }

    /// Whether the property that comes next is one of looks, not of content.
    fn look_ahead_is_look(&self) -> bool {
        (self.at + 1..self.at + 5)
            .find_map(|at| match self.sense(at) {
                // "a size dropdown" is a thing.
                Some(Sense::Attr(_)) if matches!(self.sense(at + 1), Some(Sense::Class(_))) => None,
                Some(Sense::Attr(attr)) => Some(attr),
                _ => None,
            })
            .is_some_and(|attr| {
                matches!(
                    attr,
                    Attr::Placeholder
                        | Attr::Alt
                        | Attr::Href
                        | Attr::Dim(_)
                        | Attr::Background
                        | Attr::Colour
                        | Attr::TextColour
                        | Attr::BorderColour
                ) && !self.tokens.iter().skip(self.at + 1).take(5).any(|t| {
                    // "add a colour: burgundy", "put a background image"
                    matches!(t.kind, Kind::Colon)
                        || matches!(t.sense, Some(Sense::Class(c)) if c & (class::IMAGE | class::SWATCH) != 0)
                })
            })
    }

    fn say(&mut self) {
        self.predicate = true;
        self.at += 1;
        let text = self.rest();
        if !text.is_empty() {
            let text = match self.tok(self.at).map(|t| &t.kind) {
                Some(Kind::Quoted(q) | Kind::Literal(q)) => q.clone(),
                _ => text,
            };
            let slot = self.slot();
            self.push(Change::Text(slot, text));
        }
        self.at = self.tokens.len();
    }

    /// `saying "Running late"`, `labelled Date`, `text: ...`
    fn saying(&mut self) {
        if let Some(Kind::Quoted(text) | Kind::Literal(text)) = self.tok(self.at + 1).map(|t| &t.kind) {
            let text = text.clone();
            self.at += 2;
            if self.wish.act == Some(Act::Add) {
                self.wish.texts.push(text);
            } else if let Some(object) = self.wish.objects.last_mut() {
                object.quoted = Some(text);
            } else {
                self.push(Change::Text(Slot::Main, text));
            }
            return;
        }
        if self.wish.act == Some(Act::Add) || !self.wish.objects.is_empty() {
            let from = self.at + 1;
            let mut end = from;
            while self.tok(end).is_some()
                && !matches!(
                    self.sense(end),
                    Some(
                        Sense::Rel(_)
                            | Sense::Prep(Prep::To | Prep::In | Prep::Into)
                            | Sense::Place(_)
                            | Sense::Modal
                    )
                )
            {
                end += 1;
            }
            let text = self.between(from, end);
            if !text.is_empty() {
                if self.wish.act == Some(Act::Add) {
                    self.wish.texts.push(text);
                } else if let Some(object) = self.wish.objects.last_mut() {
                    object.quoted = Some(text);
                }
            }
            self.at = end.max(self.at + 1);
        }
    }

    fn quoted(&mut self, text: String, literal: bool) {
        let next = self.at + 1;
        let more = self.tok(next).is_some();
        if literal {
            self.text_value(text);
            return;
        }
        if self.wish.act == Some(Act::Add) && matches!(self.role, Role::Object) {
            if self.wish.texts.len() < 40 {
                self.wish.texts.push(text);
            }
            return;
        }
        match self.role {
            Role::Anchor | Role::Dest | Role::Model | Role::With => return self.noun(),
            Role::Object => {}
        }
        let pending = matches!(
            self.sense(self.at.wrapping_sub(1)),
            Some(Sense::Prep(Prep::To | Prep::As | Prep::With) | Sense::Attr(_) | Sense::Say)
        ) || matches!(
            self.tok(self.at.wrapping_sub(1)).map(|t| &t.kind),
            Some(Kind::Colon | Kind::Arrow)
        );
        if !pending
            && self.wish.objects.is_empty()
            && (self.wish.act.is_some() || more)
            && !matches!(self.wish.act, Some(Act::Use | Act::Make))
        {
            return self.noun();
        }
        let follows = self.tokens.iter().skip(next).any(|t| {
            matches!(t.kind, Kind::Arrow)
                || matches!(
                    t.sense,
                    Some(
                        Sense::Modal
                            | Sense::Say
                            | Sense::Colour(_)
                            | Sense::More(..)
                            | Sense::Rel(_)
                            | Sense::Prep(Prep::To)
                            | Sense::Place(_)
                            | Sense::Look(_)
                            | Sense::State(..)
                            | Sense::Class(_)
                    )
                )
        });
        let acts_on = matches!(
            self.wish.act,
            Some(
                Act::Remove
                    | Act::Hide
                    | Act::Move
                    | Act::Swap
                    | Act::Duplicate
                    | Act::Tick
                    | Act::Untick
                    | Act::Select
            )
        );
        if !pending && self.attr.is_none() && (follows || acts_on) {
            if let Some(object) = self.wish.objects.last_mut()
                && object.quoted.is_none()
                && !self
                    .tokens
                    .get(self.at.wrapping_sub(1))
                    .is_some_and(|t| t.is(Sense::And) || t.kind == Kind::Comma)
            {
                object.quoted = Some(text);
                return;
            }
            return self.noun();
        }
        self.text_value(text);
    }

    fn slot(&self) -> Slot {
        match self.attr.or_else(|| self.wish.attrs.last().copied()) {
            Some(Attr::Placeholder) => Slot::Placeholder,
            Some(Attr::Label) => Slot::Label,
            Some(Attr::Value) => Slot::Value,
            Some(Attr::Href) => Slot::Href,
            Some(Attr::Alt) => Slot::Alt,
            Some(Attr::Options) => Slot::Options,
            _ if self.wish.act == Some(Act::Link) => Slot::Href,
            _ => Slot::Main,
        }
    }

    fn text_value(&mut self, text: String) {
        if self.wish.act == Some(Act::Add) {
            self.wish.texts.push(text);
            return;
        }
        if matches!(self.attr, Some(Attr::Font)) {
            return self.push(Change::Font(text));
        }
        let slot = self.slot();
        self.push(Change::Text(slot, text));
    }

    fn number(&mut self, value: f64, unit: &'static str, token: &'a Token) {
        if let Some(attr) = self.attr
            && let Attr::Dim(dim) = attr
        {
            self.attr = None;
            self.wish.attrs.pop();
            return self.push(Change::Exact(dim, value, unit));
        }
        if matches!(self.sense(self.at + 1), Some(Sense::Attr(Attr::Dim(_)))) && !unit.is_empty() {
            if let Some(Sense::Attr(Attr::Dim(dim))) = self.sense(self.at + 1) {
                self.push(Change::Exact(dim, value, unit));
                self.at += 2;
            }
            return;
        }
        if let Some(next) = self.tok(self.at + 1)
            && matches!(next.text.as_str(), "words" | "word")
        {
            self.push(Change::MaxWords(value.max(1.0) as usize));
            self.at += 2;
            return;
        }
        // "bigger: 24", "wider by 20px", "to 24px"
        let led = self.sense(self.at.wrapping_sub(1));
        if let Some(Change::Scale(dim, by, _)) = self.wish.changes.last().cloned()
            && (!unit.is_empty() || matches!(led, Some(Sense::Prep(Prep::By | Prep::To))))
        {
            self.wish.changes.pop();
            if matches!(led, Some(Sense::Prep(Prep::By))) {
                let amount = match unit {
                    "%" if value <= 12.0 => -1,
                    "%" if value > 35.0 => 1,
                    _ => 0,
                };
                self.push(Change::Scale(dim, by, amount));
            } else {
                self.push(Change::Exact(dim, value, unit));
            }
            return;
        }
        if matches!(unit, "px" | "%" | "rem") {
            let dim = match self.wish.attrs.last() {
                Some(Attr::Dim(dim)) => *dim,
                _ if unit == "%" && (value - 100.0).abs() < 1e-9 => {
                    return self.push(Change::Look(Look::FullWidth, true));
                }
                _ => Dim::Size,
            };
            return self.push(Change::Exact(dim, value, unit));
        }
        if self.noun_follows(self.at + 1) || self.wish.act == Some(Act::Add) {
            return self.noun();
        }
        let to = matches!(
            self.sense(self.at.wrapping_sub(1)),
            Some(Sense::Prep(Prep::To | Prep::As))
        ) || self.predicate
            || !self.wish.objects.is_empty();
        if to && unit.is_empty() && !matches!(self.wish.act, Some(Act::Swap)) {
            let text = self.rest();
            self.at = self.tokens.len();
            let slot = self.slot();
            return self.push(Change::Text(slot, text));
        }
        self.wish.loose.push(token.text.clone());
    }

    fn noun_follows(&self, at: usize) -> bool {
        self.tok(at).is_some_and(|t| {
            matches!(t.kind, Kind::Named(_))
                || (t.kind == Kind::Word
                    && matches!(t.sense, None | Some(Sense::Class(_) | Sense::Pron(Pron::One))))
        })
    }

    fn paint(&mut self, paint: Paint) {
        let slot = match self.attr {
            Some(a @ (Attr::Background | Attr::TextColour | Attr::BorderColour | Attr::Dim(Dim::Border))) => {
                Some(a)
            }
            _ => match self.sense(self.at + 1) {
                Some(Sense::Attr(
                    a @ (Attr::Background
                    | Attr::TextColour
                    | Attr::BorderColour
                    | Attr::Dim(Dim::Border | Dim::Shadow)),
                )) => Some(a),
                Some(Sense::Class(c))
                    if c & class::TEXT != 0
                        && c & class::HEADING == 0
                        && (self.predicate || self.wish.act.is_some())
                        && !self.wish.objects.is_empty() =>
                {
                    Some(Attr::TextColour)
                }
                _ => self.wish.attrs.iter().rev().copied().find(|a| {
                    matches!(
                        a,
                        Attr::Background | Attr::TextColour | Attr::BorderColour | Attr::Dim(Dim::Border)
                    )
                }),
            },
        };
        let slot = match slot {
            Some(Attr::Dim(Dim::Border)) => Some(Attr::BorderColour),
            Some(Attr::Dim(_)) => None,
            slot => slot,
        };
        // "blue to purple": the second one counts, the first one describes what it was.
        if let Some(Change::Colour(old_slot, old)) = self.wish.changes.last().cloned()
            && matches!(
                self.sense(self.at.wrapping_sub(1)),
                Some(Sense::Prep(Prep::To | Prep::Into))
            )
            && (old_slot.is_none() || old_slot == slot)
        {
            self.wish.changes.pop();
            if let Paint::Hex(hex) = old
                && let Some(object) = self.wish.objects.last_mut()
                && object.colour.is_none()
            {
                object.colour = Some(hex);
            }
        }
        self.push(Change::Colour(slot, paint));
    }

    fn colour(&mut self, paint: Paint) {
        if self.colour_describes(self.at) {
            return self.noun();
        }
        self.paint(paint);
    }

    /// Whether a colour belongs to the noun after it: `the red badge`, not `the badge red`.
    fn colour_describes(&self, at: usize) -> bool {
        let mut next = at + 1;
        while matches!(
            self.sense(next),
            Some(Sense::Colour(_) | Sense::Shade(_) | Sense::Look(_) | Sense::More(Dim::Size, _))
        ) {
            next += 1;
        }
        let noun = self.tok(next).is_some_and(|t| {
            matches!(
                (&t.kind, t.sense),
                (Kind::Named(_), _) | (Kind::Word, Some(Sense::Class(_) | Sense::Pron(Pron::One)) | None)
            )
        });
        let indefinite = matches!(self.sense(at.wrapping_sub(1)), Some(Sense::Det(Det::A)));
        let definite = matches!(
            self.sense(at.wrapping_sub(1)),
            Some(Sense::Det(
                Det::The | Det::All | Det::Every | Det::Both | Det::This
            ))
        );
        if definite && !noun {
            // "switch the blue to purple"
            return matches!(
                self.sense(next),
                Some(Sense::Prep(Prep::To | Prep::Into) | Sense::Modal | Sense::Say) | None
            ) && (self
                .tok(next)
                .is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Arrow)))
                && self.wish.objects.is_empty();
        }
        // After the thing is named, a colour is its new one.
        let already = !self.wish.objects.is_empty() && matches!(self.role, Role::Object) && !definite;
        noun && !indefinite && !(already && self.wish.act != Some(Act::Swap))
    }

    fn shade(&mut self, by: i8) {
        if let Some(Sense::Colour(hex)) = self.sense(self.at + 1) {
            if self.colour_describes(self.at + 1)
                && !(self.wish.act == Some(Act::Make) && !self.wish.objects.is_empty())
            {
                return self.noun();
            }
            let shaded = crate::context::paint::shade(hex, by < 0).unwrap_or_else(|| hex.to_owned());
            self.at += 1;
            self.paint(Paint::Hex(shaded));
            self.at += 1;
            return;
        }
        if self.colour_describes(self.at)
            && matches!(self.sense(self.at + 1), Some(Sense::Class(_)))
            && self.wish.objects.is_empty()
        {
            return self.noun();
        }
        self.paint(Paint::Shade(by < 0));
    }

    fn more(&mut self, dim: Dim, by: i8) {
        // "a bigger font", "larger corner radius": the property says what of.
        if let Some(Sense::Attr(attr)) = self.sense(self.at + 1) {
            self.grow = by;
            if matches!(dim, Dim::Light | Dim::Vivid)
                && matches!(
                    attr,
                    Attr::Background | Attr::Colour | Attr::TextColour | Attr::BorderColour
                )
            {
                self.wish.attrs.push(attr);
                self.push(Change::Scale(dim, by, self.amount));
                self.grow = 0;
                self.at += 2;
            } else if matches!(dim, Dim::Border) && !matches!(attr, Attr::Dim(Dim::Border)) {
                self.push(Change::Scale(dim, by, self.amount));
                self.grow = 0;
            } else if matches!(
                (dim, attr),
                (
                    Dim::Light | Dim::Vivid | Dim::Border,
                    Attr::Dim(Dim::Shadow | Dim::Border)
                )
            ) {
                let by = if dim == Dim::Light { -by } else { by };
                if let Attr::Dim(of) = attr {
                    self.push(Change::Scale(of, by, self.amount));
                }
                self.grow = 0;
                self.at += 2;
            }
            return;
        }
        // "the big photo": a description.
        if matches!(dim, Dim::Size | Dim::Length | Dim::Width | Dim::Height)
            && self.noun_follows(self.at + 1)
            && matches!(
                self.sense(self.at.wrapping_sub(1)),
                Some(Sense::Det(Det::The | Det::All | Det::This | Det::Every))
            )
            && self.tok(self.at).is_some_and(|t| {
                matches!(
                    t.text.as_str(),
                    "big" | "large" | "small" | "tiny" | "long" | "short" | "wide" | "tall" | "huge"
                )
            })
        {
            return self.noun();
        }
        let by = if self.grow < 0 { -by } else { by };
        self.grow = 0;
        self.attr_as_target(dim);
        let dim = match (dim, self.attr) {
            (Dim::Size | Dim::Border | Dim::Length | Dim::Height | Dim::Width, Some(Attr::Dim(of))) => of,
            (dim, _) => dim,
        };
        let by = match (self.tok(self.at).map(|t| t.text.as_str()), dim) {
            (Some("lighter" | "brighter"), Dim::Weight) => -1,
            _ => by,
        };
        let dim =
            if matches!(self.attr, Some(Attr::Dim(Dim::Shadow))) && matches!(dim, Dim::Light | Dim::Vivid) {
                Dim::Shadow
            } else {
                dim
            };
        self.push(Change::Scale(dim, by, self.amount));
        self.amount = 0;
    }

    fn attr_as_target(&mut self, _dim: Dim) {}

    /// More or less of a property.
    fn measure(&mut self, attr: Attr, by: i8) {
        let change = match attr {
            Attr::Dim(dim) => Change::Scale(dim, by, self.amount),
            Attr::Colour => Change::Scale(Dim::Vivid, by, self.amount),
            Attr::Font => Change::Scale(Dim::Font, by, self.amount),
            _ => return,
        };
        self.push(change);
        self.amount = 0;
    }

    fn attribute(&mut self, attr: Attr, token: &'a Token) {
        // Within a name it is a word like others: "phone number field", "label text".
        let content = matches!(attr, Attr::Value | Attr::Label | Attr::Options | Attr::Caption)
            && matches!(self.sense(self.at + 1), Some(Sense::Class(_)));
        if content {
            return self.noun();
        }
        if self.negated {
            if let Attr::Dim(dim) = attr {
                self.attr = None;
                return self.push(Change::Without(dim));
            }
            if attr == Attr::Background {
                return self.push(Change::Look(Look::Transparent, true));
            }
        }
        if self.grow != 0 {
            let by = self.grow;
            self.grow = 0;
            self.measure(attr, by);
            self.wish.attrs.push(attr);
            self.attr = Some(attr);
            return;
        }
        self.wish.attr_plural |= token.text.ends_with('s') && self.wish.objects.len() <= 1;
        // A colour right before takes it: "blue background". One that came with "of" is the target.
        if matches!(attr, Attr::Background | Attr::TextColour | Attr::BorderColour)
            && let Some(Change::Colour(slot @ None, _)) = self.wish.changes.last_mut()
        {
            *slot = Some(attr);
        }
        if let Attr::Dim(dim) = attr
            && matches!(self.wish.act, Some(Act::Make))
            && self.wish.changes.is_empty()
            && matches!(dim, Dim::Border | Dim::Shadow)
            && matches!(self.sense(self.at.wrapping_sub(1)), Some(Sense::Det(Det::A)))
        {
            // "give it a shadow"
            self.push(Change::Scale(dim, 1, self.amount));
        } else if let Attr::Dim(dim @ (Dim::Border | Dim::Shadow)) = attr
            && matches!(
                self.sense(self.at.wrapping_sub(1)),
                Some(
                    Sense::Det(Det::A)
                        | Sense::Prep(Prep::With)
                        | Sense::Colour(_)
                        | Sense::Look(_)
                        | Sense::More(..)
                )
            )
            && !self
                .wish
                .changes
                .iter()
                .any(|c| matches!(c, Change::Scale(d, ..) if *d == dim))
            && self
                .tokens
                .iter()
                .take(self.at)
                .any(|t| t.is(Sense::Prep(Prep::With)))
        {
            self.push(Change::Scale(dim, 1, self.amount));
        }
        self.attr = Some(attr);
        self.wish.attrs.push(attr);
    }

    fn look(&mut self, look: Look) {
        let noun = self.noun_follows(self.at + 1)
            && matches!(
                self.sense(self.at.wrapping_sub(1)),
                Some(Sense::Det(Det::The | Det::All | Det::This | Det::Every))
            )
            && !self.predicate;
        if noun {
            return self.noun();
        }
        let on = !self.negated;
        // A line under the words is wanted with "underline", a rule with "add a line".
        if matches!(self.sense(self.at + 1), Some(Sense::Attr(Attr::Dim(Dim::Radius)))) {
            let look = if look == Look::Round { Look::Rounded } else { look };
            self.push(Change::Look(look, on));
            self.at += 2;
            return;
        }
        if look == Look::Sticky {
            let place = (self.at + 1..self.at + 4).find_map(|at| match self.sense(at) {
                Some(Sense::Place(place)) => Some((at, place)),
                _ => None,
            });
            self.push(Change::Look(Look::Sticky, on));
            if let Some((at, place)) = place {
                self.push(Change::Place(place));
                self.at = at + 1;
            }
            return;
        }
        self.push(Change::Look(look, on));
    }

    fn state(&mut self, state: State, on: bool) {
        let word = self.tok(self.at).map(|t| t.text.as_str()).unwrap_or_default();
        if word == "on" || word == "off" {
            let ends = match self.tok(self.at + 1) {
                None => true,
                Some(t) => {
                    matches!(t.kind, Kind::Comma | Kind::Stop)
                        || matches!(t.sense, Some(Sense::Fluff | Sense::And | Sense::Too))
                }
            };
            let switched = self.wish.act.is_some()
                && matches!(
                    self.tok(self.at.wrapping_sub(1)).map(|t| t.text.as_str()),
                    Some("turn" | "switch" | "set" | "toggle")
                );
            if !ends && !switched {
                return self.preposition(Prep::On);
            }
            return self.push(Change::State(State::On, on));
        }
        if matches!(
            self.sense(self.at.wrapping_sub(1)),
            Some(Sense::Det(_) | Sense::Pick(_))
        ) && self.noun_follows(self.at + 1)
            && !word.starts_with("the ")
            && !self.predicate
            || word.starts_with("the ")
                && self.noun_follows(self.at + 1)
                && self.wish.objects.is_empty()
                && matches!(self.role, Role::Object)
        {
            return self.noun();
        }
        if state == State::Hidden || (word == "done" && self.noun_follows(self.at + 1)) {
            return self.noun();
        }
        if word.contains("tab") || word.ends_with("one") {
            self.at += 1;
            self.push(Change::State(state, on));
            return;
        }
        self.push(Change::State(state, on));
        // "as the active tab": the noun repeats what it is.
        if matches!(
            self.sense(self.at + 1),
            Some(Sense::Class(_) | Sense::Pron(Pron::One))
        ) && !self.wish.objects.is_empty()
        {
            self.at += 2;
        }
    }

    fn place(&mut self, place: Place) {
        let word = self.tok(self.at).map(|t| t.text.as_str()).unwrap_or_default();
        let bare = matches!(
            word,
            "left"
                | "right"
                | "top"
                | "bottom"
                | "center"
                | "middle"
                | "upper"
                | "lower"
                | "leftmost"
                | "rightmost"
                | "topmost"
                | "far left"
                | "far right"
                | "left-hand"
                | "right-hand"
                | "very top"
                | "very bottom"
                | "up"
                | "down"
        );
        // "the left panel"
        if bare
            && self.noun_follows(self.at + 1)
            && !matches!(word, "up" | "down")
            && !(self.wish.act.is_some()
                && !self.wish.objects.is_empty()
                && matches!(self.role, Role::Object))
            && !matches!(self.wish.act, Some(Act::Align))
            && !(place == Place::Center && self.at == 0)
        {
            return self.noun();
        }
        if place == Place::Center && self.wish.act.is_none() && self.wish.objects.is_empty() {
            self.wish.act = Some(Act::Align);
        }
        // "the image on the right should", "the buttons at the bottom": a description when something still follows.
        let described = !self.wish.objects.is_empty()
            && !self.predicate
            && self.wish.changes.is_empty()
            && matches!(self.role, Role::Object)
            && !bare
            && !matches!(place, Place::Center | Place::First | Place::Last)
            && self.tokens.iter().skip(self.at + 1).any(|t| {
                matches!(
                    t.sense,
                    Some(
                        Sense::Modal
                            | Sense::Say
                            | Sense::More(..)
                            | Sense::Colour(_)
                            | Sense::Look(_)
                            | Sense::State(..)
                            | Sense::Shade(_)
                            | Sense::Vague(_)
                    )
                ) || matches!(t.kind, Kind::Hex(_) | Kind::Arrow)
            });
        let removed = !self.wish.objects.is_empty()
            && matches!(
                self.wish.act,
                Some(
                    Act::Remove
                        | Act::Hide
                        | Act::Duplicate
                        | Act::Change
                        | Act::Rename
                        | Act::Replace
                        | Act::Shorten
                )
            )
            && !bare;
        if described || removed {
            if let Some(object) = self.wish.objects.last_mut() {
                object.place = Some(place);
            }
            return;
        }
        self.push(Change::Place(place));
        // "to the top of the list", "in the top right of the header"
        let mut next = self.at + 1;
        while matches!(self.sense(next), Some(Sense::Place(_))) {
            if let Some(Sense::Place(second)) = self.sense(next) {
                self.push(Change::Place(second));
            }
            next += 1;
        }
        if matches!(self.sense(next), Some(Sense::Prep(Prep::Of | Prep::In))) {
            self.role = Role::Dest;
            self.at = next + 1;
        } else if next > self.at + 1 {
            self.at = next;
        }
    }

    fn relation(&mut self, rel: Rel) {
        let moving = matches!(
            self.wish.act,
            Some(
                Act::Move
                    | Act::Add
                    | Act::Make
                    | Act::Show
                    | Act::Duplicate
                    | Act::Change
                    | Act::Use
                    | Act::Swap
            )
        ) || self.predicate;
        let described = !self.wish.objects.is_empty()
            && !matches!(self.wish.act, Some(Act::Move | Act::Add | Act::Show))
            && !(matches!(self.wish.act, Some(Act::Duplicate)))
            && self.tokens.iter().skip(self.at + 1).any(|t| {
                matches!(
                    t.sense,
                    Some(
                        Sense::Modal
                            | Sense::Say
                            | Sense::More(..)
                            | Sense::Colour(_)
                            | Sense::Look(_)
                            | Sense::State(..)
                            | Sense::Shade(_)
                            | Sense::Vague(_)
                    )
                ) || matches!(t.kind, Kind::Colon | Kind::Arrow | Kind::Hex(_))
            })
            && !self.predicate;
        let cut = matches!(
            self.wish.act,
            Some(Act::Remove | Act::Hide | Act::Rename | Act::Replace | Act::Shorten)
        );
        if rel == Rel::Between
            && self.wish.changes.iter().any(|c| {
                matches!(
                    c,
                    Change::Scale(Dim::Gap, ..) | Change::Exact(Dim::Gap, ..) | Change::Without(Dim::Gap)
                )
            })
            || rel == Rel::Between && matches!(self.attr, Some(Attr::Dim(Dim::Gap)))
        {
            self.role = Role::Object;
            return;
        }
        if (described || cut) && !self.wish.objects.is_empty()
            || (!moving && !self.wish.objects.is_empty() && self.wish.act.is_none() && described)
        {
            self.at += 1;
            let near = self.phrase();
            if let (Some(near), Some(object)) = (near, self.wish.objects.last_mut()) {
                object.near = Some((rel, Box::new(near)));
            }
            return;
        }
        self.wish.rel = Some(rel);
        self.wish.tail = self.between(self.at + 1, self.tokens.len());
        self.role = Role::Anchor;
        // "on top of each other", "below it"
        if matches!(self.tok(self.at + 1).map(|t| t.text.as_str()), Some("each")) {
            self.wish.rel = None;
            self.push(Change::Look(Look::Vertical, true));
            self.at = self.tokens.len();
        }
    }

    fn preposition(&mut self, prep: Prep) {
        let act = self.wish.act;
        match prep {
            Prep::To => {
                if self.wish.objects.is_empty() && !self.wish.changes.is_empty() && act != Some(Act::Move) {
                    // "put a shadow to the card": the thing comes last.
                    self.role = Role::Object;
                } else if matches!(act, Some(Act::Add | Act::Move)) && !self.predicate {
                    self.role = Role::Dest;
                    if self.wish.objects.is_empty() && act == Some(Act::Move) {
                        self.role = Role::Object;
                    }
                } else if matches!(
                    self.attr,
                    Some(Attr::Dim(Dim::Gap | Dim::Padding | Dim::Shadow | Dim::Border))
                ) && self.wish.objects.is_empty()
                {
                    self.role = Role::Object;
                } else if !self.wish.objects.is_empty() || !self.wish.attrs.is_empty() || self.at == 0 {
                    self.at += 1;
                    self.value_region();
                }
            }
            Prep::Into => {
                if matches!(act, Some(Act::Add | Act::Move)) {
                    self.role = Role::Dest;
                } else if matches!(act, Some(Act::Make | Act::Change | Act::Replace)) {
                    self.at += 1;
                    self.value_region();
                }
            }
            Prep::In | Prep::On | Prep::From => {
                // "in red", "in bold": the value follows.
                let value = matches!(
                    self.sense(self.at + 1),
                    Some(
                        Sense::Colour(_)
                            | Sense::Shade(_)
                            | Sense::Look(_)
                            | Sense::State(..)
                            | Sense::More(..)
                            | Sense::Amount(_)
                    )
                ) && !(prep == Prep::From || self.tok(self.at + 1).is_some_and(|t| t.capital))
                    && !self.colour_describes(self.at + 1);
                if value {
                    return;
                }
                if prep == Prep::From
                    && matches!(self.tok(self.at + 1).map(|t| &t.kind), Some(Kind::Number(..)))
                    || prep == Prep::From && self.value_pair()
                {
                    return;
                }
                if prep == Prep::From && self.skip_old_value() {
                    return;
                }
                // "from me", "from Noor": whose it is
                if prep == Prep::From
                    && act == Some(Act::Add)
                    && self
                        .tok(self.at + 1)
                        .is_some_and(|t| matches!(t.text.as_str(), "me" | "us" | "myself"))
                {
                    self.wish.mine = Some(true);
                    self.at += 2;
                    return;
                }
                if act == Some(Act::Add) && prep == Prep::From {
                    // Whose it is says nothing about where it goes.
                    self.at += 1;
                    let _ = self.phrase();
                    return;
                }
                if act == Some(Act::Add) {
                    self.role = Role::Dest;
                    return;
                }
                // "move the last card in Review to Done": where it is, since where it goes follows.
                let goes_on = self
                    .tokens
                    .iter()
                    .skip(self.at + 1)
                    .any(|t| matches!(t.sense, Some(Sense::Prep(Prep::To | Prep::Into))));
                if act == Some(Act::Move) && prep != Prep::From && !goes_on && !self.wish.objects.is_empty() {
                    self.role = Role::Dest;
                    return;
                }
                self.at += 1;
                let first = self.wish.objects.is_empty();
                let had_value = !self.wish.changes.is_empty();
                if let Some(scope) = self.phrase() {
                    match self.wish.objects.last_mut() {
                        Some(object) => {
                            if object.scope.is_none() {
                                object.scope = Some(Box::new(scope));
                            }
                        }
                        None if first && self.wish.act.is_none() && !had_value => {
                            self.wish.scope = Some(scope)
                        }
                        // "put a shadow on the card", "bigger text in the header"
                        None if had_value || !self.wish.attrs.is_empty() => self.wish.objects.push(scope),
                        None => self.wish.scope = Some(scope),
                    }
                }
            }
            Prep::Of | Prep::About => {
                if self.wish.objects.is_empty() || self.role != Role::Object {
                    return;
                }
                self.at += 1;
                if let (Some(scope), Some(object)) = (self.phrase(), self.wish.objects.last_mut()) {
                    if prep == Prep::About {
                        object.words.extend(scope.words);
                        object.named.extend(scope.named);
                    } else {
                        object.scope = Some(Box::new(scope));
                    }
                }
            }
            Prep::For => {
                if act == Some(Act::Add) && !self.wish.objects.is_empty() {
                    // "add a field for the phone number"
                    self.at += 1;
                    if let (Some(more), Some(object)) = (self.phrase(), self.wish.objects.last_mut()) {
                        object.words.extend(more.words);
                        object.raw.extend(more.raw);
                        object.named.extend(more.named);
                    }
                    return;
                }
                if !self.wish.objects.is_empty()
                    && self.wish.changes.is_empty()
                    && self.tok(self.at + 1).is_some()
                    && act != Some(Act::Repeat)
                {
                    self.at += 1;
                    if let (Some(scope), Some(object)) = (self.phrase(), self.wish.objects.last_mut()) {
                        object.scope = Some(Box::new(scope));
                    }
                    return;
                }
                self.role = Role::Object;
            }
            Prep::With => {
                if matches!(act, Some(Act::Replace | Act::Swap)) {
                    if act == Some(Act::Replace) {
                        self.at += 1;
                        self.replacement();
                    }
                } else if act == Some(Act::Add) {
                    self.role = Role::With;
                } else if self.wish.changes.is_empty()
                    && !self.wish.objects.is_empty()
                    && self.noun_follows(self.at + 1)
                    && !matches!(act, Some(Act::Make))
                {
                    self.at += 1;
                    if let (Some(more), Some(object)) = (self.phrase(), self.wish.objects.last_mut()) {
                        object.words.extend(more.words);
                        object.named.extend(more.named);
                    }
                }
            }
            Prep::Without => self.negated = true,
            Prep::As => {
                let class = matches!(self.sense(self.at + 1), Some(Sense::Det(_)))
                    && matches!(self.sense(self.at + 2), Some(Sense::Attr(_)));
                if class {
                    return;
                }
                if matches!(
                    self.sense(self.at + 1),
                    Some(Sense::State(..) | Sense::Attr(_) | Sense::Look(_))
                ) {
                    return;
                }
                if matches!(
                    self.tok(self.at + 1).map(|t| t.text.as_str()),
                    Some("big" | "large" | "wide" | "tall" | "small")
                ) {
                    self.at += 1;
                    return;
                }
                if self.wish.model.is_none() && self.predicate || act == Some(Act::Make) {
                    self.role = Role::Model;
                }
            }
            Prep::By | Prep::Owner => {
                if act == Some(Act::Sort) {
                    let text = self.between(self.at + 1, self.tokens.len());
                    self.wish.about_order = Some((text, true));
                }
            }
        }
    }

    /// `from A to B` where both are values: two fields get one each, or A becomes B.
    fn value_pair(&mut self) -> bool {
        let is_time = |t: Option<&Token>| {
            t.is_some_and(|t| {
                matches!(t.kind, Kind::Number(..) | Kind::Quoted(_) | Kind::Secret(_))
                    || t.text.chars().next().is_some_and(|c| c.is_ascii_digit())
            })
        };
        if !is_time(self.tok(self.at + 1)) || !matches!(self.sense(self.at + 2), Some(Sense::Prep(Prep::To)))
        {
            return false;
        }
        let raw = |t: &Token| match &t.kind {
            Kind::Quoted(q) => q.clone(),
            _ => self.text.get(t.span.clone()).unwrap_or_default().to_owned(),
        };
        let (Some(a), Some(b)) = (self.tok(self.at + 1), self.tok(self.at + 3)) else {
            return false;
        };
        let (a, b) = (raw(a), raw(b));
        self.wish.values = vec![a, b];
        self.at += 4;
        true
    }

    /// `change it from red to blue`: the old value is skipped.
    fn skip_old_value(&mut self) -> bool {
        let to = (self.at + 1..self.tokens.len())
            .find(|at| matches!(self.sense(*at), Some(Sense::Prep(Prep::To))));
        let Some(to) = to else { return false };
        if !matches!(self.wish.act, Some(Act::Change | Act::Make | Act::Rename)) {
            return false;
        }
        self.at = to + 1;
        self.value_region();
        true
    }

    /// What a thing is replaced with: an icon, a text, a colour.
    fn replacement(&mut self) {
        let icon = self
            .tokens
            .iter()
            .skip(self.at)
            .rposition(|t| matches!(t.sense, Some(Sense::Class(c)) if c & class::ICON != 0));
        if let Some(more) = icon {
            let icon_at = self.at + more;
            let name = self.icon_name(self.at, icon_at);
            self.push(Change::Icon(name));
            self.at = self.tokens.len();
            return;
        }
        self.value_region();
    }

    fn icon_name(&self, from: usize, icon: usize) -> String {
        let mut words: Vec<String> = (from..icon)
            .filter_map(|at| self.tok(at))
            .filter(|t| {
                !matches!(
                    t.sense,
                    Some(
                        Sense::Det(_)
                            | Sense::Act(_)
                            | Sense::Fluff
                            | Sense::Colour(_)
                            | Sense::Shade(_)
                            | Sense::More(..)
                            | Sense::Prep(_)
                    )
                )
            })
            .map(|t| t.text.clone())
            .gather();
        if words.is_empty() {
            // "an icon of a lock"
            words = (icon + 1..self.tokens.len())
                .take_while(|at| {
                    !matches!(
                        self.sense(*at),
                        Some(Sense::Prep(Prep::To | Prep::In | Prep::Into | Prep::For) | Sense::Rel(_))
                    )
                })
                .filter_map(|at| self.tok(at))
                .filter(|t| !matches!(t.sense, Some(Sense::Det(_) | Sense::Prep(_) | Sense::Fluff)))
                .map(|t| t.text.clone())
                .gather();
        }
        if words.is_empty()
            && let Some(icon) = self.tok(icon)
            && icon.text != "icon"
        {
            words.push(icon.text.clone());
        }
        words.join("-")
    }

    /// Everything from here to the end: values if all of it is, else a text.
    fn value_region(&mut self) {
        let first = self.tok(self.at);
        match first.map(|t| &t.kind) {
            Some(Kind::Quoted(text) | Kind::Literal(text) | Kind::Secret(text)) => {
                let text = text.clone();
                self.at += 1;
                let slot = self.slot();
                self.push(Change::Text(slot, text));
                return;
            }
            Some(Kind::Choice(..) | Kind::Hex(_)) if self.tok(self.at + 1).is_none() => return,
            Some(Kind::Hex(_)) | None => return,
            _ => {}
        }
        if self.value_pair_ahead() || self.wish.act == Some(Act::Move) {
            return;
        }
        let naming = matches!(self.wish.act, Some(Act::Rename));
        let only_values = self.tokens.iter().skip(self.at).all(is_value_token)
            && self.tokens.iter().skip(self.at).any(carries_value);
        let number_for_dim = matches!(self.attr, Some(Attr::Dim(_)));
        if (only_values && !naming) || number_for_dim {
            return;
        }
        // "make it blue: bold and with a thin border" after a colon
        let some_values = self
            .tokens
            .iter()
            .skip(self.at)
            .filter(|t| carries_value(t))
            .count();
        let after_colon = matches!(
            self.tok(self.at.wrapping_sub(1)).map(|t| &t.kind),
            Some(Kind::Colon)
        );
        if after_colon
            && (some_values * 2 >= self.tokens.len() - self.at
                || first.is_some_and(|t| {
                    matches!(
                        t.sense,
                        Some(
                            Sense::Act(_)
                                | Sense::More(..)
                                | Sense::Prep(_)
                                | Sense::Grow(_)
                                | Sense::Vague(_)
                        )
                    )
                }))
        {
            return;
        }
        // "change it to be bigger", "to the same as"
        if first.is_some_and(|t| {
            matches!(
                t.sense,
                Some(Sense::Modal | Sense::Same | Sense::Amount(_) | Sense::More(..))
            )
        }) {
            return;
        }
        // "to a bar chart", "to something darker"
        if matches!(first.and_then(|t| t.sense), Some(Sense::Det(Det::A))) && some_values > 0 && !naming {
            return;
        }
        if self.wish.act == Some(Act::Link) || matches!(self.slot(), Slot::Href) {
            let text = self.rest();
            self.push(Change::Text(Slot::Href, text));
            self.at = self.tokens.len();
            return;
        }
        let text = self.rest();
        if !text.is_empty() {
            self.text_value(text);
        }
        self.at = self.tokens.len();
    }

    fn value_pair_ahead(&self) -> bool {
        self.tok(self.at).is_some_and(|t| t.is(Sense::Prep(Prep::From)))
    }

    /// The text from here to the end of the clause, without polite words at its end.
    fn rest(&self) -> String {
        let mut end = self.tokens.len();
        while end > self.at + 1
            && self.tok(end - 1).is_some_and(|t| {
                matches!(t.sense, Some(Sense::Instead))
                    || matches!(
                        t.text.as_str(),
                        "please" | "pls" | "plz" | "thanks" | "thx" | "thank you"
                    )
                    || matches!(t.kind, Kind::Comma | Kind::Stop)
            })
        {
            end -= 1;
        }
        self.between(self.at, end)
    }

    fn between(&self, from: usize, to: usize) -> String {
        if to <= from {
            return String::new();
        }
        match (self.tok(from), self.tok(to - 1)) {
            (Some(first), Some(last)) => {
                // A currency sign is no token, but belongs to the number after it.
                let before = self.text.get(..first.span.start).unwrap_or_default().trim_end();
                let sign = before
                    .chars()
                    .next_back()
                    .filter(|c| matches!(c, '€' | '$' | '£' | '¥' | '©'));
                let start = sign.map_or(first.span.start, |c| before.len() - c.len_utf8());
                self.text
                    .get(start..last.span.end)
                    .unwrap_or_default()
                    .trim()
                    .trim_matches(|c| matches!(c, '"' | '“' | '”'))
                    .to_owned()
            }
            _ => String::new(),
        }
    }

    fn chart(&mut self, kind: &'static str) {
        // "the pie" is a thing, "a pie chart" a value.
        let definite = matches!(
            self.sense(self.at.wrapping_sub(1)),
            Some(Sense::Det(Det::The | Det::This | Det::My))
        );
        if definite
            || (self.wish.objects.is_empty()
                && !matches!(self.sense(self.at.wrapping_sub(1)), Some(Sense::Prep(_)))
                && self.wish.act != Some(Act::Add))
        {
            return self.noun();
        }
        if self.wish.act == Some(Act::Add) && self.wish.objects.is_empty() {
            return self.noun();
        }
        self.push(Change::Chart(kind));
    }

    /// A noun phrase in its role.
    fn noun(&mut self) {
        let start = self.at;
        let Some(np) = self.phrase() else {
            if let Some(token) = self.tok(start)
                && token.kind == Kind::Word
                && token.sense.is_none()
            {
                self.wish.loose.push(token.text.clone());
            }
            self.at = self.at.max(start + 1);
            return;
        };
        match self.role {
            Role::Object if self.wish.act == Some(Act::Sort) && !self.wish.objects.is_empty() => {
                self.wish.loose.extend(np.raw);
            }
            Role::Object => {
                // What follows a finished predicate is a remark, not another thing.
                if self.predicate
                    && !self.wish.objects.is_empty()
                    && !matches!(self.wish.act, Some(Act::Swap | Act::Repeat))
                    && self.wish.rel.is_none()
                {
                    let joined = self
                        .tokens
                        .get(start.wrapping_sub(1))
                        .is_some_and(|t| t.is(Sense::And) || t.kind == Kind::Comma);
                    if !joined || !self.wish.changes.is_empty() {
                        self.wish.loose.extend(np.raw);
                        return;
                    }
                }
                self.wish.objects.push(np);
            }
            Role::Anchor => self.wish.anchors.push(np),
            Role::Dest => {
                if self.wish.dest.is_none() {
                    self.wish.dest = Some(np);
                } else if let Some(dest) = &mut self.wish.dest
                    && dest.words.is_empty()
                {
                    dest.words = np.words;
                }
                // "UK and Spain to the countries" ends here; a relation may still follow.
            }
            Role::Model => {
                if self.wish.model.is_none() {
                    self.wish.model = Some(np);
                }
                self.role = Role::Object;
            }
            Role::With => self.wish.with = Some(np),
        }
    }

    /// Reads a noun phrase at `self.at`, with what is attached to it; `None` and nothing read if there is none.
    fn phrase(&mut self) -> Option<Np> {
        let start = self.at;
        let mut np = Np::default();
        let mut at = self.at;
        let mut heads: Vec<(Class, String)> = Vec::new();
        let mut some = false;
        while let Some(token) = self.tok(at) {
            let last_was_noun = some && !heads.is_empty();
            match (&token.kind, token.sense) {
                (Kind::Id(node), _) => {
                    np.id = Some(*node);
                    np.raw.push(token.text.clone());
                    some = true;
                }
                (Kind::Named(nodes), _) => {
                    np.named.extend(nodes);
                    np.raw.extend(token.text.split(' ').map(str::to_owned));
                    some = true;
                }
                (Kind::Quoted(text), _)
                    if np.quoted.is_none()
                        && (at == start
                            || matches!(
                                self.sense(at - 1),
                                Some(Sense::Det(_) | Sense::Class(_) | Sense::Count(_))
                            )) =>
                {
                    np.quoted = Some(text.clone());
                    some = true;
                }
                (Kind::Ordinal(n), _) => {
                    np.ordinals.push(*n);
                    some = true;
                }
                (Kind::Number(n, ""), _) if some || self.noun_follows(at + 1) => {
                    if self.noun_follows(at + 1) && !some {
                        np.count = Some(*n as u32);
                    } else {
                        np.words.push(number_text(*n));
                        np.raw.push(number_text(*n));
                    }
                    some = true;
                }
                (Kind::Word, Some(sense)) => match sense {
                    Sense::Det(det) => {
                        if some && !matches!(det, Det::Both | Det::All | Det::The | Det::Other)
                            || last_was_noun
                        {
                            break;
                        }
                        match det {
                            Det::The | Det::This => {
                                np.definite = true;
                                if det == Det::This {
                                    np.pron = Some(Pron::This);
                                    some = true;
                                }
                            }
                            Det::A => np.indefinite = true,
                            Det::All | Det::Every => np.all = true,
                            Det::Both => {
                                np.count = Some(2);
                                np.all = true;
                            }
                            Det::My => np.mine = Some(true),
                            Det::Their => np.mine = Some(false),
                            Det::More | Det::Another => {
                                np.another = true;
                                np.indefinite = true;
                            }
                            Det::Other => np.all = true,
                        }
                        if token.text.ends_with("two") {
                            np.count = Some(2);
                            np.plural = true;
                        }
                        if matches!(det, Det::All | Det::Both | Det::My | Det::Their | Det::Another)
                            && self.tok(at + 1).is_none()
                        {
                            some = true;
                        }
                    }
                    Sense::Fluff
                        if at == start || matches!(self.sense(at.wrapping_sub(1)), Some(Sense::Det(_))) => {}
                    Sense::Ordinal(n) => {
                        if last_was_noun {
                            break;
                        }
                        np.ordinals.push(n);
                        some = true;
                    }
                    Sense::Count(n) => {
                        if some {
                            break;
                        }
                        np.count = Some(n);
                        np.plural = true;
                        some = true;
                    }
                    Sense::Pick(pick) => {
                        if last_was_noun {
                            break;
                        }
                        np.picks.push(pick);
                        some = true;
                    }
                    Sense::Pron(pron) => {
                        if some && !matches!(pron, Pron::One) || last_was_noun {
                            break;
                        }
                        np.pron = Some(pron);
                        np.raw.push(token.text.clone());
                        if token.text == "ones" {
                            np.plural = true;
                        }
                        at += 1;
                        some = true;
                        break;
                    }
                    Sense::Class(bits) => {
                        heads.push((bits, token.text.clone()));
                        np.raw.push(token.text.clone());
                        np.plural = stem(&token.text) != token.text
                            && !matches!(token.text.as_str(), "stars" | "crumbs" | "breadcrumbs");
                        some = true;
                    }
                    Sense::Chart(_) if np.indefinite && !some && self.wish.act != Some(Act::Add) => break,
                    Sense::Chart(kind) => {
                        heads.push((class::CHART, token.text.clone()));
                        np.words.push(kind.to_owned());
                        np.raw.push(token.text.clone());
                        some = true;
                    }
                    Sense::Colour(hex)
                        if self.colour_describes(at) || (np.definite && !some && at > start) =>
                    {
                        np.colour = Some(hex.to_owned());
                        np.raw.push(token.text.clone());
                        some = true;
                    }
                    Sense::Shade(by) if matches!(self.sense(at + 1), Some(Sense::Colour(_))) => {
                        if let Some(Sense::Colour(hex)) = self.sense(at + 1) {
                            np.colour = crate::context::paint::shade(hex, by < 0).or(Some(hex.to_owned()));
                            np.raw.push(token.text.clone());
                            at += 1;
                            some = true;
                        }
                    }
                    Sense::Shade(_) if !some && self.noun_follows(at + 1) => {}
                    Sense::Place(place) if !last_was_noun && self.noun_follows(at + 1) => {
                        np.place = Some(place);
                        np.raw.push(token.text.clone());
                        some = true;
                    }
                    Sense::More(dim, by) if !last_was_noun && self.noun_follows(at + 1) && at > start => {
                        match dim {
                            Dim::Size => np.picks.push(if by > 0 { Pick::Big } else { Pick::Small }),
                            Dim::Length if by > 0 => np.picks.push(Pick::Long),
                            _ => {}
                        }
                    }
                    Sense::State(state, on)
                        if !last_was_noun
                            && self.noun_follows(at + 1)
                            && (at > start || token.text.starts_with("the ") || token.text == "done") =>
                    {
                        let pick = match (state, on) {
                            (State::Active | State::Selected, true) => Some(Pick::Active),
                            (State::Active | State::Selected, false) => Some(Pick::Inactive),
                            (State::On, true) if token.text != "done" => Some(Pick::Checked),
                            (State::On, false) => Some(Pick::Unchecked),
                            _ => None,
                        };
                        match pick {
                            Some(pick) => np.picks.push(pick),
                            None => {
                                np.words.push(stem(&token.text));
                                np.raw.push(token.text.clone());
                            }
                        }
                        some = true;
                    }
                    // "all cards in Done": with a capital it is a name.
                    Sense::State(..) if !some && at > 0 && token.capital => {
                        np.words.push(stem(&token.text));
                        np.raw.push(token.text.clone());
                        np.definite = true;
                        some = true;
                    }
                    Sense::Look(_) if !last_was_noun && at > start && self.noun_follows(at + 1) => {
                        np.words.push(stem(&token.text));
                        np.raw.push(token.text.clone());
                    }
                    Sense::Attr(
                        Attr::Label
                        | Attr::Value
                        | Attr::Options
                        | Attr::Caption
                        | Attr::Colour
                        | Attr::Placeholder,
                    ) if matches!(self.sense(at + 1), Some(Sense::Class(_))) => {
                        np.words.push(stem(&token.text));
                        np.raw.push(token.text.clone());
                        some = true;
                    }
                    Sense::Attr(_) if self.wish.act == Some(Act::Add) && at > start && !last_was_noun => {
                        np.words.push(stem(&token.text));
                        np.raw.push(token.text.clone());
                        some = true;
                    }
                    Sense::Act(_) if at > start && !last_was_noun && self.verb_as_noun(at) => {
                        np.words.extend(token.text.split(' ').map(stem));
                        np.raw.push(token.text.clone());
                        some = true;
                    }
                    Sense::Act(_) if at == start => {
                        np.words.extend(token.text.split(' ').map(stem));
                        np.raw.push(token.text.clone());
                        some = true;
                    }
                    Sense::Prep(Prep::Owner) => {
                        // "the card's title": what owns it is where it is.
                        for (_, word) in heads.drain(..) {
                            np.words.push(stem(&word));
                        }
                    }
                    Sense::Vague(_) if !last_was_noun && self.noun_follows(at + 1) && at > start => {}
                    _ => break,
                },
                (Kind::Word, None) => {
                    np.words.push(stem(&token.text));
                    np.raw.push(token.text.clone());
                    np.plural = stem(&token.text) != token.text;
                    some = true;
                }
                _ => break,
            }
            at += 1;
        }
        if !some {
            return None;
        }
        // "header name": after a kind, a word says more, so the kind only describes.
        if let Some(last) = np.raw.last()
            && let Some((_, head)) = heads.last()
            && last != head
            && np
                .words
                .last()
                .is_some_and(|w| *w == stem(last) && !w.chars().all(|c| c.is_ascii_digit() || c == '.'))
            && np.named.is_empty()
            && np.pron.is_none()
        {
            for (_, word) in heads.drain(..) {
                np.words.insert(0, stem(&word));
            }
        }
        // The last class word is the head; earlier ones describe.
        if let Some((bits, word)) = heads.pop() {
            np.head = bits;
            np.head_word = word;
            for (bits, word) in heads {
                if np.head & class::ANY != 0 {
                    np.head = bits;
                    np.head_word = word;
                } else {
                    np.words.push(stem(&word));
                }
            }
        }
        np.typed = self
            .tokens
            .iter()
            .take(at)
            .skip(start)
            .filter(|t| {
                !matches!(
                    t.sense,
                    Some(Sense::Det(_) | Sense::Fluff | Sense::Ordinal(_) | Sense::Count(_))
                ) && !matches!(t.kind, Kind::Quoted(_) | Kind::Ordinal(_))
            })
            .filter_map(|t| self.text.get(t.span.clone()))
            .map(str::to_owned)
            .gather();
        np.typed.dedup();
        if np.head & class::FAB != 0 {
            np.head = class::BUTTON | class::ICON;
            np.words.push("fab".to_owned());
        }
        if np.pron == Some(Pron::This) && !np.words.is_empty() | (np.head != 0) {
            np.pron = None;
        }
        if np.head_word == "cta" || np.head_word == "call to action" {
            np.picks.push(Pick::Main);
        }
        if np.ordinals.len() > 1 {
            np.plural = false;
        }
        np.span = match (self.tok(start), self.tok(at.saturating_sub(1))) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => 0..0,
        };
        self.at = at.max(start + 1);
        self.attach(&mut np);
        Some(np)
    }

    /// A verb inside a noun phrase names a thing: `the save button`, `the copy`.
    fn verb_as_noun(&self, at: usize) -> bool {
        matches!(
            self.sense(at.wrapping_sub(1)),
            Some(
                Sense::Det(_)
                    | Sense::Ordinal(_)
                    | Sense::Prep(Prep::Owner)
                    | Sense::Colour(_)
                    | Sense::Pick(_)
            )
        ) || matches!(self.sense(at + 1), Some(Sense::Class(_)))
    }

    /// `2nd and 3rd message`, `between X and Y` are handled by the caller; here: more ordinals, and exceptions.
    fn attach(&mut self, np: &mut Np) {
        if np.head == 0
            && np.words.is_empty()
            && !np.ordinals.is_empty()
            && self.tok(self.at).is_some_and(|t| t.is(Sense::And))
        {
            let and = self.at;
            self.at += 1;
            let more = matches!(
                self.tok(self.at).map(|t| (&t.kind, t.sense)),
                Some((Kind::Ordinal(_), _) | (_, Some(Sense::Ordinal(_) | Sense::Det(_))))
            );
            if more
                && let Some(second) = self.phrase()
                && !second.ordinals.is_empty()
            {
                let mut ordinals = std::mem::take(&mut np.ordinals);
                ordinals.extend(&second.ordinals);
                let span = np.span.start..second.span.end;
                *np = Np {
                    ordinals,
                    span,
                    ..second
                };
                return;
            }
            self.at = and;
        }
        if matches!(
            self.tok(self.at).map(|t| t.text.as_str()),
            Some("except" | "besides")
        ) {
            self.at += 1;
            if let Some(except) = self.phrase() {
                np.except = Some(Box::new(except));
            }
        }
    }

    /// What can be said only when all is read.
    fn settle(&mut self) {
        let wish = &mut self.wish;
        // "icon" as the new thing at a field: a property of it.
        if wish.act == Some(Act::Add)
            && let Some(object) = wish.objects.first()
            && object.head & class::ICON != 0
        {
            let name = if object.raw.len() > 1 {
                object
                    .raw
                    .iter()
                    .filter(|w| *w != "icon")
                    .cloned()
                    .gather()
                    .join("-")
            } else {
                object.scope.as_ref().map(|s| s.shown()).unwrap_or_default()
            };
            wish.texts.insert(0, name);
        }
        // "add more padding": a measure, not a new thing.
        let measured = wish.changes.iter().any(|c| {
            matches!(
                c,
                Change::Scale(
                    Dim::Gap | Dim::Padding | Dim::Shadow | Dim::Border | Dim::Radius,
                    ..
                )
            )
        });
        if wish.act == Some(Act::Add) && measured && wish.texts.is_empty() {
            wish.act = Some(Act::Make);
        }
        // "blue header background": the only colour that is named is the wish.
        if matches!(wish.act, None | Some(Act::Make | Act::Change))
            && wish.changes.is_empty()
            && wish.values.is_empty()
            && wish.model.is_none()
            && wish.rel.is_none()
            && wish.attrs.iter().all(|a| {
                matches!(
                    a,
                    Attr::Background | Attr::Colour | Attr::TextColour | Attr::BorderColour
                )
            })
            && let [only] = wish.objects.as_mut_slice()
            && !only.definite
            && let Some(hex) = only.colour.take()
        {
            let slot = wish.attrs.last().copied().filter(|a| *a != Attr::Colour);
            wish.changes.push(Change::Colour(slot, Paint::Hex(hex)));
        }
        // "the sidebar text white": the ink, wherever it is kept.
        if wish.objects.iter().any(|o| o.head_word == "text") {
            for change in &mut wish.changes {
                if let Change::Colour(slot @ None, _) = change {
                    *slot = Some(Attr::TextColour);
                }
            }
        }
        if wish.act.is_none() && self.wish.changes.is_empty() && self.wish.too {
            self.wish.act = Some(Act::Repeat);
        }
        if self.wish.act == Some(Act::Sort) && self.wish.about_order.is_none() {
            self.wish.about_order = Some((self.between(0, self.tokens.len()), true));
        }
    }
}

fn is_value_token(token: &Token) -> bool {
    match token.kind {
        Kind::Hex(_) | Kind::Comma | Kind::Choice(..) => true,
        Kind::Number(_, unit) => !unit.is_empty(),
        Kind::Word => matches!(
            token.sense,
            Some(
                Sense::Fluff
                    | Sense::Colour(_)
                    | Sense::Shade(_)
                    | Sense::More(..)
                    | Sense::Amount(_)
                    | Sense::Look(_)
                    | Sense::NoLook(_)
                    | Sense::State(..)
                    | Sense::Place(_)
                    | Sense::Attr(_)
                    | Sense::And
                    | Sense::Det(Det::A | Det::The)
                    | Sense::Chart(_)
                    | Sense::Grow(_)
                    | Sense::Vague(_)
                    | Sense::Prep(Prep::With | Prep::In)
                    | Sense::Instead
                    | Sense::Not
                    | Sense::Modal
            )
        ),
        _ => false,
    }
}

pub(crate) fn carries_value(token: &Token) -> bool {
    match token.kind {
        Kind::Hex(_) | Kind::Choice(..) | Kind::Secret(_) => true,
        Kind::Number(_, unit) => !unit.is_empty(),
        Kind::Word => matches!(
            token.sense,
            Some(
                Sense::Colour(_)
                    | Sense::Shade(_)
                    | Sense::More(..)
                    | Sense::Look(_)
                    | Sense::NoLook(_)
                    | Sense::State(..)
                    | Sense::Place(_)
                    | Sense::Chart(_)
                    | Sense::Vague(_)
            )
        ),
        _ => false,
    }
}
