//! The signs of a text, one after the other, as tokens.

use super::{Kind, Token, drawn_out, fold, is_cjk, one_form};
use crate::context::guard::placeholder_at;
use crate::context::lexicon::{self, Lang};
use crate::context::word_list::listed;
use crate::document::parse_number;
use crate::letters;

/// Reads a text sign by sign.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) chars: &'a [(usize, char)],
    pub(super) at: usize,
    pub(super) out: Vec<Token>,
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

    pub(super) fn read(&mut self, known: &dyn Fn(&str) -> Option<usize>) {
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
        let nested = (!single).then(|| self.end_of_nested(closes)).flatten();
        let mut to = from + 1;
        while let Some(c) = self.char(to) {
            let ends =
                closes.contains(&c) && (!single || !self.char(to + 1).is_some_and(char::is_alphanumeric));
            if nested.map_or(ends, |end| end == to) {
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

    /// Where a text ends that has others in quotation marks in it: a mark behind a blank and before a word opens one of those. `None` where
    /// there is none, or where they do not come out even.
    fn end_of_nested(&self, closes: &[char]) -> Option<usize> {
        let (mut depth, mut is_nested) = (0_u32, false);
        let mut to = self.at + 1;
        while let Some(c) = self.char(to).filter(|c| *c != '\n') {
            let opens = self.char(to - 1).is_some_and(|b| b.is_whitespace() || b == '(')
                && self.char(to + 1).is_some_and(char::is_alphanumeric);
            match closes.contains(&c) {
                true if opens && to > self.at + 1 => (depth, is_nested) = (depth + 1, true),
                true if depth == 0 => return is_nested.then_some(to),
                true => depth -= 1,
                false => {}
            }
            to += 1;
        }
        None
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
