//! Verbs, and what is not to be done.

use super::{Change, FORBIDDEN, Np, Reader, Role, Slot, carries_value};
use crate::context::lexicon::{Act, Extent, Sense};
use crate::context::token::{Kind, Token};
use crate::document::parse_number;

impl<'a> Reader<'a> {
    /// `not blue`: what should no longer be. `not so bold` is a look of its own and never comes here.
    pub(super) fn skip_negated(&mut self) {
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
        // "weekly instead of daily": what it no longer is.
        if matches!(self.tok(at).map(|t| &t.kind), Some(Kind::Choice(..))) && !self.wish.changes.is_empty() {
            self.at = at + 1;
            return;
        }
        // "quantity 2 instead of 1": what it shows.
        if self.wish.changes.is_empty()
            && matches!(self.tok(at).map(|t| &t.kind), Some(Kind::Number(_, "")))
            && let [only] = self.wish.objects.as_mut_slice()
            && only.count.is_none()
            && let [_, .., last] = only.raw.as_slice()
            && parse_number(last).is_some()
            && only.words.last() == Some(last)
        {
            let value = last.clone();
            only.words.pop();
            only.raw.pop();
            self.push(Change::Text(Slot::Value, value));
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
        // "green instead of purple": what is purple, if nothing is named.
        if let (Some(Sense::Colour(old)), [], [Change::Colour(..)]) = (
            self.sense(at),
            self.wish.objects.as_slice(),
            self.wish.changes.as_slice(),
        ) && self.tok(at + 1).is_none()
        {
            self.wish.objects.push(Np {
                all: true,
                colour: Some(old.to_owned()),
                ..Np::default()
            });
            self.at = at + 1;
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
            // "the materials tab instead of overview": what it no longer is.
            Some(Sense::Chart(_)) => self.at = at + 1,
            _ if self.noun_follows(at) && !matches!(self.sense(at), Some(Sense::Class(_))) => {
                self.at = at;
                let _ = self.phrase();
            }
            _ => {}
        }
    }

    /// `except google and the last one`, `but not the third`.
    pub(super) fn leave_out(&mut self) {
        let start = self.at;
        let value = |token: &Token| {
            carries_value(token) || matches!(token.sense, Some(Sense::Amount(_) | Sense::Too))
        };
        while self.at == start
            || matches!(self.tok(self.at), Some(token) if token.is(Sense::And) || token.kind == Kind::Comma)
        {
            let next = self.tok(self.at + 1);
            if next.is_none_or(|next| value(next) || matches!(next.sense, Some(Sense::Act(_)))) {
                break;
            }
            self.at += 1;
            match self.phrase() {
                Some(np) => self.wish.except.push(np),
                None => break,
            }
        }
        // "bold but not italic"
        if self.wish.except.is_empty() {
            self.at = start;
            self.skip_negated();
        }
    }

    /// "hide disabled buttons", "make required fields red": which ones, and not what they shall be.
    pub(super) fn describes_several(&self) -> bool {
        let goes = matches!(
            self.wish.act,
            Some(Act::Remove | Act::Hide | Act::Move | Act::Duplicate | Act::Sort)
        );
        let wanted = || {
            let mut later = self.tokens.iter().skip(self.at + 2);
            later.any(|token| carries_value(token) || matches!(token.kind, Kind::Quoted(_)))
        };
        self.plural_follows(self.at + 1)
            && self.wish.objects.is_empty()
            && self.wish.changes.is_empty()
            && (goes || wanted())
    }

    pub(super) fn act(&mut self, act: Act) {
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
            Act::Make | Act::Add if self.wants_something() => {
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
            if act == Act::Duplicate {
                let many = self.tok(self.at).and_then(|token| token.text.split(' ').next());
                self.wish.copies = many.and_then(parse_number);
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
}
