//! One thing that the person listed, and what it says about itself.

use super::collection::BUTTON_NAMES;
use super::data::fields;
use super::request::{GATHERS, listed, part_of};
use super::words::matches_at;
use crate::letters;

/// One thing that the person listed.
#[derive(Clone)]
pub(super) struct Item {
    /// As typed, without articles and what was said about it
    pub(super) phrase: String,
    /// The same, folded
    pub(super) words: Vec<String>,
    pub(super) count: Option<u32>,
    /// `3/10`
    pub(super) fraction: Option<(u32, u32)>,
    /// What its rows, tabs or columns are called
    pub(super) labels: Vec<String>,
    /// Texts in quotes
    pub(super) quotes: Vec<String>,
    /// What follows `with`
    pub(super) tail: Vec<String>,
    /// What each of several shows, as typed
    pub(super) shows: Vec<String>,
    /// The phrase before `with` is all that counts for `each`
    pub(super) each: bool,
    pub(super) top: bool,
    pub(super) bottom: bool,
    /// `each` stands before it
    pub(super) leads: bool,
    /// Joined to the one before by `and`
    pub(super) joined: bool,
    /// Followed by a colon: what comes next are its labels
    pub(super) opens: bool,
}

impl Item {
    /// Nothing was said.
    pub(super) const NONE: Self = Self {
        phrase: String::new(),
        words: Vec::new(),
        count: None,
        fraction: None,
        labels: Vec::new(),
        quotes: Vec::new(),
        tail: Vec::new(),
        shows: Vec::new(),
        each: false,
        leads: false,
        top: false,
        bottom: false,
        joined: false,
        opens: false,
    };
}

/// Words that speak of each of several.
pub(super) const EACH: &str = "each every jeweils jede jeder jedes chacun chaque cada ciascuno ogni elk elke";
/// Parts that a screen has once, whatever is listed before them.
const ONCE: &str = "header footer sidebar tabbar search filters filterbar map newsletter hero faq summary totals pagination calendar \
    composer chart barchart piechart add-task breadcrumb tabs cta";

impl Item {
    /// Nothing but a name.
    pub(super) fn is_plain(&self) -> bool {
        self.count.is_none() && self.tail.is_empty() && self.labels.is_empty() && !self.opens
    }

    pub(super) fn is_button(&self) -> bool {
        self.words.last().is_some_and(|word| listed(BUTTON_NAMES, word))
    }

    /// "a button to book a table": one for all.
    fn has_purpose(&self) -> bool {
        let [button, to, ..] = self.words.as_slice() else {
            return false;
        };
        !self.each && listed(BUTTON_NAMES, button) && listed("to for om para zum pour per", to)
    }

    /// "choose a doctor"
    pub(super) fn is_choice(&self) -> bool {
        let at = usize::from(self.words.first().is_some_and(|word| word == "let")) * 2;
        const VERBS: &str = "choose pick select wahle wahlen kies choisir elegir elige scegli scegliere";
        !self
            .words
            .last()
            .is_some_and(|word| listed("button link knopf knop", word))
            && self.words.len() > 1
            && self.words.get(at).is_some_and(|word| listed(VERBS, word))
    }

    /// "when they need water": what is told of something that was listed
    pub(super) fn asks(&self, listing: bool) -> bool {
        let first = self.words.first();
        (self.joined || listing)
            && self.words.len() > 1
            && first.is_some_and(|word| listed("when where who which", word))
    }

    /// "4 products", and nothing about them
    pub(super) fn is_plural(&self) -> bool {
        self.tail.is_empty() && self.labels.is_empty() && !self.top && !self.bottom
    }

    /// Whether there are several of it.
    pub(super) fn repeats(&self) -> bool {
        let gathers = |word: &String| listed(GATHERS, word) || listed("cards tiles", word);
        self.count.is_some_and(|n| n > 1) || self.labels.len() > 1 || self.words.iter().any(gathers)
    }

    /// Whether it may be something that each of several shows.
    pub(super) fn may_be_shown(&self) -> bool {
        (self.is_plain() || self.leads && self.tail.is_empty() && self.labels.is_empty())
            && self.fraction.is_none()
            && !self.has_purpose()
            && !self.top
            && !self.bottom
            && self.words.len() <= 6
            && !self
                .words
                .last()
                .is_some_and(|word| listed("field fields input inputs box form dropdown", word))
            && !part_of(&self.words).is_some_and(|part| listed(ONCE, part.key))
    }

    /// Takes in what each of them shows.
    pub(super) fn show(&mut self, item: Item) {
        let mut text = item.quotes.join(" ");
        if !item.phrase.is_empty() && !text.is_empty() {
            text.push(' ');
        }
        if let Some(count) = item.count {
            text = format!("{count} ");
        }
        text.push_str(&item.phrase);
        self.shows.push(text);
        self.tail.extend(item.words);
        self.tail.extend(item.tail);
        self.shows.extend(item.shows);
    }
}

/// Whether what follows are questions.
pub(super) fn is_list_of_questions(item: &Item) -> bool {
    let asks = |word: &String| listed("faq faqs question questions fragen preguntas domande q&a", word);
    (item.opens || !item.labels.is_empty()) && item.words.iter().any(asks)
}

pub(super) fn one_question(text: &str) -> Item {
    Item {
        phrase: format!("{}?", letters::capitalised(text.trim_end_matches('?'))),
        words: vec!["question".to_owned()],
        ..Item::NONE
    }
}

/// By their first letters, in five languages.
pub(super) fn is_month(word: &str) -> bool {
    const MONTHS: &str =
        "jan feb mar apr may mai mag maj jun jui jul aug ago sep set oct okt ott nov dec dez dic";
    let start = word.get(..3).unwrap_or_default();
    listed(MONTHS, start)
        && (word.len() == 3
            || listed(
                "january february march april june july august september october november december \
        januar februar marz juni juli oktober dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre \
        enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre \
        gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre",
                word,
            ))
}

pub(super) fn field_of(words: &[String]) -> bool {
    fields().any(|field| {
        field
            .words
            .split('|')
            .any(|keyword| (0..words.len()).any(|at| matches_at(words, at, keyword) > 0))
    })
}
