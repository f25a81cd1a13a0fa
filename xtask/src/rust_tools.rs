//! The Rust side of set-up: the wasm target and the tools that work on its output.

use std::fs;

use anyhow::{Context, Result};

use crate::process::Task;
use crate::workspace::{locked_version, target, tools};

/// The target that ships.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The standard library for wasm.
pub(crate) fn wasm_target() -> Result<()> {
    let sysroot = Task::new("sysroot", rustc())
        .words("--print sysroot")
        .quiet()
        .run()?;
    let installed = std::path::Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET);
    if installed.is_dir() {
        return Ok(());
    }
    Task::new("install the wasm target", "rustup")
        .words("target add")
        .arg(WASM_TARGET)
        .tries(3)
        .run()
        .with_context(|| {
            format!("needed: rustup target add {WASM_TARGET} (or the wasm target of your distribution)")
        })?;
    Ok(())
}

/// The tool that makes the JavaScript glue. It must have the very version of the crate.
pub(crate) fn wasm_bindgen() -> Result<()> {
    let version = locked_version("wasm-bindgen")?;
    install("wasm-bindgen", "wasm-bindgen-cli", Some(&version))
}

/// Runs the browser tests of the wasm crate.
pub(crate) fn wasm_pack() -> Result<()> {
    install("wasm-pack", "wasm-pack", None)
}

fn rustc() -> std::ffi::OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

fn install(program: &str, package: &str, version: Option<&str>) -> Result<()> {
    // The tools that were installed here come first on the path of every task.
    let there = Task::new(format!("{program} version"), program)
        .words("--version")
        .quiet()
        .outcome();
    if let Ok(there) = there
        && there.ok
        && version.is_none_or(|version| there.text.split_whitespace().any(|word| word == version))
    {
        return Ok(());
    }
    fs::create_dir_all(tools())?;
    let wanted = version
        .map(|version| format!(" --version {version}"))
        .unwrap_or_default();
    // Not --locked: a version that is locked in there may be missing from a mirror, and any that fits will do.
    let line = format!("install {package}{wanted} --force --quiet");
    Task::cargo(format!("install {package}{wanted} (about 2 minutes)"), &line)
        .arg("--root")
        .arg(tools())
        // What both tools need is compiled once, and what was compiled before a hiccup is not lost.
        .env("CARGO_TARGET_DIR", target().join("tools-build"))
        // They run for seconds: compiling them fast is worth more than that they are fast.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .minutes(20)
        .tries(3)
        .run()
        .with_context(|| format!("needed: cargo {line} --root target/tools"))?;
    Ok(())
}
