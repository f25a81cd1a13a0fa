//! The rules of understanding, one by one, on documents made for them.

use bozzetto_core::context::{Answer, Clarified, Intent, Interaction, Targets, understand};
use bozzetto_core::document::{Document, Limits};
use bozzetto_tests::language::{
    agenda, answer, answer_on, catalogue, document, ids, node, parts, read, stored,
};
use serde_json::{Value, json};

#[track_caller]
fn meant(prompt: &str, selection: &[&str], wanted: &[&str]) {
    let read = read(prompt, selection);
    assert_eq!(ids(&read.targets), wanted, "{prompt}: {:?}", read.targets);
}

#[test]
fn int_2_a_prompt_is_cut_where_both_sides_can_be_carried_out() {
    let clauses = |prompt: &str| read(prompt, &[]).clauses.len();
    assert_eq!(clauses("make the send button green and delete the tabs"), 2);
    assert_eq!(clauses("make the send button green. Delete the tabs."), 2);
    assert_eq!(clauses("put the tabs between the cards and the form"), 1);
    assert_eq!(
        clauses("change the send button to \"Pay, then delete the tabs\""),
        1
    );
}

#[test]
fn int_3_the_kind_of_change_follows_from_what_is_asked_and_of_what() {
    for (prompt, intent) in [
        ("make the title of the first card bigger", Intent::Style),
        ("make the send button green", Intent::Style),
        ("make the first card wider", Intent::Layout),
        ("change the send button to \"Pay\"", Intent::Modify),
        ("disable the send button", Intent::Modify),
        ("add a footer", Intent::Add),
        ("delete the tabs", Intent::Remove),
    ] {
        let read = read(prompt, &[]);
        assert!(read.intents.contains(&intent), "{prompt}: {:?}", read.intents);
    }
}

#[test]
fn int_4_other_languages_and_typing_errors() {
    meant("mach den Button \"Send\" grün", &[], &["send"]);
    meant("make the send buton green", &[], &["send"]);
    for prompt in [
        "pon el botón de compartir en verde",
        "mach den Knopf zum Teilen grün",
        "le bouton partager en vert",
        "il bottone condividi in verde",
    ] {
        reads(&agenda(), prompt, &[], &["share"]);
    }
    assert_eq!(
        read("lösche die Tabs", &[]).intents,
        read("delete the tabs", &[]).intents
    );
}

#[test]
fn ref_2_ordinals_count_in_document_order() {
    meant("delete the second card", &[], &["c2"]);
    meant("delete the last card", &[], &["c3"]);
}

#[test]
fn ref_3_a_colour_describes_before_the_noun_and_is_new_after_it() {
    meant("make the red button bigger", &[], &["red"]);
    let (_, after) = answer("make the send button red", &[]);
    assert_eq!(node(&after, "red").unwrap()["style"]["background"], "#dc2626");
    assert_ne!(node(&after, "send").unwrap()["style"]["background"], "#2563eb");
}

#[test]
fn ref_4_it_is_what_was_spoken_of_then_the_selection() {
    meant("make it green", &["c2"], &["c2"]);
    let read = read("make the send button green and make it bigger", &["c2"]);
    assert!(
        read.clauses.iter().all(|clause| ids(&clause.targets) == ["send"]),
        "{:?}",
        read.clauses
    );
}

#[test]
fn ref_5_equal_candidates_are_a_question_unless_one_is_selected() {
    match read("make the buy button green", &[]).targets {
        Targets::Ambiguous { candidates, question } => {
            let asked: Vec<&str> = candidates.iter().map(|one| one.id.as_str()).collect();
            assert_eq!(asked, ["b1", "b2"]);
            assert!(!question.is_empty());
        }
        other => panic!("{other:?}"),
    }
    meant("make the buy button green", &["b2"], &["b2"]);
    // Who names both has said which.
    let login = json!({"id": "login", "type": "frame", "name": "Login", "children": [
        {"id": "title", "type": "heading", "name": "Title", "props": {"text": "Welcome back"}},
        {"id": "subtitle", "type": "text", "name": "Subtitle", "props": {"text": "Sign in to go on."}},
    ]});
    reads(
        &login,
        "rewrite the title and the subtitle",
        &[],
        &["title", "subtitle"],
    );
}

#[test]
fn ref_8_an_answer_in_words_picks_from_what_was_offered() {
    let answered = |words: &str| {
        let clarified = Clarified {
            candidates: vec!["b1".to_owned(), "b2".to_owned()],
            answer: Answer::Text(words.to_owned()),
        };
        understand(
            "make the buy button green",
            &document(),
            &[],
            &[],
            Some(&clarified),
            &Limits::default(),
        )
        .unwrap()
    };
    assert_eq!(ids(&answered("the second one").targets), ["b2"]);
    assert_eq!(ids(&answered("both").targets), ["b1", "b2"]);
    assert_eq!(ids(&answered("the one in the first card").targets), ["b1"]);
    let red = answered("the last, and make it red");
    assert_eq!(ids(&red.targets), ["b2"]);
    assert!(
        red.guard.masked.ends_with("and make it red"),
        "{}",
        red.guard.masked
    );
}

/// REF-8: words that stand on one of them, in it, or around it where none of the others is.
#[test]
fn ref_8_an_answer_may_say_what_stands_beside_it() {
    let text = r#"{"id":"root","type":"screen","children":[
     {"id":"c1","type":"card","children":[
      {"id":"n1","type":"text","props":{"text":"Anna Weber"}},{"id":"s1","type":"text","props":{"text":"Sold for two years"}},
      {"id":"k1","type":"button","props":{"label":"Keep"}}]},
     {"id":"c2","type":"card","children":[
      {"id":"n2","type":"text","props":{"text":"Tom"}},{"id":"s2","type":"text","props":{"text":"New"}},{"id":"k2","type":"button","props":{"label":"Keep"}}]},
     {"id":"c3","type":"card","children":[
      {"id":"n3","type":"text","props":{"text":"Ines"}},{"id":"s3","type":"text","props":{"text":"Used"}},{"id":"k3","type":"button","name":"Share","props":{"label":"Share"}}]}]}"#;
    let document = Document::parse(text, &Limits::default()).unwrap();
    let answered = |words: &str| {
        let clarified = Clarified {
            candidates: ["k1", "k2", "k3"].map(str::to_owned).to_vec(),
            answer: Answer::Text(words.to_owned()),
        };
        let prompt = "delete the button";
        understand(prompt, &document, &[], &[], Some(&clarified), &Limits::default()).unwrap()
    };
    assert_eq!(ids(&answered("only the one from Tom").targets), ["k2"]);
    assert_eq!(ids(&answered("the two years one").targets), ["k1"]);
    assert_eq!(ids(&answered("sharing").targets), ["k3"]);
    assert_eq!(ids(&answered("all the Keep ones").targets), ["k1", "k2"]);
    assert_eq!(ids(&answered("all three").targets), ["k1", "k2", "k3"]);
}

/// REF-2: the one in the middle is that of brothers, whatever else of the kind is around.
#[test]
fn ref_2_the_middle_one_is_one_of_brothers() {
    let text = r#"{"id":"root","type":"screen","children":[
     {"id":"panel","type":"card","name":"Sign up panel","children":[{"id":"t","type":"heading","props":{"text":"Create your account"}}]},
     {"id":"prices","type":"section","name":"Pricing","layout":{"direction":"row"},"children":[
      {"id":"basic","type":"card","name":"Basic"},{"id":"plus","type":"card","name":"Plus"},{"id":"pro","type":"card","name":"Pro"}]}]}"#;
    let document = Document::parse(text, &Limits::default()).unwrap();
    for prompt in [
        "make the middle card stand out",
        "delete the card in the middle",
        "delete the middle card",
    ] {
        let read = understand(prompt, &document, &[], &[], None, &Limits::default()).unwrap();
        assert_eq!(ids(&read.targets), ["plus"], "{prompt}: {:?}", read.targets);
    }
}

#[test]
fn ref_9_a_part_is_known_by_its_own_name() {
    let ops = |prompt: &str| answer_on(&parts(), prompt, &[]).0["ops"].clone();
    assert_eq!(
        ops("delete the second plan"),
        json!([{"op": "remove", "id": "plus-plan"}])
    );
    assert_eq!(
        ops("delete the last plan"),
        json!([{"op": "remove", "id": "team-plan"}])
    );
    assert_eq!(
        ops("delete the middle plan"),
        json!([{"op": "remove", "id": "plus-plan"}])
    );
    assert_eq!(
        ops("delete the speed chip"),
        json!([{"op": "remove", "id": "c1"}])
    );
    let (answer, _) = answer_on(&parts(), "delete the chip", &[]);
    assert_eq!(answer["ops"], json!([]), "one of two, and not both");
    assert_eq!(
        ops("move the spices left of the steps"),
        json!([{"op": "move", "id": "spices", "parent": "columns", "index": 0}])
    );
}

#[test]
fn int_5_a_wish_needs_no_verb() {
    let ops = |prompt: &str| answer_on(&parts(), prompt, &[]).0["ops"].clone();
    let gone = json!([{"op": "remove", "id": "banner"}]);
    for prompt in [
        "no cookie banner",
        "the cookie banner can go",
        "cookie banner away please",
        "we don't need the cookie banner anymore",
    ] {
        assert_eq!(ops(prompt), gone, "{prompt}");
    }
    assert_eq!(
        ops("the city should be Porto"),
        json!([{"op": "set", "id": "city", "path": "/props/text", "value": "Porto"}])
    );
    let red = ops("Delete red");
    assert_eq!(
        (red[0]["op"].as_str(), red[0]["id"].as_str()),
        (Some("set"), Some("c2"))
    );
    for (prompt, parent) in [
        ("one more plan", "plans"),
        ("could we get another plan", "plans"),
        ("the spices box needs a button", "spices"),
    ] {
        let added = ops(prompt);
        assert_eq!(
            (added[0]["op"].as_str(), added[0]["parent"].as_str()),
            (Some("insert"), Some(parent)),
            "{prompt}"
        );
    }
    for (document, prompt, wanted) in [
        (
            "energy-meter",
            "solar card first",
            json!([{"op": "move", "id": "3:26", "parent": "3:10", "index": 0}]),
        ),
        (
            "cinema-seats",
            "the legend last please",
            json!([{"op": "move", "id": "legend", "parent": "cine", "index": -1}]),
        ),
        (
            "energy-meter",
            "line chart instead of bars",
            json!([{"op": "set", "id": "3:43", "path": "/props/kind", "value": "line"}]),
        ),
    ] {
        let asked = answer_on(&stored(document), prompt, &[]).0["ops"].clone();
        assert_eq!(asked, wanted, "{prompt}");
    }
    let added = answer_on(&stored("cinema-seats"), "a fourth snack: Ice cream", &[]).0["ops"].clone();
    assert_eq!(
        (added[0]["op"].as_str(), added[0]["parent"].as_str()),
        (Some("insert"), Some("snack-row"))
    );
    let dark = answer_on(&stored("mail-inbox"), "dark sidebar pls", &[]).0["ops"].clone();
    assert_eq!(
        (dark[0]["id"].as_str(), dark[0]["path"].as_str()),
        (Some("m2"), Some("/style/background"))
    );
    let bordered = ops("the spices box needs a border");
    assert_eq!(bordered[0]["op"], "set", "a border is no new thing");
}

/// REF-2: in a list that is named or selected, items are what repeats in it.
#[test]
fn ref_2_items_of_a_list_are_what_it_holds() {
    let row = |at: usize| json!({"id": format!("m{at}"), "type": "message", "name": format!("Message {at}"), "children": []});
    let page = json!({"id": "root", "type": "screen", "name": "Chat", "children": [
        {"id": "list", "type": "list", "name": "Messages", "children": [row(1), row(2), row(3), row(4)]},
        {"id": "bar", "type": "row", "name": "Composer", "children": []},
        {"id": "foot", "type": "row", "name": "Footer", "children": []}
    ]});
    for (prompt, selection) in [
        ("swap the third and the fourth item in this list", &[][..]),
        ("swap the third and the fourth item in this list", &["list"]),
        ("swap the third and fourth element of the list", &[]),
    ] {
        let (_, after) = answer_on(&page, prompt, selection);
        let list = node(&after, "list").unwrap()["children"].as_array().unwrap();
        let order: Vec<&str> = list.iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(order, ["m1", "m2", "m4", "m3"], "{prompt}");
    }
}

/// REF-4: a wish without a word about its thing is a question with what is most prominent.
#[test]
fn ref_4_a_bare_wish_is_a_question_with_candidates() {
    for prompt in ["bigger", "darker please", "größer"] {
        match read(prompt, &[]).targets {
            Targets::Ambiguous { candidates, .. } => {
                assert!((2..=5).contains(&candidates.len()), "{prompt}: {candidates:?}");
                assert!(candidates.is_sorted_by(|a, b| a.score >= b.score), "{prompt}");
            }
            other => panic!("{prompt}: {other:?}"),
        }
        meant(prompt, &["send"], &["send"]);
    }
}

#[track_caller]
fn reads(page: &Value, prompt: &str, recent: &[Interaction], wanted: &[&str]) {
    let limits = Limits::default();
    let document = Document::parse(&page.to_string(), &limits).unwrap();
    let read = understand(prompt, &document, recent, &[], None, &limits).unwrap();
    assert_eq!(ids(&read.targets), wanted, "{prompt}: {:?}", read.targets);
}

/// REF-4: the last, or the third one, of nothing that was named or spoken of.
#[test]
fn ref_4_an_ordinal_of_nothing_is_a_question() {
    for prompt in [
        "drop the last",
        "make the third one red",
        "the second one should be bold",
    ] {
        let read = read(prompt, &[]);
        let asks = matches!(&read.targets, Targets::Ambiguous { candidates, .. } if candidates.len() > 1);
        assert!(asks, "{prompt}: {:?}", read.targets);
    }
}

/// REF-10: by what things are called, and not by one of its words alone.
#[test]
fn ref_10_a_name_is_more_than_its_words() {
    let page = catalogue();
    for (prompt, wanted) in [
        ("delete the third result", &["r3"][..]),
        ("make the name of the library bold", &["house"]),
        ("author names in grey", &["a1", "a2", "a3"]),
        ("change \"Search\" on the button to \"Find\"", &["go"]),
        ("the second book in green", &["r2"]),
        ("remove austerlitz", &["r2"]),
        ("the text in the footer white", &["f1", "f2"]),
    ] {
        reads(&page, prompt, &[], wanted);
    }
}

/// INT-6: other ways to ask, and what asks for nothing.
#[test]
fn int_6_wishes_come_in_many_words() {
    let page = catalogue();
    for prompt in [
        "I'd like a chip 'Fiction' in the footer",
        "new link 'Jobs' in the footer",
        "we need another link 'Jobs' in the footer",
    ] {
        let (ops, _) = answer_on(&page, prompt, &[]);
        assert_eq!(ops["ops"][0]["op"], "insert", "{prompt}: {ops}");
        assert_eq!(ops["ops"][0]["parent"], "foot", "{prompt}: {ops}");
    }
    for prompt in ["write Quay 2 in the address", "write \"Quay 2\" in the address"] {
        let (_, after) = answer_on(&page, prompt, &[]);
        assert_eq!(node(&after, "f1").unwrap()["props"]["text"], "Quay 2", "{prompt}");
    }
    let (_, after) = answer_on(&page, "the search button in green please, pink is too much", &[]);
    assert_eq!(node(&after, "go").unwrap()["style"]["background"], "#16a34a");
    let (_, after) = answer_on(&page, "the contact link is outdated, drop it", &[]);
    assert!(node(&after, "f2").is_none());
    let removed = Interaction {
        prompt: "remove the address".into(),
        types: vec![Intent::Remove],
        targets: vec!["gone".into()],
        summary: String::new(),
        version: 2,
    };
    reads(&page, "and the contact link", &[removed], &["f2"]);
}

#[track_caller]
fn asked(prompt: &str) -> Vec<Intent> {
    let limits = Limits::default();
    let document = Document::parse(&agenda().to_string(), &limits).unwrap();
    understand(prompt, &document, &[], &[], None, &limits)
        .unwrap()
        .intents
}

/// INT-7: what is only told asks for nothing.
#[test]
fn int_7_what_is_only_told_asks_for_nothing() {
    let page = agenda();
    for (prompt, intents, targets) in [
        (
            "delete the chart, nobody asked for it",
            &[Intent::Remove][..],
            &["chart"][..],
        ),
        (
            "the share button in green, blue scares visitors",
            &[Intent::Style],
            &["share"],
        ),
        (
            "drop the live stream, legal told us that it is not allowed",
            &[Intent::Remove],
            &["live"],
        ),
        (
            "guests never find it, so make the share button bigger",
            &[Intent::Style],
            &["share"],
        ),
        (
            "live stream should be off at the start, it costs extra",
            &[Intent::Modify],
            &["live"],
        ),
        (
            "BIG BLUE BUTTON MUST SAY 'Tell others'",
            &[Intent::Modify],
            &["share"],
        ),
    ] {
        assert_eq!(asked(prompt), intents, "{prompt}");
        reads(&page, prompt, &[], targets);
    }
    assert_eq!(asked("how much is a ticket for children?"), []);
    let (_, after) = answer_on(&page, "live stream should be off at the start", &[]);
    assert_eq!(node(&after, "live").unwrap()["props"]["checked"], false);
}

/// INT-8: the next words may say where the new thing goes, or what it is like.
#[test]
fn int_8_what_is_new_is_told_in_several_parts() {
    for (prompt, parent, index) in [
        ("add a phone field. It goes under the full name", "join", 1),
        ("add a phone field and put it under the full name", "join", 1),
        ("there is also a Friday chip, comes after 10:45", "starts", 2),
        ("I need one more button, it should be left of Share", "join", 3),
        (
            "add a fourth speaker, Dr. Lee Wong, Moss, like the others",
            "speaker-row",
            -1,
        ),
        (
            "between full name and shirt size I need one more field for the phone",
            "join",
            1,
        ),
    ] {
        let (ops, _) = answer_on(&agenda(), prompt, &[]);
        assert_eq!(ops["ops"].as_array().unwrap().len(), 1, "{prompt}: {ops}");
        assert_eq!(ops["ops"][0]["op"], "insert", "{prompt}: {ops}");
        assert_eq!(ops["ops"][0]["parent"], parent, "{prompt}: {ops}");
        assert_eq!(ops["ops"][0]["index"], index, "{prompt}: {ops}");
    }
    let (ops, _) = answer_on(
        &agenda(),
        "add a fourth speaker, Dr. Lee Wong, Moss, like the others",
        &[],
    );
    let texts = &ops["ops"][0]["node"]["children"];
    assert_eq!(texts[0]["props"]["text"], "Dr. Lee Wong");
    assert_eq!(texts[1]["props"]["text"], "Moss");
    let avatar = Interaction {
        prompt: "the names of the speakers bold".into(),
        types: vec![Intent::Style],
        targets: vec!["s1n".into(), "s2n".into(), "s3n".into()],
        summary: String::new(),
        version: 2,
    };
    reads(
        &agenda(),
        "add one more called Mia, same style",
        &[avatar],
        &["speaker-row"],
    );
}

/// REF-11: of several that are called so, the one that the rest of the words speak of.
#[test]
fn int_9_what_is_said_of_a_page_is_not_about_what_was_changed_last() {
    let page = stored("cinema-seats");
    let title = Interaction {
        prompt: "make the film title green".to_owned(),
        types: vec![Intent::Style],
        targets: vec!["film-title".to_owned()],
        summary: "It is green".to_owned(),
        version: 2,
    };
    let card = Interaction {
        targets: vec!["snack-popcorn".to_owned()],
        ..title.clone()
    };
    for prompt in [
        "switch to dark mode",
        "make the background cream",
        "use a serif font",
        "add a footer",
        "add a newsletter sign-up at the bottom",
    ] {
        reads(&page, prompt, std::slice::from_ref(&title), &["cine"]);
    }
    reads(
        &page,
        "make the background cream",
        std::slice::from_ref(&card),
        &["snack-popcorn"],
    );
    reads(&page, "bolder", &[title], &["film-title"]);
}

#[test]
fn ref_11_equals_are_told_apart_by_the_rest_of_the_words() {
    for (prompt, wanted) in [
        ("printing is so 2005, kill that button", "print"),
        ("preselect south in the filter, for the room", "room"),
        ("the speaker name is Anna Ruiz, not Ana", "s3n"),
    ] {
        reads(&agenda(), prompt, &[], &[wanted]);
    }
    let limits = Limits::default();
    let document = Document::parse(&agenda().to_string(), &limits).unwrap();
    for prompt in [
        "kill that button",
        "rename the button to Print all",
        "what a page, kill that button",
    ] {
        let read = understand(prompt, &document, &[], &[], None, &limits).unwrap();
        assert!(
            matches!(read.targets, Targets::Ambiguous { .. }),
            "{prompt}: {:?}",
            read.targets
        );
    }
}

/// REF-12: by what is shown, by what it is not, by a kind that is not the one of the node.
#[test]
fn ref_12_things_by_what_they_show() {
    let page = agenda();
    for (prompt, wanted) in [
        ("the numbers in orange", &["k1v", "k2v", "k3v"][..]),
        ("the number in the third card up there should be 9", &["k3v"]),
        ("14:30 should be the picked one", &["h3"]),
        ("the text of Dr. Ines Falk in bold", &["s1n"]),
        ("select 10:45 instead of 09:15", &["h2"]),
        (
            "all the texts inside the programme bigger",
            &["t1n", "t1l", "t2n", "t2l", "t3n", "t3l"],
        ),
        ("delete the last talk of the programme", &["t3"]),
        ("duplicate the first talk", &["t1"]),
        ("make the share button green and its text bold", &["share"]),
        ("the chart muuuch bigger", &["chart"]),
    ] {
        reads(&page, prompt, &[], wanted);
    }
    let (_, after) = answer_on(&page, "instead of bars I want a line in the chart", &[]);
    assert_eq!(node(&after, "chart").unwrap()["props"]["kind"], "line");
    let (_, after) = answer_on(&page, "the design is too gloomy", &[]);
    assert_ne!(node(&after, "root").unwrap()["style"]["background"], "#1f2937");
}

/// REF-20: what is switched on may be switched off elsewhere.
#[test]
fn ref_20_nothing_is_sure_that_takes_a_state_from_others() {
    let limits = Limits::default();
    let document = Document::parse(&agenda().to_string(), &limits).unwrap();
    let sure = |prompt: &str| {
        understand(prompt, &document, &[], &[], None, &limits)
            .unwrap()
            .sure
    };
    assert!(sure("turn Live stream off"));
    assert!(!sure("turn 10:45 on"));
}

/// REF-4: "this section" with one selected is that one, whatever stands above, in or beside it; so is "the section".
#[test]
fn ref_4_what_is_pointed_at_is_the_selection() {
    let text = r#"{"id":"root","type":"screen","children":[
     {"id":"top","type":"section","name":"Top","children":[{"id":"t1","type":"heading","props":{"text":"Welcome"}}]},
     {"id":"why","type":"section","name":"Features","layout":{"direction":"row"},"children":[
      {"id":"f1","type":"card","children":[{"id":"f1-name","type":"text","props":{"text":"Fast"}}]},
      {"id":"f2","type":"card","children":[{"id":"f2-name","type":"text","props":{"text":"Safe"}}]}]},
     {"id":"list","type":"list","children":[
      {"id":"l1","type":"listItem","name":"Milk","props":{"text":"Milk"}},{"id":"l2","type":"listItem","props":{"text":"Bread"}}]}]}"#;
    let document = Document::parse(text, &Limits::default()).unwrap();
    for (prompt, selected, wanted) in [
        ("make this section green", "why", "why"),
        ("make the section green", "why", "why"),
        ("delete this section", "why", "why"),
        ("make this card green", "f2", "f2"),
        ("delete this list item", "l1", "l1"),
        ("make this listItem green", "l2", "l2"),
        ("make this item wider", "l2", "l2"),
        // Nothing of that kind is selected, but the selection is in one.
        ("make this card wider", "f2-name", "f2"),
        ("delete this section", "f2-name", "why"),
        // What is described otherwise is not the selection.
        ("make the first card green", "f2", "f1"),
        ("make the card on the right green", "f1", "f2"),
        ("make the right card green", "f1", "f2"),
        ("delete the Milk list item", "l2", "l1"),
    ] {
        let selection = [selected.to_owned()];
        let read = understand(prompt, &document, &[], &selection, None, &Limits::default()).unwrap();
        assert_eq!(ids(&read.targets), [wanted], "{prompt}: {:?}", read.targets);
    }
}
