//! The log of a session as it is read by pages. Rule JRN-15 of core/SPEC.md.

mod stored_sessions;

use bozzetto_core::protocol::{EventLine, EventLog, RunningEffect};
use bozzetto_tests::chat;
use bozzetto_tests::shell::{NativeShell, SharedStore};
use stored_sessions::{compress, edit, stored, tab};

fn page(shell: &NativeShell, id: &str, from: Option<u32>, most: u32) -> EventLog {
    let text = shell.engine.event_log(id, from, most).unwrap();
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let number = |value: &serde_json::Value| value.as_u64().unwrap() as u32;
    let name = |value: &serde_json::Value| value["name"].as_str().unwrap().to_owned();
    EventLog {
        total: number(&read["total"]),
        events: read["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| EventLine {
                number: number(&event["number"]),
                at: event["at"].as_f64().unwrap(),
                name: name(event),
                version: event["version"].as_u64().map(|version| version as u32),
            })
            .collect(),
        running: read["running"]
            .as_array()
            .unwrap()
            .iter()
            .map(|effect| RunningEffect {
                id: effect["id"].as_f64().unwrap(),
                name: name(effect),
            })
            .collect(),
    }
}

/// JRN-15: pages put together are the log, packed or not; what was said is in none.
#[test]
fn jrn_15_pages_of_the_log() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 60);
    let all = |shell: &NativeShell| page(shell, &id, Some(0), 10_000).events;
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    let plain = all(&shell);
    let made = plain.iter().filter(|event| event.name == "version.committed/1");
    assert!(made.map(|event| event.version).eq((1..=60).map(Some)));
    assert_eq!(
        (plain[0].number, plain[0].name.as_str()),
        (0, "session.created/1")
    );
    assert_eq!(plain[0].version, None);
    assert!(plain.is_sorted_by(|a, b| a.number <= b.number && a.at <= b.at));

    let total = page(&shell, &id, None, 1).total;
    assert_eq!(plain.last().unwrap().number, total - 1);
    for most in [1, 7, 50] {
        let pages = (0..total).step_by(most as usize);
        let pages = pages.flat_map(|from| page(&shell, &id, Some(from), most).events);
        assert_eq!(pages.collect::<Vec<_>>(), plain, "{most}");
    }
    let last = page(&shell, &id, None, 5).events;
    assert!(last.iter().all(|event| event.number >= total - 5));
    assert_eq!(last, plain[plain.len() - last.len()..]);
    assert!(page(&shell, &id, Some(total), 5).events.is_empty());
    assert!(page(&shell, &id, Some(0), 0).events.is_empty());
    assert!(page(&shell, &id, Some(u32::MAX), u32::MAX).events.is_empty());

    // Packed records say the same, from any number on.
    compress(&mut shell, &id, 10);
    let mut reader = tab("c", &store);
    reader.open(&id).unwrap();
    for from in [0, 1, 20, 49, 50, total - 1] {
        let rest: Vec<_> = plain
            .iter()
            .filter(|event| event.number >= from)
            .cloned()
            .collect();
        assert_eq!(page(&reader, &id, Some(from), 10_000).events, rest, "{from}");
    }
    assert_eq!(page(&reader, &id, None, 1).total, total);

    let ops = r#"[{"op":"set","id":"go","path":"/name","value":"a secret"}]"#;
    edit(&mut reader, &id, ops);
    let events = all(&reader);
    assert!(events.len() > plain.len());
    assert!(!format!("{events:?}").contains("secret"));
    assert_eq!(
        shell.engine.event_log("ses_none", None, 1).unwrap_err().code(),
        "session.not-open"
    );
}

/// JRN-15: beside it is what is under way.
#[test]
fn jrn_15_what_is_under_way() {
    let (mut tab, _) = chat::shell(chat::config(), |_, _| None);
    let id = tab.create_from(chat::DOCUMENT).session_id;
    assert!(page(&tab, &id, None, 9).running.is_empty());
    tab.send(chat::edit(&id, "e", "say ciao in the title"));
    while tab.running().is_empty() {
        assert!(tab.deliver_one());
    }
    let running = page(&tab, &id, None, 9).running;
    let names: Vec<&str> = running.iter().map(|effect| effect.name.as_str()).collect();
    assert!(names.contains(&"model.call"), "{names:?}");
    assert!(
        page(&tab, &id, None, 9)
            .events
            .iter()
            .any(|event| event.name == "edit.requested/1")
    );
}
