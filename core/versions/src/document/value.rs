//! One JSON value. Cloning is cheap: strings, arrays and objects are shared, never copied.

use std::sync::Arc;

use super::{
    Limits, array::Array, error::DocumentError, hash::SubtreeHasher, hash::number_bits, object::Object,
    pointer, read, weight::Weight, write,
};

/// Immutable shared text.
pub type Text = Arc<str>;

/// A JSON value whose parts are shared between versions of a document.
///
/// Two values are equal when they are the same JSON: the order of keys does not matter, `1.0` is `1`, `-0` is `0`.
/// The order of keys is kept all the same.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An IEEE double. One that is not finite is written as `null`, as `JSON.stringify` does.
    Number(f64),
    /// Text
    String(Text),
    /// An ordered list
    Array(Array),
    /// Named fields; their order is kept
    Object(Object),
}

impl Value {
    /// Reads JSON text strictly after RFC 8259. Of equal keys the last one wins, at the place of the first.
    ///
    /// # Errors
    /// [`DocumentError`] for anything that is not JSON, for numbers that a double cannot hold, for escaped halves of
    /// surrogate pairs and for whatever is beyond `limits`.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, DocumentError> {
        read::read(text, limits)
    }

    /// Reads UTF-8 bytes like [`Value::parse`].
    ///
    /// # Errors
    /// As [`Value::parse`]; bytes that are not UTF-8 are [`DocumentError::Syntax`].
    pub fn parse_bytes(bytes: &[u8], limits: &Limits) -> Result<Self, DocumentError> {
        read::check_size(bytes.len(), limits)?;
        let text = std::str::from_utf8(bytes).map_err(|error| DocumentError::Syntax {
            what: "bytes that are not UTF-8",
            offset: error.valid_up_to(),
            path: String::new(),
        })?;
        read::read(text, limits)
    }

    /// An object of these fields, in this order. Of equal keys the last one wins, at the place of the first.
    pub fn object<K: Into<Text>, V: Into<Value>>(fields: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Object(Object::from_fields(
            fields
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        ))
    }

    /// An array of these items.
    pub fn array<V: Into<Value>>(items: impl IntoIterator<Item = V>) -> Self {
        Self::Array(Array::from_items(items.into_iter().map(Into::into).collect()))
    }

    /// A field of an object; `None` for anything else.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        self.as_text().map(|text| &**text)
    }

    /// The shared text of a string.
    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A number without a fraction that an `i64` can hold.
    pub fn as_i64(&self) -> Option<i64> {
        let number = self.as_f64()?;
        (number.trunc() == number && number.abs() <= super::number::MAX_SAFE).then_some(number as i64)
    }

    /// `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(array) => Some(array.items()),
            _ => None,
        }
    }

    /// The fields of an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What a JSON Pointer (RFC 6901) leads to. An empty one is the value itself.
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        pointer::tokens(pointer)?
            .iter()
            .try_fold(self, |value, token| value.step(token))
    }

    /// What one reference token leads to.
    pub(crate) fn step(&self, token: &str) -> Option<&Value> {
        match self {
            Self::Object(object) => object.get(token),
            Self::Array(array) => array.items().get(pointer::array_index(token)?),
            _ => None,
        }
    }

    /// The child at a position: the n-th item, or the value of the n-th field.
    pub(crate) fn child(&self, position: usize) -> Option<&Value> {
        match self {
            Self::Object(object) => object.entries().get(position).map(|(_, value)| value),
            Self::Array(array) => array.items().get(position),
            _ => None,
        }
    }

    /// 128 bits that are equal for equal values and, for all practical purposes, only for them. Kept for arrays and
    /// objects, so that after an edit only the path to the change is hashed again.
    pub fn hash(&self) -> u128 {
        match self {
            Self::Array(array) => array.hash(),
            Self::Object(object) => object.hash(),
            scalar => {
                let mut hasher = SubtreeHasher::new(0);
                hasher.value(scalar);
                hasher.finish()
            }
        }
    }

    pub(crate) fn weight(&self) -> Weight {
        Weight::of(self)
    }

    /// Bytes as minified JSON.
    pub fn json_len(&self) -> usize {
        self.weight().json as usize
    }

    /// How many values it holds, itself included.
    pub fn value_count(&self) -> usize {
        self.weight().values as usize
    }

    /// Levels of arrays and objects; 0 for a scalar.
    pub fn depth(&self) -> usize {
        self.weight().depth as usize
    }

    /// Minified JSON. Reading it back gives an equal value with the same order of keys.
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(self.json_len());
        write::write(&mut out, self);
        out
    }

    /// The id and the type of something that has the shape of a node: an object with a string `id` and `type`.
    pub fn node_identity(&self) -> Option<(&Text, &Text)> {
        let object = self.as_object()?;
        // Asked of every node on every way, and mostly they are its first fields. Bytes are compared in place; for two texts
        // a function would be called.
        match object.entries() {
            [(first, Self::String(id)), (second, Self::String(kind)), ..]
                if matches!(first.as_bytes(), [b'i', b'd'])
                    && matches!(second.as_bytes(), [b't', b'y', b'p', b'e']) =>
            {
                Some((id, kind))
            }
            _ => Some((object.get("id")?.as_text()?, object.get("type")?.as_text()?)),
        }
    }

    /// Whether both are the same shared storage, or equal scalars. Never looks below.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::String(a), Self::String(b)) if Arc::ptr_eq(a, b) => true,
            (Self::Array(a), Self::Array(b)) => a.is_same(b),
            (Self::Object(a), Self::Object(b)) => a.is_same(b),
            (Self::Array(_) | Self::Object(_), _) | (_, Self::Array(_) | Self::Object(_)) => false,
            (a, b) => a == b,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => number_bits(*a) == number_bits(*b),
            // Texts of two versions are mostly shared; the standard library looks at them all the same.
            (Self::String(a), Self::String(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

/// Minified JSON.
impl std::fmt::Display for Value {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.to_json())
    }
}

impl From<&str> for Value {
    // So often called that a copy in every caller would cost more than the call.
    #[inline(never)]
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::String(text)
    }
}

impl From<&Text> for Value {
    fn from(text: &Text) -> Self {
        Self::String(text.clone())
    }
}

impl From<Option<&Text>> for Value {
    fn from(text: Option<&Text>) -> Self {
        text.map_or(Self::Null, Self::from)
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Array> for Value {
    fn from(array: Array) -> Self {
        Self::Array(array)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(Array::from_items(items))
    }
}
