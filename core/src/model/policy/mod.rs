//! What stands between an edit and its model call: who is asked, how often, how long, and whether it has to be asked at all.
//! All of it is state of the core, in the time that inputs bring along.

mod breaker;
mod bucket;
mod cache;

pub(crate) use breaker::Breaker;
pub(crate) use bucket::Buckets;
pub(crate) use cache::AnswerCache;

/// Limits on model calls. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long an edit may take from its first call, all tries, fallbacks and repairs included; waiting for a network does
    /// not count. Default: 10 minutes
    pub deadline_ms: u64,
    /// How long a call may be silent, before the answer or within it. Default: 2 minutes
    pub silence_ms: u64,
    /// Calls per hour of one user, and of one session; 0: no limit. Default: 60
    pub calls_per_hour: u32,
    /// Bytes of answers that are kept for equal requests; 0: none. Default: 256 KB
    pub cache_bytes: usize,
    /// Changes beyond what the words were understood to mean are never made but held back, to be accepted by a person. Default:
    /// they are held back where nothing else can be meant, else made and named
    pub hold_outside: Option<bool>,
    /// No edit changes a design that there is: what it would do is held back, to be accepted in whole or in part. Default: no
    pub review: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            deadline_ms: 600_000,
            silence_ms: 120_000,
            calls_per_hour: 60,
            cache_bytes: 256 << 10,
            hold_outside: None,
            review: false,
        }
    }
}

/// While the machine is offline, a call is tried this often: not every shell hears of a network that is back.
pub(crate) const OFFLINE_POLL_MS: u64 = 15_000;
