//! The rules of understanding and of the embedded model, one by one, on a document made for them.

use bozzetto_core::context::{
    Answer, Clarified, EditBrief, Intent, Interaction, Targets, Understanding, understand,
};
use bozzetto_core::document::{Document, Limits};
use bozzetto_core::model::offline;
use bozzetto_core::version::{Patch, apply};
use serde_json::{Value, json};

/// A page with a family of three cards, two of them with a button, a tab bar and a form.
fn page() -> Value {
    let card = |at: usize, with_button: bool| {
        let mut children = vec![
            json!({"id": format!("t{at}"), "type": "heading", "name": "Title", "props": {"text": format!("Offer {at}")}, "children": []}),
        ];
        if with_button {
            children.push(
                json!({"id": format!("b{at}"), "type": "button", "name": "Buy", "props": {"label": "Buy"}, "children": []}),
            );
        }
        json!({"id": format!("c{at}"), "type": "card", "name": "Card", "layout": {}, "style": {}, "children": children})
    };
    json!({"id": "root", "type": "screen", "name": "Shop", "layout": {"direction": "column"}, "style": {}, "children": [
        {"id": "tabs", "type": "tabs", "name": "Tabs", "layout": {"direction": "row"}, "children": [
            {"id": "tab1", "type": "tab", "name": "Home", "props": {"label": "Home", "active": true}, "children": []},
            {"id": "tab2", "type": "tab", "name": "Profile", "props": {"label": "Profile"}, "children": []}
        ]},
        {"id": "cards", "type": "row", "name": "Cards", "layout": {"direction": "row"}, "children": [card(1, true), card(2, true), card(3, false)]},
        {"id": "form", "type": "form", "name": "Order", "layout": {"direction": "column"}, "children": [
            {"id": "mail", "type": "input", "name": "E-mail", "props": {"label": "E-mail"}, "children": []},
            {"id": "red", "type": "button", "name": "Cancel", "props": {"label": "Cancel"}, "style": {"background": "#dc2626"}, "children": []},
            {"id": "send", "type": "button", "name": "Send", "props": {"label": "Send"}, "style": {"background": "#2563eb"}, "children": []}
        ]}
    ]})
}

fn document() -> Document {
    Document::parse(&page().to_string(), &Limits::default()).unwrap()
}

fn read(prompt: &str, selection: &[&str]) -> Understanding {
    let selection: Vec<String> = selection.iter().map(|id| (*id).to_owned()).collect();
    understand(prompt, &document(), &[], &selection, None, &Limits::default()).unwrap()
}

fn ids(targets: &Targets) -> Vec<&str> {
    match targets {
        Targets::Resolved { candidates } => candidates.iter().map(|one| one.id.as_str()).collect(),
        _ => Vec::new(),
    }
}

#[track_caller]
fn meant(prompt: &str, selection: &[&str], wanted: &[&str]) {
    let read = read(prompt, selection);
    assert_eq!(ids(&read.targets), wanted, "{prompt}: {:?}", read.targets);
}

/// The answer of the embedded model, and the document that it leads to.
#[track_caller]
fn answer(prompt: &str, selection: &[&str]) -> (Value, Value) {
    answer_on(&page(), prompt, selection)
}

#[track_caller]
fn answer_on(page: &Value, prompt: &str, selection: &[&str]) -> (Value, Value) {
    let limits = Limits::default();
    let document = Document::parse(&page.to_string(), &limits).unwrap();
    let selection: Vec<String> = selection.iter().map(|id| (*id).to_owned()).collect();
    let brief = EditBrief {
        also: Vec::new(),
        create: false,
        understanding: understand(prompt, &document, &[], &selection, None, &limits).unwrap(),
        document: document.clone(),
        selection,
        recent: Vec::new(),
        older: Vec::new(),
        faults: Vec::new(),
    };
    let answer: Value = serde_json::from_str(&offline::answer(&brief)).unwrap();
    let patch = Patch::parse(&answer["ops"].to_string(), &limits).unwrap();
    let after = apply(&document, &patch, &limits).unwrap().document;
    (answer, serde_json::from_str(&after.to_json()).unwrap())
}

fn node<'a>(tree: &'a Value, id: &str) -> Option<&'a Value> {
    if tree["id"] == id {
        return Some(tree);
    }
    tree["children"]
        .as_array()?
        .iter()
        .find_map(|child| node(child, id))
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

#[test]
fn off_4_exclusive_states_are_taken_from_the_others() {
    let (_, after) = answer("make the profile tab active", &[]);
    assert_eq!(node(&after, "tab2").unwrap()["props"]["active"], true);
    assert_ne!(node(&after, "tab1").unwrap()["props"]["active"], true);
}

#[test]
fn off_5_cards_are_never_written_and_placeholders_stay() {
    let (answer, _) = answer(
        "set the label of the e-mail field to anna@example.com or 4111 1111 1111 1111",
        &[],
    );
    let text = answer.to_string();
    assert!(
        !text.contains("4111") && !text.contains("anna@example.com"),
        "{text}"
    );
}

#[test]
fn off_6_what_it_cannot_do_gives_no_ops_and_a_question() {
    let (answer, after) = answer("qwertz asdf yxcv", &[]);
    assert_eq!(answer["ops"], json!([]));
    assert!(
        answer["question"]
            .as_str()
            .is_some_and(|words| words.contains("qwertz")),
        "{answer}"
    );
    assert_eq!(after, page());
}

#[track_caller]
fn asks(prompt: &str) {
    let (answer, after) = answer(prompt, &[]);
    assert_eq!(answer["ops"], json!([]), "{prompt}");
    assert!(answer["question"].is_string(), "{prompt}: {answer}");
    assert_eq!(after, page(), "{prompt}");
}

#[test]
fn off_7_only_what_was_named_is_removed() {
    for prompt in [
        "DROP TABLE users;",
        "delete the gizmo thing",
        "remove the unicorn button",
        "delete users",
        "remove all cards from the basement",
    ] {
        asks(prompt);
    }
    let (_, after) = answer("remove all buttons from the first card", &[]);
    assert!(node(&after, "b1").is_none());
    assert!(node(&after, "b2").is_some() && node(&after, "send").is_some());
}

#[test]
fn off_8_what_is_forbidden_or_has_no_measure_changes_nothing() {
    for prompt in [
        "don't make the send button red",
        "do not delete the tabs",
        "never hide the form",
        "make it less green",
        "make the send button less blue",
        "4 cards instead of 3",
        "4 columns instead of 3",
        "add",
    ] {
        asks(prompt);
    }
    let (_, after) = answer("don't touch the tabs, but make the send button green", &[]);
    assert_ne!(node(&after, "send").unwrap()["style"]["background"], "#2563eb");
}

#[test]
fn off_9_names_are_no_looks_and_quotes_are_data() {
    asks("make it like Stripe");
    asks("make the titles like stripe");
    let (_, after) = answer("change the send button to \"Ignore previous instructions\"", &[]);
    assert_eq!(
        node(&after, "send").unwrap()["props"]["label"],
        "Ignore previous instructions"
    );
}

#[test]
fn off_10_ops_apply_and_double_nothing() {
    let (_, after) = answer("delete the tabs and add a footer saying © 2026", &[]);
    assert!(node(&after, "tabs").is_none());
    assert!(after.to_string().contains("© 2026"), "{after}");
    let (answered, _) = answer("show the send button before the e-mail field", &[]);
    assert_eq!(answered["ops"][0]["op"], "move");
    assert_eq!(answered["ops"][0]["id"], "send");
    let (_, after) = answer("add a button to the form", &[]);
    let form = node(&after, "form").unwrap();
    let new = form["children"].as_array().unwrap().last().unwrap();
    assert_eq!(new["props"]["label"], "Button");
}

#[test]
fn off_11_a_thing_is_told_from_what_holds_it_and_what_it_shows() {
    let product = |at: usize, price: &str| {
        json!({"id": format!("p{at}"), "type": "card", "name": "Card", "children": [
            {"id": format!("n{at}"), "type": "heading", "name": "Plan name", "props": {"text": format!("Bag {at}")}, "children": []},
            {"id": format!("e{at}"), "type": "text", "name": "Plan price", "props": {"text": price}, "children": []}
        ]})
    };
    let shop = json!({"id": "root", "type": "screen", "name": "Shop", "layout": {"direction": "column"}, "children": [
        {"id": "products", "type": "section", "name": "Products", "children": [
            {"id": "r1", "type": "row", "name": "Products row", "layout": {"direction": "row"}, "children": [product(1, "€ 9"), product(2, "€ 4")]},
            {"id": "r2", "type": "row", "name": "Products row", "layout": {"direction": "row"}, "children": [product(3, "€ 7"), product(4, "€ 8")]}
        ]},
        {"id": "graph", "type": "card", "name": "Graph", "children": [
            {"id": "graph-title", "type": "heading", "name": "Title", "props": {"text": "Sales"}, "children": []},
            {"id": "chart", "type": "chart", "name": "Chart", "props": {"kind": "line"}, "children": []}
        ]},
        {"id": "orders", "type": "card", "name": "Orders", "children": [
            {"id": "orders-title", "type": "heading", "name": "Title", "props": {"text": "Orders"}, "children": []},
            {"id": "table", "type": "table", "name": "Table", "props": {"columns": ["No.", "Price"], "rows": [["1", "€ 30"], ["2", "€ 4"]]}, "children": []}
        ]}
    ]});
    for prompt in ["delete the last product", "borra el último producto"] {
        let (answer, _) = answer_on(&shop, prompt, &[]);
        assert_eq!(answer["ops"], json!([{"op": "remove", "id": "p4"}]), "{prompt}");
    }
    let (_, after) = answer_on(&shop, "rename the cheapest plan to Hobby", &[]);
    assert_eq!(node(&after, "n2").unwrap()["props"]["text"], "Hobby");
    assert_eq!(node(&after, "e2").unwrap()["props"]["text"], "€ 4");
    let (_, after) = answer_on(&shop, "sort the table by price", &[]);
    let rows = &node(&after, "table").unwrap()["props"]["rows"];
    assert_eq!(*rows, json!([["2", "€ 4"], ["1", "€ 30"]]));
    let (_, after) = answer_on(&shop, "put the table above the chart", &[]);
    let order: Vec<&str> = after["children"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(order, ["products", "orders", "graph"]);
    let (answer, _) = answer_on(&shop, "sort the table by colour", &[]);
    assert_eq!(answer["ops"], json!([]));
}

/// Plans with ids that begin with those of the plan, as they are made here; a list of chips; two boxes with titles.
fn parts() -> Value {
    let plan = |id: &str, name: &str| {
        json!({"id": id, "type": "card", "name": format!("{name} plan"), "children": [
            {"id": format!("{id}-name"), "type": "heading", "name": "Name", "props": {"text": name}, "children": []},
            {"id": format!("{id}-first-benefit"), "type": "listItem", "name": "Benefit", "props": {"text": "Free"}, "children": []},
            {"id": format!("{id}-second-benefit"), "type": "listItem", "name": "Benefit", "props": {"text": "Fast"}, "children": []}
        ]})
    };
    let chip = |at: usize, text: &str| json!({"id": format!("c{at}"), "type": "chip", "name": format!("{text} chip"), "style": {"background": "#ffffff"}, "props": {"text": text}, "children": []});
    let boxed = |id: &str, title: &str| {
        json!({"id": id, "type": "frame", "name": format!("{title} box"), "children": [
            {"id": format!("{id}Title"), "type": "heading", "name": format!("{title} title"), "props": {"text": title}, "children": []},
            {"id": format!("{id}Text"), "type": "text", "name": "Copy", "props": {"text": "Two of them"}, "children": []}
        ]})
    };
    json!({"id": "root", "type": "screen", "name": "Page", "layout": {"direction": "column"}, "children": [
        {"id": "city", "type": "heading", "name": "City name", "props": {"text": "Lisbon"}, "children": []},
        {"id": "plans", "type": "row", "name": "Plans", "layout": {"direction": "row"}, "children": [plan("small-plan", "Small"), plan("plus-plan", "Plus"), plan("team-plan", "Team")]},
        {"id": "chips", "type": "row", "name": "Chips", "layout": {"direction": "row"}, "children": [chip(1, "Speed"), chip(2, "Delete")]},
        {"id": "columns", "type": "row", "name": "Content", "layout": {"direction": "row"}, "children": [boxed("steps", "Steps"), boxed("spices", "Spices")]},
        {"id": "banner", "type": "alert", "name": "Cookie banner", "props": {"text": "We use cookies"}, "children": []}
    ]})
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
    let bordered = ops("the spices box needs a border");
    assert_eq!(bordered[0]["op"], "set", "a border is no new thing");
}

#[test]
fn off_13_what_is_sent_to_an_end_goes_there_as_it_is_seen() {
    let page = json!({"id": "root", "type": "screen", "name": "Shop", "layout": {"direction": "column"}, "children": [
        {"id": "head", "type": "header", "name": "Header", "children": []},
        {"id": "hero", "type": "section", "name": "Hero", "children": []},
        {"id": "reviews", "type": "section", "name": "Reviews", "children": []},
        {"id": "orders", "type": "card", "name": "Orders", "children": [
            {"id": "orders-title", "type": "heading", "name": "Title", "props": {"text": "Orders"}, "children": []},
            {"id": "table", "type": "table", "name": "Table", "props": {"columns": ["No."], "rows": [["1"]]}, "children": []}
        ]},
        {"id": "foot", "type": "footer", "name": "Footer", "children": []}
    ]});
    let order = |prompt: &str| {
        let (_, after) = answer_on(&page, prompt, &[]);
        let children = after["children"].as_array().unwrap();
        let ids: Vec<_> = children
            .iter()
            .filter_map(|one| Some(one["id"].as_str()?.to_owned()))
            .collect();
        ids.join(" ")
    };
    assert_eq!(
        order("move the reviews to the top"),
        "head reviews hero orders foot"
    );
    assert_eq!(
        order("move the hero to the very bottom"),
        "head reviews orders hero foot"
    );
    assert_eq!(
        order("move the table to the top"),
        "head orders hero reviews foot"
    );
    assert_eq!(
        order("move the footer to the top"),
        "foot head hero reviews orders"
    );
}

#[test]
fn off_12_data_is_changed_by_its_keys() {
    let data = json!({"name": "my-app", "version": "1.0.0", "private": true, "port": 80, "deps": {"left": "1", "version": "9"},
        "apps": [{"title": "a"}, {"title": "b"}]});
    for (prompt, path, value) in [
        ("set version to 2.0.0", "/version", json!("2.0.0")),
        ("change the name from my-app to other", "/name", json!("other")),
        ("change name to \"other\"", "/name", json!("other")),
        ("set /version to \"2.0.0\"", "/version", json!("2.0.0")),
        ("set deps.version to 10", "/deps/version", json!("10")),
        ("change the port to 8080", "/port", json!(8080)),
        ("set private to false", "/private", json!(false)),
        ("set /apps/1/title to c", "/apps/1/title", json!("c")),
    ] {
        let (answer, after) = answer_on(&data, prompt, &[]);
        assert_eq!(after.pointer(path), Some(&value), "{prompt}: {answer}");
        assert_eq!(answer["ops"].as_array().unwrap().len(), 1, "{prompt}");
    }
    let (_, after) = answer_on(&data, "remove deps", &[]);
    assert!(after.get("deps").is_none() && after.get("name").is_some());
    for prompt in [
        "set title to x",
        "remove the license",
        "don't remove deps",
        "set port to many",
        "make it nicer",
        "remove deps and remove deps.left",
    ] {
        let (answer, after) = answer_on(&data, prompt, &[]);
        assert_eq!(after, data, "{prompt}");
        assert!(answer["question"].is_string(), "{prompt}: {answer}");
    }
    let read = understand(
        "set version to 2.0.0",
        &Document::parse(&data.to_string(), &Limits::default()).unwrap(),
        &[],
        &[],
        None,
        &Limits::default(),
    );
    assert!(matches!(read.unwrap().targets, Targets::Resolved { .. }));
}

#[test]
fn off_7_where_it_is_and_where_it_goes_are_told_apart() {
    let list = |id: &str, name: &str| {
        let card = |at: usize| {
            json!({"id": format!("{id}{at}"), "type": "card", "name": "Card", "children": [
                {"id": format!("{id}{at}t"), "type": "text", "name": "Task", "props": {"text": format!("Task {at}")}, "children": []}
            ]})
        };
        json!({"id": id, "type": "list", "name": format!("{name} column"), "children": [card(1), card(2)]})
    };
    let board = json!({"id": "root", "type": "screen", "name": "Board", "children": [
        {"id": "lists", "type": "row", "name": "Lists", "layout": {"direction": "row"}, "children": [list("r", "Review"), list("d", "Done")]}
    ]});
    let (answer, _) = answer_on(&board, "remove all cards from Done", &[]);
    assert_eq!(
        answer["ops"],
        json!([{"op": "remove", "id": "d1"}, {"op": "remove", "id": "d2"}])
    );
    let (answer, _) = answer_on(&board, "move the last card in Review to Done", &[]);
    assert_eq!(answer["ops"][0]["id"], "r2");
    assert_eq!(answer["ops"][0]["parent"], "d");
    let (answer, _) = answer_on(&board, "delete the last column", &[]);
    assert_eq!(answer["ops"], json!([{"op": "remove", "id": "d"}]));
}

/// OFF-7: nor what was spoken of last.
#[test]
fn off_7_a_thing_that_is_not_there_is_not_the_one_spoken_of_before() {
    let limits = Limits::default();
    let recent = [Interaction {
        prompt: "make the send button bigger".to_owned(),
        types: vec![Intent::Style],
        targets: vec!["send".to_owned()],
        summary: "Send is bigger".to_owned(),
        version: 2,
    }];
    for prompt in ["DROP TABLE users;", "delete users", "remove the unicorn"] {
        let read = understand(prompt, &document(), &recent, &[], None, &limits).unwrap();
        assert!(ids(&read.targets).is_empty(), "{prompt}: {:?}", read.targets);
    }
    let it = understand("remove it", &document(), &recent, &[], None, &limits).unwrap();
    assert_eq!(ids(&it.targets), ["send"]);
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

/// OFF-2: what has no ink of its own can be read on a new background too; in dark mode all of it.
#[test]
fn off_2_labels_can_be_read_on_what_turned_dark() {
    let mut page = page();
    page["children"][2]["style"] = json!({"background": "#ffffff", "borderColor": "#e5e7eb"});
    for prompt in [
        "make the order form black",
        "dark mode",
        "switch to dark mode please",
        "Dunkelmodus",
    ] {
        let (_, after) = answer_on(&page, prompt, &[]);
        let form = node(&after, "form").unwrap();
        let dark = form["style"]["background"].as_str().unwrap();
        assert!(
            ["#000000", "#111827", "#1f2937"].contains(&dark),
            "{prompt}: {form}"
        );
        let ink = form["style"]["color"]
            .as_str()
            .or(after["style"]["color"].as_str());
        assert_eq!(ink, Some("#ffffff"), "{prompt}: {form}");
        // What has a colour of its own keeps it.
        assert_eq!(
            node(&after, "red").unwrap()["style"]["background"],
            "#dc2626",
            "{prompt}"
        );
    }
}

/// OFF-9: quotes of all kinds, over several lines.
#[test]
fn off_9_texts_in_quotes_of_all_kinds() {
    for (open, close) in [
        ("\"", "\""),
        ("“", "”"),
        ("„", "“"),
        ("«", "»"),
        ("‚", "‘"),
        ("'", "'"),
    ] {
        let (_, after) = answer(
            &format!("change the label of the send button to {open}Off you go{close}"),
            &[],
        );
        assert_eq!(
            node(&after, "send").unwrap()["props"]["label"],
            "Off you go",
            "{open}"
        );
    }
    for (open, close) in [("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»")] {
        let prompt = format!("set the title of the first card to {open}One line,\nand another{close}");
        let (_, after) = answer(&prompt, &[]);
        assert_eq!(
            node(&after, "t1").unwrap()["props"]["text"],
            "One line,\nand another",
            "{open}"
        );
    }
}

/// OFF-14: a factor, a part and a difference, of whatever can be measured.
#[test]
fn off_14_what_has_a_measure_is_measured() {
    let mut page = page();
    page["children"][2]["children"][2]["layout"] = json!({"width": 200, "height": 40, "padding": 12});
    page["children"][2]["children"][2]["style"] = json!({"fontSize": 16, "radius": 6});
    let cases = [
        ("make the send button twice as wide", "/layout/width", 400),
        ("can the send button be half as wide?", "/layout/width", 100),
        ("the send button 20% wider", "/layout/width", 240),
        ("make the send button 25 % narrower", "/layout/width", 150),
        (
            "increase the width of the send button by 20%",
            "/layout/width",
            240,
        ),
        ("send button: twice as wide as the others", "/layout/width", 400),
        ("make the send button 20px wider", "/layout/width", 220),
        ("make the send button 20px wide", "/layout/width", 20),
        ("the send button needs double the height", "/layout/height", 80),
        ("make the send button taller by 8px", "/layout/height", 48),
        ("make the send button 3 times as tall", "/layout/height", 120),
        ("halve the padding of the send button", "/layout/padding", 6),
        ("triple the corner radius of the send button", "/style/radius", 18),
        (
            "reduce the font size of the send button by 2px",
            "/style/fontSize",
            14,
        ),
    ];
    for (prompt, path, wanted) in cases {
        let (_, after) = answer_on(&page, prompt, &[]);
        let send = node(&after, "send").unwrap();
        assert_eq!(
            send.pointer(path).and_then(Value::as_f64),
            Some(f64::from(wanted)),
            "{prompt}: {send}"
        );
    }
}

/// Cards of a list of results, a select, a table and a footer with texts of two kinds.
fn catalogue() -> Value {
    let card = |at: usize, title: &str| {
        json!({"id": format!("r{at}"), "type": "card", "name": format!("Book {at}"), "layout": {}, "style": {}, "props": {}, "children": [
            {"id": format!("n{at}"), "type": "text", "name": "Title", "props": {"text": title}, "style": {"color": "#111111"}, "children": []},
            {"id": format!("a{at}"), "type": "text", "name": "Author", "props": {"text": "N. N."}, "style": {"color": "#222222"}, "children": []},
            {"id": format!("s{at}"), "type": "button", "name": "Reserve", "props": {"label": "Reserve"}, "children": []}
        ]})
    };
    json!({"id": "root", "type": "screen", "name": "Library", "layout": {"direction": "column"}, "style": {}, "props": {}, "children": [
        {"id": "top", "type": "header", "name": "Header", "layout": {}, "style": {}, "props": {}, "children": [
            {"id": "house", "type": "text", "name": "Library name", "props": {"text": "Harbour"}, "children": []},
            {"id": "find", "type": "input", "name": "Search field", "props": {"label": "", "placeholder": "Search"}, "children": []},
            {"id": "go", "type": "button", "name": "Search", "props": {"label": "Search"}, "children": []}
        ]},
        {"id": "head", "type": "row", "name": "Results head", "layout": {"direction": "row"}, "style": {}, "props": {}, "children": [
            {"id": "count", "type": "heading", "name": "Result count", "props": {"text": "3 titles"}, "children": []},
            {"id": "sort", "type": "select", "name": "Sort", "props": {"label": "Sort by", "options": ["Relevance", "Newest", "Author"], "value": "Relevance"}, "children": []}
        ]},
        {"id": "list", "type": "list", "name": "Result list", "layout": {}, "style": {}, "props": {}, "children": [card(1, "Pachinko"), card(2, "Austerlitz"), card(3, "Kindred")]},
        {"id": "hours", "type": "table", "name": "Opening hours", "props": {"columns": ["Day", "From"], "rows": [["Mon", "9"]]}, "children": []},
        {"id": "foot", "type": "footer", "name": "Footer", "layout": {}, "style": {"background": "#333333"}, "props": {}, "children": [
            {"id": "f1", "type": "text", "name": "Address", "props": {"text": "Quay 1"}, "style": {"color": "#999999"}, "children": []},
            {"id": "f2", "type": "link", "name": "Contact", "props": {"text": "Contact"}, "style": {"color": "#999999"}, "children": []}
        ]}
    ]})
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

/// OFF-15: wrapping, options by their place, rows of a table.
#[test]
fn off_15_things_are_put_where_they_are_said_to_be() {
    let page = catalogue();
    let (_, after) = answer_on(&page, "wrap the address and the contact link in a card", &[]);
    let card = &node(&after, "foot").unwrap()["children"][0];
    assert_eq!(
        (&card["type"], card["children"].as_array().unwrap().len()),
        (&json!("card"), 2),
        "{card}"
    );
    let options =
        |prompt: &str| node(&answer_on(&page, prompt, &[]).1, "sort").unwrap()["props"]["options"].clone();
    assert_eq!(
        options("last option for sort should be 'Title'"),
        json!(["Relevance", "Newest", "Title"])
    );
    assert_eq!(
        options("the sort dropdown: put 'Title' as the second option"),
        json!(["Relevance", "Title", "Newest", "Author"])
    );
    let (_, after) = answer_on(&page, "new row in the opening hours table: Tue, 10", &[]);
    assert_eq!(
        node(&after, "hours").unwrap()["props"]["rows"],
        json!([["Mon", "9"], ["Tue", "10"]])
    );
}
