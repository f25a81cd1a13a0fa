//! Everything: in a part, but for some of it, before or after something.

use super::{Focus, Found, Need, all_at, nodes_of};
use crate::context::lexicon::Rel;
use crate::context::wish::Np;
use crate::sorted::Gather;

impl<'s, 'a> Focus<'s, 'a> {
    /// `everything in the footer`, `everything but the logo`, `everything below the hero`. `None` where nothing limits it.
    pub(super) fn everything(&self, np: &Np) -> Option<Found> {
        let mut all = match np
            .scope
            .as_deref()
            .map(|scope| self.resolve(scope, Need::Container))
        {
            Some(Found::Nodes(hits, _)) => nodes_of(&hits),
            Some(other) => return Some(other),
            None => vec![0],
        };
        let mut is_limited = np.scope.is_some();
        if let Some((rel, anchor)) = &np.near {
            let Found::Nodes(anchors, _) = self.resolve(anchor, Need::Any) else {
                return Some(Found::Missing);
            };
            all = self.brothers_beside(*rel, &nodes_of(&anchors));
            is_limited = true;
        }
        if !np.except.is_empty() {
            let mut kept = Vec::new();
            for except in &np.except {
                match self.resolve(except, Need::Any) {
                    Found::Nodes(hits, _) => kept.extend(nodes_of(&hits)),
                    other => return Some(other),
                }
            }
            all = all.iter().flat_map(|at| self.all_but(*at, &kept)).gather();
            is_limited = true;
        }
        match all.as_slice() {
            _ if !is_limited => None,
            [] => Some(Found::Missing),
            _ => Some(Found::Nodes(all_at(&all, 0.95), "all of it")),
        }
    }

    /// The largest parts of a node in which nothing is that shall stay.
    pub(super) fn all_but(&self, at: usize, kept: &[usize]) -> Vec<usize> {
        let scene = self.scene;
        let mut out = Vec::new();
        for child in scene.get(at).map_or(&[][..], |node| &node.children) {
            if kept.iter().any(|kept| scene.inside(*child, *kept)) {
                continue;
            }
            if kept.iter().any(|kept| scene.inside(*kept, *child)) {
                out.extend(self.all_but(*child, kept));
            } else {
                out.push(*child);
            }
        }
        out
    }

    /// What stands before or after something among its brothers, or among those of what it is the end of.
    fn brothers_beside(&self, rel: Rel, anchors: &[usize]) -> Vec<usize> {
        let scene = self.scene;
        let (Some(first), Some(last)) = (anchors.first(), anchors.last()) else {
            return Vec::new();
        };
        let mut at = if first == last {
            *first
        } else {
            scene.meeting(*first, *last).unwrap_or(*first)
        };
        loop {
            let Some(parent) = scene.get(at).and_then(|node| node.parent) else {
                return Vec::new();
            };
            let found: Vec<usize> = scene
                .get(parent)
                .map_or(&[][..], |node| &node.children)
                .iter()
                .copied()
                .filter(|other| match rel {
                    Rel::Above | Rel::Before | Rel::LeftOf => *other < at,
                    Rel::Below | Rel::After | Rel::RightOf => *other > at,
                    Rel::Beside | Rel::Between => *other != at,
                })
                .gather();
            if !found.is_empty() {
                return found;
            }
            at = parent;
        }
    }
}
