//! `build`: the npm package, packed as it would be published, and installed where it is used.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::args::Args;
use crate::process::Task;
use crate::workspace::{root, shown, target};
use crate::{npm, rust_tools};

const HELP: &str = "\
cargo xtask build

Compiles the wasm, makes the npm package around it, packs it (target/npm/*.tgz) and installs that tarball in www/
and tests/js/, so that both use it as any app would.";

/// Folders that use the package.
const USERS: [&str; 2] = ["www", "tests/js"];

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    if args.help(HELP) {
        return Ok(ExitCode::SUCCESS);
    }
    args.finish()?;
    let tarball = build()?;
    for user in USERS {
        npm::install(user)?;
        install(&tarball, user)?;
    }
    println!("{}", shown(&tarball));
    Ok(ExitCode::SUCCESS)
}

/// Builds and packs; returns the tarball.
pub(crate) fn build() -> Result<PathBuf> {
    rust_tools::wasm_target()?;
    rust_tools::wasm_bindgen()?;
    npm::install("wasm/npm")?;
    Task::new("build the package", "node")
        .arg("build.mjs")
        .within("wasm/npm")
        .minutes(30)
        .run()?;
    let out = target().join("npm");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    Task::new("npm pack", npm::NPM)
        .words("pack --ignore-scripts --loglevel=error --pack-destination")
        .arg(&out)
        .within("wasm/npm")
        .quiet()
        .run()?;
    tarball()
}

/// The tarball of the last build.
pub(crate) fn tarball() -> Result<PathBuf> {
    let folder = target().join("npm");
    for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", shown(&folder)))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tgz") {
            return Ok(path);
        }
    }
    bail!("{} holds no tarball; run: cargo xtask build", shown(&folder))
}

/// Unpacks the tarball as npm would. Not through npm: it would write a hash into the lock file that changes with every build.
pub(crate) fn install(tarball: &Path, user: &str) -> Result<()> {
    let place = root().join(user).join("node_modules/bozzetto");
    if place.is_symlink() {
        fs::remove_file(&place)?;
    } else if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::create_dir_all(&place)?;
    // Bundlers keep what they made of the package that was here before.
    let cache = root().join(user).join("node_modules/.vite");
    if cache.exists() {
        fs::remove_dir_all(cache)?;
    }
    Task::new(format!("install the package in {user}"), "tar")
        .words("--strip-components=1 -xzf")
        .arg(tarball)
        .arg("-C")
        .arg(&place)
        .quiet()
        .run()?;
    Ok(())
}
