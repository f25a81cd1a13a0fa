//! Stands in for describe, rebase, reconcile, validate, History and the codec until they are there.
#![allow(missing_docs, clippy::all, clippy::unwrap_used)]
use super::*;
use crate::document::{Document, Limits, Value};
#[derive(Clone, Debug)]
pub struct Rebased {
    pub patch: Patch,
}
pub fn rebase(p: &Patch, _b: &Document, _h: &Document) -> Result<Rebased, PatchError> {
    Ok(Rebased { patch: p.clone() })
}
pub fn describe(p: &Patch, _a: &Document, _b: &Document) -> String {
    format!("{} ops", p.ops.len())
}
pub fn reconcile(_c: &Document, v: Value) -> Value {
    v
}
#[derive(Clone, Debug)]
pub struct Fault(String);
impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
pub fn validate_op(_o: &Op, _d: &Document, _l: &Limits) -> Vec<Fault> {
    vec![]
}
