//! Lifting events that an earlier release wrote to the form of this one.

use serde_json::{Map, Value};

/// One step: events called `from` become events called `to`.
#[derive(Clone, Copy, Debug)]
pub struct Upcaster {
    /// The name on disk
    pub from: &'static str,
    /// The name after the step
    pub to: &'static str,
    /// Changes the event's data
    pub lift: fn(Map<String, Value>) -> Map<String, Value>,
}

/// All steps of this release. None yet: every event is in its first version.
pub(super) const UPCASTERS: &[Upcaster] = &[];

/// Takes all the steps that fit, one after the other.
pub(super) fn upcast(mut event: Value, upcasters: &[Upcaster]) -> Value {
    // Each step leaves a name behind that no earlier step produced, so their number bounds the loop.
    for _ in 0..upcasters.len() {
        let Some(name) = event.get("type").and_then(Value::as_str) else {
            break;
        };
        let Some(step) = upcasters.iter().find(|step| step.from == name) else {
            break;
        };
        let Value::Object(mut fields) = event else { break };
        let data = match fields.remove("data") {
            Some(Value::Object(data)) => data,
            _ => Map::new(),
        };
        fields.insert("type".into(), step.to.into());
        fields.insert("data".into(), Value::Object((step.lift)(data)));
        event = Value::Object(fields);
    }
    event
}
