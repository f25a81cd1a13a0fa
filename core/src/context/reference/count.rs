//! The second one, the last two: nodes by their place in a row.

use super::fit::is_numbered;
use super::{Focus, Found, Hits, Need, all_at, keep, nodes_of, sort};
use crate::context::lexicon::{Pron, class};
use crate::context::scene::Node;
use crate::context::token::stem;
use crate::context::wish::Np;
use crate::context::word_list::listed;
use crate::sorted::{Gather, sort_by};

/// The ordinal of the one in the middle.
const MIDDLE: i32 = 0;

impl<'s, 'a> Focus<'s, 'a> {
    /// "the third item in this list": what repeats in the list that is named or selected, whatever kind it is of.
    pub(super) fn counted_in_a_list(&self, np: &Np) -> Option<Found> {
        let says_no_kind = (np.head & !class::ANY == 0
            || listed("item|items|entry|entries|element|elements", &np.head_word)
            || np.pron == Some(Pron::One) && np.head_word.is_empty())
            && np.words.is_empty()
            && np.named.is_empty();
        if np.ordinals.is_empty() || !says_no_kind || np.near.is_some() || np.count.is_some() {
            return None;
        }
        let list = match (&np.scope, self.selection.as_slice()) {
            (Some(scope), _) => match self.resolve(scope, Need::Container) {
                Found::Nodes(nodes, _) => match nodes.as_slice() {
                    [(only, _)] => *only,
                    _ => return None,
                },
                _ => return None,
            },
            (None, [only]) => *only,
            _ => return None,
        };
        let family = self.family(list);
        let counted = np.ordinals.iter().map(|ordinal| {
            let index = match usize::try_from(*ordinal) {
                Ok(from_start) => from_start.checked_sub(1),
                Err(_) => family.len().checked_sub(ordinal.unsigned_abs() as usize),
            };
            Some((*family.get(index?)?, 0.95))
        });
        let hits: Option<Hits> = counted.collect();
        Some(Found::Nodes(
            hits.filter(|_| family.len() > 1)?,
            "counted in document order",
        ))
    }

    /// "delete task 3", where nothing has that number in its name, text or id: the third one.
    pub(super) fn count_by_number(&self, np: &mut Np) {
        let scene = self.scene;
        let Some((number, words)) = np.words.split_last() else {
            return;
        };
        let noun = words
            .last()
            .cloned()
            .or_else(|| (np.head & !class::ANY != 0).then(|| stem(&np.head_word)));
        let (Some(noun), Ok(nth @ 1..=30)) = (noun, number.parse::<i32>()) else {
            return;
        };
        let has = |words: &[crate::document::Text], word: &str| words.iter().any(|own| **own == *word);
        let shows = |node: &Node<'_>| {
            [&node.told.name, &node.told.text]
                .into_iter()
                .any(|words| has(words, number) && (has(words, &noun) || words.len() == 1))
        };
        let plain =
            np.ordinals.is_empty() && np.count.is_none() && np.named.is_empty() && np.quoted.is_none();
        if plain && !scene.nodes.iter().any(shows) {
            np.words.pop();
            np.ordinals.push(nth);
            np.plural = false;
        }
    }

    /// "mark the first task as done": of lines that repeat, the first one, and what can be so in that.
    pub(super) fn counted_lines(&self, np: &Np, hits: &Hits, need: Need) -> Option<Hits> {
        if np.ordinals.is_empty() || matches!(need, Need::Any | Need::Block | Need::Container) {
            return None;
        }
        let mut best_first = hits.clone();
        sort(&mut best_first);
        let row = self.row(np, best_first.clone());
        let holds = |at: &usize| {
            let node = self.scene.get(*at);
            node.is_some_and(|n| {
                !need.met(self.scene, *at) && (at + 1..n.end).any(|at| need.met(self.scene, at))
            })
        };
        if row.len() < 2 || !row.iter().all(holds) {
            return None;
        }
        let Found::Nodes(counted, _) = self.ordinal(np, best_first) else {
            return None;
        };
        // "the third ticket should say ...", of lines that are known by their number: which of its texts is not said.
        let by_number = |at: &usize| {
            let name = self.scene.get(*at).map(|n| n.told.name.as_slice());
            name.is_some_and(|name| np.words.iter().any(|word| is_numbered(name, word)))
        };
        if need == Need::Caption && row.iter().all(by_number) {
            return Some(counted);
        }
        let fitting = self.fitting(&counted, need, np);
        (!fitting.is_empty()).then_some(fitting)
    }

    /// "the three tickets": where those that fit best are not three, and one group of brothers below or among the rest is, those.
    pub(super) fn family_of(&self, np: &Np, hits: &Hits, top: &Hits) -> Option<Hits> {
        let count = np.count.map(|count| count as usize).filter(|count| *count > 1)?;
        if !np.ordinals.is_empty() || np.another || np.indefinite || np.quoted.is_some() || top.len() == count
        {
            return None;
        }
        let family = |at: &usize| self.scene.get(*at).map(|n| (n.parent, n.kind));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (at, _) in hits {
            let mut brothers: Vec<usize> = nodes_of(&keep(hits, &|(other, _)| family(other) == family(at)));
            sort_by(&mut brothers, |a, b| a.cmp(b));
            if brothers.len() == count && !groups.contains(&brothers) {
                groups.push(brothers);
            }
        }
        let kind = np.head & !class::ANY;
        if groups.is_empty() {
            // What holds them is called so, or what stands beside them.
            for (at, _) in top {
                let node = self.scene.get(*at)?;
                let holders = [Some(*at), node.parent.filter(|_| node.children.is_empty())];
                for holder in holders.into_iter().flatten() {
                    let inside = self.family(holder);
                    // "both tab bars": not the two buttons of another bar.
                    let of_kind = |at: &usize| self.scene.get(*at).is_some_and(|n| n.is(kind));
                    let fits = kind == 0 || inside.iter().all(of_kind);
                    if inside.len() == count && fits && !groups.contains(&inside) {
                        groups.push(inside);
                    }
                }
            }
        }
        match groups.as_slice() {
            [only] => Some(all_at(only, 0.9)),
            _ => None,
        }
    }

    /// What one more of these is made after: the last of them, or the part around it where each is in one of its own.
    pub(crate) fn last_like(&self, list: &[usize]) -> Option<usize> {
        let (first, last) = (*list.first()?, *list.last()?);
        let around = self.scene.meeting(first, last).filter(|_| first != last);
        let mut parts = std::iter::once(last).chain(self.scene.ancestors(last));
        around.map_or(Some(last), |around| {
            parts.find(|at| self.scene.get(*at).is_some_and(|n| n.parent == Some(around)))
        })
    }

    /// The last of one less than so many brothers that fit: what the next one is put after.
    pub(crate) fn last_of(&self, np: &Np, nth: i32) -> Option<usize> {
        let hits = self.score(np, Need::Block)?;
        let mut best = None;
        let mut most = 0;
        for (at, _) in &hits {
            let Some(node) = self.scene.get(*at) else { continue };
            let Some(parent) = node.parent.and_then(|p| self.scene.get(p)) else {
                continue;
            };
            let (mut count, mut fitting, mut last) = (1, 0, *at);
            for brother in &parent.children {
                if self.scene.get(*brother).is_some_and(|n| n.kind == node.kind) {
                    count += 1;
                    last = *brother;
                    fitting += i32::from(hits.iter().any(|(hit, _)| hit == brother));
                }
            }
            if count == nth && fitting > most {
                (best, most) = (Some(last), fitting);
            }
        }
        best
    }

    /// `the middle plan` of an odd number of them: of brothers, where there is one largest such group, else of all.
    pub(super) fn middle(&self, np: &Np, hits: &Hits) -> Option<Found> {
        let family = |at: usize| self.scene.get(at).map(|node| (node.parent, node.kind));
        let mut list: Vec<usize> = nodes_of(hits);
        sort_by(&mut list, |a, b| (family(*a), a).cmp(&(family(*b), b)));
        list.dedup();
        let odd = |brothers: &&[usize]| brothers.len() > 2 && brothers.len() % 2 == 1;
        let families = || list.chunk_by(|a, b| family(*a) == family(*b)).filter(odd);
        let most = families().map(<[usize]>::len).max().unwrap_or(0);
        let mut largest = families().filter(|brothers| brothers.len() == most);
        if let (Some(brothers), None) = (largest.next(), largest.next()) {
            let middle = brothers.get(brothers.len() / 2)?;
            return Some(Found::Nodes(all_at(&[*middle], 0.95), "in the middle"));
        }
        let middle = Np {
            ordinals: vec![MIDDLE],
            place: None,
            ..np.clone()
        };
        let found = self.ordinal(&middle, hits.clone());
        matches!(found, Found::Nodes(..)).then_some(found)
    }

    pub(super) fn ordinal(&self, np: &Np, hits: Hits) -> Found {
        let list = self.row(np, hits);
        let mut out = Hits::new();
        for ordinal in &np.ordinals {
            let index = match *ordinal {
                MIDDLE => (list.len() > 2 && list.len() % 2 == 1).then_some(list.len() / 2),
                1.. => usize::try_from(*ordinal - 1).ok(),
                _ => list.len().checked_sub(ordinal.unsigned_abs() as usize),
            };
            match index.and_then(|i| list.get(i)) {
                Some(at) => out.push((*at, 0.95)),
                None => return Found::Missing,
            }
        }
        if let Some(count) = np.count
            && np.ordinals.len() == 1
        {
            let count = count as usize;
            let part = if np.ordinals.contains(&-1) {
                list.split_at(list.len().saturating_sub(count)).1
            } else {
                list.split_at(count.min(list.len())).0
            };
            out = all_at(part, 0.9);
        }
        Found::Nodes(out, "counted in document order")
    }

    /// "the second ticket", of lines that are called Ticket 1 and Ticket 2: a button that says `Close ticket` is none of them, also where a text
    /// is looked for, and those lines have theirs in what they hold.
    pub(super) fn numbered(&self, np: &Np, hits: &Hits) -> Option<Hits> {
        let [word] = np.words.as_slice() else { return None };
        let is_one = |at: &usize| {
            let node = self.scene.get(*at);
            node.is_some_and(|node| is_numbered(&node.told.name, word))
        };
        if hits.iter().any(|(at, _)| is_one(at)) {
            return None;
        }
        let lines: Vec<usize> = (0..self.scene.nodes.len()).filter(is_one).gather();
        (lines.len() > 1).then(|| all_at(&lines, 0.9))
    }

    /// Brothers that are all called so, or all show what is.
    pub(crate) fn brothers(&self, np: &Np) -> Vec<usize> {
        if np.words.is_empty() || !np.named.is_empty() {
            return Vec::new();
        }
        let hits = self.score(np, Need::Block).unwrap_or_default();
        let best = super::best_of(&hits);
        let row = self.row(np, keep(&hits, &|(_, score)| *score >= best - 0.25));
        let family = |at: &usize| self.scene.get(*at).map(|n| (n.parent, n.kind));
        let first = row.first().and_then(family);
        let repeats = |at: &usize| {
            let holds = self
                .scene
                .get(*at)
                .is_some_and(|n| !n.children.is_empty() || n.is(class::ITEM));
            holds
                && family(at) == first
                && first.is_some_and(|(parent, _)| parent.is_some_and(|parent| parent > 0))
        };
        if row.len() > 1 && row.iter().all(repeats) {
            row
        } else {
            Vec::new()
        }
    }

    /// Those of the hits that are alike, or what repeats in the one that holds them, in document order.
    pub(super) fn row(&self, np: &Np, hits: Hits) -> Vec<usize> {
        let scene = self.scene;
        let kind_of = np.head & !class::ANY;
        let of_kind: Hits = keep(&hits, &|(at, _)| {
            kind_of != 0 && scene.get(*at).is_some_and(|n| n.is(kind_of))
        });
        let hits = if of_kind.is_empty() { hits } else { of_kind };
        // "the first section": not the header, which is one as well in a way.
        let word = stem(&np.head_word);
        let exact: Hits = keep(&hits, &|(at, _)| {
            scene.get(*at).is_some_and(|n| n.kind.eq_ignore_ascii_case(&word))
        });
        // "the first item": what is called Item 1, else what repeats in a list, before the links of a menu.
        let numbered: Hits = keep(&hits, &|(at, _)| {
            scene.get(*at).is_some_and(|n| is_numbered(&n.told.name, &word))
        });
        let repeated: Hits = keep(&hits, &|(at, _)| {
            let holds = |n: &Node<'_>| {
                n.is(class::ITEM) && !n.is(class::NAV_ITEM | class::LINK) || !n.children.is_empty()
            };
            listed("item|entry|element", &word) && scene.get(*at).is_some_and(holds) && self.repeats(*at)
        });
        // "the third column" of a board: parts that are called columns.
        let called: Hits = keep(&hits, &|(at, _)| {
            scene.get(*at).is_some_and(|n| {
                !n.children.is_empty() && n.told.name.last().is_some_and(|own| **own == *word)
            })
        });
        // "the last kpi": what is a card to everybody else, and called so by its id.
        let is_a_kind = scene.nodes.iter().any(|n| n.kind.eq_ignore_ascii_case(&word));
        let by_id: Hits = keep(&hits, &|(at, _)| {
            let holds = scene.get(*at).is_some_and(|n| !n.children.is_empty());
            holds && !is_a_kind && word.len() > 2 && scene.id_says(*at, &word)
        });
        let groups = [exact, numbered, called, by_id, repeated];
        let hits = groups.into_iter().find(|group| group.len() > 1).unwrap_or(hits);
        // Parts of a list count, not the list.
        let mut list: Vec<usize> = nodes_of(&hits);
        sort_by(&mut list, |a, b| a.cmp(b));
        list.dedup();
        let same_kind = |list: &[usize]| -> Vec<usize> {
            let best = hits.first().map(|(at, _)| *at);
            let kind = best.and_then(|at| scene.get(at)).map(|n| n.kind);
            let of: Vec<usize> = list
                .iter()
                .copied()
                .filter(|at| scene.get(*at).map(|n| n.kind) == kind)
                .gather();
            if of.len() > 1 { of } else { list.to_vec() }
        };
        if np.head & !class::ANY == 0 || !np.words.is_empty() {
            // The largest family of brothers of one kind.
            let mut best: Vec<usize> = Vec::new();
            for at in &list {
                let (Some(node), parent) = (scene.get(*at), scene.get(*at).and_then(|n| n.parent)) else {
                    continue;
                };
                let family: Vec<usize> = list
                    .iter()
                    .copied()
                    .filter(|o| {
                        scene
                            .get(*o)
                            .is_some_and(|n| n.parent == parent && n.kind == node.kind)
                    })
                    .gather();
                if family.len() > best.len() {
                    best = family;
                }
            }
            let listed = if np.head & !class::ANY == 0 {
                self.listed(&list, &best, np)
            } else {
                None
            };
            if let Some(listed) = listed {
                list = listed;
            } else if best.len() > 1
                && np
                    .ordinals
                    .iter()
                    .all(|o| o.unsigned_abs() as usize <= best.len())
            {
                list = best;
            } else if np.head & !class::ANY == 0 {
                list = same_kind(&list);
            }
        } else {
            let outer: Vec<usize> = list
                .iter()
                .copied()
                .filter(|at| !list.iter().any(|o| o != at && scene.inside(*at, *o)))
                .gather();
            // Cards in a card: count the outer ones, unless there is only one.
            if outer.len() > 1 {
                list = outer;
            }
        }
        if list.len() == 1
            && np.head == 0
            && let Some(only) = list.first().copied()
        {
            // One container is named: what repeats in it is counted.
            let family = self.family(only);
            if family.len() > 1 {
                list = family;
            }
        }
        list
    }

    /// "the last product", where only the part that holds them is called so: `Our products`.
    pub(super) fn listed(&self, list: &[usize], brothers: &[usize], np: &Np) -> Option<Vec<usize>> {
        let word = np.words.last()?;
        let plural = |at: &usize| {
            let name = self.scene.get(*at).map(|n| crate::context::token::fold(n.name));
            name.is_some_and(|name| {
                crate::context::token::pieces(&name).any(|piece| {
                    let one = stem(piece);
                    one != piece && (one == *word || crate::context::token::nearly(&one, word))
                })
            })
        };
        // "Result list", "Result rows"
        let list_of = |at: &usize| {
            self.scene.get(*at).is_some_and(|n| {
                n.is(class::LIST | class::ROW | class::GRID | class::TABLE) && n.is_called(word)
            })
        };
        if brothers.len() > 1 && !brothers.iter().all(plural) {
            return None;
        }
        let holders: Vec<usize> = list
            .iter()
            .copied()
            .filter(|at| {
                (plural(at) || list_of(at)) && self.scene.get(*at).is_some_and(|n| n.children.len() > 1)
            })
            .gather();
        let innermost = holders
            .iter()
            .filter(|at| !holders.iter().any(|o| o != *at && self.scene.inside(*o, **at)));
        // A line of titles above them holds nothing that repeats.
        let family: Vec<usize> = innermost
            .map(|at| self.family(*at))
            .filter(|family| family.len() > 1)
            .flatten()
            .gather();
        (family.len() > 1).then_some(family)
    }

    /// The largest group of brothers of one kind in a part.
    pub(crate) fn family(&self, at: usize) -> Vec<usize> {
        let scene = self.scene;
        let end = scene.get(at).map_or(at, |n| n.end);
        let mut best: Vec<usize> = Vec::new();
        for parent in at..end {
            let Some(node) = scene.get(parent) else { continue };
            for child in &node.children {
                let kind = scene.get(*child).map(|n| n.kind);
                let alike: Vec<usize> = node
                    .children
                    .iter()
                    .copied()
                    .filter(|c| scene.get(*c).map(|n| n.kind) == kind)
                    .gather();
                if alike.len() > best.len() {
                    best = alike;
                }
            }
        }
        best
    }
}
