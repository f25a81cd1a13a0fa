//! Finds the nodes that words point at.

mod around;
mod count;
mod each;
mod everything;
mod fit;
mod narrow;
mod pick;
mod pronoun;

use crate::context::lexicon::{Pick, Place, Pron, class};
use crate::context::scene::Scene;
use crate::context::wish::Np;
use crate::context::word_list::listed;
use crate::document::parse_number;
use crate::sorted::{Gather, sort_by, sort_by_key};
use std::ops::Range;

pub(crate) use narrow::is_property;

/// What a change needs of a node to make sense on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Any,
    Caption,
    Check,
    Placeholder,
    Options,
    Active,
    Selected,
    Link,
    Chart,
    Required,
    /// Something with parts that can be ordered
    Parts,
    Container,
    /// Moves as a whole
    Block,
    Value,
}

impl Need {
    pub(crate) fn met(self, scene: &Scene<'_>, at: usize) -> bool {
        let Some(node) = scene.get(at) else { return false };
        match self {
            Self::Any => true,
            Self::Block => true,
            Self::Caption => {
                node.caption().is_some()
                    || node.is(class::FIELD
                        | class::BREADCRUMB
                        | class::RATING
                        | class::PROGRESS
                        | class::SLIDER)
            }
            Self::Check => node.prop("checked").is_some() || node.is(class::CHECKABLE),
            Self::Placeholder => node.is(class::FIELD) || node.prop("placeholder").is_some(),
            Self::Options => node.prop("options").is_some() || node.is(class::SELECT),
            Self::Active => node.prop("active").is_some() || node.is(class::TAB | class::NAV_ITEM),
            Self::Selected => {
                node.prop("selected").is_some()
                    || node.prop("active").is_some()
                    || node.prop("checked").is_some()
                    || node.prop("options").is_some()
            }
            Self::Link => {
                node.prop("href").is_some()
                    || node.is(class::LINK | class::BUTTON | class::NAV_ITEM | class::IMAGE)
            }
            Self::Chart => node.is(class::CHART) || node.prop("kind").is_some(),
            Self::Required => node.is(class::FIELD | class::CHECKABLE),
            Self::Parts => node.children.len() > 1 && !node.is(class::SCREEN),
            Self::Container => node.is(class::CONTAINER) || !node.children.is_empty(),
            Self::Value => {
                node.prop("value").is_some()
                    || node.is(class::FIELD | class::RATING | class::PROGRESS | class::SLIDER)
                    || node.caption().is_some()
            }
        }
    }
}

/// Nodes with how sure each is, best first.
pub(crate) type Hits = Vec<(usize, f32)>;

/// What became of one noun phrase.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    Nodes(Hits, &'static str),
    /// Several, and nothing says which
    Tie(Hits),
    Missing,
}

/// What may be meant besides what is said.
pub(crate) struct Focus<'s, 'a> {
    pub(crate) scene: &'s Scene<'a>,
    /// Nodes of earlier edits that still exist, latest edit first
    pub(crate) recent: Vec<Vec<usize>>,
    pub(crate) selection: Vec<usize>,
    /// Nodes that earlier clauses of the same prompt were about, latest first
    pub(crate) said: Vec<Vec<usize>>,
    /// The last noun phrase that was read
    pub(crate) last: Option<Np>,
    /// All words of the prompt that may name something, stemmed, with where they stand
    pub(crate) words: Vec<(Range<usize>, String)>,
    /// The language of the prompt has no plural
    pub(crate) no_number: bool,
}

/// Why nothing else can be meant: it is called so, and nothing else comes near.
pub(crate) const EXACT: &str = "named exactly";
/// The same by its id.
pub(crate) const BY_ID: &str = "named by its id";

/// Scores nearer than this are the same.
const CLOSE: f32 = 0.09;

impl<'s, 'a> Focus<'s, 'a> {
    /// The nodes that a phrase means.
    pub(crate) fn resolve(&self, np: &Np, need: Need) -> Found {
        if let Some(id) = np.id {
            return Found::Nodes(vec![(id, 1.0)], BY_ID);
        }
        if let Some(found) = self.pronoun(np, need) {
            return found;
        }
        if let Some(found) = self.pointed_at(np, need) {
            return found;
        }
        if np.other && np.pron == Some(Pron::One) && !np.plural && np.is_bare() && np.head & !class::ANY == 0
        {
            return self.other_one();
        }
        let mut np = np.clone();
        let mut kind = None;
        if np.pron == Some(Pron::One) || np.is_elliptic() {
            self.complete(&mut np, &mut kind);
        }
        self.count_by_number(&mut np);
        if let Some(found) = self.counted_in_a_list(&np) {
            return found;
        }
        // "drop the last": the last of what?
        if np.is_elliptic() && np.scope.is_none() && np.near.is_none() && kind.is_none() {
            return Found::Tie(self.foremost());
        }
        if let Some(who) = self.who_it_is(&np) {
            return Found::Nodes(vec![(who, 0.9)], "whose name that is");
        }
        let scene = self.scene;
        let each = self.of_each(&np).or_else(|| self.lines_that_say(&np, need));
        let mut scored = each.or_else(|| self.score(&np, need));
        let is_part = listed("section|area|part", &np.head_word);
        if scored.is_none() && np.head & !class::ANY != 0 && np.named.is_empty() && !is_part {
            // There is no progress bar, but something that is called progress.
            let mut named = np.clone();
            named
                .words
                .extend(np.head_word.split(' ').map(crate::context::token::stem));
            named.head = 0;
            named.head_word.clear();
            scored = self
                .score(&named, need)
                .filter(|hits| hits.iter().any(|(_, score)| *score >= 0.5));
            if scored.is_some() {
                np = named;
            }
        }
        let Some(mut hits) = scored else {
            return Found::Missing;
        };
        if let Some(kind) = kind {
            let same: Hits = keep(&hits, &|(at, _)| scene.get(*at).is_some_and(|n| n.kind == kind));
            if !same.is_empty() {
                hits = same;
            }
        }
        hits = self.in_what_is_called(&np, hits);
        let called = np
            .scope
            .as_ref()
            .map(|scope| self.called_so(&np, scope))
            .unwrap_or_default();
        if !called.is_empty() {
            hits = called;
        } else if let Some(scope) = np.scope.clone() {
            match self.within(&scope, &hits, np.quoted.is_some(), need == Need::Block) {
                Some(inside) => hits = inside,
                // "the second row in the table", whose rows are no nodes.
                None if need == Need::Block
                    && np.head & class::TABLE_ROW != 0
                    && scope.head & class::TABLE != 0 =>
                {
                    return self.resolve(&scope, need);
                }
                // "all cards from the basement": what is to go or move is not what is elsewhere.
                None if need == Need::Block && scope.words.iter().any(|word| scene.fit(word).is_none()) => {
                    return Found::Missing;
                }
                // "the name in the first card", where none is in that.
                None if !scope.ordinals.is_empty() => return Found::Missing,
                // "bold text for the menu entries": they are texts themselves.
                None if np.head_word == "text" && np.head & !class::TEXTUAL == 0 && np.words.is_empty() => {
                    return self.resolve(&scope, need);
                }
                // "the button of saving": no place, but more of its name.
                None if !scope.words.is_empty() => {
                    np.words.splice(0..0, scope.words.iter().cloned());
                    np.scope = None;
                    let lines = self.lines_that_say(&np, need);
                    hits = lines.or_else(|| self.score(&np, need)).unwrap_or(hits);
                }
                None => {}
            }
        }
        // "tab bar: dark background, white text": the text of what was spoken of, not all there is.
        let bare = np.head & !class::ANY != 0
            && np.words.is_empty()
            && np.named.is_empty()
            && !np.definite
            && !np.all
            && np.ordinals.is_empty()
            && np.scope.is_none();
        if bare && let Some(said) = self.said.first() {
            let inside: Hits = keep(&hits, &|(at, _)| {
                said.iter().any(|s| *s > 0 && (s == at || scene.inside(*at, *s)))
            });
            if !inside.is_empty() {
                hits = inside;
            }
        }
        if let Some((rel, anchor)) = &np.near {
            let mut anchor = anchor.as_ref().clone();
            if anchor.pron == Some(Pron::One) && anchor.head == 0 {
                anchor.head = np.head;
                anchor.head_word.clone_from(&np.head_word);
                anchor.pron = None;
            }
            if let Some(near) = self.near(*rel, &anchor, &hits, np.plural) {
                hits = near;
            }
        }
        if let Some(colour) = &np.colour {
            let painted = self.painted(colour, &hits, np.is_of_a_colour());
            if np.is_of_a_colour() && !painted.is_empty() {
                return Found::Nodes(painted, "all of that colour");
            }
            if !painted.is_empty() {
                hits = painted;
            } else if np.plural
                || np.all
                || need == Need::Block
                || np.words.is_empty() && np.head & !class::ANY == 0
            {
                return Found::Missing;
            }
        }
        if let Some(narrowed) = self.narrowed(&np, &hits) {
            return match narrowed {
                Found::Nodes(list, why) => match self.fitting(&list, need, &np) {
                    fitting if fitting.is_empty() => Found::Nodes(list, why),
                    fitting => Found::Nodes(fitting, why),
                },
                other => other,
            };
        }
        if let Some(mine) = np.mine {
            let owned: Hits = keep(&hits, &|(at, _)| self.is_mine(*at) == Some(mine));
            if !owned.is_empty() {
                hits = owned;
            }
        }
        for pick in &np.picks {
            hits = self.pick(*pick, hits);
        }
        // "rename the cheapest plan": its price says which one, and is not its name.
        if need == Need::Caption
            && np.picks.iter().any(|p| matches!(p, Pick::Cheap | Pick::Dear))
            && np.words.iter().all(|word| word != "price")
        {
            for (at, _) in &mut hits {
                *at = self.titled(*at).unwrap_or(*at);
            }
        }
        if let Some(counted) = self.counted_lines(&np, &hits, need) {
            return Found::Nodes(counted, "counted in document order");
        }
        let called = hits.first().copied();
        let redirected = self.fitting(&hits, need, &np);
        if !redirected.is_empty() {
            hits = redirected;
        }
        if need == Need::Block {
            self.as_blocks(&np, &mut hits);
        }
        // All of it goes nowhere.
        if need == Need::Block && hits.iter().any(|(at, _)| *at > 0) {
            hits.retain(|(at, _)| *at > 0);
        }
        if hits.is_empty() {
            return Found::Missing;
        }
        sort(&mut hits);
        if !np.ordinals.is_empty() {
            let numbered = self.numbered(&np, &hits);
            return self.ordinal(&np, numbered.unwrap_or(hits));
        }
        if np.place == Some(Place::Center)
            && !np.plural
            && !np.all
            && let Some(middle) = self.middle(&np, &hits)
        {
            return middle;
        }
        for place in np.place.into_iter().chain(np.side) {
            hits = self.at_place(place, hits, np.plural || np.all);
        }
        let exact = called == hits.first().copied() && is_exact(&np, &hits);
        match self.choose(&np, hits, need) {
            Found::Nodes(list, _) if exact && list.len() == 1 => Found::Nodes(list, EXACT),
            found => found,
        }
    }

    /// The hits on which the change makes sense; if there are none, what is in or beside them.
    fn fitting(&self, hits: &Hits, need: Need, np: &Np) -> Hits {
        if matches!(need, Need::Any | Need::Block) {
            return Vec::new();
        }
        let scene = self.scene;
        let best = best_of(hits);
        // A card has no text of its own, but "Card count" is no card.
        let of_kind = |at: usize| {
            let head = np.head & !class::ANY;
            head != 0 && scene.get(at).is_some_and(|node| node.is(head))
        };
        let kind_first = hits.iter().any(|(at, s)| *s >= best && of_kind(*at));
        let direct: Hits = keep(hits, &|(at, s)| {
            need.met(scene, *at) && *s > best * 0.6 && (!kind_first || of_kind(*at))
        });
        if !direct.is_empty() || need == Need::Container {
            return direct;
        }
        let top: Vec<usize> = hits
            .iter()
            .filter(|(_, s)| *s > best - 0.3)
            .map(|(at, _)| *at)
            .gather();
        // "change Dana K. to Marco P.", where only a picture says so.
        let pictured = |at: &usize| {
            let node = scene.get(*at);
            node.is_some_and(|node| node.is(class::AVATAR) && node.prop("alt").is_some())
        };
        if need == Need::Caption && top.iter().all(pictured) {
            return all_at(&top, best);
        }
        let mut out: Hits = Vec::new();
        for at in &top {
            let Some(node) = scene.get(*at) else { continue };
            let mut inner: Vec<usize> = (at + 1..node.end).filter(|n| need.met(scene, *n)).gather();
            if need == Need::Caption && !np.plural {
                // Of several texts in a part, its heading is what it says.
                let heading = inner
                    .iter()
                    .copied()
                    .find(|n| scene.get(*n).is_some_and(|n| n.is(class::HEADING)));
                // A bar or a form has no text of its own, and which of those in it is meant is not said.
                let holds = class::HEADER | class::FOOTER | class::NAV | class::SIDEBAR | class::FORM;
                let first = if node.is(holds) {
                    Some(*at)
                } else {
                    inner.first().copied()
                };
                inner = heading.or(first).into_iter().gather();
            }
            out.extend(inner.into_iter().map(|n| (n, 0.8)));
        }
        if out.is_empty() {
            // A label stands beside what it labels.
            for at in &top {
                if let Some(above) = scene.ancestors(*at).take(2).find(|above| {
                    scene
                        .get(*above)
                        .is_some_and(|n| (above + 1..n.end).any(|c| need.met(scene, c)) && n.end - above < 14)
                }) && let Some(node) = scene.get(above)
                {
                    out.extend(
                        (above + 1..node.end)
                            .filter(|c| need.met(scene, *c))
                            .map(|c| (c, 0.75)),
                    );
                }
            }
        }
        sort_by_key(&mut out, |(at, _)| *at);
        out.dedup_by_key(|(at, _)| *at);
        out
    }

    /// All that fit about as well as the best, before anything chooses between them.
    pub(crate) fn alternatives(&self, np: &Np) -> Hits {
        if np.id.is_some() || np.is_bare() || !np.ordinals.is_empty() {
            return Vec::new();
        }
        let mut hits = self.score(np, Need::Block).unwrap_or_default();
        sort(&mut hits);
        let best = hits.first().map_or(0.0, |(_, s)| *s);
        hits.retain(|(_, s)| *s >= best - 0.12);
        self.as_blocks(np, &mut hits);
        hits
    }

    fn choose(&self, np: &Np, mut hits: Hits, need: Need) -> Found {
        let scene = self.scene;
        // There is one page, and several are meant.
        if np.plural && hits.len() > 1 {
            hits.retain(|(at, _)| *at > 0);
        }
        let Some((first, best)) = hits.first().copied() else {
            return Found::Missing;
        };
        // Japanese has no plural: what repeats and is not pointed at is meant as a whole.
        let repeated = self.no_number
            && !np.definite
            && np.ordinals.is_empty()
            && hits.len() > 1
            && hits
                .iter()
                .filter(|(_, s)| *s >= best - 0.02)
                .all(|(at, _)| self.repeats(*at));
        let many = np.plural || np.all || repeated;
        let margin = if many { 0.2 } else { CLOSE };
        let mut top: Hits = keep(&hits, &|(_, s)| *s >= best - margin);
        if let Some(family) = self.family_of(np, &hits, &top) {
            return Found::Nodes(family, "as many as were said");
        }
        // "delete the features": the part of the page, and not the link that leads there.
        let leads = class::LINK | class::NAV_ITEM | class::TAB;
        if need == Need::Block
            && np.definite
            && np.head & !class::ANY == 0
            && scene.get(first).is_some_and(|n| n.is(leads))
            && let Some(name) = scene.get(first).map(|n| n.told.text.clone())
        {
            let is_part = |at: usize| {
                scene
                    .get(at)
                    .is_some_and(|n| n.is(class::SECTION) && n.told.name == name)
            };
            let parts = keep(&hits, &|(at, _)| is_part(*at));
            if let [part] = parts.as_slice() {
                return Found::Nodes(vec![*part], "the part that is called so");
            }
        }
        // "this doctor", "the price": one of those that repeat, and no link or control that has the word in its name besides.
        if let Some(several) = self.repeated_so(np, first, &hits) {
            return Found::Tie(several);
        }
        // "the photos", where a part is called so: that, or those in it.
        if np.plural
            && !np.all
            && np.words.is_empty()
            && np.head & !class::ANY != 0
            && let Some(part) = scene.get(first)
            && !part.is(np.head)
            && part.told.name.len() == 1
            && fit::is_plural(part.name)
        {
            let inside = keep(&top, &|(at, _)| {
                scene.inside(*at, first) && scene.get(*at).is_some_and(|n| n.is(np.head))
            });
            if !inside.is_empty() {
                let whole = matches!(need, Need::Block | Need::Container | Need::Parts);
                let meant = if whole { vec![(first, best)] } else { inside };
                return Found::Nodes(meant, "what is called so");
            }
        }
        if many && np.count.is_none_or(|c| c as usize != 1) {
            if top.len() == 1 || self.is_container_of(first, np) {
                // A list is named by what is in it.
                let parts = self.parts(first, np);
                if !parts.is_empty()
                    && !matches!(
                        need,
                        Need::Block | Need::Container | Need::Parts | Need::Caption | Need::Options
                    )
                {
                    return Found::Nodes(all_at(&parts, best), "all of them");
                }
                // "remove the cars", "sort the cars": what repeats is no part that holds the others.
                let family = |at: usize| scene.get(at).map(|n| (n.parent, n.kind));
                let brothers = keep(&top, &|(at, _)| family(*at) == family(first));
                let holder = scene.get(first).and_then(|n| n.parent).filter(|at| *at > 0);
                if brothers.len() > 1
                    && self.repeats(first)
                    && (np.head & !class::ANY == 0 || brothers.len() == top.len())
                {
                    match (need, holder) {
                        (Need::Block | Need::Container, _) => return Found::Nodes(brothers, "all of them"),
                        (Need::Parts, Some(holder)) => {
                            return Found::Nodes(vec![(holder, best)], "what holds all of them");
                        }
                        _ => {}
                    }
                }
                if top.len() > 1 && matches!(need, Need::Block | Need::Container | Need::Parts) {
                    return Found::Nodes(vec![(first, best)], "what holds all of them");
                }
            }
            let kind: Hits = keep(&top, &|(at, _)| scene.get(*at).is_some_and(|n| n.is(np.head)));
            if np.head & !class::ANY != 0 && !kind.is_empty() {
                top = kind;
            } else if top.len() > 1 {
                // Things of one kind: the best one says which.
                let kind = scene.get(first).map(|n| n.kind);
                top.retain(|(at, _)| scene.get(*at).map(|n| n.kind) == kind);
            }
            sort_by_key(&mut top, |(at, _)| *at);
            if let Some(count) = np.count.map(|c| c as usize)
                && top.len() > count
                && count > 1
                && np.all
            {
                return Found::Tie(top);
            }
            return Found::Nodes(top, "all of them");
        }
        if top.len() > 1
            && let Some(one) = self.in_focus(&top)
        {
            return Found::Nodes(vec![one], "the best fit");
        }
        // Weighing many against each other costs their square, and a question about more than a few helps nobody.
        const COMPARED: usize = 48;
        if top.len() > COMPARED {
            top.truncate(COMPARED);
            return Found::Tie(top);
        }
        if top.len() > 1 {
            top = self.untie(top, np, need);
        }
        if top.len() == 1 {
            return Found::Nodes(top, "the best fit");
        }
        Found::Tie(top)
    }

    fn is_container_of(&self, at: usize, np: &Np) -> bool {
        !self.parts(at, np).is_empty()
    }
}

impl Np {
    /// `everything purple`: the colour is all that is said.
    pub(crate) fn is_of_a_colour(&self) -> bool {
        self.all && self.colour.is_some() && self.head == 0 && self.words.is_empty() && self.named.is_empty()
    }

    /// `the third`, `the second one`: the noun is left out.
    pub(crate) fn is_elliptic(&self) -> bool {
        self.words.is_empty()
            && self.head == 0
            && self.named.is_empty()
            && self.quoted.is_none()
            && !self.ordinals.is_empty()
    }
}

/// Whether a phrase is the name, the text or the kind of the best fit and of nothing that comes near it. What describes it
/// besides (a colour, a place, a number) may be seen in another way by others.
fn is_exact(np: &Np, hits: &Hits) -> bool {
    let plain = !np.plural
        && !np.all
        && np.colour.is_none()
        && np.place.is_none()
        && np.mine.is_none()
        && np.picks.is_empty()
        && np.near.is_none()
        && np.except.is_empty()
        && np.by.is_none()
        && np.scope.is_none();
    let scores: Vec<f32> = hits.iter().map(|(_, score)| *score).gather();
    plain
        && match scores.as_slice() {
            [best] => *best >= 0.95,
            [best, next, ..] => *best >= 0.95 && best - next >= 0.2,
            [] => false,
        }
}

/// The nodes of hits.
pub(crate) fn nodes_of(hits: &[(usize, f32)]) -> Vec<usize> {
    hits.iter().map(|(at, _)| *at).gather()
}

/// Nodes that are all as sure.
pub(crate) fn all_at(nodes: &[usize], score: f32) -> Hits {
    nodes.iter().map(|at| (*at, score)).gather()
}

/// How sure the surest is.
pub(crate) fn best_of(hits: &[(usize, f32)]) -> f32 {
    hits.iter().map(|(_, score)| *score).fold(0.0, f32::max)
}

/// The hits that pass a test. One function for all of them, since each kind of iterator would be one more.
pub(crate) fn keep(hits: &[(usize, f32)], test: &dyn Fn(&(usize, f32)) -> bool) -> Hits {
    hits.iter().copied().filter(|hit| test(hit)).gather()
}

pub(crate) fn sort(hits: &mut Hits) {
    sort_by(hits, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
}

/// The first number in a text, thousands with commas.
pub(crate) fn first_number(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text
        .get(start..)?
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .filter(|c| *c != ',')
        .collect();
    parse_number(digits.trim_end_matches('.'))
}
