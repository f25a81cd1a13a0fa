//! Laws that hold for all documents and all ops.

mod document_generate;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{Patch, apply, diff};
use document_generate::{Tape, assert_consistent, config, document, edits, json, tape};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config())]

    /// DOC-1: what is written reads back the same, the order of keys included.
    #[test]
    fn doc_1_json_round_trip(numbers in tape()) {
        let value = json(&mut Tape::new(numbers), 5);
        let text = value.to_json();
        let again = Value::parse(&text, &Limits::default()).unwrap();
        prop_assert_eq!(&again, &value);
        prop_assert_eq!(again.hash(), value.hash());
        prop_assert_eq!(again.to_json(), text);
    }

    /// VER-2: the inverse restores the document exactly; the patch survives its wire form.
    #[test]
    fn ver_2_inverse(numbers in tape()) {
        let tape = &mut Tape::new(numbers);
        let before = document(tape);
        let (ops, after) = edits(tape, &before, 8);
        assert_consistent(&after);
        let patch = Patch::from(ops);
        prop_assert_eq!(patch.to_json(), patch.to_value().to_json());
        prop_assert_eq!(&Patch::parse(&patch.to_compact_json(), &Limits::default()).unwrap(), &patch);
        let wire = Patch::parse(&patch.to_json(), &Limits::default()).unwrap();
        prop_assert_eq!(&wire, &patch);
        let applied = apply(&before, &patch, &Limits::default()).unwrap();
        prop_assert_eq!(applied.document.to_json(), after.to_json());
        let back = apply(&applied.document, &applied.inverse, &Limits::default()).unwrap();
        prop_assert_eq!(back.document.to_json(), before.to_json());
        assert_consistent(&back.document);
        let forth = apply(&back.document, &back.inverse, &Limits::default()).unwrap();
        prop_assert_eq!(forth.document.to_json(), after.to_json());
    }

    /// VER-4: a diff leads where it should, after edits and between strangers.
    #[test]
    fn ver_4_diff(numbers in tape(), other in tape()) {
        let tape = &mut Tape::new(numbers);
        let a = document(tape);
        let (_, edited) = edits(tape, &a, 6);
        let stranger = document(&mut Tape::new(other));
        for b in [&edited, &stranger] {
            for (a, b) in [(&a, b), (b, &a)] {
                let patch = diff(a, b);
                let applied = apply(a, &patch, &Limits::default()).unwrap();
                prop_assert_eq!(&applied.document, b);
                prop_assert_eq!(applied.document.hash(), b.hash());
                assert_consistent(&applied.document);
            }
        }
        prop_assert!(diff(&a, &a).is_empty());
    }

    /// DOC-6: equality and hash do not see the order of keys, and see everything else.
    #[test]
    fn doc_6_equality(numbers in tape(), other in tape()) {
        let (a, b) = (json(&mut Tape::new(numbers), 4), json(&mut Tape::new(other), 4));
        prop_assert_eq!(a == b, a.hash() == b.hash());
        let turned = turn(&a);
        prop_assert_eq!(&turned, &a);
        prop_assert_eq!(turned.hash(), a.hash());
        let document = Document::new(turned, &Limits::default()).unwrap();
        assert_consistent(&document);
    }
}

/// The same value with the keys of every object in reverse.
fn turn(value: &Value) -> Value {
    match value {
        Value::Array(array) => Value::array(array.items().iter().map(turn).collect::<Vec<_>>()),
        Value::Object(object) => {
            let mut fields: Vec<_> = object
                .iter()
                .map(|(key, value)| (key.clone(), turn(value)))
                .collect();
            fields.reverse();
            Value::object(fields)
        }
        scalar => scalar.clone(),
    }
}
