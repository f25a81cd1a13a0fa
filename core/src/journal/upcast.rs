//! Lifting events that an earlier release wrote to the form of this one.

use crate::document::{Object, Value};

/// One step: events called `from` become events called `to`.
#[derive(Clone, Copy, Debug)]
pub struct Upcaster {
    /// The name on disk
    pub from: &'static str,
    /// The name after the step
    pub to: &'static str,
    /// Changes the event's data
    pub lift: fn(Object) -> Object,
}

/// All steps of this release. None yet: every event is in its first version.
pub(super) const UPCASTERS: &[Upcaster] = &[];

/// Takes all the steps that fit, one after the other, and returns the name and data they lead to.
pub(super) fn upcast<'a>(mut name: &'a str, mut data: Value, upcasters: &[Upcaster]) -> (&'a str, Value) {
    // Each step leaves a name behind that no earlier step produced, so their number bounds the loop.
    for _ in 0..upcasters.len() {
        let Some(step) = upcasters.iter().find(|step| step.from == name) else {
            break;
        };
        let fields = data.as_object().cloned().unwrap_or_default();
        (name, data) = (step.to, Value::Object((step.lift)(fields)));
    }
    (name, data)
}
