//! JSON documents, the changes to them, and their history.
//!
//! A crate of its own because it is the part that is compiled for speed: everything that takes time in proportion to a document or
//! to a history is in here, and what is in `bozzetto-core` is compiled for size. Pure Rust, nothing in here touches the world.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::string_slice
    )
)]

mod checksum;
pub mod document;
mod guard;
mod hashing;
pub mod letters;
pub mod sorted;
pub mod version;

pub use checksum::{checked_length, crc32, flipped_bit};
pub use guard::{Guarded, guard, guarded, may_be_guarded};
