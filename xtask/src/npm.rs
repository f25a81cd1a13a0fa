//! The JavaScript side of set-up: Node itself, and the packages of a folder.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::Task;
use crate::workspace::{root, target};

/// The oldest Node that the packages in use run on.
const OLDEST_NODE: u32 = 20;

/// `npm` as it is called on this system.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// A program of a package of that folder.
pub(crate) fn program(folder: &str, name: &str) -> PathBuf {
    let file = if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    };
    root().join(folder).join("node_modules/.bin").join(file)
}

/// Node is there and new enough. It is not installed by itself: how depends on the system.
pub(crate) fn node() -> Result<()> {
    let wanted = format!(
        "needed: Node.js {OLDEST_NODE} or newer with npm, as `node` and `npm` on PATH (see nodejs.org, or your system's packages)"
    );
    let version = Task::new("node version", "node")
        .words("--version")
        .quiet()
        .run()
        .context(wanted.clone())?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node.js is {}; {wanted}", version.trim());
    }
    Ok(())
}

/// The packages of a folder as its lock file says, unless they are there already.
pub(crate) fn install(folder: &str) -> Result<()> {
    node()?;
    let place = root().join(folder);
    let manifest = fs::read_to_string(place.join("package.json"))
        .with_context(|| format!("reading {folder}/package.json"))?;
    let lock = fs::read_to_string(place.join("package-lock.json")).ok();
    let wanted = format!("{manifest}\n{}", lock.as_deref().unwrap_or_default());
    let stamp = target()
        .join("xtask")
        .join(format!("npm-{}.stamp", folder.replace('/', "-")));
    let there = place.join("node_modules/.package-lock.json").is_file();
    if there && fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == wanted) {
        return Ok(());
    }
    let command = if lock.is_some() { "ci" } else { "install" };
    Task::new(format!("npm {command} in {folder}"), NPM)
        .arg(command)
        .words("--no-audit --no-fund --loglevel=error --fetch-retries=5 --fetch-timeout=120000")
        .within(folder)
        .minutes(15)
        .tries(3)
        .run()
        .with_context(|| format!("needed: npm {command} in {folder}"))?;
    if let Some(parent) = stamp.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(stamp, wanted)?;
    Ok(())
}
