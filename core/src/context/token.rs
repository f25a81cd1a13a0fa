//! A prompt as tokens: folded words with their place in the text, numbers, quotations and signs.

mod reader;

use crate::letters;
use crate::sorted::Gather;
use std::ops::Range;

use crate::context::lexicon::{self, Lang, Sense};
use reader::Reader;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A word; [`Token::text`] is folded
    Word,
    /// A number with its unit: `px`, `%`, `x` or nothing
    Number(f64, &'static str),
    /// `2nd`
    Ordinal(i32),
    /// Text in quotes, without them
    Quoted(String),
    /// Text after a colon that is to be taken as it stands
    Literal(String),
    /// What the guard put in place of personal data
    Secret(String),
    /// `#ff8800`
    Hex(String),
    /// Id of a node
    Id(usize),
    /// Words that together are the name or the text of these nodes
    Named(Vec<usize>),
    /// Words that together are an option of this node
    Choice(Vec<usize>, String),
    Comma,
    Colon,
    Arrow,
    Slash,
    /// End of a sentence or line
    Stop,
}

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Folded, synonyms unified; as typed for what is not a word
    pub(crate) text: String,
    pub(crate) sense: Option<Sense>,
    pub(crate) span: Range<usize>,
    /// Typed with a capital
    pub(crate) capital: bool,
}

impl Token {
    pub(crate) fn is(&self, sense: Sense) -> bool {
        self.sense == Some(sense)
    }
}

/// A letter without its accent, for comparing.
pub(crate) fn fold_char(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ñ' | 'ń' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        '’' | '‘' | '´' | '`' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c => c,
    }
}

/// Lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() && !text.contains('`') {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match letters::lower(c) {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            c => out.push(fold_char(c)),
        }
    }
    out
}

/// The common form of a word: singular, without endings that only bend it. Meant for comparing, not for showing.
pub(crate) fn stem(word: &str) -> String {
    let count = word.len();
    let cut = |less: usize| word.get(..count - less).unwrap_or(word).to_owned();
    if !word.is_ascii() || count < 4 {
        return word.to_owned();
    }
    if word.ends_with("ies") && count > 4 {
        return cut(3) + "y";
    }
    if word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches") || word.ends_with("shes") {
        return cut(2);
    }
    if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        return cut(1);
    }
    word.to_owned()
}

/// Words that are written in several ways, and their one form here.
const ONE_FORM: &[(&str, &str)] = &[
    ("e mail", "email"),
    ("e-mail", "email"),
    ("mail", "email"),
    ("log in", "login"),
    ("log-in", "login"),
    ("sign in", "login"),
    ("sign-in", "login"),
    ("signin", "login"),
    ("log out", "logout"),
    ("log-out", "logout"),
    ("sign out", "logout"),
    ("signout", "logout"),
    ("sign up", "signup"),
    ("sign-up", "signup"),
    ("check box", "checkbox"),
    ("check boxes", "checkbox"),
    ("drop down", "dropdown"),
    ("drop-down", "dropdown"),
    ("nav bar", "navbar"),
    ("side bar", "sidebar"),
    ("sub title", "subtitle"),
    ("sub-title", "subtitle"),
    ("sub heading", "subheading"),
    ("place holder", "placeholder"),
    ("drop shadow", "shadow"),
    ("to do", "todo"),
    ("to-do", "todo"),
    ("wish list", "wishlist"),
    ("bread crumb", "breadcrumb"),
    ("tool bar", "toolbar"),
    ("tab bar", "tabbar"),
    ("colour", "color"),
    ("colours", "colors"),
    ("coloured", "colored"),
    ("centre", "center"),
    ("centred", "centered"),
    ("grey", "gray"),
    ("greyish", "gray"),
    ("photo", "image"),
    ("photos", "images"),
    ("picture", "image"),
    ("pictures", "images"),
    ("pic", "image"),
    ("pics", "images"),
    ("img", "image"),
    ("username", "user name"),
    ("telephone", "phone"),
    ("tel", "phone"),
    ("btn", "button"),
    ("btns", "buttons"),
    ("pwd", "password"),
    ("timestamp", "time"),
    ("timestamps", "times"),
    ("favourite", "favorite"),
    ("favourites", "favorites"),
    ("cancelled", "canceled"),
    ("licence", "license"),
];

fn one_form(word: &str) -> Option<&'static str> {
    ONE_FORM.iter().find(|(from, _)| *from == word).map(|(_, to)| *to)
}

/// The pieces of a folded text that are words, as they are written.
pub(crate) fn pieces(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|w| {
            if w.contains('\'') {
                w.trim_matches('\'').trim_end_matches("'s")
            } else {
                w
            }
        })
        .filter(|w| !w.is_empty())
}

/// Whether the piece and the one after it may be one word: [`joined`] can say something.
pub(crate) fn opens(piece: &str) -> bool {
    ONE_FORM
        .iter()
        .any(|(from, _)| from.strip_prefix(piece).is_some_and(|rest| rest.starts_with(' ')))
}

/// The one word that two pieces are: `log in`.
pub(crate) fn joined(piece: &str, next: &str) -> Option<String> {
    (piece.len() + next.len() < 16)
        .then(|| one_form(&format!("{piece} {next}")))
        .flatten()
        .map(stem)
}

/// The words that one piece stands for, unified and stemmed.
pub(crate) fn unified(piece: &str) -> Vec<String> {
    match one_form(piece) {
        Some(one) => one.split(' ').map(stem).gather(),
        None if piece.chars().next().is_some_and(is_cjk) => lexicon::segment(piece)
            .into_iter()
            .map(|(piece, _)| piece)
            .gather(),
        None => vec![stem(piece)],
    }
}

/// The words of a text of a document, folded, unified and stemmed, in order.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut out = Vec::new();
    let mut pieces = pieces(&folded).peekable();
    while let Some(piece) = pieces.next() {
        if let Some(one) = pieces.peek().and_then(|next| joined(piece, next)) {
            out.push(one);
            pieces.next();
        } else {
            out.extend(unified(piece));
        }
    }
    out
}

/// `sooo` is `so`, `greeen` is `green`: a letter that is held, if that makes a known word.
fn drawn_out(word: &str) -> Option<String> {
    let held = |letters: usize| {
        let mut out = String::new();
        let mut run = 0;
        for c in word.chars() {
            run = if out.ends_with(c) { run + 1 } else { 1 };
            if run <= letters {
                out.push(c);
            }
        }
        out
    };
    let known = |word: &String| lexicon::sense(word, Lang::En).is_some();
    let two = held(2);
    if two == word {
        return None;
    }
    Some(two).filter(known).or_else(|| Some(held(1)).filter(known))
}

/// Splits `navItem` and `login-form` into words; for types and ids.
pub(crate) fn name_parts(name: &str) -> Vec<String> {
    words(&spaced(name))
}

/// `navItem` as `nav Item`.
pub(crate) fn spaced(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for c in name.chars() {
        if letters::is_upper(c) && lower {
            spaced.push(' ');
        }
        lower = letters::is_lower(c);
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    spaced
}

pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether two words differ by typing errors only: one for four letters and more, two from eight on.
pub(crate) fn nearly(a: &str, b: &str) -> bool {
    // A word is held against all of a document, and nearly all differ at first sight: before they are counted and taken apart.
    let start = |word: &str| {
        let mut letters = word.chars();
        (letters.next(), letters.next())
    };
    let ((a1, a2), (b1, b2)) = (start(a), start(b));
    if a1 != b1 && a2 != b1 && a1 != b2 {
        return false;
    }
    let (in_a, in_b) = (a.chars().count(), b.chars().count());
    let shorter = in_a.min(in_b);
    if shorter < 4 || in_a.abs_diff(in_b) > 2 {
        return false;
    }
    // A wrong first letter is rare, and short words differ by it.
    if a1 != b1 && shorter < 6 {
        return false;
    }
    let allowed = if shorter >= 8 { 2 } else { 1 };
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().gather(), b.chars().gather());
    if a.iter().chain(&b).any(char::is_ascii_digit) {
        return false;
    }
    distance(&a, &b, allowed) <= allowed
}

/// Edits between two words, a swap of neighbours counting one; gives up above `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).gather();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (get(&row, j) + usize::from(x != y))
                .min(get(&row, j + 1) + 1)
                .min(get(&next, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x) {
                best = best.min(get(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        // Two rows, since a swap steps over one.
        let within = |row: &[usize]| row.iter().any(|edits| *edits <= limit);
        if !within(&row) && !within(&before) {
            return limit + 1;
        }
    }
    row.last().copied().unwrap_or(limit + 1)
}

/// Splits a prompt. `known` says which pieces of text are node ids, `name` joins the words that together name nodes.
pub(crate) fn tokenize(
    text: &str,
    known: &dyn Fn(&str) -> Option<usize>,
    name: &dyn Fn(Vec<Token>) -> Vec<Token>,
) -> Vec<Token> {
    let lang = lexicon::language(text);
    let chars: Vec<(usize, char)> = text.char_indices().gather();
    let mut raw = Reader {
        text,
        chars: &chars,
        at: 0,
        out: Vec::new(),
    };
    raw.read(known);
    let tokens = lexicon::translate(unify(raw.out), lang);
    lexicon::give_senses(name(tokens))
}

/// Joins `log in` to `login` and the like.
fn unify(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut iter = tokens.into_iter().peekable();
    while let Some(mut token) = iter.next() {
        if token.kind == Kind::Word {
            if let Some(next) = iter.peek()
                && next.kind == Kind::Word
                && let Some(one) = one_form(&format!("{} {}", token.text, next.text))
            {
                token.text = one.to_owned();
                token.span.end = next.span.end;
                iter.next();
            } else if let Some(one) = one_form(&token.text) {
                token.text = one.to_owned();
            }
        }
        out.push(token);
    }
    out
}
