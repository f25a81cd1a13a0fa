//! What prompts are understood to say, and what the embedded model makes of them: other phrasings than the labelled cases.

use bozzetto_core::context::{EditBrief, Targets, understand};
use bozzetto_core::document::{Document, Limits};
use bozzetto_core::model::offline;
use bozzetto_core::version::{Patch, apply};

fn document(name: &str) -> Document {
    let path = format!(
        "{}/data/documents/wireframes/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    Document::parse(&text, &Limits::default()).unwrap()
}

/// REF-1 to REF-7 and OFF-2, OFF-3: document, prompt, ids that are meant, a part of the ops.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "login",
        "make the heading blue",
        "title",
        r##""path":"/style/color","value":"#2563eb""##,
    ),
    (
        "login",
        "could you please change the colour of the login button to #ff5500",
        "submit",
        r##""/style/background","value":"#ff5500""##,
    ),
    (
        "login",
        "make the email input taller",
        "email",
        r#""/layout/height""#,
    ),
    (
        "login",
        "remove the divider",
        "divider",
        r#""op":"remove","id":"divider""#,
    ),
    (
        "login",
        "set the placeholder of the password field to Your secret",
        "password",
        r#""/props/placeholder","value":"Your secret""#,
    ),
    (
        "login",
        "underline the forgot password link",
        "forgot-link",
        r#""value":"underline""#,
    ),
    (
        "login",
        "move the logo to the right",
        "logo",
        r#""op":"move","id":"logo","parent":"header","index":-1"#,
    ),
    (
        "login",
        "hide the sign-up hint",
        "signup-hint",
        r#""op":"remove","id":"signup-hint""#,
    ),
    (
        "login",
        "increase the font size of the subtitle to 18",
        "subtitle",
        r#""/style/fontSize","value":18"#,
    ),
    (
        "login",
        "Rename Log in to Sign in",
        "submit",
        r#""/props/label","value":"Sign in""#,
    ),
    (
        "login",
        "replace Need help? with Support",
        "help-link",
        r#""/props/text","value":"Support""#,
    ),
    (
        "login",
        "turn the github button black",
        "github-btn",
        r##""/style/color","value":"#ffffff""##,
    ),
    (
        "login",
        "make all the buttons taller",
        "submit google-btn github-btn",
        r#""id":"github-btn","path":"/layout/height""#,
    ),
    (
        "login",
        "give the login card a bigger shadow",
        "login-card",
        r#""/style/shadow","value":"md""#,
    ),
    (
        "login",
        "remove the border from the login card",
        "login-card",
        r#""op":"unset","id":"login-card","path":"/style/borderWidth""#,
    ),
    (
        "login",
        "put the subtitle above the title",
        "subtitle title",
        r#""op":"move","id":"subtitle","parent":"login-card","index":0"#,
    ),
    (
        "login",
        "make password optional",
        "password",
        r#""/props/required","value":false"#,
    ),
    (
        "login",
        "add more padding to the card",
        "login-card",
        r#""/layout/padding""#,
    ),
    (
        "login",
        "delete everything in the header",
        "header",
        r#""op":"remove","id":"logo""#,
    ),
    (
        "dashboard",
        "make the sidebar text white",
        "sidebar",
        r##""/style/color","value":"#ffffff""##,
    ),
    (
        "dashboard",
        "remove the Status column",
        "orders-table",
        r#""value":["No.","Customer","Total"]"#,
    ),
    (
        "dashboard",
        "blue top bar background",
        "topbar",
        r##""/style/background","value":"#2563eb""##,
    ),
    (
        "dashboard",
        "set the gap between the stat cards to 32",
        "stats",
        r#""/layout/gap","value":32"#,
    ),
    (
        "dashboard",
        "add a Date column to the table",
        "orders-table",
        r#""No.","Customer","Total","Status","Date""#,
    ),
    (
        "dashboard",
        "the line chart in green",
        "sales-chart",
        r##""/style/color","value":"#16a34a""##,
    ),
    (
        "dashboard",
        "delete the first two stat cards",
        "stat-1 stat-2",
        r#""op":"remove","id":"stat-2""#,
    ),
    (
        "dashboard",
        "rename Overview to Dashboard",
        "page-title",
        r#""value":"Dashboard""#,
    ),
    ("dashboard", "how do I export this?", "", r#""ops":[]"#),
    (
        "dashboard",
        "the countdown timer should be red",
        "",
        r#""ops":[]"#,
    ),
];

#[test]
fn ref_1_off_2_other_phrasings() {
    let limits = Limits::default();
    let mut wrong = Vec::new();
    for (name, prompt, ids, part) in CASES {
        let document = document(name);
        let understanding = understand(prompt, &document, &[], &[], None, &limits).unwrap();
        let found: Vec<String> = match &understanding.targets {
            Targets::Resolved { candidates } => candidates.iter().map(|c| c.id.clone()).collect(),
            _ => Vec::new(),
        };
        let wanted: Vec<&str> = ids.split(' ').filter(|id| !id.is_empty()).collect();
        let brief = EditBrief {
            before: None,
            also: Vec::new(),
            create: false,
            understanding,
            document: document.clone(),
            selection: Vec::new(),
            recent: Vec::new(),
            older: Vec::new(),
            faults: Vec::new(),
        };
        let answer = offline::answer(&brief);
        // OFF-1: equal briefs, equal bytes; and the ops apply.
        assert_eq!(answer, offline::answer(&brief));
        let value: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let patch = Patch::parse(&value["ops"].to_string(), &limits).unwrap();
        assert!(apply(&document, &patch, &limits).is_ok(), "{prompt}");
        if found != wanted || !answer.contains(part) {
            wrong.push(format!("{prompt}: {found:?} {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// REF-6: any JSON is a document; a prompt about it is no error.
#[test]
fn ref_6_documents_without_nodes() {
    let limits = Limits::default();
    let document = Document::parse(r#"{"a":[1,2,{"b":"c"}]}"#, &limits).unwrap();
    for prompt in [
        "make it blue",
        "add a button",
        "delete the title",
        "everything bigger",
        "swap a and b",
    ] {
        assert!(
            understand(prompt, &document, &[], &[], None, &limits).is_ok(),
            "{prompt}"
        );
    }
}

/// REF-5: what is selected is meant, however many others fit as well.
#[test]
fn ref_5_the_selected_one_of_very_many() {
    let limits = Limits::default();
    let buttons: Vec<String> = (0..100)
        .map(|at| format!(r#"{{"id":"b{at}","type":"button","props":{{"text":"Buy {at}"}}}}"#))
        .collect();
    let text = format!(
        r#"{{"id":"shop","type":"screen","children":[{}]}}"#,
        buttons.join(",")
    );
    let document = Document::parse(&text, &limits).unwrap();
    let selection = ["b77".to_owned()];
    for prompt in ["remove this button", "make the button blue"] {
        let understanding = understand(prompt, &document, &[], &selection, None, &limits).unwrap();
        match understanding.targets {
            Targets::Resolved { candidates } => {
                let ids: Vec<&str> = candidates.iter().map(|candidate| candidate.id.as_str()).collect();
                assert_eq!(ids, ["b77"], "{prompt}");
            }
            other => panic!("{prompt}: {other:?}"),
        }
    }
}

/// CTX-11: what is kept with nodes goes with them, and an edited node is read anew.
#[test]
fn ctx_11_a_changed_node_is_read_anew() {
    let limits = Limits::default();
    let text = r#"{"id":"shop","type":"screen","children":[
        {"id":"n1","type":"button","name":"Checkout","props":{"text":"Pay"}},
        {"id":"n2","type":"button","name":"Newsletter","props":{"text":"Join"}}]}"#;
    let before = Document::parse(text, &limits).unwrap();
    let found =
        |document: &Document, prompt: &str| match understand(prompt, document, &[], &[], None, &limits)
            .unwrap()
            .targets
        {
            Targets::Resolved { candidates } => candidates.first().map(|candidate| candidate.id.clone()),
            _ => None,
        };
    assert_eq!(
        found(&before, "remove the checkout button").as_deref(),
        Some("n1")
    );
    let ops = r#"[{"op":"set","id":"n1","path":"/name","value":"Voucher"},{"op":"set","id":"n2","path":"/name","value":"Checkout"}]"#;
    let patch = Patch::parse(ops, &limits).unwrap();
    let after = apply(&before, &patch, &limits).unwrap().document;
    assert_eq!(found(&after, "remove the checkout button").as_deref(), Some("n2"));
    assert_eq!(found(&after, "remove the voucher button").as_deref(), Some("n1"));
    assert_eq!(
        found(&before, "remove the checkout button").as_deref(),
        Some("n1")
    );
}
