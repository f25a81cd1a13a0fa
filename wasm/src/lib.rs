//! Bindings and shell executors: the npm package `bozzetto`.
