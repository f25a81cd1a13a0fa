//! What a history of edits weighs and how long its steps take: `cargo run --release --example history_speed -- edits.json`, a
//! file `{"base": document, "patches": [[op, ...], ...]}`. Prints bytes, and medians in microseconds.

use std::hint::black_box;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{History, Patch, apply, decode_keyframe, encode_keyframe};
use bozzetto_tests::speed::median;

fn main() {
    let path = std::env::args().nth(1).expect("the path of a JSON file");
    let text = std::fs::read_to_string(path).expect("a readable file");
    let limits = Limits {
        document_bytes: 1 << 30,
        values: 1 << 28,
        ..Limits::default()
    };
    let file = Value::parse(&text, &limits).expect("JSON");
    let base = Document::new(file.get("base").expect("a base").clone(), &limits).expect("a document");
    let patches: Vec<Patch> = file
        .get("patches")
        .and_then(Value::as_array)
        .expect("patches")
        .iter()
        .map(|patch| Patch::from_value(patch).expect("a patch"))
        .collect();
    let build = || {
        let mut history = History::new();
        history
            .push(1, 0, &Patch::default(), base.clone())
            .expect("a first version");
        let mut document = base.clone();
        for (number, patch) in (2..).zip(&patches) {
            document = apply(&document, patch, &limits)
                .expect("a patch that applies")
                .document;
            history
                .push(number, number - 1, patch, document.clone())
                .expect("a version");
        }
        history
    };
    let row = |name: &str, value: f64| println!("{name:40} {value:12.1}");
    let history = build();
    let last = history.latest();
    let head = history.at(last).expect("the head");
    row("json of the head, bytes", head.json_len() as f64);
    row("keyframe of the base, bytes", encode_keyframe(&base).len() as f64);
    let packed = history.pack(last).expect("packed");
    row("packed, bytes", packed.len() as f64);
    row("in memory, changes, bytes", history.size().changes as f64);
    row(
        "append (apply, hash, encode)",
        median(5, || drop(black_box(build()))) / patches.len() as f64,
    );
    row("pack", median(5, || drop(black_box(history.pack(last)))));
    let keyframe = encode_keyframe(&head);
    row(
        "encode keyframe",
        median(9, || drop(black_box(encode_keyframe(&head)))),
    );
    row(
        "decode keyframe",
        median(9, || drop(black_box(decode_keyframe(&keyframe, &limits)))),
    );
    let json = head.to_json();
    row(
        "parse json",
        median(9, || drop(black_box(Document::parse(&json, &limits)))),
    );
    row(
        "unpack and head",
        median(9, || {
            let history = History::unpack(&packed).expect("a history");
            drop(black_box(history.at(last)));
        }),
    );
    let cold = History::unpack(&packed).expect("a history");
    row("first at(1)", median(1, || drop(black_box(cold.at(1)))));
    let mut random = 1_u32;
    row(
        "random at",
        median(1001, || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            drop(black_box(cold.at(1 + (random >> 8) % last)));
        }),
    );
    row("verify", median(1, || assert!(cold.verify().damaged.is_empty())));
}
