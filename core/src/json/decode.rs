//! A serde deserializer that reads from a JSON value.

use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::document::{Object, Text, Value};

/// JSON is not what was expected. Holds at most the name of one of our own fields, never anything that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch(&'static str);

impl Mismatch {
    pub(super) const WRONG: Self = Self("");

    fn or_named(self, name: &'static str) -> Self {
        if self == Self::WRONG { Self(name) } else { self }
    }

    /// The innermost field that is missing or wrong; empty where it is none.
    pub fn field(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_empty() { "a value" } else { self.0 })?;
        formatter.write_str(" is missing or of the wrong type")
    }
}

impl std::error::Error for Mismatch {}

// All but `custom` only to leave out what would put the value that was found into words.
impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::WRONG
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::WRONG
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::WRONG
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::WRONG
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::WRONG
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::WRONG
    }

    fn missing_field(field: &'static str) -> Self {
        Self(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self(field)
    }
}

/// Reads one value.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'de>(pub(super) &'de Value);

impl<'de> Decoder<'de> {
    fn text(self) -> Result<&'de str, Mismatch> {
        self.0.as_str().ok_or(Mismatch::WRONG)
    }

    fn object(self) -> Result<&'de Object, Mismatch> {
        self.0.as_object().ok_or(Mismatch::WRONG)
    }

    fn number(self) -> Result<f64, Mismatch> {
        self.0.as_f64().ok_or(Mismatch::WRONG)
    }

    fn integer(self) -> Result<f64, Mismatch> {
        let number = self.number()?;
        if number.trunc() != number {
            return Err(Mismatch::WRONG);
        }
        Ok(number)
    }

    /// Up to 2^64, which is what the largest of our integers was rounded to when it was written.
    fn unsigned(self) -> Result<u64, Mismatch> {
        let number = self.integer()?;
        if !(0.0..=u64::MAX as f64).contains(&number) {
            return Err(Mismatch::WRONG);
        }
        Ok(number as u64)
    }

    fn signed(self) -> Result<i64, Mismatch> {
        let number = self.integer()?;
        if number.abs() > i64::MAX as f64 {
            return Err(Mismatch::WRONG);
        }
        Ok(number as i64)
    }

    fn items<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let items = self.0.as_array().ok_or(Mismatch::WRONG)?;
        let mut rest = Items(items.iter());
        let value = visitor.visit_seq(&mut rest)?;
        if rest.0.next().is_some() {
            return Err(Mismatch::WRONG);
        }
        Ok(value)
    }

    /// The fields of these names, in this order. So each field costs a type one call; keys in the order of the text would
    /// cost it a loop, a search among the names and a place for every value.
    fn fields<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let mut fields = Fields {
            object: self.object()?,
            names: names.iter(),
            last: "",
        };
        visitor
            .visit_seq(&mut fields)
            .map_err(|error| error.or_named(fields.last))
    }

    fn entries<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_map(Entries {
            rest: self.object()?.entries().iter(),
            last: &Value::Null,
        })
    }
}

macro_rules! read {
    ($($method:ident: $read:ident $visit:ident),+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            visitor.$visit(self.$read()?)
        })+
    };
}

impl<'de> Deserializer<'de> for Decoder<'de> {
    type Error = Mismatch;

    read!(
        deserialize_u8: unsigned visit_u64,
        deserialize_u16: unsigned visit_u64,
        deserialize_u32: unsigned visit_u64,
        deserialize_u64: unsigned visit_u64,
        deserialize_i8: signed visit_i64,
        deserialize_i16: signed visit_i64,
        deserialize_i32: signed visit_i64,
        deserialize_i64: signed visit_i64,
        deserialize_f32: number visit_f64,
        deserialize_f64: number visit_f64,
        deserialize_char: text visit_str,
        deserialize_str: text visit_str,
        deserialize_string: text visit_str,
        deserialize_identifier: text visit_str
    );

    forward_to_deserialize_any! { bool bytes byte_buf unit unit_struct }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => visitor.visit_f64(*number),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(_) => self.items(visitor),
            Value::Object(_) => self.entries(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.items(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.items(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.items(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.entries(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.fields(names, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let (name, content) = match self.0 {
            Value::String(name) => (name, &Value::Null),
            _ => match self.object()?.entries() {
                [(name, content)] => (name, content),
                _ => return Err(Mismatch::WRONG),
            },
        };
        visitor.visit_enum(Tagged {
            name,
            content: Decoder(content),
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }
}

impl<'de> IntoDeserializer<'de, Mismatch> for Decoder<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

struct Items<'de>(std::slice::Iter<'de, Value>);

impl<'de> SeqAccess<'de> for &mut Items<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        match self.0.next() {
            Some(item) => seed.deserialize(Decoder(item)).map(Some),
            None => Ok(None),
        }
    }
}

/// A field that is not there ends nothing: a type takes its default, or says that it is missing.
struct Fields<'de> {
    object: &'de Object,
    names: std::slice::Iter<'static, &'static str>,
    last: &'static str,
}

impl<'de> SeqAccess<'de> for &mut Fields<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        self.last = self.names.next().copied().unwrap_or_default();
        match self.object.get(self.last) {
            Some(value) => seed.deserialize(Decoder(value)).map(Some),
            None => Ok(None),
        }
    }
}

struct Entries<'de> {
    rest: std::slice::Iter<'de, (Text, Value)>,
    last: &'de Value,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mismatch> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.last = value;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        seed.deserialize(Decoder(self.last))
    }
}

struct Tagged<'de> {
    name: &'de str,
    content: Decoder<'de>,
}

impl<'de> EnumAccess<'de> for Tagged<'de> {
    type Error = Mismatch;
    type Variant = Decoder<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Decoder<'de>), Mismatch> {
        let name = seed.deserialize(BorrowedStrDeserializer::<Mismatch>::new(self.name))?;
        Ok((name, self.content))
    }
}

impl<'de> VariantAccess<'de> for Decoder<'de> {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        if self.0.is_null() {
            Ok(())
        } else {
            Err(Mismatch::WRONG)
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Mismatch> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.items(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.fields(names, visitor)
    }
}
