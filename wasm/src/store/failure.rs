//! What the browser's storage throws, and what it means.

use bozzetto_core::engine::{StoreFault, StoreFaultKind};
use wasm_bindgen::{JsCast, JsValue};

/// An exception by name. Names, not classes: `QuotaExceededError` is a `DOMException` in some browsers and a class
/// of its own in others.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) name: String,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(name: &str, message: &str) -> Self {
        Self {
            name: name.to_owned(),
            message: message.to_owned(),
        }
    }

    /// The connection is dead, the next one may work: the browser closed it (storage process killed, profile cleared,
    /// page came back from the background) or another tab needed a newer schema.
    pub(super) fn is_lost_connection(&self) -> bool {
        matches!(
            self.name.as_str(),
            "InvalidStateError" | "UnknownError" | "AbortError" | "TransactionInactiveError"
        )
    }

    pub(super) fn into_fault(self) -> StoreFault {
        let kind = match self.name.as_str() {
            "QuotaExceededError" => StoreFaultKind::Quota,
            "SecurityError" | "NotSupportedError" | "VersionError" => StoreFaultKind::Unavailable,
            _ if self.is_lost_connection() => StoreFaultKind::Lost,
            _ => StoreFaultKind::Failed,
        };
        super::fault(kind, format!("{}: {}", self.name, self.message))
    }
}

impl From<Failure> for StoreFault {
    fn from(failure: Failure) -> Self {
        failure.into_fault()
    }
}

impl From<JsValue> for Failure {
    fn from(thrown: JsValue) -> Self {
        if let Some(exception) = thrown.dyn_ref::<web_sys::DomException>() {
            return Self {
                name: exception.name(),
                message: exception.message(),
            };
        }
        if let Some(error) = thrown.dyn_ref::<js_sys::Error>() {
            return Self {
                name: error.name().into(),
                message: error.message().into(),
            };
        }
        Self::new("Error", "something that is no error was thrown")
    }
}
