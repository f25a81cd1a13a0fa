//! A serde serializer that writes minified JSON.

use serde::ser::{self, Serialize, Serializer};

use super::Mismatch;
use crate::document::{write_number, write_string};

/// Writes one value to the end of a text.
pub(super) struct Encoder<'a>(pub(super) &'a mut String);

/// An array or object that is open.
pub(super) struct Open<'a> {
    out: &'a mut String,
    /// Whether something is in it
    begun: bool,
    close: &'static str,
}

impl ser::Error for Mismatch {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self::WRONG
    }
}

impl<'a> Encoder<'a> {
    fn open(self, open: &str, close: &'static str) -> Open<'a> {
        self.0.push_str(open);
        Open {
            out: self.0,
            begun: false,
            close,
        }
    }

    /// `{"variant":` and then what `open` and `close` say.
    fn variant(self, variant: &str, open: &str, close: &'static str) -> Open<'a> {
        self.0.push('{');
        write_string(self.0, variant);
        self.0.push(':');
        self.open(open, close)
    }

    fn number(self, number: f64) -> Result<(), Mismatch> {
        write_number(self.0, number);
        Ok(())
    }
}

impl Open<'_> {
    fn comma(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(',');
        }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.comma();
        value.serialize(Encoder(self.out))
    }

    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Mismatch> {
        self.comma();
        write_string(self.out, key);
        self.out.push(':');
        value.serialize(Encoder(self.out))
    }

    fn close(self) -> Result<(), Mismatch> {
        self.out.push_str(self.close);
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),+) => {
        $(fn $method(self, number: $type) -> Result<(), Mismatch> {
            self.number(number as f64)
        })+
    };
}

impl<'a> Serializer for Encoder<'a> {
    type Ok = ();
    type Error = Mismatch;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    numbers!(
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64
    );

    fn serialize_bool(self, flag: bool) -> Result<(), Mismatch> {
        self.0.push_str(if flag { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, character: char) -> Result<(), Mismatch> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Mismatch> {
        write_string(self.0, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Mismatch> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), Mismatch> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Mismatch> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Mismatch> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Mismatch> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Mismatch> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Mismatch> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Mismatch> {
        let mut open = self.variant(variant, "", "}");
        open.item(value)?;
        open.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Mismatch> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Mismatch> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Mismatch> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Mismatch> {
        Ok(self.variant(variant, "[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Mismatch> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Mismatch> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Mismatch> {
        Ok(self.variant(variant, "{", "}}"))
    }
}

macro_rules! items {
    ($($of:ident $method:ident),+) => {
        $(impl ser::$of for Open<'_> {
            type Ok = ();
            type Error = Mismatch;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
                self.item(value)
            }

            fn end(self) -> Result<(), Mismatch> {
                self.close()
            }
        })+
    };
}

items!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

macro_rules! fields {
    ($($of:ident),+) => {
        $(impl ser::$of for Open<'_> {
            type Ok = ();
            type Error = Mismatch;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Mismatch> {
                self.field(key, value)
            }

            fn end(self) -> Result<(), Mismatch> {
                self.close()
            }
        })+
    };
}

fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Mismatch;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Mismatch> {
        self.comma();
        let at = self.out.len();
        key.serialize(Encoder(self.out))?;
        if self.out.as_bytes().get(at) != Some(&b'"') {
            return Err(Mismatch::WRONG);
        }
        self.out.push(':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        value.serialize(Encoder(self.out))
    }

    fn end(self) -> Result<(), Mismatch> {
        self.close()
    }
}
