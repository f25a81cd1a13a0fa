//! Texts, numbers and other values, and what follows a `to`.

use super::{Change, Np, Reader, Role, Slot, UNKNOWN_VERB};
use crate::context::lexicon::{Act, Attr, Class, Det, Dim, Extent, Look, Prep, Sense, class};
use crate::context::token::{Kind, Token};
use crate::context::word_list::listed;
use crate::letters;

impl<'a> Reader<'a> {
    pub(super) fn say(&mut self) {
        self.predicate = true;
        self.at += 1;
        let instead = (self.at..self.tokens.len()).find(|at| {
            self.tok(*at)
                .is_some_and(|t| matches!(t.text.as_str(), "instead of" | "rather than"))
        });
        let text = match instead {
            // "it should say 5 pm instead of 17:00": which one it is.
            Some(end) => {
                let old = self.between(end + 1, self.tokens.len());
                if self.wish.objects.iter().all(|np| np.is_bare()) && !old.is_empty() {
                    self.wish.objects = vec![Np {
                        quoted: Some(old),
                        definite: true,
                        ..Np::default()
                    }];
                }
                self.between(self.at, end)
            }
            None => self.rest(),
        };
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
    pub(super) fn saying(&mut self) {
        if let Some(Kind::Quoted(text) | Kind::Literal(text)) = self.tok(self.at + 1).map(|t| &t.kind) {
            let text = text.clone();
            self.at += 2;
            if self.wish.act == Some(Act::Add) {
                self.wish.texts.push(text);
                self.line_of_text();
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
            let goes_on = |at: usize| {
                self.tok(at).is_some_and(|t| t.kind != Kind::Comma)
                    || matches!(self.sense(at + 1), None | Some(Sense::Class(_) | Sense::Fluff))
            };
            while self.tok(end).is_some()
                && goes_on(end)
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
                    self.line_of_text();
                } else if let Some(object) = self.wish.objects.last_mut() {
                    object.quoted = Some(text);
                }
            }
            self.at = end.max(self.at + 1);
        }
    }

    pub(super) fn quoted(&mut self, text: String, literal: bool) {
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
                || matches!(t.kind, Kind::Number(_, "px" | "rem"))
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
        // `soll "Auto finden" heißen`
        let said = self.sense(self.at.wrapping_sub(1)) == Some(Sense::Modal)
            && self.sense(next) == Some(Sense::Say)
            && self.tok(next + 1).is_none();
        if !said && !pending && self.attr.is_none() && (follows || acts_on) {
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

    pub(super) fn slot(&self) -> Slot {
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

    pub(super) fn text_value(&mut self, text: String) {
        if self.wish.act == Some(Act::Add) {
            self.wish.texts.push(text);
            return;
        }
        if matches!(self.attr, Some(Attr::Font)) {
            return self.push(Change::Font(text));
        }
        let slot = match self.slot() {
            // "the link should open https://..."
            Slot::Main if text.starts_with("http") && text.contains("://") => Slot::Href,
            slot => slot,
        };
        self.push(Change::Text(slot, text));
    }

    pub(super) fn number(&mut self, value: f64, unit: &'static str, token: &'a Token) {
        if let Some(dim) = self.side(self.at + 1) {
            self.at += 2;
            return self.push(Change::Exact(dim, value, unit));
        }
        if let Some((height, its_unit)) = self.other_side(self.at) {
            self.push(Change::Exact(
                Dim::Width,
                value,
                if unit.is_empty() { its_unit } else { unit },
            ));
            self.at += 3;
            return self.push(Change::Exact(Dim::Height, height, its_unit));
        }
        // "duplicate it 3 times"
        let times = self.tok(self.at + 1).is_some_and(|next| next.text == "times");
        if times && unit.is_empty() && self.wish.act == Some(Act::Duplicate) {
            self.wish.copies = Some(value);
            self.at += 2;
            return;
        }
        // "20 % wider", "8 px narrower"
        if let ("%" | "px", Some(Sense::More(_, by)), Some(next)) =
            (unit, self.sense(self.at + 1), self.tok(self.at + 1))
            && (next.text.ends_with("er") || next.text.contains(' '))
        {
            self.amount = changed_by(value, unit, by);
            return;
        }
        // "4 times as wide"
        if unit.is_empty()
            && self
                .tok(self.at + 1)
                .is_some_and(|t| matches!(t.text.as_str(), "times" | "x"))
            && matches!(
                self.sense(self.at + 2),
                Some(Sense::More(..) | Sense::Attr(_) | Sense::Prep(Prep::As) | Sense::Det(_))
            )
        {
            self.amount = Extent::Percent((value * 100.0).clamp(1.0, 5000.0) as u16);
            self.at += 2;
            if let Some(Sense::Prep(_) | Sense::Det(_)) = self.sense(self.at) {
                self.at += 1;
            }
            if let Some(Sense::Attr(_)) = self.sense(self.at) {
                self.grow = 1;
            }
            return;
        }
        let by_so_much = self.sense(self.at.wrapping_sub(1)) == Some(Sense::Prep(Prep::By));
        if let Some(attr) = self.attr
            && let Attr::Dim(dim) = attr
            && !by_so_much
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
                self.push(Change::Scale(dim, by, changed_by(value, unit, by)));
            } else {
                self.push(Change::Exact(dim, value, unit));
            }
            return;
        }
        // "20 % cheaper": of what nobody here can measure.
        if unit == "%"
            && self
                .tok(self.at + 1)
                .is_some_and(|next| next.sense.is_none() && next.text.ends_with("er"))
        {
            self.wish.refused = Some("I cannot work that out: say what it should be then.");
            self.at = self.tokens.len();
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

    /// `480 by 600`, `48 x 48`: the second of two sides.
    pub(super) fn other_side(&self, at: usize) -> Option<(f64, &'static str)> {
        let between = self.tok(at + 1)?;
        let by = between.is(Sense::Prep(Prep::By)) || matches!(between.text.as_str(), "x" | "×");
        match (&self.tok(at)?.kind, &self.tok(at + 2)?.kind) {
            (Kind::Number(_, "" | "px"), Kind::Number(height, unit @ ("" | "px"))) if by => {
                Some((*height, unit))
            }
            _ => None,
        }
    }

    /// `from A to B` where both are values: two fields get one each, or A becomes B.
    pub(super) fn value_pair(&mut self) -> bool {
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
    pub(super) fn skip_old_value(&mut self) -> bool {
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
    pub(super) fn replacement(&mut self) {
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
        // "a gitlab one": what is said of it.
        let last = self.tokens.len() - 1;
        let one = self
            .tok(last)
            .is_some_and(|t| matches!(t.sense, Some(Sense::Pron(_) | Sense::Class(_))));
        if self.sense(self.at) == Some(Sense::Det(Det::A)) && one && last > self.at + 1 {
            let text = letters::capitalised(&self.between(self.at + 1, last));
            self.at = last + 1;
            return self.text_value(text);
        }
        self.value_region();
    }

    /// Everything from here to the end: values if all of it is, else a text.
    pub(super) fn value_region(&mut self) {
        if self.becomes_an_icon() {
            return;
        }
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
        let is_size = self.other_side(self.at).is_some();
        if is_size || self.value_pair_ahead() || self.wish.act == Some(Act::Move) {
            return;
        }
        // "increase the gap between the fields to 24"
        if let (Some(Kind::Number(value, unit)), None, Some(Change::Scale(dim, ..))) = (
            first.map(|t| &t.kind),
            self.tok(self.at + 1),
            self.wish.changes.last().cloned(),
        ) {
            self.wish.changes.pop();
            self.at += 1;
            return self.push(Change::Exact(dim, *value, unit));
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
        // "convert the cards to a list": no text, but another kind of thing.
        let kind = matches!(first.and_then(|t| t.sense), Some(Sense::Det(Det::A)))
            && self
                .tokens
                .last()
                .is_some_and(|t| matches!(t.sense, Some(Sense::Class(_))));
        if kind && !naming {
            self.wish.refused = Some(
                "I cannot turn one kind of thing into another. Add the new one, and remove the old one.",
            );
            self.at = self.tokens.len();
            return;
        }
        // "translate the title to Italian": what it becomes is not that word.
        if self.opens_with_a_verb() {
            self.wish.refused = Some(UNKNOWN_VERB);
            self.at = self.tokens.len();
            return;
        }
        if let Some(end) = self.place_behind() {
            let text = self.between(self.at, end);
            self.at = end;
            return self.text_value(text);
        }
        let text = self.rest();
        if !text.is_empty() {
            self.text_value(text);
        }
        self.at = self.tokens.len();
    }

    /// "rename Customers to Clients in the menu": where the words about the place begin. A part of a page is no part of a name.
    fn place_behind(&self) -> Option<usize> {
        const PARTS: Class =
            class::HEADER | class::FOOTER | class::SIDEBAR | class::NAV | class::FORM | class::TABLE;
        let name = self
            .tok(self.at)
            .filter(|t| t.capital || matches!(t.kind, Kind::Number(..)))?;
        let place = self.tokens.len().checked_sub(3).filter(|at| *at > self.at)?;
        let [prep, the, part] = self.tokens.get(place..)? else {
            return None;
        };
        let is_part = matches!(part.sense, Some(Sense::Class(kind)) if kind & PARTS != 0) && !part.capital;
        let fits = prep.is(Sense::Prep(Prep::In)) && the.is(Sense::Det(Det::The)) && is_part;
        (fits && !self.wish.objects.is_empty() && name.kind != Kind::Stop).then_some(place)
    }

    /// Whether the clause begins with a word that nobody knows and that is done to something or somewhere.
    fn opens_with_a_verb(&self) -> bool {
        let polite = |token: &&Token| token.sense == Some(Sense::Fluff);
        let mut words = self.tokens.iter().skip_while(polite);
        let verb = words
            .next()
            .filter(|first| first.kind == Kind::Word && first.sense.is_none());
        let after = words.next().and_then(|next| next.sense);
        let led = matches!(
            after,
            Some(Sense::Det(_) | Sense::Pron(_) | Sense::Prep(Prep::To | Prep::Into))
        );
        self.wish.act.is_none() && !self.predicate && led && verb.is_some()
    }

    pub(super) fn value_pair_ahead(&self) -> bool {
        self.tok(self.at).is_some_and(|t| t.is(Sense::Prep(Prep::From)))
    }

    /// The text from here to the end of the clause, without polite words at its end.
    pub(super) fn rest(&self) -> String {
        let mut end = self.tokens.len();
        while end > self.at + 1
            && self.tok(end - 1).is_some_and(|t| {
                matches!(t.sense, Some(Sense::Instead))
                    || listed("please|pls|plz|thanks|thx|thank you|actually|though", &t.text)
                    || matches!(t.kind, Kind::Comma | Kind::Stop)
            })
        {
            end -= 1;
        }
        self.between(self.at, end)
    }

    pub(super) fn between(&self, from: usize, to: usize) -> String {
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

    pub(super) fn chart(&mut self, kind: &'static str) {
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
}

/// How far something gets that gets more or less by so much.
fn changed_by(value: f64, unit: &str, by: i8) -> Extent {
    let bounded = |value: f64| value.clamp(1.0, 5000.0) as u16;
    match unit {
        "%" => Extent::Percent(bounded(100.0 + value * f64::from(by.signum()))),
        "px" | "" => Extent::Pixels(bounded(value)),
        _ => Extent::Plain,
    }
}

pub(super) fn is_value_token(token: &Token) -> bool {
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
