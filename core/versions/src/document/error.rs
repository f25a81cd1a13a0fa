//! Why something is no document.

use thiserror::Error;

/// Why a text or a value is refused as a document. Paths are JSON Pointers from the root.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say what the fields are")]
pub enum DocumentError {
    /// Not JSON (RFC 8259).
    #[error("not JSON: {what} at byte {offset} (in {path:?})")]
    Syntax {
        what: &'static str,
        /// Byte of the text, from 0
        offset: usize,
        path: String,
    },
    /// A `\u` escape that is half of a surrogate pair stands for no character.
    #[error("half a surrogate pair at byte {offset} (in {path:?}) is no character")]
    LoneSurrogate { offset: usize, path: String },
    /// An integer that a double cannot hold, or a number beyond the doubles.
    #[error(
        "the number at {path:?} is beyond the integers and doubles that are read exactly: write it as a string"
    )]
    NumberRange { offset: usize, path: String },
    /// Nested deeper than [`super::Limits::depth`].
    #[error("nested deeper than {limit} levels (at {path:?})")]
    TooDeep { limit: usize, path: String },
    /// More JSON than [`super::Limits::document_bytes`].
    #[error("{bytes} bytes of JSON, the limit is {limit}")]
    TooLarge { bytes: usize, limit: usize },
    /// More values than [`super::Limits::values`].
    #[error("more than {limit} values")]
    TooManyValues { limit: usize },
    /// A string longer than [`super::Limits::string_bytes`].
    #[error("a text of {bytes} bytes, the limit is {limit} (at {path:?})")]
    StringTooLong {
        bytes: usize,
        limit: usize,
        path: String,
    },
    /// Two nodes with one id.
    #[error("two nodes have the id {id:?}: {first:?} and {second:?}")]
    DuplicateId {
        id: String,
        first: String,
        second: String,
    },
}

impl DocumentError {
    /// The stable code, `document.what`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "document.syntax",
            Self::LoneSurrogate { .. } => "document.lone-surrogate",
            Self::NumberRange { .. } => "document.number-range",
            Self::TooDeep { .. } => "document.too-deep",
            Self::TooLarge { .. } => "document.too-large",
            Self::TooManyValues { .. } => "document.too-many-values",
            Self::StringTooLong { .. } => "document.string-too-long",
            Self::DuplicateId { .. } => "document.duplicate-id",
        }
    }

    /// The JSON Pointer of the place, where there is one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Syntax { path, .. }
            | Self::LoneSurrogate { path, .. }
            | Self::NumberRange { path, .. }
            | Self::TooDeep { path, .. }
            | Self::StringTooLong { path, .. } => Some(path),
            Self::DuplicateId { second, .. } => Some(second),
            Self::TooLarge { .. } | Self::TooManyValues { .. } => None,
        }
    }

    /// The byte of the text that was read, where there is one.
    pub fn offset(&self) -> Option<usize> {
        match self {
            Self::Syntax { offset, .. }
            | Self::LoneSurrogate { offset, .. }
            | Self::NumberRange { offset, .. } => Some(*offset),
            _ => None,
        }
    }

    /// Puts a reference token in front of the path: the reader adds them while it unwinds.
    pub(crate) fn inside(mut self, token: &str) -> Self {
        match &mut self {
            Self::Syntax { path, .. }
            | Self::LoneSurrogate { path, .. }
            | Self::NumberRange { path, .. }
            | Self::TooDeep { path, .. }
            | Self::StringTooLong { path, .. } => {
                let mut longer = String::with_capacity(path.len() + token.len() + 1);
                super::pointer::push_token(&mut longer, token);
                longer.push_str(path);
                *path = longer;
            }
            Self::DuplicateId { .. } | Self::TooLarge { .. } | Self::TooManyValues { .. } => {}
        }
        self
    }
}
