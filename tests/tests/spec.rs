//! Every rule of `core/SPEC.md` is named by a test, here or in the browser.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders with tests, from the root of the workspace, and what may name a rule in them.
const PLACES: &[&str] = &[
    "core/src",
    "tests/src",
    "tests/tests",
    "tests/js",
    "wasm",
    "www/test",
    "xtask/src",
];
const SOURCES: &[&str] = &["rs", "mjs", "ts", "tsx"];

fn sources(folder: &Path, out: &mut String) {
    let entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "target", "dist", "data"].contains(&name.as_str()) {
                sources(&path, out);
            }
        } else if path
            .extension()
            .is_some_and(|kind| SOURCES.contains(&kind.to_string_lossy().as_ref()))
        {
            out.push_str(
                &fs::read_to_string(&path)
                    .unwrap()
                    .to_lowercase()
                    .replace('_', "-"),
            );
        }
    }
}

/// `VER-2` is named by "VER-2" and by `ver_2_inverse`, not by "VER-21".
fn names(sources: &str, rule: &str) -> bool {
    let rule = rule.to_lowercase();
    sources
        .match_indices(&rule)
        .any(|(at, _)| !sources[at + rule.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

#[test]
fn every_rule_is_named_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let spec = fs::read_to_string(root.join("core/SPEC.md")).unwrap();
    let rules: Vec<&str> = spec
        .lines()
        .filter_map(|line| line.strip_prefix("- ")?.split(' ').next())
        .filter(|word| {
            word.split_once('-')
                .is_some_and(|(area, number)| area.len() == 3 && number.parse::<u32>().is_ok())
        })
        .collect();
    assert!(rules.len() > 100, "the rules were found: {}", rules.len());
    let mut all = String::new();
    for place in PLACES {
        sources(&root.join(place), &mut all);
    }
    let nameless: Vec<&&str> = rules.iter().filter(|rule| !names(&all, rule)).collect();
    assert!(nameless.is_empty(), "no test names {nameless:?}");
    let mut twice = rules.clone();
    twice.sort_unstable();
    assert!(
        twice.windows(2).all(|pair| pair[0] != pair[1]),
        "a number was given twice"
    );
}
