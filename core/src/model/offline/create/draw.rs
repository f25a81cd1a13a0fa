//! Draws the chosen parts, each a piece to be put into the screen.

use crate::context::is_unfit;
use crate::document::Value;
use crate::letters;
use crate::sorted::SortedSet;

use super::choose::BUTTON;
use super::collection::priced;
use super::compose::{Chosen, Composition, Extras, Piece};
use super::data::{self, Part};
use super::form::SHAPES;

use super::node::{Container, Group, Node};
use super::paint::{FormField, Painter, Place};
use super::request::{Request, any_listed, listed};
use super::words::{fold, matches_at};

/// Draws the chosen parts.
pub(super) struct Draft<'a> {
    pub(super) request: &'a Request,
    /// What the asked sections are called, for the navigation
    pub(super) sections: Vec<String>,
    pub(super) painter: Painter<'a>,
    pub(super) extras: Extras,
    pub(super) pieces: Vec<Piece>,
    /// The sections stand in a card in the middle
    pub(super) panel: bool,
    /// They stand beside a side bar
    pub(super) side: bool,
}

impl Draft<'_> {
    pub(super) fn draw(mut self, chosen: Vec<Chosen>, taken: &mut SortedSet<String>) -> Composition {
        let request = self.request;
        let screen = request.screen;
        let mobile = request.mobile;
        let (layout, width) = if request.tablet {
            ("page", 820)
        } else if mobile {
            ("page", 390)
        } else if screen.layout == "page" {
            // A phone screen that was asked for on a desktop has its room.
            ("page", screen.width.max(800))
        } else {
            (screen.layout, screen.width)
        };
        self.panel = layout == "panel";
        self.side = layout == "side";
        let usual = data::translate(screen.title, request.language);
        let own = screen.key == "page" && request.title.is_empty() && !request.topic.is_empty();
        let topic = letters::capitalised(&request.topic);
        let title = if !request.title.is_empty() {
            request.title.as_str()
        } else if own {
            &topic
        } else {
            usual
        };
        let name = if !request.about && request.brand.is_none() || own && request.brand.is_none() {
            title.to_owned()
        } else {
            format!("{title}: {}", self.painter.brand)
        };
        let root_width = if self.panel { 1200 } else { width };
        let tinted = self.panel || self.side || (mobile && !listed("chat login", screen.key));

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
        self.side |= sidebar.is_some() && !mobile;
        let mut root = self.painter.named(
            match (self.panel, self.side) {
                (true, false) => "screen d:column g:24 p:0 h:900 a:center",
                (true, true) => "screen d:row g:24 p:0 h:900 a:center",
                (_, true) if request.tablet => "screen d:row g:0 p:0 h:1180",
                (_, true) => "screen d:row g:0 p:0 h:900",
                _ if request.tablet => "screen d:column g:0 p:0 h:1180",
                _ => "screen d:column g:0 p:0 h:900/844",
            },
            "",
        );
        let ground = if tinted && !request.dark { "#f9fafb" } else { "bg" };
        let ground = Value::from(self.painter.look.role(ground));
        root.put(Group::Style, "background", ground);
        root.size("width", root_width);

        let mut side_width = 0;
        let mut inside = Container::Root;
        if self.side {
            side_width = 220;
            inside = Container::Main;
            if !refused("sidebar seitenleiste") {
                let bar = self.sidebar(sidebar.as_ref());
                self.push(Container::Root, bar);
            }
            self.open(
                inside,
                "frame d:column g:0 p:0 #{name}",
                "Main",
                // Not a number: without the sidebar it has the room of both.
                Value::from("fill"),
            );
        }
        let wants_header = header.is_some()
            || !listed(
                "email invoice onboarding calculator notfound verify timer form survey",
                screen.key,
            );
        if wants_header
            && !refused(
                "header nav navigation navbar kopfzeile entete encabezado cabecera intestazione chrome appbar en-tete",
            )
        {
            let node = if self.side {
                self.topbar(title, header.as_ref())
            } else {
                self.header(title, header.as_ref())
            };
            self.push(inside, node);
        }
        let content = if self.panel {
            inside = Container::Panel;
            let kind = if rest.iter().any(|one| one.part.key == "cards") {
                "panel g:16 p:32 #{name}"
            } else {
                "card g:16 p:32 #{name}"
            };
            self.open(inside, kind, &format!("{title} panel"), Value::from(width));
            width.saturating_sub(64)
        } else {
            root_width.saturating_sub(side_width + if mobile { 32 } else { 96 })
        };
        self.sections(rest, content, inside);

        let no_footer = refused("footer fusszeile pied pie");
        let wants_footer = footer.is_some()
            || !(mobile || self.panel || self.side)
                && listed(
                    "landing shop product pricing support page article events jobs team course gallery",
                    screen.key,
                );
        if wants_footer && !no_footer {
            let node = self.footer(footer.as_ref());
            self.push(Container::Root, node);
        }
        let wants_tabs = tabbar.is_some()
            || mobile
                && any_listed(
                    &request.words,
                    "app mobile iphone android phone smartphone handy movil cellulare",
                )
                && listed(
                    "banking fitness feed weather music travel smarthome todo notifications inbox shop dashboard profile",
                    screen.key,
                );
        if wants_tabs && !no_footer && !refused("tabbar tab tabs navigation nav menu bar") {
            let node = self.tabbar(tabbar.as_ref());
            self.push(Container::Root, node);
        }
        self.refuse();
        self.say_the_rest();
        for piece in &mut self.pieces {
            piece.node.number("", taken);
        }
        let summary = data::translate("First version: {name}", request.language).replace("{name}", &name);
        root.name = name;
        Composition {
            root,
            pieces: self.pieces,
            summary,
        }
    }

    fn push(&mut self, inside: Container, node: Node) {
        self.pieces.push(Piece { inside, node });
    }

    /// Puts a section with room around it.
    fn push_section(&mut self, inside: Container, node: Node) {
        let node = self.wrap(node);
        self.push(inside, node);
    }

    /// A container into which more is put.
    fn open(&mut self, container: Container, body: &'static str, name: &str, width: Value) {
        let mut node = self.painter.named(body, name);
        node.put(Group::Layout, "width", width);
        node.container = container;
        self.push(Container::Root, node);
    }

    fn sections(&mut self, rest: Vec<Chosen>, content: u32, inside: Container) {
        let request = self.request;
        let (panel, side) = (self.panel, self.side);
        let mut given = false;
        let takes = |one: &Chosen| one.part.body.contains("fields ");
        let has_form = rest.iter().any(takes);
        // A checkout has its sum on the right.
        let split = !(request.mobile || panel || side)
            && rest.iter().any(|one| one.part.key == "summary")
            && rest.len() > 1;
        if split {
            let mut columns = self.painter.named("row g:32 p:48 a:start #Columns", "");
            for (container, name, width) in [
                (Container::Left, "Left column", content.saturating_sub(392)),
                (Container::Right, "Right column", 360),
            ] {
                let mut column = self.painter.named("frame d:column g:16 p:0 #{name}", name);
                column.size("width", width);
                column.container = container;
                columns.children.push(column);
            }
            self.push(inside, columns);
        }
        let mut buttons = Vec::new();
        let mut half: Option<Node> = None;
        let mut form_at: Option<usize> = None;
        for one in rest {
            let key = one.part.key;
            let in_form = takes(&one);
            let (target, room) = match (split, key == "summary") {
                (true, true) => (Container::Right, 320),
                (true, false) => (Container::Left, content.saturating_sub(440)),
                _ => (inside, content),
            };
            let fields = if in_form && !given {
                given = true;
                Some(self.fields_of(&one.part))
            } else {
                None
            };
            let title = self.title_of(&one);
            let named = one.asked && !one.item.phrase.is_empty();
            let mut item = one.item;
            match key {
                "table" | "columns" | "compare" => item.labels.append(&mut self.extras.columns),
                "toggles" => item.labels.append(&mut self.extras.toggles),
                _ => {}
            }
            let half_room = room.saturating_sub(16) / 2;
            let in_pair = side && pairs(key);
            let own_room = if in_pair { half_room } else { room };
            let place = Place {
                item: &item,
                width: own_room.saturating_sub(if side { 40 } else { 0 }),
                title: &title,
                fields: fields.as_deref(),
                ..Place::default()
            };
            let mut nodes = self.painter.body(one.part.body, &place);
            if request.only && !one.asked {
                let more =
                    |node: &Node| listed("link checkbox", node.kind) || !in_form && node.kind == "button";
                nodes.iter_mut().for_each(|node| node.prune(&more));
                nodes.retain(|node| !more(node));
            }
            if (in_form || listed("notfound product-detail", key))
                && let Some(label) = self.extras.submit.take()
            {
                rename_submit(&mut nodes, &label);
            }
            if nodes.is_empty() {
                continue;
            }
            if listed("button link icon", key) {
                for mut node in nodes {
                    if node.is_primary() && (has_form || !buttons.is_empty()) {
                        self.outline(&mut node);
                    }
                    buttons.push(node);
                }
                continue;
            }
            self.push_buttons(&mut buttons, target);
            let bare = one.part.is('b');
            if !bare {
                nodes.insert(0, self.painter.heading(&format!("{title} title"), &title));
            }
            let section_name = if named {
                letters::capitalised(&item.phrase)
            } else if title.is_empty() {
                letters::capitalised(&key.replace('-', " "))
            } else {
                title
            };
            let alone = nodes.len() == 1;
            if alone && one.part.is('f') {
                for mut node in nodes {
                    if named {
                        node.name.clone_from(&section_name);
                    }
                    if panel {
                        node.size("padding", 16);
                    }
                    self.push(target, node);
                }
                continue;
            }
            if in_form {
                form_at = Some(self.pieces.len());
            }
            if side && (in_pair || !bare) {
                let mut card = self.painter.named("panel g:12 #{name}", &section_name);
                card.put(Group::Layout, "width", Value::from("fill"));
                card.children = nodes;
                if !in_pair {
                    self.push_half(&mut half, target);
                    self.push_section(target, card);
                } else if let Some(first) = half.take() {
                    let mut row = self.painter.named("row g:16 a:start #Panels", "");
                    row.children = vec![first, card];
                    self.push_section(target, row);
                } else {
                    half = Some(card);
                }
                continue;
            }
            self.push_half(&mut half, target);
            let whole = nodes.first().is_some_and(|node| !node.children.is_empty());
            let mut node = if alone && (panel || bare && whole) {
                let mut node = nodes.pop().unwrap_or_default();
                if named {
                    node.name = section_name;
                }
                node
            } else {
                let mut section = self
                    .painter
                    .named("section d:column g:20/12 p:0 #{name}", &section_name);
                if !(request.mobile || panel || side || split)
                    && listed("features testimonials plans logos reviews faq", key)
                {
                    section.put(Group::Layout, "align", Value::from("center"));
                }
                section.children = nodes;
                section
            };
            node = self.wrap(node);
            if split {
                node.size("padding", 0);
            }
            self.push(target, node);
        }
        self.push_half(&mut half, inside);
        // Fields that no form took get a form of their own.
        if !given && !self.extras.fields.is_empty() {
            let fields = std::mem::take(&mut self.extras.fields);
            let place = Place {
                width: content,
                title: "Form",
                fields: Some(&fields),
                ..Place::default()
            };
            let mut nodes = self
                .painter
                .body("form #Form\n fields name\n primary =Submit", &place);
            if let Some(label) = self.extras.submit.take() {
                rename_submit(&mut nodes, &label);
            }
            for node in nodes {
                self.push_section(inside, node);
            }
        }
        let mut labels = std::mem::take(&mut self.extras.columns);
        labels.append(&mut self.extras.toggles);
        for label in labels {
            let section = self
                .painter
                .named("section g:12 p:0 #{name}\n h2 #{name} ={name}", &label);
            self.push_section(inside, section);
        }
        if has_form && panel && !buttons.is_empty() {
            // They stand right below the form, as wide as its own.
            for button in &mut buttons {
                button.put(Group::Layout, "width", Value::from("fill"));
            }
            let mut node = self.painter.named("row d:column a:stretch #Actions", "");
            node.children = buttons;
            let at = form_at.map_or(self.pieces.len(), |at| at + 1);
            self.pieces
                .insert(at.min(self.pieces.len()), Piece { inside, node });
        } else {
            self.push_buttons(&mut buttons, inside);
        }
    }

    fn push_half(&mut self, half: &mut Option<Node>, inside: Container) {
        if let Some(node) = half.take() {
            self.push_section(inside, node);
        }
    }

    fn push_buttons(&mut self, buttons: &mut Vec<Node>, inside: Container) {
        if !buttons.is_empty() {
            let mut row = self.painter.named("row #Actions", "");
            row.children.append(buttons);
            self.push_section(inside, row);
        }
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
    fn wrap(&self, mut node: Node) -> Node {
        if self.panel {
            return node;
        }
        let padding = if self.request.mobile || self.side { 16 } else { 48 };
        let framed = node.has("background") || node.has("borderColor");
        if framed || node.children.is_empty() || node.name == "Panels" {
            let mut section = self
                .painter
                .named("section g:12 #{name}", &format!("{} section", node.name));
            section.children.push(node);
            node = section;
        }
        node.size("padding", padding);
        node
    }

    fn title_of(&self, one: &Chosen) -> String {
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
        let words = &one.item.words;
        let other = one.item.repeats()
            || listed(
                "sales events orders activity places transactions team stock jobs",
                one.part.key,
            );
        let plain = one
            .part
            .words
            .split('|')
            .any(|keyword| matches_at(words, 0, keyword) == words.len());
        if plain && !other && !usual.is_empty() && one.part.key != "group" {
            usual
        } else {
            letters::capitalised(phrase)
        }
    }

    /// The fields of a form: the usual ones, those that were listed, or both.
    fn fields_of(&mut self, part: &Part) -> Vec<FormField> {
        let mut asked = std::mem::take(&mut self.extras.fields);
        let key = part.key;
        let account = listed(
            "form-login form-signup form-address form-payment settings-account form-code",
            key,
        );
        let only = self.request.only;
        if !asked.is_empty() && (!account && (asked.len() >= 2 || only) || only && key != "form-address") {
            return asked;
        }
        let usual = part
            .body
            .lines()
            .find_map(|line| line.trim_start().strip_prefix("fields "))
            .unwrap_or_default();
        let says = |field: &FormField, word: &str| fold(&field.label).contains(word);
        let splits_name = asked
            .iter()
            .any(|field| says(field, "first name") || says(field, "vorname") || says(field, "prenom"));
        let names_user = key == "form-login"
            && asked
                .iter()
                .any(|field| field.kind == "tel" || says(field, "user"));
        let mut all: Vec<FormField> = Vec::new();
        for key in usual.split(' ') {
            let field = self.painter.usual_field(key);
            let dropped = self
                .request
                .without
                .iter()
                .flatten()
                .any(|word| word.len() > 2 && says(&field, word.trim_end_matches('s')));
            let skipped = splits_name && listed("name nom nombre nome", &fold(&field.label))
                || names_user && field.kind == "email";
            let stands_in = |one: &FormField| {
                let (a, b) = (fold(&one.label), fold(&field.label));
                let ends = |long: &str, short: &str| {
                    long.strip_suffix(short)
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
                };
                ends(&a, &b)
                    || ends(&b, &a)
                    || a.strip_prefix(&b).is_some_and(|rest| rest.starts_with(' '))
                    || one.kind == "password" && field.kind == "password"
            };
            if dropped {
            } else if let Some(at) = asked.iter().position(stands_in) {
                all.push(asked.remove(at));
            } else if !skipped && !all.iter().any(stands_in) {
                all.push(field);
            }
        }
        // Names come first, passwords last.
        let mut at = all.len();
        if listed("form-login form-signup", key)
            && let Some(password) = all.iter().position(|field| field.kind == "password")
        {
            at = password;
        }
        let mut names = 0;
        for field in asked {
            let name = says(&field, "name");
            all.insert(if name { names } else { at }, field);
            names += usize::from(name);
            at += 1;
        }
        all
    }

    /// Takes out what must not be there.
    fn refuse(&mut self) {
        for words in &self.request.without {
            let last = words.last().map_or("", String::as_str).trim_end_matches('s');
            let kind = match last {
                "image" | "photo" | "picture" | "bild" | "bilder" => "image",
                "button" | "link" if words.len() > 1 => "",
                "shadow" | "colour" | "color" => continue,
                kind if listed("icon avatar badge button link", kind) => kind,
                _ => "",
            };
            let phrase = words.join(" ");
            let stem = phrase.trim_end_matches('s');
            let test =
                |node: &Node| node.kind == kind || (stem.len() > 2 && fold(&node.name).starts_with(stem));
            self.pieces.retain_mut(|piece| {
                piece.node.prune(&test);
                piece.node.container == Container::Main || !test(&piece.node)
            });
        }
    }

    fn said(&self, text: &str) -> bool {
        self.pieces.iter().any(|piece| piece.node.says(text))
    }

    /// Puts in what was asked for and is nowhere yet.
    fn say_the_rest(&mut self) {
        let request = self.request;
        let mut missing: Vec<String> = Vec::new();
        let mut need = |text: &str| {
            if !self.said(&fold(text)) {
                missing.push(text.to_owned());
            }
        };
        for quote in &request.quotes {
            if !quote.starts_with('[') {
                need(quote);
            }
        }
        for secret in &request.secrets {
            if !is_unfit(secret) {
                need(secret);
            }
        }
        for item in &request.items {
            for quote in &item.quotes {
                if !quote.starts_with('[') {
                    need(quote);
                }
            }
            item.labels
                .iter()
                .for_each(|label| need(priced(label).map_or(label, |(name, _)| name)));
            let telling = |word: &&String| word.len() > 3 && !listed(SHAPES, word) && !listed(BUTTON, word);
            let in_parts = item.words.iter().any(|word| telling(&word))
                && item
                    .words
                    .iter()
                    .filter(telling)
                    .all(|word| self.said(word.trim_end_matches('s')));
            if !item.phrase.is_empty() && item.labels.is_empty() && !item.each && !in_parts {
                need(&letters::capitalised(&item.phrase));
            }
        }
        if missing.is_empty() {
            return;
        }
        let mut section = self.painter.named("section g:8 p:24/16 #More", "");
        for text in &missing {
            section.children.push(self.painter.named("t ={name}", text));
        }
        let last = self
            .pieces
            .iter()
            .rposition(|piece| !matches!(piece.node.kind, "footer" | "tabbar"));
        let inside = last
            .and_then(|at| self.pieces.get(at))
            .map_or(Container::Root, |piece| piece.inside);
        self.pieces.insert(
            last.map_or(0, |at| at + 1),
            Piece {
                inside,
                node: section,
            },
        );
    }
}

/// Parts that stand two in a row on a wide screen with a side bar.
fn pairs(key: &str) -> bool {
    listed(
        "chart barchart piechart sales orders stock alerts activity tasks events list budgets jobs stat-one text-one",
        key,
    )
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
