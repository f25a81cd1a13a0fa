//! Parts of several that are alike, lines that are named by what they show, and places told by other parts. Rules REF-48 to REF-52 of core/SPEC.md.

use bozzetto_core::context::{Targets, understand};
use bozzetto_core::document::{Document, Limits};
use bozzetto_tests::language::{ids, stored};

fn targets(document: &str, prompt: &str) -> Targets {
    let document = Document::parse(&stored(document).to_string(), &Limits::default()).unwrap();
    let read = understand(prompt, &document, &[], &[], None, &Limits::default());
    read.unwrap().targets
}

#[track_caller]
fn assert_meant(document: &str, prompt: &str, wanted: &[&str]) {
    let targets = targets(document, prompt);
    let mut found = ids(&targets);
    found.sort_unstable();
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{prompt}: {targets:?}");
}

#[track_caller]
fn assert_asked(document: &str, prompt: &str, offered: &[&str]) {
    let targets = targets(document, prompt);
    let Targets::Ambiguous { candidates, .. } = &targets else {
        panic!("{prompt}: {targets:?}");
    };
    let found: Vec<&str> = candidates.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(found, offered, "{prompt}");
}

#[test]
fn ref_48_the_last_noun_is_meant_in_each_of_those_called_by_the_one_before() {
    for (document, prompt, wanted) in [
        (
            "clinic-booking",
            "make the doctor photos bigger",
            &["doc-1-photo", "doc-2-photo", "doc-3-photo"][..],
        ),
        (
            "clinic-booking",
            "the doctors' photos should be square",
            &["doc-1-photo", "doc-2-photo", "doc-3-photo"],
        ),
        (
            "museum-visit",
            "make the ticket buttons red",
            &["ticket-1-buy", "ticket-2-buy", "ticket-3-buy"],
        ),
        (
            "help-desk",
            "make the ticket titles bold",
            &["7:21", "7:31", "7:41", "7:51"],
        ),
        (
            "school-timetable",
            "make the german lessons green",
            &["mon-2", "tue-4", "thu-1"],
        ),
        ("budget", "delete the rent category", &["cat-1"]),
        ("help-desk", "delete the ticket from Oskar", &["7:20"]),
        (
            "hotel-rooms",
            "make the prices of the rooms bigger",
            &["room-1-price", "room-2-price", "room-3-price", "room-4-price"],
        ),
        (
            "rental",
            "the prices of all cars in green",
            &["car-1-price", "car-2-price", "car-3-price"],
        ),
        (
            "school-timetable",
            "the rooms on monday should be grey",
            &["mon-1-room", "mon-2-room", "mon-3-room", "mon-4-room"],
        ),
        ("hotel-rooms", "remove the last two rooms", &["room-3", "room-4"]),
        // What is called so stays what it is.
        ("clinic-booking", "hide the doctor cards", &["doctor-row"]),
    ] {
        assert_meant(document, prompt, wanted);
    }
}

#[test]
fn ref_48_one_of_several_that_are_called_so_is_asked_for() {
    let rooms = &["room-1", "room-2", "room-3", "room-4"][..];
    let prices = &["room-1-price", "room-2-price", "room-3-price", "room-4-price"];
    for (document, prompt, offered) in [
        ("hotel-rooms", "add a photo to the room", rooms),
        ("hotel-rooms", "add a button to the card", rooms),
        ("hotel-rooms", "make the room's price bold", prices),
        (
            "museum-visit",
            "remove the ticket",
            &["ticket-1", "ticket-2", "ticket-3"],
        ),
        ("parking", "make the spot blue", &["4:11", "4:21", "4:31"]),
        (
            "board",
            "delete the card",
            &["31:25", "31:28", "31:31", "31:44", "31:47", "31:64"],
        ),
    ] {
        assert_asked(document, prompt, offered);
    }
}

#[test]
fn ref_49_what_is_done_to_lines_is_done_to_the_line_that_shows_the_name() {
    for (document, prompt, wanted) in [
        ("museum-visit", "put Women of the Docks first", &["ex-2"][..]),
        ("museum-visit", "copy lost at sea", &["ex-1"]),
        ("hotel-rooms", "mark the standard double as booked", &["room-1"]),
        ("music-player", "duplicate harbour lights", &["s50"]),
        ("clinic-booking", "move doctor weber to the front", &["doc-2"]),
        ("parking", "remove Market Square", &["4:21"]),
        ("adopt", "mark Olive as adopted", &["petCard1"]),
        ("recipe-page", "delete the lime", &["ing-7"]),
        ("recipe-page", "Birgit's comment should be first", &["com-1"]),
        // A text of it is what the change is about.
        (
            "hotel-rooms",
            "rename the family room to Family Suite",
            &["room-3-name"],
        ),
        // What is said of a part of it is done to that.
        ("parking", "the Station North badge should be grey", &["4:35"]),
        (
            "hotel-rooms",
            "make the rooftop suite price bold",
            &["room-4-price"],
        ),
        ("music-player", "make slow train's duration green", &["s85"]),
        ("clinic-booking", "hide dr weber's button", &["doc-2-choose"]),
    ] {
        assert_meant(document, prompt, wanted);
    }
}

#[test]
fn ref_50_two_that_swap_are_where_the_second_one_is_said_to_be() {
    for (document, prompt, wanted) in [
        (
            "school-timetable",
            "swap maths and english on monday",
            &["mon-1", "mon-3"][..],
        ),
        ("school-timetable", "delete english on thursday", &["thu-4"]),
        ("budget", "swap fun and rent", &["cat-1", "cat-5"]),
        ("adopt", "swap Olive and Moss", &["petCard1", "petCard3"]),
    ] {
        assert_meant(document, prompt, wanted);
    }
}

#[test]
fn ref_51_a_place_is_told_by_parts_of_the_page() {
    for (document, prompt, wanted) in [
        (
            "museum-visit",
            "the title above the tickets in red",
            &["tickets-title"][..],
        ),
        (
            "museum-visit",
            "remove the link under the exhibitions",
            &["exh-all"],
        ),
        (
            "clinic-booking",
            "the text under the title should be smaller",
            &["intro"],
        ),
        ("music-player", "the icon on the top right should be red", &["s5"]),
        (
            "music-player",
            "the arrow at the top left should be bigger",
            &["s3"],
        ),
        ("budget", "make the x on the red banner bigger", &["alert-close"]),
        ("budget", "remove the red banner", &["alert"]),
        (
            "rental",
            "how about having the search button at the beginning of the row?",
            &["search-btn", "search-form"],
        ),
    ] {
        assert_meant(document, prompt, wanted);
    }
}

#[test]
fn ref_52_several_are_meant_where_several_are_said() {
    for (document, prompt, wanted) in [
        (
            "budget",
            "the progress bars in the categories green",
            &["cat-1-bar", "cat-2-bar", "cat-3-bar", "cat-4-bar", "cat-5-bar"][..],
        ),
        (
            "library",
            "reserve buttons in green",
            &["31:35", "31:45", "31:55"],
        ),
        (
            "clinic-booking",
            "the values in the summary should be bold",
            &["sum-doctor-value", "sum-time-value", "sum-price-value"],
        ),
        (
            "museum",
            "make all author names bold",
            &["v1_author", "v2_author", "v3_author"],
        ),
    ] {
        assert_meant(document, prompt, wanted);
    }
}

#[test]
fn ref_8_an_answer_that_names_a_line_means_what_was_offered_of_it() {
    use bozzetto_core::context::{Answer, Clarified};
    let document = Document::parse(&stored("hotel-rooms").to_string(), &Limits::default()).unwrap();
    let asked = Clarified {
        candidates: (1..5).map(|at| format!("room-{at}-price")).collect(),
        answer: Answer::Text("standard double".to_owned()),
    };
    let read = understand(
        "change the price to 99",
        &document,
        &[],
        &[],
        Some(&asked),
        &Limits::default(),
    );
    assert_eq!(ids(&read.unwrap().targets), ["room-1-price"]);
}
