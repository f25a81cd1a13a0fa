//! Takes the answer to several requests apart while it comes in: `{"answers":[{..},{..}]}`, or, in the terse language, parts
//! that begin with a line `request N`. What is in a part is read like any answer.

/// The signs that begin the list of answers, blanks aside.
const OPENING: &[u8] = b"\"answers\":[";
/// Lines longer than this do not begin a part.
const MARK: usize = 24;

/// More of a part, or its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text of the part with this number, from 0
    Text(usize, String),
    /// The part is complete
    End(usize),
}

/// An incremental splitter. Time is linear, however the text is cut.
#[derive(Clone, Debug)]
pub struct AnswerSplitter {
    /// How many parts are wanted
    count: usize,
    mode: Mode,
    /// The line so far, as long as it may begin a part; `None`: it does not
    line: Option<String>,
    /// How much of [`OPENING`] was seen
    seen: usize,
}

#[derive(Clone, Debug)]
enum Mode {
    /// Nothing of an answer yet
    Before,
    /// In the list, between its items; the number of the next one
    Between(usize),
    /// In an item of the list
    Item {
        number: usize,
        depth: usize,
        quoted: bool,
        escaped: bool,
    },
    /// In a part of the terse language
    Lines(usize),
    /// After the last part
    After,
}

impl AnswerSplitter {
    /// For the answer to so many requests.
    pub fn new(count: usize) -> Self {
        Self {
            count,
            mode: Mode::Before,
            line: Some(String::new()),
            seen: 0,
        }
    }

    /// Whether a part was found. An answer without one is not in the form that was asked for.
    pub fn found(&self) -> bool {
        !matches!(self.mode, Mode::Before)
    }

    /// Takes the next text.
    pub fn push(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for letter in text.chars() {
            match &mut self.mode {
                Mode::Before | Mode::Lines(_) => self.in_lines(letter, &mut pieces),
                Mode::Between(number) => match letter {
                    '{' if *number < self.count => {
                        add(&mut pieces, *number, letter);
                        self.mode = Mode::Item {
                            number: *number,
                            depth: 1,
                            quoted: false,
                            escaped: false,
                        };
                    }
                    '{' | ']' => self.mode = Mode::After,
                    _ => {}
                },
                Mode::Item {
                    number,
                    depth,
                    quoted,
                    escaped,
                } => {
                    add(&mut pieces, *number, letter);
                    match letter {
                        _ if *escaped => *escaped = false,
                        '\\' if *quoted => *escaped = true,
                        '"' => *quoted = !*quoted,
                        '{' | '[' if !*quoted => *depth += 1,
                        '}' | ']' if !*quoted => *depth -= 1,
                        _ => {}
                    }
                    if *depth == 0 {
                        let number = *number;
                        pieces.push(Piece::End(number));
                        self.mode = Mode::Between(number + 1);
                    }
                }
                Mode::After => break,
            }
        }
        pieces
    }

    /// The whole answer was there.
    pub fn finish(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if let Mode::Lines(number) = self.mode {
            if let Some(line) = self.line.take() {
                add_text(&mut pieces, number, &line);
            }
            pieces.push(Piece::End(number));
        }
        pieces
    }

    fn in_lines(&mut self, letter: char, pieces: &mut Vec<Piece>) {
        let current = match self.mode {
            Mode::Lines(number) => Some(number),
            _ => None,
        };
        if current.is_none() && self.opens(letter) {
            self.mode = Mode::Between(0);
            return;
        }
        match (&mut self.line, letter) {
            (Some(line), '\n') => {
                let next = current.map_or(0, |number| number + 1);
                let begins = line
                    .trim()
                    .strip_prefix("request ")
                    .and_then(|number| number.trim().parse::<usize>().ok())
                    .is_some_and(|number| number == next + 1 && number <= self.count);
                if begins {
                    pieces.extend(current.map(Piece::End));
                    self.mode = Mode::Lines(next);
                } else if let Some(number) = current {
                    line.push('\n');
                    add_text(pieces, number, line);
                }
                self.line = Some(String::new());
            }
            (Some(line), _) => {
                line.push(letter);
                if line.len() > MARK || !"request ".starts_with(line.get(..8).unwrap_or(line)) {
                    if let Some(number) = current {
                        add_text(pieces, number, line);
                    }
                    self.line = None;
                }
            }
            (None, _) => {
                if let Some(number) = current {
                    add(pieces, number, letter);
                }
                if letter == '\n' {
                    self.line = Some(String::new());
                }
            }
        }
    }

    /// Whether this letter completes the beginning of the list.
    fn opens(&mut self, letter: char) -> bool {
        if letter.is_ascii_whitespace() {
            return false;
        }
        let fits = OPENING
            .get(self.seen)
            .is_some_and(|sign| char::from(*sign) == letter);
        self.seen = match fits {
            true => self.seen + 1,
            false => usize::from(letter == '"'),
        };
        self.seen == OPENING.len()
    }
}

fn add(pieces: &mut Vec<Piece>, number: usize, letter: char) {
    match pieces.last_mut() {
        Some(Piece::Text(of, text)) if *of == number => text.push(letter),
        _ => pieces.push(Piece::Text(number, letter.into())),
    }
}

fn add_text(pieces: &mut Vec<Piece>, number: usize, more: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(of, text)) if *of == number => text.push_str(more),
        _ => pieces.push(Piece::Text(number, more.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each part's text, and whether it is complete.
    fn parts(text: &str, count: usize, cut: usize) -> Vec<(String, bool)> {
        let mut splitter = AnswerSplitter::new(count);
        let letters: Vec<char> = text.chars().collect();
        let mut pieces = Vec::new();
        for chunk in letters.chunks(cut) {
            pieces.extend(splitter.push(&chunk.iter().collect::<String>()));
        }
        pieces.extend(splitter.finish());
        let mut parts = vec![(String::new(), false); count];
        for piece in pieces {
            match piece {
                Piece::Text(number, text) => parts[number].0.push_str(&text),
                Piece::End(number) => parts[number].1 = true,
            }
        }
        parts
    }

    /// MOD-56
    #[test]
    fn mod_56_answers_to_several_requests() {
        let of = |text: &str, whole: bool| (text.to_owned(), whole);
        let none = || of("", false);
        let table = [
            (
                "{ \"answers\" : [ {\"ops\":[{\"a\":\"}]\\\"\"}]} , {\"ops\":[]} ], \"x\":{} }",
                vec![
                    of("{\"ops\":[{\"a\":\"}]\\\"\"}]}", true),
                    of("{\"ops\":[]}", true),
                    none(),
                ],
            ),
            (
                "Sure!\n```json\n{\"answers\":[{\"a\":1},{\"b\":\"half",
                vec![of("{\"a\":1}", true), of("{\"b\":\"half", false), none()],
            ),
            (
                "{\"answers\":[{},{},{},{\"too\":\"many\"}]}",
                vec![of("{}", true), of("{}", true), of("{}", true)],
            ),
            (
                "request 1\nset a /x 1\nrequest for b\nrequest 2\nremove b",
                vec![
                    of("set a /x 1\nrequest for b\n", true),
                    of("remove b", true),
                    none(),
                ],
            ),
            (
                "Here:\nrequest 1 \r\nrequest 3\nrequest 2\nrequest 3\nremove ü\n",
                vec![of("request 3\n", true), of("", true), of("remove ü\n", true)],
            ),
            ("{\"ops\":[]}", vec![none(), none(), none()]),
            ("[{\"answers\":1}]", vec![none(), none(), none()]),
            ("request 2\nremove b\n", vec![none(), none(), none()]),
        ];
        for (text, expected) in table {
            for cut in [1, 2, 3, 7, 1_000] {
                assert_eq!(parts(text, 3, cut), expected, "{text} cut by {cut}");
            }
        }
    }
}
