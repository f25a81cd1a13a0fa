//! Colours, sizes, states and other looks that are asked for.

use super::{Change, Paint, Reader, Role};
use crate::context::lexicon::{Act, Attr, Det, Dim, Extent, Look, Pick, Prep, Pron, Sense, State, class};
use crate::context::token::{Kind, Token};
use crate::context::word_list::listed;

impl<'a> Reader<'a> {
    pub(super) fn paint(&mut self, paint: Paint) {
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

    pub(super) fn colour(&mut self, paint: Paint) {
        if self.colour_describes(self.at) {
            return self.noun();
        }
        self.paint(paint);
    }

    /// Whether a colour belongs to the noun after it: `the red badge`, not `the badge red`.
    pub(super) fn colour_describes(&self, at: usize) -> bool {
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

    pub(super) fn shade(&mut self, by: i8) {
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

    pub(super) fn more(&mut self, dim: Dim, by: i8) {
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
            && self.described_noun(self.at + 1)
            && (matches!(
                self.sense(self.at.wrapping_sub(1)),
                Some(Sense::Det(Det::The | Det::All | Det::This | Det::Every))
            ) || self.at == 0
                && self.says_what_becomes(&|kind| matches!(kind, Kind::Colon | Kind::Arrow | Kind::Hex(_))))
            && self
                .tok(self.at)
                .is_some_and(|t| listed("big|large|small|tiny|long|short|wide|tall|huge", &t.text))
        {
            if self.at > 0 {
                return self.noun();
            }
            self.at += 1;
            self.noun();
            if let (Dim::Size, Some(np)) = (dim, self.wish.objects.last_mut()) {
                np.picks.push(if by > 0 { Pick::Big } else { Pick::Small });
            }
            return;
        }
        let by = match self.amount {
            Extent::Percent(part) => {
                // "twice as wide as the others": what it is compared with is not spoken of.
                if self
                    .tok(self.at + 1)
                    .is_some_and(|t| matches!(t.text.as_str(), "as" | "like"))
                {
                    self.at = self.tokens.len();
                }
                if part < 100 { -1 } else { 1 }
            }
            _ if self.grow < 0 => -by,
            _ => by,
        };
        self.grow = 0;
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
        self.amount = Extent::Plain;
    }

    /// More or less of a property.
    pub(super) fn measure(&mut self, attr: Attr, by: i8) {
        let change = match attr {
            Attr::Dim(dim) => Change::Scale(dim, by, self.amount),
            Attr::Colour => Change::Scale(Dim::Vivid, by, self.amount),
            Attr::Font => Change::Scale(Dim::Font, by, self.amount),
            _ => return,
        };
        self.push(change);
        self.amount = Extent::Plain;
    }

    pub(super) fn attribute(&mut self, attr: Attr, token: &'a Token) {
        // Within a name it is a word like others: "phone number field", "label text".
        let content = matches!(attr, Attr::Value | Attr::Label | Attr::Options | Attr::Caption)
            && matches!(self.sense(self.at + 1), Some(Sense::Class(_)));
        if content {
            return self.noun();
        }
        if attr == Attr::Options
            && let Some(Sense::Ordinal(nth)) = self.sense(self.at.wrapping_sub(1))
        {
            self.wish.nth = Some(nth);
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

    pub(super) fn look(&mut self, look: Look) {
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

    pub(super) fn state(&mut self, state: State, on: bool) {
        let word = self.tok(self.at).map(|t| t.text.as_str()).unwrap_or_default();
        if word == "on" || word == "off" {
            let ends = match self.tok(self.at + 1) {
                None => true,
                Some(t) => {
                    matches!(t.kind, Kind::Comma | Kind::Stop)
                        || matches!(
                            t.sense,
                            Some(
                                Sense::Fluff
                                    | Sense::And
                                    | Sense::Too
                                    | Sense::Except
                                    | Sense::Prep(Prep::In | Prep::For)
                            )
                        )
                }
            };
            let switched = self.wish.act.is_some()
                && self
                    .tok(self.at.wrapping_sub(1))
                    .map(|t| t.text.as_str())
                    .is_some_and(|word| listed("turn|switch|set|toggle", word))
                || self.sense(self.at.wrapping_sub(1)) == Some(Sense::Modal)
                    && !self.noun_follows(self.at + 1);
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
}
