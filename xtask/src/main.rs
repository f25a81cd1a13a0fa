//! `cargo xtask`: sets itself up, then starts, tests, builds, measures.
fn main() {}
