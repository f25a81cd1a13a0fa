//! Draws the chosen parts, each a piece to be put into the screen.

use super::choose::{BUTTON, SHAPES};
use super::compose::{Chosen, Composition, Extras};
use super::data::{self, Language, Part};
use super::items::Item;
use super::node::Node;
use super::paint::{FormField, Painter, Place};
use super::request::{Request, listed};
use super::words::{capitalise, fold};
use crate::sorted::SortedSet;

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
        let look = self.painter.look.clone();
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

        let root_width = match (mobile, panel, layout) {
            (_, true, _) => 1200,
            (_, _, "page" | "panel") => width,
            _ => width,
        };
        let root = Node::new("screen", name.clone())
            .flow(if side { "row" } else { "column" }, if panel { 24 } else { 0 }, 0)
            .layout("width", root_width)
            .layout(
                "height",
                if mobile {
                    844u32
                } else if request.tablet {
                    1180
                } else {
                    900
                },
            )
            .style(
                "background",
                if panel || side || (mobile && !listed("chat login", screen.key)) {
                    if request.dark {
                        look.background.as_str()
                    } else {
                        "#f9fafb"
                    }
                } else {
                    look.background.as_str()
                },
            );
        let root = if panel {
            root.layout("align", "center")
        } else {
            root
        };

        let mut pieces: Vec<(Option<String>, Node)> = Vec::new();
        let refused = |words: &str| {
            request
                .without
                .iter()
                .any(|gone| gone.iter().any(|word| listed(words, word)))
        };
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
        let fixed_root = if main.is_some() && !side {
            root.layout("direction", "row")
        } else {
            root
        };

        if main.is_some() && !refused("sidebar seitenleiste") {
            pieces.push((None, self.sidebar(sidebar.as_ref())));
        }
        let side_width = if main.is_some() { 220 } else { 0 };
        if let Some(name) = &main {
            pieces.push((
                None,
                Node::new("frame", name.clone())
                    .flow("column", 0, 0)
                    .layout("width", root_width.saturating_sub(side_width)),
            ));
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
                "frame"
            } else {
                "card"
            };
            let card = self
                .painter
                .card(kind, name)
                .layout("width", width)
                .layout("gap", 16u32)
                .layout("padding", 32u32);
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
        self.finish(fixed_root, pieces, name)
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
            let column = |name: &str, width: u32| {
                Node::new("frame", name)
                    .flow("column", 16, 0)
                    .layout("width", width)
            };
            pieces.push((
                inside.clone(),
                Node::new("row", "Columns")
                    .flow("row", 32, 48)
                    .layout("align", "start")
                    .child(column(&left, content.saturating_sub(392)))
                    .child(column(&right, 360)),
            ));
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
                title: title.clone(),
                fields: fields.as_deref(),
            };
            let mut nodes = self.painter.body(one.part.body, &place);
            if in_form && let Some(label) = self.extras.submit.take() {
                rename_submit(&mut nodes, &label);
            }
            if nodes.is_empty() {
                continue;
            }
            if key == "button" || key == "link" || key == "icon" {
                let row = buttons.take().unwrap_or_else(|| {
                    Node::new("row", "Actions")
                        .flow("row", 12, 0)
                        .layout("align", "center")
                });
                let first = row.children.is_empty();
                let plain = nodes.into_iter().map(|node| {
                    let primary = node
                        .props
                        .iter()
                        .any(|(name, value)| *name == "variant" && value.as_str() == Some("primary"));
                    if primary && (!first || has_form) {
                        self.outlined(node)
                    } else {
                        node
                    }
                });
                buttons = Some(row.with(plain));
                continue;
            }
            if let Some(row) = buttons.take() {
                pieces.push((target.clone(), self.wrap(row, panel, side)));
            }
            if !one.part.is('b')
                || (key != "title"
                    && one.part.is('g')
                    && self.painter.heading("", &title, 2).says(&fold(&title))
                    && key == "list")
            {
                nodes.insert(0, self.painter.heading(&format!("{title} title"), &title, 2));
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
                        node = node.layout("padding", 16u32)
                    }
                    pieces.push((target, node));
                }
                continue;
            }
            if in_form {
                form_container = Some(pieces.len());
            }
            if side && self.pairs(key) {
                let card = self
                    .painter
                    .card("frame", &section_name)
                    .layout("width", room.saturating_sub(16) / 2)
                    .layout("gap", 12u32)
                    .with(nodes);
                match half.take() {
                    None => half = Some(card),
                    Some(first) => pieces.push((
                        target,
                        self.wrap(
                            Node::new("row", "Panels")
                                .flow("row", 16, 0)
                                .layout("align", "start")
                                .child(first)
                                .child(card),
                            panel,
                            side,
                        ),
                    )),
                }
                continue;
            }
            if let Some(first) = half.take() {
                pieces.push((target.clone(), self.wrap(first, panel, side)));
            }
            let bare = one.part.is('b');
            let node = if nodes.len() == 1
                && (panel || bare)
                && nodes
                    .first()
                    .is_some_and(|node| !node.children.is_empty() || panel)
                && !(side && !bare)
            {
                let mut node = nodes.pop().unwrap_or_default();
                if one.asked && !one.item.phrase.is_empty() {
                    node.name = section_name;
                }
                self.wrap(node, panel, side)
            } else if side && !bare {
                self.wrap(
                    self.painter
                        .card("frame", &section_name)
                        .layout("gap", 12u32)
                        .layout("width", room)
                        .with(nodes),
                    panel,
                    side,
                )
            } else {
                let section = Node::new("section", section_name)
                    .flow("column", if mobile { 12 } else { 20 }, 0)
                    .with(nodes);
                let centred = !mobile
                    && !panel
                    && !side
                    && !split
                    && listed("features testimonials plans logos reviews faq", key);
                let section = if centred {
                    section.layout("align", "center")
                } else {
                    section
                };
                self.wrap(section, panel, side)
            };
            let node = if split { node.layout("padding", 0u32) } else { node };
            pieces.push((target, node));
        }
        if let Some(first) = half.take() {
            pieces.push((inside.clone(), self.wrap(first, panel, side)));
        }
        // Fields that no form took get a form of their own.
        if !given && !self.extras.fields.is_empty() {
            let fields = std::mem::take(&mut self.extras.fields);
            let place = Place {
                item: &Item::default(),
                width: content,
                title: "Form".to_owned(),
                fields: Some(&fields),
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
            let node = self.painter.heading(&label, &label, 2);
            pieces.push((
                inside.clone(),
                self.wrap(
                    Node::new("section", label).flow("column", 12, 0).child(node),
                    panel,
                    side,
                ),
            ));
        }
        if let Some(row) = buttons.take() {
            let row = if has_form && panel { row.flow_column() } else { row };
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

    pub(super) fn outlined(&self, node: Node) -> Node {
        let look = &self.painter.look;
        node.style("background", look.surface.as_str())
            .style("color", look.text.as_str())
            .style("borderColor", look.border.as_str())
            .style("borderWidth", 1u32)
            .prop("variant", "outline")
    }

    /// Room around a section of a page.
    pub(super) fn wrap(&self, node: Node, panel: bool, side: bool) -> Node {
        if panel {
            return node;
        }
        let padding = if self.request.mobile || side { 16u32 } else { 48 };
        let has_room = node
            .style
            .iter()
            .any(|(key, _)| *key == "background" || *key == "borderColor");
        if has_room || node.kind == "row" && node.name == "Panels" {
            let name = format!("{} section", node.name);
            return Node::new("section", name).flow("column", 12, padding).child(node);
        }
        if node.children.is_empty() {
            let name = format!("{} section", node.name);
            return Node::new("section", name).flow("column", 12, padding).child(node);
        }
        node.layout("padding", padding)
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
        let said = |pieces: &[(Option<String>, Node)], text: &str| {
            pieces.iter().any(|(_, node)| node.any(&|node| node.says(text)))
        };
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
            let section = Node::new("section", "More")
                .flow("column", 8, if self.request.mobile { 16 } else { 24 })
                .with(
                    missing
                        .iter()
                        .map(|text| self.painter.text(text, text, 15, 400, "text")),
                );
            pieces.insert(at, (inside, section));
        }
        for (_, node) in &mut pieces {
            node.number(self.taken);
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
        if node.kind == "button"
            && node
                .props
                .iter()
                .any(|(key, value)| *key == "variant" && value.as_str() == Some("primary"))
        {
            let mut renamed = std::mem::take(node).prop("label", label);
            renamed.name = format!("{label} button");
            *node = renamed;
            return true;
        }
        if rename_submit(&mut node.children, label) {
            return true;
        }
    }
    false
}

impl Node {
    fn flow_column(self) -> Self {
        let mut node = self.layout("direction", "column").layout("align", "stretch");
        for child in &mut node.children {
            *child = std::mem::take(child).layout("width", "fill");
        }
        node
    }
}
