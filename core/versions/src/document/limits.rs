//! What a document, an edit and an import may weigh at most.

/// Upper bounds, each enforced with an error code of its own. `Default` is what the product promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a document as minified JSON, and of the text it is read from
    pub document_bytes: usize,
    /// How deep arrays and objects may be nested; over [`Limits::MAX_DEPTH`] counts as that
    pub depth: usize,
    /// Values of a document: every null, boolean, number, string, array and object counts one
    pub values: usize,
    /// Bytes of UTF-8 in one string or key
    pub string_bytes: usize,
    /// Ops of one patch
    pub ops: usize,
    /// Bytes of UTF-8 in one prompt
    pub prompt_bytes: usize,
    /// Bytes of one model answer
    pub answer_bytes: usize,
    /// Bytes of an imported file
    pub import_bytes: usize,
}

impl Limits {
    /// No limit on depth goes beyond this: freeing, hashing and comparing a tree recurse, and the stack of a
    /// WebAssembly instance is small.
    pub const MAX_DEPTH: usize = 512;

    /// For what was checked before: it must stay readable when the limits have become narrower.
    pub fn unlimited() -> Self {
        let most = usize::MAX >> 1;
        Self {
            document_bytes: most,
            depth: Self::MAX_DEPTH,
            values: most,
            string_bytes: most,
            ops: most,
            prompt_bytes: most,
            answer_bytes: most,
            import_bytes: most,
        }
    }

    /// The depth that is enforced.
    pub fn max_depth(&self) -> usize {
        self.depth.min(Self::MAX_DEPTH)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 16_000_000,
            depth: 256,
            values: 200_000,
            string_bytes: 1_000_000,
            ops: 10_000,
            prompt_bytes: 16_000,
            answer_bytes: 4_000_000,
            import_bytes: 64_000_000,
        }
    }
}
