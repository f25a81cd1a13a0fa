//! What frames a screen: header, side bar, footer, tab bar.

use crate::document::Value;
use crate::letters;

use super::draw::Draft;
use super::item::Item;
use super::node::Node;
use super::paint::{Place, Values};
use super::request::listed;
use super::words::singular;

impl Draft<'_> {
    /// What was listed, or the usual ones.
    fn links(&self, item: Option<&Item>, usual: &str) -> Value {
        match item {
            Some(item) if !item.labels.is_empty() => Value::array(&item.labels),
            _ => Value::array(usual.split('|').map(|label| self.painter.say(label))),
        }
    }

    fn nav(&self, item: Option<&Item>) -> Value {
        let labelled = item.is_some_and(|item| !item.labels.is_empty());
        if !labelled && self.sections.len() >= 3 && self.request.screen.layout == "page" {
            return Value::array(self.sections.iter().take(4));
        }
        self.links(
            item,
            match self.request.screen.key {
                "landing" | "pricing" => "Features|Pricing|About",
                "page" => "Home|About us|Contact",
                "dashboard" | "table" => "Home|Orders|Customers|Reports",
                "settings" => "Profile|Notifications|Security|Billing",
                "inbox" => "Inbox|Sent|Drafts|Archive",
                _ => "Home|Shop|About us",
            },
        )
    }

    fn frame(&self, shape: &str, shows: &[&'static str], values: &Values) -> Node {
        let place = Place {
            shows,
            values,
            ..Place::default()
        };
        let mut nodes = self.painter.shape(shape, &place);
        nodes.pop().unwrap_or_default()
    }

    pub(super) fn header(&self, title: &str, item: Option<&Item>) -> Node {
        let screen = &self.request.screen;
        let brand = &self.painter.brand;
        let labelled = item.is_some_and(|item| !item.labels.is_empty());
        let mut values = Values::new();
        if self.request.mobile {
            let chat = screen.key == "chat";
            let name = if chat {
                "Noor Haddad"
            } else if self.request.brand.is_some() {
                brand
            } else {
                title
            };
            let back = listed("chat quiz recipe checkout", screen.key);
            values.set("name", name);
            values.set("left", if back { "arrow-left" } else { "menu" });
            values.set("right", if chat { "phone" } else { "user" });
            if labelled {
                values.set("links", self.nav(item));
            }
            return self.frame("header", &["mobile"], &values);
        }
        values.set("name", brand);
        if screen.layout == "panel" && !labelled {
            return self.frame("header", &["wide"], &values);
        }
        values.set("links", self.nav(item));
        let end = if listed("landing pricing", screen.key) {
            "action"
        } else {
            let shops = listed("shop product cart checkout", screen.key);
            values.set("symbol", if shops { "cart" } else { "user" });
            "symbol"
        };
        self.frame("header", &["nav", end], &values)
    }

    pub(super) fn topbar(&self, title: &str, item: Option<&Item>) -> Node {
        let mut values = Values::new();
        values.set("name", title);
        match item {
            Some(item) if !item.labels.is_empty() => {
                self.frame("topbar", &[], values.set("links", Value::array(&item.labels)))
            }
            _ => self.frame("topbar", &["avatar"], &values),
        }
    }

    pub(super) fn sidebar(&self, item: Option<&Item>) -> Node {
        let mut links = self.nav(item);
        // `filter sidebar`, `sidebar with folders`: what it is for.
        if let Some(item) = item.filter(|item| item.labels.is_empty()) {
            let mut about = Vec::new();
            for word in item.words.iter().chain(&item.tail) {
                if !listed("sidebar side bar menu the left right on", word) {
                    about.push(word.as_str());
                }
            }
            if let Some(last) = about.last() {
                let one = letters::capitalised(&singular(last));
                let mut labels = vec![letters::capitalised(&about.join(" "))];
                labels.extend((1..=4).map(|n| format!("{one} {n}")));
                links = Value::array(labels);
            }
        }
        self.frame("sidebar", &[], Values::new().set("links", links))
    }

    pub(super) fn footer(&self, item: Option<&Item>) -> Node {
        let mut note = Vec::new();
        for word in item.iter().flat_map(|item| &item.tail) {
            if word.len() > 3 && !listed("links link", word) {
                note.push(word.as_str());
            }
        }
        let links = self.links(item, "Privacy|Terms|Contact");
        let note = Value::from(letters::capitalised(&note.join(" ")));
        self.frame("footer", &[], Values::new().set("links", links).set("note", note))
    }

    pub(super) fn tabbar(&self, item: Option<&Item>) -> Node {
        self.frame(
            "tabbar",
            &[],
            Values::new().set("links", self.links(item, "Home|Search|Profile")),
        )
    }
}
