//! Draws the chosen parts, each a piece to be put into the screen.

use crate::document::Value;
use crate::sorted::SortedSet;

use super::choose::{BUTTON, SHAPES};
use super::compose::{Chosen, Composition, Extras};
use super::data::{self, Language, Part};

use super::node::{Group, Node};
use super::paint::{FormField, Painter, Place};
use super::request::{Request, any_listed, listed};
use super::words::{capitalise, fold};

/// Draws the chosen parts.
pub(super) struct Draft<'a, 'b> {
    pub(super) request: &'a Request,
    /// What the asked sections are called, for the navigation
    pub(super) sections: Vec<String>,
    pub(super) painter: Painter<'a>,
    pub(super) extras: Extras,
    pub(super) taken: &'b mut SortedSet<String>,
}

impl Draft<'_, '_> {
    pub(super) fn draw(mut self, chosen: Vec<Chosen>) -> Composition {
        let request = self.request;
        let screen = request.screen;
        let mobile = request.mobile;
        let (layout, width) = if request.tablet {
            ("page", 820)
        } else if mobile {
            ("page", 390)
        } else if screen.layout == "page" {
            // A phone screen that was asked for on a desktop has its room.
            (screen.layout, screen.width.max(800))
        } else {
            (screen.layout, screen.width)
        };
        let panel = screen.layout == "panel" && !mobile && !request.tablet;
        let side = layout == "side";
        let title = data::translate(screen.title, request.language).to_owned();
        let name = if request.topic.is_empty() && request.brand.is_none() {
            title.clone()
        } else {
            format!("{title}: {}", self.painter.brand)
        };

        let root_width = if panel { 1200 } else { width };
        let tinted = panel || side || (mobile && !listed("chat login", screen.key));
        let mut root = self.painter.first(
            "screen d:{direction} g:{gap} p:0 bg:{ground} a:{align}",
            &[
                ("direction", Value::from(if side { "row" } else { "column" })),
                ("gap", Value::from(if panel { 24u32 } else { 0 })),
                (
                    "ground",
                    Value::from(if tinted && !request.dark { "#f9fafb" } else { "bg" }),
                ),
                ("align", if panel { Value::from("center") } else { Value::Null }),
            ],
        );
        root.name.clone_from(&name);
        root.size("width", root_width);
        root.size(
            "height",
            match (mobile, request.tablet) {
                (true, _) => 844,
                (_, true) => 1180,
                _ => 900,
            },
        );

        let mut pieces: Vec<(Option<String>, Node)> = Vec::new();
        let refused = |list: &str| request.without.iter().any(|gone| any_listed(gone, list));
        let mut rest = Vec::new();
        let (mut header, mut footer, mut tabbar, mut sidebar) = (None, None, None, None);
        for one in chosen {
            match one.part.key {
                "header" => header = Some(one.item),
                "footer" => footer = Some(one.item),
                "tabbar" => tabbar = Some(one.item),
                "sidebar" => sidebar = Some(one.item),
                _ => rest.push(one),
            }
        }
        let no_header = refused(
            "header nav navigation navbar kopfzeile entete encabezado cabecera intestazione chrome appbar en-tete",
        );
        let no_footer = refused("footer fusszeile pied pie");
        let main = if side || sidebar.is_some() && !mobile {
            Some("Main".to_owned())
        } else {
            None
        };
        if main.is_some() {
            root.put(Group::Layout, "direction", Value::from("row"));
        }

        if main.is_some() && !refused("sidebar seitenleiste") {
            pieces.push((None, self.sidebar(sidebar.as_ref())));
        }
        let side_width = if main.is_some() { 220 } else { 0 };
        if let Some(name) = &main {
            let mut node = self.painter.named("frame d:column g:0 p:0 #{name}", name);
            node.size("width", root_width.saturating_sub(side_width));
            pieces.push((None, node));
        }
        let wants_header = header.is_some()
            || !listed(
                "email invoice onboarding calculator notfound verify timer form survey",
                screen.key,
            );
        if wants_header && !no_header {
            let node = if main.is_some() {
                self.topbar(&title, header.as_ref())
            } else {
                self.header(&title, header.as_ref())
            };
            pieces.push((main.clone(), node));
        }

        let inside = if panel {
            Some(format!("{title} panel"))
        } else {
            main.clone()
        };
        let content = if panel {
            width.saturating_sub(64)
        } else {
            root_width.saturating_sub(side_width + if mobile { 32 } else { 96 })
        };
        if let (true, Some(name)) = (panel, &inside) {
            let kind = if rest.iter().any(|one| one.part.key == "cards") {
                "panel g:16 p:32 #{name}"
            } else {
                "card g:16 p:32 #{name}"
            };
            let mut card = self.painter.named(kind, name);
            card.size("width", width);
            pieces.push((None, card));
        }
        self.sections(rest, content, panel, main.is_some(), &inside, &mut pieces);

        let wants_footer = footer.is_some()
            || (!mobile
                && !panel
                && main.is_none()
                && listed(
                    "landing shop product pricing support page article events jobs team course gallery",
                    screen.key,
                ));
        if wants_footer && !no_footer {
            pieces.push((None, self.footer(footer.as_ref())));
        }
        let wants_tabs = tabbar.is_some()
            || (mobile
                && listed(
                    "banking fitness feed weather music travel smarthome todo notifications inbox shop dashboard profile",
                    screen.key,
                ));
        if wants_tabs && !no_footer && !refused("tabbar tab tabs navigation nav menu bar") {
            pieces.push((None, self.tabbar(tabbar.as_ref())));
        }
        self.finish(root, pieces, name)
    }

    pub(super) fn sections(
        &mut self,
        rest: Vec<Chosen>,
        content: u32,
        panel: bool,
        side: bool,
        inside: &Option<String>,
        pieces: &mut Vec<(Option<String>, Node)>,
    ) {
        let mobile = self.request.mobile;
        let mut given = false;
        let takes = |one: &Chosen| one.part.body.contains("fields ") || one.part.body.contains("fields\n");
        let has_form = rest.iter().any(takes);
        // A checkout has its sum on the right.
        let split =
            !mobile && !panel && !side && rest.iter().any(|one| one.part.key == "summary") && rest.len() > 1;
        let (left, right) = ("Left column".to_owned(), "Right column".to_owned());
        if split {
            let mut columns = self.painter.named("row g:32 p:48 a:start #Columns", "");
            for (name, width) in [(&left, content.saturating_sub(392)), (&right, 360)] {
                let mut column = self.painter.named("frame d:column g:16 p:0 #{name}", name);
                column.size("width", width);
                columns.children.push(column);
            }
            pieces.push((inside.clone(), columns));
        }
        let mut buttons: Option<Node> = None;
        let mut half: Option<Node> = None;
        let mut form_container: Option<usize> = None;
        for one in rest {
            let key = one.part.key;
            let in_form = takes(&one);
            let (target, room) = match (split, key == "summary") {
                (true, true) => (Some(right.clone()), 320),
                (true, false) => (Some(left.clone()), content.saturating_sub(440)),
                _ => (inside.clone(), content),
            };
            let fields = if in_form && !given {
                given = true;
                self.fields_of(&one.part)
            } else {
                None
            };
            let title = self.title_of(&one);
            let mut item = one.item.clone();
            if key == "table" || key == "columns" || key == "compare" {
                item.labels.append(&mut self.extras.columns);
            }
            if key == "toggles" && !self.extras.toggles.is_empty() {
                item.labels.append(&mut self.extras.toggles);
            }
            let wrap_width = if side && self.pairs(key) {
                (room.saturating_sub(16) / 2).saturating_sub(40)
            } else if side {
                room.saturating_sub(40)
            } else {
                room
            };
            let place = Place {
                item: &item,
                width: wrap_width,
                title: &title,
                fields: fields.as_deref(),
                ..Place::default()
            };
            let mut nodes = self.painter.body(one.part.body, &place);
            if in_form && let Some(label) = self.extras.submit.take() {
                rename_submit(&mut nodes, &label);
            }
            if nodes.is_empty() {
                continue;
            }
            if key == "button" || key == "link" || key == "icon" {
                let row = buttons.get_or_insert_with(|| self.painter.named("row #Actions", ""));
                let first = row.children.is_empty();
                for mut node in nodes {
                    if node.is_primary() && (!first || has_form) {
                        self.outline(&mut node);
                    }
                    row.children.push(node);
                }
                continue;
            }
            if let Some(row) = buttons.take() {
                pieces.push((target.clone(), self.wrap(row, panel, side)));
            }
            if !one.part.is('b') {
                nodes.insert(0, self.painter.heading(&format!("{title} title"), &title));
            }
            let section_name = if one.asked && !one.item.phrase.is_empty() {
                capitalise(&one.item.phrase)
            } else if title.is_empty() {
                capitalise(&key.replace('-', " "))
            } else {
                title
            };
            if one.part.is('f') && nodes.len() == 1 {
                if let Some(mut node) = nodes.pop() {
                    if one.asked && !one.item.phrase.is_empty() {
                        node.name = section_name;
                    }
                    if panel {
                        node.size("padding", 16);
                    }
                    pieces.push((target, node));
                }
                continue;
            }
            if in_form {
                form_container = Some(pieces.len());
            }
            if side && self.pairs(key) {
                let mut card = self.painter.named("panel g:12 #{name}", &section_name);
                card.size("width", room.saturating_sub(16) / 2);
                card.children = nodes;
                match half.take() {
                    None => half = Some(card),
                    Some(first) => {
                        let mut row = self.painter.named("row g:16 a:start #Panels", "");
                        row.children = vec![first, card];
                        pieces.push((target, self.wrap(row, panel, side)));
                    }
                }
                continue;
            }
            if let Some(first) = half.take() {
                pieces.push((target.clone(), self.wrap(first, panel, side)));
            }
            let bare = one.part.is('b');
            let single = nodes.len() == 1
                && (panel || bare)
                && nodes
                    .first()
                    .is_some_and(|node| !node.children.is_empty() || panel)
                && !(side && !bare);
            let node = if single {
                let mut node = nodes.pop().unwrap_or_default();
                if one.asked && !one.item.phrase.is_empty() {
                    node.name = section_name;
                }
                node
            } else if side && !bare {
                let mut card = self.painter.named("panel g:12 #{name}", &section_name);
                card.size("width", room);
                card.children = nodes;
                card
            } else {
                let mut section = self
                    .painter
                    .named("section d:column g:20/12 p:0 #{name}", &section_name);
                if !(mobile || panel || side || split)
                    && listed("features testimonials plans logos reviews faq", key)
                {
                    section.put(Group::Layout, "align", Value::from("center"));
                }
                section.children = nodes;
                section
            };
            let mut node = self.wrap(node, panel, side);
            if split {
                node.size("padding", 0);
            }
            pieces.push((target, node));
        }
        if let Some(first) = half.take() {
            pieces.push((inside.clone(), self.wrap(first, panel, side)));
        }
        // Fields that no form took get a form of their own.
        if !given && !self.extras.fields.is_empty() {
            let fields = std::mem::take(&mut self.extras.fields);
            let place = Place {
                width: content,
                title: "Form",
                fields: Some(&fields),
                ..Place::default()
            };
            let nodes = self
                .painter
                .body("form #Form\n fields name\n primary =Submit", &place);
            for node in nodes {
                pieces.push((inside.clone(), self.wrap(node, panel, side)));
            }
        }
        for label in std::mem::take(&mut self.extras.columns)
            .into_iter()
            .chain(std::mem::take(&mut self.extras.toggles))
        {
            let mut section = self.painter.named("section g:12 p:0 #{name}", &label);
            section.children.push(self.painter.heading(&label, &label));
            pieces.push((inside.clone(), self.wrap(section, panel, side)));
        }
        if let Some(mut row) = buttons.take() {
            if has_form && panel {
                row.put(Group::Layout, "direction", Value::from("column"));
                row.put(Group::Layout, "align", Value::from("stretch"));
                for button in &mut row.children {
                    button.put(Group::Layout, "width", Value::from("fill"));
                }
            }
            let wrapped = self.wrap(row, panel, side);
            let at = form_container
                .filter(|_| panel)
                .map_or(pieces.len(), |at| (at + 1).min(pieces.len()));
            pieces.insert(at, (inside.clone(), wrapped));
        }
    }

    /// Parts that stand two in a row on a wide screen with a side bar.
    pub(super) fn pairs(&self, key: &str) -> bool {
        listed(
            "chart barchart piechart sales orders stock alerts activity tasks events list budgets jobs stat-one text-one",
            key,
        )
    }

    /// Makes a button one of the lesser ones.
    fn outline(&self, button: &mut Node) {
        let lesser = self.painter.named("outline", "");
        for (key, value) in lesser.group(Group::Style) {
            button.put(Group::Style, key, value);
        }
        button.put(Group::Props, "variant", Value::from("outline"));
    }

    /// Room around a section of a page.
    fn wrap(&self, mut node: Node, panel: bool, side: bool) -> Node {
        if panel {
            return node;
        }
        let padding = if self.request.mobile || side { 16 } else { 48 };
        let framed = node.has("background") || node.has("borderColor");
        if framed || node.children.is_empty() || node.kind == "row" && node.name == "Panels" {
            let mut section = self
                .painter
                .named("section g:12 #{name}", &format!("{} section", node.name));
            section.children.push(node);
            node = section;
        }
        node.size("padding", padding);
        node
    }

    pub(super) fn title_of(&self, one: &Chosen) -> String {
        let usual = self.painter.say(one.part.title);
        let phrase = &one.item.phrase;
        if let (Some(quote), false) = (one.item.quotes.first(), one.part.body.contains("each"))
            && !listed("button link search messages", one.part.key)
        {
            return quote.clone();
        }
        if !one.asked || phrase.is_empty() {
            return usual;
        }
        let words = one.item.words.join(" ");
        let plain = one.part.words.split('|').any(|keyword| keyword == words);
        if plain && !usual.is_empty() && one.part.key != "group" {
            usual
        } else {
            capitalise(phrase)
        }
    }

    /// The fields of a form: the usual ones, those that were listed, or both.
    pub(super) fn fields_of(&mut self, part: &Part) -> Option<Vec<FormField>> {
        let listed_fields = std::mem::take(&mut self.extras.fields);
        let dropped = |field: &FormField| {
            self.request.without.iter().any(|words| {
                words
                    .iter()
                    .any(|word| word.len() > 2 && fold(&field.label).contains(word.trim_end_matches('s')))
            })
        };
        let usual: Vec<FormField> = part
            .body
            .lines()
            .find_map(|line| line.trim_start().strip_prefix("fields "))
            .unwrap_or_default()
            .split_whitespace()
            .map(|key| self.painter.usual_field(key))
            .filter(|field| !dropped(field))
            .collect();
        let same = |a: &FormField, b: &FormField| {
            let (a, b) = (fold(&a.label), fold(&b.label));
            a == b
                || a.ends_with(&format!(" {b}"))
                || b.ends_with(&format!(" {a}"))
                || a.starts_with(&format!("{b} "))
        };
        let account = listed(
            "form-login form-signup form-address form-payment settings-account form-code",
            part.key,
        );
        if listed_fields.is_empty() {
            return Some(usual);
        }
        let mut all: Vec<FormField> = Vec::new();
        if !account && (listed_fields.len() >= 2 || self.request.only) {
            all.extend(listed_fields);
            return Some(all);
        }
        if self.request.only && !listed("form-address", part.key) {
            return Some(listed_fields);
        }
        let splits_name = listed_fields.iter().any(|field| {
            fold(&field.label).contains("first name") || field.label == "Vorname" || field.label == "Prénom"
        });
        let names_user = part.key == "form-login"
            && listed_fields
                .iter()
                .any(|field| listed("tel", field.kind) || fold(&field.label).contains("user"));
        for field in usual {
            let stands_in = listed_fields
                .iter()
                .find(|one| same(one, &field) || (one.kind == field.kind && one.kind == "password"));
            if let Some(one) = stands_in {
                if !all.contains(one) {
                    all.push(one.clone());
                }
                continue;
            }
            let skipped = (splits_name
                && (field.label == "Name"
                    || field.label == "Nom"
                    || field.label == "Nombre"
                    || field.label == "Nome"))
                || (names_user && field.kind == "email");
            if !skipped {
                all.push(field);
            }
        }
        let at = if part.key == "form-login" || part.key == "form-signup" {
            all.iter()
                .position(|field| field.kind == "password")
                .unwrap_or(all.len())
        } else {
            all.len()
        };
        let missing: Vec<FormField> = listed_fields
            .into_iter()
            .filter(|field| !all.contains(field))
            .collect();
        let tail = all.split_off(at);
        // Names come first, passwords last.
        let (first, later): (Vec<FormField>, Vec<FormField>) = missing
            .into_iter()
            .partition(|field| fold(&field.label).contains("name"));
        let mut ordered: Vec<FormField> = first;
        ordered.extend(all);
        ordered.extend(later);
        ordered.extend(tail);
        Some(ordered)
    }

    /// Takes out what must not be there, puts in what would be missing, numbers the nodes.
    fn finish(self, root: Node, mut pieces: Vec<(Option<String>, Node)>, name: String) -> Composition {
        for words in &self.request.without {
            let phrase = words.join(" ");
            let kind = match words.last().map_or("", String::as_str).trim_end_matches('s') {
                "image" | "photo" | "picture" | "bild" | "bilder" => "image",
                "icon" => "icon",
                "avatar" => "avatar",
                "badge" => "badge",
                "button" if words.len() == 1 => "button",
                "link" if words.len() == 1 => "link",
                "shadow" | "colour" | "color" => continue,
                _ => "",
            };
            let stem = phrase.trim_end_matches('s').to_owned();
            let test = |node: &Node| {
                node.kind == kind
                    || (stem.len() > 2 && fold(&node.name).starts_with(&stem) && node.kind != "screen")
            };
            for (_, node) in &mut pieces {
                node.prune(&test);
            }
            pieces.retain(|(_, node)| !test(node) || node.name == "Main");
        }
        let said =
            |pieces: &[(Option<String>, Node)], text: &str| pieces.iter().any(|(_, node)| node.says(text));
        let mut missing: Vec<String> = Vec::new();
        let quotes = self
            .request
            .quotes
            .iter()
            .chain(self.request.items.iter().flat_map(|item| &item.quotes));
        for quote in quotes {
            if !quote.starts_with('[') && !said(&pieces, &fold(quote)) {
                missing.push(quote.clone());
            }
        }
        for secret in &self.request.secrets {
            if !secret.starts_with("[API") && !secret.starts_with("[CARD") && !said(&pieces, &fold(secret)) {
                missing.push(secret.clone());
            }
        }
        for item in &self.request.items {
            let phrase = fold(&item.phrase);
            let in_parts = |words: &[String]| {
                let mut telling = words
                    .iter()
                    .filter(|word| word.len() > 3 && !listed(SHAPES, word) && !listed(BUTTON, word))
                    .peekable();
                telling.peek().is_some() && telling.all(|word| said(&pieces, word.trim_end_matches('s')))
            };
            if !phrase.is_empty()
                && item.labels.is_empty()
                && !item.each
                && !said(&pieces, &phrase)
                && !in_parts(&item.words)
            {
                missing.push(capitalise(&item.phrase));
            }
            missing.extend(
                item.labels
                    .iter()
                    .filter(|label| !said(&pieces, &fold(label)))
                    .cloned(),
            );
        }
        if !missing.is_empty() {
            let inside = pieces
                .iter()
                .rev()
                .find(|(_, node)| !matches!(node.kind, "footer" | "tabbar"))
                .and_then(|(inside, _)| inside.clone());
            let at = pieces
                .iter()
                .rposition(|(_, node)| !matches!(node.kind, "footer" | "tabbar"))
                .map_or(pieces.len(), |at| at + 1);
            let mut section = self.painter.named("section g:8 p:24/16 #More", "");
            for text in &missing {
                section.children.push(self.painter.named("t ={name}", text));
            }
            pieces.insert(at, (inside, section));
        }
        for (_, node) in &mut pieces {
            node.number("", self.taken);
        }
        let summary = match self.request.language {
            Language::English => format!("First version: {name}"),
            Language::German => format!("Erste Version: {name}"),
            Language::French => format!("Première version : {name}"),
            Language::Spanish => format!("Primera versión: {name}"),
            Language::Italian => format!("Prima versione: {name}"),
        };
        Composition {
            root,
            pieces,
            summary,
        }
    }
}

/// Gives the main button of a form another label.
fn rename_submit(nodes: &mut [Node], label: &str) -> bool {
    for node in nodes {
        if node.is_primary() {
            node.put(Group::Props, "label", Value::from(label));
            node.name = format!("{label} button");
            return true;
        }
        if rename_submit(&mut node.children, label) {
            return true;
        }
    }
    false
}
