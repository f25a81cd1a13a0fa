//! What limits which things are meant, and what is no text: a wrong change is worse than none. Rules OFF-16 to OFF-18, REF-22 of core/SPEC.md.

use bozzetto_core::context::{EditBrief, Targets, understand};
use bozzetto_core::document::{Document, Limits};
use bozzetto_core::model::offline;
use bozzetto_tests::language::{agenda, stored};
use serde_json::{Value, json};

/// The ids that the ops of an edit are about, each once; none where it is asked or refused.
fn touched(page: &Value, prompt: &str) -> Vec<String> {
    let limits = Limits::default();
    let document = Document::parse(&page.to_string(), &limits).unwrap();
    let understanding = understand(prompt, &document, &[], &[], None, &limits).unwrap();
    if !matches!(understanding.targets, Targets::Resolved { .. }) {
        return Vec::new();
    }
    let brief = EditBrief {
        before: None,
        also: Vec::new(),
        create: false,
        understanding,
        document,
        selection: Vec::new(),
        recent: Vec::new(),
        older: Vec::new(),
        faults: Vec::new(),
    };
    let answer: Value = serde_json::from_str(&offline::answer(&brief)).unwrap();
    let mut ids: Vec<String> = Vec::new();
    for op in answer["ops"].as_array().unwrap() {
        let id = op["id"].as_str().or(op["parent"].as_str()).unwrap_or_default();
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

#[track_caller]
fn all(page: &Value, cases: &[(&str, &[&str])]) {
    for (prompt, wanted) in cases {
        assert_eq!(touched(page, prompt), *wanted, "{prompt}");
    }
}

#[test]
fn off_16_what_a_word_leaves_out_is_not_meant() {
    all(
        &stored("clinic"),
        &[
            ("hide disabled slots", &["slot1100"]),
            ("make the disabled buttons italic", &["slot1100"]),
            ("delete all overdue slots", &[]),
            ("make expired slots bold", &[]),
            ("remove the purple chips", &[]),
            ("delete the last row of the tab bar", &[]),
        ],
    );
    all(
        &stored("recipe"),
        &[
            ("remove the comment by Bram", &["comment2"]),
            ("hide the comments by Leonie", &["comment1"]),
            ("delete comments by Kim", &[]),
            ("remove all completed ingredients", &[]),
        ],
    );
    let mut list = stored("recipe");
    let ticked = list.pointer_mut("/children/7/children/1/children/2/children/1/props/checked");
    *ticked.unwrap() = json!(true);
    all(
        &list,
        &[
            ("delete all completed ingredients", &["ing2"]),
            ("remove the checked ingredients", &["ing2"]),
            (
                "make unchecked ingredients bold",
                &["ing1", "ing3", "ing4", "ing5"],
            ),
        ],
    );
}

/// OFF-16, OFF-17: said behind the thing, or of one of those, a limit holds as well.
#[test]
fn off_17_limits_behind_what_they_are_of() {
    all(
        &stored("recipe"),
        &[
            ("remove the comments except the one by Bram", &["comment1"]),
            ("hide every comment but the one by Leonie", &["comment2"]),
            ("delete all comments but the first", &["comment2"]),
            ("delete the chips that are selected", &[]),
        ],
    );
    all(
        &stored("clinic"),
        &[
            ("delete the chips that are selected", &["typeClinic", "dayTue"]),
            ("make the confirm button dark red", &["confirmBtn"]),
            ("resize the first button to 200 by 48", &["callBtn"]),
            ("make the confirm button 200 x 48", &["confirmBtn"]),
            (
                "make all the buttons except the last one light blue",
                &["callBtn", "slot0830", "slot0915", "slot1100", "slot1430"],
            ),
        ],
    );
}

#[test]
fn off_17_what_is_excepted_stays_as_it_is() {
    all(
        &stored("recipe"),
        &[
            (
                "make all the badges bold except difficulty",
                &["metaTime", "metaServings"],
            ),
            (
                "make the badges italic but not the first",
                &["metaServings", "metaLevel"],
            ),
            (
                "remove all ingredients except the last one",
                &["ing1", "ing2", "ing3", "ing4"],
            ),
            (
                "make every badge bold other than the servings badge",
                &["metaTime", "metaLevel"],
            ),
            ("make all the badges bold except the unicorn", &[]),
        ],
    );
    all(
        &stored("clinic"),
        &[
            (
                "remove the chips in the day picker except monday",
                &["dayTue", "dayWed", "dayThu"],
            ),
            (
                "make all slots bold but not 09:15",
                &["slot0830", "slot1100", "slot1430"],
            ),
        ],
    );
    all(
        &agenda(),
        &[(
            "make the speakers italic except Jo Park",
            &["s1n", "s1t", "s3n", "s3t"],
        )],
    );
}

#[test]
fn off_18_what_follows_an_unknown_verb_is_no_text() {
    for page in [stored("recipe"), stored("clinic"), agenda()] {
        for prompt in [
            "translate the title to Italian",
            "fly to the moon",
            "sing to the cook",
            "teleport it to Mars",
            "convert the buttons to a list",
        ] {
            assert_eq!(touched(&page, prompt), [""; 0], "{prompt}");
        }
    }
    all(
        &stored("recipe"),
        &[
            ("rename the header to Kitchen", &["siteHeader"]),
            ("rename the recipe title to Kitchen", &["recipeTitle"]),
            ("make the servings count 20 % cheaper", &[]),
            ("can we get rid of the introduction", &["introText"]),
        ],
    );
    all(
        &stored("clinic"),
        &[("could we get rid of the note", &["noteBox"])],
    );
}

#[test]
fn ref_22_a_verb_that_is_a_name_is_the_name() {
    all(
        &stored("recipe"),
        &[
            ("make print the same width as save recipe", &["printBtn"]),
            ("swap print and share", &["shareBtn"]),
        ],
    );
    all(
        &stored("clinic"),
        &[
            ("make confirm the same colour as cancel", &["confirmBtn"]),
            ("swap call and confirm", &["callBtn", "confirmBtn"]),
            ("make it so that the call button is red", &["callBtn"]),
        ],
    );
    all(
        &agenda(),
        &[
            ("swap print and share", &["share"]),
            ("make share the same colour as print", &[]),
        ],
    );
}

/// A page with a menu of links that lead to its sections, in two rows of cards.
fn menu() -> Value {
    let card = |id: &str| {
        json!({"id": id, "type": "card", "name": format!("{id} card"), "children": [
            {"id": format!("{id}-t"), "type": "heading", "name": "Title", "props": {"text": id}, "children": []}
        ]})
    };
    let section = |id: &str, name: &str, cards: Value| {
        json!({"id": id, "type": "section", "name": name, "layout": {"direction": "column"}, "style": {"background": "#7c3aed"}, "children": [
            {"id": format!("{id}-row"), "type": "row", "name": "Row", "layout": {"direction": "row", "gap": 8}, "children": cards}
        ]})
    };
    let link = |id: &str, text: &str| json!({"id": id, "type": "link", "name": format!("{text} link"), "props": {"text": text}, "style": {"color": "#7c3aed"}, "children": []});
    json!({"id": "root", "type": "screen", "name": "Page", "layout": {"direction": "column"}, "children": [
        {"id": "nav", "type": "nav", "name": "Menu", "layout": {"direction": "row"}, "children": [link("l1", "Prices"), link("l2", "Team"), link("l3", "Jobs")]},
        section("prices", "Prices", json!([card("Solo"), card("Duo")])),
        section("team", "Team", json!([card("Ann"), card("Bo")])),
        {"id": "foot", "type": "footer", "name": "Footer", "layout": {"direction": "row"}, "children": [link("f1", "Imprint")]}
    ]})
}

#[test]
fn ref_23_a_part_of_the_page_goes_before_the_link_that_leads_there() {
    all(
        &menu(),
        &[
            ("add a section Partners after the prices", &["root"]),
            ("add a card Cy after Ann", &["team-row"]),
            ("put the team section above the prices section", &["team"]),
            ("add a section Partners before jobs", &[]),
            ("add a link Blog after team", &["nav"]),
            ("swap the Ann and Bo cards", &["Bo"]),
            ("swap the Solo and Duo cards", &["Duo"]),
            (
                "give the cards more space between them",
                &["prices-row", "team-row"],
            ),
        ],
    );
}

#[test]
fn off_19_everything_of_a_colour_is_what_has_it() {
    all(
        &menu(),
        &[
            (
                "change the colour of everything purple to teal",
                &["l1", "l2", "l3", "prices", "team", "f1"],
            ),
            (
                "everything purple should be green",
                &["l1", "l2", "l3", "prices", "team", "f1"],
            ),
        ],
    );
    let blue: &[&str] = &[
        "typeClinic",
        "dayTue",
        "slot0830",
        "slot0915",
        "slot1100",
        "slot1430",
        "reminderToggle",
        "confirmBtn",
        "navBook",
    ];
    all(
        &stored("clinic"),
        &[
            ("everything blue should be green", blue),
            ("change everything blue to red", blue),
        ],
    );
}

#[test]
fn off_20_going_back_is_a_step_of_its_own() {
    for page in [stored("recipe"), stored("clinic")] {
        for prompt in [
            "make the title bold, then undo that",
            "undo that and delete the header",
            "remove the first button, undo the last change",
            "make all buttons red and go back to version 2",
        ] {
            assert_eq!(touched(&page, prompt), [""; 0], "{prompt}");
        }
    }
}

#[test]
fn ref_24_a_text_in_quotes_or_in_a_picture_names_what_has_it() {
    all(
        &stored("recipe"),
        &[
            ("make \"Method\" 30px", &["stepsTitle"]),
            ("say Hello in the recipe title", &["recipeTitle"]),
            ("replace the print button with a download one", &["printBtn"]),
            ("make the \"Easy\" badge 20px", &["metaLevel"]),
        ],
    );
    all(
        &stored("clinic"),
        &[
            ("make \"Estimated cost\" 20px", &["feeLabel"]),
            ("say Hello in the form title", &["patientTitle"]),
        ],
    );
}

#[test]
fn off_21_what_moves_grows_or_is_added_as_a_whole() {
    let after = |page: &Value, prompt: &str| -> Value {
        let (_, after) = bozzetto_tests::language::answer_on(page, prompt, &[]);
        after
    };
    let grown = after(&menu(), "make the team section taller");
    let height = bozzetto_tests::language::node(&grown, "team").unwrap()["layout"]["height"].clone();
    assert!(height.as_f64().is_some_and(|height| height >= 50.0), "{height}");
    all(
        &menu(),
        &[
            ("move the Ann and Bo cards above the prices section", &["team"]),
            ("add social links to the footer", &["foot"]),
        ],
    );
    for (page, prompt, text) in [
        (
            stored("recipe"),
            "replace the save button with a download one",
            "Download recipe",
        ),
        (
            stored("clinic"),
            "replace the confirm appointment button with a cancel one",
            "Cancel",
        ),
        (
            stored("clinic"),
            "add a size select after the patient name",
            "Size",
        ),
        (stored("recipe"), "add a unit select after the comment", "Unit"),
    ] {
        let said = after(&page, prompt).to_string();
        assert!(said.contains(text), "{prompt}");
    }
}

#[test]
fn off_23_one_more_goes_where_the_others_are() {
    all(
        &stored("recipe"),
        &[
            ("add a step \"Serve\"", &["stepsList"]),
            ("add a comment", &["commentsSection"]),
            ("add a badge to every comment", &[]),
            ("add an icon to each comment", &[]),
        ],
    );
    all(
        &stored("parking-app"),
        &[
            ("add a car park \"Airport\"", &["spots"]),
            ("add three car parks", &["spots"]),
        ],
    );
    all(&agenda(), &[("add a photo to every speaker", &[])]);
}
