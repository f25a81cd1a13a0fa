//! Random documents and ops, drawn from a tape of numbers so that failures shrink.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each suite is a program of its own and uses a part of this"
)]

pub mod law;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{Editor, Op};
use proptest::prelude::*;

/// Few cases by default; many when `BOZZETTO_FULL` is set.
pub fn config() -> ProptestConfig {
    let full = std::env::var_os("BOZZETTO_FULL").is_some_and(|value| value == "1");
    ProptestConfig {
        cases: if full { 20_000 } else { 256 },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub fn tape() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), 0..160)
}

/// Numbers to draw from; zeros when it is used up, which always ends things.
pub struct Tape(std::vec::IntoIter<u32>);

impl Tape {
    pub fn new(numbers: Vec<u32>) -> Self {
        Self(numbers.into_iter())
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0.next().unwrap_or(0) as usize % bound.max(1)
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const TEXTS: &[&str] = &[
    "",
    "a",
    "Grüße 😀",
    "a\u{2028}b\"\\\n",
    "n3",
    "the quick brown fox jumps over the lazy dog, twice a day",
    "the quick brown cat jumps over the lazy dog, twice a day",
    "the quick brown fox jumps over the lazy dog, once a year",
    "the slow 😀 brown fox jumps over the lazy dog, as a rule twice a day",
];
const KEYS: &[&str] = &["a", "b/c", "d~e", "text", "id", "x", "", "children"];

/// Any JSON, up to some levels.
pub fn json(tape: &mut Tape, levels: usize) -> Value {
    match tape.below(if levels == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => (tape.below(2) == 0).into(),
        2 => (tape.below(7) as f64 - 3.0).into(),
        3 => tape
            .pick(&[
                0.5,
                -1e300,
                1e21,
                123_456_789.123,
                5e-324,
                9_007_199_254_740_992.0,
                1e20,
            ])
            .into(),
        4 => tape.pick(TEXTS).into(),
        5 => {
            let items = tape.below(5);
            Value::array((0..items).map(|_| json(tape, levels - 1)).collect::<Vec<_>>())
        }
        _ => {
            let fields = tape.below(4);
            Value::object(
                (0..fields)
                    .map(|_| (tape.pick(KEYS), json(tape, levels - 1)))
                    .collect::<Vec<_>>(),
            )
        }
    }
}

/// A tree of nodes with ids from a small pool, each used once; now and then something that is no node in between.
pub fn tree(tape: &mut Tape) -> Value {
    let mut ids: Vec<String> = (0..14).map(|n| format!("n{n}")).collect();
    let root = match tape.below(12) {
        0 => "other".to_owned(),
        _ => "root".to_owned(),
    };
    node(tape, root, &mut ids, 3)
}

pub fn node(tape: &mut Tape, id: String, ids: &mut Vec<String>, levels: usize) -> Value {
    let mut fields = vec![
        ("id", Value::from(id)),
        ("type", tape.pick(&["text", "frame", "button"]).into()),
    ];
    for key in ["name", "style", "props"] {
        match tape.below(4) {
            0 => fields.push((
                key,
                Value::object([(tape.pick(&["color", "gap"]), json(tape, 1))]),
            )),
            1 => fields.insert(tape.below(fields.len()), (key, json(tape, 2))),
            _ => {}
        }
    }
    if levels > 0 && tape.below(5) > 0 {
        let mut list = Vec::new();
        for _ in 0..tape.below(5) {
            if tape.below(14) == 1 {
                list.push(json(tape, 2));
            } else if tape.below(20) == 1 {
                list.push(Value::object([(
                    "children",
                    Value::array([member(tape, ids, levels - 1)]),
                )]));
            } else {
                list.push(member(tape, ids, levels - 1));
            }
        }
        let at = 2 + tape.below(fields.len() - 1);
        fields.insert(at, ("children", Value::array(list)));
    }
    Value::object(fields)
}

fn member(tape: &mut Tape, ids: &mut Vec<String>, levels: usize) -> Value {
    if ids.is_empty() {
        return Value::from("none left");
    }
    let at = tape.below(ids.len());
    let id = ids.remove(at);
    node(tape, id, ids, levels)
}

/// A document: mostly with nodes, sometimes any JSON.
pub fn document(tape: &mut Tape) -> Document {
    let value = match tape.below(6) {
        5 => json(tape, 4),
        4 => Value::object([
            ("version", Value::from(1)),
            ("children", Value::array([tree(tape)])),
        ]),
        _ => tree(tape),
    };
    Document::new(value.clone(), &Limits::default()).unwrap_or_else(|error| panic!("{error} in {value}"))
}

/// A random op; many of them do not apply.
pub fn op(tape: &mut Tape, document: &Document) -> Op {
    let ids: Vec<String> = document.nodes().map(|node| node.id.to_string()).collect();
    let id = |tape: &mut Tape| match ids.get(tape.below(ids.len() + 1)) {
        Some(id) => id.clone(),
        None => "n3".to_owned(),
    };
    let path = |tape: &mut Tape| {
        tape.pick(&[
            "/props/text",
            "/style",
            "/style/color",
            "/name",
            "/props",
            "/children",
            "/children/0",
            "/type",
            "/id",
            "",
            "/children/1/style/gap",
            "/a",
            "/0",
            "/1/0",
            "/x/y",
        ])
    };
    let maybe = |tape: &mut Tape, id: String| {
        if tape.below(4) == 0 {
            None
        } else {
            Some(id.as_str().into())
        }
    };
    match tape.below(8) {
        0 | 1 => {
            let id = id(tape);
            Op::Set {
                id: maybe(tape, id),
                path: path(tape).into(),
                value: json(tape, 2),
                before: (tape.below(3) == 0).then(|| tape.pick(&["style", "children", "a", "color"]).into()),
            }
        }
        2 => {
            let id = id(tape);
            Op::Unset {
                id: maybe(tape, id),
                path: path(tape).into(),
            }
        }
        3 => {
            let mut fresh: Vec<String> = (0..3).map(|n| format!("m{n}")).collect();
            let own = format!("k{}", tape.below(9));
            Op::insert(id(tape), tape.below(6) as i64 - 1, node(tape, own, &mut fresh, 1))
        }
        4 => Op::remove(id(tape)),
        5 | 6 => Op::move_to(id(tape), id(tape), tape.below(6) as i64 - 1),
        _ => {
            let id = id(tape);
            Op::Text {
                id: maybe(tape, id),
                path: path(tape).into(),
                at: tape.below(4) as u32,
                delete: tape.below(3) as u32,
                insert: tape.pick(TEXTS).into(),
            }
        }
    }
}

/// Ops that apply one after the other, and where they lead.
pub fn edits(tape: &mut Tape, document: &Document, tries: usize) -> (Vec<Op>, Document) {
    let mut editor = Editor::new(document, &Limits::default());
    let mut ops = Vec::new();
    for _ in 0..tries {
        let op = op(tape, &editor.document());
        if editor.apply(&op).is_ok() {
            ops.push(op);
        }
    }
    let after = editor.document();
    (ops, after)
}

/// Everything kept beside the tree (index, weights, hashes) is as if made anew.
pub fn assert_consistent(document: &Document) {
    let again = Document::parse(&document.to_json(), &Limits::default()).unwrap();
    assert_eq!(again.hash(), document.hash());
    assert_eq!(again.to_json(), document.to_json());
    assert_eq!(again.json_len(), document.json_len());
    assert_eq!(document.to_json().len(), document.json_len());
    assert_eq!(again.value_count(), document.value_count());
    assert_eq!(again.depth(), document.depth());
    assert_eq!(again.node_count(), document.node_count());
    for node in again.nodes() {
        let found = document.node(node.id).unwrap();
        assert_eq!(found.parent, node.parent);
        assert_eq!((found.index, found.depth), (node.index, node.depth));
        assert_eq!(found.value, node.value);
    }
}
