//! The list of a prompt: what it names, one by one.

use super::collection::{BUTTON_NAMES, is_fact};
use super::data::Language;
use super::item::{EACH, Item, field_of, is_list_of_questions, is_month, one_question};
use super::request::{
    AND, ARTICLES, GATHERS, LOOKS, NO, WITH, colour_of, listed, part_of, strong_part, word_list,
};
use super::words::{Kind, Token, count_of, fraction, singular, tokenize};
use crate::letters;
use crate::sorted::Gather;

/// More than this nobody lists; what comes after is left out.
const MAX_ITEMS: usize = 80;
/// How many repeated things a screen has at most, over all items.
const MAX_REPEATS: u32 = 300;

/// Splits the list into items.
pub(super) struct Reader<'a> {
    prompt: &'a str,
    language: Language,
    /// Of the sentence being read
    items: Vec<Item>,
    /// Of the sentences before
    settled: Vec<Item>,
    without: Vec<Vec<String>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(prompt: &'a str, language: Language) -> Self {
        Self {
            prompt,
            language,
            items: Vec::new(),
            settled: Vec::new(),
            without: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.settled.is_empty()
    }

    /// What was listed, and what must not be there.
    pub(super) fn finish(mut self) -> (Vec<Item>, Vec<Vec<String>>) {
        self.settled.truncate(MAX_ITEMS);
        self.without.truncate(MAX_ITEMS);
        let mut room = MAX_REPEATS;
        for item in &mut self.settled {
            item.labels.truncate(MAX_ITEMS);
            item.quotes.truncate(MAX_ITEMS);
            item.tail.truncate(MAX_ITEMS);
            if let Some(count) = &mut item.count {
                *count = (*count).min(room.max(1));
                room = room.saturating_sub(*count);
            }
        }
        (self.settled, self.without)
    }

    pub(super) fn read(&mut self, tokens: &[Token]) {
        let mut segment: Vec<&Token> = Vec::new();
        let mut negative = false;
        let mut joined = false;
        let mut in_brackets = false;
        for (i, token) in tokens.iter().enumerate() {
            let word = token.word();
            let is_and = match word {
                "e" => self.language == Language::Italian,
                "y" => self.language == Language::Spanish,
                "en" => self.language == Language::Dutch,
                "o" | "ou" => negative,
                "as" => false,
                word => listed(AND, word),
            };
            let typed = |at: usize| {
                tokens
                    .get(at)
                    .and_then(|token| self.prompt.get(token.range.clone()))
            };
            let sum = i > 1 && typed(i - 2).is_some_and(|word| word.ends_with(['%', '€']));
            let answers = typed(i.wrapping_sub(1)) == Some("/") || sum;
            match &token.kind {
                // "a no thanks link" and "yes / no" refuse nothing here.
                Kind::Word(_)
                    if listed(NO, word)
                        && !answers
                        && !tokens.get(i + 1).is_some_and(|next| next.word() == "thanks") =>
                {
                    self.close(&mut segment, negative, joined, false);
                    (negative, joined) = (true, false);
                }
                Kind::Word(_) if is_and && !between_numbers(tokens, i) => {
                    self.close(&mut segment, negative, joined, false);
                    joined = true;
                }
                Kind::Word(_) if word == "but" || word == "aber" || word == "mais" || word == "pero" => {
                    self.close(&mut segment, negative, joined, false);
                    (negative, joined) = (false, false);
                }
                // After a refusal `with` starts the list again.
                Kind::Word(_) if negative && listed(WITH, word) => {
                    self.close(&mut segment, negative, joined, false);
                    (negative, joined) = (false, false);
                }
                Kind::Stop if !negative && segment.len() > 1 && self.asks(token) => {
                    self.question(&mut segment);
                    (negative, joined) = (false, false);
                }
                Kind::Comma | Kind::Stop => {
                    self.close(&mut segment, negative, joined, false);
                    (negative, joined) = (false, false);
                    if token.kind == Kind::Stop {
                        self.settle();
                    }
                }
                Kind::Colon => {
                    self.close(&mut segment, negative, joined, true);
                    (negative, joined) = (false, false);
                }
                Kind::Open => {
                    self.close(&mut segment, negative, joined, true);
                    (negative, joined, in_brackets) = (false, false, true);
                }
                Kind::Close if in_brackets => {
                    self.close(&mut segment, negative, joined, false);
                    self.settle();
                    (negative, joined, in_brackets) = (false, false, false);
                }
                Kind::Close => {}
                _ => segment.push(token),
            }
        }
        self.close(&mut segment, negative, joined, false);
        self.settle();
    }

    fn asks(&self, token: &Token) -> bool {
        self.prompt.get(token.range.clone()) == Some("?")
    }

    /// A question stays as it was typed, and belongs to the list of questions before it.
    fn question(&mut self, segment: &mut Vec<&Token>) {
        let tokens = std::mem::take(segment);
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last())
            && let Some(text) = self.prompt.get(first.range.start..last.range.end)
        {
            if self.items.iter().any(is_list_of_questions) {
                self.items.push(one_question(text));
                return self.settle();
            }
            let list = self.settled.last_mut().filter(|_| self.items.is_empty());
            if let Some(list) = list.filter(|item| is_list_of_questions(item) && !item.labels.is_empty()) {
                list.labels.push(one_question(text).phrase);
                return;
            }
            self.items.push(Item {
                words: vec!["question".to_owned()],
                quotes: vec![format!("{}?", letters::capitalised(text))],
                ..Item::NONE
            });
        }
        self.settle();
    }

    /// One of the questions behind `FAQ:`, whole, with its mark.
    fn listed_question(&mut self, tokens: &[&Token], joined: bool) -> Option<Item> {
        const ASKS: &str = "how what where when why who whom whose which can could do does did is are will would may must should am was were has have \
            wie was wo wann warum wer welche welcher welches kann muss darf gibt ist sind \
            comment que quoi ou quand pourquoi qui quel quelle puis-je est-ce combien \
            como donde cuando quien cual cuanto puedo hay es come dove quando perche chi quale quanto posso";
        let (first, last) = (tokens.first()?, tokens.last()?);
        if !self.items.iter().any(is_list_of_questions) {
            return None;
        }
        let text = self.prompt.get(first.range.start..last.range.end)?;
        if listed(ASKS, first.word()) && tokens.len() > 1 {
            return Some(one_question(text));
        }
        // "how do I book and pay": the second half of one.
        let before = self.items.last().is_some_and(|item| item.phrase.ends_with('?'));
        if !joined || !before || listed(ARTICLES, first.word()) {
            return None;
        }
        let start = self.items.pop()?.phrase;
        let between = self
            .prompt
            .get(..first.range.start)?
            .split_whitespace()
            .next_back()?;
        Some(one_question(&format!(
            "{} {between} {text}",
            start.trim_end_matches('?')
        )))
    }

    /// Makes an item of a segment.
    fn close(&mut self, segment: &mut Vec<&Token>, negative: bool, joined: bool, opens: bool) {
        let tokens = std::mem::take(segment);
        // "below that five categories"
        let mut tokens = tokens;
        if let [place, that, ..] = tokens.as_slice()
            && listed("below under beneath underneath above darunter", place.word())
            && listed("that it this them these", that.word())
        {
            tokens.drain(..2);
        }
        let listed_question = self
            .listed_question(&tokens, joined)
            .filter(|_| !negative && !opens);
        if let Some(question) = listed_question {
            self.items.push(question);
            return;
        }
        // What stands behind "four steps:" is a name from its first word on.
        let listing = self.items.iter().any(|item| item.opens);
        let from = tokens
            .iter()
            .enumerate()
            .position(|(at, token)| {
                let next = tokens.get(at + 1).map_or("", |token| token.word());
                token.word().is_empty()
                    || listing && listed("in on at", token.word())
                    || !listed(ARTICLES, token.word())
                        && !listed(WITH, token.word())
                        && !listed(EACH, token.word())
                    || token.word() == "add"
                        && next == "to"
                        && !tokens
                            .get(at + 2)
                            .is_some_and(|token| listed(ARTICLES, token.word()))
                    || listed("where when", token.word())
                        && self.items.last().is_some_and(|item| !item.shows.is_empty())
                    || token.word() == "where" && listed("do does did is are can will", next)
                    || (token.word() == "maybe" && listed("button buttons", next))
            })
            // "from, to, date": where to, of a journey.
            .unwrap_or(match tokens.as_slice() {
                [only] if listed("to from", only.word()) => 0,
                _ => tokens.len(),
            });
        let of_each = tokens.iter().take(from).any(|token| listed(EACH, token.word()));
        let tokens_lead = tokens.first().is_some_and(|token| listed(WITH, token.word()));
        let tokens = tokens.get(from..).unwrap_or_default();
        if negative {
            let words: Vec<String> = tokens
                .iter()
                .map(|t| t.word().to_owned())
                .filter(|w| !w.is_empty() && !listed(ARTICLES, w))
                .gather();
            if !words.is_empty() {
                self.without.push(words);
            }
            return;
        }
        let mut item = Item {
            joined,
            opens,
            each: of_each,
            leads: of_each || from > 0 && listing && tokens_lead,
            ..Item::NONE
        };
        let mut kept: Vec<&Token> = Vec::new();
        let mut tail = false;
        let (mut laid, mut in_cards) = (false, false);
        let mut shows: Vec<&str> = Vec::new();
        for (i, token) in tokens.iter().enumerate() {
            match &token.kind {
                Kind::Quote(text) if tail => shows.push(text),
                Kind::Quote(text) | Kind::Secret(text) => item.quotes.push(text.clone()),
                Kind::Word(word) => {
                    if item.fraction.is_none() && fraction(word).is_some() {
                        item.fraction = fraction(word);
                    } else if let (Some(part), Some("of" | "von" | "sur" | "de" | "di"), Some(whole)) = (
                        count_of(word),
                        tokens.get(i + 1).map(|token| token.word()),
                        tokens.get(i + 2).and_then(|token| count_of(token.word())),
                    ) {
                        item.fraction = Some((part, whole));
                    } else if item.count.is_none() && item.fraction.is_none() && !tail && !laid {
                        let near = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
                        let dated = near
                            .filter_map(|at| tokens.get(at))
                            .any(|token| is_month(token.word()));
                        item.count = count_of(word).filter(|_| !dated);
                    }
                    item.each |= listed(EACH, word);
                    item.top |= listed("top oben haut arriba alto above", word);
                    item.bottom |= listed("bottom below unten bas abajo basso under", word);
                    let laid_out = || {
                        tokens.iter().skip(i + 1).take_while(|token| !listed(WITH, token.word())).all(|token| {
                            listed("a an the two three four grid cards tiles columns column rows row list line lines spalten colonnes columnas colonne", token.word())
                                || count_of(token.word()).is_some()
                                // "a button in pink"
                                || colour_of(token.word()).is_some()
                                || listed("dark light bright", token.word())
                        })
                    };
                    if tail {
                        item.tail.push(word.clone());
                        if !listed(EACH, word) {
                            shows.extend(self.prompt.get(token.range.clone()));
                        }
                    } else if i > 0 && listed(WITH, word) {
                        tail = true;
                    } else if laid || !kept.is_empty() && listed("in en auf as als", word) && laid_out() {
                        // `9 photos in 3 columns`: the same photos.
                        laid = true;
                        in_cards |= tokens
                            .iter()
                            .skip(i)
                            .any(|token| listed("cards tiles", token.word()));
                    } else {
                        kept.push(token);
                    }
                }
                _ => {}
            }
        }
        // "Liste mit 5 Kunden"
        let gathers = !kept.is_empty()
            && kept.iter().all(|token| {
                listed(GATHERS, token.word())
                    || listed("menu carte carta menukaart speisekarte", token.word())
            });
        if let Some(count) = item
            .tail
            .first()
            .and_then(|word| count_of(word))
            .filter(|_| gathers)
        {
            kept = tokens
                .iter()
                .copied()
                .filter(|token| item.tail.iter().skip(1).any(|word| word == token.word()))
                .gather();
            item.count = Some(count);
            item.tail.clear();
            shows.clear();
        }
        if !shows.is_empty() {
            item.shows.push(shows.join(" "));
        }
        // "the middle one highlighted": about those before, no part of its own.
        let refers = kept.len() > 1 && kept.iter().skip(1).any(|token| listed("one ones", token.word()));
        if refers && !self.items.is_empty() && item.quotes.is_empty() {
            return;
        }
        // Where it stands is no part of its name.
        let place = |word: &str| {
            listed(
                "top bottom at the in on of above below left right side right-hand oben unten en haut bas arriba abajo alto basso im am \
                each jeweils chacun cada ciascuno today tonight tomorrow center middle centre corner end beginning",
                word,
            )
        };
        let length = kept.len();
        while kept.len() > 1
            && kept.last().is_some_and(|token| {
                place(token.word())
                    || item.each && token.word() == "for"
                    || (kept.len() < length && token.word() == "up")
            })
        {
            kept.pop();
        }
        let mut range = kept.first().map(|t| t.range.start)..kept.last().map(|t| t.range.end);
        if kept.len() > 1
            && item.count.is_some()
            && kept.first().is_some_and(|t| count_of(t.word()) == item.count)
        {
            let unit = kept.get(1).map(|token| token.word()).unwrap_or_default();
            if !listed(
                "day days week month hour hours minute tage tagige jours dias giorni step star",
                unit,
            ) {
                range.start = kept.get(1).map(|token| token.range.start);
            }
        }
        if let (Some(start), Some(end)) = (range.start, range.end) {
            item.phrase = self.prompt.get(start..end).unwrap_or_default().trim().to_owned();
        }
        item.words = kept
            .iter()
            .map(|token| token.word().to_owned())
            .filter(|word| count_of(word).is_none() && fraction(word).is_none())
            .gather();
        if in_cards {
            item.words.push("cards".to_owned());
        }
        // "price $129" is a price.
        if let [said, amount] = item.words.as_slice()
            && listed("price cost preis prix precio prezzo", said)
            && amount.starts_with(['$', '€', '£'])
        {
            item.words.truncate(1);
        }
        // Looks are read from the whole prompt.
        let looks = !listing
            && !item.words.is_empty()
            && !item.words.iter().all(|word| listed("to from", word))
            && item.words.iter().all(|word| {
                listed(LOOKS, word)
                    || listed(ARTICLES, word)
                    || colour_of(word).is_some()
                    || listed("everything else nothing schwarz dezent", word)
            });
        if looks && item.quotes.is_empty() && item.count.is_none() {
            return;
        }
        if item.words.is_empty() && item.quotes.is_empty() && item.fraction.is_none() && item.count.is_none()
        {
            return;
        }
        self.items.push(item);
    }

    /// At the end of a sentence: labels to their heads, common nouns to all they belong to.
    fn settle(&mut self) {
        let items = std::mem::take(&mut self.items);
        let mut settled: Vec<Item> = Vec::new();
        let mut open: Option<usize> = None;
        let (mut open_list, mut strict) = (false, false);
        let mut items = items.into_iter();
        while let Some(mut item) = items.next() {
            let next = items
                .as_slice()
                .first()
                .filter(|next| item.opens && next.words.is_empty() && next.labels.is_empty());
            if let Some(count) = next.and_then(|next| next.count) {
                // `choose a doctor (3)`
                item.count = Some(count);
                item.opens = false;
                items.next();
            }
            if item.opens {
                // `sections: hero, pricing` only announces; `tabs: home, search` is a thing with labels.
                let unknown = item.count.is_none()
                    && !item.is_choice()
                    && part_of(&item.words).is_none()
                    && !item.words.last().is_some_and(|word| word.ends_with('s'));
                let announces = unknown || item.words.iter().all(|word| {
                    listed("section sections content contents includes elements parts areas fields felder champs campos it page screen \
                        sektionen bereiche abschnitte inhalt", word)
                });
                item.opens = false;
                if announces {
                    open = None;
                    continue;
                }
                settled.push(item);
                open = Some(settled.len() - 1);
                continue;
            }
            // `3 plans: Solo, Duo, Family, each with a price`
            open = open.filter(|_| !item.leads);
            if let Some(head) = open.and_then(|at| settled.get_mut(at)) {
                let same = |word: &String| head.words.iter().any(|one| singular(one) == singular(word));
                if item.count.is_some() && head.labels.is_empty() && item.words.last().is_some_and(same) {
                    // `pick a teacher (4 teachers with subject)`
                    head.count = item.count;
                    head.tail.extend(item.tail);
                    head.shows.extend(item.shows);
                    continue;
                }
                let label = if item.phrase.is_empty() {
                    item.quotes.join(" ")
                } else {
                    item.phrase.clone()
                };
                head.labels.push(letters::capitalised(&label));
                head.tail.extend(item.tail);
                head.shows.extend(item.shows);
                continue;
            }
            // `grid of 8 files`, `list of garages`: what is in it counts.
            if let Some(at) = item.words.iter().position(|word| listed("of von de di van", word))
                && at > 0
                && item.words.iter().take(at).all(|word| {
                    listed("grid list table row rows set group collection gallery carousel column stack series bunch tiles cards menu carte carta liste lista lijst elenco tabelle tabla", word)
                })
                && item.words.len() > at + 1
            {
                let shape: Vec<String> = item.words.drain(..=at).take(at).gather();
                let after = item.phrase.split_whitespace().skip_while(|part| !listed("of von de di van", part)).skip(1);
                let after: Vec<&str> = after.filter(|part| count_of(part).is_none()).gather();
                item.phrase = after.join(" ");
                item.words.extend(shape);
            }
            // `rings for move, exercise, stand`
            if let Some(at) = item
                .words
                .iter()
                .position(|word| listed("for of fur pour para per von", word))
            {
                let head: Vec<String> = item.words.iter().take(at).cloned().gather();
                let collects = item.count.is_some()
                    || head.last().is_some_and(|word| {
                        listed("rings tabs columns fields cards buttons sliders charts rows steps sections filters toggles inputs links icons \
                            rating ratings switches checkboxes options sections categories groups tiles stats counters bars lists spalten felder \
                            karten champs colonnes cartes columnas campos colonne ringe", word)
                    });
                if collects && at > 0 && item.labels.is_empty() {
                    let phrase = item.phrase.clone();
                    let mut parts = phrase.split_whitespace();
                    let before: Vec<&str> = parts
                        .by_ref()
                        .take_while(|part| !listed("for of für pour para per von", part))
                        .gather();
                    let label = parts.gather().join(" ");
                    if !label.is_empty() {
                        item.phrase = before.join(" ");
                        item.words = head;
                        item.labels.push(letters::capitalised(&label));
                        settled.push(item);
                        continue;
                    }
                }
            }
            // `buttons again / good / easy`
            if item.is_plain()
                && item.words.len() >= 2
                && item
                    .words
                    .first()
                    .is_some_and(|word| listed("buttons tabs chips knopfe botones boutons", word))
                && let Some((head, label)) = item.phrase.split_once(' ')
            {
                item.labels.push(letters::capitalised(label));
                item.phrase = head.to_owned();
                item.words.truncate(1);
                settled.push(item);
                continue;
            }
            // What follows such labels, short and unknown, is one more of them.
            let single = item.words.len() == 1 && !item.words.iter().any(|word| {
                listed(
                    "header footer search map chart faq tabs sidebar newsletter form pricing hero calendar",
                    word,
                )
            });
            let follows = settled.last().is_some_and(|last| {
                !last.labels.is_empty() && last.count.is_none_or(|n| last.labels.len() < n as usize)
            });
            if follows
                && !item.leads
                && item.words.len() <= 2
                && item.count.is_none()
                && item.tail.is_empty()
                && (single || strong_part(&item.words).is_none())
                && let Some(last) = settled.last_mut()
            {
                last.labels.push(letters::capitalised(&item.phrase));
                continue;
            }
            // `6 people with photo, name and role`, `each with a price`, `Join button each`: what each of them shows.
            let closes = |item: &Item| item.joined;
            let listed_on = items
                .as_slice()
                .iter()
                .take_while(|next| next.may_be_shown())
                .any(closes);
            let last = match settled.last_mut() {
                None if item.each || open_list => self.settled.last_mut(),
                last => last,
            };
            // `4 products, name, price`: not all of them fields of a form.
            let run = items
                .as_slice()
                .iter()
                .take_while(|next| next.may_be_shown() && is_fact(&next.words));
            let bare = is_fact(&item.words)
                && run.clone().count() > 0
                && run.chain([&item]).any(|one| !field_of(&one.words));
            let fact = is_fact(&item.words);
            let many = |last: &Item| {
                last.words.last().is_some_and(|word| word.ends_with('s')) && fact && !field_of(&item.words)
            };
            if let Some(last) =
                last.filter(|last| item.may_be_shown() && (last.repeats() || open_list && many(last)))
                && (item.each
                    || item.leads
                    || item.asks(open_list)
                    || bare && last.is_plural()
                    || open_list
                        && !last.shows.is_empty()
                        && (fact
                            || !strict
                                && (item.joined || listed_on || last.shows.len() > 1 && item.is_button())))
            {
                strict |= !item.each && !item.asks(false) && last.is_plural();
                open_list = !item.joined || items.as_slice().first().is_some_and(closes);
                last.show(item);
                continue;
            }
            (open_list, strict) = (true, false);
            settled.push(item);
        }
        // `4 exercises (sets, reps, weight)`: not their names.
        for item in &mut settled {
            let names = item.labels.len();
            let facts = |label: &String| {
                let words = word_list(&tokenize(label));
                is_fact(&words) || words.iter().any(|word| listed(BUTTON_NAMES, word))
            };
            if item.count.is_some_and(|n| n > 1 && n as usize != names)
                && names > 0
                && item.labels.iter().all(facts)
            {
                item.shows.append(&mut item.labels);
            }
        }
        share_heads(&mut settled);
        self.settled.append(&mut settled);
    }
}

/// `send and request buttons`: both are buttons.
fn share_heads(items: &mut [Item]) {
    for at in (1..items.len()).rev() {
        let Some(head) = items
            .get(at)
            .filter(|item| item.words.len() >= 2 && item.joined && item.labels.is_empty())
        else {
            continue;
        };
        let Some(noun) = head.words.last().cloned().filter(|word| {
            listed("buttons fields tabs links icons cards charts sections columns inputs filters toggles checkboxes options switches date knopfe \
                felder champs boutons campos botones pulsanti", word)
        }) else {
            continue;
        };
        let mut before = at;
        while before > 0 {
            before -= 1;
            let Some(item) = items.get_mut(before) else { break };
            let direct = before + 1 == at;
            let plain = item.words.len() <= 2
                && item.words.last() != Some(&noun)
                && !item.words.iter().any(|word| is_month(word))
                && item.count.is_none()
                && item.tail.is_empty()
                && item.labels.is_empty()
                && !item.words.is_empty();
            if !plain || (!direct && (strong_part(&item.words).is_some() || field_of(&item.words))) {
                break;
            }
            if noun == "date"
                && !item
                    .words
                    .iter()
                    .all(|word| listed("departure arrival start end pickup return birth issue due", word))
            {
                break;
            }
            if direct && noun != "date" && field_of(&item.words) && !noun.starts_with("button") {
                continue;
            }
            item.words.push(noun.clone());
            item.phrase = format!("{} {noun}", item.phrase);
        }
    }
}

fn between_numbers(tokens: &[Token], at: usize) -> bool {
    let number = |i: Option<usize>| {
        i.and_then(|i| tokens.get(i))
            .is_some_and(|token| count_of(token.word()).is_some())
    };
    number(at.checked_sub(1)) && number(Some(at + 1))
}
