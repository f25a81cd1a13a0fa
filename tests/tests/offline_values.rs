//! What the embedded model makes of words that tell a new value of something.

use bozzetto_core::context::{Intent, Interaction};
use bozzetto_tests::language::{answer_after, answer_on, node, stored};
use serde_json::{Value, json};

/// What a field says after a prompt.
#[track_caller]
fn says(page: &Value, prompt: &str, id: &str) -> String {
    let (answer, after) = answer_on(page, prompt, &[]);
    let node = node(&after, id).unwrap_or_else(|| panic!("{prompt}: {answer}"));
    let props = &node["props"];
    let text = props["text"].as_str().or(props["label"].as_str());
    text.unwrap_or_default().to_owned()
}

#[test]
fn off_29_a_value_goes_where_the_like_of_it_stands() {
    for (page, prompt, id, text) in [
        (
            "museum-visit",
            "the child ticket costs 6 euros",
            "ticket-2-price",
            "€ 6",
        ),
        (
            "museum-visit",
            "child ticket: from 5 to 17 years",
            "ticket-2-text",
            "5 to 17 years",
        ),
        (
            "museum-visit",
            "monday is 12:00 - 16:00 now",
            "hours-3-time",
            "12:00 - 16:00",
        ),
        (
            "museum-visit",
            "Lost at Sea runs until 2 February now",
            "ex-1-dates",
            "until 2 February",
        ),
        (
            "hotel-rooms",
            "sea view double is 135 now",
            "room-2-price",
            "€ 135",
        ),
        (
            "hotel-rooms",
            "the rooftop suite has 52 m²",
            "room-4-feat",
            "52 m², king bed, terrace",
        ),
        (
            "recipe-page",
            "coconut milk 400 → 200 ml",
            "ing-5",
            "200 ml coconut milk",
        ),
        (
            "recipe-page",
            "the pumpkin should be 500 g",
            "ing-1",
            "500 g pumpkin",
        ),
        ("recipe-page", "make it 500 g pumpkin", "ing-1", "500 g pumpkin"),
        ("recipe-page", "2 onions instead of 1", "ing-2", "2 onions"),
        (
            "recipe-page",
            "6 servings instead of 4",
            "serv-count",
            "6 servings",
        ),
        (
            "clinic-booking",
            "dr weber is free on Monday, not tomorrow",
            "doc-2-free",
            "Monday",
        ),
        ("budget", "transport 70 of 90", "cat-4-amount", "€ 70 of 90"),
        (
            "museum-visit",
            "last entry is 30 minutes before closing",
            "hours-note",
            "Last entry 30 minutes before closing.",
        ),
        (
            "rental",
            "the Fiat is € 39 per day now",
            "car-1-price",
            "€ 39 / day",
        ),
        (
            "clinic-booking",
            "change dr weber's speciality to Allergies",
            "doc-2-spec",
            "Allergies",
        ),
        (
            "clinic-booking",
            "Dr. Weber's speciality is Allergies now",
            "doc-2-spec",
            "Allergies",
        ),
        ("weather", "it should say 5 pm instead of 17:00", "w46", "5 pm"),
        ("takeaway", "spring rolls x2", "item-2-qty", "×2"),
        ("takeaway", "beef pho is 9.50 now", "item-1-price", "£ 9.50"),
        ("help-desk", "the second ticket is urgent", "7:33", "Urgent"),
        // What a text is to say as a whole it says as a whole.
        (
            "recipe-page",
            "change the recipe title to Curry for 4",
            "r-title",
            "Curry for 4",
        ),
        (
            "recipe-page",
            "change 2 cloves of garlic to \"3 cloves\"",
            "ing-3",
            "3 cloves",
        ),
    ] {
        assert_eq!(says(&stored(page), prompt, id), text, "{prompt}");
    }
    let (_, after) = answer_on(&stored("doc-warehouse"), "preselect hall C in the filter", &[]);
    assert_eq!(node(&after, "40:31").unwrap()["props"]["value"], "C");
    // A number is no name.
    let (answer, _) = answer_on(&stored("clinic-booking"), "the price is 50 now", &[]);
    assert!(answer["question"].is_string(), "{answer}");
}

#[test]
fn off_30_what_an_item_is_marked_as_is_seen_on_its_badge() {
    for (page, prompt, id, text) in [
        (
            "hotel-rooms",
            "mark the family room as sold out",
            "room-3-badge",
            "Sold out",
        ),
        ("library", "mark Pachinko as available", "31:44", "Available"),
        // What it is about stays.
        (
            "hotel-rooms",
            "flag the sea view double as popular",
            "room-2-badge",
            "Breakfast included",
        ),
    ] {
        assert_eq!(says(&stored(page), prompt, id), text, "{prompt}");
    }
    for (page, prompt, item) in [
        ("hotel-rooms", "mark room 1 as sold out", "room-1-info"),
        (
            "hotel-rooms",
            "flag the sea view double as popular",
            "room-2-info",
        ),
        ("museum-visit", "Women of the Docks is sold out", "ex-2"),
        ("takeaway", "mark kimchi as sold out", "up-3"),
    ] {
        let (answer, _) = answer_on(&stored(page), prompt, &[]);
        let op = &answer["ops"][0];
        assert_eq!(op["parent"], item, "{prompt}: {answer}");
        assert_eq!(op["node"]["type"], "badge", "{prompt}");
    }
    let (answer, _) = answer_on(&stored("clinic-booking"), "mark 11:00 as taken", &[]);
    assert_eq!(answer["ops"][0]["path"], "/props/disabled", "{answer}");
}

/// The one op of an answer.
#[track_caller]
fn op(page: &Value, prompt: &str) -> Value {
    let (answer, _) = answer_on(page, prompt, &[]);
    let ops = answer["ops"].as_array().unwrap();
    assert_eq!(ops.len(), 1, "{prompt}: {answer}");
    ops[0].clone()
}

#[test]
fn off_31_what_is_said_of_a_copy_is_done_to_it() {
    let page = stored("recipe-page");
    for (prompt, path, value) in [
        (
            "duplicate the save button and make it green",
            "/style/background",
            "#16a34a",
        ),
        (
            "copy the save button, the copy says \"Later\"",
            "/props/label",
            "Later",
        ),
    ] {
        let op = op(&page, prompt);
        assert_eq!(op["node"].pointer(path), Some(&json!(value)), "{prompt}: {op}");
    }
    let op = op(&page, "copy the first comment and change the author to Mia");
    assert_eq!(op["node"]["children"][0]["props"]["text"], "Mia", "{op}");
}

#[test]
fn off_32_copies_and_items_go_to_the_end_that_is_said() {
    for (page, prompt, parent, index) in [
        (
            "school-timetable",
            "copy monday's first lesson to the end of friday",
            "fri",
            4,
        ),
        (
            "museum-visit",
            "copy the adult ticket to the end of the exhibitions",
            "exh-row",
            3,
        ),
        // Above them stands how they are sorted, and below them a button.
        (
            "hotel-rooms",
            "copy the standard double to the end of the list",
            "results",
            5,
        ),
        (
            "hotel-rooms",
            "move the standard double to the end of the list",
            "results",
            4,
        ),
        ("hotel-rooms", "put the suite first in the list", "results", 1),
        ("takeaway", "spring rolls last", "items", 2),
    ] {
        let op = op(&stored(page), prompt);
        assert_eq!(op["parent"], parent, "{prompt}: {op}");
        let at = op["index"].as_i64().unwrap();
        assert!(at == index || at == -1 && page != "hotel-rooms", "{prompt}: {op}");
    }
}

/// What a prompt leaves in the field of a table.
#[track_caller]
fn table(page: &str, prompt: &str, id: &str, key: &str) -> Value {
    let (_, after) = answer_on(&stored(page), prompt, &[]);
    node(&after, id).unwrap()["props"][key].clone()
}

#[test]
fn off_33_a_row_is_spoken_of_by_what_it_is_called() {
    for (page, prompt, id, row, cells) in [
        (
            "budget",
            "Lidl was -45.10",
            "tx-table",
            0,
            json!(["28 Mar", "Lidl", "Groceries", "-45.10"]),
        ),
        (
            "budget",
            "change Lidl to Aldi",
            "tx-table",
            0,
            json!(["28 Mar", "Aldi", "Groceries", "-42.10"]),
        ),
        (
            "hotel-room",
            "Saturday night costs 175 now",
            "price_table",
            1,
            json!(["Saturday", "€ 175"]),
        ),
        (
            "doc-warehouse",
            "bubble wrap roll: 60",
            "40:42",
            1,
            json!(["30118", "Bubble wrap roll", "A-11", "60"]),
        ),
        (
            "recipe-page",
            "change the energy to 450 kcal",
            "nut-table",
            0,
            json!(["450 kcal", "14 g", "18 g", "48 g"]),
        ),
        // A row is called that no more by a number, and a table shows no text of its own.
        (
            "invoice",
            "consulting is 5 hours, not 4",
            "items",
            2,
            json!(["Consulting", "4", "80", "320"]),
        ),
    ] {
        assert_eq!(table(page, prompt, id, "rows")[row], cells, "{prompt}");
    }
    for (prompt, cell, text) in [
        ("Greta Lind is an Editor now", 2, "Editor"),
        ("change Greta Lind's role to Admin", 2, "Admin"),
        ("set Greta Lind's last seen to Today", 3, "Today"),
    ] {
        let rows = table("admin-users", prompt, "tbl_users", "rows");
        assert_eq!(rows[2][cell], text, "{prompt}");
        assert_eq!(rows[2][0], "Greta Lind", "{prompt}");
    }
    for (page, prompt, id, gone) in [
        (
            "admin-users",
            "kick omar said out of the table",
            "tbl_users",
            "Omar Said",
        ),
        ("budget", "remove the Lidl transaction", "tx-table", "Lidl"),
        (
            "budget",
            "delete the second row of the transactions",
            "tx-table",
            "Sushi Bar",
        ),
    ] {
        let rows = table(page, prompt, id, "rows").to_string();
        assert!(!rows.contains(gone) && rows.len() > 90, "{prompt}: {rows}");
    }
}

#[test]
fn off_34_a_column_is_one_whatever_else_is_called_so() {
    for (page, prompt, id, columns) in [
        (
            "budget",
            "delete the category column",
            "tx-table",
            json!(["Date", "Shop", "Amount"]),
        ),
        (
            "budget",
            "the Date column should be called Day",
            "tx-table",
            json!(["Day", "Shop", "Category", "Amount"]),
        ),
        (
            "budget",
            "rename Shop to Store",
            "tx-table",
            json!(["Date", "Store", "Category", "Amount"]),
        ),
        (
            "football-club",
            "we dont need the P column in the table",
            "league-table",
            json!(["Pos", "Club", "Pts"]),
        ),
    ] {
        assert_eq!(table(page, prompt, id, "columns"), columns, "{prompt}");
    }
    let sorted = table(
        "budget",
        "sort the transactions, biggest amount on top",
        "tx-table",
        "rows",
    );
    assert_eq!(sorted[0][1], "Salary", "{sorted}");
}

#[test]
fn off_35_so_many_are_left_or_come() {
    for (page, prompt, gone) in [
        (
            "museum-visit",
            "show two tickets instead of three",
            vec!["ticket-3"],
        ),
        (
            "hotel-rooms",
            "remove all room cards except the first 3",
            vec!["room-4"],
        ),
    ] {
        let (answer, _) = answer_on(&stored(page), prompt, &[]);
        let ops = answer["ops"].as_array().unwrap().iter();
        let ids: Vec<&str> = ops.map(|op| op["id"].as_str().unwrap()).collect();
        assert_eq!(ids, gone, "{prompt}");
    }
    let op = op(
        &stored("museum-visit"),
        "I want four exhibitions instead of three",
    );
    assert_eq!(op["parent"], "exh-row", "{op}");
}

#[test]
fn off_36_what_goes_on_takes_over_what_was_asked_and_not_its_value() {
    let before = |prompt: &str, target: &str| Interaction {
        prompt: prompt.to_owned(),
        types: vec![Intent::Modify],
        targets: vec![target.to_owned()],
        summary: String::new(),
        version: 2,
    };
    let page = stored("museum-visit");
    let (_, after) = answer_after(
        &page,
        "and family 32",
        &[before("adult ticket is 15 now", "ticket-1-price")],
    );
    assert_eq!(node(&after, "ticket-3-price").unwrap()["props"]["text"], "€ 32");
    let page = stored("doc-podcast");
    let (_, after) = answer_after(&page, "shadow too", &[before("play: circle, larger", "play-btn")]);
    let play = node(&after, "play-btn").unwrap();
    assert_eq!(play["style"]["shadow"], "md", "{play}");
    assert_eq!(play["layout"], node(&page, "play-btn").unwrap()["layout"]);
}

#[test]
fn off_37_lists_get_more_and_what_is_to_be_shown_is_shown() {
    let page = stored("doc-clinic");
    let (_, after) = answer_on(&page, "the insurance list should also have 'Travel'", &[]);
    let options = &node(&after, "insurance").unwrap()["props"]["options"];
    assert_eq!(options.as_array().unwrap().last(), Some(&json!("Travel")));
    assert!(options.as_array().unwrap().len() > 2, "{options}");
    let op = op(
        &stored("budget"),
        "show the account below the page title: DE89 3704 0044 0532 0130 00",
    );
    assert!(op["node"].to_string().contains("[IBAN_1]"), "{op}");
    let page = stored("clinic-booking");
    let (_, after) = answer_on(&page, "make the reason box twice as tall", &[]);
    assert_eq!(node(&after, "f-reason").unwrap()["layout"]["height"], 192);
}
