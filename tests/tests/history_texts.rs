//! Long texts: what differs, and what becomes of changes that two sides made. Rules VER-86 and VER-99 of core/SPEC.md.

mod document_generate;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{
    History, Op, Patch, Policy, apply, diff, from_json_patch, merge, merge_with, rebase, to_json_patch,
};
use document_generate::Tape;
use document_generate::law::{Share, hold, tape};

const TERMS: &str = "Orders over $50 ship for free. Returns are accepted within 30 days of delivery, as long as nothing was worn. Write to us for anything else.";

fn holding(text: &str) -> Document {
    let text = Value::from(text).to_json();
    let page = format!(
        r#"{{"id":"page","type":"screen","children":[{{"id":"terms","type":"text","props":{{"text":{text}}}}}]}}"#
    );
    Document::parse(&page, &Limits::default()).unwrap()
}

fn text_of(document: &Document) -> String {
    let node = document.node("terms").unwrap();
    node.value
        .pointer("/props/text")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(TERMS.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    })
}

/// VER-86: two words far apart are two small changes, near ones are one.
#[test]
fn ver_86_each_stretch_is_a_change_of_its_own() {
    let base = holding(TERMS);
    let stretches = |text: &str| -> Vec<(u32, u32, String)> {
        let after = holding(text);
        let patch = diff(&base, &after);
        assert_eq!(apply(&base, &patch, &Limits::default()).unwrap().document, after);
        let ops = patch.ops.iter().map(|op| match op {
            Op::Text {
                at, delete, insert, ..
            } => (*at, *delete, insert.to_string()),
            other => panic!("{other:?}"),
        });
        ops.collect()
    };
    let far = changed(&[("$50", "$75"), ("anything else", "all the rest")]);
    assert_eq!(
        stretches(&far),
        [(126, 12, "ll the rest".to_owned()), (13, 2, "75".to_owned())]
    );
    let near = changed(&[("30 days", "2 weeks"), ("delivery", "arrival")]);
    assert_eq!(stretches(&near).len(), 1);
    // In units of UTF-16, in front of which there may be signs of two.
    let signs = holding(&format!("😀 {TERMS}"));
    let patch = diff(&signs, &holding(&format!("😀 {far}")));
    let first = patch.ops.last().unwrap();
    assert!(
        matches!(
            first,
            Op::Text {
                at: 16,
                delete: 2,
                ..
            }
        ),
        "{first:?}"
    );
}

/// VER-86: the other format has no words for a part of a text, so the whole is written, and once.
#[test]
fn ver_86_one_replace_in_rfc_6902() {
    let (base, after) = (
        holding(TERMS),
        holding(&changed(&[("$50", "$75"), ("anything else", "all")])),
    );
    let patch = diff(&base, &after);
    assert_eq!(patch.ops.len(), 2);
    let written = to_json_patch(&patch, &base).unwrap();
    let text = written.to_json();
    assert_eq!(text.matches("\"replace\"").count(), 1, "{text}");
    let read = from_json_patch(&written, &base, &Limits::default()).unwrap();
    assert_eq!(apply(&base, &read, &Limits::default()).unwrap().document, after);
}

/// VER-99: what each side wrote at its place is there, and nobody is asked.
#[test]
fn ver_99_changes_at_different_places_are_both_there() {
    // What ours makes of it, what theirs makes, and both; `None`: they are asked.
    let cases = [
        (
            vec![("$50", "$75")],
            vec![("30 days", "60 days")],
            Some(vec![("$50", "$75"), ("30 days", "60 days")]),
        ),
        (
            vec![("Orders", "All orders")],
            vec![("else.", "else!")],
            Some(vec![("Orders", "All orders"), ("else.", "else!")]),
        ),
        (
            vec![("$50", "$75"), ("us for", "help@shop.example for")],
            vec![("30 days", "60 days")],
            Some(vec![
                ("$50", "$75"),
                ("30 days", "60 days"),
                ("us for", "help@shop.example for"),
            ]),
        ),
        // A whole sentence went.
        (
            vec![(" Write to us for anything else.", "")],
            vec![("$50", "$75")],
            Some(vec![(" Write to us for anything else.", ""), ("$50", "$75")]),
        ),
        // The same on both sides, and one thing more.
        (
            vec![("$50", "$75")],
            vec![("$50", "$75"), ("anything", "everything")],
            Some(vec![("$50", "$75"), ("anything", "everything")]),
        ),
        (vec![("$50", "$75")], vec![("$50", "$80")], None),
        (
            vec![("30 days", "60 days")],
            vec![("of delivery", "of arrival")],
            None,
        ),
        (
            vec![("free. ", "free. Always. ")],
            vec![("free. ", "free. Worldwide. ")],
            None,
        ),
    ];
    let base = holding(TERMS);
    for (ours, theirs, both) in cases {
        let [ours, theirs] = [&ours, &theirs].map(|changes| holding(&changed(changes)));
        for (policy, winner) in [(Policy::Ours, &ours), (Policy::Theirs, &theirs)] {
            let merged = merge(&base, &ours, &theirs, policy);
            match &both {
                Some(both) => {
                    assert_eq!(text_of(&merged.document), changed(both));
                    assert!(merged.conflicts.is_empty());
                }
                None => {
                    assert_eq!(text_of(&merged.document), text_of(winner));
                    assert_eq!(merged.conflicts.len(), 1);
                }
            }
        }
        // Carried over, as a small change and as a whole text that somebody set.
        let set = Patch::new([Op::set("terms", "/props/text", text_of(&ours))]);
        for patch in [diff(&base, &ours), set] {
            let carried = rebase(&patch, &base, &theirs).unwrap();
            let made = apply(&theirs, &carried.patch, &Limits::default())
                .unwrap()
                .document;
            match &both {
                Some(both) => assert_eq!((text_of(&made), carried.overridden.len()), (changed(both), 0)),
                None => assert_eq!((text_of(&made), carried.overridden.len()), (text_of(&ours), 1)),
            }
        }
    }
}

/// VER-99: one clash takes nothing of what was written elsewhere, and what is shown of it is what a choice would make.
#[test]
fn ver_99_a_clash_is_only_where_it_is() {
    let all = [("Orders", "All orders"), ("else.", "else!")];
    let base = holding(TERMS);
    let ours = holding(&changed(&[("30 days", "60 days"), all[0]]));
    let theirs = holding(&changed(&[("30 days", "2 weeks"), all[1]]));
    let ours_win = changed(&[("30 days", "60 days"), all[0], all[1]]);
    let theirs_win = changed(&[("30 days", "2 weeks"), all[0], all[1]]);
    for (policy, wins, loses) in [
        (Policy::Ours, &ours_win, Policy::Theirs),
        (Policy::Theirs, &theirs_win, Policy::Ours),
    ] {
        let merged = merge(&base, &ours, &theirs, policy);
        assert_eq!(text_of(&merged.document), *wins);
        let [conflict] = &merged.conflicts[..] else {
            panic!("{:?}", merged.conflicts)
        };
        let told = [&conflict.ours, &conflict.theirs].map(|side| side.as_ref().and_then(Value::as_str));
        assert_eq!(told, [Some(ours_win.as_str()), Some(theirs_win.as_str())]);
        let chosen = [(conflict.key(), loses)];
        let made = merge_with([&base, &ours, &theirs], policy, &chosen, &Limits::default()).unwrap();
        let other = if policy == Policy::Ours {
            &theirs_win
        } else {
            &ours_win
        };
        assert_eq!(text_of(&made.document), *other);
    }
    let carried = rebase(&diff(&base, &ours), &base, &theirs).unwrap();
    let made = apply(&theirs, &carried.patch, &Limits::default()).unwrap();
    assert_eq!((text_of(&made.document), carried.overridden.len()), (ours_win, 1));
}

/// VER-99: in a text that says nearly the same again and again, what is different in each place tells which is which.
#[test]
fn ver_99_what_repeats_is_told_apart_by_what_does_not() {
    let sentence = |number: usize| format!("Sentence number {number} has 漢字 and 😀 in it. ");
    let all = |changed: &[(usize, &str)]| -> String {
        let of = |number: usize| {
            changed
                .iter()
                .find(|(at, _)| *at == number)
                .map(|(_, text)| (*text).to_owned())
        };
        (0..30)
            .map(|number| of(number).unwrap_or_else(|| sentence(number)))
            .collect()
    };
    for (ours, theirs) in [
        (vec![(3, "X. "), (20, "Y. ")], vec![(9, "Nine. ")]),
        (vec![(3, ""), (20, "")], vec![(9, ""), (27, "")]),
        (vec![(0, "")], vec![(29, "")]),
    ] {
        let both = all(&[ours.as_slice(), &theirs].concat());
        let [base, ours, theirs] = [&[], ours.as_slice(), &theirs].map(|changed| holding(&all(changed)));
        let merged = merge(&base, &ours, &theirs, Policy::Theirs);
        assert_eq!(text_of(&merged.document), both);
        assert!(merged.conflicts.is_empty());
    }
}

/// VER-99: what is set to what it was changes nothing at any place: it is what its author wants there, and counts as a whole.
#[test]
fn ver_99_a_text_set_to_what_it_was() {
    let (base, theirs) = (holding(TERMS), holding(&changed(&[("$50", "$75")])));
    let patch = Patch::new([Op::set("terms", "/props/text", TERMS)]);
    let carried = rebase(&patch, &base, &theirs).unwrap();
    let made = apply(&theirs, &carried.patch, &Limits::default())
        .unwrap()
        .document;
    assert_eq!((text_of(&made).as_str(), carried.overridden.len()), (TERMS, 1));
}

/// VER-99: an edit of last week is taken back, and what was written elsewhere in the text since then stays.
#[test]
fn ver_99_one_change_of_a_text_is_taken_back() {
    let mut history = History::new();
    let versions = [
        holding(TERMS),
        holding(&changed(&[("$50", "$75")])),
        holding(&changed(&[("$50", "$75"), ("30 days", "60 days")])),
    ];
    let mut before = Document::empty_screen();
    for (number, version) in (1..).zip(&versions) {
        let patch = if number == 1 {
            Patch::default()
        } else {
            diff(&before, version)
        };
        history.push(number, number - 1, &patch, version.clone()).unwrap();
        before = version.clone();
    }
    let back = history.revert(2, &before).unwrap();
    assert_eq!(text_of(&back.document), changed(&[("30 days", "60 days")]));
    assert!(back.conflicts.is_empty());
}

/// VER-99: what has no blanks is one word, however long it is: half of one address and half of another is no address.
#[test]
fn ver_99_an_address_is_one_word() {
    let address = "https://pictures.example/2026/harbour/morning/boats-at-the-pier.jpg?width=640&format=webp";
    let (ours, theirs) = (
        address.replace("pictures", "images"),
        address.replace("640", "1280"),
    );
    let merged = merge(
        &holding(address),
        &holding(&ours),
        &holding(&theirs),
        Policy::Theirs,
    );
    assert_eq!(text_of(&merged.document), theirs);
    assert_eq!(merged.conflicts.len(), 1);
}

fn words(tape: &mut Tape, count: usize) -> Vec<String> {
    const WORDS: &[&str] = &[
        "the",
        "order",
        "of",
        "a",
        "days",
        "Größe",
        "送料",
        "free,",
        "😀",
        "and",
        "delivery.",
        "to",
    ];
    (0..count).map(|_| tape.pick(WORDS).to_owned()).collect()
}

/// Some words of a part changed, each new one of its own.
fn reworded(tape: &mut Tape, words: &[String], part: std::ops::Range<usize>, mark: &str) -> Vec<String> {
    let mut words = words.to_vec();
    for change in 0..1 + tape.below(3) {
        let at = part.start + tape.below(part.len());
        match tape.below(3) {
            0 => words[at] = format!("{mark}{change}"),
            1 => words[at].push_str(&format!(" {mark}{change}")),
            _ => words[at].clear(),
        }
    }
    words
}

/// VER-86, VER-99: on random texts: what differs leads there; changes in two parts that are apart are both there; of all that either side
/// wrote, nothing is gone unless it is in a conflict; and it is the same whoever is called ours.
#[test]
fn ver_99_texts() {
    let others = Share::default();
    hold(1_000, 300_000, |seed| {
        let tape = &mut tape(seed, 200);
        let apart = tape.below(2) == 0;
        let (left, right) = (1 + tape.below(12), 1 + tape.below(12));
        // Where no word is there twice, so that it is plain what stayed.
        let middle = ["between", "both", "nothing", "changed"].map(str::to_owned);
        let before: Vec<String> = [words(tape, left), middle.to_vec(), words(tape, right)].concat();
        let parts = match apart {
            true => [0..left, before.len() - right..before.len()],
            false => [0..before.len(), 0..before.len()],
        };
        let [here, there] = [("ours", &parts[0]), ("theirs", &parts[1])]
            .map(|(mark, part)| reworded(tape, &before, part.clone(), mark));
        let [base, ours, theirs] = [&before, &here, &there].map(|words| holding(&words.join(" ")));
        others.note(ours != theirs && ours != base && theirs != base);
        let limits = Limits::unlimited();
        for (a, b) in [(&base, &ours), (&ours, &theirs)] {
            assert_eq!(apply(a, &diff(a, b), &limits).unwrap().document, *b);
        }
        let merged = merge(&base, &ours, &theirs, Policy::Theirs);
        let swapped = merge(&base, &theirs, &ours, Policy::Ours);
        assert_eq!(merged.document, swapped.document);
        assert_eq!(merged.conflicts.len(), swapped.conflicts.len());
        let made = text_of(&merged.document);
        for (side, written) in [(Policy::Ours, &here), (Policy::Theirs, &there)] {
            let chosen: Vec<_> = merged
                .conflicts
                .iter()
                .map(|conflict| (conflict.key(), side))
                .collect();
            let made = merge_with([&base, &ours, &theirs], Policy::Theirs, &chosen, &limits).unwrap();
            let made = text_of(&made.document);
            let new = written
                .iter()
                .flat_map(|word| word.split(' '))
                .filter(|word| word.contains("ours") || word.contains("theirs"));
            for word in new {
                assert!(
                    made.split(' ').any(|known| known == word),
                    "{word} is gone from {made}"
                );
            }
        }
        if apart {
            let both = [&here[..left], &there[left..]].concat().join(" ");
            assert!(merged.conflicts.is_empty(), "{made}");
            assert_eq!(made, both);
        }
    });
    others.assert_at_least(50, "two sides that each did something else");
}
