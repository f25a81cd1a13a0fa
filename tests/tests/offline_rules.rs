//! The rules of the embedded model, one by one, on documents made for them.

use bozzetto_core::context::{Intent, Interaction, Targets, understand};
use bozzetto_core::document::{Document, Limits};
use bozzetto_tests::language::{answer, answer_on, catalogue, document, ids, node, page};
use serde_json::{Value, json};

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

/// OFF-6: what is not done for a reason is answered with the reason.
#[test]
fn off_6_code_is_refused_by_name() {
    for wish in ["'javascript:alert(1)'", "'<script>x</script>'"] {
        let (said, after) = answer(&format!("set the title of the first card to {wish}"), &[]);
        assert_eq!(
            said["question"],
            "Scripts and addresses that run code are not put into designs."
        );
        assert_eq!(after, page());
    }
}
