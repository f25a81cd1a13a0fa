//! Where something is, and where it should be.

use super::{Change, Reader, Role};
use crate::context::lexicon::{Act, Attr, Dim, Look, Place, Prep, Rel, Sense, class};
use crate::context::token::Kind;
use crate::context::word_list::listed;

impl<'a> Reader<'a> {
    pub(super) fn place(&mut self, place: Place) {
        let word = self.tok(self.at).map(|t| t.text.as_str()).unwrap_or_default();
        let bare = listed(
            "left|right|the left|the right|top|bottom|center|middle|the center|the middle|upper|lower|leftmost|rightmost|topmost|far left|far right|the far left|the far right|left-hand|right-hand|very top|very bottom|up|down",
            word,
        );
        // "the left panel"
        if bare
            && self.noun_follows(self.at + 1)
            && !matches!(word, "up" | "down")
            && !(self.wish.act.is_some()
                && !self.wish.objects.is_empty()
                && matches!(self.role, Role::Object))
            && !matches!(self.wish.act, Some(Act::Align))
            && !(word == "center" && self.at == 0)
        {
            return self.noun();
        }
        // "off at the start": when, and not where.
        let when = matches!(place, Place::First | Place::Last)
            && matches!(self.wish.changes.last(), Some(Change::State(..)));
        if when {
            return;
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
            && (self.says_what_becomes(&|kind| matches!(kind, Kind::Hex(_) | Kind::Arrow))
                || self.wish.act.is_none() && self.moves_later());
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
                        | Act::Swap
                )
            )
            && !bare
            && !(self.wish.act == Some(Act::Duplicate) && word.starts_with("to "));
        if described || removed {
            // "the icon at the top right": both say where it is.
            let next = match self.sense(self.at + 1) {
                Some(Sense::Place(side @ (Place::Left | Place::Right))) => Some(side),
                _ => None,
            };
            if let Some(object) = self.wish.objects.last_mut() {
                object.place = Some(place);
                object.side = next;
            }
            self.at += usize::from(next.is_some());
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

    /// "the buttons at the bottom belong on the left": where they go comes later.
    fn moves_later(&self) -> bool {
        let mut rest = self.tokens.iter().skip(self.at + 1);
        rest.any(|token| token.is(Sense::Act(Act::Move)))
            && rest.any(|token| matches!(token.sense, Some(Sense::Place(_))))
    }

    /// Whether what follows says what shall become of something, in words or with one of these signs.
    pub(super) fn says_what_becomes(&self, sign: &dyn Fn(&Kind) -> bool) -> bool {
        self.tokens.iter().skip(self.at + 1).any(|token| {
            matches!(
                token.sense,
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
            ) || sign(&token.kind)
        })
    }

    pub(super) fn relation(&mut self, rel: Rel) {
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
            && self.says_what_becomes(&|kind| matches!(kind, Kind::Colon | Kind::Arrow | Kind::Hex(_)))
            && !self.predicate;
        let cut = matches!(
            self.wish.act,
            Some(Act::Remove | Act::Hide | Act::Rename | Act::Replace | Act::Shorten | Act::Align)
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
            self.wish.between = true;
            self.role = Role::Object;
            return;
        }
        // "underline the heading above the news"
        let done = self.wish.act.is_none()
            && !self.predicate
            && self
                .wish
                .changes
                .iter()
                .any(|c| matches!(c, Change::Look(..) | Change::Colour(..)));
        if (described || cut || done) && !self.wish.objects.is_empty()
            || (!moving && !self.wish.objects.is_empty() && self.wish.act.is_none() && described)
        {
            self.at += 1;
            let near = self.phrase();
            if let (Some(near), Some(object)) = (near, self.wish.objects.last_mut()) {
                object.near = Some((rel, Box::new(near)));
            }
            return;
        }
        // "that was better before": when.
        if matches!(rel, Rel::Before | Rel::After) && self.wish.act.is_none() && !self.more_follows() {
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

    pub(super) fn preposition(&mut self, prep: Prep) {
        let act = self.wish.act;
        if act == Some(Act::Wrap) && matches!(prep, Prep::In | Prep::Into | Prep::With | Prep::As) {
            self.role = Role::Dest;
            return;
        }
        // "put the slider at 60", `nenne "A" in "B" um`: what comes is a value, not a place.
        let valued = match self.tok(self.at + 1).map(|token| &token.kind) {
            Some(Kind::Number(..)) => {
                act == Some(Act::Move) && prep != Prep::From && !self.noun_follows(self.at + 2)
            }
            Some(Kind::Quoted(_)) => act == Some(Act::Rename),
            _ => false,
        };
        if valued && !self.wish.objects.is_empty() && self.wish.texts.is_empty() {
            if act == Some(Act::Move) {
                self.wish.act = Some(Act::Change);
            }
            self.at += 1;
            return self.value_region();
        }
        match prep {
            Prep::To => {
                if self.wish.objects.is_empty() && !self.wish.changes.is_empty() && act != Some(Act::Move) {
                    // "put a shadow to the card": the thing comes last.
                    self.role = Role::Object;
                } else if matches!(act, Some(Act::Add | Act::Move | Act::Duplicate)) && !self.predicate {
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
                if matches!(act, Some(Act::Add | Act::Move | Act::Duplicate)) {
                    self.role = Role::Dest;
                } else if matches!(act, Some(Act::Make | Act::Change | Act::Replace)) {
                    self.at += 1;
                    self.value_region();
                } else {
                    // "the texts inside the list"
                    self.preposition(Prep::In);
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
                self.leads = first && act.is_none() && !had_value;
                let scope = self.phrase();
                self.leads = false;
                if let Some(scope) = scope {
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
                        // "the time of all messages": as many of them.
                        object.plural |= scope.all && object.ordinals.is_empty() && !object.indefinite;
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
                        object.typed.extend(more.typed);
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
                } else if act != Some(Act::Add)
                    && !self.wish.objects.is_empty()
                    && let Some(icon) = (self.at + 1..self.at + 6)
                        .find(|at| matches!(self.sense(*at), Some(Sense::Class(c)) if c == class::ICON))
                {
                    // "wider, with a paper plane icon"
                    let name = self.icon_name(self.at + 1, icon);
                    self.push(Change::Icon(name));
                    self.at = icon + 1;
                } else if act == Some(Act::Add) {
                    self.role = Role::With;
                } else if self.wish.changes.is_empty()
                    && !self.wish.objects.is_empty()
                    && (self.noun_follows(self.at + 1)
                        || matches!(self.sense(self.at + 1), Some(Sense::Det(_)))
                            && self.noun_follows(self.at + 2))
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
                if self
                    .tok(self.at + 1)
                    .map(|t| t.text.as_str())
                    .is_some_and(|word| listed("big|large|wide|tall|small", word))
                {
                    self.at += 1;
                    return;
                }
                if act == Some(Act::Mark) && !self.wish.objects.is_empty() {
                    self.at += 1;
                    let said = self.rest();
                    self.at = self.tokens.len();
                    return self.push(Change::Mark(said));
                }
                if self.wish.model.is_none() && self.predicate || act == Some(Act::Make) {
                    self.role = Role::Model;
                }
            }
            // "replace Sign in by Log in"
            Prep::By if act == Some(Act::Replace) && !self.wish.objects.is_empty() => {
                self.at += 1;
                self.replacement();
            }
            // "the reviews by Tom": those, and not all of them.
            Prep::By if act != Some(Act::Sort) && self.names_an_owner() => {
                self.at += 1;
                let by = self.phrase().map(Box::new);
                let excepted = self.wish.except.last_mut();
                if let Some(object) = excepted.or(self.wish.objects.last_mut()) {
                    object.by = by;
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
}
