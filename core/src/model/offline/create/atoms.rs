//! Single elements: text, buttons, fields, images.

use crate::document::Value;

use super::node::Node;
use super::paint::{FormField, Painter};
use super::words::capitalise;

impl Painter<'_> {
    pub(super) fn text(&self, name: &str, text: &str, size: u32, weight: u32, colour: &str) -> Node {
        Node::new("text", name)
            .style("fontSize", size)
            .style("fontWeight", weight)
            .style("color", self.look.role(colour))
            .prop("text", text)
    }

    pub(super) fn heading(&self, name: &str, text: &str, level: u32) -> Node {
        let size = match (level, self.request.mobile) {
            (0, true) => 32,
            (0, false) => 48,
            (1, true) => 24,
            (1, false) => 30,
            (2, true) => 18,
            (2, false) => 24,
            _ => 16,
        };
        Node::new("heading", name)
            .style("fontSize", size)
            .style("fontWeight", 700u32)
            .style("color", self.look.role("text"))
            .prop("text", text)
            .prop("level", level.max(1))
    }

    /// `primary`, `outline`, `secondary` or `danger`.
    pub(super) fn button(&self, label: &str, variant: &'static str) -> Node {
        let look = &self.look;
        let (back, front) = match variant {
            "primary" => (look.accent.as_str(), look.on_accent.as_str()),
            "danger" => ("#dc2626", "#ffffff"),
            "secondary" => (look.border.as_str(), look.text.as_str()),
            _ => (look.surface.as_str(), look.text.as_str()),
        };
        let width = (label.chars().count() as u32 * 9 + 44).max(96);
        let node = Node::new("button", format!("{label} button"))
            .layout("height", 44u32)
            .layout("width", width)
            .style("background", back)
            .style("color", front)
            .style("radius", 8u32)
            .style("fontSize", 16u32)
            .style("fontWeight", 600u32);
        let node = if variant == "outline" {
            node.style("borderColor", look.border.as_str())
                .style("borderWidth", 1u32)
        } else {
            node
        };
        node.prop("label", label).prop("variant", variant)
    }

    pub(super) fn link(&self, text: &str) -> Node {
        let mut href = String::from("/");
        href.extend(
            super::words::fold(text)
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
                .map(|c| if c == ' ' { '-' } else { c }),
        );
        Node::new("link", format!("{text} link"))
            .style("color", self.look.accent.as_str())
            .style("fontSize", 14u32)
            .prop("text", text)
            .prop("href", href)
    }

    pub(super) fn card(&self, kind: &'static str, name: &str) -> Node {
        Node::new(kind, name)
            .flow("column", 8, 20)
            .style("background", self.look.surface.as_str())
            .style("borderColor", self.look.border.as_str())
            .style("borderWidth", 1u32)
            .style("radius", 12u32)
            .style("shadow", "sm")
    }

    pub(super) fn image(&self, name: &str, alt: &str) -> Node {
        Node::new("image", name)
            .style("radius", 8u32)
            .prop("alt", alt)
            .prop("src", "placeholder")
    }

    pub(super) fn icon(&self, icon: &str) -> Node {
        Node::new("icon", format!("{} icon", capitalise(icon)))
            .layout("width", 24u32)
            .layout("height", 24u32)
            .style("color", self.look.accent.as_str())
            .prop("icon", icon)
    }

    pub(super) fn badge(&self, text: &str, colour: &str) -> Node {
        Node::new("badge", "Badge")
            .style("background", self.look.role(colour))
            .style(
                "color",
                if colour == "accent" {
                    self.look.on_accent.as_str()
                } else {
                    "#ffffff"
                },
            )
            .style("fontSize", 12u32)
            .style("radius", 999u32)
            .prop("text", text)
    }

    pub(super) fn input(&self, field: &FormField) -> Node {
        let boxed = |node: Node, height: u32| {
            node.layout("width", "fill")
                .layout("height", height)
                .style("background", self.look.surface.as_str())
                .style(
                    "borderColor",
                    if self.request.dark {
                        self.look.border.as_str()
                    } else {
                        "#d1d5db"
                    },
                )
                .style("borderWidth", 1u32)
                .style("radius", 6u32)
                .style("fontSize", 16u32)
        };
        let name = format!("{} field", field.label);
        match field.kind {
            "textarea" => boxed(Node::new("textarea", name), 110)
                .prop("label", field.label.as_str())
                .prop("placeholder", field.sample.as_str()),
            "checkbox" => Node::new("checkbox", name)
                .style("fontSize", 14u32)
                .style("color", self.look.role("text"))
                .prop("label", field.label.as_str())
                .prop("checked", false),
            "toggle" => Node::new("toggle", name)
                .style("color", self.look.accent.as_str())
                .prop("label", field.label.as_str())
                .prop("checked", false),
            "select" => {
                let options: Vec<&str> = field.sample.split('|').collect();
                boxed(Node::new("select", name), 44)
                    .prop("label", field.label.as_str())
                    .prop("value", options.first().copied().unwrap_or_default())
                    .prop("options", Value::array(options))
            }
            kind => {
                let node = boxed(Node::new("input", name), 44)
                    .prop("label", field.label.as_str())
                    .prop("placeholder", field.sample.as_str())
                    .prop("inputType", kind);
                if field.required {
                    node.prop("required", true)
                } else {
                    node
                }
            }
        }
    }

    pub(super) fn bar(&self, percent: u32, width: u32) -> Node {
        let done = width * percent.min(100) / 100;
        Node::new("frame", "Progress bar")
            .flow("row", 0, 0)
            .layout("width", width)
            .layout("height", 8u32)
            .style("background", self.look.border.as_str())
            .style("radius", 999u32)
            .prop("value", percent)
            .child(
                Node::new("frame", "Progress value")
                    .layout("width", done)
                    .layout("height", 8u32)
                    .style("background", self.look.accent.as_str())
                    .style("radius", 999u32),
            )
    }
}
