//! Maps and sets by id, with a hash that is quick on short keys.
//!
//! The standard one resists keys that are made to collide only where its seed is secret; in WebAssembly it has no source of
//! randomness to take one from, so it costs four times as much and protects from nothing more. Nothing that is stored or shown may
//! depend on the order of these maps.

use rustc_hash::FxBuildHasher;

pub(crate) type Map<K, V> = std::collections::HashMap<K, V, FxBuildHasher>;
pub(crate) type Set<K> = std::collections::HashSet<K, FxBuildHasher>;
