//! Ordered maps, sets and sorting that weigh little in a WebAssembly module.
//!
//! Every use of a tree map or of the standard sort with a type of its own adds six and four kilobytes of code; these add a few
//! hundred bytes. The reasons and the figures are in `core/docs/size.md`.

mod gather;
mod map;
mod set;
mod sort;

pub use gather::Gather;
pub use map::SortedMap;
pub use set::SortedSet;
pub use sort::{sort, sort_by, sort_by_key};
