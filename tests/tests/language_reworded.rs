//! What people say in a roundabout way, on documents that others made: what is so and what is not, reasons before a wish, the rest of a
//! list, everything but something. Rules REF-25 to REF-28, REF-30, REF-31 and OFF-24 of core/SPEC.md.

use bozzetto_tests::language::{answer_on, node, stored};
use serde_json::{Value, json};

/// The document after a prompt.
#[track_caller]
fn after(document: &str, prompt: &str) -> Value {
    answer_on(&stored(document), prompt, &[]).1
}

#[track_caller]
fn assert_set(document: &str, prompt: &str, wanted: &[(&str, &str, Value)]) {
    let after = after(document, prompt);
    for (id, path, value) in wanted {
        let found = node(&after, id).and_then(|node| node.pointer(path));
        assert_eq!(found, Some(value), "{prompt}: {id}{path}");
    }
}

/// That exactly those of the named nodes are gone.
#[track_caller]
fn assert_gone(document: &str, prompt: &str, gone: &[&str], left: &[&str]) {
    let after = after(document, prompt);
    for id in gone {
        assert!(node(&after, id).is_none(), "{prompt}: {id} is there");
    }
    for id in left {
        assert!(node(&after, id).is_some(), "{prompt}: {id} is gone");
    }
}

#[track_caller]
fn assert_untouched(document: &str, prompt: &str) {
    assert_eq!(after(document, prompt), stored(document), "{prompt}");
}

#[test]
fn ref_25_what_is_not_so_is_changed_into_what_is() {
    for (document, prompt, id, path, value) in [
        (
            "timetable",
            "the Manchester one leaves at 09:20, not 09:12",
            "t42",
            "/props/text",
            "09:20",
        ),
        (
            "course",
            "it isn't Ilse Vandamme who teaches it this year, it's Jonas Brandt",
            "teacher-name",
            "/props/text",
            "Jonas Brandt",
        ),
        (
            "pottery-course",
            "The person in the first comment is called Ines, not Agnes",
            "c1-name",
            "/props/text",
            "Ines P.",
        ),
        (
            "course",
            "4/4 should not be preselected, 3/4 should",
            "c-size",
            "/props/value",
            "3/4",
        ),
        (
            "bank",
            "wherever it says Larkfield it has to say Fernhill",
            "brand",
            "/props/text",
            "Fernhill",
        ),
        (
            "bank",
            "wherever it says Larkfield it has to say Fernhill",
            "help-text",
            "/props/text",
            "Stuck? Fernhill support is here day and night.",
        ),
        (
            "bank",
            "change \"support\" to \"help\"",
            "help-text",
            "/props/text",
            "Stuck? Larkfield help is here day and night.",
        ),
    ] {
        assert_set(document, prompt, &[(id, path, json!(value))]);
    }
    assert_set(
        "timetable",
        "Departures shouldn't be the open tab, Arrivals should.",
        &[
            ("t22", "/props/active", json!(true)),
            ("t21", "/props/active", json!(false)),
        ],
    );
    // Two places say it, or it is a look: nothing is guessed.
    let numbers = after("hotel-room", "make the title blue, not green");
    assert_eq!(
        node(&numbers, "room_title").unwrap()["props"],
        node(&stored("hotel-room"), "room_title").unwrap()["props"]
    );
}

#[test]
fn ref_26_a_reason_before_a_wish_is_not_a_wish() {
    assert_gone(
        "invoice",
        "we don't charge vat, take that row off",
        &["vat-row"],
        &["status"],
    );
    assert_gone(
        "adopt",
        "the shy tag has got to go, it puts people off",
        &["tagShy"],
        &["tagRow", "tagKids"],
    );
    assert_gone(
        "timetable",
        "five trains is too many for a phone. keep the first three and drop the rest",
        &["t46", "t51"],
        &["t31", "t36", "t41"],
    );
    let moved = after("board", "Home page layout is finished, so into Done with it.");
    assert!(node(node(&moved, "31:60").unwrap(), "31:44").is_some());
    assert_set(
        "course",
        "have the rental switched on when you open the page",
        &[("c-rent", "/props/checked", json!(true))],
    );
    // What is only told adds nothing.
    let added = after("bank", "Our testers keep missing Top up. Make it green.");
    assert_eq!(
        node(&added, "btn-topup").unwrap()["style"]["background"],
        json!("#16a34a")
    );
    assert_eq!(
        added["children"].as_array().unwrap().len(),
        stored("bank")["children"].as_array().unwrap().len()
    );
}

#[test]
fn ref_27_everything_but_something_is_the_rest() {
    assert_gone(
        "adopt",
        "get rid of everything below the Other dogs section",
        &["contactForm", "pageFooter"],
        &["othersSection", "petMain"],
    );
    assert_gone(
        "adopt",
        "remove all but the contact form",
        &["petMain", "siteHeader"],
        &["contactForm", "contactSend"],
    );
    assert_gone(
        "adopt",
        "delete everything except the contact title",
        &["contactName", "petMain"],
        &["contactTitle"],
    );
    assert_gone(
        "adopt",
        "lösche alles außer dem Formular",
        &["petMain", "pageFooter"],
        &["contactForm"],
    );
    assert_gone(
        "adopt",
        "delete the header and the footer but keep the logo",
        &["mainNav", "pageFooter"],
        &["logoText"],
    );
    assert_gone(
        "adopt",
        "remove all links in the footer but Instagram",
        &["footPhone"],
        &["footInsta", "footAddress"],
    );
    assert_gone(
        "adopt",
        "remove the health title and everything below it in the card",
        &["healthTitle", "healthVax", "healthNeuter"],
        &["petMain", "othersSection"],
    );
}

#[test]
fn ref_28_what_is_not_there_is_not_something_else() {
    for (document, prompt) in [
        ("adopt", "delete the instagram section"),
        ("adopt", "delete the cats section"),
        ("timetable", "make the footer links red"),
        ("bank", "delete the currency select"),
        ("adopt", "do not delete the logo"),
        ("adopt", "ne supprime pas le logo"),
        ("adopt", "lösche den Footer nicht"),
    ] {
        assert_untouched(document, prompt);
    }
    assert_set(
        "adopt",
        "do not remove the donate button, make it green",
        &[("donateBtn", "/style/background", json!("#16a34a"))],
    );
    // "charge" is no mistyped "change", and "share" no "shape".
    for word in ["charge", "share", "open", "whole", "stock"] {
        let prompt = format!("{word} the story");
        assert_untouched("adopt", &prompt);
    }
}

#[test]
fn ref_2_columns_rows_and_as_many_as_are_said() {
    assert_gone(
        "board",
        "We can do without the third column altogether.",
        &["31:60"],
        &["31:40", "31:21"],
    );
    assert_gone(
        "bank",
        "lose the second transaction from the bottom",
        &["tx-3"],
        &["tx-1", "tx-2", "tx-4"],
    );
    assert_set(
        "board",
        "cards in the middle column get a red background",
        &[
            ("31:44", "/style/background", json!("#dc2626")),
            ("31:47", "/style/background", json!("#dc2626")),
            (
                "31:25",
                "/style/background",
                node(&stored("board"), "31:25").unwrap()["style"]["background"].clone(),
            ),
        ],
    );
    assert_set(
        "course",
        "Those four little boxes under the hero should share one beige.",
        &[
            ("fact-start", "/style/background", json!("#f5f0e1")),
            ("fact-fee", "/style/background", json!("#f5f0e1")),
        ],
    );
    let rows = after("flower-checkout", "duplicate the dried lavender row");
    assert_eq!(
        node(&rows, "bag").unwrap()["children"].as_array().unwrap().len(),
        5
    );
    assert_set(
        "flower-checkout",
        "make all product pictures round",
        &[(
            "brand",
            "/style",
            node(&stored("flower-checkout"), "brand").unwrap()["style"].clone(),
        )],
    );
    assert_set(
        "adopt",
        "set petMeta to 'Beagle mix, 5 years, male'",
        &[("petMeta", "/props/text", json!("Beagle mix, 5 years, male"))],
    );
}

#[test]
fn off_24_values_in_other_words() {
    assert_set(
        "hotel-room",
        "2nd review only 3 stars",
        &[("review_b_stars", "/props/value", json!(3))],
    );
    assert_set(
        "course",
        "Every heading in Georgia please",
        &[("c-faq-title", "/style/fontFamily", json!("Georgia"))],
    );
    assert_set(
        "course",
        "Label the yellow button 'Pay and enrol'.",
        &[("c-enrol", "/props/label", json!("Pay and enrol"))],
    );
    assert_set(
        "course",
        "hero subtitle: 12 lessons of 90 minutes, 9.9. to 25.11.2025",
        &[(
            "c-hero-sub",
            "/props/text",
            json!("12 lessons of 90 minutes, 9.9. to 25.11.2025"),
        )],
    );
    assert_set(
        "hotel-room",
        "thumbnails: 12 px between them",
        &[("photo_strip", "/layout/gap", json!(12))],
    );
    assert_set(
        "adopt",
        "make the donate button rgb(255, 0, 10) with black text",
        &[
            ("donateBtn", "/style/background", json!("#ff000a")),
            ("donateBtn", "/style/color", json!("#000000")),
        ],
    );
    let radius = |page: &Value| {
        node(page, "healthCard").unwrap()["style"]["radius"]
            .as_f64()
            .unwrap()
    };
    assert!(radius(&after("adopt", "the health card is too round")) < radius(&stored("adopt")));
}

#[test]
fn ref_26_what_a_reason_is_about_is_what_the_wish_is_about() {
    let moved = after(
        "bank",
        "Our testers keep missing Top up. Could it sit first in that group of buttons?",
    );
    assert_eq!(
        node(&moved, "balance-actions").unwrap()["children"][0]["id"],
        json!("btn-topup")
    );
    assert_set(
        "timetable",
        "Third train down is running late, so its status ought to read 'Delayed 5 min'.",
        &[("t45", "/props/text", json!("Delayed 5 min"))],
    );
    let added = after(
        "hotel-room",
        "guest paid with [CARD_1], so add a line 'Paid by Mastercard' below the total.",
    );
    assert!(!added.to_string().contains("CARD_1") && added.to_string().contains("Paid by Mastercard"));
}

#[test]
fn ref_2_what_stands_before_a_colon_may_be_counted() {
    for (prompt, id) in [
        ("third column: make the first card red", "31:64"),
        ("second column: make the first card red", "31:44"),
    ] {
        assert_set("board", prompt, &[(id, "/style/background", json!("#dc2626"))]);
    }
    assert_set(
        "board",
        "second column: the first card should be called Home page, version two",
        &[("31:45", "/props/text", json!("Home page, version two"))],
    );
    assert_set(
        "adopt",
        "put the breed line in italics",
        &[("petMeta", "/style/fontStyle", json!("italic"))],
    );
}

/// The ids of the nodes in another, in order.
fn children(document: &Value, id: &str) -> Vec<String> {
    let list = node(document, id).and_then(|node| node["children"].as_array());
    let ids = list
        .into_iter()
        .flatten()
        .filter_map(|child| child["id"].as_str());
    ids.map(str::to_owned).collect()
}

#[test]
fn ref_30_an_order_that_is_told() {
    for (document, prompt, parent, order) in [
        (
            "smart-home",
            "'Energy' should be the first tab",
            "48:5",
            ["48:8", "48:6"],
        ),
        (
            "smart-home",
            "Rooms should be the last tab",
            "48:5",
            ["48:7", "48:8"],
        ),
        (
            "bike-repair",
            "frame number first, then brand",
            "bike-row",
            ["frame-no", "brand"],
        ),
        (
            "bike-repair",
            "first the frame number, then the brand",
            "bike-row",
            ["frame-no", "brand"],
        ),
    ] {
        let after = after(document, prompt);
        assert_eq!(children(&after, parent)[..2], order, "{prompt}");
    }
    let (before, after) = (
        stored("museum"),
        after("museum", "make a copy of object 1 and put it last"),
    );
    let [old, new] = [&before, &after].map(|document| children(document, "nearby_row"));
    assert_eq!((new.len(), &new[..old.len()]), (old.len() + 1, &old[..]));
}

#[test]
fn ref_31_a_value_goes_where_it_is_told_to() {
    for (document, prompt, id, path, value) in [
        (
            "takeaway",
            "note placeholder 'No onions please'",
            "note",
            "/props/placeholder",
            json!("No onions please"),
        ),
        (
            "takeaway",
            "title = Checkout, note placeholder 'Hi'",
            "cart-title",
            "/props/text",
            json!("Checkout"),
        ),
        (
            "takeaway",
            "delivery fee should say \"Free\"",
            "fee-value",
            "/props/text",
            json!("Free"),
        ),
        (
            "takeaway",
            "the address should also have my number, +44 7700 900461",
            "address",
            "/props/text",
            json!("Flat 3, 18 Mill Lane, [PHONE_1]"),
        ),
        (
            "smart-home",
            "alarm text: The alarm turns on at 22:30 and off at 06:00.",
            "48:52",
            "/props/text",
            json!("The alarm turns on at 22:30 and off at 06:00."),
        ),
        (
            "smart-home",
            "show Members as the open tab",
            "48:9",
            "/props/active",
            json!(true),
        ),
        (
            "smart-home",
            "open the Members tab",
            "48:9",
            "/props/active",
            json!(true),
        ),
        (
            "petition",
            "remove the round corners of the header button",
            "nav-sign",
            "/style/radius",
            json!(0),
        ),
        (
            "petition",
            "no round corners on the header button",
            "nav-sign",
            "/style/radius",
            json!(0),
        ),
        (
            "petition",
            "make the footer mail link red",
            "foot-mail",
            "/style/color",
            json!("#dc2626"),
        ),
        (
            "takeaway",
            "the restaurant picture could use a soft shadow",
            "shop-img",
            "/style/shadow",
            json!("md"),
        ),
        (
            "petition",
            "right-align the hero text",
            "hero-text",
            "/layout/align",
            json!("end"),
        ),
    ] {
        assert_set(document, prompt, &[(id, path, value)]);
    }
    // Which of them is asked, and the footer is not meant.
    assert_untouched("petition", "the footer link should be red");
}
