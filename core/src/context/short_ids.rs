//! Ids that say nothing (UUIDs and the like) cost a model twenty tokens each time: it is told short ones instead, and what it answers
//! is led back.

use super::prompt::{Prompt, user_text};
use super::token_estimate::estimate_tokens;
use super::understanding::{Placeholder, SecretKind};
use crate::document::Document;

/// Letters of an id that is worth a shorter one.
const LONG: usize = 20;

impl Prompt {
    /// Puts placeholders in the place of long ids that are no words, wherever they stand, and adds those to the list. One that is in it
    /// keeps its own.
    pub fn with_short_ids(mut self, document: &Document, placeholders: &mut Vec<Placeholder>) -> Self {
        let mut ids: Vec<String> = Vec::new();
        for section in self.sections.iter().filter(|section| section.name == "document") {
            for word in section.text.split_ascii_whitespace() {
                if is_random(word) && document.has_node(word) && !ids.iter().any(|id| id == word) {
                    ids.push(word.to_owned());
                }
            }
        }
        let mut number = 0;
        for id in &ids {
            let known = placeholders
                .iter()
                .find(|known| known.kind == SecretKind::NodeId && known.text == *id);
            let token = match known {
                Some(known) => known.token.clone(),
                None => loop {
                    number += 1;
                    let token = format!("[NODE_{number}]");
                    if !self.user.contains(&token) && placeholders.iter().all(|known| known.token != token) {
                        placeholders.push(Placeholder {
                            token: token.clone(),
                            kind: SecretKind::NodeId,
                            text: id.clone(),
                        });
                        break token;
                    }
                },
            };
            for section in self.sections.iter_mut().skip(1) {
                section.text = section.text.replace(id, &token);
            }
        }
        if !ids.is_empty() {
            for section in self.sections.iter_mut().skip(1) {
                section.tokens = estimate_tokens(&section.text);
            }
            self.user = user_text(&self.sections);
        }
        self
    }
}

/// Whether an id was drawn rather than written: long, with digits all over, and no words between separators.
fn is_random(id: &str) -> bool {
    if id.len() < LONG {
        return false;
    }
    let count = |is: fn(&u8) -> bool| id.bytes().filter(is).count();
    let digits = count(u8::is_ascii_digit);
    let plain = count(|byte| byte.is_ascii_alphanumeric());
    let separators = count(|byte| matches!(byte, b'-' | b'_'));
    let hex = count(u8::is_ascii_hexdigit);
    let mixed = count(u8::is_ascii_uppercase) > 0 && count(u8::is_ascii_lowercase) > 0;
    digits >= 4
        && plain + separators == id.len()
        && (separators == 0 || hex + separators == id.len() || (mixed && separators <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CTX-12
    #[test]
    fn ctx_12_ids_that_say_nothing() {
        for random in [
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "3F2504E04F8941D39A0C0305E82C3301",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "cjld2cjxh0000qzrmn831i7rn",
            "V1StGXR8_Z5jdHi6B-myT",
        ] {
            assert!(is_random(random), "{random}");
        }
        for word in [
            "newsletter-signup-button",
            "pricing-card-2024-01-02-left",
            "node-417",
            "section_header_primary_0001",
            "1:23;4:56;7:89;10:11;12:13",
            "verylongidwithoutanydigits",
            "",
        ] {
            assert!(!is_random(word), "{word}");
        }
    }
}
