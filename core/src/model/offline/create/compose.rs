//! Chooses the parts of a first version, puts them in order and draws them.

use super::data::{self, Language, Part, Topic, fields, part, topics};
use super::items::Item;
use super::look::Look;
use super::node::Node;
use super::paint::{FormField, Painter, Place};
use super::request::{Request, listed, part_of};
use super::words::{capitalise, count_of, fold, matches_at, singular, title_case, tokenize};

/// A part that was chosen.
struct Chosen {
    part: Part,
    item: Item,
    /// The person asked for it
    asked: bool,
}

/// A finished screen: what the root is like, and the pieces to put into it, one after the other.
pub(super) struct Composition {
    pub(super) root: Node,
    /// Each with the name of the container it goes into; `None` is the root
    pub(super) pieces: Vec<(Option<String>, Node)>,
    pub(super) summary: String,
}

/// Fields, buttons and the like that belong into the form of the screen.
#[derive(Default)]
struct Extras {
    fields: Vec<FormField>,
    columns: Vec<String>,
    toggles: Vec<String>,
    submit: Option<String>,
}

/// Composes what a prompt asks for.
pub(super) fn compose(prompt: &str, taken: &mut Vec<String>) -> Composition {
    let request = Request::read(prompt);
    let painter = painter(&request);
    let mut extras = Extras::default();
    let chosen = choose(&request, &mut extras);
    Draft {
        sections: chosen
            .iter()
            .filter(|one| {
                one.asked
                    && !one.part.is('s')
                    && one.item.words.len() <= 2
                    && !one.item.phrase.is_empty()
                    && !listed("header footer sidebar search tabbar hero", one.part.key)
            })
            .map(|one| capitalise(&one.item.phrase))
            .collect(),
        request: &request,
        painter,
        extras,
        taken,
    }
    .draw(chosen)
}

fn painter(request: &Request) -> Painter<'_> {
    let words = |text: &str| -> Vec<String> {
        tokenize(text)
            .iter()
            .map(|token| token.word().to_owned())
            .filter(|w| !w.is_empty())
            .collect()
    };
    let find = |words: &[String]| -> Option<Topic> {
        let mut best: Option<(usize, Topic)> = None;
        for topic in topics() {
            for keyword in topic.words.split('|') {
                for at in 0..words.len() {
                    let length = matches_at(words, at, keyword);
                    let exact = words
                        .get(at + length.max(1) - 1)
                        .is_some_and(|word| keyword.ends_with(word.as_str()));
                    let score = length * 10 + usize::from(exact) * 5 + at.min(4);
                    if length > 0 && best.is_none_or(|(top, _)| score > top) {
                        best = Some((score, topic));
                    }
                }
            }
        }
        best.map(|(_, topic)| topic)
    };
    let topic_words = words(&request.topic);
    let known = find(&topic_words).or_else(|| find(&request.words));
    let headline_item = request.items.iter().find(|item| {
        !item.quotes.is_empty()
            && item.words.iter().any(|word| {
                listed(
                    "title headline heading tagline slogan titel uberschrift titre titulo titolo hero",
                    word,
                )
            })
    });
    let titled = title_case(&request.topic);
    let brand = request.brand.clone().unwrap_or_else(|| {
        if titled.is_empty() {
            "Bozza".to_owned()
        } else {
            titled.clone()
        }
    });
    let brand = if brand.chars().count() > 32 {
        brand.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
    } else {
        brand
    };
    let headline = headline_item
        .and_then(|item| item.quotes.first().cloned())
        .or_else(|| {
            request
                .quotes
                .iter()
                .find(|quote| Some(*quote) != request.brand.as_ref())
                .cloned()
        })
        .unwrap_or_else(|| {
            if titled.is_empty() {
                data::translate(request.screen.title, request.language).to_owned()
            } else {
                titled.clone()
            }
        });
    let things: Vec<String> = match known {
        Some(topic) => topic.things.split('|').map(str::to_owned).collect(),
        None if request.topic.is_empty() => {
            "Canvas bag|Desk lamp|Notebook|Water bottle|Headphones|Backpack|Coffee mug|Wall clock"
                .split('|')
                .map(str::to_owned)
                .collect()
        }
        None => {
            let topic = &request.topic;
            [
                format!("Classic {topic}"),
                format!("New {topic}"),
                format!("{titled} for two"),
                format!("{titled} set"),
                format!("Small {topic}"),
                format!("{titled} deluxe"),
                format!("{titled} gift"),
                format!("{titled} club"),
            ]
            .to_vec()
        }
    };
    let dish = data::dishes().find(|(keywords, _)| {
        !keywords.is_empty()
            && keywords
                .split('|')
                .any(|keyword| (0..request.words.len()).any(|at| matches_at(&request.words, at, keyword) > 0))
    });
    let ingredients = dish
        .or_else(|| data::dishes().last())
        .map_or("", |(_, things)| things)
        .split('|')
        .map(str::to_owned)
        .collect();
    let usual = known.map_or("#2563eb", |topic| topic.accent);
    Painter {
        request,
        look: Look::new(&request.colours, usual, request.dark),
        brand,
        topic: request.topic.clone(),
        headline,
        things,
        ingredients,
    }
}

/// Words that say that something is a field.
const SHAPES: &str = "field fields input inputs box textbox feld felder eingabefeld champ champs campo campos dropdown select textarea picker \
    checkbox toggle switch for de";
/// Words that say nothing but button.
const BUTTON: &str = "button buttons knopf cta btn bouton boton pulsante primary big large the a";
/// What the main button of a form does.
const SUBMITS: &str = "send submit search book pay continue sign log login register join order save confirm next subscribe create checkout buy \
    apply start donate reserve request find calculate convert done finish senden absenden suchen buchen bezahlen weiter anmelden registrieren \
    bestellen speichern envoyer rechercher reserver payer continuer enviar buscar reservar pagar continuar invia cerca prenota paga continua";

/// Parts that have another meaning on some screens.
fn alias(screen: &str, key: &'static str, item: &Item) -> &'static str {
    let many = item.count.is_some_and(|n| n > 1);
    match (screen, key) {
        ("chat", "messages" | "contacts" | "list" | "team")
            if item.words.iter().any(|word| {
                listed(
                    "conversation conversations chats contacts threads people friends",
                    word,
                )
            }) =>
        {
            "chats"
        }
        ("onboarding", "steps" | "cards" | "list" | "features" | "tabs" | "carousel" | "title") => "slides",
        ("invoice", "cards" | "list" | "table" | "products" | "cart" | "shop") => "line-items",
        ("invoice" | "cart" | "checkout", "totals") if screen != "invoice" => "summary",
        ("checkout", "steps") => "progress",
        ("checkout" | "cart", "products" | "list") => "cart",
        ("inbox", "messages" | "list" | "cards") => "mails",
        ("todo", "list" | "cards") => "tasks",
        ("menu", "list" | "cards" | "products") => "groups",
        ("kanban", "list" | "table" | "tabs" | "status") => "columns",
        ("shop", "cards" | "list" | "gallery" | "shop") => "products",
        ("results" | "travel", "cards" | "list" | "products") => "results",
        ("map", "cards" | "list") => "places",
        ("pricing", "cards" | "list" | "table" | "columns") => "plans",
        ("support", "cards") => "topics",
        ("team", "cards" | "gallery") => "team",
        ("quiz", "radios" | "cards" | "button" | "list" | "checks") if many => "answers",
        ("feed", "list" | "cards" | "articles" | "messages") => "posts",
        ("notifications", "list" | "alerts" | "cards" | "toggles") => "notices",
        ("calendar", "days") => "week",
        ("calendar" | "events", "agenda") if screen == "calendar" => "events",
        ("banking", "list" | "orders") => "transactions",
        ("smarthome", "list" | "cards") => "devices",
        ("settings", "alerts") => "toggles",
        ("article", "list" | "cards") => "articles",
        ("jobs", "list" | "cards") => "jobs",
        ("course", "list" | "cards" | "video") if many => "lessons",
        ("profile", "stats") => "stats",
        ("dashboard", "plans") => "cards",
        ("gallery", "cards" | "list") => "gallery",
        (_, "photo") if many => "gallery",
        (_, other) => other,
    }
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

fn field_for(painter_language: Language, item: &Item, whole: bool) -> Option<FormField> {
    let mut best: Option<(usize, data::Field)> = None;
    let words: Vec<String> = item
        .words
        .iter()
        .map(|word| {
            if item.words.len() == 1 {
                singular(word)
            } else {
                word.clone()
            }
        })
        .collect();
    for field in fields() {
        for keyword in field.words.split('|') {
            for at in 0..words.len() {
                let length = matches_at(&words, at, keyword).max(matches_at(&item.words, at, keyword));
                if length > 0 && best.is_none_or(|(top, _)| length > top) {
                    best = Some((length, field));
                }
            }
        }
    }
    let last = item.words.last().map_or("", String::as_str);
    let kind = match last {
        w if listed("checkbox kontrollkastchen casilla case", w) => Some("checkbox"),
        w if listed("toggle switch schalter", w) => Some("toggle"),
        w if listed("dropdown select picker auswahl selector", w) => Some("select"),
        w if listed("textarea", w) => Some("textarea"),
        _ if item.words.iter().any(|word| listed("accept agree terms agb conditions newsletter consent remember monthly condiciones condizioni", word)) => Some("checkbox"),
        _ => None,
    };
    let shapes = SHAPES;
    let label: Vec<&str> = item
        .phrase
        .split_whitespace()
        .filter(|word| !listed(shapes, &fold(word)))
        .collect();
    let label = capitalise(&label.join(" "));
    let is_field = listed(shapes, last);
    let (length, field) = match best {
        Some(best) => best,
        None if is_field || whole => {
            if label.is_empty() {
                return None;
            }
            return Some(FormField {
                label,
                kind: kind.unwrap_or("text"),
                sample: if kind == Some("select") {
                    options(item)
                } else {
                    item.quotes.first().cloned().unwrap_or_default()
                },
                required: false,
            });
        }
        None => return None,
    };
    // `bike type` is no kind of `type`, and `email` is just that.
    let named = item.words.len() > length + usize::from(is_field);
    let sample = item.quotes.first().cloned().unwrap_or_else(|| {
        if kind == Some("select") && field.kind != "select" {
            options(item)
        } else {
            field.sample.to_owned()
        }
    });
    Some(FormField {
        label: if named || painter_language == Language::English && label.split(' ').count() > 1 {
            label
        } else {
            data::translate(field.label, painter_language).to_owned()
        },
        kind: kind.unwrap_or(field.kind),
        sample,
        required: field.kind == "email" || field.kind == "password",
    })
}

fn options(item: &Item) -> String {
    if item.labels.is_empty() {
        "Option 1|Option 2|Option 3".to_owned()
    } else {
        item.labels.join("|")
    }
}

const LIST: Part = Part {
    key: "list",
    flags: "g",
    title: "",
    words: "",
    body: "each item generic 4",
};

/// Which parts the screen gets, in order.
fn choose(request: &Request, extras: &mut Extras) -> Vec<Chosen> {
    let screen = request.screen;
    let forms = wants_fields(request);
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
                .map(|word| capitalise(&singular(word)))
                .unwrap_or_default();
            let mut own = Chosen {
                part: part("list").unwrap_or(LIST),
                item: item.clone(),
                asked: true,
            };
            own.item.tail.clear();
            asked.push(own);
            for chosen in &mut asked {
                if chosen.part.key == "columns" || listed("plans group cards", chosen.part.key) {
                    continue;
                }
                chosen.part = part("list").unwrap_or(LIST);
                chosen.item.count = count;
                chosen.item.labels = (1..=count.unwrap_or(3)).map(|n| format!("{noun} {n}")).collect();
            }
            continue;
        }
        if item.each
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
            && !part_of(&item.words).is_some_and(|(part, _)| {
                part.is('s') || listed("answers next progress comments scale stars", part.key)
            })
            && asked
                .last()
                .is_some_and(|last| listed("question answers", last.part.key))
        {
            if asked.last().is_some_and(|last| last.part.key == "question")
                && let Some(answers) = part("answers")
            {
                asked.push(Chosen {
                    part: answers,
                    item: Item::default(),
                    asked: true,
                });
            }
            if let Some(last) = asked.last_mut() {
                last.item.labels.push(capitalise(&item.phrase));
            }
            continue;
        }
        let folded = item.phrase.to_lowercase();
        if folded.is_empty() && item.quotes.is_empty() && item.count.is_none() && item.fraction.is_none() {
            continue;
        }
        // A list of bare names on a board, a table or a settings page names its columns or rows.
        if screen.key == "kanban" && only_names {
            extras.columns.push(capitalise(&item.phrase));
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
        let found = part_of(&item.words);
        let strong = found.is_some_and(|(part, _)| part.is('s') || part.key.starts_with("form-"));
        if forms && !strong && !item.words.is_empty() {
            let takes = found.is_none_or(|(part, _)| {
                part.is('g')
                    || listed("messages address form-address quantity stars comments price gallery title slots article-body swatches question answers photo places", part.key)
            });
            let shape = item.words.last().is_some_and(|word| listed(SHAPES, word));
            let takes = takes || shape;
            let plural_slots = found.is_some_and(|(part, _)| part.key == "slots")
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
            && found.is_none_or(|(part, _)| {
                !listed(
                    "search filters pagination button sidebar header topstats tabs",
                    part.key,
                )
            })
            && item.count.is_none()
            && !item.phrase.is_empty()
        {
            extras.columns.push(capitalise(&item.phrase));
            continue;
        }
        // The main button of the form, by another name.
        if forms && matches!(found, Some((part, _)) if part.key == "button") && item.quotes.is_empty() {
            let label: Vec<&str> = item
                .words
                .iter()
                .map(String::as_str)
                .filter(|word| !listed(BUTTON, word))
                .collect();
            if label.first().is_some_and(|word| listed(SUBMITS, word))
                && label.len() <= 3
                && extras.submit.is_none()
            {
                let label: Vec<&str> = item
                    .phrase
                    .split_whitespace()
                    .filter(|word| !listed(BUTTON, &fold(word)))
                    .collect();
                extras.submit = Some(capitalise(&label.join(" ")));
                continue;
            }
        }
        if forms
            && matches!(found, Some((part, _)) if part.key == "button")
            && !item.quotes.is_empty()
            && item
                .words
                .iter()
                .all(|word| listed("button submit primary cta send knopf bouton boton pulsante", word))
        {
            extras.submit = item.quotes.first().cloned();
            continue;
        }
        if let Some((part, _)) = found {
            let key = alias(screen.key, part.key, item);
            let part = if key == part.key {
                part
            } else {
                data::part(key).unwrap_or(part)
            };
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
                if item.phrase.len() > twin.item.phrase.len() {
                    twin.item.phrase.clone_from(&item.phrase);
                }
                continue;
            }
            asked.push(Chosen {
                part,
                item: item.clone(),
                asked: true,
            });
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
                || !item.labels.is_empty();
            let key = if screen.key == "dashboard" && !plural {
                "stat-one"
            } else if plural {
                "list-of"
            } else {
                "text-of"
            };
            if let Some(part) = generic(key) {
                asked.push(Chosen {
                    part,
                    item: item.clone(),
                    asked: true,
                });
            }
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
    let usual = |list: &'static str| {
        list.split_whitespace().filter_map(part).map(|part| Chosen {
            part,
            item: Item::default(),
            asked: false,
        })
    };
    let sections = asked.iter().filter(|chosen| !chosen.part.is('s')).count();
    let mut chosen: Vec<Chosen> = Vec::new();
    let defaults: Vec<Chosen> = if sections >= 2 || request.only {
        usual(screen.core).collect()
    } else {
        usual(screen.core).chain(usual(screen.more)).collect()
    };
    // The usual parts that were asked for too come where they were asked for.
    for default in defaults {
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
            .map(|one| capitalise(&one.item.phrase))
            .collect();
        asked.retain(|one| listed("button header footer sidebar search", one.part.key));
        extras.columns.extend(names);
    }
    let first_is_content = listed(
        "landing page events product recipe profile article email invoice course weather banking music onboarding",
        screen.key,
    );
    let intro: Vec<Chosen> = Vec::new();
    if asked.is_empty() || forms || first_is_content || screen.layout == "panel" {
        // Usual parts first: the asked ones follow in their order.
        let mut merged = Vec::new();
        let mut waiting: Vec<Chosen> = asked;
        // Keep the places of usual parts that were asked for.
        let order: Vec<&str> = screen
            .core
            .split_whitespace()
            .chain(screen.more.split_whitespace())
            .collect();
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
    chosen.extend(intro);
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
    chosen.sort_by_key(rank);
    chosen
}

/// Whether what was asked for stands in for a usual part.
fn replaces(asked: &str, usual: &str) -> bool {
    asked == usual
        || matches!(
            (asked, usual),
            ("group", "groups")
                | ("week", "calendar")
                | ("social", "login-alt")
                | ("hero-small", "hero")
                | ("carousel", "related")
                | ("barchart" | "piechart" | "sales", "chart")
                | ("gallery", "photo")
                | ("days" | "hours", "days" | "hours")
                | (
                    "button",
                    "actions" | "next" | "onboarding-actions" | "timer-actions"
                )
                | ("contact-details" | "link", "contact-link")
                | ("orders", "table")
                | ("slides", "dots")
                | ("plans", "features")
                | ("cart", "products")
        )
}

/// Parts for what no table knows.
fn generic(key: &str) -> Option<Part> {
    part(match key {
        "list-of" => "list",
        "stat-one" => "stat-one",
        _ => "text-one",
    })
}

/// Draws the chosen parts.
struct Draft<'a, 'b> {
    request: &'a Request,
    /// What the asked sections are called, for the navigation
    sections: Vec<String>,
    painter: Painter<'a>,
    extras: Extras,
    taken: &'b mut Vec<String>,
}

impl Draft<'_, '_> {
    fn draw(mut self, chosen: Vec<Chosen>) -> Composition {
        let request = self.request;
        let look = self.painter.look.clone();
        let screen = request.screen;
        let mobile = request.mobile;
        let (layout, width) = if request.tablet {
            ("page", 820)
        } else if mobile {
            ("page", 390)
        } else {
            (screen.layout, screen.width)
        };
        let panel = screen.layout == "panel" && !mobile && !request.tablet;
        let side = layout == "side";
        let title = data::translate(screen.title, request.language).to_owned();
        let name = if request.topic.is_empty() && request.brand.is_none() {
            title.clone()
        } else {
            format!("{title}: {}", self.painter.brand)
        };

        let root_width = match (mobile, panel, layout) {
            (_, true, _) => 1200,
            (_, _, "page" | "panel") => width,
            _ => width,
        };
        let root = Node::new("screen", name.clone())
            .flow(if side { "row" } else { "column" }, if panel { 24 } else { 0 }, 0)
            .layout("width", root_width)
            .layout(
                "height",
                if mobile {
                    844u32
                } else if request.tablet {
                    1180
                } else {
                    900
                },
            )
            .style(
                "background",
                if panel || side || (mobile && !listed("chat login", screen.key)) {
                    if request.dark {
                        look.background.as_str()
                    } else {
                        "#f9fafb"
                    }
                } else {
                    look.background.as_str()
                },
            );
        let root = if panel {
            root.layout("align", "center")
        } else {
            root
        };

        let mut pieces: Vec<(Option<String>, Node)> = Vec::new();
        let refused = |words: &str| {
            request
                .without
                .iter()
                .any(|gone| gone.iter().any(|word| listed(words, word)))
        };
        let mut rest = Vec::new();
        let (mut header, mut footer, mut tabbar, mut sidebar) = (None, None, None, None);
        for one in chosen {
            match one.part.key {
                "header" => header = Some(one.item),
                "footer" => footer = Some(one.item),
                "tabbar" => tabbar = Some(one.item),
                "sidebar" => sidebar = Some(one.item),
                _ => rest.push(one),
            }
        }
        let no_header = refused(
            "header nav navigation navbar kopfzeile entete encabezado cabecera intestazione chrome appbar en-tete",
        );
        let no_footer = refused("footer fusszeile pied pie");
        let main = if side || sidebar.is_some() && !mobile {
            Some("Main".to_owned())
        } else {
            None
        };
        let fixed_root = if main.is_some() && !side {
            root.layout("direction", "row")
        } else {
            root
        };

        if main.is_some() && !refused("sidebar seitenleiste") {
            pieces.push((None, self.sidebar(sidebar.as_ref())));
        }
        let side_width = if main.is_some() { 220 } else { 0 };
        if let Some(name) = &main {
            pieces.push((
                None,
                Node::new("frame", name.clone())
                    .flow("column", 0, 0)
                    .layout("width", root_width - side_width),
            ));
        }
        let wants_header = header.is_some()
            || !listed(
                "email invoice onboarding calculator notfound verify timer form survey",
                screen.key,
            );
        if wants_header && !no_header {
            let node = if main.is_some() {
                self.topbar(&title, header.as_ref())
            } else {
                self.header(&title, header.as_ref())
            };
            pieces.push((main.clone(), node));
        }

        let inside = if panel {
            Some(format!("{title} panel"))
        } else {
            main.clone()
        };
        let content = if panel {
            width - 64
        } else {
            root_width - side_width - if mobile { 32 } else { 96 }
        };
        if let (true, Some(name)) = (panel, &inside) {
            let kind = if rest.iter().any(|one| one.part.key == "cards") {
                "frame"
            } else {
                "card"
            };
            let card = self
                .painter
                .card(kind, name)
                .layout("width", width)
                .layout("gap", 16u32)
                .layout("padding", 32u32);
            pieces.push((None, card));
        }
        self.sections(rest, content, panel, main.is_some(), &inside, &mut pieces);

        let wants_footer = footer.is_some()
            || (!mobile
                && !panel
                && main.is_none()
                && listed(
                    "landing shop product pricing support page article events jobs team course gallery",
                    screen.key,
                ));
        if wants_footer && !no_footer {
            pieces.push((None, self.footer(footer.as_ref())));
        }
        let wants_tabs = tabbar.is_some()
            || (mobile
                && listed(
                    "banking fitness feed weather music travel smarthome todo notifications inbox shop dashboard profile",
                    screen.key,
                ));
        if wants_tabs && !no_footer && !refused("tabbar tab tabs navigation nav menu bar") {
            pieces.push((None, self.tabbar(tabbar.as_ref())));
        }
        self.finish(fixed_root, pieces, name)
    }

    fn sections(
        &mut self,
        rest: Vec<Chosen>,
        content: u32,
        panel: bool,
        side: bool,
        inside: &Option<String>,
        pieces: &mut Vec<(Option<String>, Node)>,
    ) {
        let mobile = self.request.mobile;
        let mut given = false;
        let takes = |one: &Chosen| one.part.body.contains("fields ") || one.part.body.contains("fields\n");
        let has_form = rest.iter().any(takes);
        // A checkout has its sum on the right.
        let split =
            !mobile && !panel && !side && rest.iter().any(|one| one.part.key == "summary") && rest.len() > 1;
        let (left, right) = ("Left column".to_owned(), "Right column".to_owned());
        if split {
            let column = |name: &str, width: u32| {
                Node::new("frame", name)
                    .flow("column", 16, 0)
                    .layout("width", width)
            };
            pieces.push((
                inside.clone(),
                Node::new("row", "Columns")
                    .flow("row", 32, 48)
                    .layout("align", "start")
                    .child(column(&left, content - 392))
                    .child(column(&right, 360)),
            ));
        }
        let mut buttons: Option<Node> = None;
        let mut half: Option<Node> = None;
        let mut form_container: Option<usize> = None;
        for one in rest {
            let key = one.part.key;
            let in_form = takes(&one);
            let (target, room) = match (split, key == "summary") {
                (true, true) => (Some(right.clone()), 320),
                (true, false) => (Some(left.clone()), content - 440),
                _ => (inside.clone(), content),
            };
            let fields = if in_form && !given {
                given = true;
                self.fields_of(&one.part)
            } else {
                None
            };
            let title = self.title_of(&one);
            let mut item = one.item.clone();
            if key == "table" || key == "columns" || key == "compare" {
                item.labels.append(&mut self.extras.columns);
            }
            if key == "toggles" && !self.extras.toggles.is_empty() {
                item.labels.append(&mut self.extras.toggles);
            }
            let wrap_width = if side && self.pairs(key) {
                (room - 16) / 2 - 40
            } else if side {
                room - 40
            } else {
                room
            };
            let place = Place {
                item: &item,
                width: wrap_width,
                title: title.clone(),
                fields: fields.as_deref(),
            };
            let mut nodes = self.painter.body(one.part.body, &place);
            if in_form && let Some(label) = self.extras.submit.take() {
                rename_submit(&mut nodes, &label);
            }
            if nodes.is_empty() {
                continue;
            }
            if key == "button" || key == "link" || key == "icon" {
                let row = buttons.take().unwrap_or_else(|| {
                    Node::new("row", "Actions")
                        .flow("row", 12, 0)
                        .layout("align", "center")
                });
                let first = row.children.is_empty();
                let plain = nodes.into_iter().map(|node| {
                    let primary = node
                        .props
                        .iter()
                        .any(|(name, value)| *name == "variant" && value.as_str() == Some("primary"));
                    if primary && (!first || has_form) {
                        self.outlined(node)
                    } else {
                        node
                    }
                });
                buttons = Some(row.with(plain));
                continue;
            }
            if let Some(row) = buttons.take() {
                pieces.push((target.clone(), self.wrap(row, panel, side)));
            }
            if !one.part.is('b')
                || (key != "title"
                    && one.part.is('g')
                    && self.painter.heading("", &title, 2).says(&fold(&title))
                    && key == "list")
            {
                nodes.insert(0, self.painter.heading(&format!("{title} title"), &title, 2));
            }
            let section_name = if one.asked && !one.item.phrase.is_empty() {
                capitalise(&one.item.phrase)
            } else if title.is_empty() {
                capitalise(&key.replace('-', " "))
            } else {
                title
            };
            if one.part.is('f') && nodes.len() == 1 {
                if let Some(mut node) = nodes.pop() {
                    if one.asked && !one.item.phrase.is_empty() {
                        node.name = section_name;
                    }
                    if panel {
                        node = node.layout("padding", 16u32)
                    }
                    pieces.push((target, node));
                }
                continue;
            }
            if in_form {
                form_container = Some(pieces.len());
            }
            if side && self.pairs(key) {
                let card = self
                    .painter
                    .card("frame", &section_name)
                    .layout("width", (room - 16) / 2)
                    .layout("gap", 12u32)
                    .with(nodes);
                match half.take() {
                    None => half = Some(card),
                    Some(first) => pieces.push((
                        target,
                        self.wrap(
                            Node::new("row", "Panels")
                                .flow("row", 16, 0)
                                .layout("align", "start")
                                .child(first)
                                .child(card),
                            panel,
                            side,
                        ),
                    )),
                }
                continue;
            }
            if let Some(first) = half.take() {
                pieces.push((target.clone(), self.wrap(first, panel, side)));
            }
            let bare = one.part.is('b');
            let node = if nodes.len() == 1
                && (panel || bare)
                && nodes
                    .first()
                    .is_some_and(|node| !node.children.is_empty() || panel)
                && !(side && !bare)
            {
                let mut node = nodes.pop().unwrap_or_default();
                if one.asked && !one.item.phrase.is_empty() {
                    node.name = section_name;
                }
                self.wrap(node, panel, side)
            } else if side && !bare {
                self.wrap(
                    self.painter
                        .card("frame", &section_name)
                        .layout("gap", 12u32)
                        .layout("width", room)
                        .with(nodes),
                    panel,
                    side,
                )
            } else {
                let section = Node::new("section", section_name)
                    .flow("column", if mobile { 12 } else { 20 }, 0)
                    .with(nodes);
                let centred = !mobile
                    && !panel
                    && !side
                    && !split
                    && listed("features testimonials plans logos reviews faq", key);
                let section = if centred {
                    section.layout("align", "center")
                } else {
                    section
                };
                self.wrap(section, panel, side)
            };
            let node = if split { node.layout("padding", 0u32) } else { node };
            pieces.push((target, node));
        }
        if let Some(first) = half.take() {
            pieces.push((inside.clone(), self.wrap(first, panel, side)));
        }
        // Fields that no form took get a form of their own.
        if !given && !self.extras.fields.is_empty() {
            let fields = std::mem::take(&mut self.extras.fields);
            let place = Place {
                item: &Item::default(),
                width: content,
                title: "Form".to_owned(),
                fields: Some(&fields),
            };
            let nodes = self
                .painter
                .body("form #Form\n fields name\n primary =Submit", &place);
            for node in nodes {
                pieces.push((inside.clone(), self.wrap(node, panel, side)));
            }
        }
        for label in std::mem::take(&mut self.extras.columns)
            .into_iter()
            .chain(std::mem::take(&mut self.extras.toggles))
        {
            let node = self.painter.heading(&label, &label, 2);
            pieces.push((
                inside.clone(),
                self.wrap(
                    Node::new("section", label).flow("column", 12, 0).child(node),
                    panel,
                    side,
                ),
            ));
        }
        if let Some(row) = buttons.take() {
            let row = if has_form && panel { row.flow_column() } else { row };
            let wrapped = self.wrap(row, panel, side);
            let at = form_container
                .filter(|_| panel)
                .map_or(pieces.len(), |at| (at + 1).min(pieces.len()));
            pieces.insert(at, (inside.clone(), wrapped));
        }
    }

    /// Parts that stand two in a row on a wide screen with a side bar.
    fn pairs(&self, key: &str) -> bool {
        listed(
            "chart barchart piechart sales orders stock alerts activity tasks events list budgets jobs stat-one text-one",
            key,
        )
    }

    fn outlined(&self, node: Node) -> Node {
        let look = &self.painter.look;
        node.style("background", look.surface.as_str())
            .style("color", look.text.as_str())
            .style("borderColor", look.border.as_str())
            .style("borderWidth", 1u32)
            .prop("variant", "outline")
    }

    /// Room around a section of a page.
    fn wrap(&self, node: Node, panel: bool, side: bool) -> Node {
        if panel {
            return node;
        }
        let padding = if self.request.mobile {
            16u32
        } else if side {
            16
        } else {
            48
        };
        let has_room = node
            .style
            .iter()
            .any(|(key, _)| *key == "background" || *key == "borderColor");
        if has_room || node.kind == "row" && node.name == "Panels" {
            let name = format!("{} section", node.name);
            return Node::new("section", name).flow("column", 12, padding).child(node);
        }
        if node.children.is_empty() {
            let name = format!("{} section", node.name);
            return Node::new("section", name).flow("column", 12, padding).child(node);
        }
        node.layout("padding", padding)
    }

    fn title_of(&self, one: &Chosen) -> String {
        let usual = self.painter.say(one.part.title);
        let phrase = &one.item.phrase;
        if let (Some(quote), false) = (one.item.quotes.first(), one.part.body.contains("each")) {
            if !listed("button link search messages", one.part.key) {
                return quote.clone();
            }
        }
        if !one.asked || phrase.is_empty() {
            return usual;
        }
        let words = one.item.words.join(" ");
        let plain = one.part.words.split('|').any(|keyword| keyword == words);
        if plain && !usual.is_empty() && one.part.key != "group" {
            usual
        } else {
            capitalise(phrase)
        }
    }

    /// The fields of a form: the usual ones, those that were listed, or both.
    fn fields_of(&mut self, part: &Part) -> Option<Vec<FormField>> {
        let listed_fields = std::mem::take(&mut self.extras.fields);
        let dropped = |field: &FormField| {
            self.request.without.iter().any(|words| {
                words
                    .iter()
                    .any(|word| word.len() > 2 && fold(&field.label).contains(word.trim_end_matches('s')))
            })
        };
        let usual: Vec<FormField> = part
            .body
            .lines()
            .find_map(|line| line.trim_start().strip_prefix("fields "))
            .unwrap_or_default()
            .split_whitespace()
            .map(|key| self.painter.usual_field(key))
            .filter(|field| !dropped(field))
            .collect();
        let same = |a: &FormField, b: &FormField| {
            let (a, b) = (fold(&a.label), fold(&b.label));
            a == b
                || a.ends_with(&format!(" {b}"))
                || b.ends_with(&format!(" {a}"))
                || a.starts_with(&format!("{b} "))
        };
        let account = listed(
            "form-login form-signup form-address form-payment settings-account form-code",
            part.key,
        );
        if listed_fields.is_empty() {
            return Some(usual);
        }
        let mut all: Vec<FormField> = Vec::new();
        if !account && (listed_fields.len() >= 2 || self.request.only) {
            all.extend(listed_fields);
            return Some(all);
        }
        if self.request.only && !listed("form-address", part.key) {
            return Some(listed_fields);
        }
        let splits_name = listed_fields.iter().any(|field| {
            fold(&field.label).contains("first name") || field.label == "Vorname" || field.label == "Prénom"
        });
        let names_user = part.key == "form-login"
            && listed_fields
                .iter()
                .any(|field| listed("tel", field.kind) || fold(&field.label).contains("user"));
        for field in usual {
            let stands_in = listed_fields
                .iter()
                .find(|one| same(one, &field) || (one.kind == field.kind && one.kind == "password"));
            if let Some(one) = stands_in {
                if !all.contains(one) {
                    all.push(one.clone());
                }
                continue;
            }
            let skipped = (splits_name
                && (field.label == "Name"
                    || field.label == "Nom"
                    || field.label == "Nombre"
                    || field.label == "Nome"))
                || (names_user && field.kind == "email");
            if !skipped {
                all.push(field);
            }
        }
        let at = if part.key == "form-login" || part.key == "form-signup" {
            all.iter()
                .position(|field| field.kind == "password")
                .unwrap_or(all.len())
        } else {
            all.len()
        };
        let missing: Vec<FormField> = listed_fields
            .into_iter()
            .filter(|field| !all.contains(field))
            .collect();
        let tail = all.split_off(at);
        // Names come first, passwords last.
        let (first, later): (Vec<FormField>, Vec<FormField>) = missing
            .into_iter()
            .partition(|field| fold(&field.label).contains("name"));
        let mut ordered: Vec<FormField> = first;
        ordered.extend(all);
        ordered.extend(later);
        ordered.extend(tail);
        Some(ordered)
    }

    fn nav_labels(&self, item: Option<&Item>) -> Vec<String> {
        if let Some(item) = item.filter(|item| !item.labels.is_empty()) {
            return item.labels.clone();
        }
        if self.sections.len() >= 3 && self.request.screen.layout == "page" {
            return self.sections.iter().take(4).cloned().collect();
        }
        let usual: &[&'static str] = match self.request.screen.key {
            "landing" | "pricing" | "page" => &["Features", "Pricing", "About"],
            "dashboard" | "table" => &["Home", "Orders", "Customers", "Reports"],
            "settings" => &["Profile", "Notifications", "Security", "Billing"],
            "inbox" => &["Inbox", "Sent", "Drafts", "Archive"],
            _ => &["Home", "Shop", "About us"],
        };
        usual.iter().map(|label| self.painter.say(label)).collect()
    }

    fn header(&self, title: &str, item: Option<&Item>) -> Node {
        let look = &self.painter.look;
        let node = Node::new("header", "Header")
            .flow("row", 16, if self.request.mobile { 16 } else { 20 })
            .layout("justify", "between")
            .layout("align", "center")
            .style("background", look.surface.as_str())
            .style("shadow", "sm");
        let icon = |name: &str, label: &str| {
            Node::new("icon", label)
                .layout("width", 24u32)
                .layout("height", 24u32)
                .style("color", look.text.as_str())
                .prop("icon", name)
        };
        let labelled = item.is_some_and(|item| !item.labels.is_empty());
        if self.request.mobile {
            let text = if self.request.screen.key == "chat" {
                "Noor Haddad".to_owned()
            } else if self.request.brand.is_some() {
                self.painter.brand.clone()
            } else {
                title.to_owned()
            };
            let node = node
                .child(icon(
                    if listed("chat quiz recipe checkout", self.request.screen.key) {
                        "arrow-left"
                    } else {
                        "menu"
                    },
                    "Menu icon",
                ))
                .child(self.painter.heading("Screen title", &text, 2))
                .child(icon(
                    if self.request.screen.key == "chat" {
                        "phone"
                    } else {
                        "user"
                    },
                    "Profile icon",
                ));
            return if labelled {
                node.with(self.nav_labels(item).iter().map(|label| self.painter.link(label)))
            } else {
                node
            };
        }
        let brand = self.painter.text("Brand", &self.painter.brand, 20, 700, "text");
        if self.request.screen.layout == "panel" && !labelled {
            return node.layout("width", "fill").child(brand);
        }
        let links = self.nav_labels(item);
        let node = node.child(brand).child(
            Node::new("nav", "Navigation").flow("row", 24, 0).with(
                links
                    .iter()
                    .map(|label| self.painter.link(label).style("color", look.text.as_str())),
            ),
        );
        match self.request.screen.key {
            "landing" | "page" | "pricing" => node.child(
                self.painter
                    .button(&self.painter.say("Sign up"), "primary")
                    .layout("height", 40u32),
            ),
            "shop" | "product" | "cart" | "checkout" => node.child(icon("cart", "Cart icon")),
            _ => node.child(icon("user", "Profile icon")),
        }
    }

    fn topbar(&self, title: &str, item: Option<&Item>) -> Node {
        let look = &self.painter.look;
        let node = Node::new("header", "Top bar")
            .flow("row", 12, 16)
            .layout("justify", "between")
            .layout("align", "center")
            .style("background", look.surface.as_str())
            .child(self.painter.heading("Page title", title, 1));
        match item.filter(|item| !item.labels.is_empty()) {
            Some(item) => node.with(item.labels.iter().map(|label| self.painter.link(label))),
            None => node.child(
                Node::new("avatar", "Avatar")
                    .layout("width", 36u32)
                    .layout("height", 36u32)
                    .style("radius", 18u32)
                    .prop("alt", "Dana K."),
            ),
        }
    }

    fn sidebar(&self, item: Option<&Item>) -> Node {
        const ICONS: [&str; 6] = ["home", "cart", "users", "chart", "settings", "star"];
        let mut labels = self.nav_labels(item);
        // `filter sidebar`, `sidebar with folders`: what it is for.
        if let Some(item) = item.filter(|item| item.labels.is_empty()) {
            let about: Vec<&str> = item
                .words
                .iter()
                .chain(&item.tail)
                .map(String::as_str)
                .filter(|word| !listed("sidebar side bar menu the left right on", word))
                .collect();
            if let Some(last) = about.last() {
                labels = vec![capitalise(&about.join(" "))];
                labels.extend((1..=4).map(|n| format!("{} {n}", capitalise(&singular(last)))));
            }
        }
        Node::new("sidebar", "Sidebar")
            .flow("column", 24, 20)
            .layout("width", 220u32)
            .layout("height", "fill")
            .style("background", "#111827")
            .style("color", "#e5e7eb")
            .child(
                self.painter
                    .text("Brand", &self.painter.brand, 18, 700, "#ffffff"),
            )
            .child(Node::new("nav", "Side navigation").flow("column", 4, 0).with(
                labels.iter().enumerate().map(|(at, label)| {
                    Node::new("navItem", label.clone())
                        .prop("text", label)
                        .prop("icon", ICONS.get(at % 6).copied().unwrap_or("home"))
                        .prop("active", at == 0)
                }),
            ))
    }

    fn footer(&self, item: Option<&Item>) -> Node {
        let labels = match item.filter(|item| !item.labels.is_empty()) {
            Some(item) => item.labels.clone(),
            None => ["Privacy", "Terms", "Contact"]
                .into_iter()
                .map(|label| self.painter.say(label))
                .collect(),
        };
        let tail: Vec<&str> = item
            .map(|item| {
                item.tail
                    .iter()
                    .map(String::as_str)
                    .filter(|word| word.len() > 3 && !listed("links link", word))
                    .collect()
            })
            .unwrap_or_default();
        let mut node = Node::new("footer", "Footer")
            .flow("row", 24, 24)
            .layout("justify", "between")
            .style("background", "#111827")
            .child(self.painter.text(
                "Copyright",
                &format!("© 2027 {}", self.painter.brand),
                13,
                400,
                "#9ca3af",
            ));
        if !tail.is_empty() {
            node = node.child(self.painter.text(
                "Footer note",
                &capitalise(&tail.join(" ")),
                13,
                400,
                "#9ca3af",
            ));
        }
        node.with(
            labels
                .iter()
                .map(|label| self.painter.link(label).style("color", "#9ca3af")),
        )
    }

    fn tabbar(&self, item: Option<&Item>) -> Node {
        let look = &self.painter.look;
        const ICONS: [&str; 5] = ["home", "search", "bell", "user", "settings"];
        let labels: Vec<String> = match item.filter(|item| !item.labels.is_empty()) {
            Some(item) => item.labels.clone(),
            None => ["Home", "Search", "Profile"]
                .into_iter()
                .map(|label| self.painter.say(label))
                .collect(),
        };
        Node::new("tabbar", "Tab bar")
            .flow("row", 0, 12)
            .layout("justify", "around")
            .style("background", look.surface.as_str())
            .style("borderColor", look.border.as_str())
            .with(labels.iter().enumerate().map(|(at, label)| {
                Node::new("navItem", label.clone())
                    .style(
                        "color",
                        if at == 0 {
                            look.accent.as_str()
                        } else {
                            look.muted.as_str()
                        },
                    )
                    .prop("text", label)
                    .prop("icon", ICONS.get(at % 5).copied().unwrap_or("home"))
                    .prop("active", at == 0)
            }))
    }

    /// Takes out what must not be there, puts in what would be missing, numbers the nodes.
    fn finish(self, root: Node, mut pieces: Vec<(Option<String>, Node)>, name: String) -> Composition {
        for words in &self.request.without {
            let phrase = words.join(" ");
            let kind = match words.last().map_or("", String::as_str).trim_end_matches('s') {
                "image" | "photo" | "picture" | "bild" | "bilder" => "image",
                "icon" => "icon",
                "avatar" => "avatar",
                "badge" => "badge",
                "button" if words.len() == 1 => "button",
                "link" if words.len() == 1 => "link",
                "shadow" | "colour" | "color" => continue,
                _ => "",
            };
            let stem = phrase.trim_end_matches('s').to_owned();
            let test = |node: &Node| {
                node.kind == kind
                    || (stem.len() > 2 && fold(&node.name).starts_with(&stem) && node.kind != "screen")
            };
            for (_, node) in &mut pieces {
                node.prune(&test);
            }
            pieces.retain(|(_, node)| !test(node) || node.name == "Main");
        }
        let said = |pieces: &[(Option<String>, Node)], text: &str| {
            pieces.iter().any(|(_, node)| node.any(&|node| node.says(text)))
        };
        let mut missing: Vec<String> = Vec::new();
        let quotes = self
            .request
            .quotes
            .iter()
            .chain(self.request.items.iter().flat_map(|item| &item.quotes));
        for quote in quotes {
            if !quote.starts_with('[') && !said(&pieces, &fold(quote)) {
                missing.push(quote.clone());
            }
        }
        for secret in &self.request.secrets {
            if !secret.starts_with("[API") && !secret.starts_with("[CARD") && !said(&pieces, &fold(secret)) {
                missing.push(secret.clone());
            }
        }
        for item in &self.request.items {
            let phrase = fold(&item.phrase);
            let in_parts = |words: &[String]| {
                let mut telling = words
                    .iter()
                    .filter(|word| word.len() > 3 && !listed(SHAPES, word) && !listed(BUTTON, word))
                    .peekable();
                telling.peek().is_some() && telling.all(|word| said(&pieces, word.trim_end_matches('s')))
            };
            if !phrase.is_empty()
                && item.labels.is_empty()
                && !item.each
                && !said(&pieces, &phrase)
                && !in_parts(&item.words)
            {
                missing.push(capitalise(&item.phrase));
            }
            missing.extend(
                item.labels
                    .iter()
                    .filter(|label| !said(&pieces, &fold(label)))
                    .cloned(),
            );
        }
        if !missing.is_empty() {
            let inside = pieces
                .iter()
                .rev()
                .find(|(_, node)| !matches!(node.kind, "footer" | "tabbar"))
                .and_then(|(inside, _)| inside.clone());
            let at = pieces
                .iter()
                .rposition(|(_, node)| !matches!(node.kind, "footer" | "tabbar"))
                .map_or(pieces.len(), |at| at + 1);
            let section = Node::new("section", "More")
                .flow("column", 8, if self.request.mobile { 16 } else { 24 })
                .with(
                    missing
                        .iter()
                        .map(|text| self.painter.text(text, text, 15, 400, "text")),
                );
            pieces.insert(at, (inside, section));
        }
        for (_, node) in &mut pieces {
            node.number(self.taken);
        }
        let summary = match self.request.language {
            Language::English => format!("First version: {name}"),
            Language::German => format!("Erste Version: {name}"),
            Language::French => format!("Première version : {name}"),
            Language::Spanish => format!("Primera versión: {name}"),
            Language::Italian => format!("Prima versione: {name}"),
        };
        Composition {
            root,
            pieces,
            summary,
        }
    }
}

/// Gives the main button of a form another label.
fn rename_submit(nodes: &mut [Node], label: &str) -> bool {
    for node in nodes {
        if node.kind == "button"
            && node
                .props
                .iter()
                .any(|(key, value)| *key == "variant" && value.as_str() == Some("primary"))
        {
            let mut renamed = std::mem::take(node).prop("label", label);
            renamed.name = format!("{label} button");
            *node = renamed;
            return true;
        }
        if rename_submit(&mut node.children, label) {
            return true;
        }
    }
    false
}

impl Node {
    fn flow_column(self) -> Self {
        let mut node = self.layout("direction", "column").layout("align", "stretch");
        for child in &mut node.children {
            *child = std::mem::take(child).layout("width", "fill");
        }
        node
    }
}
