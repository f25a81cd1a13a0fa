//! Flat lists of nodes, as models must write them where a schema may not be recursive: each node names its children by id.

use std::collections::{HashMap, HashSet};

use super::op::clip;
use crate::document::{Limits, Object, Text, Value};

/// What a list came to.
pub(super) struct Built {
    /// The nodes that no other node of the list has as a child, in order
    pub(super) roots: Vec<Value>,
    /// Children that are not in the list
    pub(super) adopted: Vec<Adopted>,
}

/// A child that is not in the list: it must be in the document.
pub(super) struct Adopted {
    pub(super) id: Text,
    pub(super) parent: Text,
    pub(super) index: i64,
}

/// Puts the nodes together.
///
/// # Errors
/// A sentence for the model that is asked to mend its answer.
pub(super) fn assemble(list: &[Value], limits: &Limits) -> Result<Built, String> {
    let mut nodes = HashMap::with_capacity(list.len());
    let mut order = Vec::new();
    for value in list {
        let node = Node::read(value, limits)?;
        order.push(node.id.clone());
        if let Some(twin) = nodes.insert(node.id.clone(), node) {
            return Err(format!("two nodes of the list have the id {:?}", clip(&twin.id)));
        }
    }
    let mut below = HashSet::new();
    for node in order.iter().filter_map(|id| nodes.get(id)) {
        for id in node.children.iter().filter_map(Value::as_text) {
            if nodes.contains_key(id) && !below.insert(id.clone()) {
                return Err(format!("the node {:?} is the child of two nodes", clip(id)));
            }
        }
    }
    let mut built = Built {
        roots: Vec::new(),
        adopted: Vec::new(),
    };
    let depth = limits.max_depth() / 2;
    for id in &order {
        if !below.contains(id)
            && let Some(node) = nodes.remove(id)
        {
            let root = node.build(&mut nodes, depth, &mut built.adopted)?;
            built.roots.push(root);
        }
    }
    match order.iter().find(|id| nodes.contains_key(*id)) {
        Some(id) => Err(format!("the node {:?} is below itself", clip(id))),
        None if built.roots.is_empty() => Err("the list of nodes is empty".into()),
        None => Ok(built),
    }
}

struct Node {
    id: Text,
    fields: Vec<(Text, Value)>,
    /// Where `children` stands among the fields
    children_at: Option<usize>,
    children: Vec<Value>,
}

impl Node {
    fn read(value: &Value, limits: &Limits) -> Result<Self, String> {
        let object = value.as_object().ok_or("a node must be an object")?;
        let id = object.get("id").and_then(Value::as_text);
        let id = id
            .filter(|id| !id.is_empty())
            .ok_or("a node needs a string `id`")?
            .clone();
        if object.get("type").and_then(Value::as_str).is_none() {
            return Err(format!("the node {:?} needs a string `type`", clip(&id)));
        }
        let mut node = Self {
            id,
            fields: Vec::new(),
            children_at: None,
            children: Vec::new(),
        };
        for (name, value) in object.iter() {
            match (&**name, value) {
                ("children", Value::Array(list)) => {
                    node.children_at = Some(node.fields.len());
                    node.children = list.items().to_vec();
                    node.fields.push((name.clone(), Value::Null));
                }
                ("children", Value::Null) => {}
                ("children", _) => {
                    return Err(format!(
                        "`children` of {:?} must be a list of ids",
                        clip(&node.id)
                    ));
                }
                ("layout" | "style" | "props", Value::String(json)) => {
                    let object = json_object(json, name, &node.id, limits)?;
                    node.fields.push((name.clone(), Value::Object(object)));
                }
                ("fields", Value::String(json)) => {
                    let object = json_object(json, name, &node.id, limits)?;
                    let own = object
                        .iter()
                        .filter(|(name, _)| !matches!(&***name, "id" | "type" | "children"));
                    node.fields
                        .extend(own.map(|(name, value)| (name.clone(), value.clone())));
                }
                _ => node.fields.push((name.clone(), value.clone())),
            }
        }
        Ok(node)
    }

    fn build(
        self,
        nodes: &mut HashMap<Text, Node>,
        depth: usize,
        adopted: &mut Vec<Adopted>,
    ) -> Result<Value, String> {
        let deeper = depth.checked_sub(1).ok_or("the nodes are nested too deeply")?;
        let mut children = Vec::new();
        for (place, child) in (0..).zip(self.children) {
            match &child {
                Value::String(id) => match nodes.remove(id) {
                    Some(node) => children.push(node.build(nodes, deeper, adopted)?),
                    None => adopted.push(Adopted {
                        id: id.clone(),
                        parent: self.id.clone(),
                        index: place,
                    }),
                },
                // A nested node among flat ones is clear enough.
                Value::Object(_) => children.push(child),
                _ => {
                    return Err(format!(
                        "`children` of {:?} must be a list of ids",
                        clip(&self.id)
                    ));
                }
            }
        }
        let mut fields = self.fields;
        let children = Value::from(children);
        match self.children_at.and_then(|at| fields.get_mut(at)) {
            Some((_, slot)) => *slot = children,
            None => fields.push(("children".into(), children)),
        }
        Ok(Value::Object(Object::from_fields(fields)))
    }
}

fn json_object(json: &str, name: &str, id: &str, limits: &Limits) -> Result<Object, String> {
    if json.trim().is_empty() {
        return Ok(Object::default());
    }
    match Value::parse(json, limits) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(Value::Null) => Ok(Object::default()),
        Ok(_) => Err(format!(
            "`{name}` of {:?} must be the JSON text of an object",
            clip(id)
        )),
        Err(error) => Err(format!("`{name}` of {:?} is not JSON text: {error}", clip(id))),
    }
}
