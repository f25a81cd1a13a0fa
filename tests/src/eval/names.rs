//! What the cases call things.

use bozzetto_core::context::{Intent, SecretKind};

/// As the cases name it.
pub fn intent_name(intent: Intent) -> &'static str {
    match intent {
        Intent::Modify => "modify",
        Intent::Add => "add",
        Intent::Remove => "remove",
        Intent::Style => "style",
        Intent::Layout => "layout",
    }
}

/// The intent of a name.
pub fn intent_of(name: &str) -> Option<Intent> {
    [
        Intent::Modify,
        Intent::Add,
        Intent::Remove,
        Intent::Style,
        Intent::Layout,
    ]
    .into_iter()
    .find(|intent| intent_name(*intent) == name)
}

/// As the cases name it.
pub fn kind_name(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Email => "email",
        SecretKind::Phone => "phone",
        SecretKind::Card => "card",
        SecretKind::Iban => "iban",
        SecretKind::ApiKey => "apiKey",
        SecretKind::Password => "password",
        SecretKind::Ssn => "ssn",
        SecretKind::Ip => "ip",
        SecretKind::NodeId => "nodeId",
    }
}
