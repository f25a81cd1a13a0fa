//! Stands in for describe, rebase, reconcile, validate, History and the codec until they are there.
#![allow(missing_docs, clippy::all, clippy::unwrap_used)]
use super::*;
use crate::document::{Document, Limits, Value};
pub fn diff(_a: &Document, b: &Document) -> Patch {
    Patch::new([Op::set_at("", b.root().clone())])
}
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
#[derive(Clone, Debug, Default)]
pub struct History {
    v: std::collections::BTreeMap<u32, Document>,
}
impl History {
    pub fn push(&mut self, n: u32, _p: u32, _x: Patch, d: Document) {
        self.v.insert(n, d);
    }
    pub fn at(&self, n: u32) -> Option<Document> {
        self.v.get(&n).cloned()
    }
}
pub struct Delta {
    pub patch: Patch,
    pub checksum: u128,
}
pub fn encode_delta(p: &Patch, d: &Document) -> Vec<u8> {
    let mut o = d.hash().to_le_bytes().to_vec();
    o.extend(p.to_json().into_bytes());
    o
}
pub fn decode_delta(b: &[u8], l: &Limits) -> Result<Delta, PatchError> {
    let (h, r) = b.split_at(16);
    Ok(Delta {
        patch: Patch::parse(std::str::from_utf8(r).unwrap(), l)?,
        checksum: u128::from_le_bytes(h.try_into().unwrap()),
    })
}
pub fn encode_keyframe(d: &Document) -> Vec<u8> {
    d.to_json().into_bytes()
}
pub fn decode_keyframe(b: &[u8], l: &Limits) -> Result<Document, crate::document::DocumentError> {
    Document::parse(std::str::from_utf8(b).unwrap(), l)
}
