//! One clause of a prompt, read: what is to be done, what it speaks of (still as words), and the values it names.

mod look;
mod phrase;
mod place;
mod value;

use crate::context::lexicon::{
    Act, Attr, Class, Det, Dim, Extent, Look, Pick, Place, Pron, Rel, Sense, State, Vague, class,
};
use crate::context::token::{Kind, Token, stem};
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
    Scale(Dim, i8, Extent),
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
    /// The place of the option that is spoken of
    pub(crate) nth: Option<i32>,
    /// The nodes that offer the option that is wanted
    pub(crate) offering: Vec<usize>,
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
        amount: Extent::Plain,
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
                    && matches!(
                        self.wish.act,
                        Some(Act::Remove | Act::Hide | Act::Rename | Act::Replace | Act::Change)
                    ) =>
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
            return self.noun();
        };
        match sense {
            Sense::Fluff if self.wants_a_thing(token) => {
                self.wish.act = Some(Act::Add);
                self.role = Role::Object;
            }
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
                    Some(Sense::More(dim, by)) => self.push(Change::Scale(dim, -by, Extent::Plain)),
                    Some(Sense::Shade(by)) => self.push(Change::Scale(Dim::Light, -by, Extent::Plain)),
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
                } else if self.at == 0 && self.only_a_noun(1) {
                    self.wish.act = Some(Act::Remove);
                } else if self.at == 0 {
                    self.wish.correct = true;
                }
            }
            Sense::Not => self.skip_negated(),
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
                self.at += 1;
                let text = self.rest();
                self.at = self.tokens.len();
                let slot = self.slot();
                self.push(Change::Text(slot, text));
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

    /// "the column Rate": all that was named so far is that it is one.
    fn names_a_choice(&self) -> bool {
        const CHOICE: Class = class::TABLE_COLUMN | class::COLUMN;
        let [np] = self.wish.objects.as_slice() else {
            return false;
        };
        let says = np.head & CHOICE != 0 || matches!(np.head_word.as_str(), "option" | "choice" | "entry");
        says && np.words.is_empty() && np.quoted.is_none()
    }

    /// Whether more than a courtesy comes behind the word.
    fn more_follows(&self) -> bool {
        let mut rest = self.tokens.iter().skip(self.at + 1);
        rest.any(|token| token.sense != Some(Sense::Fluff) && token.kind != Kind::Stop)
    }

    /// Whether a thing is all that is named from here on: "no cookie banner".
    fn only_a_noun(&self, from: usize) -> bool {
        let noun = |token: &Token| {
            matches!(token.kind, Kind::Named(_) | Kind::Id(_))
                || token.kind == Kind::Word
                    && matches!(
                        token.sense,
                        None | Some(Sense::Class(_) | Sense::Fluff | Sense::More(..))
                    )
        };
        self.noun_follows(from) && self.tokens.iter().skip(from).all(noun)
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
        // `it is called "A" now, not "B"`: the old text tells which one.
        if let Some(Kind::Quoted(old)) = self.tok(at).map(|t| &t.kind)
            && self.wish.changes.iter().any(|c| matches!(c, Change::Text(..)))
            && self.wish.objects.iter().all(|np| np.pron.is_some())
        {
            self.wish.objects = vec![Np {
                quoted: Some(old.clone()),
                definite: true,
                ..Np::default()
            }];
            self.at = at + 1;
            return;
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
            self.push(Change::Scale(dim, by, Extent::Plain));
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
        // "need another checkbox"
        if act == Act::Make
            && self.wish.objects.is_empty()
            && let Some(token) = self.tok(self.at)
            && self.wants_a_thing(token)
        {
            self.wish.act = Some(Act::Add);
            self.role = Role::Object;
            return;
        }
        match act {
            // "needs" is "make" in "needs a border".
            Act::Make if self.wants_something() => {
                self.wish.dest = self.wish.objects.pop();
                self.wish.act = Some(Act::Add);
                return;
            }
            // "the logo can go to the right": where, not that.
            Act::Remove
                if self.tok(self.at).is_some_and(|token| token.text.ends_with(" go"))
                    && self
                        .tokens
                        .iter()
                        .skip(self.at + 1)
                        .any(|token| token.sense != Some(Sense::Fluff)) =>
            {
                self.wish.act = Some(Act::Move);
                return;
            }
            // "the promo code goes": where to is not said, so it goes for good.
            Act::Move
                if first
                    && !self.wish.objects.is_empty()
                    && self.tok(self.at).is_some_and(|token| token.text == "goes")
                    && self
                        .tok(self.at + 1)
                        .is_none_or(|token| token.kind == Kind::Comma) =>
            {
                self.wish.act = Some(Act::Remove);
                self.at = self.tokens.len();
                return;
            }
            // "move it away from the edge"
            Act::Remove
                if self.tok(self.at).is_some_and(|token| token.text == "away")
                    && (!first || self.wish.objects.is_empty() || self.more_follows()) =>
            {
                return;
            }
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

    /// "the city should be Porto", "due date is 30 June 2026": what it shows. A name has a capital, a value begins with a number.
    fn becomes_text(&self) -> bool {
        const BE: &str = "should be|must be|shall be|will be|is|are|is now|are now|be|becomes|should become|shoud be|should now be|has to be|needs to be|should cost|costs|must cost|cost|is going to be";
        let says = |word: &str| BE.split('|').any(|known| known == word);
        if !self.tok(self.at).is_some_and(|token| says(&token.text))
            || self.wish.act.is_some()
            || [self.wish.objects.len(), self.wish.changes.len()] != [1, 0]
        {
            return false;
        }
        let rest = self.tokens.get(self.at + 1..).unwrap_or_default();
        let plain = |token: &Token| match token.kind {
            Kind::Number(_, unit) => unit.is_empty(),
            Kind::Named(_) | Kind::Choice(..) | Kind::Slash | Kind::Comma | Kind::Arrow => true,
            Kind::Word => matches!(
                token.sense,
                None | Some(Sense::Fluff | Sense::Det(Det::This | Det::The))
            ),
            _ => false,
        };
        let begins = rest
            .first()
            .is_some_and(|token| token.capital || matches!(token.kind, Kind::Number(..)) && rest.len() > 1);
        begins && rest.iter().all(plain)
    }

    /// "the table needs one more column", "the form should have a checkbox": something new for what was named, not a property.
    fn wants_something(&self) -> bool {
        const WANTS: &str = "needs|need|wants|deserves|lacks|could use|could do with|should have|must have|should get|gets|has to have";
        let says = |word: &str| WANTS.split('|').any(|known| known == word);
        let named = [self.wish.objects.len(), self.wish.changes.len()] == [1, 0];
        if !named || self.wish.act.is_some() || !self.tok(self.at).is_some_and(|token| says(&token.text)) {
            return false;
        }
        let new = matches!(
            self.sense(self.at + 1),
            Some(Sense::Det(Det::A | Det::Another) | Sense::Count(1))
        );
        // Over "more" and what describes it.
        let mut at = self.at + 2;
        while matches!(
            self.sense(at),
            Some(Sense::Det(Det::More) | Sense::Ordinal(_) | Sense::Colour(_))
        ) {
            at += 1;
        }
        new && self.noun_follows(at) && !(self.next_attr(self.at + 1) && self.look_ahead_is_look())
    }

    /// "I'd like a chip", "we need another column": something new, where no property follows.
    fn wants_a_thing(&self, token: &Token) -> bool {
        const WANTS: &str = "i want|i would like|id like|i d like|i need|we need|we want|i wish|need|want|id love|i would love";
        let wants = WANTS.split('|').any(|known| known == token.text);
        if !wants || self.wish.act.is_some() || !self.wish.changes.is_empty() {
            return false;
        }
        match self.sense(self.at + 1) {
            Some(Sense::Det(Det::Another)) => true,
            Some(Sense::Det(Det::A) | Sense::Count(1)) => {
                let mut at = self.at + 2;
                while matches!(self.sense(at), Some(Sense::Det(Det::More) | Sense::Colour(_))) {
                    at += 1;
                }
                self.noun_follows(at) && !(self.next_attr(self.at + 1) && self.look_ahead_is_look())
            }
            _ => false,
        }
    }

    /// Whether "primary", or "primary button", is what something that was named should be.
    fn becomes_a_button(&self, at: usize) -> bool {
        let asked = self.predicate || matches!(self.wish.act, Some(Act::Make | Act::Change | Act::Use));
        let kind = match self.sense(at + 1) {
            Some(Sense::Class(kind)) => kind & class::BUTTON != 0,
            _ => self
                .tok(at + 1)
                .is_none_or(|next| matches!(next.kind, Kind::Comma | Kind::Stop)),
        };
        matches!(self.sense(at), Some(Sense::Pick(Pick::Main | Pick::Secondary)))
            && asked
            && kind
            && self.role == Role::Object
            && self
                .wish
                .objects
                .iter()
                .any(|np| np.pron.is_some() || !np.is_bare())
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

    /// What can be said only when all is read.
    fn settle(&mut self) {
        let wish = &mut self.wish;
        // "put 'Student' as the second option": where a new one goes.
        if wish.nth.is_some()
            && matches!(wish.act, Some(Act::Move | Act::Add | Act::Use | Act::Make))
            && wish.changes.is_empty()
        {
            let quoted = wish.objects.iter_mut().find_map(|np| np.quoted.take());
            if let Some(name) = quoted.or_else(|| wish.texts.pop()) {
                wish.objects.retain(|np| !np.is_bare() && np.ordinals.is_empty());
                wish.changes.push(Change::Extend(vec![name]));
                wish.act = Some(Act::Change);
            }
        }
        // "wrap them in a card": what is made of them.
        if wish.act == Some(Act::Wrap)
            && let Some(dest) = wish.dest.take()
        {
            wish.tail = dest.head_word;
        }
        // "the green was nicer": it had that colour, and should have it again.
        if let ([only], [Change::Vague(Vague::Modern)]) =
            (wish.objects.as_mut_slice(), wish.changes.as_slice())
            && only.head == 0
            && only.words.is_empty()
            && let Some(hex) = only.colour.take()
        {
            wish.changes = vec![Change::Colour(None, Paint::Hex(hex))];
            wish.objects.clear();
        }
        // "other picture please": which one, and which then?
        if wish.act.is_none()
            && !wish.says_what()
            && wish.attrs.is_empty()
            && let [only] = wish.objects.as_slice()
            && self.tokens.iter().find(|t| !t.is(Sense::Fluff)).is_some_and(|t| {
                t.is(Sense::Det(Det::Other)) || matches!(t.text.as_str(), "another" | "different" | "new")
            })
            && only.head & !class::ANY != 0
        {
            wish.act = Some(Act::Change);
        }
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
        // "the standard and vip ticket": both are tickets.
        for at in 1..wish.objects.len() {
            let Some((before, [second, ..])) = wish.objects.split_at_mut_checked(at) else {
                break;
            };
            let Some(first) = before.last_mut() else { break };
            let half = first.definite && first.head == 0 && first.words.len() == 1 && !first.plural;
            if !half || second.definite || second.indefinite || second.pron.is_some() || second.plural {
                continue;
            }
            if second.head != 0 {
                first.head = second.head;
                first.head_word.clone_from(&second.head_word);
            } else if let [_, .., last] = second.words.as_slice() {
                first.words.push(last.clone());
            }
        }
        // "recipient first, then the sender", "prices last": a place, though nothing is said to be done.
        if wish.act.is_none() && wish.changes.is_empty() && wish.values.is_empty() && wish.objects.len() > 1 {
            let counts = |np: &Np| np.is_elliptic() && matches!(np.ordinals.as_slice(), [1 | -1]);
            if wish.objects.get(1).is_some_and(counts) {
                let counted = wish.objects.remove(1);
                let first = counted.ordinals.first() == Some(&1);
                wish.act = Some(Act::Move);
                if wish.objects.len() > 1 {
                    wish.anchors = wish.objects.drain(1..2).gather();
                    wish.objects.truncate(1);
                    wish.rel = Some(if first { Rel::Before } else { Rel::After });
                } else {
                    wish.changes
                        .push(Change::Place(if first { Place::First } else { Place::Last }));
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
