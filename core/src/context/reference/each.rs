//! The parts of several that are alike: the photo of each doctor, the price of each room.

use super::{Focus, Hits, Need, fit, keep};
use crate::context::lexicon::{Lang, Sense, class, sense};
use crate::context::scene::Node;
use crate::context::token::stem;
use crate::context::wish::Np;
use crate::context::word_list::listed;
use crate::sorted::{Gather, sort_by};

impl Focus<'_, '_> {
    /// Several alike that people call by this word: `Doctor 1`, `Adult ticket`, what stands in `Categories` or in a `Spot list`.
    pub(super) fn lines_called(&self, word: &str) -> Vec<usize> {
        const HOLD: &str = "card|row|item|tile|entry|line";
        let scene = self.scene;
        // The `Totals` of an invoice hold one that is called so and others that are not, and a `Done list` holds no dones.
        let holds_them = |node: &Node<'_>| {
            let so = match node.told.name.as_slice() {
                [own] => **own == *word,
                [.., own, last] => **own == *word && listed(HOLD, last),
                _ => false,
            };
            let bears = |at: &usize| scene.get(*at).is_some_and(|n| n.is_called(word));
            let all = || node.children.iter().all(bears) || !node.children.iter().any(bears);
            so && fit::is_plural(node.name) && all()
        };
        let called = |at: usize| {
            scene.get(at).is_some_and(|node| {
                let name = match node.told.name.as_slice() {
                    [words @ .., number] if number.parse::<u32>().is_ok() => words,
                    words => words,
                };
                name.last().is_some_and(|own| **own == *word) && !fit::is_plural(node.name)
            })
        };
        let mut lines = Vec::new();
        for node in &scene.nodes {
            let holds = holds_them(node);
            let such = |at: &&usize| {
                let parts = scene.get(**at).map_or(0, |n| n.children.len());
                parts > 0 && (holds || called(**at))
            };
            let mut these: Vec<usize> = node.children.iter().filter(such).copied().gather();
            let kind = |at: &usize| scene.get(*at).map(|n| n.kind);
            let first = these.first().and_then(kind);
            these.retain(|at| kind(at) == first);
            if these.len() > 1 {
                lines.extend(these);
            }
        }
        sort_by(&mut lines, |a, b| a.cmp(b));
        lines
    }

    /// The place of the one of these, in document order, that a node is or is in.
    fn line_of(&self, lines: &[usize], at: usize) -> Option<usize> {
        let place = lines.partition_point(|line| *line <= at).checked_sub(1)?;
        self.scene.inside(at, *lines.get(place)?).then_some(place)
    }

    /// "the doctor photos", "the room's price": what is called by the last noun in each of those that are called by the one before it.
    pub(super) fn of_each(&self, np: &Np) -> Option<Hits> {
        let scene = self.scene;
        let many = np.plural || np.all;
        let mut np = np.clone();
        // "the ticket buttons", where one is called `Tickets button`: there are several.
        let one = |at: &usize| {
            scene
                .get(*at)
                .is_some_and(|n| n.children.is_empty() && !fit::is_plural(n.name))
        };
        if let [words @ .., last] = np.raw.as_slice()
            && let Some(Sense::Class(kind)) = sense(&stem(last), Lang::En)
            && np.plural
            && np.words.is_empty()
            && np.head == 0
            && np.named.iter().all(one)
        {
            np.words = words.iter().map(|word| stem(word)).gather();
            np.head_word.clone_from(last);
            np.head = kind;
            np.named.clear();
        }
        if let Some(parts) = self.of_the_named(&np) {
            return Some(parts);
        }
        let plain = np.named.is_empty()
            && np.quoted.is_none()
            && np.ordinals.is_empty()
            && np.picks.is_empty()
            && np.scope.is_none()
            && np.near.is_none();
        if !plain || !many && np.typed.iter().all(|said| said != "'s") {
            return None;
        }
        let mut phrase = np.words.clone();
        phrase.extend(np.head_word.split(' ').filter(|word| !word.is_empty()).map(stem));
        sort_by(&mut phrase, |a, b| a.cmp(b));
        let is_it = |node: &Node<'_>| fit::is_plural(node.name) && fit::same_words(&node.told.name, &phrase);
        if phrase.len() < 2 || scene.nodes.iter().any(is_it) {
            return None;
        }
        let nouns = np
            .words
            .len()
            .saturating_sub(usize::from(np.head_word.is_empty()));
        let is_of_kind = |at: &usize| scene.get(*at).is_some_and(|n| n.is(np.head & !class::ANY));
        np.words.iter().take(nouns).enumerate().find_map(|(at, word)| {
            let lines = self.lines_called(word);
            if lines.is_empty() || lines.iter().any(is_of_kind) {
                return None;
            }
            let mut part = np.clone();
            part.words.remove(at);
            let fits = self.score(&part, Need::Any).unwrap_or_default();
            let mut parts = self.best_in_each(&fits, &lines);
            // "the ticket titles": what is read first in each.
            let last = stem(np.raw.last()?);
            if parts.is_empty() && part.words.iter().all(|word| *word == last) && listed("title|name", &last)
            {
                let text = |at: &usize| scene.get(*at).is_some_and(|n| n.is(class::TEXTUAL));
                let first = |line: &usize| (*line..scene.get(*line)?.end).find(text);
                parts = lines.iter().filter_map(first).map(|at| (at, 1.0)).gather();
            }
            let mut those: Vec<usize> = parts
                .iter()
                .filter_map(|(at, _)| self.line_of(&lines, *at))
                .gather();
            those.dedup();
            (those.len() > 1).then_some(parts)
        })
    }

    /// "the german lessons": those that say so in what they hold, where they are called by the last noun. "The room" is one of them, and
    /// nothing that is called `Room name` or `Room count`.
    pub(super) fn lines_that_say(&self, np: &Np, need: Need) -> Option<Hits> {
        let scene = self.scene;
        let (noun, said) = np.words.split_last()?;
        let plain = np.named.is_empty() && np.quoted.is_none() && np.ordinals.is_empty();
        let one = np.definite && !np.plural && !np.all && np.picks.is_empty();
        // "the prices of the rooms": in all of them.
        let within = need == Need::Container && np.plural;
        if !plain || np.head & !class::ANY != 0 || said.is_empty() && !one && !within {
            return None;
        }
        let says = |line: &usize, word: &String| {
            let end = scene.get(*line).map_or(*line, |n| n.end);
            (line + 1..end).any(|at| {
                let told = scene.get(at).map(|n| n.told.text.as_slice());
                told.is_some_and(|text| text.iter().any(|own| **own == **word))
            })
        };
        let lines = self.lines_called(noun);
        let is_called_so = |node: &Node<'_>| matches!(node.told.name.as_slice(), [own] if **own == **noun);
        let besides = |(at, node): (usize, &Node<'_>)| {
            is_called_so(node) && !fit::is_plural(node.name) && self.line_of(&lines, at).is_none()
        };
        if scene.nodes.iter().enumerate().any(besides) {
            return None;
        }
        let such = |line: &usize| said.iter().all(|word| says(line, word));
        let these: Vec<usize> = lines.iter().copied().filter(such).gather();
        let some = !these.is_empty() && (said.is_empty() || these.len() < lines.len());
        some.then(|| super::all_at(&these, 1.0))
    }

    /// "the Rooftop Suite price", "dr weber's button": that of the line which shows that name.
    fn of_the_named(&self, np: &Np) -> Option<Hits> {
        let scene = self.scene;
        let mut np = np.clone();
        let owned = np
            .words
            .len()
            .saturating_sub(usize::from(np.head & !class::ANY == 0));
        if np.named.is_empty() && owned > 0 && np.typed.iter().any(|said| said == "'s") {
            let part = np.words.split_off(owned);
            let owner = std::mem::replace(&mut np.words, part);
            let shows = |at: &usize| {
                let text = scene.get(*at).map(|n| n.told.text.as_slice());
                owner
                    .iter()
                    .all(|word| text.is_some_and(|text| text.iter().any(|own| **own == **word)))
            };
            if owner.iter().all(|word| self.lines_called(word).is_empty()) {
                np.named = (0..scene.nodes.len()).filter(shows).gather();
            }
        }
        let says_more = !np.words.is_empty() || np.head & !class::ANY != 0;
        let plain = np.quoted.is_none() && np.ordinals.is_empty() && np.scope.is_none() && np.near.is_none();
        let line = |at: &usize| {
            let text = scene.get(*at).is_some_and(|n| n.is(class::TEXTUAL));
            let mut above = scene.ancestors(*at).filter(|_| text);
            above.find(|at| scene.get(*at).is_some_and(|n| n.is(class::CARD | class::ITEM)))
        };
        let lines: Vec<usize> = np.named.iter().filter_map(line).gather();
        // "Birgit's comment" is the line itself.
        let noun = np.words.last().filter(|_| np.head & !class::ANY == 0);
        let is_line = |at: &usize| {
            let node = scene.get(*at);
            noun.is_some_and(|noun| node.is_some_and(|n| n.is_called(noun)))
        };
        if lines.iter().any(is_line) {
            return None;
        }
        if !says_more || !plain || lines.is_empty() {
            return None;
        }
        let part = Np {
            named: Vec::new(),
            ..np.clone()
        };
        let fits = self.score(&part, Need::Any)?;
        let mut parts = self.best_in_each(&fits, &lines);
        parts.retain(|(at, _)| !np.named.contains(at));
        (!parts.is_empty()).then_some(parts)
    }

    /// Of what fits, the best in each of several.
    fn best_in_each(&self, fits: &Hits, lines: &[usize]) -> Hits {
        let line = |at: usize| {
            self.line_of(lines, at)
                .filter(|_| !lines.binary_search(&at).is_ok())
        };
        let mut best: Vec<f32> = lines.iter().map(|_| 0.0).gather();
        for (at, score) in fits {
            if let Some(best) = line(*at).and_then(|place| best.get_mut(place)) {
                *best = best.max(*score);
            }
        }
        let top = best.iter().copied().fold(0.0, f32::max);
        let mut parts = keep(fits, &|(at, score)| {
            let own = line(*at).and_then(|place| best.get(place));
            own.is_some_and(|own| *score > own - 0.02 && *own > top - 0.25)
        });
        parts.iter_mut().for_each(|(_, score)| *score = 1.0);
        parts
    }
}
