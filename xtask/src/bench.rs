//! `bench`: speed, beside others, in one run.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::args::Args;
use crate::browser::browser;
use crate::process::Task;
use crate::rust_tools::WASM_TARGET;
use crate::workspace::target;
use crate::{npm, package, rust_tools};

const HELP: &str = "\
cargo xtask bench [SUITE]... [--json]

Measures and prints medians. Subjects take turns within one run, in Node and in Chromium.

  edit      Engine time of one edit with scripted ops at 100, 1,000 and 10,000 nodes, beside one JSON.parse of the document
  boundary  50 B, 5 KB and 500 KB into and out of wasm: as objects, as JSON text, as bytes
  stream    Answers of 10 KB to 1 MB in 16-character chunks: a readable value after each, and ops once complete; beside others
  prompt    Tokens of the document in the prompt of an edit, beside the whole of it as JSON and as TOON; tokens of an answer
  session   1,000 edits in a row: prompt tokens, time per edit early and late, bytes per version
  versions  Histories and differences beside Loro, Yjs, Automerge, jsondiffpatch, fast-json-patch, microdiff and json-joy: size,
            append, any version, opening, comparing, growth to 100,000 versions

Without a suite: all. --json: one JSON object per suite, one per line:
{\"suite\":..,\"rows\":[{\"case\":..,\"subject\":..,\"where\":..,\"unit\":..,\"median\":..,\"samples\":..}]}";

const SUITES: [&str; 6] = ["edit", "boundary", "stream", "prompt", "session", "versions"];

pub(crate) fn run(mut args: Args) -> Result<ExitCode> {
    if args.help(HELP) {
        return Ok(ExitCode::SUCCESS);
    }
    let as_json = args.flag("--json");
    let mut suites = Vec::new();
    while let Some(suite) = args.word() {
        if !SUITES.contains(&suite.as_str()) {
            bail!("there is no suite `{suite}`; there are {}", SUITES.join(", "));
        }
        suites.push(suite);
    }
    args.finish()?;
    if suites.is_empty() {
        suites = SUITES.map(str::to_owned).to_vec();
    }
    rust_tools::wasm_target()?;
    rust_tools::wasm_bindgen()?;
    npm::install("tests/js")?;
    if suites.iter().any(|suite| suite != "boundary") {
        package::install(&package::build()?, "tests/js")?;
    }
    if suites.iter().any(|suite| suite == "boundary") {
        boundary_module()?;
    }
    if suites.iter().any(|suite| suite == "stream" || suite == "prompt") {
        Task::new("bundle the peers", "node")
            .arg("bench/peers.mjs")
            .arg(target().join("xtask/peers.js"))
            .within("tests")
            .run()?;
    }
    let chrome = browser()?.chrome;
    for suite in suites {
        let out = target().join(format!("xtask/bench-{suite}.json"));
        Task::new(format!("bench {suite}"), "node")
            .arg("bench/run.mjs")
            .arg(&suite)
            .arg(&out)
            .within("tests")
            .env("CHROME", &chrome)
            .minutes(60)
            .run()?;
        let report: Value = serde_json::from_slice(&std::fs::read(&out)?).context("reading the figures")?;
        if as_json {
            println!("{report}");
        } else {
            println!("{}", table(&report));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A module that does nothing but take values in and hand them out, in each way.
fn boundary_module() -> Result<()> {
    Task::cargo(
        "compile the boundary module",
        "build -p bozzetto-boundary --profile wasm --target",
    )
    .arg(WASM_TARGET)
    .minutes(10)
    .run()?;
    Task::new("glue for the boundary module", "wasm-bindgen")
        .words("--target web --no-typescript --out-name boundary --out-dir")
        .arg(target().join("xtask/boundary"))
        .arg(target().join(WASM_TARGET).join("wasm/bozzetto_boundary.wasm"))
        .quiet()
        .run()?;
    Ok(())
}

fn table(report: &Value) -> String {
    let mut text = format!("{}\n", report["suite"].as_str().unwrap_or_default());
    for row in report["rows"].as_array().into_iter().flatten() {
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        text.push_str(&format!(
            "  {:<32} {:<18} {:<9} {:>12.4} {:<7} ({} samples)\n",
            word("case"),
            word("subject"),
            word("where"),
            row["median"].as_f64().unwrap_or(f64::NAN),
            word("unit"),
            row["samples"]
        ));
    }
    text
}
