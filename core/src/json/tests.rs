use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

/// Every shape that a derive knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct All {
    yes_or_no: bool,
    small: u8,
    large: u64,
    signed: i64,
    short: i16,
    single: f32,
    double: f64,
    letter: char,
    text: String,
    maybe: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    list: Vec<Shape>,
    pair: (String, u32),
    named: BTreeMap<String, Shape>,
    wrapped: Wrapped,
    nothing: (),
    unit: Unit,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Point,
    Circle(f64),
    Line(i8, i8),
    #[serde(rename = "a \"box\"")]
    Box {
        width: u16,
        #[serde(default)]
        inside: Option<Box<Shape>>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(Vec<Option<bool>>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        Just(Shape::Point),
        (-1e300..1e300_f64).prop_map(Shape::Circle),
        any::<(i8, i8)>().prop_map(|(a, b)| Shape::Line(a, b)),
    ];
    leaf.prop_recursive(4, 16, 1, |inner| {
        (any::<u16>(), proptest::option::of(inner)).prop_map(|(width, inside)| Shape::Box {
            width,
            inside: inside.map(Box::new),
        })
    })
}

const SAFE: u64 = 1 << 53;

prop_compose! {
    fn all()(
        (yes_or_no, small, short, single, letter, text) in any::<(bool, u8, i16, f32, char, String)>()
            .prop_filter("finite", |it| it.3.is_finite()),
        (large, signed) in (0..=SAFE, -(SAFE as i64)..=SAFE as i64),
        double in any::<f64>().prop_filter("finite", |it| it.is_finite()),
        (maybe, pair) in any::<(Option<u32>, (String, u32))>(),
        list in prop::collection::vec(shape(), 0..4),
        named in prop::collection::btree_map(any::<String>(), shape(), 0..4),
        wrapped in prop::collection::vec(any::<Option<bool>>(), 0..4),
    ) -> All {
        All {
            yes_or_no, small, large, signed, short, single, double, letter, text, maybe, list, pair, named,
            wrapped: Wrapped(wrapped),
            nothing: (),
            unit: Unit,
        }
    }
}

proptest! {
    // JSN-1
    #[test]
    fn jsn_1_what_is_written_reads_back(all in all()) {
        let text = to_text(&all);
        prop_assert_eq!(&from_text::<All>(&text).unwrap(), &all);
        // An independent reader takes it, whose own reading of numbers may be off by the last bit; and its writer is read.
        prop_assert!(serde_json::from_str::<All>(&text).is_ok());
        let theirs = serde_json::to_string(&all).unwrap();
        prop_assert_eq!(&from_text::<All>(&theirs).unwrap(), &all);
    }

    // JSN-3
    #[test]
    fn jsn_3_damaged_text_is_refused_or_read_but_never_quoted(all in all(), at: prop::sample::Index, with: char) {
        let mut text: Vec<char> = to_text(&all).chars().collect();
        let at = at.index(text.len());
        text[at] = with;
        if let Err(error) = from_text::<All>(&text.into_iter().collect::<String>()) {
            let names = ["", "yesOrNo", "small", "large", "signed", "short", "single", "double", "letter", "text",
                "maybe", "list", "pair", "named", "wrapped", "nothing", "unit", "width", "inside"];
            prop_assert!(names.contains(&error.field()), "{error}");
        }
    }
}

// JSN-2
#[test]
fn jsn_2_the_written_form() {
    #[derive(Serialize)]
    #[serde(tag = "kind", rename_all = "camelCase")]
    enum Told {
        Nothing,
        Some { count: u64, part: f64, bad: f64 },
    }
    let told = [
        Told::Nothing,
        Told::Some {
            count: u64::MAX,
            part: 0.1,
            bad: f64::NAN,
        },
    ];
    assert_eq!(
        to_text(&told),
        r#"[{"kind":"nothing"},{"kind":"some","count":1.8446744073709552e+19,"part":0.1,"bad":null}]"#
    );
    assert_eq!(from_text::<u64>("1.8446744073709552e+19"), Ok(u64::MAX));
    assert_eq!(
        to_text(&Shape::Box {
            width: 1,
            inside: None
        }),
        r#"{"a \"box\"":{"width":1,"inside":null}}"#
    );
    assert_eq!(to_text(&BTreeMap::from([(1, 2)])), "null");
    assert_eq!(to_text(&BTreeMap::from([('a', 2)])), r#"{"a":2}"#);
}

// JSN-3
#[test]
fn jsn_3_errors_name_our_field_and_nothing_that_was_read() {
    let field = |text: &str| from_text::<Shape>(text).unwrap_err().field();
    assert_eq!(field(r#"{"a \"box\"":{"width":"secret"}}"#), "width");
    assert_eq!(field(r#"{"a \"box\"":{"secret":1}}"#), "width");
    assert_eq!(field(r#"{"a \"box\"":{"width":70000}}"#), "width");
    assert_eq!(
        field(r#"{"a \"box\"":{"width":1,"inside":{"Line":[1,"secret"]}}}"#),
        "inside"
    );
    assert_eq!(field(r#"{"secret":1}"#), "");
    assert_eq!(field(r#"{"Point":1}"#), "");
    assert_eq!(field(r#"{"Point":null,"Circle":1}"#), "");
    assert_eq!(field("secret"), "");
    let error = from_text::<Shape>("\"secret\"").unwrap_err();
    assert_eq!(error.to_string(), "a value is missing or of the wrong type");
}

// JSN-4
#[test]
fn jsn_4_unknown_fields_are_passed_over_and_the_last_of_equal_keys_counts() {
    let text = r#"{"a \"box\"":{"width":1,"new":[{}],"width":2}}"#;
    assert_eq!(
        from_text(text),
        Ok(Shape::Box {
            width: 2,
            inside: None
        })
    );
}

// JSN-5
#[test]
fn jsn_5_limits_and_what_others_write() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(DEPTH).as_bytes()).is_some());
    assert!(read(nested(DEPTH + 1).as_bytes()).is_none());
    assert!(read(nested(1_000_000).as_bytes()).is_none());
    assert!(read(format!("[{}0]", "0,".repeat(VALUES)).as_bytes()).is_none());
    let number = |text: &str| read(text.as_bytes()).and_then(|value| value.as_f64());
    assert_eq!(number("12345678901234567890"), Some(12345678901234567890.0));
    assert_eq!(number("1e400"), None);
    assert_eq!(
        from_text(r#""a\ud83d\ud83d\ude00\ude00""#),
        Ok("a\u{fffd}😀\u{fffd}".to_owned())
    );
    for text in ["1.5", "-1", "256", "1e3", "\"1\"", "null"] {
        assert_eq!(from_text::<u8>(text), Err(Mismatch::WRONG), "{text}");
    }
    assert_eq!(from_text::<u8>("25e1"), Ok(250));
    assert!(read(b"\xff").is_none());
}
