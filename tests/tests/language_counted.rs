//! Lines that are counted, kinds of things in two words, and verbs in two parts, on several documents each. Rules REF-39 to REF-47 and OFF-26 to OFF-28 of
//! core/SPEC.md.

use bozzetto_tests::language::{answer_on, node, stored};
use serde_json::{Value, json};

/// One of the wireframes, or one of the documents that others wrote sentences for.
fn page(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/documents/wireframes");
    match std::fs::read_to_string(format!("{folder}/{name}.json")) {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(_) => stored(name),
    }
}

#[track_caller]
fn assert_set(document: &str, prompt: &str, id: &str, path: &str, value: &Value) {
    let (answer, after) = answer_on(&page(document), prompt, &[]);
    let found = node(&after, id).and_then(|node| node.pointer(path));
    assert_eq!(found, Some(value), "{prompt}: {id}{path} {answer}");
}

#[track_caller]
fn assert_gone(document: &str, prompt: &str, id: &str) {
    let (answer, after) = answer_on(&page(document), prompt, &[]);
    assert!(node(&after, id).is_none(), "{prompt}: {answer}");
    assert_eq!(answer["ops"].as_array().unwrap().len(), 1, "{prompt}: {answer}");
}

#[test]
fn ref_39_lines_are_counted_before_what_is_in_them() {
    for (document, prompt, id, path, value) in [
        (
            "mobile-tasks",
            "mark the first task as done",
            "task-1-done",
            "/props/checked",
            json!(true),
        ),
        (
            "mobile-tasks",
            "make the second task's title bold",
            "task-2-title",
            "/style/fontWeight",
            json!(700),
        ),
        (
            "chat",
            "change the last message to \"See you at 11\"",
            "n51",
            "/props/text",
            json!("See you at 11"),
        ),
        (
            "rental",
            "the third car's price in green",
            "car-3-price",
            "/style/color",
            json!("#16a34a"),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
    }
}

#[test]
fn ref_40_a_kind_in_two_words_is_all_of_them() {
    for (document, prompt) in [
        ("settings", "remove both tab bars"),
        ("sign-up", "delete both tab bars"),
    ] {
        let (answer, after) = answer_on(&page(document), prompt, &[]);
        for id in ["12:60", "12:61", "12:62", "actions", "cancel", "create"] {
            let had = node(&page(document), id).is_some();
            assert_eq!(node(&after, id).is_some(), had, "{prompt}: {id} {answer}");
        }
    }
}

#[test]
fn ref_40_a_verb_in_two_parts_is_one() {
    for (document, prompt, id) in [
        ("landing", "take the newsletter out", "newsletter-box"),
        ("landing", "kick the blog link out of the menu", "menu-blog"),
        ("landing", "leave the copyright out", "copyright"),
        ("mobile-tasks", "take the badge off the first task", "task-1-prio"),
        (
            "dashboard",
            "throw Reports out of the side navigation",
            "nav-reports",
        ),
    ] {
        assert_gone(document, prompt, id);
    }
}

#[track_caller]
fn assert_asked(document: &str, prompt: &str) {
    let (answer, after) = answer_on(&page(document), prompt, &[]);
    assert_eq!(after, page(document), "{prompt}");
    assert!(answer["question"].is_string(), "{prompt}: {answer}");
}

/// The new children of a node, and where the first of them is.
#[track_caller]
fn added(document: &str, prompt: &str, parent: &str) -> (Vec<Value>, usize) {
    let (answer, after) = answer_on(&page(document), prompt, &[]);
    let children = node(&after, parent).unwrap()["children"].as_array().unwrap();
    let is_new = |child: &Value| node(&page(document), child["id"].as_str().unwrap()).is_none();
    let at = children.iter().position(is_new);
    let new = children.iter().filter(|child| is_new(child)).cloned().collect();
    (new, at.unwrap_or_else(|| panic!("{prompt}: {answer}")))
}

#[test]
fn ref_41_a_number_behind_a_noun_counts() {
    for (document, prompt, id) in [
        ("mobile-tasks", "delete task 3", "task-3"),
        ("help-desk", "remove ticket 2", "7:30"),
        ("rental", "delete car 2", "car-2"),
    ] {
        assert_gone(document, prompt, id);
    }
    let (_, after) = answer_on(&page("mobile-tasks"), "swap task 1 and task 3", &[]);
    let list = node(&after, "task-list").unwrap()["children"].as_array().unwrap();
    let ids: Vec<&Value> = list.iter().map(|child| &child["id"]).collect();
    assert_eq!(ids, ["task-3", "task-2", "task-1", "task-4"]);
}

#[test]
fn ref_41_what_is_in_a_counted_part_is_in_it() {
    for (document, prompt, id, value) in [
        (
            "product",
            "change the name in the first review to Mira",
            "review-1-author",
            "Mira",
        ),
        (
            "help-desk",
            "change the name in the second ticket to Mira",
            "7:32",
            "Mira",
        ),
    ] {
        assert_set(document, prompt, id, "/props/text", &json!(value));
    }
    assert_asked("adopt", "change the name in the first card to Rex");
    for id in ["n22", "n32", "n42", "n52"] {
        assert_set(
            "chat",
            "the time of all messages in red",
            id,
            "/style/color",
            &json!("#dc2626"),
        );
    }
    let (_, after) = answer_on(&page("mobile-tasks"), "make all high priority badges green", &[]);
    for id in ["task-2-prio", "task-3-prio", "task-4-prio"] {
        assert_eq!(node(&after, id), node(&page("mobile-tasks"), id));
    }
    assert_eq!(
        node(&after, "task-1-prio").unwrap()["style"]["background"],
        "#16a34a"
    );
}

#[test]
fn ref_42_a_value_ends_before_what_is_no_part_of_it() {
    for (document, prompt, id, path, value) in [
        (
            "settings",
            "Digest weekly instead of daily",
            "12:30",
            "/props/value",
            "Weekly",
        ),
        ("product", "quantity 2 instead of 1", "qty", "/props/value", "2"),
        (
            "dashboard",
            "write Welcome back instead of Overview",
            "page-title",
            "/props/text",
            "Welcome back",
        ),
        (
            "dashboard",
            "rename Customers to Clients in the menu",
            "nav-customers",
            "/props/text",
            "Clients",
        ),
        (
            "landing",
            "change the icon of the third feature to a heart",
            "feature-3-icon",
            "/props/icon",
            "heart",
        ),
        (
            "clinic",
            "change the icon of the Book entry to a star",
            "navBook",
            "/props/icon",
            "star",
        ),
        (
            "login",
            "replace 'Log in' by 'Sign in'",
            "submit",
            "/props/label",
            "Sign in",
        ),
        (
            "landing",
            "the blog link should open https://blog.example.com",
            "menu-blog",
            "/props/href",
            "https://blog.example.com",
        ),
        (
            "sign-up",
            "write 'Go on' on both buttons in the form",
            "cancel",
            "/props/label",
            "Go on",
        ),
        (
            "dashboard",
            "give the avatar a blue ring",
            "avatar",
            "/style/borderColor",
            "#2563eb",
        ),
    ] {
        assert_set(document, prompt, id, path, &json!(value));
    }
}

#[test]
fn off_26_new_things_are_no_copies_of_what_they_go_into() {
    assert_asked("dashboard", "add a column Status to the orders table");
    assert_asked("landing", "the third feature card needs a different icon");
    for (document, prompt, bar, kind) in [
        (
            "dashboard",
            "put a search box at the top right",
            "topbar",
            "input",
        ),
        (
            "landing",
            "put a language switch at the top right",
            "top",
            "toggle",
        ),
        (
            "landing",
            "add a Log in link in the top right corner",
            "top",
            "link",
        ),
    ] {
        let (new, at) = added(document, prompt, bar);
        assert_eq!(new[0]["type"], kind, "{prompt}");
        let old = node(&page(document), bar).unwrap()["children"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(at, old, "{prompt}");
    }
    let (new, _) = added("product", "put a Sale label above the price", "info");
    assert_eq!(new[0]["props"]["text"], "Sale");
    let (_, at) = added(
        "doc-clinic",
        "add Sunday closed to the opening hours",
        "clinic-footer",
    );
    assert!(at > 0);
}

#[test]
fn off_26_only_some_are_shown() {
    assert_gone("dashboard", "only show the first three stat cards", "stat-4");
    assert_gone("product", "keep only the first two reviews", "review-3");
    assert_gone("landing", "show only the last two features", "feature-1");
    let (_, after) = answer_on(&page("mobile-tasks"), "show the All tab first", &[]);
    assert_eq!(node(&after, "list-tabs").unwrap()["children"][0]["id"], "tab-all");
}

#[test]
fn ref_43_what_is_called_so_is_meant() {
    for (document, prompt, id, path, value) in [
        (
            "hotel",
            "make the free cancellation line green",
            "cancel-note",
            "/style/color",
            json!("#16a34a"),
        ),
        (
            "weather",
            "bottom tabs: dark background, white text",
            "w70",
            "/style/color",
            json!("#ffffff"),
        ),
        (
            "rental",
            "give the electric badge the same colour as the best value one",
            "car-2-badge",
            "/style/background",
            json!("#16a34a"),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
    }
    for prompt in [
        "put the photos on the right",
        "facts on the left, photos on the right",
    ] {
        let (_, after) = answer_on(&page("museum"), prompt, &[]);
        assert_eq!(
            node(&after, "exhibit_main").unwrap()["children"][1]["id"],
            "media"
        );
        assert_eq!(
            node(&after, "nearby"),
            node(&page("museum"), "nearby"),
            "{prompt}"
        );
    }
    let (_, after) = answer_on(&page("weather"), "bottom tabs: dark background, white text", &[]);
    assert_eq!(node(&after, "w4"), node(&page("weather"), "w4"));
    let (_, after) = answer_on(&page("recipe"), "plus and minus as circles", &[]);
    for id in ["minusBtn", "plusBtn"] {
        assert_eq!(node(&after, id).unwrap()["style"]["radius"], 16, "{id}");
    }
}

#[test]
fn ref_44_what_has_the_old_value_gets_the_new_one() {
    for prompt in ["use green instead of purple", "green instead of purple"] {
        assert_set("landing", prompt, "cta", "/style/background", &json!("#16a34a"));
        let (_, after) = answer_on(&page("landing"), prompt, &["feature-1-icon"]);
        let selected = node(&after, "feature-1-icon").unwrap();
        assert_eq!(selected["style"]["color"], "#16a34a", "{prompt}");
        assert_eq!(node(&after, "cta"), node(&page("landing"), "cta"), "{prompt}");
    }
    let (_, after) = answer_on(&page("event"), "vip tickets should cost £120", &[]);
    assert_eq!(node(&after, "vip-price").unwrap()["props"]["text"], "£120");
    assert_eq!(node(&after, "vip-name").unwrap()["props"]["text"], "VIP");
}

#[test]
fn off_27_ends_of_a_row_and_names_of_new_things() {
    assert_set(
        "pottery-course",
        "previous all the way left, next all the way right",
        "pager",
        "/layout/justify",
        &json!("between"),
    );
    for (prompt, text) in [
        ("add a link Contact to the menu", "Contact"),
        ("ajoute un lien Contact au menu", "Contact"),
        ("Füge einen Link Kontakt im Menü hinzu", "Kontakt"),
    ] {
        let (new, _) = added("landing", prompt, "menu");
        assert_eq!(new[0]["props"]["text"], text, "{prompt}");
        assert_eq!(new[0]["type"], "link", "{prompt}");
    }
    let (new, at) = added("landing", "add above the testimonials a photo", "page");
    assert_eq!(new[0]["type"], "image");
    assert_eq!(at, 3);
}

fn children(tree: &Value, id: &str) -> Vec<String> {
    let list = node(tree, id).unwrap()["children"].as_array().unwrap();
    list.iter()
        .map(|child| child["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn ref_45_all_of_what_is_named_and_no_part_of_it() {
    for (document, prompt, id) in [
        ("rental", "delete the Ford Transit", "car-3"),
        ("landing", "delete the features", "features"),
    ] {
        assert_gone(document, prompt, id);
    }
    let (_, after) = answer_on(&page("rental"), "remove the cars", &[]);
    assert_eq!(children(&after, "results"), ["results-head"]);
    let (new, _) = added("landing", "add 2 cards to the features", "feature-row");
    assert_eq!(new.len(), 2);
}

#[test]
fn ref_45_a_fact_goes_where_it_is_shown() {
    assert_asked("adopt", "Biscuit is 5 years old");
    for (document, prompt, id, value) in [
        (
            "rental",
            "the Renault Zoe should cost € 45 / day",
            "car-2-price",
            "€ 45 / day",
        ),
        ("event", "VIP costs £99", "vip-price", "£99"),
        (
            "help-desk",
            "change the status of the third ticket to High",
            "7:43",
            "High",
        ),
    ] {
        assert_set(document, prompt, id, "/props/text", &json!(value));
    }
}

#[test]
fn off_28_what_repeats_is_sorted_and_its_title_stays() {
    let sorted = |document: &str, prompt: &str, parent: &str| {
        let (_, after) = answer_on(&page(document), prompt, &[]);
        children(&after, parent)
    };
    let prompt = "sort the cars by price, most expensive first";
    assert_eq!(
        sorted("rental", prompt, "results"),
        ["results-head", "car-3", "car-2", "car-1"]
    );
    assert_eq!(
        sorted("product", "sort the reviews by rating", "reviews"),
        [
            "reviews-title",
            "review-1",
            "review-3",
            "review-2",
            "more-reviews"
        ]
    );
    let (_, after) = answer_on(&page("rental"), "sort the cars by price, cheapest first", &[]);
    assert_eq!(after, page("rental"), "they are in that order");
    assert_eq!(
        sorted("recipe", "swap steps and ingredients", "contentRow"),
        ["ingredientsBox", "stepsBox"]
    );
}

#[test]
fn off_28_lines_of_lists_and_tables() {
    let (_, after) = answer_on(&page("help-desk"), "remove the last row of the orders table", &[]);
    let rows = node(&after, "7:97").unwrap()["props"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    for (document, prompt, list, label) in [
        (
            "recipe",
            "add 2 cloves of garlic to the ingredients",
            "ingredientList",
            "2 cloves of garlic",
        ),
        ("clinic", "add 16:00 to the free times", "slotRow", "16:00"),
    ] {
        let (new, _) = added(document, prompt, list);
        assert_eq!(new.len(), 1, "{prompt}");
        assert_eq!(new[0]["props"]["label"], label, "{prompt}");
    }
}

#[test]
fn ref_46_both_of_two_change_places() {
    for (document, prompt, first, second) in [
        (
            "budget",
            "spent and left should swap places",
            "stat-left",
            "stat-spent",
        ),
        ("budget", "swap income and left", "stat-left", "stat-income"),
        (
            "recipe-page",
            "step 2 and 3 the other way round",
            "step-3",
            "step-2",
        ),
        (
            "hotel-rooms",
            "room 1 and room 3 the other way around",
            "room-3",
            "room-1",
        ),
    ] {
        let (answer, after) = answer_on(&page(document), prompt, &[]);
        let text = after.to_string();
        let place = |id: &str| text.find(&format!("\"id\":\"{id}\"")).unwrap();
        assert!(place(first) < place(second), "{prompt}: {answer}");
    }
    for (document, prompt) in [
        // One of the two that is not known leaves the other one as it is.
        ("school-timetable", "swap german and latin on thursday"),
        // A button in the header is not the header.
        ("museum-visit", "swap opening hours and tickets"),
        ("museum-visit", "opening hours and tickets the other way round"),
    ] {
        let (answer, _) = answer_on(&page(document), prompt, &[]);
        assert_eq!(answer["ops"].as_array().unwrap().len(), 0, "{prompt}: {answer}");
    }
}

#[test]
fn ref_43_portraits_are_pictures_where_there_are_no_others() {
    for prompt in [
        "make all the pictures 70 wide",
        "the photos of the doctors should be 70 wide",
    ] {
        for id in ["doc-1-photo", "doc-2-photo", "doc-3-photo"] {
            assert_set("clinic-booking", prompt, id, "/layout/width", &json!(70));
        }
    }
}

#[test]
fn ref_46_a_number_goes_where_others_say_the_like() {
    for (document, prompt, id, value) in [
        (
            "school-timetable",
            "monday 2nd lesson is in room 11 now",
            "mon-2-room",
            "Room 11",
        ),
        (
            "school-timetable",
            "the last tuesday lesson is Room 3",
            "tue-4-room",
            "Room 3",
        ),
        ("hotel-rooms", "second room is 135 now", "room-2-price", "€ 135"),
    ] {
        assert_set(document, prompt, id, "/props/text", &json!(value));
    }
    for prompt in [
        "room photos need rounder corners, like 16",
        "make the room photos rounder, about 16",
    ] {
        assert_set("hotel-rooms", prompt, "room-1-img", "/style/radius", &json!(16));
    }
}

#[test]
fn ref_47_what_repeats_is_asked_for() {
    for (document, prompt) in [
        ("clinic-booking", "remove this doctor"),
        ("clinic-booking", "delete the doctor"),
        ("hotel-rooms", "change the price to 99"),
    ] {
        let (answer, _) = answer_on(&page(document), prompt, &[]);
        assert_eq!(answer["ops"].as_array().unwrap().len(), 0, "{prompt}: {answer}");
    }
}
