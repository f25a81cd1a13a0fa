//! What a verb or a wish is about, by what stands around it.

use super::{Change, Np, Reader, Role, Slot, carries_value};
use crate::context::lexicon::{Act, Attr, Class, Det, Pick, Prep, Sense, State, class};
use crate::context::token::{Kind, Token};
use crate::letters::capitalised;

impl<'a> Reader<'a> {
    /// Whether a property word comes next, over articles and sizes.
    pub(super) fn next_attr(&self, from: usize) -> bool {
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
    pub(super) fn names_a_choice(&self) -> bool {
        const CHOICE: Class = class::TABLE_COLUMN | class::COLUMN;
        let [np] = self.wish.objects.as_slice() else {
            return false;
        };
        let says = np.head & CHOICE != 0 || matches!(np.head_word.as_str(), "option" | "choice" | "entry");
        says && np.words.is_empty() && np.quoted.is_none()
    }

    /// Whether more than a courtesy comes behind the word.
    pub(super) fn more_follows(&self) -> bool {
        let mut rest = self.tokens.iter().skip(self.at + 1);
        rest.any(|token| token.sense != Some(Sense::Fluff) && token.kind != Kind::Stop)
    }

    /// "a button below the price": nothing is said of it but where it is, or what it says, so it is wanted.
    pub(super) fn only_a_place_follows(&self) -> bool {
        let place = matches!(
            self.sense(self.at),
            Some(Sense::Rel(_) | Sense::Saying | Sense::Prep(Prep::In | Prep::On | Prep::For | Prep::Into))
        );
        let says_more = |token: &Token| {
            let value = carries_value(token) && !matches!(token.kind, Kind::Secret(_));
            value
                || matches!(
                    token.sense,
                    Some(Sense::Act(_) | Sense::Modal | Sense::Say | Sense::Not)
                )
        };
        let mut rest = self
            .tokens
            .iter()
            .skip(self.at)
            .take_while(|token| token.text != "that");
        place && !rest.any(says_more)
    }

    /// "a line under the price that children are free": what the new text says.
    pub(super) fn told_in_a_clause(&mut self, token: &Token) -> bool {
        const TEXTS: &str =
            "line|note|sentence|paragraph|hint|remark|message|notice|disclaimer|footnote|text";
        let tells = |np: &Np| {
            TEXTS
                .split('|')
                .any(|known| np.raw.last().is_some_and(|own| own == known))
        };
        let fits = token.text == "that"
            && self.wish.act == Some(Act::Add)
            && self.wish.texts.is_empty()
            && self.wish.objects.first().is_some_and(tells)
            && self.tokens.len() > self.at + 2;
        if fits {
            let said = self.between(self.at + 1, self.tokens.len());
            self.wish.texts.push(capitalised(&said));
            self.at = self.tokens.len();
            self.line_of_text();
        }
        fits
    }

    /// A line that says something is one of text, and no row.
    pub(super) fn line_of_text(&mut self) {
        if let Some(line) = self.wish.objects.last_mut().filter(|np| np.head_word == "line") {
            line.head = class::TEXT;
        }
    }

    /// Whether a thing is all that is named from here on: "no cookie banner".
    pub(super) fn only_a_noun(&self, from: usize) -> bool {
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

    /// "the city should be Porto", "due date is 30 June 2026": what it shows. A name has a capital, a value begins with a number.
    pub(super) fn becomes_text(&self) -> bool {
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
    pub(super) fn wants_something(&self) -> bool {
        const WANTS: &str = "needs|need|wants|deserves|lacks|could use|could do with|should have|must have|should get|gets|has to have|also has|also include";
        let says = |word: &str| WANTS.split('|').any(|known| known == word);
        let named = [self.wish.objects.len(), self.wish.changes.len()] == [1, 0];
        if !named || self.wish.act.is_some() || !self.tok(self.at).is_some_and(|token| says(&token.text)) {
            return false;
        }
        self.something_new_follows()
    }

    /// "one more column", "a red badge": no property of what there is.
    fn something_new_follows(&self) -> bool {
        // "it needs a different icon" is about the one it has.
        let other = self.tok(self.at + 2).is_some_and(|t| t.text == "different");
        let new = !other
            && matches!(
                self.sense(self.at + 1),
                Some(Sense::Det(Det::A | Det::Another | Det::More) | Sense::Count(1))
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
    pub(super) fn wants_a_thing(&self, token: &Token) -> bool {
        const WANTS: &str = "i want|i would like|id like|i d like|i need|we need|we want|i wish|need|want|id love|i would love";
        let wants = WANTS.split('|').any(|known| known == token.text);
        let other = self.tokens.iter().any(|t| t.is(Sense::Not));
        if !wants || other || self.wish.act.is_some() || !self.wish.changes.is_empty() {
            return false;
        }
        // "another one of these"
        self.sense(self.at + 1) == Some(Sense::Det(Det::Another)) || self.something_new_follows()
    }

    /// Whether "primary", or "primary button", is what something that was named should be.
    pub(super) fn becomes_a_button(&self, at: usize) -> bool {
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

    /// "write Ciao in the title": what a thing that is there should say.
    pub(super) fn writes(&mut self) -> bool {
        let led = matches!(self.tok(self.at + 1), Some(next) if next.capital || matches!(next.kind, Kind::Quoted(_)));
        let into = (self.at + 2..self.at + 12).find(|at| {
            // "on both buttons" turns nothing on.
            let on = self.tok(*at).is_some_and(|t| t.text == "on")
                && matches!(self.sense(at + 1), Some(Sense::Det(_)));
            on || matches!(
                self.sense(*at),
                Some(Sense::Prep(Prep::In | Prep::Into | Prep::On))
            )
        });
        let (true, Some(into), None) = (led, into, self.wish.act) else {
            return false;
        };
        let text = match self.tok(self.at + 1).map(|t| &t.kind) {
            Some(Kind::Quoted(text)) if into == self.at + 2 => text.clone(),
            _ => self.between(self.at + 1, into),
        };
        self.wish.act = Some(Act::Change);
        self.push(Change::Text(Slot::Main, text));
        self.at = into + 1;
        true
    }

    /// Whether what stands behind `by` is somebody, and not how much.
    pub(super) fn names_an_owner(&self) -> bool {
        let name = self.tok(self.at + 1).is_some_and(|next| {
            matches!(next.kind, Kind::Named(_) | Kind::Quoted(_))
                || next.kind == Kind::Word
                    && next.sense.is_none()
                    && (next.capital || self.tok(self.at + 2).is_none())
        });
        let behind = |np: &Np| {
            let between = self.tokens.get(self.at.wrapping_sub(1));
            between.is_some_and(|last| last.span.end <= np.span.end)
        };
        let last = self.wish.except.last().or(self.wish.objects.last());
        name && last.is_some_and(behind)
    }

    pub(super) fn that_is(&self, at: usize) -> bool {
        let is = |at: usize, words: [&str; 2]| self.tok(at).is_some_and(|t| words.contains(&t.text.as_str()));
        is(at, ["that", "which"]) && is(at + 1, ["are", "is"])
    }

    /// "the toggles that are off": which ones, not what they shall be. Whether it was read.
    pub(super) fn that_are_so(&mut self) -> bool {
        if !self.that_is(self.at) {
            return false;
        }
        let pick = match self.sense(self.at + 2) {
            Some(Sense::State(State::On, on)) => Some(if on { Pick::Checked } else { Pick::Unchecked }),
            Some(Sense::State(State::Active | State::Selected, on)) => {
                Some(if on { Pick::Active } else { Pick::Inactive })
            }
            _ => None,
        };
        let (Some(pick), Some(object)) = (pick, self.wish.objects.last_mut()) else {
            return false;
        };
        object.picks.push(pick);
        self.at += 3;
        true
    }

    /// "every review but the first": said of all, before anything is said of them.
    pub(super) fn but_leaves_out(&self) -> bool {
        self.tok(self.at).is_some_and(|token| token.text == "but")
            && self.wish.changes.is_empty()
            && self.wish.objects.last().is_some_and(|np| np.all)
    }

    /// Whether the property that comes next is one of looks, not of content.
    pub(super) fn look_ahead_is_look(&self) -> bool {
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
}
