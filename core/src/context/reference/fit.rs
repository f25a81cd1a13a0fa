//! How well nodes fit the words of a phrase.

use super::{Focus, Hits, Need, best_of, first_number, keep};
use crate::context::lexicon::class;
use crate::context::scene::Node;
use crate::context::token::stem;
use crate::context::vocabulary::key;
use crate::context::wish::Np;
use crate::context::word_list::listed;
use crate::context::{lexicon, paint};
use crate::document::{Object, Text, Value};
use crate::letters;
use crate::sorted::{Gather, sort_by};

impl<'s, 'a> Focus<'s, 'a> {
    /// Every node that the words fit at all, with how well; `None` when they fit nothing.
    pub(super) fn score(&self, np: &Np, need: Need) -> Option<Hits> {
        let scene = self.scene;
        let count = scene.nodes.len();
        if let Some(quoted) = &np.quoted {
            let mut exact = self.quoted(quoted);
            if np.all && np.head & !class::ANY == 0 {
                // Wherever it is said, also within other words.
                exact.iter_mut().for_each(|(_, score)| *score = 1.0);
            }
            let best = best_of(&exact);
            exact.retain(|(_, score)| *score > best - 0.26);
            if !exact.is_empty() {
                return Some(exact);
            }
        }
        let head = np.head & !class::ANY & !class::WHOLE;
        if np.head & class::WHOLE != 0 && np.words.is_empty() && np.named.is_empty() {
            return (count > 0).then(|| vec![(0, 1.0)]);
        }
        let mut known: Vec<Vec<f32>> = Vec::new();
        let mut known_words: Vec<&str> = Vec::new();
        let mut unknown = 0usize;
        for word in &np.words {
            let shown = || {
                listed("number|figure|digit|amount|stat", word)
                    .then(|| self.numbers())
                    .flatten()
            };
            match scene.fit(word).or_else(shown) {
                Some(scores) => {
                    known.push(scores);
                    known_words.push(word);
                }
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
        // "author names": names there are many, authors are what is told.
        const WEAK: &str = "name|text|label|title|value|info|data|content|word|number";
        let strong: Vec<usize> = known_words
            .iter()
            .enumerate()
            .filter(|(_, word)| !listed(WEAK, word))
            .map(|(at, _)| at)
            .gather();
        let told = |at: usize| {
            let fits = |word: &usize| {
                known
                    .get(*word)
                    .and_then(|fit| fit.get(at))
                    .is_some_and(|fit| *fit > 0.0)
            };
            strong.is_empty() || strong.len() == known.len() || strong.iter().any(fits)
        };
        let spoken = known.len() + usize::from(!np.named.is_empty());
        if spoken == 0 && unknown > 0 && head == 0 {
            return None;
        }
        // "the search field", "the footer links": where nothing is for searching, and there is no footer.
        let absent = |word: &str| {
            let kind = match lexicon::sense(word, lexicon::Lang::En) {
                Some(lexicon::Sense::Class(bits)) => bits & (class::HEADER | class::FOOTER | class::SIDEBAR),
                _ => 0,
            };
            kind != 0 && !scene.nodes.iter().any(|node| node.is(kind)) && !scene.knows(word)
        };
        let for_search = np.head_word.starts_with("search ")
            && !scene.knows("search")
            && !scene
                .nodes
                .iter()
                .any(|node| node.prop("inputType").and_then(Value::as_str) == Some("search"));
        if for_search || np.words.iter().any(|word| absent(word)) {
            return None;
        }
        let head_stem = stem(&np.head_word);
        let head_stem = head_stem.rsplit(' ').next().unwrap_or_default().to_owned();
        // "the tab bar" is not every bar.
        let one_word = !np.head_word.contains(' ');
        let is_called_so = |node: &Node<'_>| {
            node.is_called(&head_stem)
                && (one_word || np.head_word.split(' ').all(|word| node.is_called(&stem(word))))
        };
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
        // "their photos", where only portraits are pictures.
        let portraits = head & class::IMAGE != 0 && !scene.nodes.iter().any(|node| node.is(class::IMAGE));
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
        let a_piece = listed(
            "box|block|area|part|element|thing|piece|bit|widget|component",
            &np.head_word,
        );
        let said_many = np.raw.iter().any(|word| is_plural(word));
        let a_part = listed("section|area|part", &np.head_word) && spoken > 0;
        const BOXES: crate::context::lexicon::Class =
            class::CARD | class::TABLE | class::CHART | class::FORM | class::MODAL;
        let is_a_box = head != 0 && head & !BOXES == 0;
        let of_its_own = |node: &Node<'_>| {
            known_words
                .iter()
                .any(|word| node.told.words.iter().any(|(_, own, _)| **own == **word))
                || np.named.iter().any(|at| scene.id(*at) == node.id)
        };
        let titled = |at: usize, node: &Node<'_>| {
            let says = |inner: usize| {
                scene.get(inner).is_some_and(|inner| {
                    inner.is(class::HEADING) && inner.depth < node.depth + 3 && of_its_own(inner)
                })
            };
            (at + 1..node.end).any(says)
        };
        // "the lavender row": one of several alike that lie across, not what holds them all.
        let across = listed("row|line|strip", &np.head_word) && spoken > 0;
        let one = !np.plural && !np.all && np.count.is_none() && np.ordinals.is_empty();
        let mut hits: Hits = Vec::new();
        for (at, node) in scene.nodes.iter().enumerate() {
            if !told(at) || a_part && node.children.is_empty() && !node.is_called(&head_stem) {
                continue;
            }
            // "the pricing card" is not the link that leads to the prices.
            if is_a_box && node.is(class::LINK | class::NAV_ITEM | class::TAB) && !node.is_called(&head_stem)
            {
                continue;
            }
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
            let numbered = is_numbered(&node.told.name, &head_stem);
            let class_score = if head == 0 {
                1.0
            } else if numbered && node.is(class::CONTAINER | class::ITEM) {
                // "the second item", "the comment": what is called Item 2, or Comment 1.
                1.2
            } else if a_part && !node.is_called(&head_stem) && !of_its_own(node) && !titled(at, node) {
                // "the pricing section" is not the header, because it links there.
                0.0
            } else if across && !node.children.is_empty() && scene.is_row(at) && self.repeats(at) {
                1.1
            } else if head & class::IMAGE != 0 && node.is_called("logo") && head_stem != "logo" {
                // A logo is a picture, but not one of "all pictures".
                0.5
            } else if portraits && node.is(class::AVATAR) {
                1.0
            } else if node.is(head) {
                // "thumbnail", where some pictures are called so and others are not.
                if named_by_head && !node.is_called(&head_stem) {
                    0.7
                } else {
                    1.0
                }
            } else if is_called_so(node) {
                0.8
            } else if a_piece
                && (np.named.contains(&at) || !phrase.is_empty() && same_words(&node.told.name, &phrase))
            {
                // "the notes box": whatever it is, it is called notes.
                0.8
            } else if node.id.len() > 3 && one_word && scene.id_says(at, &head_stem) {
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
            // "the chip" is one of the chips, not what holds them.
            let many = node.children.len() > 1 && is_plural(node.name);
            let is_one = node.is(head & (class::CARD | class::ITEM));
            let holder = one && !said_many && score > 0.3 && many && !is_one;
            if holder {
                score *= 0.8;
            } else if score > 0.3 && (whole(&node.told.name) || whole_text(node)) {
                // "the photos", where a part is called so and holds some of them.
                let holds = np.plural && !np.all && !node.children.is_empty() && is_plural(node.name);
                score += if holds { 0.25 } else { bonus };
            } else if score > 0.3 && whole_but_weak(&node.told.name, &phrase, WEAK) {
                // "the city" is the city's name before the tab of all cities.
                score += 0.24;
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
        let best = best_of(&hits);
        let needed = if unknown > 0 && head == 0 { 0.3 } else { 0.4 };
        if best < needed {
            return None;
        }
        let _ = need;
        hits.retain(|(_, s)| *s >= best * 0.62);
        (!hits.is_empty()).then_some(hits)
    }

    /// What shows a number, for "the big numbers" where nothing is called so.
    fn numbers(&self) -> Option<Vec<f32>> {
        let mut fits = vec![0.0; self.scene.nodes.len()];
        for (fit, node) in fits.iter_mut().zip(&self.scene.nodes) {
            // "30 min" is a length, and "12k" a number.
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            if node
                .caption()
                .is_some_and(|(_, text)| first_number(text).is_some() && letters(text) < 3)
            {
                *fit = 1.0;
            }
        }
        fits.contains(&1.0).then_some(fits)
    }

    /// Nodes whose text is what was quoted, then those that hold it.
    pub(super) fn quoted(&self, text: &str) -> Hits {
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
        hits
    }

    /// Nodes of that colour: by their background, else by their own colour.
    pub(super) fn painted(&self, colour: &str, hits: &Hits, all: bool) -> Hits {
        let of = |keys: &[&str]| -> Hits {
            keep(hits, &|(at, _)| {
                self.scene.get(*at).is_some_and(|n| {
                    keys.iter()
                        .filter_map(|key| n.style(key).and_then(Value::as_str))
                        .any(|own| paint::same_family(own, colour))
                })
            })
        };
        // "everything purple": in whatever way.
        if all {
            return of(&["background", "color", "borderColor"]);
        }
        let backed = of(&["background"]);
        if !backed.is_empty() {
            let small: Hits = keep(&backed, &|(at, _)| {
                self.scene.get(*at).is_some_and(|n| !n.is(class::SCREEN))
            });
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
                return Some(listed("me|you|self|user|myself", &letters::lowered(author)));
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
}

/// Whether a name is this word and a number: `Item 1`.
pub(super) fn is_numbered(name: &[Text], word: &str) -> bool {
    matches!(name, [own, number] if **own == *word && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Whether the last word of a name says that there are several.
pub(super) fn is_plural(name: &str) -> bool {
    let folded = crate::context::token::fold(name);
    let last = crate::context::token::pieces(&folded).last();
    last.is_some_and(|last| last.ends_with('s') && stem(last) != last)
}

/// Whether these are the same words in any order; those of the phrase are sorted.
pub(super) fn same_words(said: &[Text], sorted: &[String]) -> bool {
    let mut said: Vec<&str> = said.iter().map(|word| &**word).gather();
    sort_by(&mut said, |a, b| a.cmp(b));
    said.len() == sorted.len() && said.iter().zip(sorted).all(|(a, b)| a == b)
}

/// Letters whose folding is a matter of case alone.
pub(super) fn is_simple(text: &str) -> bool {
    text.is_ascii() && !text.contains('`')
}

/// Whether a text folds to this.
pub(super) fn is_folded(text: &str, folded: &str) -> bool {
    if is_simple(text) {
        text.eq_ignore_ascii_case(folded)
    } else {
        crate::context::token::fold(text) == folded
    }
}

/// Whether a part of a text folds to this, which is not empty.
pub(super) fn has_folded(text: &str, folded: &str) -> bool {
    if is_simple(text) {
        let mut places = text.as_bytes().windows(folded.len());
        places.any(|place| place.eq_ignore_ascii_case(folded.as_bytes()))
    } else {
        crate::context::token::fold(text).contains(folded)
    }
}

pub(super) fn whole_but_class(name: &[Text], phrase: &[String]) -> bool {
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

/// The same with a word that says no more than that it is one: `City name`.
fn whole_but_weak(name: &[Text], phrase: &[String], weak: &str) -> bool {
    let named = name.split_last().filter(|(last, _)| listed(weak, last));
    named.is_some_and(|(_, words)| !phrase.is_empty() && same_words(words, phrase))
}
