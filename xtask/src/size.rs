//! `size`: what the package weighs, and whose weight it is, against a committed budget.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::args::Args;
use crate::process::Task;
use crate::rust_tools::WASM_TARGET;
use crate::wasm_size::{self, Module};
use crate::workspace::{root, target};
use crate::{npm, package};

const HELP: &str = "\
cargo xtask size [--json]

Builds the package and prints raw, gzip and brotli bytes of the wasm and of the whole `.` entry (bundled, minified, with
the wasm), how much each part of the code takes, and what apps bundle today for the same (`ai` with one provider,
jsondiffpatch, Dexie, XState). Brotli bytes of a part are those of its functions compressed by themselves. The exit code
tells whether the budget of xtask/size-budget.json is kept.";

/// Parts of the wasm, by the paths that name their functions; the first that fits counts.
const PARTS: &[(&str, &[&str])] = &[
    ("offline provider", &["bozzetto_core::model::offline"]),
    (
        "provider openai-chat",
        &["bozzetto_core::model::dialect::openai_chat"],
    ),
    (
        "provider openai-responses",
        &["bozzetto_core::model::dialect::openai_responses"],
    ),
    (
        "provider anthropic",
        &["bozzetto_core::model::dialect::anthropic"],
    ),
    ("provider gemini", &["bozzetto_core::model::dialect::gemini"]),
    ("provider ollama", &["bozzetto_core::model::dialect::ollama"]),
    ("model answers", &["bozzetto_core::model::answer"]),
    ("model calls", &["bozzetto_core::model"]),
    ("document", &["bozzetto_versions::document"]),
    (
        "history codec",
        &[
            "bozzetto_versions::version::history",
            "bozzetto_versions::version::block",
            "bozzetto_versions::version::pack",
            "bozzetto_versions::version::codec",
            "bozzetto_versions::version::bits",
            "bozzetto_versions::version::tape",
            "bozzetto_versions::guard",
            "bozzetto_versions::checksum",
        ],
    ),
    ("patches, merges", &["bozzetto_versions"]),
    ("context", &["bozzetto_core::context"]),
    (
        "serde",
        &[
            "bozzetto_core::json",
            "serde",
            "serde_core",
            "serde_json",
            "serde_bytes",
            "serde_wasm_bindgen",
            "itoa",
            "ryu",
            "zmij",
            "memchr",
        ],
    ),
    ("engine", &["bozzetto_core"]),
    ("shell", &["bozzetto_wasm"]),
    (
        "browser bindings",
        &["wasm_bindgen", "wasm_bindgen_futures", "js_sys", "web_sys"],
    ),
    (
        "standard library",
        &[
            "core",
            "alloc",
            "std",
            "dlmalloc",
            "hashbrown",
            "compiler_builtins",
            "rustc_demangle",
        ],
    ),
];

/// Code of the standard library that one careless line brings in, and which line that is.
const STRAYS: &[(&str, &str)] = &[
    (
        "core::num::flt2dec",
        "a double is formatted with `{}`: make it an integer first, or write it as the document does",
    ),
    (
        "core::num::dec2flt",
        "a double is read with `parse`: read it as the document does",
    ),
    (
        "core::slice::sort::unstable",
        "a list is sorted with `sort_unstable`: use `sorted::sort`",
    ),
];

/// Names that no path explains: glue, `memcpy`, what the optimiser made.
const REST: &str = "other";

pub(crate) fn run(mut args: Args) -> Result<ExitCode> {
    if args.help(HELP) {
        return Ok(ExitCode::SUCCESS);
    }
    let as_json = args.flag("--json");
    args.finish()?;
    let tarball = package::build()?;
    npm::install("tests/js")?;
    package::install(&tarball, "tests/js")?;
    let report = measure()?;
    let over = over_budget(&report, &budget()?);
    if as_json {
        println!("{report:#}");
    } else {
        println!("{}", table(&report));
    }
    for line in &over {
        eprintln!("{line}");
    }
    Ok(if over.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The step of `test`: the package is built and installed already.
pub(crate) fn check() -> Result<String> {
    let report = measure()?;
    let over = over_budget(&report, &budget()?);
    if over.is_empty() {
        Ok(table(&report))
    } else {
        bail!("{}\n{}", table(&report), over.join("\n"))
    }
}

fn measure() -> Result<Value> {
    let place = target().join("xtask/size");
    fs::create_dir_all(&place)?;
    let package = root().join("tests/js/node_modules/bozzetto");
    let wasm = fs::read(shipped_wasm(&package)?)?;
    let bundle = place.join("entry.js");
    Task::new("bundle the entry", npm::program("tests/js", "esbuild"))
        .arg(package.join(entry(&package, ".")?))
        .words("--bundle --minify --format=esm --platform=browser --log-level=warning")
        .arg(format!("--outfile={}", bundle.display()))
        .within("tests/js")
        .quiet()
        .run()?;
    let script = fs::read(bundle)?;
    let (of_wasm, of_script) = (weigh(&wasm)?, weigh(&script)?);
    let sum = |key: &str| of_wasm[key].as_u64().unwrap_or(0) + of_script[key].as_u64().unwrap_or(0);
    let replaced = replaced(&place)?;
    let named = with_names(&place)?;
    let module = wasm_size::read(&named)?;
    Ok(json!({
        "wasm": of_wasm,
        "javascript": of_script,
        "entry": {"raw": sum("raw"), "gzip": sum("gzip"), "brotli": sum("brotli")},
        "parts": parts(&module)?,
        "replaced": replaced,
        "strays": strays(&module),
        "goal": budget()?["goal"],
    }))
}

/// What apps bundle today for the same: `ai` with one provider, jsondiffpatch, Dexie and XState.
fn replaced(place: &Path) -> Result<Value> {
    let bundle = place.join("replaced.js");
    Task::new("bundle what is replaced", npm::program("tests/js", "esbuild"))
        .arg("support/replaced.mjs")
        .words("--bundle --minify --format=esm --platform=browser --log-level=error")
        .arg(format!("--outfile={}", bundle.display()))
        .within("tests/js")
        .quiet()
        .run()?;
    weigh(&fs::read(bundle)?)
}

/// What an entry of the package's `exports` leads to in a bundler or a browser.
fn entry(package: &Path, name: &str) -> Result<String> {
    let manifest: Value = serde_json::from_slice(&fs::read(package.join("package.json"))?)?;
    let mut found = &manifest["exports"][name];
    while let Some(conditions) = found.as_object() {
        found = ["browser", "import", "default"]
            .iter()
            .find_map(|condition| conditions.get(*condition))
            .with_context(|| format!("the entry {name} has no `default`"))?;
    }
    Ok(found
        .as_str()
        .with_context(|| format!("package.json exports no {name}"))?
        .to_owned())
}

fn shipped_wasm(package: &Path) -> Result<PathBuf> {
    Ok(package.join(entry(package, "./core.wasm")?))
}

fn weigh(bytes: &[u8]) -> Result<Value> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    Ok(json!({"raw": bytes.len(), "gzip": gzip.finish()?.len(), "brotli": brotli(bytes)?}))
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
}

/// The same build as the one that ships, but with its function names kept.
fn with_names(place: &Path) -> Result<Vec<u8>> {
    let compiled = target().join(WASM_TARGET).join("wasm/bozzetto_wasm.wasm");
    Task::new("glue with names", "wasm-bindgen")
        .words("--target web --no-typescript --no-demangle --out-name named --out-dir")
        .arg(place)
        .arg(&compiled)
        .quiet()
        .run()?;
    let named = place.join("named_opt.wasm");
    Task::new("optimise with names", "wasm-opt")
        .words("-O1 -g")
        .arg(place.join("named_bg.wasm"))
        .arg("-o")
        .arg(&named)
        .quiet()
        .run()?;
    Ok(fs::read(named)?)
}

/// Code of the standard library that one careless line brings in.
fn strays(module: &Module<'_>) -> Vec<&'static str> {
    let is_there = |(path, _): &(&'static str, &'static str)| {
        let mut functions = module.functions.iter();
        functions.any(|function| function.name.contains(path))
    };
    let found = STRAYS.iter().copied().filter(is_there);
    found.map(|(_, why)| why).collect()
}

fn parts(module: &Module<'_>) -> Result<Value> {
    let mut code: Vec<(&str, Vec<u8>)> = PARTS.iter().map(|(part, _)| (*part, Vec::new())).collect();
    code.push((REST, Vec::new()));
    for function in &module.functions {
        let part = part_of(&function.name);
        if let Some((_, bytes)) = code.iter_mut().find(|(name, _)| *name == part) {
            bytes.extend_from_slice(function.body);
        }
    }
    code.push(("data", module.data.to_vec()));
    let mut parts = serde_json::Map::new();
    for (part, bytes) in code {
        parts.insert(
            part.to_owned(),
            json!({"raw": bytes.len(), "brotli": brotli(&bytes)?}),
        );
    }
    Ok(Value::Object(parts))
}

/// `<&bozzetto_versions::document::Value as core::fmt::Debug>::fmt` belongs to `bozzetto_versions::document`.
fn part_of(name: &str) -> &'static str {
    let start = name.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
    let name = name.get(start..).unwrap_or_default();
    let name = name
        .strip_prefix("mut ")
        .or_else(|| name.strip_prefix("dyn "))
        .unwrap_or(name);
    let within = |path: &str| name.strip_prefix(path).is_some_and(|rest| rest.starts_with("::"));
    PARTS
        .iter()
        .find(|(_, paths)| paths.iter().any(|path| within(path)))
        .map_or(REST, |(part, _)| part)
}

fn budget() -> Result<Value> {
    let file = root().join("xtask/size-budget.json");
    serde_json::from_slice(&fs::read(file)?).context("reading xtask/size-budget.json")
}

/// A line for everything that weighs more than the budget allows, or that the budget does not know.
fn over_budget(report: &Value, budget: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let mut compare =
        |what: &str, is: &Value, allowed: &Value| match (is["brotli"].as_u64(), allowed.as_u64()) {
            (Some(is), Some(allowed)) if is <= allowed => {}
            (is, allowed) => lines.push(format!(
                "over budget: {what} is {} bytes brotli, {} are allowed",
                is.unwrap_or(0),
                allowed.unwrap_or(0)
            )),
        };
    compare("the entry", &report["entry"], &budget["entry"]);
    compare("the wasm", &report["wasm"], &budget["wasm"]);
    for (part, size) in report["parts"].as_object().into_iter().flatten() {
        compare(part, size, &budget["parts"][part]);
    }
    let strays = report["strays"].as_array().into_iter().flatten();
    lines.extend(strays.filter_map(Value::as_str).map(str::to_owned));
    lines
}

fn table(report: &Value) -> String {
    let mut text = format!("{:<27} {:>9} {:>9} {:>9}\n", "", "raw", "gzip", "brotli");
    let mut row = |name: &str, size: &Value| {
        let column = |key: &str| {
            size[key]
                .as_u64()
                .map(|bytes| bytes.to_string())
                .unwrap_or_default()
        };
        text.push_str(&format!(
            "{name:<27} {:>9} {:>9} {:>9}\n",
            column("raw"),
            column("gzip"),
            column("brotli")
        ));
    };
    row("wasm", &report["wasm"]);
    row("javascript", &report["javascript"]);
    row("entry, all", &report["entry"]);
    for (part, size) in report["parts"].as_object().into_iter().flatten() {
        row(&format!("- {part}"), size);
    }
    row("what it replaces", &report["replaced"]);
    // The budget holds what was reached; the goal is what it is to come down to.
    if let (Some(is), Some(goal)) = (report["entry"]["brotli"].as_u64(), report["goal"].as_u64())
        && is > goal
    {
        text.push_str(&format!(
            "the goal of {goal} bytes for the entry is missed by {}\n",
            is - goal
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_the_part_of_their_path() {
        assert_eq!(
            part_of("bozzetto_versions::version::diff::diff"),
            "patches, merges"
        );
        assert_eq!(
            part_of("bozzetto_versions::version::history::packed::open"),
            "history codec"
        );
        assert_eq!(
            part_of("bozzetto_core::model::dialect::gemini::read"),
            "provider gemini"
        );
        assert_eq!(
            part_of("<&mut bozzetto_versions::document::Value as core::fmt::Debug>::fmt"),
            "document"
        );
        assert_eq!(
            part_of("<bozzetto_core::model::offline::x::Y>::z"),
            "offline provider"
        );
        assert_eq!(part_of("core::fmt::write"), "standard library");
        assert_eq!(part_of("memcpy"), REST);
        assert_eq!(part_of("bozzetto_corelike::x"), REST);
    }

    #[test]
    fn what_is_too_heavy_or_unknown_is_told() {
        let report = json!({"entry": {"brotli": 10}, "wasm": {"brotli": 8}, "parts": {"a": {"brotli": 5}, "b": {"brotli": 1}}});
        assert!(
            over_budget(
                &report,
                &json!({"entry": 10, "wasm": 8, "parts": {"a": 5, "b": 1}})
            )
            .is_empty()
        );
        let over = over_budget(&report, &json!({"entry": 9, "wasm": 8, "parts": {"a": 5}}));
        assert_eq!(over.len(), 2, "{over:?}");
        let report = json!({"entry": {"brotli": 10}, "wasm": {"brotli": 8}, "parts": {}, "strays": ["a double is formatted"]});
        let over = over_budget(&report, &json!({"entry": 10, "wasm": 8, "parts": {}}));
        assert_eq!(over, ["a double is formatted"]);
    }

    #[test]
    fn every_part_has_a_budget() {
        let budget = budget().unwrap();
        for part in PARTS.iter().map(|(part, _)| *part).chain([REST, "data"]) {
            assert!(budget["parts"][part].is_u64(), "{part}");
        }
        assert_eq!(budget["goal"], 235_000);
    }
}
