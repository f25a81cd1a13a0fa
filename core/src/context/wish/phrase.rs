//! Noun phrases: words that point at something.

use super::{Np, Reader, Role};
use crate::context::clause::AS_THE_NTH;
use crate::context::lexicon::{Act, Attr, Class, Det, Dim, Pick, Place, Prep, Pron, Sense, State, class};
use crate::context::token::{Kind, Token, stem};
use crate::document::number_text;
use crate::sorted::Gather;

impl<'a> Reader<'a> {
    pub(super) fn noun_follows(&self, at: usize) -> bool {
        self.tok(at).is_some_and(|t| {
            matches!(t.kind, Kind::Named(_))
                || (t.kind == Kind::Word
                    && matches!(t.sense, None | Some(Sense::Class(_) | Sense::Pron(Pron::One))))
        })
    }

    /// A noun that says that there are several.
    pub(super) fn plural_follows(&self, at: usize) -> bool {
        let many = |noun: &Token| stem(&noun.text) != noun.text;
        self.noun_follows(at) && self.tok(at).is_some_and(many)
    }

    /// A noun, after what describes it: "blue button".
    pub(super) fn described_noun(&self, at: usize) -> bool {
        let describes = |at: &usize| {
            matches!(
                self.sense(*at),
                Some(Sense::Colour(_) | Sense::Shade(_) | Sense::Look(_) | Sense::More(Dim::Size, _))
            )
        };
        (at..)
            .find(|at| !describes(at))
            .is_some_and(|at| self.noun_follows(at))
    }

    /// "52 high": which side a number is the measure of.
    pub(super) fn side(&self, at: usize) -> Option<Dim> {
        match self.tok(at)?.text.as_str() {
            "high" | "tall" => Some(Dim::Height),
            "wide" => Some(Dim::Width),
            "thick" => Some(Dim::Border),
            _ => None,
        }
    }

    /// "a fourth doctor, Dr. Diallo, cardiology": what the new one says, and no more of them.
    fn tells(&self, np: &Np, start: usize) -> bool {
        let one = |np: &Np| (np.indefinite || np.another) && !np.plural;
        self.wish.act == Some(Act::Add)
            && matches!(self.wish.objects.as_slice(), [first] if one(first))
            && self
                .tok(start.wrapping_sub(1))
                .is_some_and(|t| t.kind == Kind::Comma)
            && np.head == 0
            && !np.definite
            && !np.indefinite
    }

    /// A noun phrase in its role.
    pub(super) fn noun(&mut self) {
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
        // "one more step at the end": it is to be added.
        let opens = self
            .tokens
            .iter()
            .take(start)
            .all(|t| matches!(t.sense, Some(Sense::Fluff | Sense::Modal)));
        let is_new = np.another || np.indefinite && !np.definite && self.only_a_place_follows();
        if opens && is_new && self.wish.act.is_none() && np.pron.is_none() {
            self.wish.act = Some(Act::Add);
        }
        match self.role {
            Role::Object if self.wish.act == Some(Act::Sort) && !self.wish.objects.is_empty() => {
                self.wish.loose.extend(np.raw);
            }
            // "a new button, it should be left of Send": not another one.
            Role::Object if self.wish.act == Some(Act::Add) && np.pron == Some(Pron::It) && np.is_bare() => {}
            Role::Object if self.tells(&np, start) => {
                let said = self.text.get(np.span).unwrap_or_default().to_owned();
                let named = self
                    .wish
                    .objects
                    .iter()
                    .all(|np| np.ordinals.is_empty() && !np.another);
                if named || !self.wish.texts.is_empty() {
                    self.wish.values.push(said);
                } else {
                    self.wish.texts.push(said);
                }
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
    pub(super) fn phrase(&mut self) -> Option<Np> {
        let start = self.at;
        let mut np = Np::default();
        let mut at = self.at;
        let mut heads: Vec<(Class, String)> = Vec::new();
        let mut counted = None;
        let mut some = false;
        while let Some(token) = self.tok(at) {
            let last_was_noun = some && !heads.is_empty();
            if self.that_is(at) || token.text == AS_THE_NTH {
                break;
            }
            match (&token.kind, token.sense) {
                (Kind::Id(node), _) => {
                    np.id = Some(*node);
                    np.spoken(&token.text);
                    some = true;
                }
                (Kind::Named(nodes), _) => {
                    np.named.extend(nodes);
                    np.raw.extend(token.text.split(' ').map(str::to_owned));
                    // "social icons": those that are in what is called so.
                    np.plural |= np.raw.len() > 1
                        && np
                            .raw
                            .last()
                            .is_some_and(|last| last.len() > 3 && stem(last) != *last);
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
                (Kind::Number(..), _)
                    if self.side(at + 1).is_some()
                        || self.other_side(at).is_some()
                        || self.tok(at + 1).is_some_and(|t| t.text == "times") =>
                {
                    break;
                }
                // "the first 3"
                (Kind::Number(n, ""), _)
                    if np.ordinals.len() == 1 && heads.is_empty() && np.words.is_empty() =>
                {
                    np.count = Some(*n as u32);
                    np.plural = true;
                }
                (Kind::Number(n, ""), _) if some || self.noun_follows(at + 1) => {
                    if self.noun_follows(at + 1) && !some {
                        np.count = Some(*n as u32);
                        counted = np.count;
                    } else {
                        np.words.push(number_text(*n));
                        np.raw.push(number_text(*n));
                    }
                    some = true;
                }
                (Kind::Word, Some(sense)) => match sense {
                    Sense::Det(det) => {
                        if some && !matches!(det, Det::Both | Det::All | Det::The | Det::Other)
                            || some && token.text == "that"
                            // "in the session the timer": another thing.
                            || self.leads && det == Det::The && !(np.words.is_empty() && np.named.is_empty())
                            || last_was_noun
                        {
                            break;
                        }
                        match det {
                            Det::The | Det::This => {
                                np.definite = true;
                                if token.text == "its" {
                                    np.scope = Some(Box::new(Np {
                                        pron: Some(Pron::It),
                                        ..Np::default()
                                    }));
                                }
                                if det == Det::This {
                                    np.pron = Some(Pron::This);
                                    np.this = true;
                                    some = true;
                                }
                            }
                            Det::A => np.indefinite = true,
                            // "switch all off"
                            Det::All
                                if !some
                                    && matches!(self.sense(at + 1), Some(Sense::State(State::On, _)))
                                    && !self.noun_follows(at + 2) =>
                            {
                                np.pron = Some(Pron::Everything);
                                some = true;
                            }
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
                            Det::Other => {
                                np.all = true;
                                np.other = true;
                            }
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
                        // "the first three"
                        let first_few = np.ordinals.len() == 1 && heads.is_empty() && np.words.is_empty();
                        if some && !first_few {
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
                        np.spoken(&token.text);
                        // "everything purple to teal"
                        if let (Pron::Everything, Some(Sense::Colour(hex)), Some(next)) =
                            (pron, self.sense(at + 1), self.sense(at + 2))
                            && matches!(
                                next,
                                Sense::Prep(Prep::To | Prep::Into) | Sense::Modal | Sense::Colour(_)
                            )
                        {
                            np.pron = None;
                            np.colour = Some(hex.to_owned());
                            np.all = true;
                            at += 1;
                        }
                        if token.text == "ones" {
                            np.plural = true;
                        }
                        at += 1;
                        some = true;
                        break;
                    }
                    Sense::Class(bits) => {
                        // "the bottom tabs": those that are at the bottom.
                        if bits & class::NAV != 0 && token.text.starts_with("bottom ") {
                            np.place = Some(Place::Bottom);
                        }
                        heads.push((bits, token.text.clone()));
                        np.spoken(&token.text);
                        np.plural = stem(&token.text) != token.text
                            && !matches!(token.text.as_str(), "stars" | "crumbs" | "breadcrumbs");
                        some = true;
                    }
                    Sense::Chart(_) if np.indefinite && !some && self.wish.act != Some(Act::Add) => break,
                    Sense::Chart(kind) => {
                        heads.push((class::CHART, token.text.clone()));
                        np.words.push(kind.to_owned());
                        np.spoken(&token.text);
                        some = true;
                    }
                    Sense::Colour(hex)
                        if self.colour_describes(at) || (np.definite && !some && at > start) =>
                    {
                        np.colour = Some(hex.to_owned());
                        np.spoken(&token.text);
                        some = true;
                    }
                    Sense::Shade(by)
                        if matches!(self.sense(at + 1), Some(Sense::Colour(_)))
                            && (self.colour_describes(at + 1) || (np.definite && !some && at > start)) =>
                    {
                        if let Some(Sense::Colour(hex)) = self.sense(at + 1) {
                            np.colour = crate::context::paint::shade(hex, by < 0).or(Some(hex.to_owned()));
                            np.spoken(&token.text);
                            at += 1;
                            some = true;
                        }
                    }
                    Sense::Shade(_) if !some && self.noun_follows(at + 1) => {}
                    Sense::Place(place) if !last_was_noun && self.noun_follows(at + 1) => {
                        np.place = Some(place);
                        np.definite |= token.text.starts_with("the ");
                        np.spoken(&token.text);
                        some = true;
                    }
                    Sense::More(dim, by) if !last_was_noun && self.described_noun(at + 1) && at > start => {
                        match dim {
                            Dim::Size => np.picks.push(if by > 0 { Pick::Big } else { Pick::Small }),
                            Dim::Length if by > 0 => np.picks.push(Pick::Long),
                            _ => {}
                        }
                    }
                    // "english on thursday": where it is.
                    Sense::State(State::On, true) if some && token.text == "on" => break,
                    Sense::State(state, on)
                        if !last_was_noun
                            && self.noun_follows(at + 1)
                            && (at > start
                                || token.text.starts_with("the ")
                                || token.text == "done"
                                || self.describes_several()) =>
                    {
                        let pick = match (state, on) {
                            (State::Active | State::Selected, true) => Some(Pick::Active),
                            (State::Active | State::Selected, false) => Some(Pick::Inactive),
                            (State::On, true) if token.text != "done" => Some(Pick::Checked),
                            (State::On, true) if self.plural_follows(at + 1) => {
                                np.word(&token.text);
                                Some(Pick::Checked)
                            }
                            (State::On, false) => Some(Pick::Unchecked),
                            _ => None,
                        };
                        match pick {
                            Some(pick) => {
                                np.picks.push(pick);
                                np.spoken(&token.text);
                            }
                            None => {
                                np.word(&token.text);
                            }
                        }
                        some = true;
                    }
                    // "all cards in Done": with a capital it is a name.
                    Sense::State(..) if !some && at > 0 && token.capital => {
                        np.word(&token.text);
                        np.definite = true;
                        some = true;
                    }
                    Sense::Look(_) if !last_was_noun && at > start && self.noun_follows(at + 1) => {
                        np.word(&token.text);
                    }
                    Sense::Attr(
                        Attr::Label
                        | Attr::Value
                        | Attr::Options
                        | Attr::Caption
                        | Attr::Colour
                        | Attr::Placeholder,
                    ) if matches!(self.sense(at + 1), Some(Sense::Class(_))) => {
                        np.word(&token.text);
                        some = true;
                    }
                    Sense::Attr(_)
                        if self.wish.act == Some(Act::Add)
                            && (at > start || matches!(self.sense(at + 1), Some(Sense::Class(_))))
                            && !last_was_noun =>
                    {
                        np.word(&token.text);
                        some = true;
                    }
                    Sense::Act(_) if at > start && !last_was_noun && self.verb_as_noun(at) => {
                        np.word(&token.text);
                        some = true;
                    }
                    Sense::Act(_) if at == start => {
                        np.word(&token.text);
                        some = true;
                    }
                    Sense::Prep(Prep::Owner) => {
                        // "the second task's title": that of the second task.
                        if !np.ordinals.is_empty() {
                            let mut owner = std::mem::take(&mut np);
                            if let Some((bits, word)) = heads.pop() {
                                owner.head = bits;
                                owner.head_word = word;
                            }
                            owner.words.extend(heads.drain(..).map(|(_, word)| stem(&word)));
                            np.definite = true;
                            np.scope = Some(Box::new(owner));
                            at += 1;
                            continue;
                        }
                        // "the card's title": what owns it is where it is.
                        for (_, word) in heads.drain(..) {
                            np.words.push(stem(&word));
                        }
                    }
                    Sense::Vague(_) if !last_was_noun && self.noun_follows(at + 1) && at > start => {}
                    _ => break,
                },
                // "add a toggle for weekly reports", where "Weekly" can be chosen.
                (Kind::Choice(..), _)
                    if self.wish.act == Some(Act::Add)
                        && self
                            .tok(at + 1)
                            .is_some_and(|t| t.kind == Kind::Word && t.sense.is_none()) =>
                {
                    np.word(&token.text);
                    some = true;
                }
                // "the whole quiz": all of it goes anyway.
                (Kind::Word, None)
                    if matches!(token.text.as_str(), "whole" | "entire")
                        && matches!(self.sense(at.wrapping_sub(1)), Some(Sense::Det(_)))
                        && self.noun_follows(at + 1) => {}
                (Kind::Word, None) => {
                    np.word(&token.text);
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
        // "the € 20 chip" is one, and not 20 of them.
        if let Some(count) = counted
            && np.count == Some(count)
            && count > 1
            && !np.plural
        {
            np.count = None;
            np.words.insert(0, count.to_string());
            np.raw.insert(0, count.to_string());
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
            // "add a link Contact": a link that says so.
            && !(self.wish.act == Some(Act::Add)
                && !np.definite
                && self.tok(at.wrapping_sub(1)).is_some_and(|last| last.capital))
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
                    // "un lien Contact": what kind of thing it is, in other words.
                    && !(t.text == np.head_word
                        && self.text.get(t.span.clone()).is_some_and(|own| !own.eq_ignore_ascii_case(&t.text)))
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
    pub(super) fn verb_as_noun(&self, at: usize) -> bool {
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
    pub(super) fn attach(&mut self, np: &mut Np) {
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
    }
}
