//! Nodes by what is around them: what they are in, beside, the title of, or at which place.

use super::{Focus, Found, Hits, Need, best_of, fit, keep, sort};
use crate::context::lexicon::{Place, Pron, Rel, class};
use crate::context::token::stem;
use crate::context::vocabulary::Field;
use crate::context::wish::Np;
use crate::context::word_list::listed;
use crate::document::Value;
use crate::sorted::{Gather, sort_by};

impl Focus<'_, '_> {
    /// "the name in the first review", where only an author is named.
    pub(super) fn who_it_is(&self, np: &Np) -> Option<usize> {
        const WHO: &str = "author|reviewer|customer|sender|person|guest|member|patient|user|buyer|contact|teacher|driver|speaker";
        let (Some(scope), [name]) = (&np.scope, np.words.as_slice()) else {
            return None;
        };
        if name != "name" || np.head != 0 || !np.is_plain() {
            return None;
        }
        let Found::Nodes(list, _) = self.resolve(scope, Need::Any) else {
            return None;
        };
        let [(part, _)] = list.as_slice() else { return None };
        let end = self.scene.get(*part)?.end;
        let called = |words: &str| {
            let mut inside = (part + 1..end).filter(|at| {
                self.scene
                    .get(*at)
                    .is_some_and(|n| n.caption().is_some() && words.split('|').any(|word| n.is_called(word)))
            });
            inside.next().filter(|_| inside.next().is_none())
        };
        match called("name") {
            Some(_) => None,
            None => called(WHO),
        }
    }

    /// "the name of the city": what is called "City name".
    pub(super) fn called_so(&self, np: &Np, scope: &Np) -> Hits {
        // "the text in the second review": which one is told.
        let tells = !scope.ordinals.is_empty() || !scope.picks.is_empty() || scope.place.is_some();
        if tells
            || scope.is_bare()
            || np.quoted.is_some()
            || scope.quoted.is_some()
            || !np.ordinals.is_empty()
        {
            return Hits::new();
        }
        let mut words: Vec<String> = np.words.iter().chain(&scope.words).cloned().gather();
        let heads = [&np.head_word, &scope.head_word];
        words.extend(
            heads
                .iter()
                .filter(|head| !head.is_empty())
                .map(|head| stem(head)),
        );
        sort_by(&mut words, |a, b| a.cmp(b));
        let nodes = self.scene.nodes.iter().enumerate();
        let called = nodes.filter(|(_, node)| words.len() > 1 && fit::same_words(&node.told.name, &words));
        called.map(|(at, _)| (at, 1.2)).gather()
    }

    /// "the hero button" is what the hero has of that kind, and never the hero; its title is the one above the rest.
    pub(super) fn in_what_is_called(&self, np: &Np, hits: Hits) -> Hits {
        let scene = self.scene;
        let kind = np.head & (class::HEADING | class::TEXT | class::BUTTON | class::IMAGE | class::ICON);
        let says = stem(&np.head_word);
        let is_such = |at: &usize| scene.get(*at).is_some_and(|node| node.is(kind));
        let inside = |(part, score): (usize, f32)| -> Hits {
            let Some(node) = scene.get(part) else {
                return Hits::new();
            };
            if node.is(np.head) || node.is_called(&says) {
                return Hits::new();
            }
            let first = node.children.first().filter(|at| is_such(at));
            match first {
                Some(title) if kind & class::HEADING != 0 => vec![(*title, score)],
                _ => (part + 1..node.end)
                    .filter(is_such)
                    .map(|at| (at, score))
                    .gather(),
            }
        };
        if kind == 0 || np.words.is_empty() || np.quoted.is_some() {
            return hits;
        }
        let parts: Hits = keep(&hits, &|hit| !inside(*hit).is_empty());
        let Some(best) = parts.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)) else {
            return hits;
        };
        let rest = keep(&hits, &|hit| !parts.contains(hit));
        // What is called so itself goes before what is only in it.
        if rest.iter().any(|(at, score)| is_such(at) && *score >= best.1) {
            rest
        } else {
            inside(best)
        }
    }

    pub(super) fn within(&self, scope: &Np, hits: &Hits, quoted: bool, goes: bool) -> Option<Hits> {
        let mut inner = self.resolve(scope, Need::Container);
        if !matches!(inner, Found::Nodes(..)) {
            inner = match self.resolve(scope, Need::Any) {
                Found::Missing => return None,
                other => other,
            };
        }
        let (Found::Nodes(list, _) | Found::Tie(list)) = inner else {
            return None;
        };
        let filter = |list: &[(usize, f32)]| -> Hits {
            keep(hits, &|(at, _)| {
                list.iter().any(|(s, _)| self.scene.inside(*at, *s) && at != s)
            })
        };
        let itself =
            |list: &[(usize, f32)]| -> Hits { keep(hits, &|(at, _)| list.iter().any(|(s, _)| at == s)) };
        let mut inside = filter(&list);
        if hits.len() == self.scene.nodes.len() {
            // Nothing else is said: the part itself may be meant.
            inside.extend(list.iter().copied());
        }
        if inside.is_empty() && quoted {
            // "Search" on the button: it is the button that says so.
            inside = itself(&list);
        }
        // "its text": what a button says.
        let leaf = |(at, _): &(usize, f32)| self.scene.get(*at).is_some_and(|n| n.children.is_empty());
        if inside.is_empty() && scope.pron == Some(Pron::It) && list.iter().all(leaf) {
            return Some(list);
        }
        // A table, a list: named by its kind, it is that and not what is around it.
        let kind = scope.head & (class::TABLE | class::LIST | class::FORM | class::NAV | class::SIDEBAR);
        let is_kind = |(at, _): &(usize, f32)| self.scene.get(*at).is_some_and(|n| n.is(kind));
        if goes && inside.is_empty() && kind != 0 && list.iter().all(is_kind) {
            return Some(itself(&list));
        }
        if inside.is_empty() {
            // The words named a title: what it is the title of is meant, and that may be a card around the line it stands in.
            let mut parents = list.clone();
            for _ in 0..3 {
                parents = parents
                    .iter()
                    .filter_map(|(at, s)| Some((self.scene.get(*at)?.parent?, *s)))
                    .filter(|(at, _)| self.scene.get(*at).is_some_and(|n| n.parent.is_some()))
                    .gather();
                inside = filter(&parents);
                // "the ticket from Oskar": the one that he is in.
                if inside.is_empty() {
                    inside = itself(&parents);
                }
                if !inside.is_empty() {
                    break;
                }
            }
        }
        if inside.is_empty() {
            inside = itself(&list);
        }
        if inside.is_empty() && list.len() == 1 {
            // "the e-mail in the contact link": something of it that is no node.
            inside = keep(&list, &|(at, _)| {
                self.scene.get(*at).is_some_and(|n| n.children.is_empty())
            });
        }
        (!inside.is_empty()).then_some(inside)
    }

    /// What a place is told by. "Below the title", of several: the one of the page.
    pub(crate) fn anchored(&self, anchor: &Np, need: Need) -> Found {
        let found = self.resolve(anchor, need);
        let Found::Tie(list) = &found else { return found };
        let first = |(at, _): &(usize, f32)| {
            let level = self.scene.get(*at).and_then(|n| n.prop("level"));
            level.and_then(Value::as_f64) == Some(1.0)
        };
        match keep(list, &first).as_slice() {
            [only] if anchor.head & class::HEADING != 0 && anchor.words.is_empty() => {
                Found::Nodes(vec![*only], "the title of the page")
            }
            _ => found,
        }
    }

    pub(super) fn near(&self, rel: Rel, anchor: &Np, hits: &Hits, many: bool) -> Option<Hits> {
        let (Found::Nodes(mut anchors, _) | Found::Tie(mut anchors)) = self.anchored(anchor, Need::Any)
        else {
            return None;
        };
        let scene = self.scene;
        // "the title above the tickets": beside that part of the page, and not beside the link or button that leads there.
        let leads = class::LINK | class::NAV_ITEM | class::TAB | class::BUTTON;
        let is_lead = |(at, _): &(usize, f32)| scene.get(*at).is_some_and(|n| n.is(leads));
        if anchor.head & leads & !class::ANY == 0 && anchors.iter().all(is_lead) {
            let parts = keep(&self.alternatives(anchor), &|hit| {
                scene.get(hit.0).is_some_and(|n| !n.children.is_empty())
            });
            anchors = parts.first().map_or(anchors, |part| vec![*part]);
        }
        // "the title above the news" is the title of the news.
        let title = |at: usize| {
            if self.titled_by(at).is_some() && hits.iter().any(|(hit, _)| *hit == at) {
                return Some((at, 1.0));
            }
            let first = scene.get(at)?.children.first().copied()?;
            let is_title = scene.get(first)?.is(class::HEADING) && hits.iter().any(|(at, _)| *at == first);
            is_title.then_some((first, 1.0))
        };
        let mut out: Hits = match rel {
            Rel::Above => anchors.iter().filter_map(|(at, _)| title(*at)).gather(),
            _ => Vec::new(),
        };
        if !out.is_empty() {
            return Some(out);
        }
        let inner = anchors.clone();
        anchors.retain(|(at, _)| inner.iter().all(|(o, _)| o == at || !scene.inside(*o, *at)));
        // "the link under the exhibitions" may be the last thing of that part.
        let is_last = |part: usize, at: usize| {
            let part = scene.get(part).filter(|n| n.is(class::SECTION));
            part.is_some_and(|n| n.children.len() > 1 && n.children.last() == Some(&at))
        };
        for (anchor, _) in &anchors {
            let mut ranked: Vec<(usize, f32)> = hits
                .iter()
                .filter(|(at, _)| {
                    let apart = at != anchor && !scene.inside(*anchor, *at) && !scene.inside(*at, *anchor);
                    apart || rel == Rel::Below && is_last(*anchor, *at)
                })
                .filter(|(at, _)| match rel {
                    Rel::Above | Rel::Before | Rel::LeftOf => at < anchor,
                    Rel::Below | Rel::After | Rel::RightOf => at > anchor,
                    Rel::Beside | Rel::Between => true,
                })
                .map(|(at, _)| {
                    let together =
                        scene.get(*at).and_then(|n| n.parent) == scene.get(*anchor).and_then(|n| n.parent);
                    let far = match is_last(*anchor, *at) {
                        true => 20.0,
                        false => at.abs_diff(*anchor) as f32 + if together { 0.0 } else { 50.0 },
                    };
                    // Between equals, reading goes on after the anchor.
                    (*at, far - if at > anchor { 0.3 } else { 0.0 })
                })
                .gather();
            sort_by(&mut ranked, |a, b| a.1.total_cmp(&b.1));
            // "the arrows beside the week": as many as stand with it.
            let several = many && rel == Rel::Beside;
            let with = |(_, far): &&(usize, f32)| several && *far < 50.0;
            let beside = ranked
                .iter()
                .enumerate()
                .filter(|(at, hit)| *at == 0 || with(hit));
            out.extend(beside.map(|(_, (at, _))| (*at, 1.0)));
        }
        out.dedup();
        (!out.is_empty()).then_some(out)
    }

    /// What is meant as a whole, where a title or a text of it was named.
    pub(super) fn as_blocks(&self, np: &Np, hits: &mut Hits) {
        // "the health title" is the title, not what it is the title of.
        let says_title = np
            .raw
            .iter()
            .flat_map(|said| said.split(' '))
            .any(|word| listed("title|heading|headline|caption|label", word));
        if np.head & class::TEXTUAL != 0 || np.quoted.is_some() || says_title {
            return;
        }
        let mut lines = Vec::new();
        for (at, _) in &mut *hits {
            let line = self.shown_by(*at, np);
            lines.extend(line);
            *at = self.titled_by(*at).or(line).unwrap_or(*at);
            // "delete the Ford Transit": the card, and not the facts in it that it is the title of.
            let inner = self.scene.get(*at).filter(|n| n.is(class::FRAME) && n.depth > 0);
            let card = inner.and_then(|n| n.parent).filter(|above| {
                self.repeats(*above)
                    && self
                        .scene
                        .get(*above)
                        .is_some_and(|n| n.is(class::CARD | class::ITEM))
            });
            // "the car facts" are those.
            let is_said = |at: usize| {
                let node = self.scene.get(at);
                node.is_some_and(|n| np.words.iter().all(|word| n.is_called(word)))
            };
            if let Some(card) = card.filter(|card| !is_said(*at) || is_said(*card)) {
                *at = card;
            }
        }
        sort(hits);
        // "remove Market Square": the line of the list, and not what else says so.
        let text = |at: usize| self.scene.get(at).is_some_and(|n| n.is(class::TEXTUAL));
        let mut seen = Vec::new();
        hits.retain(|(at, _)| {
            (lines.is_empty() || !text(*at)) && !seen.contains(at) && {
                seen.push(*at);
                true
            }
        });
    }

    /// What a heading is the title of: who moves "the ingredients" does not mean the word.
    pub(crate) fn titled_by(&self, at: usize) -> Option<usize> {
        let heading = self.scene.get(at).filter(|node| node.is(class::HEADING))?;
        let above = self.scene.get(heading.parent?)?;
        let titles = above.parent.is_some()
            && above.is(class::CONTAINER)
            && above.children.len() > 1
            && above.children.first() == Some(&at);
        titles.then_some(heading.parent).flatten()
    }

    /// "remove the vase": the line of the cart that shows one, and not its text.
    pub(super) fn shown_by(&self, at: usize, np: &Np) -> Option<usize> {
        // "hard ones first": the lines that have such a badge.
        let ones = np.pron == Some(Pron::One) && np.plural;
        let shown = class::TEXTUAL | class::AVATAR | class::IMAGE;
        let kinds = shown | if ones { class::BADGE } else { 0 };
        let node = self.scene.get(at).filter(|node| node.is(kinds))?;
        // "the last episode": the line of the queue, and not what is called `Episode name` in it.
        let part = node.told.name.split_last().is_some_and(|(last, head)| {
            listed("name|title|text|label", last)
                && !head.is_empty()
                && head.iter().all(|own| np.words.iter().any(|word| **own == **word))
                && np.words.iter().all(|word| **word != **last)
        });
        // "copy Lost at Sea", where that is what a line shows, and not what a part of it is called.
        let is_called_otherwise = |word: &String| !node.is_called(&stem(word));
        let by_text = np.named.contains(&at) && np.raw.iter().any(is_called_otherwise);
        let shows = |word: &String| {
            let mut own = node.told.words.iter();
            own.any(|(_, own, field)| **own == **word && matches!(field, Field::Text | Field::Alt))
        };
        let says = |word: &String| shows(word) && !node.is_called(word);
        if np.head != 0 || !(part || by_text || np.words.iter().any(says)) {
            return None;
        }
        self.scene
            .ancestors(at)
            .take(3)
            .find(|above| {
                let kind = self.scene.get(*above).map(|n| (n.kind, n.parent));
                let brothers = kind
                    .and_then(|(_, parent)| self.scene.get(parent?))
                    .map(|parent| &parent.children);
                let alike = brothers.into_iter().flatten().filter(|brother| {
                    self.scene.get(**brother).is_some_and(|n| {
                        kind.is_some_and(|(kind, _)| n.kind == kind) && !n.children.is_empty()
                    })
                });
                let line = self.scene.get(*above);
                let is_line = line.is_some_and(|n| n.is(class::ITEM | class::CARD));
                // What shows a label first is known by that, and not by the value behind it.
                let first =
                    || (above + 1..at).all(|n| self.scene.get(n).is_none_or(|n| n.caption().is_none()));
                alike.count() > 1 && (is_line || !ones && first() && (!by_text || self.repeats(*above)))
            })
            .filter(|line| {
                // "the Weber doctor": its kind is what the line is called by.
                let line = self.scene.get(*line);
                let is_line = |word: &String| line.is_some_and(|n| n.is_called(word));
                part || np.words.iter().all(|word| says(word) || is_line(word))
            })
    }

    pub(super) fn at_place(&self, place: Place, hits: Hits, many: bool) -> Hits {
        let measure = |at: usize| -> f32 {
            let (x, y) = self.scene.middle(at);
            match place {
                Place::Left => -x,
                Place::Right => x,
                Place::Top | Place::Up => -y,
                Place::Bottom | Place::Down => y,
                Place::First => -(at as f32),
                Place::Last => at as f32,
                Place::Center => -((x - 0.5).abs() + (y - 0.5).abs()),
            }
        };
        let best_score = best_of(&hits);
        let good: Hits = hits.into_iter().filter(|(_, s)| *s > best_score - 0.25).gather();
        let top = good.iter().map(|(at, _)| measure(*at)).fold(f32::MIN, f32::max);
        let near = if many { 0.06 } else { 0.02 };
        let mut out: Hits = keep(&good, &|(at, _)| measure(*at) >= top - near);
        if !many && out.len() > 1 {
            // Of nested ones the outer one has the place.
            let outer: Hits = keep(&out, &|(at, _)| {
                !out.iter().any(|(o, _)| o != at && self.scene.inside(*at, *o))
            });
            if outer.len() == 1 {
                out = outer;
            }
        }
        out
    }

    /// Those of a list that are at a place of the screen.
    pub(crate) fn placed(&self, place: Place, list: Hits) -> Hits {
        self.at_place(place, list, false)
    }
}
