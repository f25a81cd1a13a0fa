//! The memory of answers: what is answered from it, what is not, and how that is shown.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::ModelCall;
use bozzetto_core::protocol::{Command, EditStatus, Notice, Reply, VersionInfo};
use bozzetto_tests::chat::*;
use bozzetto_tests::design;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

/// A tab whose model sets the title to something new each time; of several edits, each part to its own.
fn tab() -> (NativeShell, Rc<RefCell<usize>>) {
    tab_on(&SharedStore::default())
}

fn tab_on(store: &SharedStore) -> (NativeShell, Rc<RefCell<usize>>) {
    let mut config = config();
    config.prices = vec![price()];
    let calls = Rc::new(RefCell::new(0));
    let count = calls.clone();
    let model = Scripted(move |call: &ModelCall| {
        let turn = count.replace_with(|turn| *turn + 1);
        let ModelCall::Http(request) = call else {
            panic!("not over HTTP")
        };
        let several = String::from_utf8_lossy(&request.body).contains("answers");
        let op = |id: &str, value: String| {
            format!(
                r#"{{\"op\":\"set\",\"id\":\"{id}\",\"path\":\"/style/background\",\"value\":\"{value}\"}}"#
            )
        };
        let answer = |op: String| format!(r#"{{\"ops\":[{op}],\"question\":null,\"summary\":\"\"}}"#);
        let text = match several {
            true => format!(
                r#"{{\"answers\":[{},{}]}}"#,
                answer(op("title", format!("#00{turn}"))),
                answer(op("ok", format!("#11{turn}")))
            ),
            false => answer(op("title", format!("#22{turn}"))),
        };
        let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}\n\n";
        Reaction::Signals(whole([said(&text), chunk(usage), ended("stop")]))
    });
    (NativeShell::with_config(config, store, model), calls)
}

fn last(tab: &NativeShell, session: &str) -> VersionInfo {
    tab.engine.versions(session, 0).unwrap().last().unwrap().clone()
}

fn undo(tab: &mut NativeShell, session: &str) {
    tab.version(design::undo(session)).unwrap();
}

/// MOD-45: the same words on the same document, whatever was said in between, in this session or another one.
#[test]
fn mod_45_equal_requests() {
    let (mut tab, calls) = tab();
    let session = tab.create_from(DOCUMENT).session_id;
    let prompt = "make the title green";
    tab.edit(&session, prompt, &[]);
    assert_eq!(*calls.borrow(), 1);
    let first = last(&tab, &session);
    assert!(!first.from_cache && first.cost.unwrap() > 0.0);
    let document = tab.document(&session);
    // After an undo, and after other edits that were taken back.
    undo(&mut tab, &session);
    tab.edit(&session, "make the title red", &[]);
    assert_eq!(*calls.borrow(), 2);
    undo(&mut tab, &session);
    let before = tab.reports().count();
    let again = tab.edit(&session, "  make the  title\ngreen ", &[]);
    assert_eq!((again.status, *calls.borrow()), (EditStatus::Committed, 2));
    assert_eq!(tab.document(&session), document);
    assert_eq!(
        tab.reports().count(),
        before,
        "no call is told where none was made"
    );
    let version = last(&tab, &session);
    assert!(version.from_cache && version.attempts.is_empty(), "{version:?}");
    assert_eq!(version.provider, "openai-compatible");
    assert_eq!(
        (version.input_tokens, version.output_tokens, version.cost),
        (None, None, Some(0.0))
    );
    // In another session with an equal document.
    let other = tab.create_from(DOCUMENT).session_id;
    tab.edit(&other, prompt, &[]);
    assert_eq!((*calls.borrow(), tab.document(&other)), (2, document));
    assert!(last(&tab, &other).from_cache);
    // On another document it is another request, and so is another selection or another kind of quote.
    tab.edit(&other, prompt, &[]);
    assert_eq!(*calls.borrow(), 3);
    for (prompt, target, asked) in [
        ("set the title to \"a  b\"", vec![], 4),
        ("set the title to \"a b\"", vec![], 5),
        ("make the button bigger", vec!["ok"], 6),
        ("make the button bigger", vec![], 7),
        ("make the title bigger", vec!["ok"], 8),
    ] {
        let fresh = tab.create_from(DOCUMENT).session_id;
        tab.edit(&fresh, prompt, &target);
        assert_eq!(*calls.borrow(), asked, "{prompt} {target:?}");
    }
}

/// MOD-45: none are kept, and none of those kept before is used, where the app allows no bytes for them.
#[test]
fn mod_45_switched_off() {
    let (mut tab, calls) = tab();
    let session = tab.create_from(DOCUMENT).session_id;
    tab.edit(&session, "make the title green", &[]);
    undo(&mut tab, &session);
    tab.engine.set_policy(bozzetto_core::model::Policy {
        cache_bytes: 0,
        ..Default::default()
    });
    tab.edit(&session, "make the title green", &[]);
    assert_eq!(*calls.borrow(), 2);
    assert!(!last(&tab, &session).from_cache);
}

/// MOD-45: the mark outlives the visit.
#[test]
fn mod_45_the_mark_is_stored() {
    let store = SharedStore::default();
    let (mut tab, _) = tab_on(&store);
    let session = tab.create_from(DOCUMENT).session_id;
    tab.edit(&session, "make the title green", &[]);
    undo(&mut tab, &session);
    tab.edit(&session, "make the title green", &[]);
    tab.kill();
    let (mut late, _) = tab_on(&store);
    late.open(&session).unwrap();
    let marks: Vec<bool> = late
        .engine
        .versions(&session, 0)
        .unwrap()
        .iter()
        .map(|version| version.from_cache)
        .collect();
    assert_eq!(marks, [false, false, false, true]);
}

/// MOD-45: words that lean on what went before are another request after something else.
#[test]
fn mod_45_words_that_lean_on_the_past() {
    let (mut tab, calls) = tab();
    for (first, asked) in [
        ("make the title green", 2),
        ("make the title red", 4),
        ("make the title red", 4),
    ] {
        let session = tab.create_from(DOCUMENT).session_id;
        tab.edit(&session, first, &[]);
        undo(&mut tab, &session);
        tab.edit(&session, "do the same again with the title", &[]);
        assert_eq!(*calls.borrow(), asked, "{first}");
    }
}

/// MOD-45: what is personal is asked for each time.
#[test]
fn mod_45_never_what_is_masked() {
    let (mut tab, calls) = tab();
    for asked in 1..4 {
        let session = tab.create_from(DOCUMENT).session_id;
        tab.edit(&session, "write ada@example.org in the title", &["title"]);
        assert_eq!(*calls.borrow(), asked);
    }
    for (text, asked) in [
        ("ada@lovelace.uk", 4),
        ("ada@lovelace.uk", 5),
        ("ada@notexample.org", 6),
        ("ada@notexample.org", 7),
        ("you@example.org", 8),
        ("you@example.org", 9),
    ] {
        let document = DOCUMENT.replace("Hi", text);
        let session = tab.create_from(&document).session_id;
        tab.edit(&session, "make the title green", &["title"]);
        assert_eq!(*calls.borrow(), asked, "{text}");
    }
}

/// MOD-45: parts of a joint answer are kept for their edits, and a batch is answered from what is kept.
#[test]
fn mod_45_a_batch() {
    let (mut tab, calls) = tab();
    let prompts = ["make the title green", "make the button blue"];
    let batch = |tab: &mut NativeShell, session: &str, name: &str| {
        let ids: Vec<String> = (0..2).map(|number| format!("{name}{number}")).collect();
        let mut tickets = Vec::new();
        for (prompt, id) in prompts.iter().zip(&ids) {
            tickets.push(tab.send(Command::EditDesign {
                session_id: session.into(),
                edit_id: id.clone(),
                prompt: (*prompt).into(),
                target: Vec::new(),
                base_version: None,
                images: Vec::new(),
            }));
        }
        tab.send(Command::BatchEdits {
            session_id: session.into(),
            edit_ids: ids,
        });
        for ticket in tickets {
            match tab.finish(ticket).unwrap() {
                Reply::Edit { result } => assert_eq!(result.status, EditStatus::Committed, "{result:?}"),
                other => panic!("{other:?}"),
            }
        }
    };
    let session = tab.create_from(DOCUMENT).session_id;
    batch(&mut tab, &session, "a");
    assert_eq!(*calls.borrow(), 1, "one call for both");
    let document = tab.document(&session);
    undo(&mut tab, &session);
    undo(&mut tab, &session);
    batch(&mut tab, &session, "b");
    assert_eq!((*calls.borrow(), tab.document(&session)), (1, document.clone()));
    let marks: Vec<bool> = tab
        .engine
        .versions(&session, 5)
        .unwrap()
        .iter()
        .map(|version| version.from_cache)
        .collect();
    assert_eq!(marks, [true, true]);
    let other = tab.create_from(DOCUMENT).session_id;
    for prompt in prompts {
        tab.edit(&other, prompt, &[]);
    }
    assert_eq!((*calls.borrow(), tab.document(&other)), (1, document));
}

/// MOD-45: one user is not told what another one was answered.
#[test]
fn mod_45_users_have_their_own() {
    let (mut tab, calls) = tab();
    let mut ask = |user: Option<&str>| {
        let Ok(Reply::Session { session }) = tab.run(Command::CreateSession {
            prompt: "a shop".into(),
            user_id: user.map(str::to_owned),
            document: Some(DOCUMENT.into()),
            ttl_ms: None,
            edit_id: format!("c{}", calls.borrow()) + user.unwrap_or("nobody"),
            images: Vec::new(),
        }) else {
            panic!("no session")
        };
        tab.edit(&session.session_id, "make the title green", &[]);
        (last(&tab, &session.session_id).from_cache, *calls.borrow())
    };
    assert_eq!(ask(Some("ada")), (false, 1));
    assert_eq!(ask(Some("bob")), (false, 2));
    assert_eq!(ask(None), (false, 3));
    assert_eq!(ask(Some("")), (false, 4));
    for user in [Some("ada"), Some("bob"), None, Some("")] {
        assert_eq!(ask(user), (true, 4), "{user:?}");
    }
}

/// MOD-45: an answer that was held back, or was of no use, is not the answer to the same words for ever.
#[test]
fn mod_45_only_what_became_a_version() {
    for useless in [
        // Beyond what was asked for
        r#"{\"op\":\"remove\",\"id\":\"ok\"}"#,
        // What it is already
        r#"{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"Hi\"}"#,
    ] {
        let calls = Rc::new(RefCell::new(0));
        let count = calls.clone();
        let model = Scripted(move |_: &ModelCall| {
            let turn = count.replace_with(|turn| *turn + 1);
            let op = match turn {
                0 => useless,
                _ => r#"{\"op\":\"set\",\"id\":\"title\",\"path\":\"/style/color\",\"value\":\"red\"}"#,
            };
            let text = format!(r#"{{\"ops\":[{op}],\"question\":null,\"summary\":\"\"}}"#);
            Reaction::Signals(whole([said(&text), ended("stop")]))
        });
        let mut tab = NativeShell::with_config(config(), &SharedStore::default(), model);
        let session = tab.create_from(DOCUMENT).session_id;
        let prompt = "make the title red";
        let refused = tab.edit(&session, prompt, &["title"]);
        assert_eq!(refused.status, EditStatus::Rejected, "{useless}");
        let other = tab.create_from(DOCUMENT).session_id;
        for (asked, session) in [(2, &session), (2, &other)] {
            let result = tab.edit(session, prompt, &["title"]);
            assert_eq!(
                (result.status, *calls.borrow()),
                (EditStatus::Committed, asked),
                "{useless}"
            );
        }
        assert!(last(&tab, &other).from_cache);
    }
}

/// DSN-12: what is erased cannot be answered from memory.
#[test]
fn dsn_12_erasing_a_user_forgets_answers() {
    let (mut tab, calls) = tab();
    for wanted in [1, 2] {
        let session = tab.create_from(DOCUMENT).session_id;
        tab.edit(&session, "make the title green", &[]);
        assert_eq!(*calls.borrow(), wanted);
        let erase = Command::EraseUser { user_id: "u1".into() };
        assert!(matches!(tab.run(erase), Ok(Reply::Count { .. })));
    }
}

/// DSN-12: nor can what an edit was answered that ended while its session was about to be erased.
#[test]
fn dsn_12_an_answer_that_comes_while_its_user_is_erased() {
    let (mut tab, calls) = tab();
    let create = |tab: &mut NativeShell| {
        let created = tab.run(Command::CreateSession {
            prompt: "p".into(),
            user_id: Some("u1".into()),
            document: Some(DOCUMENT.into()),
            ttl_ms: None,
            edit_id: "c".into(),
            images: Vec::new(),
        });
        match created {
            Ok(Reply::Session { session }) => session.session_id,
            other => panic!("{other:?}"),
        }
    };
    let session = create(&mut tab);
    let edit = design::wish(&session, "late", "make the title green", &[]);
    tab.send(edit);
    let erased = tab.send(Command::EraseUser { user_id: "u1".into() });
    tab.deliver_one();
    tab.notices.clear();
    // Its answer is here before the list of sessions is.
    while !tab
        .notices
        .iter()
        .any(|notice| matches!(notice, Notice::Version { .. }))
    {
        tab.deliver_out_of_turn(1, false);
    }
    assert!(matches!(tab.finish(erased), Ok(Reply::Count { count: 1 })));
    let session = create(&mut tab);
    tab.edit(&session, "make the title green", &[]);
    assert_eq!(*calls.borrow(), 2);
}
