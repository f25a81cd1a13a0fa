//! Values: reading, writing, limits, equality, nodes.

use bozzetto_core::document::{Document, DocumentError, Limits, Value};

fn parse(text: &str) -> Result<Value, DocumentError> {
    Value::parse(text, &Limits::default())
}

/// DOC-2: what is JSON and what is not, with the place.
#[test]
fn doc_2_strict() {
    for text in [
        "null",
        " true\n",
        "\t[ ]\r",
        "{ }",
        "\"\"",
        "0",
        "-0",
        "-1.5e-3",
        "1E5",
        "1e+2",
        "[1,2 , 3]",
        r#"{"a":{"b":[{}]}}"#,
        r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
        "\"\u{2028}\u{7f}\"",
        "0.0",
        "[[[[]]]]",
    ] {
        assert!(parse(text).is_ok(), "{text}");
        assert!(Value::parse_bytes(text.as_bytes(), &Limits::default()).is_ok());
    }
    let refused: &[(&str, usize, &str)] = &[
        ("", 0, ""),
        (" ", 1, ""),
        ("nul", 0, ""),
        ("nulL", 0, ""),
        ("[1,]", 3, "/1"),
        ("[1 2]", 3, ""),
        ("[,1]", 1, "/0"),
        ("{\"a\":1,}", 7, ""),
        ("{a:1}", 1, ""),
        ("{\"a\" 1}", 5, ""),
        ("{\"a\":}", 5, "/a"),
        ("[1", 2, ""),
        ("{\"a\":[tru]}", 6, "/a/0"),
        ("01", 1, ""),
        ("1.", 2, ""),
        (".5", 0, ""),
        ("+1", 0, ""),
        ("1e", 2, ""),
        ("-", 1, ""),
        ("- 1", 1, ""),
        ("0x10", 1, ""),
        ("NaN", 0, ""),
        ("Infinity", 0, ""),
        ("'a'", 0, ""),
        ("\"a", 2, ""),
        ("\"\\x\"", 2, ""),
        ("\"\\u12g4\"", 5, ""),
        ("\"a\nb\"", 2, ""),
        ("\"\u{0}\"", 1, ""),
        ("1 1", 2, ""),
        ("[]]", 2, ""),
        ("\u{feff}1", 0, ""),
        ("/**/1", 0, ""),
        ("{\"a/b~\":[1,x]}", 11, "/a~1b~0/1"),
        ("]", 0, ""),
        ("{\"a\":1 \"b\":2}", 7, ""),
        ("\u{a0}1", 0, ""),
    ];
    for (text, offset, path) in refused {
        let error = parse(text).unwrap_err();
        assert_eq!(
            (error.code(), error.offset(), error.path()),
            ("document.syntax", Some(*offset), Some(*path)),
            "{text}"
        );
    }
    let error = Value::parse_bytes(b"[\"\xff\"]", &Limits::default()).unwrap_err();
    assert_eq!((error.code(), error.offset()), ("document.syntax", Some(2)));
}

/// DOC-3: numbers in and out; the texts are those of `JSON.stringify` but for integers beyond 2^53.
#[test]
fn doc_3_numbers() {
    for (text, written) in [
        ("1.0", "1"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("100", "100"),
        ("1e2", "100"),
        ("0.1", "0.1"),
        ("1e-6", "0.000001"),
        ("1e-7", "1e-7"),
        ("1.234e-6", "0.000001234"),
        ("-1.234e-7", "-1.234e-7"),
        ("1e21", "1e+21"),
        ("1e20", "1e+20"),
        ("1.5e300", "1.5e+300"),
        ("5e-324", "5e-324"),
        ("2.2250738585072014e-308", "2.2250738585072014e-308"),
        ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ("9007199254740992", "9007199254740992"),
        ("-9007199254740992", "-9007199254740992"),
        ("9007199254740993.0", "9007199254740992"),
        ("4294967296.5", "4294967296.5"),
        ("1000000000000000.5", "1000000000000000.5"),
        ("123456789012345678e3", "1.2345678901234568e+20"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("3.0000000000000000000001", "3"),
        ("1e-400", "0"),
        ("-1e-400", "0"),
        ("1234.5678", "1234.5678"),
        ("0.000000000000000000000000000000000000000000001e45", "1"),
        ("179769313486231570000e288", "1.7976931348623157e+308"),
    ] {
        let value = parse(text).unwrap();
        assert_eq!(value.to_json(), written, "{text}");
        assert_eq!(value.json_len(), written.len());
        assert_eq!(parse(written).unwrap(), value);
    }
    for text in [
        "9007199254740993",
        "-9007199254740993",
        "123456789012345678901234567890",
        "1e309",
        "-1e400",
        "1e99999999999",
    ] {
        let error = parse(&format!("{{\"a\":[0,{text}]}}")).unwrap_err();
        assert_eq!(
            (error.code(), error.path(), error.offset()),
            ("document.number-range", Some("/a/1"), Some(8)),
            "{text}"
        );
    }
    assert_eq!(Value::from(f64::NAN).to_json(), "null");
    assert_eq!(Value::from(f64::NEG_INFINITY).to_json(), "null");
}

/// DOC-3: reading agrees with the standard library to the last bit.
#[test]
fn doc_3_nearest_double() {
    let mut state = 1_u64;
    for _ in 0..200_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let number = f64::from_bits(state);
        if !number.is_finite() || number == 0.0 {
            continue;
        }
        let written = Value::from(number).to_json();
        assert_eq!(written.parse::<f64>().unwrap().to_bits(), number.to_bits());
        assert_eq!(
            parse(&written).unwrap().as_f64().unwrap().to_bits(),
            number.to_bits()
        );
        let short = format!("{}.{}e{}", state >> 44, state % 1000, (state >> 20) % 60);
        assert_eq!(
            parse(&short).unwrap().as_f64().unwrap().to_bits(),
            short.parse::<f64>().unwrap().to_bits(),
            "{short}"
        );
    }
}

/// DOC-4: half a character is refused with its place.
#[test]
fn doc_4_lone_surrogates() {
    for text in [
        r#"["\ud800"]"#,
        r#"["\udc00"]"#,
        r#"["\ud800x"]"#,
        r#"["\ud800\n"]"#,
        r#"["\ud800\ud800"]"#,
        r#"["\udbff\u0041"]"#,
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(
            (error.code(), error.path(), error.offset()),
            ("document.lone-surrogate", Some("/0"), Some(2)),
            "{text}"
        );
    }
}

/// DOC-5: the last of equal keys wins, at the place of the first; in large objects, too.
#[test]
fn doc_5_equal_keys() {
    assert_eq!(
        parse(r#"{"a":1,"b":2,"a":3}"#).unwrap().to_json(),
        r#"{"a":3,"b":2}"#
    );
    let mut text = String::from("{");
    for n in 0..40_000 {
        text.push_str(&format!("\"k{}\":{n},", n % 20_000));
    }
    text.push_str("\"z\":0}");
    let value = parse(&text).unwrap();
    let object = value.as_object().unwrap();
    assert_eq!(object.len(), 20_001);
    for n in [0, 1, 9_999, 19_999] {
        assert_eq!(object.position(&format!("k{n}")), Some(n));
        assert_eq!(
            object.get(&format!("k{n}")),
            Some(&Value::from((20_000 + n) as f64))
        );
    }
    assert_eq!(object.get("k20000"), None);
    let less = object.without("k500").with("k7", "seven").with("new", 1);
    assert_eq!(
        (less.len(), less.position("k7"), less.position("new")),
        (20_001, Some(7), Some(20_000))
    );
    assert_eq!(less.get("k7").unwrap().as_str(), Some("seven"));
    assert_eq!(
        object.get("k7").unwrap().as_f64(),
        Some(20_007.0),
        "the old one is as it was"
    );
}

/// DOC-7: each limit has its code; nothing exhausts the stack.
#[test]
fn doc_7_limits() {
    let limits = Limits {
        document_bytes: 3000,
        depth: 5,
        values: 20,
        string_bytes: 10,
        ..Limits::default()
    };
    let code = |text: &str| {
        Value::parse(text, &limits)
            .and_then(|value| Document::new(value, &limits))
            .map_err(|error| error.code())
    };
    assert!(code(r#"[[[[[1]]]]]"#).is_ok());
    assert_eq!(code(r#"[[[[[[1]]]]]]"#).unwrap_err(), "document.too-deep");
    assert_eq!(
        code(r#"{"a":{"a":{"a":{"a":{"a":{}}}}}}"#).unwrap_err(),
        "document.too-deep"
    );
    assert!(code(&format!("[{}1]", "1,".repeat(18))).is_ok());
    assert_eq!(
        code(&format!("[{}1]", "1,".repeat(19))).unwrap_err(),
        "document.too-many-values"
    );
    assert!(code(r#"["0123456789"]"#).is_ok());
    assert_eq!(
        code(r#"["0123456789a"]"#).unwrap_err(),
        "document.string-too-long"
    );
    assert_eq!(
        code(r#"{"0123456789a":1}"#).unwrap_err(),
        "document.string-too-long"
    );
    assert_eq!(code(&" ".repeat(3001)).unwrap_err(), "document.too-large");
    let made = Value::array(vec!["x"; 30]);
    assert_eq!(
        Document::new(made, &limits).unwrap_err().code(),
        "document.too-many-values"
    );
    for bomb in ["[".repeat(10_000_000), "{\"a\":".repeat(3_000_000)] {
        assert_eq!(parse(&bomb).unwrap_err().code(), "document.too-deep");
        let endless = Limits {
            depth: usize::MAX,
            ..Limits::default()
        };
        assert_eq!(
            Value::parse(&bomb, &endless).unwrap_err().code(),
            "document.too-deep"
        );
    }
    let wide = format!("[{}]", vec!["[]"; 300_000].join(","));
    assert_eq!(parse(&wide).unwrap_err().code(), "document.too-many-values");
    let long = format!("\"{}\"", "é".repeat(600_000));
    assert_eq!(parse(&long).unwrap_err().code(), "document.string-too-long");
    let huge = format!("\"{}\"", "x".repeat(100_000_000));
    assert_eq!(parse(&huge).unwrap_err().code(), "document.too-large");
}

/// DOC-8, DOC-9: what counts as a node, and where it is.
#[test]
fn doc_8_nodes() {
    let text = r#"{"id":"r","type":"t","props":{"id":"x","type":"data"},"children":[
        {"id":"a","type":"t","name":"A","props":{"n":1,"label":"Label","text":""}},
        {"children":[{"id":"b","type":"t"},{"id":7,"type":"t"}]}, 5,
        {"id":"c","type":"t","children":[{"id":"d","type":"t","children":{}}]}]}"#;
    let document = Document::parse(text, &Limits::default()).unwrap();
    let found: Vec<_> = document
        .nodes()
        .map(|node| (&**node.id, node.parent.map(|id| &**id), node.index, node.depth))
        .collect();
    let r = Some("r");
    assert_eq!(
        found,
        [
            ("r", None, 0, 0),
            ("a", r, 0, 1),
            ("b", r, 0, 1),
            ("c", r, 3, 1),
            ("d", Some("c"), 0, 2)
        ]
    );
    assert_eq!(document.node_count(), 5);
    assert!(document.node("x").is_none() && !document.has_node("7"));
    assert_eq!(document.path_of("b").as_deref(), Some("/children/1/children/0"));
    let ids = |nodes: Vec<bozzetto_core::document::NodeRef<'_>>| {
        nodes.iter().map(|node| node.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(document.ancestors("d")), ["c", "r"]);
    assert_eq!(
        ids(document.node("r").unwrap().children().collect()),
        ["a", "b", "c"]
    );
    assert_eq!(ids(document.node("c").unwrap().subtree().collect()), ["c", "d"]);
    let a = document.node("a").unwrap();
    assert_eq!((a.name(), a.text(), &**a.kind), (Some("A"), Some("Label"), "t"));
    assert_eq!(a.texts().collect::<Vec<_>>(), [("label", "Label"), ("text", "")]);
    let twice =
        r#"{"id":"r","type":"t","children":[{"id":"a","type":"t"},{"children":[{"id":"a","type":"u"}]}]}"#;
    let error = Document::parse(twice, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "document.duplicate-id");
    assert!(
        error.to_string().contains("/children/0") && error.to_string().contains("/children/1/children/0"),
        "{error}"
    );
    for text in [
        "[]",
        "\"x\"",
        "7",
        "null",
        r#"{"id":"x"}"#,
        r#"[{"id":"x","type":"t"}]"#,
    ] {
        assert_eq!(
            Document::parse(text, &Limits::default()).unwrap().node_count(),
            0,
            "{text}"
        );
    }
}

/// DOC-10
#[test]
fn doc_10_empty_screen() {
    let screen = Document::empty_screen();
    let json =
        r#"{"id":"root","type":"screen","name":"Screen","layout":{},"style":{},"props":{},"children":[]}"#;
    assert_eq!(screen.to_json(), json);
    assert_eq!(screen.node("root").unwrap().name(), Some("Screen"));
    assert_eq!(
        Document::parse(json, &Limits::default()).unwrap().hash(),
        screen.hash()
    );
}

/// DOC-6: the hash tells apart what is different, also where texts of different parts would read the same.
#[test]
fn doc_6_hash() {
    let texts = [
        "null",
        "false",
        "true",
        "0",
        "1",
        "\"\"",
        "\"0\"",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{\"\":null}",
        "{\"\":[]}",
        "[null]",
        "[null,null]",
        "[\"ab\",\"c\"]",
        "[\"a\",\"bc\"]",
        "{\"a\":\"b\"}",
        "[\"a\",\"b\"]",
        "{\"a\":1,\"b\":2}",
        "{\"a\":2,\"b\":1}",
        "[[1],2]",
        "[[1,2]]",
        "[\"\\u0000\"]",
        "[\"\\u0000\\u0000\"]",
        "[1,[2]]",
    ];
    let values: Vec<Value> = texts.iter().map(|text| parse(text).unwrap()).collect();
    for (at, a) in values.iter().enumerate() {
        for (place, b) in values.iter().enumerate() {
            assert_eq!(a == b, at == place, "{a} {b}");
            assert_eq!(a.hash() == b.hash(), at == place, "{a} {b}");
        }
    }
    assert_eq!(parse("[1.0,-0]").unwrap().hash(), parse("[1,0]").unwrap().hash());
    // The form of the hash is stored with every version: it is for ever.
    assert_eq!(
        format!(
            "{:032x}",
            parse(r#"{"b":[1,"two",null],"a":true}"#).unwrap().hash()
        ),
        "ebf1d396a018983d6744238199927c2c"
    );
}
