//! One JSON value. Cloning is cheap: strings, arrays and objects are shared, never copied.

use std::sync::Arc;

/// Immutable shared text.
pub type Text = Arc<str>;

/// A JSON value whose parts are shared between versions of a document.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An IEEE double. `1.0` and `1` are the same number.
    Number(f64),
    /// Text
    String(Text),
    /// An ordered list
    Array(Arc<Vec<Value>>),
    /// Named fields; their order is kept
    Object(Object),
}

/// The fields of a JSON object, in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct Object {
    fields: Arc<Vec<(Text, Value)>>,
}

impl Object {
    /// The value of a field.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.fields
            .iter()
            .find(|(name, _)| &**name == key)
            .map(|(_, value)| value)
    }

    /// The fields in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> + '_ {
        self.fields.iter().map(|(name, value)| (name, value))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => {
                a.fields.len() == b.fields.len() && a.iter().all(|(key, value)| b.get(key) == Some(value))
            }
            _ => false,
        }
    }
}
