//! What is refused of a model's answer.

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{Op, Patch, validate, validate_op};

fn screen() -> Document {
    let limits = Limits::default();
    let text = r#"{"id":"root","type":"screen","name":"S","layout":{},"style":{},"props":{},"children":[
        {"id":"a","type":"button","name":"A","layout":{},"style":{},"props":{"text":"Go","href":"/x"},"children":[]}]}"#;
    Document::parse(text, &limits).unwrap()
}

fn codes(ops: &str) -> Vec<&'static str> {
    let patch = Patch::parse(ops, &Limits::default()).unwrap();
    validate(&patch, &screen(), &Limits::default())
        .into_iter()
        .map(|fault| fault.code)
        .collect()
}

/// VER-10: form and applicability.
#[test]
fn ver_10_form() {
    let table: &[(&str, &[&str])] = &[
        (
            r##"[{"op":"set","id":"a","path":"/style/background","value":"#16a34a"}]"##,
            &[],
        ),
        (
            r#"[{"op":"insert","parent":"root","index":0,"node":{"id":"n","type":"text"}},{"op":"set","id":"n","path":"/name","value":"N"}]"#,
            &[],
        ),
        (
            r#"[{"op":"set","id":"zz","path":"/name","value":"N"},{"op":"remove","id":"a"}]"#,
            &["patch.unknown-node"],
        ),
        (
            r#"[{"op":"set","id":"a","path":"/id","value":"b"}]"#,
            &["content.id-change"],
        ),
        (r#"[{"op":"set","id":"a","path":"/id","value":"a"}]"#, &[]),
        (
            r#"[{"op":"set","id":"a","path":"","value":{"id":"b","type":"text"}}]"#,
            &["content.id-change"],
        ),
        (
            r#"[{"op":"unset","id":"a","path":"/type"}]"#,
            &["content.id-change"],
        ),
        (
            r#"[{"op":"set","id":"a","path":"/style","value":"red"}]"#,
            &["content.shape"],
        ),
        (
            r#"[{"op":"set","id":"a","path":"/props","value":null}]"#,
            &["content.shape"],
        ),
        (
            r#"[{"op":"set","id":"a","path":"/children","value":[{"id":"k"}]}]"#,
            &["content.shape"],
        ),
        (
            r#"[{"op":"insert","parent":"root","index":0,"node":"text"}]"#,
            &["content.shape"],
        ),
        (
            r#"[{"op":"insert","parent":"root","index":0,"node":{"id":"n","type":"text","children":{}}}]"#,
            &["content.shape"],
        ),
        (
            r#"[{"op":"insert","parent":"root","index":0,"node":{"id":"n","type":"t","children":[{"id":"n","type":"t"}]}}]"#,
            &["patch.duplicate-id"],
        ),
        (
            r#"[{"op":"set","id":"a","path":"/props/__proto__/x","value":1}]"#,
            &["content.unsafe-key"],
        ),
        (
            r#"[{"op":"set","id":"a","path":"/props/x","value":{"__proto__":1}}]"#,
            &["content.unsafe-key"],
        ),
    ];
    for (ops, expected) in table {
        assert_eq!(codes(ops), *expected, "{ops}");
    }
}

/// VER-10: what is a list of nodes stays one, also where nodes are not of the form of a wireframe.
#[test]
fn ver_10_children_are_nodes() {
    let limits = Limits::default();
    let tree = Document::parse(
        r#"{"id":"root","type":"screen","children":[{"id":"f","type":"form","style":"plain","children":[{"id":"i","type":"input"}]},{"id":"b","type":"button"}]}"#,
        &limits,
    )
    .unwrap();
    let codes = |document: &Document, op: &str| -> Vec<&'static str> {
        let patch = Patch::parse(&format!("[{op}]"), &limits).unwrap();
        validate(&patch, document, &limits)
            .into_iter()
            .map(|fault| fault.code)
            .collect()
    };
    let shape = ["content.shape"].as_slice();
    for (op, expected) in [
        (r#"{"op":"set","id":"f","path":"/children","value":"x"}"#, shape),
        (r#"{"op":"set","id":"f","path":"/children","value":{}}"#, shape),
        (r#"{"op":"set","path":"/children","value":"none"}"#, shape),
        (
            r#"{"op":"set","path":"","value":{"id":"root","type":"screen","children":"none"}}"#,
            shape,
        ),
        (r#"{"op":"set","id":"f","path":"/children/0","value":5}"#, shape),
        (
            r#"{"op":"set","path":"/children/0/children","value":[{"id":"i","type":"input"},"hi"]}"#,
            shape,
        ),
        (
            r#"{"op":"insert","parent":"f","index":0,"value":"just text"}"#,
            shape,
        ),
        (
            r#"{"op":"insert","parent":"f","index":0,"node":{"id":"n","type":"text","children":[{"id":"m"}]}}"#,
            shape,
        ),
        (
            r##"{"op":"set","id":"b","path":"/children/4/x","value":"#00ff00"}"##,
            shape,
        ),
        (r#"{"op":"set","id":"f","path":"/style","value":"bold"}"#, &[]),
        (
            r#"{"op":"set","id":"f","path":"/data/children","value":"x"}"#,
            &[],
        ),
        (r#"{"op":"set","id":"b","path":"/children","value":[]}"#, &[]),
        (
            r#"{"op":"set","path":"/children/0/children/0/name","value":"I"}"#,
            &[],
        ),
        (
            r#"{"op":"insert","parent":"f","index":0,"node":{"id":"n","type":"text","layout":1}}"#,
            &[],
        ),
    ] {
        assert_eq!(codes(&tree, op), expected, "{op}");
    }
    // What has no nodes may hold anything.
    let data = Document::parse(r#"{"id":"a","type":"order","children":["x"],"more":{}}"#, &limits).unwrap();
    for op in [
        r#"{"op":"set","path":"/children","value":"none"}"#,
        r#"{"op":"set","path":"/children/0","value":5}"#,
        r#"{"op":"insert","path":"/children","index":0,"value":"y"}"#,
    ] {
        assert!(codes(&data, op).is_empty(), "{op}");
    }
}

/// VER-11: no script, in no disguise; and no false alarm on words.
#[test]
fn ver_11_scripts() {
    let refused = [
        ("href", "javascript:alert(1)"),
        ("href", "  JaVaScRiPt:alert(1)"),
        ("href", "java\tscript:alert(1)"),
        ("href", "\u{1}javascript:alert(1)"),
        ("href", "javascript&colon;alert(1)"),
        ("href", "&#106;avascript:alert(1)"),
        ("href", "&#x6A;&#x0061;vascript&#58;alert(1)"),
        ("href", "java&NewLine;script:alert(1)"),
        ("href", "javascript: alert(1)"),
        ("src", "vbscript:msgbox"),
        ("src", "data:text/html,<script>alert(1)</script>"),
        ("src", "DATA:text/html;base64,PHNjcmlwdD4="),
        ("text", "javascript:void(0)"),
        ("text", "<script>alert(1)</script>"),
        ("text", "hi <SCRIPT src=x>"),
        ("text", "<img src=x onerror=alert(1)>"),
        ("text", "<svg/onload=alert(1)>"),
        ("text", "<a href=\"java\nscript:alert(1)\">x</a>"),
        ("text", "<iframe srcdoc='x'>"),
        ("background", "url( 'javascript:alert(1)')"),
        ("src", "data:image/svg+xml,<svg onload=alert(1)>"),
        ("src", "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+"),
        (
            "src",
            "DATA:image/svg+xml;charset=utf-8;BASE64, PHN2ZyBv\nbmxvYWQ9YWxlcnQoMSk%2B",
        ),
        (
            "background",
            "url(data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
        ),
        (
            "text",
            "see data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+ there",
        ),
        ("src", "data:image/svg+xml,%3Csvg onload=alert(1)%3E"),
        ("src", "data:image/svg+xml,%3Cs:script xmlns:s='x'%3E"),
        (
            "src",
            "data:image/svg+xml,<!DOCTYPE svg [<!ENTITY x 'y'>]><svg>&x;</svg>",
        ),
    ];
    let allowed = [
        ("href", "/sign-up"),
        ("href", "https://example.com/?q=javascript:"),
        ("href", "mailto:a@example.com"),
        ("src", "data:image/png;base64,iVBORw0KGgo="),
        (
            "src",
            "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxwYXRoIGQ9Ik0wIDBoOXY5Ii8+PC9zdmc+",
        ),
        (
            "src",
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cpath d='M0 0h9v9'/%3E%3C/svg%3E",
        ),
        ("text", "JavaScript: The Good Parts"),
        ("text", "Learn JavaScript"),
        ("text", "5 < 6 and on = off"),
        ("text", "a <b>bold</b> move; once = twice"),
        ("text", "I <3 scripts"),
        ("text", "Script"),
        ("background", "url(https://example.com/a.png)"),
        ("text", "R&D &#; &amp &#xZZ; &#99999999;"),
    ];
    for (expected, table) in [(1, &refused[..]), (0, &allowed[..])] {
        for (key, text) in table {
            let set = Op::set("a", format!("/props/{key}"), *text);
            let node = Value::object([
                ("id", Value::from("n")),
                ("type", "t".into()),
                ("props", Value::object([(*key, *text)])),
            ]);
            for op in [set, Op::insert("root", 0, node)] {
                let faults = validate_op(&op, &screen(), &Limits::default());
                assert_eq!(faults.len(), expected, "{key}: {text}: {faults:?}");
            }
        }
    }
    // A text op can finish what a set began.
    let ops = r#"[{"op":"set","id":"a","path":"/props/href","value":"xjavascript:a()"},{"op":"text","id":"a","path":"/props/href","at":0,"delete":1,"insert":""}]"#;
    assert_eq!(codes(ops), ["content.script"]);
}

/// VER-12: new nodes have plain ids; those that are there keep theirs, whatever they are.
#[test]
fn ver_12_ids() {
    let bad = r#"<img src=x>\" onload=1"#;
    let screen = format!(
        r#"{{"id":"root","type":"screen","layout":{{}},"style":{{}},"props":{{}},"children":[{{"id":"{bad}","type":"text","layout":{{}},"style":{{}},"props":{{}},"children":[]}}]}}"#
    );
    let screen = Document::parse(&screen, &Limits::default()).unwrap();
    let check = |op: &str| -> Vec<&'static str> {
        let patch = Patch::parse(&format!("[{op}]"), &Limits::default()).unwrap();
        let faults = validate(&patch, &screen, &Limits::default());
        faults.iter().map(|fault| fault.code).collect()
    };
    for id in [
        "<b>",
        "a'b",
        "a<b",
        "a\\\\b",
        "`x`",
        "a=b",
        "a&b",
        "{a}",
        "a\\u0000b",
        "a\u{202e}b",
    ] {
        let insert =
            format!(r#"{{"op":"insert","parent":"root","index":0,"node":{{"id":"{id}","type":"text"}}}}"#);
        assert_eq!(check(&insert), ["content.id"], "{id}");
    }
    for id in [
        "hero-title_2",
        "1:23;4:56",
        "größe",
        "标题-1",
        "शीर्षक",
        "my id",
        "$x.y/z#1",
        "for jane@firm.example",
        "+49 (30) 90",
    ] {
        let insert =
            format!(r#"{{"op":"insert","parent":"root","index":0,"node":{{"id":"{id}","type":"text"}}}}"#);
        assert_eq!(check(&insert), [""; 0], "{id}");
    }
    for op in [
        format!(r#"{{"op":"set","id":"{bad}","path":"/props/text","value":"x"}}"#),
        format!(
            r#"{{"op":"set","id":"{bad}","path":"","value":{{"id":"{bad}","type":"text","props":{{}},"children":[]}}}}"#
        ),
        format!(r#"{{"op":"remove","id":"{bad}"}}"#),
    ] {
        assert_eq!(check(&op), [""; 0], "{op}");
    }
}

/// VER-11: no event handlers and no nodes that run or load something, unless they are there already; names that only look so stay.
#[test]
fn ver_11_handlers() {
    let screen = r#"{"id":"root","type":"screen","name":"S","layout":{},"style":{},"props":{},"children":[
        {"id":"a","type":"button","layout":{},"style":{},"props":{"text":"Go","onclick":"go()","on":["x"]},"children":[]},
        {"id":"f","type":"iframe","layout":{},"style":{},"props":{},"children":[]}]}"#;
    let screen = Document::parse(screen, &Limits::default()).unwrap();
    let node = |kind: &str, props: &str| format!(r#"{{"id":"n","type":"{kind}","props":{props}}}"#);
    let insert = |node: String| format!(r#"{{"op":"insert","parent":"root","index":0,"node":{node}}}"#);
    let set = |path: &str, value: &str| format!(r#"{{"op":"set","id":"a","path":"{path}","value":{value}}}"#);
    let refused = [
        set("/props/onclick", r#""alert(1)""#),
        set("/props/onClick", r#""alert(1)""#),
        set("/props/ONERROR", r#""alert(1)""#),
        set("/props/onbeforeunload", r#"["alert(1)"]"#),
        set("/onwheel", r#""go()""#),
        set("/props", r#"{"src":"x","onerror":"alert(1)"}"#),
        set("/props", r#"{"onclick":"go(1)"}"#),
        set("", r#"{"id":"a","type":"iframe","props":{},"children":[]}"#),
        set("/type", r#""Script""#),
        set("/children", &format!("[{}]", node("embed", "{}"))),
        insert(node("image", r#"{"src":"x","onload":"alert(1)"}"#)),
        insert(node("script", r#"{"text":"alert(1)"}"#)),
        insert(node("IFRAME", "{}")),
        insert(node("object", "{}")),
        r#"{"op":"insert","parent":"a","path":"/props/onfocus","index":0,"node":"alert(1)"}"#.to_owned(),
        r#"{"op":"text","id":"a","path":"/props/onclick","at":0,"delete":2,"insert":"alert"}"#.to_owned(),
    ];
    let allowed = [
        set("/props/onclick", r#""go()""#),
        set("/props", r#"{"onclick":"go()","text":"Go on"}"#),
        set("/props/onclick", "null"),
        set("/props/onClick", r#"{"action":"navigate","to":"f"}"#),
        set("/props/online", r#""yes""#),
        set("/props/onSale", r#""20%""#),
        set("/props/onboarding", r#""step 1""#),
        set(
            "/props",
            r#"{"once":"a","only":"b","one":"c","on":"d","onLine":"e","onto":"f","onKeyword":"g"}"#,
        ),
        set("/props/type", r#""object""#),
        set("/props/schema", r#"{"type":"object"}"#),
        set("/props/text", r#""onclick""#),
        set(
            "",
            r#"{"id":"a","type":"button","props":{"onclick":"go()"},"children":[]}"#,
        ),
        r#"{"op":"set","id":"f","path":"/type","value":"iframe"}"#.to_owned(),
        r#"{"op":"set","id":"f","path":"","value":{"id":"f","type":"iframe","children":[]}}"#.to_owned(),
        r#"{"op":"unset","id":"a","path":"/props/onclick"}"#.to_owned(),
        insert(node("scripture", r#"{"onSale":"x"}"#)),
    ];
    for (expected, table) in [(&["content.script"][..], &refused[..]), (&[], &allowed[..])] {
        for op in table {
            let patch = Patch::parse(&format!("[{op}]"), &Limits::default()).unwrap();
            let faults = validate(&patch, &screen, &Limits::default());
            let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
            // A list where no field is does not take anything, either.
            let codes: Vec<_> = codes
                .into_iter()
                .filter(|code| code.starts_with("content."))
                .collect();
            assert_eq!(codes, expected, "{op}: {faults:?}");
        }
    }
}
