//! Finds the nodes that words point at.

use crate::context::lexicon::{self, Pick, Place, Pron, Rel, class};
use crate::context::paint;
use crate::context::scene::{Node, Scene};
use crate::context::token::stem;
use crate::context::vocabulary::key;
use crate::context::wish::Np;
use crate::context::word_list::listed;
use crate::document::{Object, Text, Value, parse_number};
use crate::letters;
use crate::sorted::Gather;
use crate::sorted::{sort_by, sort_by_key};

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
    fn met(self, scene: &Scene<'_>, at: usize) -> bool {
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
    /// The language of the prompt has no plural
    pub(crate) no_number: bool,
}

/// Scores nearer than this are the same.
const CLOSE: f32 = 0.09;

impl<'s, 'a> Focus<'s, 'a> {
    /// The nodes that a phrase means.
    pub(crate) fn resolve(&self, np: &Np, need: Need) -> Found {
        if let Some(id) = np.id {
            return Found::Nodes(vec![(id, 1.0)], "named by its id");
        }
        if let Some(found) = self.pronoun(np, need) {
            return found;
        }
        let mut np = np.clone();
        let mut kind = None;
        if np.pron == Some(Pron::One) || np.is_elliptic() {
            self.complete(&mut np, &mut kind);
        }
        if let Some(found) = self.counted_in_a_list(&np) {
            return found;
        }
        let scene = self.scene;
        let mut scored = self.score(&np, need);
        if scored.is_none() && np.head == class::TEXT && !np.words.is_empty() {
            // "the sidebar text": there are no texts of their own in it.
            np.head = 0;
            np.head_word.clear();
            scored = self.score(&np, need);
        }
        let Some(mut hits) = scored else {
            return Found::Missing;
        };
        if let Some(kind) = kind {
            let same: Hits = hits
                .iter()
                .copied()
                .filter(|(at, _)| scene.get(*at).is_some_and(|n| n.kind == kind))
                .gather();
            if !same.is_empty() {
                hits = same;
            }
        }
        if let Some(scope) = np.scope.clone() {
            match self.within(&scope, &hits) {
                Some(inside) => hits = inside,
                // "all cards from the basement": what is to go or move is not what is elsewhere.
                None if need == Need::Block && scope.words.iter().any(|word| scene.fit(word).is_none()) => {
                    return Found::Missing;
                }
                // "the button of saving": no place, but more of its name.
                None if !scope.words.is_empty() => {
                    np.words.extend(scope.words.iter().cloned());
                    np.scope = None;
                    hits = self.score(&np, need).unwrap_or(hits);
                }
                None => {}
            }
        }
        if let Some((rel, anchor)) = &np.near {
            let mut anchor = anchor.as_ref().clone();
            if anchor.pron == Some(Pron::One) && anchor.head == 0 {
                anchor.head = np.head;
                anchor.head_word.clone_from(&np.head_word);
                anchor.pron = None;
            }
            if let Some(near) = self.near(*rel, &anchor, &hits) {
                hits = near;
            }
        }
        if let Some(colour) = &np.colour {
            let painted = self.painted(colour, &hits);
            if !painted.is_empty() {
                hits = painted;
            } else if np.words.is_empty() && np.head & !class::ANY == 0 {
                return Found::Missing;
            }
        }
        if let Some(mine) = np.mine {
            let owned: Hits = hits
                .iter()
                .copied()
                .filter(|(at, _)| self.is_mine(*at) == Some(mine))
                .gather();
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
        if let Some(except) = &np.except
            && let Found::Nodes(out, _) = self.resolve(except, need)
        {
            hits.retain(|(at, _)| !out.iter().any(|(o, _)| o == at));
        }
        let redirected = self.fitting(&hits, need, &np);
        if !redirected.is_empty() {
            hits = redirected;
        }
        if hits.is_empty() {
            return Found::Missing;
        }
        sort(&mut hits);
        if !np.ordinals.is_empty() {
            return self.ordinal(&np, hits);
        }
        if let Some(place) = np.place {
            hits = self.at_place(place, hits, np.plural || np.all);
        }
        self.choose(&np, hits, need)
    }

    fn pronoun(&self, np: &Np, need: Need) -> Option<Found> {
        let pron = np.pron?;
        let bare = np.words.is_empty()
            && np.head & !class::ANY == 0
            && np.named.is_empty()
            && np.colour.is_none()
            && np.ordinals.is_empty();
        if !bare || np.scope.is_some() && pron != Pron::Everything {
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
                let hits: Hits = from.iter().map(|at| (*at, 0.95)).gather();
                let fitting = self.fitting(&hits, need, np);
                let hits = if fitting.is_empty() { hits } else { fitting };
                Some(Found::Nodes(hits, "what was spoken of last"))
            }
            Pron::Everything => {
                let scope = np.scope.as_deref()?;
                match self.resolve(scope, Need::Container) {
                    Found::Nodes(hits, _) => Some(Found::Nodes(hits, "all of it")),
                    other => Some(other),
                }
            }
            Pron::One => None,
        }
    }

    /// `the third one`, `the customers one`, `the second`: what kind of thing is known from before.
    fn complete(&self, np: &mut Np, kind: &mut Option<&'a str>) {
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

    /// Every node that the words fit at all, with how well; `None` when they fit nothing.
    fn score(&self, np: &Np, need: Need) -> Option<Hits> {
        let scene = self.scene;
        let count = scene.nodes.len();
        if let Some(quoted) = &np.quoted {
            let exact = self.quoted(quoted);
            if !exact.is_empty() {
                return Some(exact);
            }
        }
        let head = np.head & !class::ANY & !class::WHOLE;
        if np.head & class::WHOLE != 0 && np.words.is_empty() && np.named.is_empty() {
            return (count > 0).then(|| vec![(0, 1.0)]);
        }
        let mut known = Vec::new();
        let mut unknown = 0usize;
        for word in &np.words {
            match scene.fit(word) {
                Some(scores) => known.push(scores),
                None => unknown += 1,
            }
        }
        if let Some(quoted) = &np.quoted {
            for word in crate::context::token::words(quoted) {
                match scene.fit(&word) {
                    Some(scores) => known.push(scores),
                    None => unknown += 1,
                }
            }
        }
        let spoken = known.len() + usize::from(!np.named.is_empty());
        if spoken == 0 && unknown > 0 && head == 0 {
            return None;
        }
        let head_stem = stem(&np.head_word);
        let head_stem = head_stem.rsplit(' ').next().unwrap_or_default().to_owned();
        // What is said, as a phrase, to tell a whole name from a part of one.
        let mut phrase: Vec<String> = np.words.clone();
        let mut with_head = phrase.clone();
        if !np.head_word.is_empty() {
            with_head.extend(np.head_word.split(' ').map(stem));
        }
        sort_by(&mut phrase, |a, b| a.cmp(b));
        sort_by(&mut with_head, |a, b| a.cmp(b));
        let whole = |words: &[Text]| {
            if words.is_empty() || words.len() != with_head.len() && words.len() != phrase.len() {
                return false;
            }
            same_words(words, &with_head) || (!phrase.is_empty() && same_words(words, &phrase))
        };
        let whole_text = |node: &Node<'_>| whole(&node.told.text);
        let total = (known.len() + unknown).max(1) as f32;
        let called = |at: &usize| {
            scene
                .get(*at)
                .is_some_and(|n| n.is(head) && n.is_called(&head_stem))
        };
        let own_kind = lexicon::class_of_type(&head_stem) & head != 0;
        let named_by_head = head != 0 && !own_kind && (0..count).any(|at| called(&at));
        let wholes = scene
            .nodes
            .iter()
            .filter(|n| n.is(head) && whole(&n.told.name))
            .count();
        let bonus = if np.words.is_empty() && np.named.is_empty() && wholes > 1 {
            0.05
        } else {
            0.25
        };
        let mut hits: Hits = Vec::new();
        for (at, node) in scene.nodes.iter().enumerate() {
            let mut word_score = known
                .iter()
                .map(|k| k.get(at).copied().unwrap_or(0.0))
                .sum::<f32>()
                / total;
            if !np.named.is_empty() {
                let named = if np.named.contains(&at) {
                    1.25
                } else if np.named.iter().any(|n| scene.inside(at, *n)) {
                    0.6
                } else if np.named.iter().any(|n| scene.inside(*n, at)) {
                    0.55
                } else {
                    0.0
                };
                word_score = if known.is_empty() {
                    named
                } else {
                    (word_score + named) / 2.0
                };
            }
            let class_score = if head == 0 {
                1.0
            } else if node.is(head) {
                // "thumbnail", where some pictures are called so and others are not.
                if named_by_head && !node.is_called(&head_stem) {
                    0.7
                } else {
                    1.0
                }
            } else if node.is_called(&head_stem) {
                0.8
            } else if node.id.len() > 3 && scene.id_says(at, &head_stem) {
                0.6
            } else {
                0.0
            };
            let mut score = match (spoken > 0, head != 0) {
                (true, true) => {
                    if word_score < 0.2 {
                        0.0
                    } else {
                        word_score * 0.55 + class_score * 0.45 - if class_score == 0.0 { 0.1 } else { 0.0 }
                    }
                }
                (true, false) => word_score,
                (false, true) => class_score * if unknown > 0 { 0.75 } else { 1.0 },
                (false, false) => 0.5,
            };
            if score > 0.3 && (whole(&node.told.name) || whole_text(node)) {
                score += bonus;
            } else if score > 0.3 && whole_but_class(&node.told.name, &phrase) {
                score += 0.22;
            }
            if score > 0.34 {
                hits.push((at, score));
            }
        }
        // A description that fits nothing, of a kind that there are several of, means something else.
        if spoken == 0
            && unknown > 0
            && hits.len() > 1
            && np.ordinals.is_empty()
            && np.colour.is_none()
            && np.place.is_none()
            && !np.plural
        {
            return None;
        }
        let best = hits.iter().map(|(_, s)| *s).fold(0.0f32, f32::max);
        let needed = if unknown > 0 && head == 0 { 0.3 } else { 0.4 };
        if best < needed {
            return None;
        }
        let _ = need;
        hits.retain(|(_, s)| *s >= best * 0.62);
        (!hits.is_empty()).then_some(hits)
    }

    /// Nodes whose text is what was quoted, then those that hold it.
    fn quoted(&self, text: &str) -> Hits {
        let wanted = crate::context::token::words(text);
        let phrase = key(&wanted.join(" "));
        let folded = crate::context::token::fold(text);
        let mut hits: Hits = Vec::new();
        for (at, node) in self.scene.nodes.iter().enumerate() {
            let mut best = 0.0f32;
            let props = node.value.get("props").and_then(Value::as_object);
            let values = props.into_iter().flat_map(Object::iter);
            let texts = values.filter_map(|(_, value)| value.as_str());
            for (own, words) in texts.zip(&node.told.texts) {
                if own == text {
                    best = best.max(1.2);
                } else if is_folded(own, &folded) {
                    best = best.max(1.15);
                } else if *words == phrase && !wanted.is_empty() {
                    best = best.max(1.1);
                } else if folded.len() > 3 && has_folded(own, &folded) {
                    best = best.max(0.7);
                }
            }
            if !wanted.is_empty()
                && node
                    .told
                    .name
                    .iter()
                    .map(|word| &**word)
                    .eq(wanted.iter().map(String::as_str))
            {
                best = best.max(1.0);
            }
            if best > 0.0 {
                hits.push((at, best));
            }
        }
        let best = hits.iter().map(|(_, s)| *s).fold(0.0f32, f32::max);
        hits.retain(|(_, s)| *s > best - 0.26);
        hits
    }

    fn within(&self, scope: &Np, hits: &Hits) -> Option<Hits> {
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
            hits.iter()
                .copied()
                .filter(|(at, _)| list.iter().any(|(s, _)| self.scene.inside(*at, *s) && at != s))
                .gather()
        };
        let mut inside = filter(&list);
        if hits.len() == self.scene.nodes.len() {
            // Nothing else is said: the part itself may be meant.
            inside.extend(list.iter().copied());
        }
        if inside.is_empty() {
            // The words named a title: what it is the title of is meant.
            let parents: Hits = list
                .iter()
                .filter_map(|(at, s)| Some((self.scene.get(*at)?.parent?, *s)))
                .gather();
            inside = filter(&parents);
        }
        if inside.is_empty() {
            inside = hits
                .iter()
                .copied()
                .filter(|(at, _)| list.iter().any(|(s, _)| at == s))
                .gather();
        }
        if inside.is_empty() && list.len() == 1 {
            // "the e-mail in the contact link": something of it that is no node.
            inside = list
                .iter()
                .copied()
                .filter(|(at, _)| self.scene.get(*at).is_some_and(|n| n.children.is_empty()))
                .gather();
        }
        (!inside.is_empty()).then_some(inside)
    }

    fn near(&self, rel: Rel, anchor: &Np, hits: &Hits) -> Option<Hits> {
        let (Found::Nodes(anchors, _) | Found::Tie(anchors)) = self.resolve(anchor, Need::Any) else {
            return None;
        };
        let scene = self.scene;
        let mut out: Hits = Vec::new();
        for (anchor, _) in &anchors {
            let mut ranked: Vec<(usize, f32)> = hits
                .iter()
                .filter(|(at, _)| at != anchor && !scene.inside(*anchor, *at) && !scene.inside(*at, *anchor))
                .filter(|(at, _)| match rel {
                    Rel::Above | Rel::Before | Rel::LeftOf => at < anchor,
                    Rel::Below | Rel::After | Rel::RightOf => at > anchor,
                    Rel::Beside | Rel::Between => true,
                })
                .map(|(at, _)| {
                    let together =
                        scene.get(*at).and_then(|n| n.parent) == scene.get(*anchor).and_then(|n| n.parent);
                    let far = at.abs_diff(*anchor) as f32 + if together { 0.0 } else { 50.0 };
                    // Between equals, reading goes on after the anchor.
                    (*at, far - if at > anchor { 0.3 } else { 0.0 })
                })
                .gather();
            sort_by(&mut ranked, |a, b| a.1.total_cmp(&b.1));
            if let Some((nearest, _)) = ranked.first() {
                out.push((*nearest, 1.0));
            }
        }
        out.dedup();
        (!out.is_empty()).then_some(out)
    }

    /// Nodes of that colour: by their background, else by their own colour.
    fn painted(&self, colour: &str, hits: &Hits) -> Hits {
        let of = |keys: &[&str]| -> Hits {
            hits.iter()
                .copied()
                .filter(|(at, _)| {
                    self.scene.get(*at).is_some_and(|n| {
                        keys.iter()
                            .filter_map(|key| n.style(key).and_then(Value::as_str))
                            .any(|own| paint::same_family(own, colour))
                    })
                })
                .gather()
        };
        let backed = of(&["background"]);
        if !backed.is_empty() {
            let small: Hits = backed
                .iter()
                .copied()
                .filter(|(at, _)| self.scene.get(*at).is_some_and(|n| !n.is(class::SCREEN)))
                .gather();
            return if small.is_empty() { backed } else { small };
        }
        let mut rest = of(&["color", "borderColor"]);
        rest.retain(|(at, _)| {
            self.scene
                .get(*at)
                .is_some_and(|n| n.style("color").is_some() || n.style("borderColor").is_some())
        });
        rest
    }

    /// Whether a node shows what the person at the screen wrote: told by `mine`, by the author, by its side.
    pub(crate) fn is_mine(&self, at: usize) -> Option<bool> {
        let node = self.scene.get(at)?;
        for key in ["mine", "own", "self", "outgoing", "isMine", "fromMe", "sent"] {
            if let Some(mine) = node.prop(key).and_then(Value::as_bool) {
                return Some(mine);
            }
        }
        for key in ["author", "sender", "from", "role", "by"] {
            if let Some(author) = node.prop(key).and_then(Value::as_str) {
                return Some(matches!(
                    letters::lowered(author).as_str(),
                    "me" | "you" | "self" | "user" | "myself"
                ));
            }
        }
        if !node.is(class::MESSAGE) {
            return None;
        }
        let side = node
            .layout("align")
            .or_else(|| node.layout("alignSelf"))
            .and_then(Value::as_str)?;
        match side {
            "end" | "right" | "flex-end" => Some(true),
            "start" | "left" | "flex-start" => Some(false),
            _ => None,
        }
    }

    fn pick(&self, pick: Pick, hits: Hits) -> Hits {
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
                let top = hits.iter().map(|(_, s)| *s).fold(0.0f32, f32::max);
                let good: Hits = hits.iter().copied().filter(|(_, s)| *s > top - 0.3).gather();
                let mut ranked: Vec<(usize, f32, f64)> = good
                    .iter()
                    .map(|(at, s)| (*at, *s, self.prominence(*at)))
                    .gather();
                sort_by(&mut ranked, |a, b| b.2.total_cmp(&a.2));
                ranked.first().map(|r| vec![(r.0, r.1)])
            }
            Pick::Secondary => {
                let list: Hits = hits
                    .iter()
                    .copied()
                    .filter(|(at, _)| {
                        scene.get(*at).is_some_and(|n| {
                            matches!(
                                n.prop("variant").and_then(Value::as_str),
                                Some("secondary" | "outline" | "ghost")
                            ) || n.is_called("secondary")
                        })
                    })
                    .gather();
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
                let list: Hits = hits
                    .iter()
                    .copied()
                    .filter(|(at, _)| {
                        scene.get(*at).is_some_and(|n| {
                            ["active", "selected", "checked"]
                                .iter()
                                .any(|key| n.prop(key).and_then(Value::as_bool) == Some(on))
                        })
                    })
                    .gather();
                Some(list)
            }
        };
        match picked {
            Some(picked) if !picked.is_empty() => {
                // Of nested ones the innermost that still shows it: the card, not the list of cards.
                picked
                    .iter()
                    .copied()
                    .filter(|(at, _)| {
                        !matches!(pick, Pick::Bad | Pick::Good | Pick::Cheap | Pick::Dear)
                            || !picked.iter().any(|(o, _)| {
                                o != at
                                    && scene.inside(*o, *at)
                                    && scene.get(*o).is_some_and(|n| !n.children.is_empty())
                            })
                    })
                    .gather()
            }
            _ => hits,
        }
    }

    fn prominence(&self, at: usize) -> f64 {
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
    fn rating(&self, at: usize) -> Option<f64> {
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

    fn price(&self, at: usize) -> Option<f64> {
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

    /// The hits on which the change makes sense; if there are none, what is in or beside them.
    fn fitting(&self, hits: &Hits, need: Need, np: &Np) -> Hits {
        if matches!(need, Need::Any | Need::Block) {
            return Vec::new();
        }
        let scene = self.scene;
        let best = hits.iter().map(|(_, s)| *s).fold(0.0f32, f32::max);
        let direct: Hits = hits
            .iter()
            .copied()
            .filter(|(at, s)| need.met(scene, *at) && *s > best * 0.6)
            .gather();
        if !direct.is_empty() || need == Need::Container {
            return direct;
        }
        let top: Vec<usize> = hits
            .iter()
            .filter(|(_, s)| *s > best - 0.3)
            .map(|(at, _)| *at)
            .gather();
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
                inner = heading.or_else(|| inner.first().copied()).into_iter().gather();
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

    /// "the third item in this list": what repeats in the list that is named or selected, whatever kind it is of.
    fn counted_in_a_list(&self, np: &Np) -> Option<Found> {
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

    fn ordinal(&self, np: &Np, hits: Hits) -> Found {
        let scene = self.scene;
        let kind_of = np.head & !class::ANY;
        let of_kind: Hits = hits
            .iter()
            .copied()
            .filter(|(at, _)| kind_of != 0 && scene.get(*at).is_some_and(|n| n.is(kind_of)))
            .gather();
        let hits = if of_kind.is_empty() { hits } else { of_kind };
        // Parts of a list count, not the list.
        let mut list: Vec<usize> = hits.iter().map(|(at, _)| *at).gather();
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
        let mut out = Hits::new();
        for ordinal in &np.ordinals {
            let index = if *ordinal > 0 {
                usize::try_from(*ordinal - 1).ok()
            } else {
                list.len().checked_sub(ordinal.unsigned_abs() as usize)
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
            out = part.iter().map(|at| (*at, 0.9)).gather();
        }
        Found::Nodes(out, "counted in document order")
    }

    /// "the last product", where only the part that holds them is called so: `Our products`.
    fn listed(&self, list: &[usize], brothers: &[usize], np: &Np) -> Option<Vec<usize>> {
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
        if brothers.len() > 1 && !brothers.iter().all(plural) {
            return None;
        }
        let holders: Vec<usize> = list
            .iter()
            .copied()
            .filter(|at| plural(at) && self.scene.get(*at).is_some_and(|n| n.children.len() > 1))
            .gather();
        let innermost = holders
            .iter()
            .filter(|at| !holders.iter().any(|o| o != *at && self.scene.inside(*o, **at)));
        let family: Vec<usize> = innermost.flat_map(|at| self.family(*at)).gather();
        (family.len() > 1).then_some(family)
    }

    /// The title of what a price stands in.
    fn titled(&self, at: usize) -> Option<usize> {
        let scene = self.scene;
        first_number(scene.get(at)?.caption()?.1)?;
        scene.ancestors(at).take(2).find_map(|above| {
            let end = scene.get(above)?.end;
            (above + 1..end).find(|n| scene.get(*n).is_some_and(|n| n.is(class::HEADING)))
        })
    }

    /// The largest group of brothers of one kind in a part.
    fn family(&self, at: usize) -> Vec<usize> {
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

    /// All that fit about as well as the best, before anything chooses between them.
    pub(crate) fn alternatives(&self, np: &Np) -> Hits {
        if np.id.is_some() || np.is_bare() || !np.ordinals.is_empty() {
            return Vec::new();
        }
        let mut hits = self.score(np, Need::Block).unwrap_or_default();
        sort(&mut hits);
        let best = hits.first().map_or(0.0, |(_, s)| *s);
        hits.retain(|(_, s)| *s >= best - 0.12);
        hits
    }

    fn at_place(&self, place: Place, hits: Hits, many: bool) -> Hits {
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
        let best_score = hits.iter().map(|(_, s)| *s).fold(0.0f32, f32::max);
        let good: Hits = hits.into_iter().filter(|(_, s)| *s > best_score - 0.25).gather();
        let top = good.iter().map(|(at, _)| measure(*at)).fold(f32::MIN, f32::max);
        let near = if many { 0.06 } else { 0.02 };
        let mut out: Hits = good
            .iter()
            .copied()
            .filter(|(at, _)| measure(*at) >= top - near)
            .gather();
        if !many && out.len() > 1 {
            // Of nested ones the outer one has the place.
            let outer: Hits = out
                .iter()
                .copied()
                .filter(|(at, _)| !out.iter().any(|(o, _)| o != at && self.scene.inside(*at, *o)))
                .gather();
            if outer.len() == 1 {
                out = outer;
            }
        }
        out
    }

    fn choose(&self, np: &Np, hits: Hits, need: Need) -> Found {
        let scene = self.scene;
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
        let mut top: Hits = hits.iter().copied().filter(|(_, s)| *s >= best - margin).gather();
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
                    return Found::Nodes(parts.into_iter().map(|at| (at, best)).gather(), "all of them");
                }
                if top.len() > 1 && matches!(need, Need::Block | Need::Container | Need::Parts) {
                    return Found::Nodes(vec![(first, best)], "what holds all of them");
                }
            }
            if np.head & !class::ANY != 0 {
                let kind: Hits = top
                    .iter()
                    .copied()
                    .filter(|(at, _)| scene.get(*at).is_some_and(|n| n.is(np.head)))
                    .gather();
                if !kind.is_empty() {
                    top = kind;
                }
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

    /// The children of a list-like node, if its name is what its children are called.
    fn parts(&self, at: usize, np: &Np) -> Vec<usize> {
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
    fn in_focus(&self, top: &Hits) -> Option<(usize, f32)> {
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

    /// What is not one of many alike.
    fn untie(&self, top: Hits, np: &Np, need: Need) -> Hits {
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
            let spread = top.iter().map(|(_, s)| *s).fold(0.0f32, f32::max)
                - top.iter().map(|(_, s)| *s).fold(9.0f32, f32::min);
            if !nested.is_empty() && (spread < 0.03 || np.words.len() < 2) {
                let wants_text = matches!(need, Need::Caption);
                let outer: Hits = top
                    .iter()
                    .copied()
                    .filter(|(at, _)| !nested.contains(at))
                    .gather();
                let inner: Hits = top.iter().copied().filter(|(at, _)| nested.contains(at)).gather();
                let next = if wants_text { inner } else { outer };
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
        {
            let depth = |at: usize| {
                scene
                    .meeting(at, *about)
                    .and_then(|m| scene.get(m))
                    .map_or(0, |n| n.depth)
            };
            let deepest = top.iter().map(|(at, _)| depth(*at)).max().unwrap_or(0);
            let near: Hits = top
                .iter()
                .copied()
                .filter(|(at, _)| depth(*at) == deepest)
                .gather();
            if deepest > 0
                && let Some(one) = only(near)
            {
                return one;
            }
        }
        // One that stands alone beside several that repeat.
        let alone: Hits = top.iter().copied().filter(|(at, _)| !self.repeats(*at)).gather();
        if let Some(one) = only(alone) {
            return one;
        }
        if !np.words.is_empty() {
            // A full name of words goes before a kind that happens to fit.
            let better: Hits = top
                .iter()
                .copied()
                .filter(|(_, s)| top.iter().all(|(_, o)| s >= o))
                .gather();
            if let Some(one) = only(better)
                && let Some((_, best)) = one.first()
                && top.iter().filter(|(_, s)| *best - *s < 0.035).count() == 1
            {
                return one;
            }
        }
        top
    }

    /// Whether a node is a part of one of several alike: the price on each of three cards.
    fn repeats(&self, at: usize) -> bool {
        let scene = self.scene;
        std::iter::once(at).chain(scene.ancestors(at)).any(|above| {
            let Some(node) = scene.get(above) else {
                return false;
            };
            let Some(parent) = node.parent.and_then(|p| scene.get(p)) else {
                return false;
            };
            let shape = |at: usize| -> Vec<&str> {
                scene.get(at).map_or_else(Vec::new, |n| {
                    n.children
                        .iter()
                        .filter_map(|c| scene.get(*c))
                        .map(|c| c.kind)
                        .gather()
                })
            };
            let own = shape(above);
            !own.is_empty()
                && parent
                    .children
                    .iter()
                    .filter(|o| {
                        **o != above
                            && scene.get(**o).is_some_and(|n| n.kind == node.kind)
                            && shape(**o) == own
                    })
                    .count()
                    >= 1
        })
    }
}

impl Np {
    /// `the third`, `the second one`: the noun is left out.
    fn is_elliptic(&self) -> bool {
        self.words.is_empty()
            && self.head == 0
            && self.named.is_empty()
            && self.quoted.is_none()
            && !self.ordinals.is_empty()
    }
}

/// Whether these are the same words in any order; those of the phrase are sorted.
fn same_words(said: &[Text], sorted: &[String]) -> bool {
    let mut said: Vec<&str> = said.iter().map(|word| &**word).gather();
    sort_by(&mut said, |a, b| a.cmp(b));
    said.len() == sorted.len() && said.iter().zip(sorted).all(|(a, b)| a == b)
}

/// Letters whose folding is a matter of case alone.
fn is_simple(text: &str) -> bool {
    text.is_ascii() && !text.contains('`')
}

/// Whether a text folds to this.
fn is_folded(text: &str, folded: &str) -> bool {
    if is_simple(text) {
        text.eq_ignore_ascii_case(folded)
    } else {
        crate::context::token::fold(text) == folded
    }
}

/// Whether a part of a text folds to this, which is not empty.
fn has_folded(text: &str, folded: &str) -> bool {
    if is_simple(text) {
        let mut places = text.as_bytes().windows(folded.len());
        places.any(|place| place.eq_ignore_ascii_case(folded.as_bytes()))
    } else {
        crate::context::token::fold(text).contains(folded)
    }
}

fn whole_but_class(name: &[Text], phrase: &[String]) -> bool {
    let Some((last, head)) = name.split_last() else {
        return false;
    };
    if head.len() != phrase.len() || phrase.is_empty() {
        return false;
    }
    same_words(head, phrase)
        && matches!(
            crate::context::lexicon::sense(last, crate::context::lexicon::Lang::En),
            Some(crate::context::lexicon::Sense::Class(_))
        )
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

    /// Those of a list that are at a place of the screen.
    pub(crate) fn placed(&self, place: Place, list: Hits) -> Hits {
        self.at_place(place, list, false)
    }
}
