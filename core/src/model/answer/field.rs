//! The fields of the nodes of a wireframe, each of which is in one part of its node.

use crate::document::Text;

/// The parts with the names of their fields. A name is in one of them only.
pub(crate) const FIELDS: [(&str, &str); 3] = [
    ("layout", "direction gap padding width height align justify"),
    (
        "style",
        "color background borderColor borderWidth radius fontSize fontWeight shadow",
    ),
    (
        "props",
        "text label placeholder value alt src href icon variant level inputType checked active required options selected",
    ),
];

/// The part that a field is in, and its path in the node: `style` and `/style/color` for `color`.
pub(super) fn path_of_field(name: &str) -> Option<(&'static str, Text)> {
    let has = |names: &str| names.split(' ').any(|known| known == name);
    match FIELDS.iter().find(|(_, names)| has(names)) {
        Some((part, _)) => Some((part, format!("/{part}/{name}").into())),
        None => (name == "name").then(|| ("", "/name".into())),
    }
}

/// Whether a path leads to a field that is a text in every wireframe.
pub(super) fn is_text(path: &str) -> bool {
    let name = path.strip_prefix("/props/");
    path == "/name"
        || name.is_some_and(|name| matches!(name, "text" | "label" | "placeholder" | "alt" | "icon"))
}
