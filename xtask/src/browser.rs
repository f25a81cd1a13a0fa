//! Chromium and its driver, for the tests that need a real browser.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::Task;
use crate::workspace::on_path;

const INSTALL: &str = "apt-get update && apt-get install -y --no-install-recommends chromium chromium-driver";

/// Where they are.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Finds them: `CHROME` and `CHROMEDRIVER`, else `PATH`, else (on Debian, as root) by installing them.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let wanted = format!(
        "needed: Chromium or Chrome and its chromedriver, on PATH or named by CHROME and CHROMEDRIVER. On Debian, as root: {INSTALL}"
    );
    if on_path("apt-get").is_none() || !is_root() {
        bail!(wanted);
    }
    let apt = |name: &str, line: &str| {
        Task::new(name, "apt-get")
            .words(line)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .minutes(15)
            .tries(3)
            .run()
    };
    apt("apt-get update", "update -qq").context(wanted.clone())?;
    apt(
        "install Chromium",
        "install -y -qq --no-install-recommends chromium chromium-driver",
    )
    .context(wanted.clone())?;
    find().context(wanted)
}

fn find() -> Option<Browser> {
    let chrome = named("CHROME").or_else(|| {
        [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "chrome",
        ]
        .into_iter()
        .find_map(on_path)
        .or_else(|| existing("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"))
        .or_else(|| existing("/Applications/Chromium.app/Contents/MacOS/Chromium"))
    })?;
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { chrome, driver })
}

fn named(variable: &str) -> Option<PathBuf> {
    existing(std::env::var_os(variable)?)
}

fn existing(path: impl AsRef<Path>) -> Option<PathBuf> {
    path.as_ref().is_file().then(|| path.as_ref().to_path_buf())
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
