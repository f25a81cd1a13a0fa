//! How long the steps of an edit take on one document: `cargo run --release --example document_speed -- document.json`.
//! Prints the median of each step in microseconds.

use std::hint::black_box;
use std::time::Instant;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{Op, Patch, Stamp, apply, diff, encode_delta};
use bozzetto_tests::speed::median;

fn main() {
    let path = std::env::args().nth(1).expect("the path of a JSON document");
    let text = std::fs::read_to_string(path).expect("a readable file");
    let limits = Limits::default();
    let row = |name: &str, time: f64| println!("{name:32} {time:10.1}");
    row(
        "serde_json parse",
        median(31, || {
            drop(black_box(serde_json::from_str::<serde_json::Value>(&text)))
        }),
    );
    row(
        "parse",
        median(31, || drop(black_box(Value::parse(&text, &limits)))),
    );
    let value = Value::parse(&text, &limits).expect("JSON");
    row(
        "index (Document::new)",
        median(31, || drop(black_box(Document::new(value.clone(), &limits)))),
    );
    let hash = median(31, || {
        // A fresh tree each time: hashes are kept.
        let fresh = Value::parse(&text, &limits).expect("JSON");
        let start = Instant::now();
        black_box(fresh.hash());
        black_box(start.elapsed());
    });
    row("parse + hash", hash);
    row("write", median(31, || drop(black_box(value.to_json()))));
    let document = Document::new(value, &limits).expect("a document");
    document.hash();
    let ids: Vec<_> = document.nodes().map(|node| node.id.clone()).collect();
    if ids.len() < 10 {
        return;
    }
    row(
        "find every node",
        median(31, || {
            ids.iter()
                .for_each(|id| assert!(black_box(document.node(id)).is_some()))
        }),
    );
    let one = Patch::new([Op::set(
        ids[ids.len() / 2].clone(),
        "/style/background",
        "#16a34a",
    )]);
    let edit = |patch: &Patch| {
        let applied = apply(&document, patch, &limits).expect("a patch that applies");
        black_box(applied.document.hash());
        black_box(encode_delta(patch, Stamp::default()));
        applied
    };
    row("apply one op + hash + encode", median(31, || drop(edit(&one))));
    let many = Patch::from(
        ids.iter()
            .step_by(20)
            .map(|id| Op::set(id.clone(), "/style/background", "#16a34a"))
            .collect::<Vec<_>>(),
    );
    row("apply 5% restyle + hash", median(31, || drop(edit(&many))));
    let mover = Patch::new([Op::move_to(ids[ids.len() - 1].clone(), ids[0].clone(), 0)]);
    row("apply one move + hash", median(31, || drop(edit(&mover))));
    for (name, patch) in [
        ("diff, one op", &one),
        ("diff, 5% restyle", &many),
        ("diff, one move", &mover),
    ] {
        let after = edit(patch).document;
        row(name, median(31, || drop(black_box(diff(&document, &after)))));
        let stranger = Document::parse(&after.to_json(), &limits).expect("a document");
        stranger.hash();
        row(
            &format!("{name}, nothing shared"),
            median(31, || drop(black_box(diff(&document, &stranger)))),
        );
    }
}
