//! Strings that have a number, so that a tape names them instead of spelling them again.

use crate::document::Text;
use crate::hashing::Map;

use super::error::VersionError;

/// So many strings are searched through as they are: that is most of what one change has.
const FEW: usize = 16;

/// Strings that writer and reader know from the start. Made once: it stands behind every value that is written with it.
#[derive(Default)]
pub struct Vocabulary(Names);

impl Vocabulary {
    /// What is named by these strings is read with the same strings in the same order, for ever.
    pub fn new(texts: &[&str]) -> Self {
        let mut names = Names::default();
        for text in texts {
            names.add(&Text::from(*text), true);
        }
        Self(names)
    }
}

/// Strings that have been met, by number. Those of the vocabulary have the first ones.
#[derive(Default)]
pub(super) struct Names {
    known: Option<&'static Vocabulary>,
    list: Vec<Text>,
    /// For who writes, as soon as there are many
    numbers: Map<Text, u32>,
}

impl Names {
    pub(super) fn after(known: Option<&'static Vocabulary>) -> Self {
        Self {
            known,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, text: &Text, writing: bool) {
        if self.list.is_empty() {
            self.list.reserve(FEW);
        }
        self.list.push(text.clone());
        if writing && self.list.len() > FEW {
            let known = self.numbers.len();
            let new = self.list.iter().zip(0..).skip(known);
            self.numbers
                .extend(new.map(|(text, number)| (text.clone(), number)));
        }
    }

    pub(super) fn number_of(&self, text: &str) -> Option<u32> {
        let known = self.known.and_then(|known| known.0.number_of(text));
        known.or_else(|| Some(self.known_count() + self.number_here(text)?))
    }

    pub(super) fn get(&self, number: u32) -> Result<Text, VersionError> {
        match (self.known, number.checked_sub(self.known_count())) {
            (Some(known), None) => known.0.get(number),
            (_, here) => {
                here.and_then(|here| self.list.get(here as usize).cloned())
                    .ok_or(VersionError::Corrupt {
                        what: "it names what is not there",
                    })
            }
        }
    }

    fn known_count(&self) -> u32 {
        self.known.map_or(0, |known| known.0.list.len() as u32)
    }

    fn number_here(&self, text: &str) -> Option<u32> {
        if self.list.len() > FEW {
            return self.numbers.get(text).copied();
        }
        let at = self.list.iter().rposition(|known| **known == *text)?;
        Some(at as u32)
    }
}
