//! Pages that prompts are about, and what is understood and done.

use bozzetto_core::context::{EditBrief, Interaction, Targets, Understanding, understand};
use bozzetto_core::document::{Document, Limits};
use bozzetto_core::model::offline;
use bozzetto_core::version::{Patch, apply};
use serde_json::{Value, json};

/// A page with a family of three cards, two of them with a button, a tab bar and a form.
pub fn page() -> Value {
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

/// The same as the core has it.
pub fn document() -> Document {
    Document::parse(&page().to_string(), &Limits::default()).unwrap()
}

/// One of the documents that others wrote sentences for.
pub fn stored(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/edits/others/documents");
    serde_json::from_str(&std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap()).unwrap()
}

/// What is understood of a prompt on that page.
pub fn read(prompt: &str, selection: &[&str]) -> Understanding {
    let selection: Vec<String> = selection.iter().map(|id| (*id).to_owned()).collect();
    understand(prompt, &document(), &[], &selection, None, &Limits::default()).unwrap()
}

/// The nodes that are meant.
pub fn ids(targets: &Targets) -> Vec<&str> {
    match targets {
        Targets::Resolved { candidates } => candidates.iter().map(|one| one.id.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// The answer of the embedded model, and the document that it leads to.
#[track_caller]
pub fn answer(prompt: &str, selection: &[&str]) -> (Value, Value) {
    answer_on(&page(), prompt, selection)
}

#[track_caller]
pub fn answer_on(page: &Value, prompt: &str, selection: &[&str]) -> (Value, Value) {
    answered(page, prompt, selection, &[])
}

/// The same behind other edits.
#[track_caller]
pub fn answer_after(page: &Value, prompt: &str, recent: &[Interaction]) -> (Value, Value) {
    answered(page, prompt, &[], recent)
}

#[track_caller]
fn answered(page: &Value, prompt: &str, selection: &[&str], recent: &[Interaction]) -> (Value, Value) {
    let limits = Limits::default();
    let document = Document::parse(&page.to_string(), &limits).unwrap();
    let selection: Vec<String> = selection.iter().map(|id| (*id).to_owned()).collect();
    let brief = EditBrief {
        before: None,
        also: Vec::new(),
        create: false,
        understanding: understand(prompt, &document, recent, &selection, None, &limits).unwrap(),
        document: document.clone(),
        selection,
        recent: recent.to_vec(),
        older: Vec::new(),
        faults: Vec::new(),
    };
    let answer: Value = serde_json::from_str(&offline::answer(&brief)).unwrap();
    let patch = Patch::parse(&answer["ops"].to_string(), &limits).unwrap();
    let after = apply(&document, &patch, &limits).unwrap().document;
    (answer, serde_json::from_str(&after.to_json()).unwrap())
}

pub fn node<'a>(tree: &'a Value, id: &str) -> Option<&'a Value> {
    if tree["id"] == id {
        return Some(tree);
    }
    tree["children"]
        .as_array()?
        .iter()
        .find_map(|child| node(child, id))
}

/// Plans with ids that begin with those of the plan, as they are made here; a list of chips; two boxes with titles.
pub fn parts() -> Value {
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

/// Cards of a list of results, a select, a table and a footer with texts of two kinds.
pub fn catalogue() -> Value {
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

/// A day of talks: figures, speakers in cards, times as chips, a list whose lines name their parts, a chart and filters.
pub fn agenda() -> Value {
    let figure = |at: usize, label: &str, value: &str| {
        json!({"id": format!("k{at}"), "type": "card", "name": format!("{label} card"), "children": [
            {"id": format!("k{at}l"), "type": "text", "name": "Label", "props": {"text": label}, "style": {"fontSize": 14}, "children": []},
            {"id": format!("k{at}v"), "type": "text", "name": "Value", "props": {"text": value}, "style": {"fontSize": 28}, "children": []}
        ]})
    };
    let speaker = |at: usize, name: &str, state: &str| {
        json!({"id": format!("s{at}"), "type": "card", "name": format!("Speaker {at}"), "children": [
            {"id": format!("s{at}n"), "type": "text", "name": "Speaker name", "props": {"text": name}, "children": []},
            {"id": format!("s{at}t"), "type": "text", "name": "Topic", "props": {"text": "Bees"}, "children": []},
            {"id": format!("s{at}s"), "type": "badge", "name": "Seats", "props": {"text": state}, "style": {"background": "#16a34a"}, "children": []}
        ]})
    };
    let talk = |at: usize, title: &str| {
        json!({"id": format!("t{at}"), "type": "listItem", "name": title, "layout": {"direction": "row"}, "children": [
            {"id": format!("t{at}n"), "type": "text", "name": "Talk name", "props": {"text": title}, "style": {"fontSize": 15}, "children": []},
            {"id": format!("t{at}l"), "type": "text", "name": "Length", "props": {"text": "30 min"}, "style": {"fontSize": 12}, "children": []}
        ]})
    };
    let time = |at: usize, text: &str| json!({"id": format!("h{at}"), "type": "chip", "name": format!("Start {at}"), "props": {"text": text, "selected": at == 1}, "children": []});
    json!({"id": "root", "type": "screen", "name": "Agenda", "layout": {"direction": "column"}, "style": {"background": "#1f2937"}, "children": [
        {"id": "figures", "type": "row", "name": "Figures", "layout": {"direction": "row"}, "children": [figure(1, "Talks", "12"), figure(2, "Guests", "1,340"), figure(3, "Rooms", "7")]},
        {"id": "speakers", "type": "section", "name": "Speakers", "layout": {"direction": "column"}, "children": [
            {"id": "speaker-row", "type": "row", "name": "Speaker cards", "layout": {"direction": "row"}, "children": [speaker(1, "Dr. Ines Falk", "Free seats"), speaker(2, "Jo Park", "Waiting list"), speaker(3, "Ana Ruiz", "Free seats")]}
        ]},
        {"id": "starts", "type": "row", "name": "Starts", "layout": {"direction": "row"}, "children": [time(1, "09:15"), time(2, "10:45"), time(3, "14:30")]},
        {"id": "programme", "type": "list", "name": "Programme", "layout": {"direction": "column"}, "children": [talk(1, "Wild bees"), talk(2, "Honey"), talk(3, "Hives")]},
        {"id": "chart", "type": "chart", "name": "Visitors chart", "props": {"kind": "bar"}, "children": []},
        {"id": "filters", "type": "row", "name": "Filters", "layout": {"direction": "row"}, "children": [
            {"id": "room", "type": "select", "name": "Room filter", "props": {"label": "Room", "options": ["North", "South"], "value": "North"}, "children": []},
            {"id": "track", "type": "select", "name": "Track filter", "props": {"label": "Track", "options": ["Any", "Science"], "value": "Any"}, "children": []},
            {"id": "live", "type": "toggle", "name": "Live stream", "props": {"label": "Live stream", "checked": true}, "children": []}
        ]},
        {"id": "join", "type": "form", "name": "Join form", "layout": {"direction": "column"}, "children": [
            {"id": "who", "type": "input", "name": "Full name", "props": {"label": "Full name", "placeholder": "Robin"}, "children": []},
            {"id": "size", "type": "select", "name": "Shirt size", "props": {"label": "Shirt size", "options": ["Small", "Large"], "value": "Small"}, "children": []},
            {"id": "print", "type": "button", "name": "Print button", "props": {"label": "Print"}, "children": []},
            {"id": "share", "type": "button", "name": "Share button", "props": {"label": "Share"}, "style": {"background": "#2563eb"}, "children": []}
        ]}
    ]})
}
