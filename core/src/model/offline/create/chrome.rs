//! What frames a screen: header, side bar, footer, tab bar.

use super::draw::Draft;
use super::items::Item;
use super::node::Node;
use super::request::listed;
use super::words::{capitalise, singular};

impl Draft<'_, '_> {
    pub(super) fn nav_labels(&self, item: Option<&Item>) -> Vec<String> {
        if let Some(item) = item.filter(|item| !item.labels.is_empty()) {
            return item.labels.clone();
        }
        if self.sections.len() >= 3 && self.request.screen.layout == "page" {
            return self.sections.iter().take(4).cloned().collect();
        }
        let usual: &[&'static str] = match self.request.screen.key {
            "landing" | "pricing" | "page" => &["Features", "Pricing", "About"],
            "dashboard" | "table" => &["Home", "Orders", "Customers", "Reports"],
            "settings" => &["Profile", "Notifications", "Security", "Billing"],
            "inbox" => &["Inbox", "Sent", "Drafts", "Archive"],
            _ => &["Home", "Shop", "About us"],
        };
        usual.iter().map(|label| self.painter.say(label)).collect()
    }

    pub(super) fn header(&self, title: &str, item: Option<&Item>) -> Node {
        let look = &self.painter.look;
        let node = Node::new("header", "Header")
            .flow("row", 16, if self.request.mobile { 16 } else { 20 })
            .layout("justify", "between")
            .layout("align", "center")
            .style("background", look.surface.as_str())
            .style("shadow", "sm");
        let icon = |name: &str, label: &str| {
            Node::new("icon", label)
                .layout("width", 24u32)
                .layout("height", 24u32)
                .style("color", look.text.as_str())
                .prop("icon", name)
        };
        let labelled = item.is_some_and(|item| !item.labels.is_empty());
        if self.request.mobile {
            let text = if self.request.screen.key == "chat" {
                "Noor Haddad".to_owned()
            } else if self.request.brand.is_some() {
                self.painter.brand.clone()
            } else {
                title.to_owned()
            };
            let node = node
                .child(icon(
                    if listed("chat quiz recipe checkout", self.request.screen.key) {
                        "arrow-left"
                    } else {
                        "menu"
                    },
                    "Menu icon",
                ))
                .child(self.painter.heading("Screen title", &text, 2))
                .child(icon(
                    if self.request.screen.key == "chat" {
                        "phone"
                    } else {
                        "user"
                    },
                    "Profile icon",
                ));
            return if labelled {
                node.with(self.nav_labels(item).iter().map(|label| self.painter.link(label)))
            } else {
                node
            };
        }
        let brand = self.painter.text("Brand", &self.painter.brand, 20, 700, "text");
        if self.request.screen.layout == "panel" && !labelled {
            return node.layout("width", "fill").child(brand);
        }
        let links = self.nav_labels(item);
        let node = node.child(brand).child(
            Node::new("nav", "Navigation").flow("row", 24, 0).with(
                links
                    .iter()
                    .map(|label| self.painter.link(label).style("color", look.text.as_str())),
            ),
        );
        match self.request.screen.key {
            "landing" | "page" | "pricing" => node.child(
                self.painter
                    .button(&self.painter.say("Sign up"), "primary")
                    .layout("height", 40u32),
            ),
            "shop" | "product" | "cart" | "checkout" => node.child(icon("cart", "Cart icon")),
            _ => node.child(icon("user", "Profile icon")),
        }
    }

    pub(super) fn topbar(&self, title: &str, item: Option<&Item>) -> Node {
        let look = &self.painter.look;
        let node = Node::new("header", "Top bar")
            .flow("row", 12, 16)
            .layout("justify", "between")
            .layout("align", "center")
            .style("background", look.surface.as_str())
            .child(self.painter.heading("Page title", title, 1));
        match item.filter(|item| !item.labels.is_empty()) {
            Some(item) => node.with(item.labels.iter().map(|label| self.painter.link(label))),
            None => node.child(
                Node::new("avatar", "Avatar")
                    .layout("width", 36u32)
                    .layout("height", 36u32)
                    .style("radius", 18u32)
                    .prop("alt", "Dana K."),
            ),
        }
    }

    pub(super) fn sidebar(&self, item: Option<&Item>) -> Node {
        const ICONS: [&str; 6] = ["home", "cart", "users", "chart", "settings", "star"];
        let mut labels = self.nav_labels(item);
        // `filter sidebar`, `sidebar with folders`: what it is for.
        if let Some(item) = item.filter(|item| item.labels.is_empty()) {
            let about: Vec<&str> = item
                .words
                .iter()
                .chain(&item.tail)
                .map(String::as_str)
                .filter(|word| !listed("sidebar side bar menu the left right on", word))
                .collect();
            if let Some(last) = about.last() {
                labels = vec![capitalise(&about.join(" "))];
                labels.extend((1..=4).map(|n| format!("{} {n}", capitalise(&singular(last)))));
            }
        }
        Node::new("sidebar", "Sidebar")
            .flow("column", 24, 20)
            .layout("width", 220u32)
            .layout("height", "fill")
            .style("background", "#111827")
            .style("color", "#e5e7eb")
            .child(
                self.painter
                    .text("Brand", &self.painter.brand, 18, 700, "#ffffff"),
            )
            .child(Node::new("nav", "Side navigation").flow("column", 4, 0).with(
                labels.iter().enumerate().map(|(at, label)| {
                    Node::new("navItem", label.clone())
                        .prop("text", label)
                        .prop("icon", ICONS.get(at % 6).copied().unwrap_or("home"))
                        .prop("active", at == 0)
                }),
            ))
    }

    pub(super) fn footer(&self, item: Option<&Item>) -> Node {
        let labels = match item.filter(|item| !item.labels.is_empty()) {
            Some(item) => item.labels.clone(),
            None => ["Privacy", "Terms", "Contact"]
                .into_iter()
                .map(|label| self.painter.say(label))
                .collect(),
        };
        let tail: Vec<&str> = item
            .map(|item| {
                item.tail
                    .iter()
                    .map(String::as_str)
                    .filter(|word| word.len() > 3 && !listed("links link", word))
                    .collect()
            })
            .unwrap_or_default();
        let mut node = Node::new("footer", "Footer")
            .flow("row", 24, 24)
            .layout("justify", "between")
            .style("background", "#111827")
            .child(self.painter.text(
                "Copyright",
                &format!("© 2027 {}", self.painter.brand),
                13,
                400,
                "#9ca3af",
            ));
        if !tail.is_empty() {
            node = node.child(self.painter.text(
                "Footer note",
                &capitalise(&tail.join(" ")),
                13,
                400,
                "#9ca3af",
            ));
        }
        node.with(
            labels
                .iter()
                .map(|label| self.painter.link(label).style("color", "#9ca3af")),
        )
    }

    pub(super) fn tabbar(&self, item: Option<&Item>) -> Node {
        let look = &self.painter.look;
        const ICONS: [&str; 5] = ["home", "search", "bell", "user", "settings"];
        let labels: Vec<String> = match item.filter(|item| !item.labels.is_empty()) {
            Some(item) => item.labels.clone(),
            None => ["Home", "Search", "Profile"]
                .into_iter()
                .map(|label| self.painter.say(label))
                .collect(),
        };
        Node::new("tabbar", "Tab bar")
            .flow("row", 0, 12)
            .layout("justify", "around")
            .style("background", look.surface.as_str())
            .style("borderColor", look.border.as_str())
            .with(labels.iter().enumerate().map(|(at, label)| {
                Node::new("navItem", label.clone())
                    .style(
                        "color",
                        if at == 0 {
                            look.accent.as_str()
                        } else {
                            look.muted.as_str()
                        },
                    )
                    .prop("text", label)
                    .prop("icon", ICONS.get(at % 5).copied().unwrap_or("home"))
                    .prop("active", at == 0)
            }))
    }
}
