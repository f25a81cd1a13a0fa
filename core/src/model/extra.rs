//! What an app adds to the body of every request: how much a model thinks, its temperature, whatever this engine has no word for.

use crate::document::{Limits, Text, Value};

/// A body with the fields of `extra` in it: objects are gone into, everything else is put in place, and `null` leaves a field out (as RFC 7396
/// has it). What is no JSON adds nothing.
pub(super) fn with_extra(body: String, extra: &str) -> String {
    let limits = Limits::unlimited();
    match (Value::parse(&body, &limits), Value::parse(extra, &limits)) {
        (Ok(own), Ok(extra)) => merged(&own, &extra).to_json(),
        _ => body,
    }
}

fn merged(own: &Value, extra: &Value) -> Value {
    let (Some(extra_fields), own_fields) = (extra.as_object(), own.as_object()) else {
        return extra.clone();
    };
    let mut fields: Vec<(Text, Value)> = Vec::new();
    for (name, value) in own_fields.iter().flat_map(|own| own.iter()) {
        match extra_fields.get(name) {
            None => fields.push((name.clone(), value.clone())),
            Some(Value::Null) => {}
            Some(more) => fields.push((name.clone(), merged(value, more))),
        }
    }
    for (name, value) in extra_fields.iter() {
        if own_fields.is_none_or(|own| own.get(name).is_none()) && *value != Value::Null {
            fields.push((name.clone(), merged(&Value::Null, value)));
        }
    }
    Value::object(fields)
}
