//! Which parts a screen gets: the usual ones, and what was listed in the sense that it has on this screen.

use super::compose::{Chosen, Extras};
use super::composite::button_label;
use super::data::{self, Part, part};
use super::form::{SHAPES, field_for, main_of};
use super::item::{Item, field_of, is_month};
use super::request::{Request, any_listed, listed, part_of, word_list};
use super::words::{count_of, fold, matches_at, singular, tokenize};
use crate::letters;
use crate::sorted::Gather;

/// Words that say nothing but button.
pub(super) const BUTTON: &str =
    "button buttons knopf knop cta btn bouton boton pulsante primary big large the a";
/// What the main button of a form does.
const SUBMITS: &str = "send submit search book pay continue sign log login register join order save confirm next subscribe create checkout buy \
    apply start donate reserve request find calculate convert done finish senden absenden suchen buchen bezahlen weiter anmelden registrieren \
    bestellen speichern envoyer rechercher reserver payer continuer enviar buscar reservar pagar continuar invia cerca prenota paga continua";

/// What people do by a click: of these a list makes buttons.
const ACTS: &str = "accept reject decline agree allow deny log sign reply share follow skip retry upload download install call unsubscribe \
    checkout cancel mark navigate no";
/// Those that are never the name of something else.
const PLAIN_ACTS: &str = "accept reject decline deny skip retry mark log sign no";

/// "log out", "reject equally prominent": what is done, as it is written on a button.
fn act_of(item: &Item) -> Option<String> {
    let first = item.words.first()?;
    let plain =
        item.count.is_none() && item.labels.is_empty() && item.quotes.is_empty() && item.tail.is_empty();
    if !plain || !listed(ACTS, first) || part_of(&item.words).is_some() && !listed(PLAIN_ACTS, first) {
        return None;
    }
    let second = item.words.get(1).map_or("", String::as_str);
    match first.as_str() {
        "log" | "sign" if !listed("out off in up", second) => None,
        "log" | "sign" => Some(letters::capitalised(&format!("{first} {second}"))),
        "no" if second != "thanks" => None,
        _ if item.words.len() <= 3 && !listed("equally both", second) => {
            Some(letters::capitalised(&item.phrase))
        }
        _ => Some(letters::capitalised(first)),
    }
}

/// What stands beside buttons is one, where it is a thing that one does.
fn is_answer(item: &Item) -> bool {
    const ANSWERS: &str = "settings manage preferences options customize customise later close back more no maybe other custom einstellungen";
    item.is_plain() && item.words.len() <= 2 && any_listed(&item.words, ANSWERS)
}

/// "15%", "€20"
fn is_sum(item: &Item) -> bool {
    let sum = |word: &String| word.ends_with(['%', '€']) || word.starts_with(['€', '$', '£']);
    item.is_plain() && item.words.len() == 1 && item.words.iter().any(sum)
}

/// Parts that have another meaning on some screens: screens, parts, what they mean there. `+`: only if there are many.
const ALIASES: &str = "onboarding;steps cards list features tabs carousel title;slides|\
    invoice;cards list table products cart shop;line-items|cart checkout;totals;summary|checkout;steps;progress|\
    checkout cart;products list;cart|inbox;messages list cards;mails|todo;list cards;tasks|menu;list cards products;groups|\
    kanban;list table tabs status;columns|banking;sales;fact-one|page dashboard banking fitness smarthome;summary;fact-one|shop;cards list gallery shop;products|results travel;cards list products rooms;results|\
    map;cards list;places|pricing;cards list table columns;plans|support;cards;topics|team;cards gallery;team|\
    support;question list;faq|+ quiz;radios cards button list checks;answers|feed;list cards articles messages;posts|\
    notifications;list alerts cards toggles;notices|calendar;days;week|calendar;agenda;events|banking;list orders;transactions|\
    smarthome;list cards;devices|settings;alerts;toggles|article;list cards;articles|jobs;list cards;jobs|\
    + course;list cards video;lessons|dashboard;plans;cards|gallery;cards list;gallery";

fn alias(screen: &str, key: &'static str, item: &Item) -> &'static str {
    let many = item.count.is_some_and(|n| n > 1);
    if screen == "chat"
        && listed("messages contacts list team", key)
        && any_listed(
            &item.words,
            "conversation conversations chats contacts threads people friends",
        )
    {
        return "chats";
    }
    for rule in ALIASES.split('|') {
        let [screens, keys, meaning] = data::columns(rule);
        if listed(keys, key) && listed(screens, screen) && (many || !screens.starts_with('+')) {
            return meaning;
        }
    }
    if key == "photo" && many { "gallery" } else { key }
}

/// Whether the items of this screen are rather fields.
fn wants_fields(request: &Request) -> bool {
    request
        .screen
        .core
        .split_whitespace()
        .filter_map(part)
        .any(|part| part.body.contains("fields "))
        || matches!(request.screen.key, "converter" | "settings")
}

/// A phrase without the words of a list.
pub(super) fn without(phrase: &str, list: &str) -> String {
    let mut kept = String::new();
    for word in phrase.split_whitespace() {
        if !listed(list, &fold(word)) {
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(word);
        }
    }
    kept
}

impl Chosen {
    fn asked(key: &str, item: &Item) -> Option<Self> {
        Some(Self {
            part: part(key)?,
            item: item.clone(),
            asked: true,
        })
    }
}

/// Which parts the screen gets, in order.
pub(super) fn choose(request: &Request, extras: &mut Extras) -> Vec<Chosen> {
    let screen = request.screen;
    // "train ticket search: from, to, date"
    let field =
        |item: &&Item| item.is_plain() && (field_of(&item.words) || any_listed(&item.words, "from to"));
    let forms =
        wants_fields(request) || screen.key == "page" && request.items.iter().filter(field).count() > 2;
    let mut asked: Vec<Chosen> = Vec::new();
    let only_names = !request.items.is_empty()
        && request.items.len() >= 2
        && request.items.iter().all(|item| {
            item.words.len() <= 2 && item.count.is_none() && item.labels.is_empty() && item.tail.is_empty()
        });
    for item in &request.items {
        // `3 dishes each with prices` speaks of what was listed before, `Sunday with 4 acts each` of itself too.
        let inner = item.tail.iter().position(|word| count_of(word).is_some());
        if item.each
            && let Some(at) = inner
        {
            let count = item.tail.get(at).and_then(|word| count_of(word));
            let noun = item
                .tail
                .get(at + 1)
                .map(|word| letters::capitalised(&singular(word)))
                .unwrap_or_default();
            if let Some(mut own) = Chosen::asked("list", item) {
                own.item.tail.clear();
                own.item.shows.clear();
                asked.push(own);
            }
            for chosen in &mut asked {
                if chosen.part.key == "columns" || listed("plans group cards", chosen.part.key) {
                    continue;
                }
                chosen.part = part("list").unwrap_or(chosen.part);
                chosen.item.count = count;
                chosen.item.labels = (1..=count.unwrap_or(3)).map(|n| format!("{noun} {n}")).gather();
            }
            continue;
        }
        // "choose a doctor, then a time"
        let chooses = item.is_choice()
            || item.joined && item.words.len() == 1 && asked.last().is_some_and(|one| one.item.is_choice());
        if chooses && item.labels.is_empty() && !item.words.iter().any(|word| listed("date day datum", word))
        {
            let found = part_of(&item.words).filter(|part| part.key == "slots");
            let times = found.is_some()
                || item
                    .words
                    .iter()
                    .any(|word| listed("time hour slot uhrzeit hora heure", word));
            let mut choice = item.clone();
            choice.top = forms;
            asked.extend(Chosen::asked(if times { "slots" } else { "choices" }, &choice));
            continue;
        }
        // "5 lessons a day"
        if item.count.is_some()
            && item
                .words
                .last()
                .is_some_and(|word| listed("day tag jour dia giorno dag", word))
            && item.words.len() > 2
        {
            asked.extend(Chosen::asked("week", item));
            continue;
        }
        // "then confirm"
        if let [word] = item.words.as_slice()
            && forms
            && item.is_plain()
            && listed(SUBMITS, word)
            && part_of(&item.words).is_none()
            && !field_of(&item.words)
        {
            extras.submit = Some(letters::capitalised(&item.phrase));
            continue;
        }
        // "hours per project" is a thing of its own.
        let per = item.words.iter().skip(1).any(|word| word == "per");
        let of_names = |one: &Chosen| {
            listed("group columns week days list plans", one.part.key) && one.item.shows.is_empty()
        };
        if item.each
            && !per
            && (item.count.is_none() || item.shows.is_empty() || asked.iter().all(of_names))
            && !asked.is_empty()
            && (item.count.is_some() || !item.tail.is_empty() || item.words.len() <= 3)
        {
            for chosen in &mut asked {
                if chosen.part.key == "columns" {
                    if let Some(count) = item.count {
                        chosen.item.tail.push(count.to_string());
                    }
                } else if !chosen.part.is('b') {
                    chosen.item.count = item.count.or(chosen.item.count);
                    chosen.item.tail.extend(item.tail.iter().cloned());
                    chosen.item.shows.extend(item.shows.iter().cloned());
                }
            }
            continue;
        }
        // What follows a question answers it.
        if listed("survey quiz", screen.key)
            && item.words.len() <= 3
            && item.count.is_none()
            && item.tail.is_empty()
            && !item.phrase.is_empty()
            && !part_of(&item.words).is_some_and(|part| {
                part.is('s') || listed("answers next progress comments scale stars", part.key)
            })
            && asked
                .last()
                .is_some_and(|last| listed("question answers", last.part.key))
        {
            if asked.last().is_some_and(|last| last.part.key == "question") {
                asked.extend(Chosen::asked("answers", &Item::NONE));
            }
            if let Some(last) = asked.last_mut() {
                last.item.labels.push(letters::capitalised(&item.phrase));
            }
            continue;
        }
        // The one button that the kind of screen has, by another name.
        let does = match screen.key {
            "notfound" => item
                .words
                .iter()
                .any(|word| listed("button link knopf knop", word)),
            "product" => item
                .words
                .first()
                .is_some_and(|word| listed("buy order add kaufen acheter comprar", word)),
            _ => false,
        };
        if does && item.is_plain() && item.quotes.is_empty() && extras.submit.is_none() {
            extras.submit = Some(button_label(&item.phrase));
            continue;
        }
        // "accept, reject and settings", "10%, 20%"
        let follows = asked.last().is_some_and(|one| one.part.key == "button") && is_answer(item);
        let label =
            act_of(item).or_else(|| (follows || is_sum(item)).then(|| letters::capitalised(&item.phrase)));
        if (!forms || screen.key == "settings")
            && let Some(label) = label
        {
            let mut button = item.clone();
            button.phrase = label;
            asked.extend(Chosen::asked("button", &button));
            continue;
        }
        // The form has its button anyway.
        let bare = item.quotes.is_empty()
            && item.labels.is_empty()
            && button_label(&without(&item.phrase, "one")).is_empty();
        if bare
            && screen.core.contains("form-")
            && item
                .words
                .last()
                .is_some_and(|word| listed("button knopf knop boton bouton", word))
        {
            continue;
        }
        // "ask for interests with 8 chips"
        let mut inner = item.clone();
        let counted = inner
            .tail
            .first()
            .and_then(|word| count_of(word))
            .filter(|n| *n > 1 && item.count.is_none() && !item.each);
        if let (Some(count), Some(part)) = (counted, part_of(inner.tail.get(1..).unwrap_or_default()))
            && part_of(&item.words).is_none()
        {
            inner.count = Some(count);
            inner.tail.clear();
            inner.shows.clear();
            asked.extend(Chosen::asked(alias(screen.key, part.key, &inner), &inner));
            continue;
        }
        let folded = letters::lowered(&item.phrase);
        if folded.is_empty() && item.quotes.is_empty() && item.count.is_none() && item.fraction.is_none() {
            continue;
        }
        // A list of bare names on a board, a table or a settings page names its columns or rows.
        if screen.key == "kanban" && only_names {
            extras.columns.push(letters::capitalised(&item.phrase));
            continue;
        }
        // `remember me` on a login page is there anyway.
        let usual_bodies = || {
            screen
                .core
                .split_whitespace()
                .chain(screen.more.split_whitespace())
                .filter_map(part)
        };
        let said = fold(&item.phrase);
        let said = said.trim_end_matches(" link").trim_end_matches(" checkbox");
        if item.count.is_none()
            && item.labels.is_empty()
            && said.len() > 6
            && said.contains(' ')
            && usual_bodies().any(|part| {
                part.body.lines().any(|line| {
                    line.split_once('=')
                        .is_some_and(|(_, text)| fold(text).contains(said))
                })
            })
        {
            continue;
        }
        // "a button to book a table"
        let named = item
            .words
            .get(..1)
            .and_then(part_of)
            .filter(|part| part.key == "button");
        let found = named
            .or_else(|| part_of(&item.words))
            .or_else(|| item.fraction.and_then(|_| part("progress")));
        // A product has its price.
        if screen.key == "product" && found.is_some_and(|part| part.key == "price") {
            continue;
        }
        let strong = found.is_some_and(|part| part.is('s') || part.key.starts_with("form-"));
        if forms && !strong && !item.words.is_empty() {
            let takes = found.is_none_or(|part| {
                part.is('g')
                    || listed("messages address form-address quantity stars comments price gallery title slots article-body swatches question answers photo places", part.key)
            });
            let shape = item.words.last().is_some_and(|word| listed(SHAPES, word));
            let takes = takes || shape;
            let plural_slots = found.is_some_and(|part| part.key == "slots")
                && (item.count.is_some()
                    || item.words.last().is_some_and(|word| listed("slots times", word)));
            let plural_slots = plural_slots || (!item.tail.is_empty() && !shape);
            if let Some(field) = field_for(
                request.language,
                item,
                (shape || (takes && found.is_none())) && item.count.is_none() && item.tail.is_empty(),
            ) && (takes || item.words.len() == 1)
                && !plural_slots
                && !item
                    .words
                    .iter()
                    .any(|word| listed("summary list table card cards message", word) && item.words.len() > 1)
            {
                if screen.key == "settings"
                    && found.is_none()
                    && field.kind == "text"
                    && field.sample.is_empty()
                {
                    extras.toggles.push(field.label);
                } else {
                    extras.fields.push(field);
                }
                continue;
            }
        }
        if screen.key == "table"
            && found.is_none_or(|part| {
                !listed(
                    "search filters pagination button sidebar header topstats tabs",
                    part.key,
                )
            })
            && item.count.is_none()
            && !item.phrase.is_empty()
        {
            extras.columns.push(letters::capitalised(&item.phrase));
            continue;
        }
        // "two buttons: Cancel and Delete": the form has no third.
        if forms && found.is_some_and(|part| part.key == "button") && item.labels.len() > 1 {
            let mut others = item.clone();
            extras.submit = main_of(&mut others);
            asked.extend(Chosen::asked("button", &others));
            continue;
        }
        // The main button of the form, by another name.
        if forms && found.is_some_and(|part| part.key == "button") && item.quotes.is_empty() {
            let words: Vec<&String> = item.words.iter().filter(|word| !listed(BUTTON, word)).gather();
            if words.first().is_some_and(|word| listed(SUBMITS, word))
                && words.len() <= 3
                && extras.submit.is_none()
            {
                extras.submit = Some(letters::capitalised(&without(&item.phrase, BUTTON)));
                continue;
            }
        }
        if forms
            && found.is_some_and(|part| part.key == "button")
            && !item.quotes.is_empty()
            && item
                .words
                .iter()
                .all(|word| listed("button submit primary cta send knopf bouton boton pulsante", word))
        {
            extras.submit = item.quotes.first().cloned();
            continue;
        }
        if let Some(part) = found {
            let key = alias(screen.key, part.key, item);
            let mut part = data::part(key).unwrap_or(part);
            if key == "groups" && item.count.is_some() && screen.key != "menu" {
                // What else than a price stands on a dish, or what is no dish, is listed.
                let dish = |show: &String| {
                    any_listed(
                        &word_list(&tokenize(show)),
                        "price prices photo photos prix precio prezzo preis foto fotos",
                    )
                };
                let other = any_listed(&item.words, "courses course") || !item.shows.iter().all(dish);
                part = data::part(if other { "list" } else { "group" }).unwrap_or(part);
            }
            // Entries of their own, where the part has none that could show it.
            let draws = part.body.contains("each item") || part.body.contains("each card");
            if item.repeats()
                && !item.shows.is_empty()
                && !draws
                && !listed(
                    "group columns plans compare answers messages line-items gallery week slides",
                    part.key,
                )
                && (part.key != "table" || !any_listed(&item.words, "table tabelle tabla tabella"))
            {
                part = data::part("list").unwrap_or(part);
            }
            // Said twice, meant once.
            if let Some(twin) = asked.iter_mut().find(|chosen| {
                let (a, b) = (fold(&chosen.item.phrase), fold(&item.phrase));
                chosen.part.key == part.key
                    && (a.contains(&b) || b.contains(&a))
                    && !part.is('g')
                    && !listed(
                        "button link group chart title icon orders sales table paragraph gallery photo",
                        part.key,
                    )
            }) {
                if twin.item.labels.is_empty() {
                    twin.item.labels.clone_from(&item.labels);
                }
                twin.item.count = twin.item.count.or(item.count);
                twin.item.tail.extend(item.tail.iter().cloned());
                twin.item.shows.extend(item.shows.iter().cloned());
                if item.phrase.len() > twin.item.phrase.len() {
                    twin.item.phrase.clone_from(&item.phrase);
                }
                continue;
            }
            asked.extend(Chosen::asked(part.key, item));
        } else if let Some(field) = field_for(request.language, item, false) {
            extras.fields.push(field);
        } else if let Some(count) = item
            .count
            .filter(|_| item.words.is_empty() || item.words.iter().all(|word| word.len() < 3))
        {
            if let Some(last) = asked.last_mut() {
                last.item.count = Some(count);
            }
        } else {
            let plural = item
                .words
                .last()
                .is_some_and(|word| word.ends_with('s') && word.len() > 3)
                || item.count.is_some_and(|n| n > 1)
                || item.repeats()
                || !item.labels.is_empty();
            let key = match (plural, screen.key) {
                (true, _) => "list",
                (_, "dashboard") => "stat-one",
                _ if item.words.iter().any(|word| is_month(word)) => "title",
                _ if data::facts(&item.words).is_some_and(|texts| texts.starts_with('=')) => "fact-one",
                _ => "text-one",
            };
            asked.extend(Chosen::asked(key, item));
        }
    }
    // The button of fields that stand in no form otherwise.
    let is_button = |one: &Chosen| one.part.key == "button";
    if !forms
        && !extras.fields.is_empty()
        && asked.iter().filter(|one| is_button(one)).count() == 1
        && let Some(at) = asked.iter().position(is_button)
        && let Some(one) = asked.get_mut(at)
    {
        extras.submit = main_of(&mut one.item);
        if one.item.labels.is_empty() {
            asked.remove(at);
        }
    }
    let excluded = |part: &Part| {
        request.without.iter().any(|words| {
            part.words.split('|').any(|keyword| {
                let keyword_words = keyword.split(' ').count();
                !keyword.is_empty()
                    && matches_at(words, 0, keyword) == keyword_words
                    && words.len() <= keyword_words + 1
            })
        })
    };
    let fields = forms && extras.fields.len() >= 2;
    let usual = |list: &'static str| {
        // Questions of one's own are all there is to ask.
        let own = |key| {
            if fields && key == "form-survey" {
                "form-plain"
            } else {
                key
            }
        };
        list.split_whitespace()
            .map(own)
            .filter_map(part)
            .map(|part| Chosen {
                part,
                item: Item::NONE,
                asked: false,
            })
    };
    let sections = asked.iter().filter(|chosen| !chosen.part.is('s')).count();
    let mut chosen: Vec<Chosen> = Vec::new();
    let enough = sections >= 2
        || request.only
        || fields
        || screen.key == "page" && !asked.is_empty()
        || asked.iter().any(|one| one.item.repeats());
    let defaults: Vec<Chosen> = if enough {
        usual(screen.core).gather()
    } else {
        usual(screen.core).chain(usual(screen.more)).gather()
    };
    // The usual parts that were asked for too come where they were asked for.
    for default in defaults {
        if sections > 0 && invents(default.part.key, &asked, request) {
            continue;
        }
        if asked.iter().any(|one| replaces(one.part.key, default.part.key)) || excluded(&default.part) {
            continue;
        }
        chosen.push(default);
    }
    if screen.key == "compare" {
        // What is compared: everything that was listed, row by row.
        let names: Vec<String> = asked
            .iter()
            .filter(|one| !listed("button header footer sidebar search", one.part.key))
            .flat_map(|one| {
                let texts = data::facts(&one.item.words)
                    .filter(|_| one.item.repeats())
                    .unwrap_or_default();
                let count = one.item.count.unwrap_or(1) as usize;
                match texts.strip_prefix(':') {
                    Some(texts) => texts.split('|').take(count).map(str::to_owned).gather(),
                    None => vec![letters::capitalised(&one.item.phrase)],
                }
            })
            .gather();
        asked.retain(|one| listed("button header footer sidebar search", one.part.key));
        extras.columns.extend(names);
    }
    let first_is_content = listed(
        "landing page events product recipe profile article email invoice course weather banking music onboarding",
        screen.key,
    );
    if asked.is_empty() || forms || first_is_content || screen.layout == "panel" {
        // Usual parts first: the asked ones follow in their order.
        let mut merged = Vec::new();
        let mut waiting: Vec<Chosen> = asked;
        // Keep the places of usual parts that were asked for.
        let order: Vec<&str> = screen
            .core
            .split_whitespace()
            .chain(screen.more.split_whitespace())
            .gather();
        if sections < 2 {
            let mut usual_parts = chosen.into_iter().peekable();
            for key in order {
                if usual_parts.peek().is_some_and(|one| one.part.key == key) {
                    merged.extend(usual_parts.next());
                } else {
                    let mut rest = Vec::new();
                    for one in waiting {
                        if one.part.key == key {
                            merged.push(one)
                        } else {
                            rest.push(one)
                        }
                    }
                    waiting = rest;
                }
            }
            merged.extend(usual_parts);
        } else {
            merged = chosen;
        }
        merged.extend(waiting);
        chosen = merged;
    } else {
        // What nobody named but the screen cannot be without, after what was named on top.
        let mut merged = asked;
        let at = merged
            .iter()
            .position(|one| !one.part.is('t') && !one.item.top)
            .unwrap_or(merged.len());
        let tail = merged.split_off(at);
        let (late, early): (Vec<Chosen>, Vec<Chosen>) = chosen.into_iter().partition(|one| {
            listed(
                "composer next contact-link pagination timer-actions actions",
                one.part.key,
            )
        });
        merged.extend(early);
        merged.extend(tail);
        merged.extend(late);
        chosen = merged;
    }
    chosen.retain(|one| one.asked || !excluded(&one.part));
    // Said to be on top or at the bottom.
    let rank = |one: &Chosen| {
        if one.item.top || (one.part.is('t') && !one.item.bottom) {
            0
        } else if one.item.bottom || one.part.is('e') {
            2
        } else {
            1
        }
    };
    crate::sorted::sort_by_key(&mut chosen, rank);
    chosen
}

/// Whether a usual part would stand before what was listed, though nobody spoke of it.
fn invents(key: &str, asked: &[Chosen], request: &Request) -> bool {
    let lists = |one: &Chosen| one.item.repeats() && !one.item.shows.is_empty();
    let kind = |one: &Chosen| {
        one.item.count.is_some_and(|n| n > 1)
            && one
                .item
                .words
                .iter()
                .any(|said| request.screen.words.split('|').any(|word| word == singular(said)))
    };
    let named = |part: Part| {
        part.words
            .split('|')
            .any(|word| (0..request.words.len()).any(|at| matches_at(&request.words, at, word) > 0))
    };
    let spare = listed(
        "calendar map travel-search lessons rings devices balance week weather-now flights order-status groups",
        key,
    ) && (asked.iter().any(lists) || asked.len() >= 2)
        || listed(
            "photo recipe-head ingredients steps article-head article-body video playback cover",
            key,
        ) && asked.iter().any(kind);
    spare && !part(key).is_some_and(named)
}

/// Whether what was asked for stands in for a usual part.
fn replaces(asked: &str, usual: &str) -> bool {
    const PAIRS: &str = "group groups|week calendar|social login-alt|hero-small hero|carousel related|barchart chart|piechart chart|\
        sales chart|gallery photo|days hours|hours days|button actions|button next|button onboarding-actions|\
        button timer-actions|contact-details contact-link|link contact-link|orders table|slides dots|plans features|cart products";
    asked == usual
        || PAIRS
            .split('|')
            .any(|pair| pair.split_once(' ') == Some((asked, usual)))
}
