//! What an engine is told once.

use crate::context::TokenBudget;
use crate::document::Limits;
use crate::model::{Policy, Price, Provider};

/// The settings of an engine.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The name of this engine among others on the same store: unique per tab, the same after a crash within the tab.
    pub peer: String,
    /// Refuse what is larger
    pub limits: Limits,
    /// How much of what a model is told
    pub budget: TokenBudget,
    /// Who answers
    pub provider: ProviderConfig,
    /// Who answers when nobody before can, in this order
    pub fallbacks: Vec<ProviderConfig>,
    /// Limits on model calls
    pub policy: Policy,
    /// What models cost
    pub prices: Vec<Price>,
    /// How long new sessions live without activity; `None`: for ever
    pub ttl_ms: Option<u64>,
}

impl EngineConfig {
    /// The defaults: the embedded model, no TTL.
    pub fn new(peer: impl Into<String>) -> Self {
        Self {
            peer: peer.into(),
            limits: Limits::default(),
            budget: TokenBudget::default(),
            provider: ProviderConfig::Offline,
            fallbacks: Vec::new(),
            policy: Policy::default(),
            prices: Vec::new(),
            ttl_ms: None,
        }
    }

    /// The provider at a place: 0 is the first, then come the fallbacks.
    pub(super) fn provider_at(&self, place: usize) -> Option<&ProviderConfig> {
        match place.checked_sub(1) {
            None => Some(&self.provider),
            Some(fallback) => self.fallbacks.get(fallback),
        }
    }

    /// Whether nobody is asked at a place but the embedded model, which reads the document itself and says all it can at once.
    pub(super) fn is_embedded(&self, place: usize) -> bool {
        matches!(self.provider_at(place), None | Some(ProviderConfig::Offline))
    }
}

/// Who answers model calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderConfig {
    /// The embedded model
    Offline,
    /// A server, over HTTP
    Http(Provider),
    /// A function of the app
    App {
        /// Shown as the provider of its versions
        name: String,
        /// It answers several requests at once where its schema asks for that
        batches: bool,
    },
}

impl ProviderConfig {
    /// As versions name it.
    pub fn name(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Http(provider) => provider.name(),
            Self::App { name, .. } => name,
        }
    }

    /// Whether calls of it are for the app to count, or for nobody: the app limits, repeats and keeps its own function's
    /// answers as it likes.
    pub(super) fn is_free(&self) -> bool {
        !matches!(self, Self::Http(_))
    }
}
