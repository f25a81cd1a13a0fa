//! Labelled cases, as they stand in the files.

use serde_json::Value;

/// An edit, or a first prompt.
#[derive(Clone, Debug)]
pub struct Case {
    /// `d001`, `c01`
    pub id: String,
    /// What the person typed
    pub prompt: String,
    /// The document to edit, without `.json`; `None` for a first prompt
    pub document: Option<String>,
    /// Ops that bring the document to the state which the history left
    pub setup: Vec<Value>,
    /// Earlier edits, oldest first
    pub history: Vec<Value>,
    /// The node the app passes as the target
    pub selection: Vec<String>,
    /// What must come out
    pub expect: Value,
    /// Ops a perfect model would answer
    pub gold: Vec<Value>,
    /// For slicing
    pub tags: Vec<String>,
}

impl Case {
    /// Reads a line.
    ///
    /// # Errors
    /// What is missing.
    pub fn parse(line: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let list = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let document = text("document");
        let expect = match (&document, value.get("expect")) {
            (_, Some(expect)) => expect.clone(),
            (Some(_), None) => return Err("`expect` is missing".to_owned()),
            // A first prompt has its check, and its guard, at the top.
            (None, None) => value.clone(),
        };
        let tags = list("tags")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let lang = text("lang").map(|lang| format!("lang:{lang}"));
        Ok(Self {
            id: text("id").ok_or("`id` is missing")?,
            prompt: text("prompt").ok_or("`prompt` is missing")?,
            document,
            setup: list("setup"),
            history: list("history"),
            selection: match value.get("selection") {
                Some(Value::String(id)) => vec![id.clone()],
                Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                _ => Vec::new(),
            },
            expect,
            gold: list("gold"),
            tags: tags.into_iter().chain(lang).collect(),
        })
    }

    /// Reads a file of cases, one a line.
    ///
    /// # Errors
    /// The number of the line, and what is wrong with it.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, String> {
        text.lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(at, line)| Self::parse(line).map_err(|error| format!("line {}: {error}", at + 1)))
            .collect()
    }

    /// Whether a first version is asked for.
    pub fn is_create(&self) -> bool {
        self.document.is_none()
    }

    /// Strings of a list in `expect`.
    pub fn expected(&self, key: &str) -> Vec<&str> {
        listed(&self.expect, key)
    }

    /// What must be asked about, if something must.
    pub fn ambiguous(&self) -> Option<(Vec<&str>, bool)> {
        let targets = self.expect.get("targets")?;
        let ids = targets
            .get("ambiguous")?
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .collect();
        Some((ids, targets.get("more").and_then(Value::as_bool).unwrap_or(false)))
    }

    /// Whether nothing in the document is meant.
    pub fn means_nothing(&self) -> bool {
        self.expect
            .get("targets")
            .is_some_and(|targets| targets.get("none").is_some())
    }
}

/// Strings of a list in an object; none where there is no list.
pub(super) fn listed<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}
