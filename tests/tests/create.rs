//! First versions of the embedded model, straight from its composer: every check of the samples holds.

use bozzetto_core::context::{EditBrief, GuardReport, Targets, Understanding};
use bozzetto_core::document::{Document, Limits};
use bozzetto_core::model::offline::answer_create;
use bozzetto_core::version::{Patch, apply};
use bozzetto_tests::eval::predicate;
use serde_json::{Value, json};

fn brief(prompt: &str) -> EditBrief {
    EditBrief {
        create: true,
        understanding: Understanding {
            guard: GuardReport {
                masked: prompt.to_owned(),
                ..GuardReport::default()
            },
            session: None,
            clauses: Vec::new(),
            intents: Vec::new(),
            targets: Targets::Nothing {
                reason: String::new(),
            },
            answer: None,
        },
        document: Document::empty_screen(),
        selection: Vec::new(),
        recent: Vec::new(),
        older: Vec::new(),
        faults: Vec::new(),
    }
}

fn create(prompt: &str) -> Value {
    let answer = answer_create(&brief(prompt));
    let limits = Limits::default();
    let patch = Patch::parse(&format!("[{}]", answer.ops.join(",")), &limits).expect("ops in wire form");
    let applied = apply(&Document::empty_screen(), &patch, &limits)
        .unwrap_or_else(|error| panic!("{prompt}: {error:?}"));
    serde_json::from_str(&applied.document.to_json()).expect("JSON")
}

fn outline(node: &Value, depth: usize, out: &mut String) {
    let props = node["props"]
        .as_object()
        .map(|props| serde_json::to_string(props).unwrap_or_default())
        .unwrap_or_default();
    out.push_str(&format!(
        "{}{} {} `{}` {}\n",
        "  ".repeat(depth),
        node["type"].as_str().unwrap_or("?"),
        node["id"].as_str().unwrap_or("?"),
        node["name"].as_str().unwrap_or("?"),
        props.chars().take(160).collect::<String>()
    ));
    for child in node["children"].as_array().into_iter().flatten() {
        outline(child, depth + 1, out);
    }
}

fn run(name: &str) -> (usize, Vec<String>) {
    let path = format!("{}/data/edits/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the cases");
    let mut failures = Vec::new();
    let mut total = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let prompt = case["prompt"].as_str().expect("a prompt");
        let empty = json!({"id": "root", "type": "screen", "children": []});
        let document = create(prompt);
        total += 1;
        let checks = case["check"].as_array().expect("checks");
        let misses: Vec<String> = checks
            .iter()
            .filter_map(|check| predicate::check(check, &empty, &document).err())
            .collect();
        if std::env::var("SHOW").is_ok_and(|id| id == "all" || id.split(',').any(|one| case["id"] == one)) {
            let mut out = String::new();
            outline(&document, 0, &mut out);
            println!("## {} {prompt}\n{out}", case["id"]);
        }
        if !misses.is_empty() {
            failures.push(format!("{} {prompt}: {}", case["id"], misses.join("; ")));
        }
    }
    (total, failures)
}

#[test]
fn first_versions_have_what_was_asked_for() {
    let (total, failures) = run("create.jsonl");
    let (own, own_failures) = run("create-own.jsonl");
    println!(
        "{} of {total}, {} of {own}",
        total - failures.len(),
        own - own_failures.len()
    );
    for failure in failures.iter().chain(&own_failures) {
        println!("{failure}");
    }
    assert!(failures.len() * 4 <= total, "{failures:?}");
    assert!(own_failures.len() * 10 <= own, "{own_failures:?}");
}

/// CRE-1, CRE-9: any words give a screen that can be drawn, the same every time: ops apply, ids are unique, nothing is larger than it should be.
#[test]
fn any_words_give_a_valid_screen() {
    let text = ["create.jsonl", "create-own.jsonl"].map(|name| {
        std::fs::read_to_string(format!("{}/data/edits/{name}", env!("CARGO_MANIFEST_DIR")))
            .expect("the cases")
    });
    let words: Vec<String> = text
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("a case")["prompt"]
                .as_str()
                .expect("a prompt")
                .to_owned()
        })
        .flat_map(|prompt| prompt.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .chain(
            [
                "60",
                "99999999999",
                "“",
                "(",
                ")",
                ":",
                "desktop",
                "sidebar",
                "3/0",
                "🚲",
                "each",
                "\u{0}",
                "without",
            ]
            .map(str::to_owned),
        )
        .collect();
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..40 {
        let length = next(24);
        let prompt: Vec<String> = (0..length).map(|_| words[next(words.len())].clone()).collect();
        let prompt = prompt.join(" ");
        let document = create(&prompt);
        assert_eq!(document, create(&prompt), "{prompt}");
        let children = document["children"].as_array().expect("children");
        assert!(!children.is_empty(), "{prompt}");
        assert!(
            document.to_string().len() < 400_000,
            "{prompt}: {}",
            document.to_string().len()
        );
    }
}

/// CRE-9: a prompt of the largest kind is answered within a blink, whatever is in it.
#[test]
fn long_prompts_stay_bounded() {
    for piece in [
        "a card, ",
        "60 buttons and ",
        "\"x\" ",
        "with ",
        "no ",
        "( ",
        "table of 60 users: name, ",
    ] {
        let document = create(&piece.repeat(200));
        assert!(
            document.to_string().len() < 4_000_000,
            "{piece}: {}",
            document.to_string().len()
        );
    }
}
