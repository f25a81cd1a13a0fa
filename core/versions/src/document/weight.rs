//! What a subtree weighs: kept in every array and object, so that limits cost nothing per edit.

use super::{number, plain::plain_len, value::Value};

/// The size of a subtree. Sums stop at `u32::MAX`, far above every limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weight {
    /// Values, itself included
    pub(crate) values: u32,
    /// Levels of arrays and objects, itself included
    pub(crate) depth: u32,
    /// Bytes of the longest string or key
    pub(crate) longest: u32,
    /// Bytes as minified JSON
    pub(crate) json: u32,
}

impl Weight {
    /// An array or object without content: two brackets.
    pub(crate) const EMPTY: Self = Self {
        values: 1,
        depth: 1,
        longest: 0,
        json: 2,
    };

    pub(crate) fn of(value: &Value) -> Self {
        let scalar = |json: usize| Self {
            values: 1,
            depth: 0,
            longest: 0,
            json: clamp(json),
        };
        match value {
            Value::Null | Value::Bool(true) => scalar(4),
            Value::Bool(false) => scalar(5),
            Value::Number(value) => scalar(number::json_len(*value)),
            Value::String(text) => Self {
                longest: clamp(text.len()),
                ..scalar(string_len(text))
            },
            Value::Array(array) => array.weight(),
            Value::Object(object) => object.weight(),
        }
    }

    /// What a key and its colon add to the object that has it.
    pub(crate) fn of_key(key: &str) -> Self {
        Self {
            values: 0,
            depth: 0,
            longest: clamp(key.len()),
            json: clamp(string_len(key)).saturating_add(1),
        }
    }

    /// A key with its value.
    pub(crate) fn of_field(key: &str, value: &Value) -> Self {
        let key = Self::of_key(key);
        let value = Self::of(value);
        Self {
            values: value.values,
            depth: value.depth,
            longest: key.longest.max(value.longest),
            json: key.json.saturating_add(value.json),
        }
    }

    /// Adds one child; `comma` unless it is the first.
    pub(crate) fn add(&mut self, child: Self, comma: bool) {
        self.values = self.values.saturating_add(child.values);
        self.depth = self.depth.max(child.depth.saturating_add(1));
        self.longest = self.longest.max(child.longest);
        self.json = self
            .json
            .saturating_add(child.json)
            .saturating_add(u32::from(comma));
    }

    /// Takes one child away; `false` when depth and longest have to be found anew.
    pub(crate) fn subtract(&mut self, child: Self, comma: bool) -> bool {
        self.values = self.values.saturating_sub(child.values);
        self.json = self
            .json
            .saturating_sub(child.json)
            .saturating_sub(u32::from(comma));
        child.depth.saturating_add(1) < self.depth && (child.longest == 0 || child.longest < self.longest)
    }

    /// Exchanges one child for another; `false` when depth and longest have to be found anew.
    pub(crate) fn exchange(&mut self, before: Self, after: Self) -> bool {
        let known = self.subtract(before, false);
        self.add(after, false);
        known || (after.depth >= before.depth && after.longest >= before.longest)
    }

    /// Finds the maxima anew from the children.
    pub(crate) fn find_maxima(&mut self, children: impl Iterator<Item = Self>) {
        self.depth = 1;
        self.longest = 0;
        for child in children {
            self.depth = self.depth.max(child.depth.saturating_add(1));
            self.longest = self.longest.max(child.longest);
        }
    }
}

/// Bytes of a string in JSON, with its quotes.
pub(crate) fn string_len(text: &str) -> usize {
    // Mostly all of it is plain.
    let plain = plain_len(text.as_bytes());
    2 + plain
        + text
            .bytes()
            .skip(plain)
            .map(|byte| match byte {
                b'"' | b'\\' | 8 | 9 | 10 | 12 | 13 => 2,
                0..0x20 => 6,
                _ => 1,
            })
            .sum::<usize>()
}

fn clamp(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}
