//! The document: a persistent (structurally shared) JSON tree, its nodes, and the limits it must keep.

mod array;
mod ascii;
mod decimal;
mod error;
mod hash;
pub(crate) mod index;
mod known_hash;
mod limits;
mod node;
mod number;
mod object;
pub(crate) mod plain;
pub mod pointer;
mod read;
mod splice;
mod tree;
mod value;
mod weight;
mod write;

pub use array::Array;
pub use ascii::in_ascii;
pub use error::DocumentError;
pub use limits::Limits;
pub use node::{NodeRef, Nodes};
pub use object::Object;
pub use tree::Document;
pub use value::{Text, Value};
pub use write::write as write_value;
pub use write::write_string;

pub use decimal::parse as parse_number;
pub use hash::{SubtreeHasher, hash_words};
pub use number::number_text;
pub use number::write as write_number;
pub use read::read_foreign;
pub(crate) use read::{Item, read_list};
pub(crate) use splice::Splice;
pub use tree::check_limits;
pub(crate) use tree::{find, route_pointer};
pub(crate) use weight::Weight;
