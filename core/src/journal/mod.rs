//! What is written: records in a stream, each a checked envelope around events and the change they made.

mod entry;
mod envelope;
mod event;
mod upcast;

pub use entry::Entry;
pub use envelope::{Envelope, SectionTag, sealed, unsealed};
pub use event::Event;
pub use upcast::Upcaster;

/// Why stored bytes cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The bytes are damaged or are no record at all.
    #[error("a stored record is damaged: {what}")]
    Corrupt {
        /// What does not fit
        what: &'static str,
    },
    /// The record was written in a later format.
    #[error("a stored record has format {found}, this version reads up to {known}")]
    NewerFormat {
        /// In the record
        found: u8,
        /// The latest known here
        known: u8,
    },
    /// An event of a kind, or of a version of a kind, that is not known here.
    #[error("a stored record holds an event of the unknown kind {name:?}")]
    UnknownEvent {
        /// As written
        name: String,
    },
}

impl JournalError {
    /// The code for apps.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Corrupt { .. } => "journal.corrupt",
            Self::NewerFormat { .. } => "journal.newer-format",
            Self::UnknownEvent { .. } => "journal.unknown-event",
        }
    }
}
