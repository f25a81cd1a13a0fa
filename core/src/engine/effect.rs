//! What the engine asks of the world, and how the world answers.

use crate::context::EditBrief;
use crate::model::{ModelError, Usage, join_url};

/// Identifies an effect. Rises with every effect, is never used twice within one engine.
pub type EffectId = u64;

/// One thing the shell must do. It answers with [`super::InputKind::Effect`] under the same id.
#[derive(Clone, Debug)]
pub struct Effect {
    /// To be sent back with every result
    pub id: EffectId,
    /// What to do
    pub kind: EffectKind,
}

/// The kinds of effects, each with the results it may have.
#[derive(Clone, Debug)]
pub enum EffectKind {
    /// Read the records of a stream from `from_seq` on, in order.
    /// Results: [`EffectResult::Loaded`], [`EffectResult::StoreFailed`]. A stream that is not there has no records.
    Load { stream: String, from_seq: u64 },
    /// Add records to a stream and replace its head, all or nothing, in one transaction.
    /// `expected_seq` is the number the first record gets; numbers start at 0 and have no holes.
    /// Results: [`EffectResult::Appended`], [`EffectResult::Conflict`], [`EffectResult::Vanished`],
    /// [`EffectResult::StoreFailed`].
    Append {
        stream: String,
        expected_seq: u64,
        records: Vec<Vec<u8>>,
        head: Vec<u8>,
        durability: Durability,
    },
    /// Put other bytes in place of records that are there, in this order; one record is replaced whole or not at all. Nothing is
    /// added and no number changes. Results: [`EffectResult::Rewritten`], [`EffectResult::StoreFailed`].
    Rewrite {
        stream: String,
        records: Vec<StoredRecord>,
    },
    /// Read the heads of all streams whose name starts with `prefix`, in order of name.
    /// Results: [`EffectResult::Listed`], [`EffectResult::StoreFailed`].
    List { prefix: String },
    /// Remove a stream with its head. Removing what is not there is fine.
    /// Results: [`EffectResult::Deleted`], [`EffectResult::StoreFailed`].
    Delete { stream: String },
    /// Ask a model. Results, many: [`EffectResult::Model`], until a signal that ends it.
    CallModel(ModelCall),
    /// Stop the model call with this id; nothing is answered, and what it still sends is ignored.
    CancelModel { call: EffectId },
    /// Is the engine with this name (another tab, or one that was killed) still running?
    /// Result: [`EffectResult::Peer`].
    CheckPeer { peer: String },
}

/// How safe an append must be before it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Survives the end of the tab and of the browser
    Relaxed,
    /// Survives a power cut, where the store can do that
    Strict,
}

/// A call of a model.
#[derive(Clone, Debug)]
pub enum ModelCall {
    /// An HTTP request; the answer's bytes are streamed back as they come.
    Http(HttpRequest),
    /// The embedded offline model: the shell feeds [`crate::model::offline::answer`] back in chunks.
    Embedded(Box<EditBrief>),
    /// A function of the app (or a script in tests). It gets the request as JSON
    /// (`{system, prompt, schema, images, create}`) and answers with text.
    App { name: String, request: String },
}

/// An HTTP request without its secret: the shell puts the credential in at the last moment and never logs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// `POST` or `GET`
    pub method: &'static str,
    /// Absolute address
    pub url: String,
    /// What the address is made of, for a base address that is known only when the call is made: see
    /// [`HttpRequest::moved_to`]
    pub endpoint: Endpoint,
    /// Names in lower case
    pub headers: Vec<(String, String)>,
    /// Whose key it is: the place of the provider, 0 for the first, then the fallbacks
    pub place: usize,
    /// Where the key goes, if the provider wants one: header name and prefix (`authorization`, `Bearer `)
    pub credential: Option<(&'static str, &'static str)>,
    /// JSON
    pub body: Vec<u8>,
}

/// A method of a provider, below any base address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// What a base address without any path gets
    pub root: &'static str,
    /// The path below it
    pub path: String,
    /// The query, without its question mark
    pub query: &'static str,
}

impl HttpRequest {
    /// Scheme, host and port that it goes to.
    pub fn server(&self) -> String {
        self.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
    }

    /// Sends it to another base address. `false`: that cannot be used, see [`ModelErrorCode::BadUrl`](crate::model::ModelErrorCode).
    #[must_use]
    pub fn moved_to(&mut self, base_url: &str) -> bool {
        match join_url(base_url, &self.endpoint) {
            Ok(url) => {
                self.url = url;
                true
            }
            Err(_) => false,
        }
    }
}

/// One stored record of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its number in the stream
    pub seq: u64,
    /// As it was appended
    pub bytes: Vec<u8>,
}

/// What came of an effect.
#[derive(Clone, Debug)]
pub enum EffectResult {
    /// The records asked for, in order
    Loaded { records: Vec<StoredRecord> },
    /// Stored; `next_seq` is the number the next record will get
    Appended { next_seq: u64 },
    /// Somebody else appended first; nothing was stored
    Conflict { next_seq: u64 },
    /// The stream is not what it was because the store as a whole was lost: nobody removed it. Nothing was stored
    Vanished,
    /// The store could not do it; nothing was stored
    StoreFailed(StoreFault),
    /// Done
    Rewritten,
    /// Names and heads
    Listed { heads: Vec<(String, Vec<u8>)> },
    /// Removed
    Deleted,
    /// A sign from a model call
    Model(ModelSignal),
    /// Whether that engine still runs
    Peer { alive: bool },
}

/// Why a store refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreFault {
    /// The kind, on which policy depends
    pub kind: StoreFaultKind,
    /// For the person who debugs; never shown as the message
    pub detail: String,
}

/// The kinds of store failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFaultKind {
    /// No room left
    Quota,
    /// There is no store here: private mode, opaque origin, denied
    Unavailable,
    /// Another tab holds an old version open
    Blocked,
    /// The connection was lost and could not be had again
    Lost,
    /// Anything else
    Failed,
}

/// A sign from a model call.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelSignal {
    /// The request leaves for this server, see [`HttpRequest::server`]. Only HTTP calls send it, before anything else.
    Sent { server: String },
    /// The status and the headers (lower case) are there. Only HTTP calls send it.
    Started {
        status: u16,
        headers: Vec<(String, String)>,
    },
    /// Bytes of the body, split anywhere
    Chunk(Vec<u8>),
    /// What a function of the app tells of the model behind it; the last word counts
    Told(Box<AppReport>),
    /// The body is over
    Finished,
    /// The call broke; ends it
    Failed { kind: ModelFailure, detail: String },
}

/// What a function of the app knows about the model that it asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AppReport {
    /// The model's name, by which prices go; empty: not told
    pub model: String,
    /// Tokens in totals: input with what came from a cache, output with thoughts
    pub usage: Usage,
    /// Why the answer ended, in the model's word: `length` and `content-filter` are failures
    pub finish: Option<String>,
    /// What a server refused the function: why it is about to fail
    pub refusal: Option<ModelError>,
}

/// Why a call broke before or within its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelFailure {
    /// No connection, or it was cut; in a browser also a CORS refusal
    Network,
    /// The browser says that it is offline
    Offline,
    /// The shell gave up waiting
    Timeout,
    /// The app's function threw, or there is none of that name
    App,
    /// The app's key, address or headers for a server cannot be used, or its function for one of them threw
    Config,
}
