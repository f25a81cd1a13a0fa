//! Turns of phrase that new users wrote, on several documents each. Rules REF-32 and following of core/SPEC.md.

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

/// What is asked or answered, and the document after a prompt.
#[track_caller]
fn said(document: &str, prompt: &str) -> (Value, Value) {
    answer_on(&page(document), prompt, &[])
}

#[track_caller]
fn assert_set(document: &str, prompt: &str, id: &str, path: &str, value: &Value) {
    let (answer, after) = said(document, prompt);
    let found = node(&after, id).and_then(|node| node.pointer(path));
    assert_eq!(found, Some(value), "{prompt}: {id}{path} {answer}");
}

#[track_caller]
fn assert_untouched(document: &str, prompt: &str) {
    let (answer, after) = said(document, prompt);
    assert_eq!(after, page(document), "{prompt}");
    assert!(answer["question"].is_string(), "{prompt}: {answer}");
}

#[test]
fn ref_32_a_capital_within_a_sentence_makes_a_name() {
    for (document, prompt, id, path, value) in [
        (
            "mobile-tasks",
            "make the priority of the second task High",
            "task-2-prio",
            "/props/text",
            json!("High"),
        ),
        (
            "mobile-tasks",
            "the second task's priority should be High",
            "task-2-prio",
            "/props/text",
            json!("High"),
        ),
        (
            "help-desk",
            "make the status of the first ticket Low",
            "7:23",
            "/props/text",
            json!("Low"),
        ),
        (
            "flower-checkout",
            "my address is 5 High Street",
            "address",
            "/props/placeholder",
            json!("5 High Street"),
        ),
        (
            "hotel-room",
            "the room title should be 3 Long Lane",
            "room_title",
            "/props/text",
            json!("3 Long Lane"),
        ),
        // Not over its title: there it says what the others say.
        (
            "mobile-tasks",
            "make the second task High",
            "task-2-prio",
            "/props/text",
            json!("High"),
        ),
        (
            "help-desk",
            "change the lamp ticket to Urgent",
            "7:43",
            "/props/text",
            json!("Urgent"),
        ),
        (
            "board",
            "change the newsletter card to Dev",
            "31:30",
            "/props/text",
            json!("Dev"),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
    }
    // Without the capital it is a measure, and so it is where all words have one.
    assert_set(
        "hotel-room",
        "make the main photo 300 high",
        "photo_main",
        "/layout/height",
        &json!(300),
    );
    assert_set(
        "hotel-room",
        "Make The Cancellation Note Bold",
        "cancel_note",
        "/style/fontWeight",
        &json!(700),
    );
}

/// The ids of the children of a node.
fn children(tree: &Value, id: &str) -> Vec<String> {
    let node = node(tree, id).unwrap();
    let list = node["children"].as_array().unwrap();
    list.iter()
        .map(|child| child["id"].as_str().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn assert_children(document: &str, prompt: &str, parent: &str, wanted: &[&str]) {
    let (answer, after) = said(document, prompt);
    assert_eq!(children(&after, parent), wanted, "{prompt}: {answer}");
}

#[test]
fn ref_7_everything_is_what_can_be_so() {
    for (document, prompt, id, path, value) in [
        (
            "smart-home",
            "turn everything on",
            "48:31",
            "/props/checked",
            json!(true),
        ),
        (
            "smart-home",
            "switch all off",
            "48:25",
            "/props/checked",
            json!(false),
        ),
        (
            "smart-home",
            "turn everything off in the living room",
            "48:25",
            "/props/checked",
            json!(false),
        ),
        (
            "settings",
            "switch all notifications on but not sms",
            "12:25",
            "/props/checked",
            json!(true),
        ),
        (
            "flower-checkout",
            "make everything required",
            "address",
            "/props/required",
            json!(true),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
        // What holds them has no state of its own.
        let (_, after) = said(document, prompt);
        assert_eq!(after["props"], page(document)["props"], "{prompt}");
    }
    assert_untouched("landing", "turn everything on");
}

#[test]
fn ref_30_a_copy_goes_where_it_is_put_and_the_original_stays() {
    for (document, prompt, parent, wanted) in [
        (
            "landing",
            "make two copies of the first card",
            "feature-row",
            &[
                "feature-1",
                "feature-1-copy",
                "feature-1-copy-2",
                "feature-2",
                "feature-3",
            ][..],
        ),
        (
            "landing",
            "make a copy of the first card and put it after the second",
            "feature-row",
            &["feature-1", "feature-2", "feature-1-copy", "feature-3"],
        ),
        (
            "bank",
            "make a copy of the savings card and put it first",
            "overview-row",
            &["holiday-fund-card-copy", "savings-card", "spending-card"],
        ),
        (
            "landing",
            "Duplicate the second quote. Put the copy at the start.",
            "quotes",
            &["quote-2-copy", "quote-1", "quote-2"],
        ),
        (
            "landing",
            "duplicate the first quote twice",
            "quotes",
            &["quote-1", "quote-1-copy", "quote-1-copy-2", "quote-2"],
        ),
        (
            "product",
            "clone the first review and place it below the last one",
            "reviews",
            &[
                "reviews-title",
                "review-1",
                "review-2",
                "review-3",
                "review-1-copy",
                "more-reviews",
            ],
        ),
    ] {
        assert_children(document, prompt, parent, wanted);
    }
    let (_, after) = said("landing", "duplicate the first card and make it blue");
    let unchanged = page("landing");
    assert_eq!(node(&after, "feature-1"), node(&unchanged, "feature-1"));
    let copy = node(&after, "feature-1-copy").unwrap();
    assert_eq!(copy["style"]["background"], "#2563eb");
}

#[test]
fn ref_33_a_part_before_a_kind_of_thing_tells_where_it_is() {
    for (document, prompt, id, path, value, left) in [
        (
            "landing",
            "make the hero title green",
            "headline",
            "/style/color",
            json!("#16a34a"),
            "hero",
        ),
        (
            "landing",
            "the newsletter button should be green",
            "news-submit",
            "/style/background",
            json!("#16a34a"),
            "newsletter-box",
        ),
        (
            "product",
            "the text in the second review red",
            "review-2-text",
            "/style/color",
            json!("#dc2626"),
            "review-1",
        ),
        (
            "hotel-room",
            "the text in the second review red",
            "review_b_text",
            "/style/color",
            json!("#dc2626"),
            "review_a",
        ),
        (
            "smart-home",
            "rename the security button to Off",
            "48:53",
            "/props/label",
            json!("Off"),
            "48:51",
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
        let (_, after) = said(document, prompt);
        let (after, before) = (node(&after, left).unwrap(), page(document));
        assert_eq!(after["style"], node(&before, left).unwrap()["style"], "{prompt}");
        let own = |tree: &Value| node(tree, left).unwrap()["props"].clone();
        assert_eq!(after["props"], own(&before), "{prompt}");
    }
    // There are two of them.
    assert_untouched("landing", "make the hero button orange");
    assert_untouched("product", "make the gallery image 20 px wide");
}

#[test]
fn ref_30_a_place_that_is_counted_is_taken() {
    for (document, prompt, parent, wanted) in [
        (
            "settings",
            "make Profile the third tab",
            "12:2",
            &["12:4", "12:5", "12:3", "12:6"][..],
        ),
        (
            "settings",
            "Profile should be the last tab",
            "12:2",
            &["12:4", "12:5", "12:6", "12:3"],
        ),
        (
            "smart-home",
            "Members should come second",
            "48:5",
            &["48:6", "48:9", "48:7", "48:8"],
        ),
        (
            "landing",
            "move the third card to second place",
            "feature-row",
            &["feature-1", "feature-3", "feature-2"],
        ),
        (
            "landing",
            "Blog first, then Pricing, then Features",
            "menu",
            &["menu-blog", "menu-pricing", "menu-features"],
        ),
        (
            "mobile-tasks",
            "Water plants first, then Call grandma, then Book dentist",
            "task-list",
            &["task-2", "task-4", "task-1", "task-3"],
        ),
    ] {
        assert_children(document, prompt, parent, wanted);
    }
    // A kind counts what is of it: the header is no section.
    let (_, after) = said("landing", "the testimonials should be the first section");
    assert_eq!(children(&after, "page")[..2], ["top", "testimonials"]);
    // What follows is another wish.
    let (answer, after) = said(
        "bank",
        "make Cards the second menu item and make the help text red",
    );
    assert_eq!(children(&after, "main-nav")[..2], ["nav-accounts", "nav-cards"]);
    assert_eq!(
        node(&after, "help-text").unwrap()["style"]["color"],
        "#dc2626",
        "{answer}"
    );
    assert_untouched("landing", "Pricing first, then Features, then About");
    assert_untouched("landing", "make the second quote the fifth one");
}

/// The properties of the one child that a prompt adds to a node.
#[track_caller]
fn added(document: &str, prompt: &str, parent: &str) -> Vec<Value> {
    let (answer, after) = said(document, prompt);
    let old = children(&page(document), parent);
    let list = node(&after, parent).unwrap()["children"].as_array().unwrap();
    let new = list
        .iter()
        .filter(|child| !old.contains(&child["id"].as_str().unwrap().to_owned()));
    let new: Vec<Value> = new.cloned().collect();
    assert!(!new.is_empty(), "{prompt}: {answer}");
    assert_eq!(
        node(&after, parent).unwrap()["props"],
        node(&page(document), parent).unwrap()["props"]
    );
    new
}

#[test]
fn ref_34_what_a_part_should_also_have_is_one_more_thing_in_it() {
    let texts =
        |nodes: &[Value]| -> Vec<Value> { nodes.iter().map(|n| n["props"]["text"].clone()).collect() };
    for (document, prompt, parent, kind, said) in [
        (
            "landing",
            "the footer should also have my phone +49 30 1234567",
            "site-footer",
            "text",
            &["[PHONE_1]"][..],
        ),
        (
            "landing",
            "the footer should also have my phone +49 30 1234567 and my email ana@example.org",
            "site-footer",
            "text",
            &["[PHONE_1]", "[EMAIL_1]"],
        ),
        (
            "landing",
            "the header should also have a phone number: +49 30 1234567",
            "top",
            "text",
            &["[PHONE_1]"],
        ),
        (
            "hotel-room",
            "the amenities should also have a sauna",
            "amenities",
            "listItem",
            &["Sauna"],
        ),
        (
            "landing",
            "the footer should also have a link to the imprint",
            "site-footer",
            "link",
            &["Imprint"],
        ),
        (
            "landing",
            "add a link to the imprint to the footer",
            "site-footer",
            "link",
            &["Imprint"],
        ),
    ] {
        let new = added(document, prompt, parent);
        assert_eq!(texts(&new), said, "{prompt}");
        assert!(new.iter().all(|node| node["type"] == kind), "{prompt}: {new:?}");
    }
    // What says something says more.
    assert_set(
        "product",
        "the shipping text should also mention returns",
        "shipping",
        "/props/text",
        &json!("Free shipping over € 50, returns"),
    );
    let field = added("sign-up", "add a field for the promo code", "form");
    assert_eq!(field[0]["props"]["label"], "Promo code");
    let field = added("login", "add a checkbox for the newsletter", "options-row");
    assert_eq!(field[0]["props"]["label"], "Newsletter");
    assert_untouched("landing", "the footer should say Hello");
}

#[test]
fn ref_35_a_thing_with_nothing_but_a_place_is_wanted() {
    for (document, prompt, parent, kind, key, said) in [
        (
            "landing",
            "a link to the blog in the footer",
            "site-footer",
            "link",
            "text",
            "Blog",
        ),
        (
            "museum",
            "a line under the ticket note that children are free",
            "facts",
            "text",
            "text",
            "Children are free",
        ),
        (
            "hotel-room",
            "a note below the cancellation note that breakfast is included",
            "room_screen",
            "text",
            "text",
            "Breakfast is included",
        ),
        (
            "login",
            "a checkbox under the password saying \"Stay here\"",
            "login-form",
            "checkbox",
            "label",
            "Stay here",
        ),
        // No number of a card stands in a design.
        (
            "museum",
            "a line under the ticket note that we charged card 5500 0000 0000 0004",
            "facts",
            "text",
            "text",
            "We charged card •••• •••• •••• ••••",
        ),
    ] {
        let new = added(document, prompt, parent);
        assert_eq!(new[0]["type"], kind, "{prompt}");
        assert_eq!(new[0]["props"][key], said, "{prompt}");
    }
    // A look is no thing.
    assert_set(
        "landing",
        "a darker background for the footer",
        "copyright",
        "/props/text",
        &json!("© 2026 Brewly Ltd."),
    );
    let (answer, _) = said("landing", "a darker background for the footer");
    assert_eq!(answer["ops"][0]["op"], "set", "{answer}");
}

#[test]
fn off_15_some_of_a_part_are_put_side_by_side_and_the_rest_stays() {
    for (document, prompt, parent, two) in [
        (
            "login",
            "put the google and github buttons next to each other",
            "login-card",
            ["google-btn", "github-btn"],
        ),
        (
            "login",
            "the email and password fields should be side by side",
            "login-form",
            ["email", "password"],
        ),
        (
            "product",
            "put the price and the old price side by side",
            "info",
            ["price", "old-price"],
        ),
    ] {
        let row = added(document, prompt, parent);
        assert_eq!(row[0]["type"], "row", "{prompt}");
        assert_eq!(children(&row[0], row[0]["id"].as_str().unwrap()), two, "{prompt}");
        let (_, after) = said(document, prompt);
        let layout = |tree: &Value| node(tree, parent).unwrap()["layout"].clone();
        assert_eq!(layout(&after), layout(&page(document)), "{prompt}");
    }
    // All of a row, and all of what stands together.
    let all = "stack the feature cards vertically";
    assert_set(
        "landing",
        all,
        "feature-row",
        "/layout/direction",
        &json!("column"),
    );
    assert_untouched(
        "landing",
        "put the copyright and the privacy link next to each other",
    );
}

#[test]
fn off_15_all_of_a_row_goes_to_a_side_as_it_stands() {
    for prompt in [
        "save and discard belong on the left",
        "the two buttons at the bottom belong on the left",
        "put discard and save on the left",
    ] {
        assert_set("settings", prompt, "12:60", "/layout/justify", &json!("start"));
        assert_children("settings", prompt, "12:60", &["12:61", "12:62"]);
    }
    // Rule REF-22: a verb that a button is called.
    assert_set(
        "settings",
        "discard should be red",
        "12:61",
        "/style/background",
        &json!("#dc2626"),
    );
}

#[test]
fn ref_36_what_is_told_by_a_part_of_it_is_meant_as_a_whole() {
    for (document, prompt, parent, wanted) in [
        (
            "workout",
            "hard ones first",
            "exList",
            &["ex2", "ex4", "ex1", "ex3"][..],
        ),
        (
            "mobile-tasks",
            "the Low ones last",
            "task-list",
            &["task-1", "task-3", "task-2", "task-4"],
        ),
        (
            "course",
            "put the teacher card before What you will learn",
            "c-body",
            &["c-teacher", "c-syllabus"],
        ),
        (
            "solar",
            "drop the last kpi",
            "kpis",
            &["kpiNow", "kpiToday", "kpiHome"],
        ),
    ] {
        assert_children(document, prompt, parent, wanted);
    }
    let (_, after) = said("timetable", "the menu and refresh icons should trade places");
    let icons = children(&after, "t2");
    let at = |id: &str| icons.iter().position(|own| own == id);
    assert!(at("t6") < at("t3"), "{icons:?}");
    let comfort = "heating should start in comfort mode";
    assert_set("smart-home", comfort, "48:42", "/props/value", &json!("Comfort"));
    assert_set("smart-home", comfort, "48:41", "/props/text", &json!("Heating"));
}

#[test]
fn ref_37_what_is_said_before_a_thing_is_not_what_is_meant() {
    for (document, prompt, id, path, value) in [
        (
            "landing",
            "in the hero the headline should be green",
            "headline",
            "/style/color",
            json!("#16a34a"),
        ),
        (
            "workout",
            "in the session the rest timer should be blue",
            "restTimer",
            "/style/color",
            json!("#2563eb"),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
    }
    let prompt = "on the session screen the finish button should come before the note";
    let (_, after) = said("workout", prompt);
    let body = children(&after, "sessBody");
    let at = |id: &str| body.iter().position(|own| own == id).unwrap();
    assert_eq!(at("finishBtn") + 1, at("sessNote"), "{body:?}");
}

#[test]
fn ref_37_what_is_not_here_is_added() {
    let new = added(
        "hotel-room",
        "parking and a minibar belong on that list of amenities too",
        "amenities",
    );
    let texts: Vec<&Value> = new.iter().map(|node| &node["props"]["text"]).collect();
    assert_eq!(texts, ["Parking", "Minibar"]);
    for (document, prompt, parent, label) in [
        (
            "flower-checkout",
            "we need the phone of the recipient, new field under the name",
            "delivery",
            "Phone of the recipient",
        ),
        (
            "clinic",
            "we need the insurance number of the patient, new field below the reason",
            "patientForm",
            "Insurance number of the patient",
        ),
    ] {
        let new = added(document, prompt, parent);
        assert_eq!(new[0]["props"]["label"], label, "{prompt}");
    }
    let (_, after) = said("pottery-course", "delete the whole quiz block");
    assert!(node(&after, "quiz").is_none());
    assert_untouched("smart-home", "the living room should start with Eco");
}

#[test]
fn ref_38_numbered_lines_are_counted() {
    for (document, prompt, id, path, value) in [
        (
            "help-desk",
            "mark the second ticket Urgent",
            "7:33",
            "/props/text",
            json!("Urgent"),
        ),
        (
            "help-desk",
            "the last ticket is Urgent",
            "7:53",
            "/props/text",
            json!("Urgent"),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
    }
    assert_untouched("help-desk", "the third ticket should say Lamp arrived broken");
}
