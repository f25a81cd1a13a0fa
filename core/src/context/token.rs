//! A prompt as tokens: folded words with their place in the text, numbers, quotations and signs.

use crate::letters;
use crate::sorted::Gather;
use std::ops::Range;

use crate::context::guard::placeholder_at;
use crate::context::lexicon::{self, Lang, Sense};
use crate::context::word_list::listed;
use crate::document::parse_number;

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

struct Reader<'a> {
    text: &'a str,
    chars: &'a [(usize, char)],
    at: usize,
    out: Vec<Token>,
}

impl Reader<'_> {
    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(_, c)| *c)
    }

    fn offset(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |(offset, _)| *offset)
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text
            .get(self.offset(from)..self.offset(to))
            .unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, text: String, from: usize, to: usize) {
        let span = self.offset(from)..self.offset(to);
        let capital = self.char(from).is_some_and(letters::is_upper);
        self.out.push(Token {
            kind,
            text,
            sense: None,
            span,
            capital,
        });
        self.at = to.max(self.at + 1);
    }

    fn read(&mut self, known: &dyn Fn(&str) -> Option<usize>) {
        while let Some(c) = self.char(self.at) {
            let from = self.at;
            let starts = from == 0
                || self.char(from - 1).is_some_and(|b| {
                    b.is_whitespace() || matches!(b, '(' | '[' | ',' | ':' | '/' | '>' | '→' | '#' | '"')
                });
            if starts && (self.id(known) || self.address()) {
                continue;
            }
            match c {
                '\n' => self.push(Kind::Stop, "\n".into(), from, from + 1),
                _ if c.is_whitespace() => self.at += 1,
                '[' if self.secret() => {}
                '"' | '“' | '„' | '«' | '”' | '「' | '\'' | '‘' | '‚' | '`' if self.quoted(c, starts) =>
                    {}
                '#' if self.hex() => {}
                ',' | '、' | '(' | ')' => self.push(Kind::Comma, c.to_string(), from, from + 1),
                ':' | '：' => self.push(Kind::Colon, ":".into(), from, from + 1),
                '.' if self
                    .char(from + 1)
                    .is_some_and(|c| !c.is_whitespace() && c != '"' && c != '\'') =>
                {
                    self.at += 1
                }
                // "Octavia E. Butler"
                '.' if from > 1
                    && self.char(from - 1).is_some_and(letters::is_upper)
                    && self.char(from - 2).is_some_and(char::is_whitespace)
                    && self.char(from + 1) == Some(' ')
                    && self.char(from + 2).is_some_and(letters::is_upper) =>
                {
                    self.at += 1
                }
                // "change Dana K. to Marco P."
                '.' if from > 1
                    && self.char(from - 1).is_some_and(letters::is_upper)
                    && self.char(from - 2).is_some_and(char::is_whitespace)
                    && self.char(from + 1) == Some(' ')
                    && self.out.iter().rev().nth(1).is_some_and(|name| name.capital) =>
                {
                    self.at += 1
                }
                // "Dr. Sato", "approx. 5"
                '.' if self.char(from + 1) == Some(' ')
                    && self.out.last().is_some_and(|last| {
                        last.span.end == self.offset(from)
                            && listed("dr|mr|mrs|ms|st|prof|vs|approx|incl|ca", &last.text)
                    }) =>
                {
                    self.at += 1
                }
                // "9.9. to 25.11."
                '.' if from > 2
                    && self.char(from - 1).is_some_and(|c| c.is_ascii_digit())
                    && self.out.last().is_some_and(|last| {
                        last.text.contains('.') && last.span.end == self.offset(from)
                    })
                    && ["to ", "bis ", "until ", "till ", "and ", "- ", "– "]
                        .iter()
                        .any(|word| self.slice(from + 2, from + 2 + word.chars().count()) == *word) =>
                {
                    self.at += 1
                }
                // "e.g. 978", "z. B."
                '.' if from > 1
                    && self.char(from - 1).is_some_and(char::is_alphabetic)
                    && matches!(self.char(from - 2), Some('.'))
                    && self.char(from + 1) == Some(' ') =>
                {
                    self.at += 1
                }
                ';' | '.' | '!' | '?' | '。' | '！' | '？' | '•' | '*' => {
                    self.push(Kind::Stop, c.to_string(), from, from + 1);
                }
                '→' | '⇒' | '➔' | '=' | '>' => {
                    let to = if self.char(from + 1) == Some('>') {
                        from + 2
                    } else {
                        from + 1
                    };
                    self.push(Kind::Arrow, "→".into(), from, to);
                }
                '-' | '–' | '—' | '―' => {
                    if self.char(from + 1) == Some('>') || (c == '-' && self.slice(from, from + 3) == "-->") {
                        let to = if self.char(from + 1) == Some('>') {
                            from + 2
                        } else {
                            from + 3
                        };
                        self.push(Kind::Arrow, "→".into(), from, to);
                    } else if starts && self.char(from + 1) == Some(' ') {
                        let bullet = from == 0 || self.char(from - 1) == Some('\n');
                        let kind = if bullet { Kind::Stop } else { Kind::Comma };
                        self.push(kind, c.to_string(), from, from + 1);
                    } else {
                        self.at += 1;
                    }
                }
                '&' | '+' => {
                    self.push(Kind::Word, "and".into(), from, from + 1);
                }
                '/' => self.push(Kind::Slash, "/".into(), from, from + 1),
                _ if c.is_ascii_digit() => self.number(),
                _ if is_cjk(c) => self.cjk(),
                _ if c.is_alphanumeric() => self.word(),
                _ => self.at += 1,
            }
        }
    }

    /// A node id as it stands, if it does not look like a plain word.
    fn id(&mut self, known: &dyn Fn(&str) -> Option<usize>) -> bool {
        let from = self.at;
        let mut to = from;
        while self
            .char(to)
            .is_some_and(|c| !c.is_whitespace() && !matches!(c, ',' | '"' | ')' | ']' | '→'))
        {
            to += 1;
        }
        while to > from {
            let piece = self.slice(from, to);
            let odd = piece.chars().any(|c| !c.is_alphabetic()) && piece.chars().count() > 1
                // `petMeta`
                || piece.chars().zip(piece.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
            let plain_number = piece
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'));
            if odd
                && !plain_number
                && let Some(node) = known(piece)
            {
                let text = piece.to_owned();
                self.push(Kind::Id(node), text, from, to);
                return true;
            }
            if self.char(to - 1).is_some_and(char::is_alphanumeric) {
                return false;
            }
            to -= 1;
        }
        false
    }

    /// `https://example.com/about` is one thing.
    fn address(&mut self) -> bool {
        let from = self.at;
        let opens = ["http://", "https://"]
            .iter()
            .any(|scheme| self.slice(from, from + scheme.len()) == *scheme);
        if !opens {
            return false;
        }
        let mut to = from;
        while self
            .char(to)
            .is_some_and(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '”' | ')' | '>'))
        {
            to += 1;
        }
        while matches!(self.char(to - 1), Some('.' | ',' | ';' | '!' | '?')) {
            to -= 1;
        }
        let text = self.slice(from, to).to_owned();
        self.push(Kind::Quoted(text.clone()), text, from, to);
        true
    }

    fn secret(&mut self) -> bool {
        let rest = self.slice(self.at, (self.at + 16).min(self.chars.len()));
        let Some(length) = placeholder_at(rest).filter(|_| !rest.starts_with("[NODE_")) else {
            return false;
        };
        let token = rest.get(..length).unwrap_or_default().to_owned();
        self.push(
            Kind::Secret(token.clone()),
            token.clone(),
            self.at,
            self.at + token.chars().count(),
        );
        true
    }

    fn quoted(&mut self, open: char, starts: bool) -> bool {
        let single = matches!(open, '\'' | '‘' | '‚');
        if single && !starts {
            return false;
        }
        let closes: &[char] = match open {
            '"' | '”' => &['"', '”', '“'],
            '“' => &['”', '"', '“'],
            '„' => &['“', '”', '"'],
            '«' => &['»'],
            '「' => &['」'],
            '`' => &['`'],
            '‚' => &['‘', '’', '\''],
            _ => &['\'', '’'],
        };
        let from = self.at;
        let mut to = from + 1;
        while let Some(c) = self.char(to) {
            let ends =
                closes.contains(&c) && (!single || !self.char(to + 1).is_some_and(char::is_alphanumeric));
            if ends {
                let inner = self.slice(from + 1, to).trim().to_owned();
                self.push(Kind::Quoted(inner.clone()), inner, from, to + 1);
                return true;
            }
            // A text in quotes may have lines; a mark that opens nothing must not swallow the next sentence.
            if c == '\n' && (single || !starts) {
                break;
            }
            to += 1;
        }
        self.at = from;
        if !single {
            self.at += 1;
            return true;
        }
        false
    }

    fn hex(&mut self) -> bool {
        let from = self.at;
        let mut to = from + 1;
        while self.char(to).is_some_and(|c| c.is_ascii_hexdigit()) {
            to += 1;
        }
        let whole = !self.char(to).is_some_and(char::is_alphanumeric);
        let fits = matches!(to - from - 1, 3 | 4 | 6 | 8) && whole;
        if fits {
            let text = letters::lowered(self.slice(from, to));
            self.push(Kind::Hex(text.clone()), text, from, to);
        }
        fits
    }

    fn number(&mut self) {
        let from = self.at;
        let mut to = from;
        while let Some(c) = self.char(to) {
            let inner = matches!(c, '.' | ',' | ':') && self.char(to + 1).is_some_and(|c| c.is_ascii_digit());
            if !(c.is_ascii_digit() || inner) {
                break;
            }
            to += 1;
        }
        let digits = self.slice(from, to).to_owned();
        let mut tail = to;
        while self.char(tail).is_some_and(|c| c.is_ascii_alphabetic()) {
            tail += 1;
        }
        let suffix = letters::lowered(self.slice(to, tail));
        let percent = suffix.is_empty() && self.char(to) == Some('%');
        let value = parse_number(&digits.replace(',', "")).unwrap_or(0.0);
        let unit = match suffix.as_str() {
            _ if percent => "%",
            "" => "",
            "px" | "pt" | "dp" => "px",
            "em" | "rem" => "rem",
            "x" => "x",
            _ => "?",
        };
        if listed("st|nd|rd|th|er|eme|e", &suffix) && value < 1000.0 {
            self.push(Kind::Ordinal(value as i32), digits, from, tail);
        } else if digits.contains(':') || unit == "?" {
            let end = if digits.contains(':') {
                to
            } else {
                self.word_end(tail)
            };
            let text = fold(self.slice(from, end));
            self.push(Kind::Word, text, from, end);
        } else {
            let end = if percent { to + 1 } else { tail };
            // "16 px", "16 pixels": the unit may stand apart.
            let mut unit = unit;
            let mut end_with_unit = end;
            if unit.is_empty() && self.char(end) == Some(' ') {
                let sign = usize::from(self.char(end + 1) == Some('%'));
                let stop = self.word_end(end + 1) + sign;
                match letters::lowered(self.slice(end + 1, stop)).as_str() {
                    "px" | "pixels" | "pixel" | "pt" | "dp" => {
                        unit = "px";
                        end_with_unit = stop;
                    }
                    "percent" | "%" => {
                        unit = "%";
                        end_with_unit = stop;
                    }
                    _ => {}
                }
            }
            self.push(Kind::Number(value, unit), digits, from, end_with_unit);
        }
    }

    fn word_end(&self, from: usize) -> usize {
        let mut to = from;
        while let Some(c) = self.char(to) {
            let letter = |c: char| c.is_alphanumeric() && !is_cjk(c);
            let joint = matches!(c, '-' | '\'' | '’' | '_' | '\u{2011}');
            if letter(c) || joint && self.char(to + 1).is_some_and(letter) {
                to += 1;
            } else {
                break;
            }
        }
        to
    }

    fn word(&mut self) {
        let from = self.at;
        let to = self.word_end(from);
        let whole = fold(self.slice(from, to));
        let bare = whole.replace('\'', "");
        if let Some(meant) = drawn_out(&bare) {
            return self.push(Kind::Word, meant, from, to);
        }
        if let Some(owner) = whole.strip_suffix("'s") {
            let owner = owner.to_owned();
            if lexicon::sense(&bare, Lang::En).is_none() && owner.len() > 2 {
                let end = to - 2;
                self.push(Kind::Word, owner, from, end);
                self.push(Kind::Word, "'s".into(), end, to);
                self.at = to;
                return;
            }
        }
        // French and Italian elision: l'icône, dell'icona, d'accueil.
        if let Some((head, tail)) = whole.split_once('\'')
            && listed("l|d|dell|all|nell|sull|dall|un|qu|quell|s|c|m", head)
            && tail.len() > 2
        {
            let cut = from + head.chars().count() + 1;
            self.push(Kind::Word, format!("{head}'"), from, cut);
            self.push(Kind::Word, tail.to_owned(), cut, to);
            return;
        }
        let compound =
            whole.contains('-') && one_form(&whole).is_none() && lexicon::sense(&whole, Lang::En).is_none();
        if compound {
            let mut start = from;
            for cursor in from..=to {
                let cut = cursor == to || matches!(self.char(cursor), Some('-' | '\u{2011}'));
                if cut {
                    if cursor > start {
                        let text = fold(self.slice(start, cursor)).replace('\'', "");
                        self.push(Kind::Word, text, start, cursor);
                    }
                    start = cursor + 1;
                }
            }
            self.at = to;
            return;
        }
        self.push(Kind::Word, bare, from, to);
    }

    fn cjk(&mut self) {
        let from = self.at;
        let mut to = from;
        while self.char(to).is_some_and(is_cjk) {
            to += 1;
        }
        let run = self.slice(from, to).to_owned();
        let mut at = from;
        for (piece, count) in lexicon::segment(&run) {
            self.push(Kind::Word, piece, at, at + count);
            at += count;
        }
        self.at = to;
    }
}
