//! Questions and their answers, from end to end, with the embedded model. Rules REF-21, CRE-10, DSN-62 and OFF-40 of core/SPEC.md.

use bozzetto_core::engine::EngineConfig;
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Reply};
use bozzetto_tests::design::apply;
use bozzetto_tests::language::{node, stored};
use bozzetto_tests::shell::{Embedded, NativeShell, SharedStore};
use serde_json::{Value, json};

fn shell() -> NativeShell {
    NativeShell::with_config(EngineConfig::new("a"), &SharedStore::default(), Embedded)
}

fn answer(shell: &mut NativeShell, session: &str, edit: &EditResult, said: &str) -> EditResult {
    assert_eq!(edit.status, EditStatus::Clarify, "{edit:?}");
    let node = said.strip_prefix('#').map(Into::into);
    let command = Command::AnswerClarification {
        session_id: session.into(),
        edit_id: edit.edit_id.clone(),
        text: node.is_none().then(|| said.into()),
        node_id: node,
    };
    match shell.run(command) {
        Ok(Reply::Edit { result }) => result,
        other => panic!("{said}: {other:?}"),
    }
}

/// The document after an edit and an answer to its question.
fn answered(document: &str, prompt: &str, said: &str) -> (EditResult, Value) {
    let mut shell = shell();
    let session = shell.create_from(&stored(document).to_string()).session_id;
    let asked = shell.edit(&session, prompt, &[]);
    let result = answer(&mut shell, &session, &asked, said);
    let after = serde_json::from_str(&shell.document(&session)).unwrap();
    (result, after)
}

/// What a node has there, `null` for nothing.
fn value_at(document: &Value, id: &str, path: &str) -> Value {
    let found = node(document, id).unwrap().pointer(path);
    found.cloned().unwrap_or_default()
}

/// REF-21: what completes a question without candidates.
#[test]
fn an_answer_goes_on_with_the_edit() {
    for (document, prompt, said, id, path, value) in [
        (
            "recipe",
            "make the recipe title not black",
            "green",
            "recipeTitle",
            "/style/color",
            json!("#16a34a"),
        ),
        (
            "recipe",
            "make the recipe title not black",
            "make it green",
            "recipeTitle",
            "/style/color",
            json!("#16a34a"),
        ),
        (
            "clinic",
            "make the call button not green",
            "blue",
            "callBtn",
            "/style/background",
            json!("#2563eb"),
        ),
        (
            "clinic",
            "rename the confirm button",
            "Book it",
            "confirmBtn",
            "/props/label",
            json!("Book it"),
        ),
        (
            "recipe",
            "make the introduction longer",
            "\"Soup for all.\"",
            "introText",
            "/props/text",
            json!("Soup for all."),
        ),
        (
            "clinic",
            "make the note text longer",
            "Please bring your card and come early.",
            "noteText",
            "/props/text",
            json!("Please bring your card and come early."),
        ),
        (
            "recipe",
            "change the post button",
            "make it bigger",
            "postBtn",
            "/style/fontSize",
            Value::Null,
        ),
    ] {
        let before = stored(document);
        let (result, after) = answered(document, prompt, said);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}: {result:?}");
        let now = value_at(&after, id, path);
        match value {
            Value::Null => assert_ne!(now, value_at(&before, id, path), "{prompt}"),
            value => assert_eq!(now, value, "{prompt} {said}"),
        }
    }
}

/// REF-21: the rest of a sentence is about the node that answered, also what the answer adds to it.
#[test]
fn the_rest_of_a_sentence_goes_with_the_answer() {
    for (document, prompt, said, id, path, value) in [
        (
            "recipe",
            "make the button green and make it 30px wide",
            "#printBtn",
            "printBtn",
            "/layout/width",
            json!(30),
        ),
        (
            "recipe",
            "make the button green and make it 30px wide",
            "the print one",
            "printBtn",
            "/layout/width",
            json!(30),
        ),
        (
            "recipe",
            "make the badge bigger",
            "the difficulty one, and make it red too",
            "metaLevel",
            "/style/background",
            json!("#dc2626"),
        ),
        (
            "clinic",
            "make the chip wider and make it green",
            "#dayWed",
            "dayWed",
            "/style/background",
            json!("#16a34a"),
        ),
    ] {
        let (result, after) = answered(document, prompt, said);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}: {result:?}");
        let now = value_at(&after, id, path);
        assert_eq!(now, value, "{prompt} {said}");
        let root = |page: &Value| (page["layout"].clone(), page["style"].clone());
        assert_eq!(root(&after), root(&stored(document)), "{prompt}");
    }
}

/// REF-21: who wants nothing after all ends the edit.
#[test]
fn a_question_can_be_dismissed_in_words() {
    for (document, prompt, said) in [
        ("recipe", "make the button bigger", "none, forget it"),
        ("recipe", "make the recipe title not black", "never mind"),
        ("clinic", "make the chip wider", "vergiss es"),
        ("clinic", "make the call button not green", "leave it"),
    ] {
        let (result, after) = answered(document, prompt, said);
        assert_eq!(result.status, EditStatus::Cancelled, "{prompt}: {result:?}");
        assert_eq!(after, stored(document));
    }
}

/// CRE-10: the answer to what a first version should be is what is asked for.
#[test]
fn a_first_version_is_what_the_answer_says() {
    for (prompt, said, name) in [
        ("asdfgh", "a login page", "Log in"),
        ("hello", "a dashboard for a bakery", "Dashboard"),
        ("qwertz", "settings", "Settings"),
        ("hm", "a shop for bikes", "Shop"),
    ] {
        let mut shell = shell();
        let (view, asked) = shell.create(prompt);
        let result = answer(&mut shell, &view.session_id, &asked, said);
        assert_eq!(result.status, EditStatus::Committed, "{said}: {result:?}");
        assert_eq!(result.new_version, Some(1));
        assert!(
            result.changes_summary.starts_with(name),
            "{}",
            result.changes_summary
        );
    }
}

/// DSN-62: in a session without a version any words ask for the first one.
#[test]
fn without_a_version_an_edit_makes_the_first_one() {
    for words in [
        "a login page",
        "make a shop for bikes",
        "a form with a blue button",
        "dark dashboard",
    ] {
        let mut shell = shell();
        let (view, asked) = shell.create("hello");
        assert_eq!(asked.status, EditStatus::Clarify);
        let result = shell.edit(&view.session_id, words, &[]);
        assert_eq!(
            (result.status, result.new_version),
            (EditStatus::Committed, Some(1)),
            "{words}"
        );
    }
}

/// INT-1: the first version came of nothing; what changed since then is nothing.
#[test]
fn at_the_first_version_nothing_has_changed_yet() {
    for document in ["recipe", "clinic"] {
        let mut shell = shell();
        let session = shell.create_from(&stored(document).to_string()).session_id;
        for words in [
            "what changed?",
            "what did you change?",
            "show changes",
            "compare version 1",
        ] {
            let result = shell.edit(&session, words, &[]);
            assert_eq!(result.status, EditStatus::Committed, "{result:?}");
            assert!(
                result.changes_summary.contains("nothing changed"),
                "{words}: {}",
                result.changes_summary
            );
        }
    }
}

/// OFF-22: what was not done of several wishes is told with what was.
#[test]
fn what_is_left_out_is_told() {
    for (document, prompt, told) in [
        (
            "recipe",
            "make the recipe title green and delete the unicorn",
            "unicorn",
        ),
        (
            "recipe",
            "delete the carousel and make the recipe title green",
            "carousel",
        ),
        (
            "clinic",
            "make the call button red, remove the overdue badges",
            "overdue",
        ),
        (
            "clinic",
            "hide the rainbow and make the call button red",
            "rainbow",
        ),
    ] {
        let mut shell = shell();
        let session = shell.create_from(&stored(document).to_string()).session_id;
        let result = shell.edit(&session, prompt, &[]);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}: {result:?}");
        let summary = &result.changes_summary;
        assert!(
            summary.contains("Not done: ") && summary.contains(told),
            "{summary}"
        );
        let plain = shell.edit(&session, "make the first button bold, thanks", &[]);
        assert!(
            !plain.changes_summary.contains("Not done"),
            "{}",
            plain.changes_summary
        );
    }
}

/// REF-21: an answer that is another wish does not do to what it names what something else was meant for.
#[test]
fn another_wish_is_no_choice() {
    for (document, prompt, said) in [
        ("clinic", "make the button wider", "remove the notes field"),
        (
            "clinic",
            "make the button wider",
            "actually, make the page title bold",
        ),
        ("recipe", "make the button wider", "delete the recipe title"),
        ("recipe", "make the button wider", "make the recipe title smaller"),
    ] {
        let before = stored(document);
        let (result, after) = answered(document, prompt, said);
        assert_eq!(
            result.status,
            EditStatus::Clarify,
            "{document}: {said}: {result:?}"
        );
        assert_eq!(after, before, "{document}: {said}");
    }
}

/// OFF-25: an edit that was about the wrong thing is taken back exactly, also a removal.
#[test]
fn a_correction_leaves_nothing_of_the_mistake() {
    for (document, prompt, said, wrong, right, path) in [
        (
            "recipe",
            "make the print button bigger",
            "no, I meant the post button",
            "printBtn",
            "postBtn",
            "/style/fontSize",
        ),
        (
            "recipe",
            "make the print button green",
            "no, I meant the post button",
            "printBtn",
            "postBtn",
            "/style/background",
        ),
        (
            "clinic",
            "make the confirm button wider",
            "no, I meant the call button",
            "confirmBtn",
            "callBtn",
            "/layout/width",
        ),
    ] {
        let mut shell = shell();
        let session = shell.create_from(&stored(document).to_string()).session_id;
        assert_eq!(
            shell.edit(&session, prompt, &[]).status,
            EditStatus::Committed,
            "{prompt}"
        );
        let result = shell.edit(&session, said, &[]);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}: {result:?}");
        let (before, after) = (
            stored(document),
            serde_json::from_str::<Value>(&shell.document(&session)).unwrap(),
        );
        assert_eq!(node(&after, wrong), node(&before, wrong), "{prompt}");
        assert_ne!(
            value_at(&after, right, path),
            value_at(&before, right, path),
            "{prompt}"
        );
    }
    let mut shell = shell();
    let session = shell.create_from(&stored("recipe").to_string()).session_id;
    assert_eq!(
        shell.edit(&session, "remove the print button", &[]).status,
        EditStatus::Committed
    );
    let result = shell.edit(&session, "no, I meant the post button", &[]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let after = serde_json::from_str::<Value>(&shell.document(&session)).unwrap();
    assert!(node(&after, "printBtn").is_some() && node(&after, "postBtn").is_none());
}

/// REF-29: the other one is of the kind of what was spoken of.
#[test]
fn the_other_one_is_what_was_not_meant_before() {
    let mut shell = shell();
    let session = shell
        .create_from(&stored("pottery-course").to_string())
        .session_id;
    let result = shell.edit(&session, "make the next button green", &[]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let result = shell.edit(&session, "no, the other one", &[]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let after: Value = serde_json::from_str(&shell.document(&session)).unwrap();
    assert_eq!(value_at(&after, "prev", "/style/background"), json!("#16a34a"));
    assert_eq!(node(&after, "next"), node(&stored("pottery-course"), "next"));
}

/// A page with these buttons.
fn buttons(names: &[&str]) -> String {
    let button = |name: &&str| {
        json!({"id": name.to_lowercase().replace(' ', "-"), "type": "button", "name": name, "layout": {"width": 120}, "style": {},
            "props": {"label": name}, "children": []})
    };
    let children: Vec<Value> = names.iter().map(button).collect();
    json!({"id": "page", "type": "screen", "name": "Page", "layout": {}, "style": {}, "props": {}, "children": children}).to_string()
}

/// DSN-5, ENG-13: what was offered and is gone is still counted and marked, and an answer that means it changes nothing.
#[test]
fn an_answer_may_mean_what_is_gone() {
    const GONE: &str = "edit.target-gone";
    for (names, gone, said, expected) in [
        (&["Save", "Stop"][..], "save", "the first one", GONE),
        (&["Save", "Stop"], "save", "1", GONE),
        (&["Save", "Stop"], "save", "#save", GONE),
        (&["Save", "Stop"], "save", "the save one", GONE),
        (&["Save", "Stop"], "save", "the second one", "stop"),
        (&["Save", "Stop"], "save", "the stop button", "stop"),
        (&["Save", "Stop"], "save", "#stop", "stop"),
        (&["Save", "Stop", "Help"], "save", "the second one", "stop"),
        (&["Save", "Stop", "Help"], "save", "the third one", "help"),
        (&["Save", "Stop", "Help"], "help", "the last one", GONE),
        (&["Save", "Stop", "Help"], "stop", "the first one", "save"),
        (
            &["Save", "Save draft", "Help"],
            "save",
            "save draft",
            "save-draft",
        ),
        (&["Save", "Save draft", "Help"], "save-draft", "save draft", GONE),
    ] {
        let case = format!("{names:?} without {gone}: {said}");
        let store = SharedStore::default();
        let open = |peer| NativeShell::with_config(EngineConfig::new(peer), &store, Embedded);
        let mut shell = open("a");
        let session = shell.create_from(&buttons(names)).session_id;
        let asked = shell.edit(&session, "make the button wider", &[]);
        let mut other = open("b");
        other.open(&session).unwrap();
        other
            .version(apply(&session, &format!(r#"[{{"op":"remove","id":"{gone}"}}]"#)))
            .unwrap();
        shell.hear();
        shell.settle();
        let asking = |shell: &NativeShell| {
            let view = shell.engine.view(&session, 0).unwrap();
            view.open_edits[0].result.clone().unwrap().question.unwrap()
        };
        let question = asking(&shell);
        assert_eq!(question.candidates.len(), names.len(), "{case}");
        assert_eq!(question.gone, [gone], "{case}");
        let node = said.strip_prefix('#').map(Into::into);
        let answered = shell.run(Command::AnswerClarification {
            session_id: session.clone(),
            edit_id: asked.edit_id.clone(),
            text: node.is_none().then(|| said.into()),
            node_id: node,
        });
        match answered {
            Ok(Reply::Edit { result }) => {
                assert_eq!(result.status, EditStatus::Committed, "{case}: {result:?}");
                let version = &shell.engine.versions(&session, 2).unwrap()[0];
                assert_eq!(version.targets, [expected], "{case}");
            }
            // The question stays, and can be answered.
            Err(error) => {
                assert_eq!(error.code, expected, "{case}");
                assert_eq!(asking(&shell), question, "{case}");
                let left = question
                    .candidates
                    .iter()
                    .find(|candidate| candidate.id != gone)
                    .unwrap();
                let result = answer(&mut shell, &session, &asked, &format!("#{}", left.id));
                assert_eq!(result.status, EditStatus::Committed, "{case}: {result:?}");
            }
            other => panic!("{case}: {other:?}"),
        }
    }
}

/// DSN-76: the version of an answer says what was asked and answered, here and for who opens the session later.
#[test]
fn dsn_76_a_version_tells_the_question_and_the_answer() {
    let store = SharedStore::default();
    let mut shell = NativeShell::with_config(EngineConfig::new("a"), &store, Embedded);
    let session = shell.create_from(&stored("recipe").to_string()).session_id;
    let plain = shell.edit(&session, "dark mode", &[]);
    let asked = shell.edit(&session, "make the recipe title not black", &[]);
    let question = asked.question.clone().expect("a question");
    assert_eq!(Some(question.version), plain.new_version);
    let number = answer(&mut shell, &session, &asked, "green").new_version;
    let mut later = NativeShell::with_config(EngineConfig::new("b"), &store, Embedded);
    later.open(&session).unwrap();
    for shell in [&shell, &later] {
        let versions = shell.engine.versions(&session, 0).unwrap();
        let of = |number: Option<u32>| {
            let version = versions.iter().find(|version| Some(version.number) == number);
            version.expect("a version").answered.clone()
        };
        let answered = of(number).expect("an answer");
        assert_eq!(answered.question, question.text);
        assert_eq!(answered.text.as_deref(), Some("green"));
        assert_eq!(answered.node_id, None);
        assert_eq!(of(plain.new_version), None);
    }
}

/// DSN-76: a question does not repeat a page of text.
#[test]
fn dsn_76_long_texts_are_cut_in_questions() {
    let long = "All about the bakery and what it bakes. ".repeat(70);
    let card = |id: &str, name: &str| {
        json!({"id": id, "type": "card", "name": name, "children": [
            {"id": format!("{id}t"), "type": "text", "name": name, "props": {"text": long}}
        ]})
    };
    let page = json!({"id": "root", "type": "screen", "children": [card("a", "Story"), card("b", "Story"), card("c", &long)]});
    let mut shell = shell();
    let session = shell.create_from(&page.to_string()).session_id;
    let mut seen = 0;
    for prompt in [
        "make the text nice",
        "make the card bigger",
        "make the story red",
        "remove the text",
    ] {
        let asked = shell.edit(&session, prompt, &[]);
        let Some(question) = asked.question else { continue };
        assert!(
            question.text.chars().count() <= 301,
            "{prompt}: {}",
            question.text
        );
        for candidate in question.candidates {
            seen += 1;
            let letters = candidate.reason.chars().count();
            assert!(letters < 200, "{prompt}: {letters} in {}", candidate.reason);
        }
    }
    assert!(seen > 3, "{seen} candidates");
}

/// OFF-40: whoever would answer "which part?" to this would be asked the same again.
#[test]
fn off_40_what_is_so_already_is_no_question() {
    let page = json!({"id": "page", "type": "frame", "name": "Page", "children": [
        {"id": "save", "type": "button", "name": "Save button", "props": {"label": "Save"}, "style": {"background": "#16a34a"}},
        {"id": "note", "type": "text", "name": "Note", "props": {"text": "Nothing is sent."}},
    ]});
    let mut shell = shell();
    let session = shell.create_from(&page.to_string()).session_id;
    shell.edit(&session, "make the save button green", &[]);
    let again = shell.edit(&session, "make the save button green", &[]);
    assert_eq!(again.status, EditStatus::Rejected, "{again:?}");
    let error = again.error.unwrap();
    assert_eq!(error.code, "edit.nothing-meant");
    assert!(
        error.message.starts_with("Save button is so already"),
        "{}",
        error.message
    );
}
