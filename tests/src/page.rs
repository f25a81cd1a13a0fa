//! A small page that histories are tried on, by example.

use bozzetto_core::document::{Document, Limits};

/// A document of this text, which is one.
pub fn parse(text: &str) -> Document {
    Document::parse(text, &Limits::default()).unwrap()
}

/// A title, and a card with a button.
pub const PAGE: &str = r##"{"id":"page","type":"screen","children":[
 {"id":"title","type":"text","style":{"color":"#111"},"props":{"text":"Hello"}},
 {"id":"card","type":"card","style":{},"children":[{"id":"buy","type":"button","props":{"label":"Buy"}}]}]}"##;
