//! What a first prompt asks for: kind of screen, topic, the things that are listed, what must not be there, looks.

use super::data::{Language, Part, Screen, fields, parts, screens, topics};
use super::item::Item;
use super::items::Reader;
use super::words::{Kind, Token, count_of, matches_at, tokenize};
use crate::context::lexicon::{self, Lang, Sense};
use crate::letters;
use crate::sorted::Gather;

/// Words of a prompt that are looked at.
const MAX_TOKENS: usize = 1_500;

/// A first prompt, read.
pub(super) struct Request {
    pub(super) language: Language,
    pub(super) screen: Screen,
    /// `two` in `compare two phones`
    pub(super) count: Option<u32>,
    pub(super) mobile: bool,
    pub(super) tablet: bool,
    pub(super) dark: bool,
    /// Colours that were named, as hex
    pub(super) colours: Vec<&'static str>,
    /// `bike shop`; empty when nothing is said
    pub(super) topic: String,
    /// It was said what it is for
    pub(super) about: bool,
    /// What it is called, where that tells more than the kind of screen: `Gym class schedule`
    pub(super) title: String,
    /// A proper name
    pub(super) brand: Option<String>,
    pub(super) items: Vec<Item>,
    /// What must not be there, folded
    pub(super) without: Vec<Vec<String>>,
    /// Nothing but what is listed
    pub(super) only: bool,
    /// Folded words of the whole prompt
    pub(super) words: Vec<String>,
    /// Texts in quotes that belong to no item
    pub(super) quotes: Vec<String>,
    /// Placeholders of the guard
    pub(super) secrets: Vec<String>,
}

pub(super) const ARTICLES: &str = "a an the my our your this that these those some any few ein eine einen einem einer der die das den dem des \
    un une le la les l du de d des el los las una uno unos unas lo gli i il del della dei degli delle al alla mon ma mes notre mi \
    meine mein unser unsere unseren its their also maybe please just then there is are be should must can it has have having i want \
    need would like to add show shows showing include includes including contains display displays put use make give me create design \
    build draw generate crea creer erstelle baue mach zeige fais affiche muestra mostra etc so new simple clean modern minimal nice \
    beautiful basic very each every big small large in at on as well us we let's mostly only nur seulement solo eigentlich und y et e \
    plus one big another extra second own bitte favor piacere s'il plait hacer haz con mit avec with featuring s het een mijn onze";
pub(super) const NO: &str = "no without not zonder geen ohne kein keine keinen sans pas sin senza nessun nessuna don't dont except excluding minus never omit";
pub(super) const AND: &str = "and und plus then sowie et y ed e as nor or oder ou o ni und/oder";
pub(super) const WITH: &str = "with mit avec con met including showing featuring where that which containing incl inklusive incluyendo compreso dove wo donde ou \
    has have having contains shows listing offering";
const FOR: &str =
    "for voor about of fur uber von zu zum zur pour sur para sobre per su around to selling called named";
pub(super) const LOOKS: &str = "dark mode theme light mobile desktop tablet app responsive version style styled design look looks colour color colours colors \
    palette modern minimal minimalist clean simple friendly playful elegant professional dunkel dunkles modus sombre oscuro scuro handy smartphone \
    ios android iphone web website landscape portrait background accent branding tone feel screen page layout fun funny bit cute bold";

pub(super) fn listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// Whether one of the words is listed.
pub(super) fn any_listed(words: &[String], list: &str) -> bool {
    words.iter().any(|word| listed(list, word))
}

/// Whether a prompt has a word that says what is wanted, or at least reads like a sentence.
pub(crate) fn says_something(prompt: &str) -> bool {
    let words = word_list(&tokenize(prompt));
    let known = |list: &str| {
        list.split('|')
            .any(|keyword| (0..words.len()).any(|at| matches_at(&words, at, keyword) > 0))
    };
    let thing = |word: &String| matches!(lexicon::sense(word, Lang::En), Some(Sense::Class(_)));
    // Words of alphabets that the tables hardly know may say anything.
    prompt.chars().any(|c| c > '\u{36f}' && c.is_alphabetic())
        || prompt.contains(['"', '“', '„', '«', '['])
        || screens().any(|screen| known(screen.words))
        || parts().any(|part| known(part.words))
        || topics().any(|topic| known(topic.words))
        || fields().any(|field| known(field.words))
        || words.iter().any(thing)
        || words.len() > 2 && (any_listed(&words, ARTICLES) || any_listed(&words, FOR))
}

/// Nouns that say nothing about the kind of screen.
const GENERIC: &str = "page screen app site website application something thing one view seite pagina ecran ui wireframe mockup design flow part \
    place way where people users user who so that they";

/// The colour words of five languages.
const COLOURS: &[(&str, &str)] = &[
    ("red rot rouge rojo rosso", "#dc2626"),
    ("orange naranja arancione", "#ea580c"),
    ("yellow gelb jaune amarillo giallo", "#eab308"),
    ("gold golden dore dorado dorato", "#ca8a04"),
    ("green grun vert verte verde", "#16a34a"),
    ("mint", "#34d399"),
    ("teal turquoise turkis tuerkis turquesa turchese", "#0d9488"),
    ("blue blau bleu bleue azul blu", "#2563eb"),
    ("navy", "#1e3a8a"),
    (
        "purple violet lila violett morado viola violeta lavender",
        "#7c3aed",
    ),
    ("pink rosa rose", "#db2777"),
    ("brown braun marron marrone", "#92400e"),
    ("beige cream", "#d6c7a1"),
    ("black schwarz noir negro nero", "#111827"),
    ("grey gray grau gris grigio", "#4b5563"),
    ("coral", "#f97362"),
    ("white weiss blanc blanco bianco", "#ffffff"),
];

pub(super) fn colour_of(word: &str) -> Option<&'static str> {
    COLOURS
        .iter()
        .find(|(words, _)| listed(words, word))
        .map(|&(_, hex)| hex)
}

impl Request {
    pub(super) fn read(prompt: &str) -> Self {
        let mut tokens = described(prompt, tokenize(prompt));
        tokens.truncate(MAX_TOKENS);
        let words: Vec<String> = tokens
            .iter()
            .map(|token| token.word().to_owned())
            .filter(|w| !w.is_empty())
            .gather();
        let language = language_of(&words);
        let has = |list: &str| words.iter().any(|word| listed(list, word));

        let head_end = end_of_head(&tokens, language);
        let head = tokens.get(..head_end).unwrap_or_default();
        let (noun_end, topic_range) = split_topic(head);
        let noun: Vec<String> = word_list(head.get(..noun_end).unwrap_or_default());
        let found = screen_of(&noun, language).or_else(|| screen_of(&word_list(head), language));
        // "a cookie banner with accept, reject and settings" is not one for settings.
        let says_what = noun.iter().any(|word| {
            !listed(ARTICLES, word)
                && !listed(LOOKS, word)
                && !listed(GENERIC, word)
                && count_of(word).is_none()
        });
        // "list of 5 invoices with a Send button" is no invoice.
        let gathers = noun
            .iter()
            .find(|word| !listed(ARTICLES, word))
            .is_some_and(|word| {
                listed(GATHERS, word)
                    || count_of(word).is_some_and(|n| n > 1)
                        && noun.last().is_some_and(|word| word.ends_with('s'))
            })
            && tokens
                .iter()
                .take(head_end + 3)
                .any(|token| count_of(token.word()).is_some_and(|n| n > 1))
            && found.is_none_or(|screen| {
                listed(
                    "page invoice recipe article product video profile course form calendar travel",
                    screen.key,
                )
            });
        let found = found.filter(|_| !gathers);
        let screen = found.or_else(|| first_screen(&words).filter(|_| !says_what));
        let names_screen = found.is_some()
            || noun
                .iter()
                .any(|word| listed("page screen app site website seite pagina ecran", word));

        let mut quotes: Vec<String> = Vec::new();
        let mut secrets = Vec::new();
        for token in &tokens {
            match &token.kind {
                Kind::Quote(text) if !text.is_empty() && quotes.len() < 40 => quotes.push(text.clone()),
                Kind::Secret(text) if !secrets.contains(text) => secrets.push(text.clone()),
                _ => {}
            }
        }
        let mut reader = Reader::new(prompt, language);
        reader.read(if gathers {
            &tokens
        } else if names_screen || screen.is_none() {
            tokens.get(head_end..).unwrap_or_default()
        } else {
            &tokens
        });
        if !names_screen && screen.is_none() && reader.is_empty() {
            reader.read(&tokens);
        }
        // A refusal inside the head: `login without header`.
        let (items, without) = reader.finish();
        let used: Vec<&String> = items.iter().flat_map(|item| &item.quotes).gather();
        let shown = |quote: &str| {
            items
                .iter()
                .flat_map(|item| &item.shows)
                .any(|show| show.contains(quote))
        };
        quotes.retain(|quote| !used.contains(&quote) && !shown(quote));

        let screen = screen
            .or_else(|| screens().find(|screen| screen.key == "page"))
            .unwrap_or(FALLBACK);
        let topic = topic_range
            .map(|range| phrase_of(prompt, head.get(range).unwrap_or_default()))
            .filter(|topic| !listed(WHEN, topic))
            .unwrap_or_default();
        let counted = tokens
            .iter()
            .position(|token| count_of(token.word()).is_some_and(|n| n > 1));
        let topic = match counted.and_then(|at| tokens.get(at + 1..)).filter(|_| gathers) {
            Some(things) => phrase_of(
                prompt,
                things.get(..end_of_head(things, language)).unwrap_or_default(),
            ),
            None => topic,
        };
        let about = !topic.is_empty();
        let own = leftover(&noun, &screen);
        let often = noun
            .iter()
            .any(|word| listed("daily weekly monthly yearly annual", word));
        let title = if own.is_empty() && !often || gathers {
            String::new()
        } else {
            title_of(prompt, head.get(..noun_end).unwrap_or_default(), &screen)
        };
        let topic = if topic.is_empty() { own } else { topic };
        let topic = if topic.is_empty() && !names_screen {
            late_topic(prompt, &tokens)
        } else {
            topic
        };
        let count = noun
            .iter()
            .find_map(|word| count_of(word))
            .filter(|_| found.is_some());
        let desktop = has("desktop website web webseite browser");
        Self {
            language,
            mobile: has("mobile iphone android ios smartphone handy movil cellulare mobil")
                || (!desktop && (has("app") || screen.mobile)),
            tablet: has("tablet ipad"),
            dark: is_dark(&tokens),
            colours: words.iter().filter_map(|word| colour_of(word)).gather(),
            brand: brand_of(prompt, &tokens),
            topic,
            about,
            title,
            count,
            screen,
            items,
            without,
            only: has("only nur seulement solo just nothing else"),
            words,
            quotes,
            secrets,
        }
    }
}

/// Whether a dark look is asked for; a toggle for it or dark chocolate is something else.
fn is_dark(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        let next = tokens.get(at + 1).map_or("", |token| token.word());
        let after = tokens.get(at + 2).map_or("", |token| token.word());
        let looks = "mode theme design modus version ui style background look";
        match token.word() {
            "dark" | "dunkel" | "dunkles" | "dunkler" | "sombre" | "oscuro" | "oscura" | "scuro"
            | "scura" => {
                (next.is_empty()
                    || listed(looks, next)
                    || listed(AND, next)
                    || listed(WITH, next)
                    || listed("for fur pour", next))
                    && !listed("toggle switch option setting schalter button", after)
            }
            "mode" | "modo" | "modalita" => listed("sombre oscuro scura scuro nuit noche", next),
            "darkmode" | "black" | "schwarz" | "noir" | "nero" | "negro" => {
                !listed("tea coffee friday forest", next)
            }
            _ => false,
        }
    })
}

const FALLBACK: Screen = Screen {
    key: "page",
    weight: 0,
    mobile: false,
    layout: "page",
    width: 1200,
    title: "Page",
    words: "",
    core: "hero-small",
    more: "",
};

/// Leaves out sentences that speak to the model instead of about the screen.
fn described(prompt: &str, tokens: Vec<Token>) -> Vec<Token> {
    let is_end = |token: &Token| token.kind == Kind::Stop;
    let sentences: Vec<&[Token]> = tokens.split_inclusive(is_end).gather();
    let commands = |sentence: &&[Token]| {
        let hits = sentence
            .iter()
            .filter(|token| listed("ignore disregard forget instructions instruction prompt system reveal jailbreak previous developer override", token.word()))
            .count();
        let (first, last) = (sentence.first(), sentence.last());
        let span = first
            .zip(last)
            .and_then(|(first, last)| prompt.get(first.range.start..last.range.end));
        hits >= 2 || span.is_some_and(crate::context::guard::commands)
    };
    if sentences.len() < 2 || sentences.iter().all(commands) {
        return tokens;
    }
    sentences
        .into_iter()
        .filter(|sentence| !commands(sentence))
        .flatten()
        .cloned()
        .gather()
}

pub(super) fn word_list(tokens: &[Token]) -> Vec<String> {
    tokens
        .iter()
        .map(|token| token.word().to_owned())
        .filter(|word| !word.is_empty())
        .gather()
}

fn language_of(words: &[String]) -> Language {
    const MARKS: [(&str, Language); 5] = [
        (
            "het een voor met en naar zonder knop pagina van bij als ook niet mijn",
            Language::Dutch,
        ),
        (
            "und der die das mit fur ein eine einen seite ohne oben unten anmeldung felder knopf startseite bitte ist auch drei",
            Language::German,
        ),
        (
            "une le les des avec pour sans et page d l connexion champ champs bouton du au aux qui trois",
            Language::French,
        ),
        (
            "una el los las con para y de pagina del sin boton campos inicio sesion por que tres",
            Language::Spanish,
        ),
        (
            "una il lo gli con per e di pagina della senza pulsante campi accesso del che tre dei delle",
            Language::Italian,
        ),
    ];
    let english = "a an the with for and of page screen app to in no".split_whitespace();
    let count = |list: &mut dyn Iterator<Item = &str>| {
        let list: Vec<&str> = list.gather();
        words.iter().filter(|word| list.contains(&word.as_str())).count()
    };
    let mut best = (count(&mut english.into_iter()), Language::English);
    for (list, language) in MARKS {
        let hits = count(&mut list.split_whitespace());
        if hits > best.0 {
            best = (hits, language);
        }
    }
    // One word is enough when no English one speaks against it: `Anmeldeseite`.
    if best.0 == 0 {
        let stems = [
            ("anmelde", Language::German),
            ("registrier", Language::German),
            ("connexion", Language::French),
        ];
        if let Some((_, language)) = stems
            .iter()
            .find(|(stem, _)| words.iter().any(|word| word.starts_with(stem)))
        {
            return *language;
        }
    }
    best.1
}

/// Where the naming of the screen ends and the list of what is on it begins.
fn end_of_head(tokens: &[Token], language: Language) -> usize {
    let mut end = tokens.len();
    for (at, token) in tokens.iter().enumerate() {
        let stops = match &token.kind {
            Kind::Comma | Kind::Colon | Kind::Stop | Kind::Open => at > 0,
            Kind::Word(word) => {
                let list_start = listed(WITH, word) && !(word == "ou" && language != Language::French);
                (list_start && at > 0) || listed(NO, word) || word == "but" || word == "aber"
            }
            Kind::Quote(_) | Kind::Secret(_) | Kind::Close => false,
        };
        if stops {
            end = at;
            break;
        }
    }
    // `e-mail for Ada` names the screen before its first `for`, whatever comes after.
    end
}

/// The head before its topic, and the tokens of the topic.
fn split_topic(head: &[Token]) -> (usize, Option<std::ops::Range<usize>>) {
    let preposition = |from: usize| {
        head.iter()
            .enumerate()
            .skip(from)
            .find(|(at, token)| *at > 0 && listed(FOR, token.word()))
            .map(|(at, _)| at)
    };
    let Some(mut at) = preposition(1) else {
        let cut = head
            .iter()
            .position(|token| listed("between zwischen entre tra", token.word()));
        return (cut.unwrap_or(head.len()), None);
    };
    let noun_end = head
        .iter()
        .position(|token| listed("between zwischen entre tra", token.word()))
        .map_or(at, |cut| cut.min(at));
    // `chat between two people about a lost cat`: the last one that tells is the topic, `about` before `for`.
    if let Some((about, _)) = head
        .iter()
        .enumerate()
        .find(|(_, t)| listed("about uber sur sobre su", t.word()))
    {
        at = about;
    }
    (noun_end, Some(at + 1..head.len()))
}

/// The screen that a noun phrase names. English and German put the main noun last, the others first.
fn screen_of(noun: &[String], language: Language) -> Option<Screen> {
    let mut best: Option<(usize, Screen)> = None;
    for screen in screens() {
        for keyword in screen.words.split('|') {
            for at in 0..noun.len() {
                let length = matches_at(noun, at, keyword);
                if length == 0 {
                    continue;
                }
                let place = match language {
                    Language::English | Language::German | Language::Dutch => at + length,
                    _ => noun.len() - at,
                };
                let score = screen.weight.min(3) * 100 + place * 10 + length * 5 + screen.weight;
                if best.is_none_or(|(top, _)| score > top) {
                    best = Some((score, screen));
                }
            }
        }
    }
    let best = best.map(|(_, screen)| screen);
    // "a job application form" is a form, whatever it is for.
    let form = language == Language::English && noun.last().is_some_and(|word| word == "form");
    match best {
        Some(screen) if form && !screen.core.contains("form-") => {
            screens().find(|screen| screen.key == "form")
        }
        best => best,
    }
}

/// The first strong word for a screen anywhere.
fn first_screen(words: &[String]) -> Option<Screen> {
    (0..words.len()).find_map(|at| {
        screens().filter(|screen| screen.weight >= 3).find(|screen| {
            screen
                .words
                .split('|')
                .any(|keyword| matches_at(words, at, keyword) > 0)
        })
    })
}

/// What a noun phrase says besides the kind of screen: `bike shop` in `bike shop landing page`.
fn leftover(noun: &[String], screen: &Screen) -> String {
    let mut taken = vec![false; noun.len()];
    for keyword in screen.words.split('|') {
        for at in 0..noun.len() {
            let length = matches_at(noun, at, keyword);
            taken
                .iter_mut()
                .skip(at)
                .take(length)
                .for_each(|slot| *slot = true);
        }
    }
    let rest: Vec<&str> = noun
        .iter()
        .zip(&taken)
        .filter(|(word, taken)| {
            !**taken
                && !listed(ARTICLES, word)
                && !listed(LOOKS, word)
                && !listed(WHEN, word)
                && !listed("home view form card seite formular ui ux wireframe mockup centre center tracker player detail overview \
                    user users board question up in out d e simple pagina page une list details", word)
                && colour_of(word).is_none()
                && count_of(word).is_none()
        })
        .map(|(word, _)| word.as_str())
        .gather();
    rest.join(" ")
}

/// The typed name of the screen, without what every screen could be called.
fn title_of(prompt: &str, noun: &[Token], screen: &Screen) -> String {
    let idle = |token: &Token| {
        let word = token.word();
        listed(ARTICLES, word)
            || listed(LOOKS, word) && (screen.key == "page" || !listed("page screen app website", word))
    };
    let from = noun.iter().position(|token| !idle(token)).unwrap_or(noun.len());
    let to = noun.iter().rposition(|token| !idle(token)).map_or(0, |at| at + 1);
    let named = noun.get(from..to).unwrap_or_default();
    match (named.first(), named.last()) {
        (Some(first), Some(last)) if named.len() < 6 => {
            letters::capitalised(prompt.get(first.range.start..last.range.end).unwrap_or_default())
        }
        _ => String::new(),
    }
}

/// Words that say that there are several.
pub(super) const GATHERS: &str = "list grid collection overview liste lista lijst elenco ubersicht";

/// Words that say when, and nothing about the topic.
const WHEN: &str = "today tomorrow tonight daily weekly monthly yearly annual day week month year morning evening monday tuesday wednesday \
    thursday friday saturday sunday heute diese woche";

/// The typed text of some tokens, without articles at the start.
fn phrase_of(prompt: &str, tokens: &[Token]) -> String {
    let from = tokens
        .iter()
        .position(|token| !listed(ARTICLES, token.word()))
        .unwrap_or(tokens.len());
    let tokens = tokens.get(from..).unwrap_or_default();
    // Device and looks at the end are not part of it: `for a gym on mobile`.
    let until = tokens
        .iter()
        .rposition(|token| {
            !listed(LOOKS, token.word()) && !listed("on in auf im en sur su for and", token.word())
        })
        .map_or(0, |at| at + 1);
    let (Some(first), Some(last)) = (tokens.first(), tokens.get(until.wrapping_sub(1))) else {
        return String::new();
    };
    prompt
        .get(first.range.start..last.range.end)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// `hero, pricing and a footer for a note app`: what follows the last `for`.
fn late_topic(prompt: &str, tokens: &[Token]) -> String {
    let Some(at) = tokens
        .iter()
        .rposition(|token| listed("for fur pour para per", token.word()))
    else {
        return String::new();
    };
    let rest = tokens.get(at + 1..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|token| !matches!(token.kind, Kind::Word(_)))
        .unwrap_or(rest.len());
    phrase_of(prompt, rest.get(..end).unwrap_or_default())
}

/// A proper name: `called "Foo"`, `named Foo Bar`.
fn brand_of(prompt: &str, tokens: &[Token]) -> Option<String> {
    let at = tokens.iter().position(|token| {
        listed(
            "called named namens nommee appelee llamada llamado chiamato chiamata",
            token.word(),
        )
    })?;
    let rest = tokens.get(at + 1..)?;
    if let Some(Token {
        kind: Kind::Quote(text),
        ..
    }) = rest.first()
    {
        return Some(text.clone());
    }
    let capital = |token: &&Token| {
        prompt
            .get(token.range.clone())
            .is_some_and(letters::is_capitalised)
            || token.word().starts_with(|c: char| c.is_ascii_digit())
    };
    let length = rest.iter().take_while(capital).count().max(1);
    let (first, last) = (rest.first()?, rest.get(length - 1)?);
    let name = prompt.get(first.range.start..last.range.end)?;
    (!name.is_empty() && !first.word().is_empty()).then(|| name.to_owned())
}

/// Whether a word that matches the last one of a keyword is that, or its plural.
fn is_exact(keyword: &str, word: &str) -> bool {
    let last = keyword.rsplit(' ').next().unwrap_or_default();
    word.strip_prefix(last)
        .is_some_and(|word| listed("|s|es|n|en", word))
}

/// The part that some words name best, if any.
pub(super) fn part_of(words: &[String]) -> Option<Part> {
    let mut best: Option<(usize, Part)> = None;
    for part in parts() {
        for keyword in part.words.split('|').filter(|keyword| !keyword.is_empty()) {
            for at in 0..words.len() {
                let length = matches_at(words, at, keyword);
                if length == 0 {
                    continue;
                }
                let last = at + length == words.len();
                let score = length * 20
                    + if last { 10 } else { 0 }
                    + if last && part.is('s') { 100 } else { 0 }
                    + if part.is('g') { 0 } else { 12 }
                    + usize::from(
                        words
                            .get(at + length - 1)
                            .is_some_and(|word| is_exact(keyword, word)),
                    ) * 4;
                if best.is_none_or(|(top, _)| score > top) {
                    best = Some((score, part));
                }
            }
        }
    }
    best.map(|(_, part)| part)
}

/// A part that is no general one.
pub(super) fn strong_part(words: &[String]) -> Option<Part> {
    part_of(words).filter(|part| !part.is('g'))
}
