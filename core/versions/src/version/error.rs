//! Why a patch cannot be read or applied.

use thiserror::Error;

use crate::document::DocumentError;

/// An op that cannot be read or applied. Nothing of its patch has been applied then.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("op {op_index}: {reason}")]
pub struct PatchError {
    /// Which op, from 0
    pub op_index: usize,
    /// What is wrong with it
    pub reason: OpError,
}

impl PatchError {
    /// The stable code of the reason.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }
}

/// What is wrong with one op, in words that help whoever wrote it (a model, mostly) to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say what the fields are")]
pub enum OpError {
    /// It has not the form of an op.
    #[error("{message}")]
    Shape { message: String },
    /// More ops than [`crate::document::Limits::ops`].
    #[error("more than {limit} ops")]
    TooManyOps { limit: usize },
    /// It names a node that is not there.
    #[error("there is no node with the id {id:?}")]
    UnknownNode { id: String },
    /// Its path is no JSON Pointer.
    #[error("{path:?} is no JSON Pointer: it must be empty or start with `/`")]
    BadPointer { path: String },
    /// Its path leads to nothing.
    #[error("nothing is at {path:?}: {why}")]
    NoSuchPath { path: String, why: &'static str },
    /// A list is needed where something else is.
    #[error("what is at {path:?} is no list")]
    NotAList { path: String },
    /// A text is needed where something else is.
    #[error("what is at {path:?} is no text")]
    NotAText { path: String },
    /// A range of a text that is not there or that splits a character.
    #[error(
        "{at} + {delete} is no range of this text, which has {length} UTF-16 units, or splits a character"
    )]
    TextRange { at: u32, delete: u32, length: usize },
    /// The root cannot be removed or moved.
    #[error("the root cannot be removed or moved")]
    Root,
    /// A node cannot be moved into itself.
    #[error("{id:?} cannot be moved into {parent:?}, which is inside of it")]
    IntoItself { id: String, parent: String },
    /// A node of this id is there already, or twice in what is inserted.
    #[error("there is a node with the id {id:?} already")]
    DuplicateId { id: String },
    /// RFC 7396 has no words for it.
    #[error("a merge patch cannot set null, nor change a part of a list")]
    NoMergePatch,
    /// An RFC 6902 `test` that does not hold.
    #[error("the test of {path:?} does not hold")]
    TestFailed { path: String },
    /// The document would be beyond its limits, or the text of the patch is not JSON.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl OpError {
    /// The stable code, `patch.what` or `document.what`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape { .. } => "patch.shape",
            Self::TooManyOps { .. } => "patch.too-many-ops",
            Self::UnknownNode { .. } => "patch.unknown-node",
            Self::BadPointer { .. } => "patch.bad-pointer",
            Self::NoSuchPath { .. } => "patch.no-such-path",
            Self::NotAList { .. } => "patch.not-a-list",
            Self::NotAText { .. } => "patch.not-a-text",
            Self::TextRange { .. } => "patch.text-range",
            Self::Root => "patch.root",
            Self::IntoItself { .. } => "patch.into-itself",
            Self::DuplicateId { .. } => "patch.duplicate-id",
            Self::NoMergePatch => "patch.no-merge-patch",
            Self::TestFailed { .. } => "patch.test-failed",
            Self::Document(error) => error.code(),
        }
    }

    pub(crate) fn shape(message: impl Into<String>) -> Self {
        Self::Shape {
            message: message.into(),
        }
    }

    pub fn at(self, op_index: usize) -> PatchError {
        PatchError {
            op_index,
            reason: self,
        }
    }
}

/// Why a stored version cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say what the fields are")]
pub enum VersionError {
    /// The bytes are of a form that this reader does not know.
    #[error("unknown form {form} of a stored version")]
    UnknownForm { form: u8 },
    /// The bytes end too early or make no sense.
    #[error("the stored version is damaged: {what}")]
    Corrupt { what: &'static str },
    /// The document is not the one whose checksum was stored.
    #[error("the document does not match its checksum")]
    Checksum,
    /// There is no version of this number.
    #[error("there is no version {number}")]
    UnknownVersion { number: u32 },
    /// A version of this number is there already, or its parent is not there.
    #[error("version {number} cannot follow on {parent}")]
    WrongParent { number: u32, parent: u32 },
    /// The stored document is beyond the limits or has two nodes of one id.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The stored patch does not apply to the version before it.
    #[error("the stored patch does not apply: {0}")]
    Patch(#[from] PatchError),
}

impl VersionError {
    /// The stable code, `version.what`, or the code of what is below.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownForm { .. } => "version.unknown-form",
            Self::Corrupt { .. } => "version.corrupt",
            Self::Checksum => "version.checksum",
            Self::UnknownVersion { .. } => "version.unknown",
            Self::WrongParent { .. } => "version.wrong-parent",
            Self::Document(error) => error.code(),
            Self::Patch(error) => error.code(),
        }
    }
}
