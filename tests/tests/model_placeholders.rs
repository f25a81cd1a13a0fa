//! What stands for hidden text in a request: what was given out is put back, nothing else is taken for it.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::ModelCall;
use bozzetto_core::protocol::EditStatus;
use bozzetto_tests::design::{config, value};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, ops_answer};

/// A screen on which somebody wrote these texts.
fn page(texts: &[&str]) -> String {
    let nodes: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            format!(
                r#"{{"id":"t{at}","type":"text","props":{{"text":{}}},"children":[]}}"#,
                serde_json::Value::from(*text)
            )
        })
        .collect();
    format!(
        r#"{{"id":"page","type":"screen","layout":{{}},"style":{{}},"props":{{}},"children":[{}]}}"#,
        nodes.join(",")
    )
}

/// The user part of what was asked.
fn told(call: &ModelCall) -> String {
    match call {
        ModelCall::App { request, .. } => {
            let request: serde_json::Value = serde_json::from_str(request).unwrap();
            request["prompt"].as_str().unwrap().to_owned()
        }
        _ => panic!("not asked of the app's function"),
    }
}

type Asked = Rc<RefCell<Vec<String>>>;

/// A session whose model answers the n-th call as the function says.
fn session(document: &str, answer: impl Fn(usize, &str) -> String + 'static) -> (NativeShell, String, Asked) {
    let asked = Asked::default();
    let log = asked.clone();
    let model = Scripted(move |call: &ModelCall| -> Reaction {
        let told = told(call);
        let ops = answer(log.borrow().len(), &told);
        log.borrow_mut().push(told);
        ops_answer(&ops)
    });
    let mut shell = NativeShell::with_config(config("a"), &SharedStore::default(), model);
    let id = shell.create_from(document).session_id;
    (shell, id, asked)
}

fn set_text(id: &str, text: &str) -> String {
    format!(r#"[{{"op":"set","id":"{id}","path":"/props/text","value":"{text}"}}]"#)
}

/// GRD-4: what the document says as if it were a placeholder is none, and none is given out that it says.
#[test]
fn grd_4_typed_placeholders_of_the_document_stay() {
    let document = page(&["Write [EMAIL_1] in the field", "Mail bob@firm.example"]);
    let (mut shell, id, asked) = session(&document, |_, _| {
        set_text("t0", "Please write [EMAIL_1] and [EMAIL_2] and [EMAIL_3]")
    });
    let prompt = "rewrite the first text; my address is x@y.example";
    let result = shell.edit(&id, prompt, &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let told = &asked.borrow()[0];
    assert!(
        told.contains("my address is [EMAIL_2]") && told.contains("Write [EMAIL_1]"),
        "{told}"
    );
    assert!(told.contains("Mail [EMAIL_3]"), "{told}");
    assert_eq!(
        value(&shell, &id, "/children/0/props/text"),
        "Please write [EMAIL_1] and x@y.example and bob@firm.example"
    );
}

/// GRD-4: the same of earlier prompts, and of what the prompt itself says.
#[test]
fn grd_4_typed_placeholders_of_the_prompts_stay() {
    let (mut shell, id, asked) = session(&page(&["Hello"]), |turn, _| match turn {
        0 => set_text("t0", "[PHONE_1]"),
        _ => set_text("t0", "[PHONE_1] [PHONE_2] [PHONE_3]"),
    });
    let result = shell.edit(&id, "say [PHONE_1] in the text", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert_eq!(value(&shell, &id, "/children/0/props/text"), "[PHONE_1]");
    let result = shell.edit(&id, "write [PHONE_2] and +39 333 123 4567 there", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(asked.borrow()[1].contains("write [PHONE_2] and [PHONE_3] there"));
    assert_eq!(
        value(&shell, &id, "/children/0/props/text"),
        "[PHONE_1] [PHONE_2] +39 333 123 4567"
    );
}

/// GRD-7: a placeholder that the request does not have is a fault, shown to the model, and in the end an error.
#[test]
fn grd_7_placeholders_that_were_never_given_out() {
    let (mut shell, id, asked) = session(&page(&["Hello"]), |turn, _| match turn {
        0 => set_text("t0", "Mail [EMAIL_7]"),
        _ => set_text("t0", "Mail [EMAIL_1]"),
    });
    let result = shell.edit(&id, "put my mail x@y.example into the text", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert_eq!(value(&shell, &id, "/children/0/props/text"), "Mail x@y.example");
    assert!(asked.borrow()[1].contains("[EMAIL_7] is no placeholder of the request"));

    for answer in [
        r#"[{"op":"set","id":"t0","path":"/props/text","value":"Mail [EMAIL_1]"}]"#,
        r#"[{"op":"insert","parent":"page","index":-1,"node":{"id":"n","type":"text","props":{"text":"[KEY_12]"},"children":[]}}]"#,
        r#"[{"op":"text","id":"t0","path":"/props/text","at":0,"delete":0,"insert":"[IP_1] "}]"#,
    ] {
        let (mut shell, id, asked) = session(&page(&["Hello"]), |_, _| answer.to_owned());
        let result = shell.edit(&id, "rewrite the text", &["t0"]);
        assert_eq!(
            result.error.map(|error| error.code).as_deref(),
            Some("edit.invalid-answer")
        );
        assert_eq!(asked.borrow().len(), 3);
        assert_eq!(value(&shell, &id, "/children/0/props/text"), "Hello");
    }
    // Brackets of other kinds are text.
    let (mut shell, id, _) = session(&page(&["Hello"]), |_, _| set_text("t0", "[NAME_1] [EMAIL] [x]"));
    let result = shell.edit(&id, "rewrite the text", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
}

/// GRD-7: of a whole document, too.
#[test]
fn grd_7_whole_documents() {
    let asked = Asked::default();
    let log = asked.clone();
    let model = Scripted(move |call: &ModelCall| -> Reaction {
        log.borrow_mut().push(told(call));
        Reaction::Text(format!(r#"{{"document":{}}}"#, page(&["Mail [EMAIL_9]"])))
    });
    let mut shell = NativeShell::with_config(config("a"), &SharedStore::default(), model);
    let id = shell.create_from(&page(&["Hello"])).session_id;
    let result = shell.edit(&id, "rewrite the text", &["t0"]);
    assert_eq!(
        result.error.map(|error| error.code).as_deref(),
        Some("edit.invalid-answer")
    );
    assert_eq!(asked.borrow().len(), 3);
}

/// GRD-2: what is secret stays here, whether the prompt or the document says it.
#[test]
fn grd_2_secrets_of_the_document_are_masked() {
    let secrets = [
        "hunter2!",
        "203.0.113.77",
        "078-05-1120",
        "glpat-aBcDeFgHiJkLmNoPqR12",
    ];
    let [password, address, number, key] = secrets;
    let document = page(&[
        &format!("Your password: {password}"),
        &format!("Server {address}"),
        &format!("SSN {number}"),
        &format!("Token {key}"),
    ]);
    let (mut shell, id, asked) = session(&document, |_, _| set_text("t0", "Your password: [PASSWORD_1]!"));
    let result = shell.edit(&id, "add an exclamation mark to the first text", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let told = &asked.borrow()[0];
    for secret in secrets {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    assert_eq!(
        value(&shell, &id, "/children/0/props/text"),
        format!("Your password: {password}!")
    );
}

/// GRD-7: what was hidden is in no message about an answer that cannot be used.
#[test]
fn grd_7_no_error_tells_what_was_hidden() {
    let key = "sk-proj-abcdEFGH1234567890ijklMNOPqrstuvWX";
    let (mut shell, id, asked) = session(&page(&[&format!("key {key}"), "Mail bob@firma.de"]), |_, told| {
        assert!(told.contains("[KEY_1]") && told.contains("[EMAIL_1]"), "{told}");
        r#"[{"op":"set","id":"[KEY_1]","path":"/props/text","value":"x"},{"op":"remove","id":"[EMAIL_1]"}]"#
            .to_owned()
    });
    let result = shell.edit(&id, "make the first text shorter", &["t0"]);
    assert_eq!(result.status, EditStatus::Failed, "{result:?}");
    let told = format!("{result:?} {:?}", asked.borrow());
    assert!(!told.contains(key) && !told.contains("bob@"), "{told}");
}

/// GRD-7: a model that writes a placeholder in small letters means it, unless the request says so in small letters, too.
#[test]
fn grd_7_small_letters() {
    for (typed, made) in [
        ("Welcome", "Mail x@y.example or EMAIL_9"),
        ("the field email_1", "Mail [email_1] or EMAIL_9"),
    ] {
        let (mut shell, id, asked) = session(&page(&[typed]), |_, _| {
            set_text("t0", "Mail [email_1] or EMAIL_9")
        });
        let result = shell.edit(&id, "say that I am at x@y.example", &["t0"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        assert_eq!(value(&shell, &id, "/children/0/props/text"), made);
        assert!(asked.borrow()[0].contains("I am at [EMAIL_1]"));
    }
}

/// GRD-7: a model that edits within a text counts in what it was shown; what would cut a placeholder is a fault.
#[test]
fn grd_7_places_in_a_text_as_the_model_saw_it() {
    let text = "🎉 Mail anna@firma.de or bob@firma.de now";
    // As it is shown: 🎉 Mail [EMAIL_1] or [EMAIL_2] now
    let edits = [
        ((8, 9, "nobody"), Some("🎉 Mail nobody or bob@firma.de now")),
        (
            (30, 0, ", please"),
            Some("🎉 Mail anna@firma.de or bob@firma.de, please now"),
        ),
        (
            (21, 13, "[EMAIL_1]"),
            Some("🎉 Mail anna@firma.de or anna@firma.de"),
        ),
        ((0, 2, "📮"), Some("📮 Mail anna@firma.de or bob@firma.de now")),
        ((34, 0, "!"), Some("🎉 Mail anna@firma.de or bob@firma.de now!")),
        ((0, 34, "Hi"), Some("Hi")),
        ((9, 2, "x"), None),
        ((3, 9, "x"), None),
        ((1, 2, "x"), None),
        ((34, 9, "x"), None),
    ];
    for ((at, delete, insert), expected) in edits {
        let op = format!(
            r#"[{{"op":"text","id":"t0","path":"/props/text","at":{at},"delete":{delete},"insert":"{insert}"}}]"#
        );
        let (mut shell, id, asked) = session(&page(&[text]), move |turn, told| {
            assert!(told.contains("Mail [EMAIL_1] or [EMAIL_2] now"), "{told}");
            match turn {
                0 => op.clone(),
                _ => set_text("t0", "mended"),
            }
        });
        let result = shell.edit(&id, "rewrite the text", &["t0"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        let made = value(&shell, &id, "/children/0/props/text");
        assert_eq!(made, expected.unwrap_or("mended"), "{at} {delete}");
        assert_eq!(asked.borrow().len(), 1 + usize::from(expected.is_none()));
    }
}

/// GRD-4: names of fields get back what was taken out of them, too, wherever they come in an answer.
#[test]
fn grd_4_names_of_fields_are_restored() {
    let document = r#"{"id":"page","type":"screen","children":[{"id":"t0","type":"text","props":{"text":"Rows",
        "rows":{"joe.miller@firm.example":"owner","ann.lee@firm.example":"guest"}}}]}"#;
    for form in ["set", "insert"] {
        let (mut shell, id, _) = session(document, move |_, told| {
            let rows = &told[told.find("\"rows\"").or(told.find("rows")).unwrap()..];
            let name = |number: usize| {
                let from = rows.match_indices("[EMAIL_").nth(number).unwrap().0;
                rows[from..].split_inclusive(']').next().unwrap().to_owned()
            };
            let rows = format!(r#"{{"{}":"owner","{}":"editor"}}"#, name(0), name(1));
            match form {
                "set" => format!(r#"[{{"op":"set","id":"t0","path":"/props/rows","value":{rows}}}]"#),
                _ => format!(
                    r#"[{{"op":"insert","parent":"page","index":1,"node":{{"id":"t1","type":"text","props":{{"text":"More","rows":{rows}}}}}}}]"#
                ),
            }
        });
        let (words, target, place) = match form {
            "set" => ("make the second row an editor", "t0", "/children/0/props/rows"),
            _ => (
                "add another text with such rows",
                "page",
                "/children/1/props/rows",
            ),
        };
        let result = shell.edit(&id, words, &[target]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        let rows = value(&shell, &id, place);
        assert_eq!(rows["joe.miller@firm.example"], "owner", "{rows}");
        assert_eq!(rows["ann.lee@firm.example"], "editor", "{rows}");
    }
}

/// A screen with data on its only node.
fn with_data(data: &str) -> String {
    format!(
        r#"{{"id":"page","type":"screen","children":[{{"id":"t0","type":"text","props":{{"text":"x"}},"data":{data},"children":[]}}]}}"#
    )
}

/// GRD-7: what stands for a number is a number when it comes back, in its place, copied, and in a whole document.
#[test]
fn grd_7_numbers_stay_numbers() {
    let data = r#"{"card":4111111111111111,"debt":-4111111111111111,"text":"5555555555554444"}"#;
    let same = r#"{"card":"[CARD_1]","debt":"-[CARD_1]","text":"[CARD_2]"}"#;
    let (mut shell, id, asked) = session(&with_data(data), move |_, _| {
        format!(
            r#"[{{"op":"set","id":"t0","path":"/props/text","value":"y"}},{{"op":"set","id":"t0","path":"/data","value":{same}}},
            {{"op":"set","id":"t0","path":"/copy","value":["[CARD_1]","[CARD_2]"]}}]"#
        )
    });
    let result = shell.edit(&id, "rewrite the text", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(
        asked.borrow()[0].contains("card:[CARD_1]"),
        "{}",
        asked.borrow()[0]
    );
    let expected: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(value(&shell, &id, "/children/0/data"), expected);
    let copy = serde_json::json!([4111111111111111_u64, "5555555555554444"]);
    assert_eq!(value(&shell, &id, "/children/0/copy"), copy);

    // A number and a text that are written alike stay what each is.
    let data = r#"{"card":4111111111111111,"text":"4111111111111111"}"#;
    let answer = with_data(r#"{"card":"[CARD_1]","text":"[CARD_1]"}"#).replace("\"x\"", "\"y\"");
    let model = Scripted(move |_: &ModelCall| Reaction::Text(format!(r#"{{"document":{answer}}}"#)));
    let mut shell = NativeShell::with_config(config("a"), &SharedStore::default(), model);
    let id = shell.create_from(&with_data(data)).session_id;
    let result = shell.edit(&id, "rewrite the text", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let expected: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(value(&shell, &id, "/children/0/data"), expected);
    assert_eq!(value(&shell, &id, "/children/0/props/text"), "y");
}

/// GRD-7: a hidden key in a path is the key, whatever signs it has.
#[test]
fn grd_7_hidden_keys_in_paths() {
    let hook = "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX";
    for (key, path) in [
        ("0171/1234567", "/data/[PHONE_1]"),
        (hook, "/data/https:~1~1[KEY_1]"),
        ("bob@firm.example", "/data/[EMAIL_1]"),
    ] {
        let data = format!(r#"{{"{key}":"old","b":2}}"#);
        let (mut shell, id, asked) = session(&with_data(&data), move |_, _| {
            format!(
                r#"[{{"op":"set","id":"t0","path":"{path}","value":"new"}},{{"op":"unset","path":"/children/0{path}"}},
                {{"op":"set","id":"t0","path":"{path}","value":1}}]"#
            )
        });
        let result = shell.edit(&id, "rewrite the text", &["t0"]);
        assert_eq!(
            result.status,
            EditStatus::Committed,
            "{result:?} {}",
            asked.borrow()[0]
        );
        let mut expected = serde_json::json!({"b": 2});
        expected[key] = 1.into();
        assert_eq!(
            value(&shell, &id, "/children/0/data"),
            expected,
            "{}",
            asked.borrow()[0]
        );
    }
}

/// GRD-4: a repair calls what is hidden as the call before it did, and the faults name the same.
#[test]
fn grd_4_the_same_names_in_repairs() {
    const LONG: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let document = page(&["Mail bob@firm.example", "Hello"]).replace("\"t1\"", &format!("\"{LONG}\""));
    let (mut shell, id, asked) = session(&document, |turn, _| {
        let href = match turn {
            0 => r#"javascript:mail(\"[EMAIL_1]\")"#,
            1 => r#"javascript:[NODE_1] [EMAIL_1]"#,
            _ => "mailto:[EMAIL_1]",
        };
        format!(
            r#"[{{"op":"set","id":"t0","path":"/props/href","value":"{href}"}},{{"op":"set","id":"[NODE_1]","path":"/props/text","value":"[EMAIL_1]"}}]"#
        )
    });
    let result = shell.edit(&id, "make the first text a link to x@y.example", &["t0"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let asked = asked.borrow();
    assert_eq!(asked.len(), 3);
    for told in asked.iter() {
        assert!(
            told.contains("Mail [EMAIL_2]") && told.contains("a link to [EMAIL_1]"),
            "{told}"
        );
        assert!(
            !told.contains('@') && !told.contains("[EMAIL_3]") && !told.contains("[NODE_2]"),
            "{told}"
        );
    }
    assert!(
        asked[1].contains("[NODE_1] text") && !asked[1].contains(LONG),
        "{}",
        asked[1]
    );
    assert!(
        asked[1].contains("Op 1 is wrong") && asked[1].split("<faults").nth(1).unwrap().contains("[EMAIL_1]")
    );
    assert_eq!(value(&shell, &id, "/children/0/props/href"), "mailto:x@y.example");
    // The other node was not meant.
    assert!(
        result.held.contains(LONG) && result.held.contains("x@y.example"),
        "{result:?}"
    );
}

/// GRD-4: what only the document of a repair shows as if it were a placeholder stays, too.
#[test]
fn grd_4_typed_placeholders_in_repairs() {
    let mut texts = vec!["Mail bob@firm.example".to_owned()];
    texts.extend((0..290).map(|at| format!("Text, no. {at}!")));
    texts.push("Write [EMAIL_1] here".into());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (mut shell, id, asked) = session(&page(&texts), |turn, told| {
        let own = told.split("Mail [EMAIL_").nth(1).map_or("?", |rest| &rest[..1]);
        match turn {
            2 => set_text("t1", &format!("[EMAIL_1] and [EMAIL_{own}]")),
            _ => set_text("t1", &format!("javascript:[EMAIL_{own}]")).replace("/text", "/href"),
        }
    });
    let result = shell.edit(&id, "make it nicer", &["t1"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(!asked.borrow()[0].contains("Write [EMAIL_1]") && asked.borrow()[2].contains("Write [EMAIL_1]"));
    assert_eq!(
        value(&shell, &id, "/children/1/props/text"),
        "[EMAIL_1] and bob@firm.example"
    );
}
