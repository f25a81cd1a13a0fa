//! Words that say which of several are meant: `completed`, `negative`, `by Tom`, `except the first`. What they leave out is never meant, and
//! where they leave nothing there is nothing.

use super::{Focus, Found, Hits, Need, all_at, best_of, keep, nodes_of};
use crate::context::lexicon::{Lang, Pick, Pron, class, sense};
use crate::context::scene::Node;
use crate::context::token::stem;
use crate::context::vocabulary::Field;
use crate::context::wish::Np;
use crate::context::word_list::listed;
use crate::document::Value;
use crate::sorted::Gather;

/// Whether a word looks like one that says which ones are meant, where nothing is called so: `overdue`, `expired`, `inactive`.
fn describes(word: &str) -> bool {
    const ENDS: &str = "ed|ive|ous|ful|less|able|ible|due|ent|ant|ern|ary|ish";
    ENDS.split('|').any(|end| word.len() > 3 && word.ends_with(end))
}

impl<'s, 'a> Focus<'s, 'a> {
    /// The hits that its limits leave, if it has any.
    pub(super) fn narrowed(&self, np: &Np, hits: &Hits) -> Option<Found> {
        let scene = self.scene;
        let many = np.plural || np.all || np.count.is_some();
        let state = |pick: &Pick| match pick {
            Pick::Checked | Pick::Active => Some(true),
            Pick::Unchecked | Pick::Inactive => Some(false),
            _ => None,
        };
        let states: Vec<bool> = np.picks.iter().filter_map(state).gather();
        let plain = np.quoted.is_none();
        // What stands last names the thing, or is a verb that nobody here knows.
        let describing = np.raw.split_last().map_or(&[][..], |(_, words)| words);
        let said = || describing.iter().map(String::as_str);
        let unknown: Vec<&str> = said()
            .filter(|word| plain && (is_property(word) || many && describes(word)))
            .filter(|word| !self.scene.knows(&stem(word)))
            .filter(|word| is_property(word) || sense(word, Lang::En).is_none())
            .filter(|word| is_property(word) || self.scene.fit(&stem(word)).is_none())
            .gather();
        if states.is_empty() && unknown.is_empty() && np.by.is_none() && np.except.is_empty() {
            return None;
        }
        let best = best_of(hits);
        if np.except_of_several {
            return self.cut_out(np, hits);
        }
        let near: Hits = keep(hits, &|(_, score)| *score >= best - 0.25);
        let mut row = self.row(np, near);
        for on in states {
            let told: Vec<(usize, bool)> = row
                .iter()
                .filter_map(|at| Some((*at, self.state_of(*at)?)))
                .gather();
            row = told
                .iter()
                .filter(|(_, own)| *own == on)
                .map(|(at, _)| *at)
                .gather();
        }
        for word in unknown {
            row.retain(|at| {
                scene
                    .get(*at)
                    .is_some_and(|node| self.has_property(*at, node, word))
            });
        }
        if let Some(by) = &np.by {
            let said = self.said_by(by);
            row.retain(|at| said.iter().any(|said| scene.inside(*said, *at)));
        }
        let all = row.clone();
        for except in &np.except {
            let left = row.len();
            let counts = except.is_elliptic() || except.pron == Some(Pron::One) && except.is_bare();
            let out: Vec<usize> = if let (true, [nth], Some(count)) =
                (counts, except.ordinals.as_slice(), except.count)
                && nth.unsigned_abs() == 1
            {
                // "the first three"
                let count = count as usize;
                let from = if *nth < 0 {
                    all.len().saturating_sub(count)
                } else {
                    0
                };
                all.iter().skip(from).take(count).copied().gather()
            } else if counts && !except.ordinals.is_empty() {
                let counted = except
                    .ordinals
                    .iter()
                    .filter_map(|nth| match usize::try_from(*nth) {
                        Ok(nth) => all.get(nth.checked_sub(1)?),
                        Err(_) => all.get(all.len().checked_sub(nth.unsigned_abs() as usize)?),
                    });
                counted.copied().gather()
            } else {
                let mut except = except.clone();
                if let Some(by) = except.by.take_if(|_| except.pron == Some(Pron::One)) {
                    // "the one by Sofia": one of those.
                    except = Np {
                        by: Some(by),
                        except: Vec::new(),
                        ..np.clone()
                    };
                } else if except.head == 0
                    && (except.pron == Some(Pron::One) || except.words.is_empty() && except.named.is_empty())
                {
                    except.head = np.head;
                    except.head_word.clone_from(&np.head_word);
                    except.pron = None;
                }
                match self.resolve(&except, Need::Any) {
                    Found::Nodes(list, _) | Found::Tie(list) => nodes_of(&list),
                    Found::Missing => Vec::new(),
                }
            };
            // "the header, but keep the logo": all of it but that.
            if let [only] = row.as_slice()
                && !many
                && !out.is_empty()
            {
                if out.iter().any(|out| out != only && scene.inside(*out, *only)) {
                    let rest = self.all_but(*only, &out);
                    return Some(match rest.as_slice() {
                        [] => Found::Missing,
                        _ => Found::Nodes(all_at(&rest, 0.9), "all of it but that"),
                    });
                }
                continue;
            }
            row.retain(|at| {
                !out.iter()
                    .any(|out| scene.inside(*at, *out) || scene.inside(*out, *at))
            });
            // Who names an exception means one that is there.
            if row.len() == left {
                return Some(Found::Missing);
            }
        }
        Some(match row.as_slice() {
            [] => Found::Missing,
            [_] => Found::Nodes(all_at(&row, 0.9), "the only one like that"),
            _ if many => Found::Nodes(all_at(&row, 0.9), "all like that"),
            _ => Found::Tie(all_at(&row, 0.9)),
        })
    }

    /// "The header and the hint, but keep the logo": the one of them that it is in.
    fn cut_out(&self, np: &Np, hits: &Hits) -> Option<Found> {
        let mut kept = Vec::new();
        for except in &np.except {
            match self.resolve(except, Need::Any) {
                Found::Nodes(list, _) | Found::Tie(list) => kept.extend(nodes_of(&list)),
                Found::Missing => return Some(Found::Missing),
            }
        }
        let best = best_of(hits);
        let (at, _) = hits.iter().copied().find(|(_, score)| *score >= best)?;
        let holds = kept
            .iter()
            .any(|kept| *kept != at && self.scene.inside(*kept, at));
        holds.then(|| Found::Nodes(all_at(&self.all_but(at, &kept), 0.9), "all of it but that"))
    }

    /// Whether it is ticked, chosen or turned on: it, or the only thing in it that can be.
    fn state_of(&self, at: usize) -> Option<bool> {
        let own = |at: usize| {
            let node = self.scene.get(at)?;
            let mut keys = ["checked", "active", "selected"].into_iter();
            keys.find_map(|key| node.prop(key).and_then(Value::as_bool))
        };
        let end = self.scene.get(at)?.end;
        let mut inner = (at + 1..end).filter_map(own);
        own(at).or_else(|| inner.next().filter(|_| inner.next().is_none()))
    }

    /// What can be seen of a node, or read in its properties.
    fn has_property(&self, at: usize, node: &Node<'_>, word: &str) -> bool {
        let is = |key: &str| node.prop(key).and_then(Value::as_bool) == Some(true);
        let texts = || {
            (at..node.end)
                .filter_map(|at| self.scene.get(at)?.caption())
                .map(|(_, text)| text.trim_start())
        };
        match word {
            "required" | "mandatory" | "compulsory" => is("required"),
            "optional" => node.is(class::FIELD | class::CHECKABLE) && !is("required"),
            "disabled" => is("disabled"),
            "enabled" => !is("disabled"),
            "negative" | "positive" if self.rating(at).is_some() => self
                .rating(at)
                .is_some_and(|rating| (rating > 3.0) == (word == "positive")),
            "negative" | "falling" => texts().any(|text| text.starts_with(['-', '−', '–', '▼', '↓'])),
            "positive" | "rising" => texts().any(|text| text.starts_with(['+', '▲', '↑'])),
            "empty" => texts().all(str::is_empty) && node.children.is_empty(),
            _ => false,
        }
    }

    /// What these words are written on.
    fn said_by(&self, np: &Np) -> Vec<usize> {
        if !np.named.is_empty() {
            return np.named.clone();
        }
        let quoted = np.quoted.as_deref().map(crate::context::token::words);
        let words = quoted.as_ref().unwrap_or(&np.words);
        let says = |at: &usize| {
            let own = |word: &String| {
                let told = self.scene.get(*at).map(|node| &node.told.words);
                told.into_iter().flatten().any(|(_, own, field)| {
                    **own == **word && matches!(field, Field::Text | Field::Name | Field::Alt)
                })
            };
            !words.is_empty() && words.iter().all(own)
        };
        (0..self.scene.nodes.len()).filter(says).gather()
    }
}

/// Whether a word says something that can be seen in the properties of a node.
pub(crate) fn is_property(word: &str) -> bool {
    listed(
        "required|mandatory|compulsory|optional|disabled|enabled|negative|falling|positive|rising|empty",
        word,
    )
}
