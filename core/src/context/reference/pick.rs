//! The main one, the cheapest: nodes by what they are like, and the most prominent of several.

use super::{Focus, Hits, Need, all_at, best_of, first_number, keep};
use crate::context::lexicon::{Pick, class};
use crate::context::token::{self, stem};
use crate::context::vocabulary::Field;
use crate::context::wish::{Change, Np, Slot, Wish};
use crate::context::word_list::listed;
use crate::document::Value;
use crate::letters;
use crate::sorted::{Gather, sort_by};
use std::ops::Range;

impl<'s, 'a> Focus<'s, 'a> {
    pub(super) fn pick(&self, pick: Pick, hits: Hits) -> Hits {
        let scene = self.scene;
        let best_by = |measure: &dyn Fn(usize) -> Option<f64>| -> Option<Hits> {
            let mut ranked: Vec<(usize, f32, f64)> = hits
                .iter()
                .filter_map(|(at, s)| Some((*at, *s, measure(*at)?)))
                .gather();
            sort_by(&mut ranked, |a, b| b.2.total_cmp(&a.2));
            let top = ranked.first()?.2;
            Some(
                ranked
                    .iter()
                    .filter(|r| r.2 >= top - 1e-9)
                    .map(|r| (r.0, r.1))
                    .gather(),
            )
        };
        let picked = match pick {
            Pick::Main => {
                let top = best_of(&hits);
                let good: Hits = keep(&hits, &|(_, s)| *s > top - 0.3);
                let mut ranked: Vec<(usize, f32, f64)> = good
                    .iter()
                    .map(|(at, s)| (*at, *s, self.prominence(*at)))
                    .gather();
                sort_by(&mut ranked, |a, b| b.2.total_cmp(&a.2));
                ranked.first().map(|r| vec![(r.0, r.1)])
            }
            Pick::Secondary => {
                let list: Hits = keep(&hits, &|(at, _)| {
                    scene.get(*at).is_some_and(|n| {
                        matches!(
                            n.prop("variant").and_then(Value::as_str),
                            Some("secondary" | "outline" | "ghost")
                        ) || n.is_called("secondary")
                    })
                });
                Some(list)
            }
            Pick::Big => best_by(&|at| Some(scene.area(at))),
            Pick::Small => best_by(&|at| Some(-scene.area(at))),
            Pick::Long => best_by(&|at| {
                scene
                    .get(at)
                    .and_then(|n| n.caption())
                    .map(|(_, t)| t.chars().count() as f64)
            }),
            Pick::Bad => best_by(&|at| self.rating(at).map(|r| -r)),
            Pick::Good => best_by(&|at| self.rating(at)),
            Pick::Cheap => best_by(&|at| self.price(at).map(|p| -p)),
            Pick::Dear => best_by(&|at| self.price(at)),
            Pick::Active | Pick::Inactive | Pick::Checked | Pick::Unchecked => {
                let on = matches!(pick, Pick::Active | Pick::Checked);
                let list: Hits = keep(&hits, &|(at, _)| {
                    scene.get(*at).is_some_and(|n| {
                        ["active", "selected", "checked"]
                            .iter()
                            .any(|key| n.prop(key).and_then(Value::as_bool) == Some(on))
                    })
                });
                Some(list)
            }
        };
        match picked {
            Some(picked) if !picked.is_empty() => {
                // Of nested ones the innermost that still shows it: the card, not the list of cards.
                keep(&picked, &|(at, _)| {
                    !matches!(pick, Pick::Bad | Pick::Good | Pick::Cheap | Pick::Dear)
                        || !picked.iter().any(|(o, _)| {
                            o != at
                                && scene.inside(*o, *at)
                                && scene.get(*o).is_some_and(|n| !n.children.is_empty())
                        })
                })
            }
            _ => hits,
        }
    }

    pub(super) fn prominence(&self, at: usize) -> f64 {
        let Some(node) = self.scene.get(at) else {
            return 0.0;
        };
        let area = self.scene.area(at);
        let main = match node.prop("variant").and_then(Value::as_str) {
            Some("primary" | "filled" | "contained") => 6000.0,
            Some(_) => 0.0,
            None => 1500.0,
        };
        let named = if node
            .told
            .name
            .iter()
            .any(|w| matches!(&**w, "primary" | "main" | "hero"))
        {
            4000.0
        } else {
            0.0
        };
        let size = node.style("fontSize").and_then(Value::as_f64).unwrap_or(0.0) * 60.0;
        let level = node
            .prop("level")
            .and_then(Value::as_f64)
            .map_or(0.0, |l| 8000.0 / l.max(1.0));
        area + main + named + size + level - node.depth as f64
    }

    /// The one rating below a node.
    pub(super) fn rating(&self, at: usize) -> Option<f64> {
        let node = self.scene.get(at)?;
        let mut ratings = (at..node.end).filter_map(|n| {
            let n = self.scene.get(n)?;
            if n.is(class::RATING) {
                n.prop("value")
                    .or_else(|| n.prop("rating"))
                    .and_then(Value::as_f64)
            } else {
                n.prop("rating").and_then(Value::as_f64)
            }
        });
        let only = ratings.next()?;
        ratings.next().is_none().then_some(only)
    }

    pub(super) fn price(&self, at: usize) -> Option<f64> {
        let node = self.scene.get(at)?;
        let mut prices = (at..node.end).filter_map(|n| {
            let text = self.scene.get(n)?.caption()?.1;
            let priced = text.contains(['€', '$', '£', '¥'])
                || letters::lowered(text).contains("eur")
                || letters::lowered(text).contains("usd");
            priced.then(|| first_number(text)).flatten()
        });
        let only = prices.next()?;
        prices.next().is_none().then_some(only)
    }

    /// The title of what a price stands in.
    pub(super) fn titled(&self, at: usize) -> Option<usize> {
        let scene = self.scene;
        first_number(scene.get(at)?.caption()?.1)?;
        scene.ancestors(at).take(2).find_map(|above| {
            let end = scene.get(above)?.end;
            (above + 1..end).find(|n| scene.get(*n).is_some_and(|n| n.is(class::HEADING)))
        })
    }

    /// The children of a list-like node, if its name is what its children are called.
    pub(super) fn parts(&self, at: usize, np: &Np) -> Vec<usize> {
        let Some(node) = self.scene.get(at) else {
            return Vec::new();
        };
        if node.children.len() < 2 || (np.head != 0 && node.is(np.head)) {
            return Vec::new();
        }
        let mut words: Vec<String> = np.words.clone();
        if words.is_empty() {
            words.extend(np.raw.iter().map(|w| stem(w)));
        }
        let words = words;
        // "social icons", where that is what holds them.
        let kind = np.head & !class::ANY;
        let of_kind = |at: &usize| self.scene.get(*at).is_some_and(|n| n.is(kind));
        if kind != 0 && node.children.iter().all(of_kind) {
            return node.children.clone();
        }
        let Some(last) = words.last() else {
            return Vec::new();
        };
        let fits = node.children.iter().all(|c| {
            self.scene.get(*c).is_some_and(|n| {
                n.is_called(last)
                    || crate::context::token::name_parts(n.kind).contains(last)
                    || crate::context::token::name_parts(n.id).contains(last)
            })
        });
        if fits { node.children.clone() } else { Vec::new() }
    }

    /// What is looked at or was just spoken of goes before the rest, if that is one.
    pub(super) fn in_focus(&self, top: &Hits) -> Option<(usize, f32)> {
        let only = |is: &dyn Fn(usize) -> bool| {
            let mut chosen = top.iter().copied().filter(|(at, _)| is(*at));
            chosen.next().filter(|_| chosen.next().is_none())
        };
        let around = |at: usize| self.selection.iter().any(|s| self.scene.inside(at, *s));
        let mut spoken_of = self.said.iter().chain(&self.recent);
        only(&|at| self.selection.contains(&at))
            .or_else(|| only(&around))
            .or_else(|| spoken_of.find_map(|nodes| only(&|at| nodes.contains(&at))))
    }

    /// The one of several that the words outside of a phrase speak of, the rarest most of all. What shall be written on it does
    /// not say which it is.
    pub(crate) fn told_apart(&self, list: &Hits, np: &Np, wish: &Wish) -> Option<usize> {
        let scene = self.scene;
        let text = wish.changes.iter().find_map(|change| match change {
            Change::Text(Slot::Main, text) => Some(token::words(text)),
            _ => None,
        });
        let written = text.unwrap_or_default();
        let away = |a: &Range<usize>, b: &Range<usize>| a.end <= b.start || a.start >= b.end;
        let says = |at: usize, word: &str| {
            scene.get(at).is_some_and(|node| {
                let mut own = node.told.words.iter();
                own.any(|(_, own, field)| !matches!(field, Field::Id | Field::Kind) && same_root(own, word))
            })
        };
        let mut fits = vec![0.0f32; list.len()];
        let mut best = 0.0f32;
        for (span, word) in self.words.iter().take(64) {
            // Where it is says nothing of which of those in there.
            let in_scope =
                np.head & !class::ANY != 0 && np.scope.as_ref().is_some_and(|scope| !away(span, &scope.span));
            if in_scope || !away(span, &np.span) || !away(span, &wish.span) && written.contains(word) {
                continue;
            }
            let by = (0..scene.nodes.len()).filter(|at| says(*at, word)).count() as f32;
            for ((at, _), fit) in list.iter().zip(&mut fits) {
                let end = scene.get(*at).map_or(*at, |n| n.end);
                if (*at..end).any(|at| says(at, word)) {
                    *fit += 1.0 / by;
                    best = best.max(*fit);
                }
            }
        }
        let mut only = None;
        for ((at, _), fit) in list.iter().zip(&fits) {
            if *fit > best * 0.8 && only.replace(*at).is_some() {
                return None;
            }
        }
        only
    }

    /// What is not one of many alike.
    pub(super) fn untie(&self, top: Hits, np: &Np, need: Need) -> Hits {
        let scene = self.scene;
        let only = |list: Hits| (list.len() == 1).then_some(list);
        // A part and its own title bear one name: the part moves, the title is reworded.
        let mut top = top;
        if top.len() > 1 {
            let nested: Vec<usize> = top
                .iter()
                .map(|(at, _)| *at)
                .filter(|at| top.iter().any(|(o, _)| o != at && scene.inside(*at, *o)))
                .gather();
            let spread = best_of(&top) - top.iter().map(|(_, s)| *s).fold(9.0f32, f32::min);
            if !nested.is_empty() && (spread < 0.03 || np.words.len() < 2) {
                let outer: Hits = keep(&top, &|(at, _)| !nested.contains(at));
                let inner: Hits = keep(&top, &|(at, _)| nested.contains(at));
                // "delete the mail", of several: not the list of them.
                let one_of_list = need == Need::Block
                    && matches!(outer.as_slice(), [(list, _)] if self.lists(*list, np, &inner));
                let next = if one_of_list || matches!(need, Need::Caption) {
                    inner
                } else {
                    outer
                };
                if next.len() == 1 {
                    return next;
                }
                if !next.is_empty() {
                    top = next;
                }
            }
        }
        if let Some(about) = self
            .said
            .first()
            .and_then(|s| s.first())
            .or_else(|| self.selection.first())
            .or_else(|| self.recent.first().filter(|_| np.mine == Some(false))?.first())
        {
            let depth = |at: usize| {
                scene
                    .meeting(at, *about)
                    .and_then(|m| scene.get(m))
                    .map_or(0, |n| n.depth)
            };
            let deepest = top.iter().map(|(at, _)| depth(*at)).max().unwrap_or(0);
            let near: Hits = keep(&top, &|(at, _)| depth(*at) == deepest);
            if deepest > 0
                && let Some(one) = only(near)
            {
                return one;
            }
        }
        // One that stands alone beside several that repeat.
        // The only card of one column is like those of another.
        let like = |at: usize| (scene.get(at).map(|n| n.kind), self.shape(at));
        let alike = |at: usize| {
            let own = like(at);
            own.1.len() > 1 && top.iter().any(|(o, _)| *o != at && like(*o) == own)
        };
        let alone: Hits = keep(&top, &|(at, _)| !self.repeats(*at) && !alike(*at));
        if let Some(one) = only(alone)
            && !self.only_describes(np, &one, &top)
        {
            let lone = one.first().map_or(0, |(at, _)| *at);
            return self.repeated_so(np, lone, &top).unwrap_or(one);
        }
        // "the price" is what shows one, not the label of it.
        if np
            .words
            .iter()
            .any(|word| listed("price|cost|amount|total|fee|sum|subtotal|balance", word))
        {
            let numeric = |at: usize| {
                scene
                    .get(at)
                    .and_then(|n| n.caption())
                    .and_then(|(_, text)| first_number(text))
            };
            let shown: Hits = keep(&top, &|(at, _)| numeric(*at).is_some());
            if let Some(one) = only(shown) {
                return one;
            }
        }
        if !np.words.is_empty() {
            // A full name of words goes before a kind that happens to fit.
            let better: Hits = keep(&top, &|(_, s)| top.iter().all(|(_, o)| s >= o));
            if let Some(one) = only(better)
                && let Some((_, best)) = one.first()
                && top.iter().filter(|(_, s)| *best - *s < 0.035).count() == 1
            {
                return one;
            }
        }
        top
    }

    /// Whether a node is the list of what is called so: it has more in its name than was said, and holds several alike of the others.
    fn lists(&self, at: usize, np: &Np, inner: &Hits) -> bool {
        let Some(node) = self.scene.get(at) else {
            return false;
        };
        let kind = |at: &usize| self.scene.get(*at).map(|node| node.kind);
        let held: Vec<usize> = node
            .children
            .iter()
            .copied()
            .filter(|child| inner.iter().any(|(at, _)| at == child))
            .gather();
        // A label and its value are no items.
        let is_item = |at: usize| {
            !self.shape(at).is_empty() && held.first().is_some_and(|first| kind(first) == kind(&at))
        };
        let alike = held.len() > 1 && held.iter().all(|at| is_item(*at));
        let several = np.plural || np.raw.last().is_some_and(|word| stem(word) != *word);
        alike && !several && node.told.name.len() > np.words.len().max(1)
    }

    /// Whether what stands alone is a small part like the others, which says more of itself than was said: "the avatar" is not only
    /// the sender's.
    fn only_describes(&self, np: &Np, one: &Hits, top: &Hits) -> bool {
        let small = |(at, _): &(usize, f32)| {
            let node = self.scene.get(*at);
            node.is_some_and(|node| node.is(class::AVATAR | class::BADGE))
        };
        let longer = |(at, _): &(usize, f32)| {
            let node = self.scene.get(*at);
            node.is_some_and(|node| node.told.name.len() > 1)
        };
        np.words.is_empty()
            && np.definite
            && np.is_plain()
            && one.iter().all(longer)
            && top.len() > 2
            && top.iter().all(small)
    }

    /// Several alike that are called by the only word that was said, where the best fit is a control or a link that is called by more.
    pub(super) fn repeated_so(&self, np: &Np, first: usize, hits: &Hits) -> Option<Hits> {
        let scene = self.scene;
        let ([word], true) = (np.words.as_slice(), np.definite && np.head & !class::ANY == 0) else {
            return None;
        };
        let one = !np.plural && !np.all && np.scope.is_none() && np.near.is_none() && np.ordinals.is_empty();
        let plain =
            one && np.picks.is_empty() && np.colour.is_none() && np.place.is_none() && np.named.is_empty();
        let spoken_of = !self.selection.is_empty() || !self.said.is_empty();
        let node = scene.get(first)?;
        let leads = node.is(class::LINK | class::NAV_ITEM | class::TAB | class::SLIDER);
        if !plain || spoken_of || !leads || self.repeats(first) || node.told.name.len() < 2 {
            return None;
        }
        let so = |at: &usize| {
            scene.get(*at).is_some_and(|node| {
                let name = node.told.name.as_slice();
                super::fit::is_numbered(name, word) || matches!(name, [own] if **own == **word)
            })
        };
        let several: Vec<usize> = (0..scene.nodes.len())
            .filter(so)
            .filter(|at| self.repeats(*at))
            .gather();
        let best = best_of(hits);
        (several.len() > 1).then(|| all_at(&several, best))
    }

    /// The kinds of what a node holds.
    fn shape(&self, at: usize) -> Vec<&str> {
        let node = self.scene.get(at);
        let children = node.into_iter().flat_map(|n| &n.children);
        children.filter_map(|c| Some(self.scene.get(*c)?.kind)).gather()
    }

    /// Whether a node is a part of one of several alike: the price on each of three cards.
    pub(super) fn repeats(&self, at: usize) -> bool {
        let scene = self.scene;
        std::iter::once(at).chain(scene.ancestors(at)).any(|above| {
            let Some(node) = scene.get(above) else {
                return false;
            };
            let Some(parent) = node.parent.and_then(|p| scene.get(p)) else {
                return false;
            };
            let own = self.shape(above);
            !own.is_empty()
                && parent
                    .children
                    .iter()
                    .filter(|o| {
                        **o != above
                            && scene.get(**o).is_some_and(|n| n.kind == node.kind)
                            && self.shape(**o) == own
                    })
                    .count()
                    >= 1
        })
    }
}

/// Whether two words are one, or one of them goes on a little: `park` and `parking`.
fn same_root(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short == long || short.len() > 3 && long.len() - short.len() < 4 && long.starts_with(short)
}

impl Focus<'_, '_> {
    /// The one that stands out most, what is not one of several alike first.
    pub(crate) fn most_prominent(&self, list: &[usize]) -> usize {
        let alone: Vec<usize> = list.iter().copied().filter(|at| !self.repeats(*at)).collect();
        let from = if alone.is_empty() { list } else { &alone };
        from.iter()
            .copied()
            .max_by(|a, b| self.prominence(*a).total_cmp(&self.prominence(*b)).then(b.cmp(a)))
            .unwrap_or(0)
    }

    /// What a change without a word about its thing may be meant for: the most prominent of what people look at first, best
    /// first, at most five.
    pub(crate) fn foremost(&self) -> Hits {
        let seen = class::HEADING
            | class::BUTTON
            | class::IMAGE
            | class::FORM
            | class::CARD
            | class::HEADER
            | class::CHART;
        let mut list: Vec<usize> = (1..self.scene.nodes.len())
            .filter(|at| self.scene.get(*at).is_some_and(|n| n.is(seen)))
            .gather();
        if list.is_empty() {
            list = (0..self.scene.nodes.len()).gather();
        }
        let mut hits = Hits::new();
        while hits.len() < 5 && !list.is_empty() {
            let best = self.most_prominent(&list);
            list.retain(|at| *at != best);
            hits.push((best, 0.5 - hits.len() as f32 * 0.02));
        }
        hits
    }
}
