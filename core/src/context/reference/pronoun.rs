//! What `it`, `this card`, `the other one` and `the third one` mean.

use super::{Focus, Found, Hits, Need, all_at};
use crate::context::lexicon::{Pron, class};
use crate::context::token::{name_parts, stem};
use crate::context::wish::Np;
use crate::sorted::Gather;

impl<'a> Focus<'_, 'a> {
    pub(super) fn pronoun(&self, np: &Np, need: Need) -> Option<Found> {
        let pron = np.pron?;
        let bare = np.words.is_empty()
            && np.head & !class::ANY == 0
            && np.named.is_empty()
            && np.colour.is_none()
            && np.ordinals.is_empty();
        if !bare {
            return None;
        }
        match pron {
            Pron::It | Pron::Them | Pron::This => {
                let plural = pron == Pron::Them;
                let first = if pron == Pron::This && !self.selection.is_empty() {
                    Some(&self.selection)
                } else {
                    None
                };
                let from = first
                    .or_else(|| self.said.first())
                    .or_else(|| (!self.selection.is_empty()).then_some(&self.selection))
                    .or_else(|| {
                        self.recent
                            .iter()
                            .find(|r| !r.is_empty() && (!plural || r.len() > 1))
                    })
                    .or_else(|| self.recent.iter().find(|r| !r.is_empty()))?;
                let hits: Hits = all_at(from, 0.95);
                let fitting = self.fitting(&hits, need, np);
                let hits = if fitting.is_empty() { hits } else { fitting };
                Some(Found::Nodes(hits, "what was spoken of last"))
            }
            Pron::Everything => self.everything(np),
            Pron::One => None,
        }
    }

    /// "this section", "the card", "the text": with a selection that is one, or has one, it is the selection, whatever else would fit.
    pub(super) fn pointed_at(&self, np: &Np, need: Need) -> Option<Found> {
        let scene = self.scene;
        let many = np.plural || np.all || np.another;
        let plain = np.is_plain() && np.scope.is_none() && np.near.is_none() && !many;
        let one = self.selection.first().filter(|_| self.selection.len() == 1)?;
        let head = np.head & !class::ANY;
        let called = |at: &usize| {
            let kind = name_parts(scene.get(*at).map_or("", |node| node.kind));
            let parts = np.head_word.split(' ').chain(np.words.iter().map(String::as_str));
            let mut words = parts.filter(|word| !word.is_empty()).map(stem);
            words.all(|word| kind.contains(&word) || kind.concat() == word)
        };
        let is_so = |at: &usize| {
            let fits = scene.get(*at).is_some_and(|node| node.is(head));
            called(at) || np.words.is_empty() && fits
        };
        if !plain || head == 0 && np.words.is_empty() || !(np.this || np.definite && np.words.is_empty()) {
            return None;
        }
        let around = || {
            let above = || scene.ancestors(*one).filter(|_| np.this);
            above().find(called).or_else(|| above().find(is_so))
        };
        // "The text" of a button that is selected is what is written on it.
        let is_written_on = |at: &usize| {
            let node = scene.get(*at).filter(|node| node.children.is_empty());
            head & class::TEXT != 0
                && np.words.is_empty()
                && node.is_some_and(|node| node.caption().is_some())
        };
        let own = |at: &usize| is_so(at) || is_written_on(at);
        let at = Some(*one).filter(own).or_else(around)?;
        let hits = all_at(&[at], 0.95);
        let fitting = self.fitting(&hits, need, np);
        let hits = if fitting.is_empty() { hits } else { fitting };
        Some(Found::Nodes(hits, "the selection"))
    }

    /// `the other one`: of the kind of what was spoken of, beside it, else anywhere.
    pub(super) fn other_one(&self) -> Found {
        let scene = self.scene;
        let mut lists = self
            .said
            .iter()
            .chain(self.recent.iter())
            .chain(std::iter::once(&self.selection));
        let Some(spoken_of) = lists.find(|list| !list.is_empty()) else {
            return Found::Missing;
        };
        let Some(first) = spoken_of.first().and_then(|at| scene.get(*at)) else {
            return Found::Missing;
        };
        let others = |near: bool| -> Vec<usize> {
            let alike = |at: &usize| {
                let node = scene.get(*at).filter(|node| node.kind == first.kind);
                node.is_some_and(|node| !near || node.parent == first.parent) && !spoken_of.contains(at)
            };
            (0..scene.nodes.len()).filter(alike).gather()
        };
        let list = Some(others(true))
            .filter(|list| !list.is_empty())
            .unwrap_or_else(|| others(false));
        match list.as_slice() {
            [] => Found::Missing,
            [_] => Found::Nodes(all_at(&list, 0.9), "the other one"),
            _ => Found::Tie(all_at(&list, 0.9)),
        }
    }

    /// `the third one`, `the customers one`, `the second`: what kind of thing is known from before.
    pub(super) fn complete(&self, np: &mut Np, kind: &mut Option<&'a str>) {
        if let Some(last) = &self.last
            && last.pron.is_none()
            && (last.head & !class::ANY != 0 || !last.words.is_empty())
        {
            np.head = last.head;
            np.head_word.clone_from(&last.head_word);
            if np.head & !class::ANY == 0 {
                np.words.extend(last.words.last().cloned());
            } else if np.words.is_empty()
                && np.colour.is_none()
                && np.named.is_empty()
                && !last.words.is_empty()
                && np.scope.is_none()
            {
                np.words.extend(last.words.iter().cloned());
            }
            return;
        }
        let from = self
            .said
            .iter()
            .chain(self.recent.iter())
            .chain(std::iter::once(&self.selection))
            .find_map(|list| list.first());
        if let Some(node) = from.and_then(|at| self.scene.get(*at)) {
            *kind = Some(node.kind);
            np.head = node.class;
        }
    }
}
