//! The words of a document, each once: every word is unified and stemmed when it is first met, however often it stands there.

use std::collections::BTreeMap;

use crate::context::scene::Field;
use crate::context::token;

/// A piece of text as it is written, and the words it stands for.
#[derive(Debug)]
struct Piece {
    words: Vec<usize>,
    /// May be one word with the piece after it
    opens: bool,
}

/// Words by number, and where each stands.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    pieces: BTreeMap<String, Piece>,
    numbers: BTreeMap<String, usize>,
    words: Vec<(String, Vec<(usize, Field)>)>,
}

impl Vocabulary {
    /// The words of a text, like [`token::words`].
    pub(crate) fn read(&mut self, text: &str) -> Vec<usize> {
        let folded = token::fold(text);
        let mut out = Vec::new();
        let mut pieces = token::pieces(&folded).peekable();
        while let Some(piece) = pieces.next() {
            if !self.pieces.contains_key(piece) {
                let words = token::unified(piece)
                    .into_iter()
                    .map(|w| self.number(w))
                    .collect();
                let opens = token::opens(piece);
                self.pieces.insert(piece.to_owned(), Piece { words, opens });
            }
            let Some(known) = self.pieces.get(piece) else {
                continue;
            };
            if known.opens
                && let Some(one) = pieces.peek().and_then(|next| token::joined(piece, next))
            {
                out.push(self.number(one));
                pieces.next();
            } else {
                out.extend(&known.words);
            }
        }
        out
    }

    fn number(&mut self, word: String) -> usize {
        if let Some(number) = self.numbers.get(&word) {
            return *number;
        }
        let number = self.words.len();
        self.numbers.insert(word.clone(), number);
        self.words.push((word, Vec::new()));
        number
    }

    /// Notes that a word stands in a field of the node `at`.
    pub(crate) fn post(&mut self, word: usize, at: usize, field: Field) {
        if let Some((_, list)) = self.words.get_mut(word)
            && list.last() != Some(&(at, field))
        {
            list.push((at, field));
        }
    }

    pub(crate) fn spelt(&self, word: usize) -> &str {
        self.words.get(word).map_or("", |(word, _)| word)
    }

    pub(crate) fn spell(&self, words: &[usize]) -> Vec<String> {
        words.iter().map(|w| self.spelt(*w).to_owned()).collect()
    }

    /// The words with blanks between them.
    pub(crate) fn phrase(&self, words: &[usize]) -> String {
        let mut out = String::new();
        for (nth, word) in words.iter().enumerate() {
            if nth > 0 {
                out.push(' ');
            }
            out.push_str(self.spelt(*word));
        }
        out
    }

    /// Where a word stands, in document order.
    pub(crate) fn posting(&self, word: &str) -> &[(usize, Field)] {
        self.numbers
            .get(word)
            .and_then(|number| self.words.get(*number))
            .map_or(&[], |(_, list)| list)
    }

    /// The words that stand somewhere, in alphabetical order.
    pub(crate) fn posted(&self) -> impl Iterator<Item = &str> {
        self.numbers
            .iter()
            .filter(|(_, number)| self.words.get(**number).is_some_and(|(_, list)| !list.is_empty()))
            .map(|(word, _)| word.as_str())
    }
}
