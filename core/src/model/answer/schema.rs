//! The forms in which a model may answer: JSON schemas for providers that force them, words for all.
//!
//! Why the schemas look as they do: providers refuse recursive schemas, optional fields, open objects, and limits on numbers
//! and lengths. So ops are closed objects, one per kind; an inserted subtree is a flat list of nodes that name their children by
//! id; what is free-form is JSON text inside a string. Scalars have a field of their own (`value`), so that the text `12` and the
//! number 12 stay apart. What the schema cannot say is checked afterwards.

/// In which words a model is told to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// JSON after a schema that the provider enforces, for documents of nodes
    Wireframe,
    /// The same for any other JSON
    Foreign,
    /// One line per op, for documents of nodes
    Terse,
    /// The same for any other JSON
    TerseForeign,
    /// The whole changed document, where ops did not come about
    Document,
}

impl AnswerForm {
    /// The JSON schema as JSON text; `None` where none is forced.
    pub fn schema(self) -> Option<&'static str> {
        match self {
            Self::Wireframe => Some(SCHEMA_WIREFRAME),
            Self::Foreign => Some(SCHEMA_FOREIGN),
            Self::Terse | Self::TerseForeign | Self::Document => None,
        }
    }

    /// What a prompt says about the form.
    pub fn words(self) -> &'static str {
        match self {
            Self::Wireframe => WORDS_WIREFRAME,
            Self::Foreign => WORDS_FOREIGN,
            Self::Terse => WORDS_TERSE,
            Self::TerseForeign => WORDS_TERSE_FOREIGN,
            Self::Document => WORDS_DOCUMENT,
        }
    }
}

/// The schema of the answer to several requests, each of which is answered after this one.
pub(crate) fn several(schema: &str) -> String {
    format!(
        r#"{{"type":"object","properties":{{"answers":{{"type":"array","items":{schema}}}}},"required":["answers"],"additionalProperties":false}}"#
    )
}

/// What a prompt says about the form of that.
pub(crate) fn several_words(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::Terse | AnswerForm::TerseForeign => "a line `request N` with its number, then its lines.",
        _ => r#"{"answers":[...]} with one object as told above for each, in their order."#,
    }
}

macro_rules! schema {
    ($insert:literal) => {
        concat!(
            r#"{"type":"object","properties":{"ops":{"type":"array","items":{"anyOf":["#,
            r#"{"type":"object","properties":{"op":{"type":"string","enum":["set"]},"id":{"type":"string"},"path":{"type":"string"},"#,
            r#""value":{"anyOf":[{"type":"string"},{"type":"number"},{"type":"boolean"},{"type":"null"}]},"#,
            r#""json":{"anyOf":[{"type":"string"},{"type":"null"}]}},"required":["op","id","path","value","json"],"additionalProperties":false},"#,
            r#"{"type":"object","properties":{"op":{"type":"string","enum":["unset"]},"id":{"type":"string"},"path":{"type":"string"}},"#,
            r#""required":["op","id","path"],"additionalProperties":false},"#,
            $insert,
            r#"{"type":"object","properties":{"op":{"type":"string","enum":["remove"]},"id":{"type":"string"}},"#,
            r#""required":["op","id"],"additionalProperties":false},"#,
            r#"{"type":"object","properties":{"op":{"type":"string","enum":["move"]},"id":{"type":"string"},"parent":{"type":"string"},"index":{"type":"integer"}},"#,
            r#""required":["op","id","parent","index"],"additionalProperties":false}]}},"#,
            r#""question":{"anyOf":[{"type":"string"},{"type":"null"}]},"summary":{"type":"string"}},"#,
            r#""required":["ops","question","summary"],"additionalProperties":false}"#,
        )
    };
}

/// Ops on a document of nodes.
pub const SCHEMA_WIREFRAME: &str = schema!(
    r#"{"type":"object","properties":{"op":{"type":"string","enum":["insert"]},"parent":{"type":"string"},"index":{"type":"integer"},"nodes":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"type":{"type":"string"},"name":{"type":"string"},"layout":{"type":"string"},"style":{"type":"string"},"props":{"type":"string"},"children":{"type":"array","items":{"type":"string"}}},"required":["id","type","name","layout","style","props","children"],"additionalProperties":false}}},"required":["op","parent","index","nodes"],"additionalProperties":false},"#
);

/// Ops on any other JSON: what is inserted is JSON text.
pub const SCHEMA_FOREIGN: &str = schema!(
    r#"{"type":"object","properties":{"op":{"type":"string","enum":["insert"]},"parent":{"type":"string"},"path":{"type":"string"},"index":{"type":"integer"},"json":{"type":"string"}},"required":["op","parent","path","index","json"],"additionalProperties":false},"#
);

const WORDS_WIREFRAME: &str = r##"Answer with one JSON object {"ops":[...],"question":null,"summary":"..."}. Ops, applied in order:
- {"op":"set","id":ID,"path":"/style/color","value":SCALAR,"json":null}: sets a field; for an object or a list give "value":null and its JSON text in "json".
- {"op":"unset","id":ID,"path":PATH}: removes a field.
- {"op":"insert","parent":ID,"index":N,"nodes":[...]}: adds nodes below a node; -1 is last. "nodes" is flat: the new node first, then those below it; "children" holds ids; "layout", "style" and "props" are JSON texts of objects, such as "{\"color\":\"#fff\"}". A child id that the document already has moves that node in.
- {"op":"remove","id":ID}
- {"op":"move","id":ID,"parent":ID,"index":N}: N counts after the node was taken out.
"##;

const WORDS_FOREIGN: &str = r#"Answer with one JSON object {"ops":[...],"question":null,"summary":"..."}. "id" is the id of a node, or "" for the document itself; "path" is a JSON Pointer (RFC 6901) from there. Ops, applied in order:
- {"op":"set","id":ID,"path":PATH,"value":SCALAR,"json":null}: sets a field; for an object or a list give "value":null and its JSON text in "json".
- {"op":"unset","id":ID,"path":PATH}: removes a field or a list item.
- {"op":"insert","parent":ID,"path":PATH,"index":N,"json":TEXT}: puts the value whose JSON text is given into the list at the path; -1 is last.
- {"op":"remove","id":ID}: removes a node.
- {"op":"move","id":ID,"parent":ID,"index":N}: moves a node.
"#;

const WORDS_TERSE: &str = r##"Answer with one line per op and nothing else, no prose, no code fence. Ops, applied in order:
ID.FIELD VALUE
set ID PATH VALUE
unset ID.FIELD
insert PARENT INDEX NODE
remove ID
move ID PARENT INDEX
summary TEXT
question TEXT
ID is the id of a node; FIELD is one of the fields of layout, style and props above; PATH is a JSON Pointer (RFC 6901) for what has no FIELD; VALUE is JSON on one line; NODE is a node with its children inside; INDEX -1 is last and counts after a moved node was taken out. Examples:
title.text "Hello"
title.background "#16a34a"
insert form 2 {"id":"phone","type":"input","name":"Phone","layout":{},"style":{},"props":{"label":"Phone"},"children":[]}
summary Title changed and green, phone field added
"##;

const WORDS_TERSE_FOREIGN: &str = r#"Answer with one line per op and nothing else, no prose, no code fence. Ops, applied in order:
set ID PATH VALUE
unset ID PATH
insert PARENT INDEX NODE
insert PARENT PATH INDEX VALUE
remove ID
move ID PARENT INDEX
summary TEXT
question TEXT
ID is the id of a node, or . for the document itself; PATH is a JSON Pointer (RFC 6901) from there; VALUE is JSON on one line; NODE is a node with its children inside; INDEX -1 is last and counts after a moved node was taken out. Examples:
set title /text "Hello"
insert . /tags 0 "new"
summary Title changed, tag added
"#;

const WORDS_DOCUMENT: &str = r#"This time do not answer with ops. Answer with the whole changed document as one JSON object {"document":{...}} and nothing else. What the request does not speak of stays letter by letter as it is; every node keeps its id.
"#;
