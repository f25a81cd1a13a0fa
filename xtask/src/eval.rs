//! `eval`: labelled edits through the engine, scored.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::args::Args;

const HELP: &str = "\
cargo xtask eval FILE.jsonl --documents DIR --provider offline|gold [--json]

Runs labelled edits through the native shell and the whole path of an edit, and prints the scores.

  FILE.jsonl       One case per line: labelled edits, or first prompts
  --documents DIR  Where the documents that the cases name are, or folders with them
  --provider       offline: the embedded interpreter; gold: the scripted answers of the cases
  --json           One JSON object: total, scores, byTag, failures";

pub(crate) fn run(mut args: Args) -> Result<ExitCode> {
    if args.help(HELP) {
        return Ok(ExitCode::SUCCESS);
    }
    let documents = args.value("--documents")?.context("--documents DIR is needed")?;
    let provider = args
        .value("--provider")?
        .context("--provider offline or gold is needed")?;
    let json = args.flag("--json");
    let file = args.word().context("the file of cases is needed")?;
    args.finish()?;
    let here = std::env::current_dir()?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Optimised enough to be quick, and shared with the tests, so that it is compiled once.
    command.args([
        "run",
        "--quiet",
        "--profile",
        "test",
        "-p",
        "bozzetto-tests",
        "--bin",
        "eval",
        "--",
    ]);
    command.current_dir(crate::workspace::root());
    command
        .arg(absolute(&here, &file))
        .arg("--documents")
        .arg(absolute(&here, &documents));
    command.args(["--provider", &provider]);
    if json {
        command.arg("--json");
    }
    let status = command.status().context("starting cargo")?;
    Ok(ExitCode::from(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
    ))
}

fn absolute(here: &Path, path: &str) -> std::path::PathBuf {
    here.join(path)
}
