//! Which icon something should show.

use super::{Change, Np, Reader, carries_value};
use crate::context::lexicon::{Prep, Sense, class};
use crate::context::token::Kind;
use crate::sorted::Gather;

impl Reader<'_> {
    /// What an icon is called in words around it, joined as icons are named.
    pub(super) fn icon_name(&self, from: usize, icon: usize) -> String {
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

    /// "the icon of the first card to a heart": which icon it becomes. Whether it was read.
    pub(super) fn becomes_an_icon(&mut self) -> bool {
        let is_icon = |np: &Np| np.head == class::ICON && matches!(np.head_word.as_str(), "icon" | "symbol");
        let word = self
            .tok(self.at)
            .is_some_and(|t| t.kind == Kind::Word || matches!(t.kind, Kind::Quoted(_)));
        if !word
            || !self.wish.objects.last().is_some_and(is_icon)
            || self.tokens.iter().skip(self.at).any(carries_value)
        {
            return false;
        }
        let name = self.icon_name(self.at, self.tokens.len());
        self.push(Change::Icon(name));
        self.at = self.tokens.len();
        true
    }
}
