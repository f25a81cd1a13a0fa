//! The log of a session: what happened and when, never what was said; and what is under way for it.

use super::record::entries_in;
use super::{Engine, EngineError};
use crate::journal::Event;
use crate::json;
#[cfg(doc)]
use crate::protocol::EventLog;

impl Engine {
    /// Events of at most `most` records from number `from` on (`None`: the latest records), oldest first, as JSON text: an [`EventLog`]. Of a
    /// damaged record there is no line. It reads those records and no others.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn event_log(&self, session: &str, from: Option<u32>, most: u32) -> Result<String, EngineError> {
        let actor = self.actor(session)?;
        let (kept, unsaved) = (actor.kept.records(), actor.unsaved());
        let count = kept.len() + unsaved.len();
        let record = |at: usize| match at.checked_sub(kept.len()) {
            None => kept.get(at),
            Some(at) => unsaved.get(at),
        };
        let is_empty = |at: usize| record(at).is_none_or(Vec::is_empty);
        // A record may stand for those behind it, which are empty or not there.
        let owner = |mut at: usize| {
            while at > 0 && is_empty(at) {
                at -= 1;
            }
            at
        };
        let read = |at: usize| record(at).map_or_else(Vec::new, |bytes| entries_in(bytes));
        let last = owner(count);
        let total = count.max(last + read(last).len());
        let from = from.map_or(total.saturating_sub(most as usize), |from| from as usize);
        let end = from.saturating_add(most as usize);
        let mut text = format!("{{\"total\":{total},\"events\":[");
        let mut at = owner(from.min(count));
        while at < count.min(end) {
            if is_empty(at) {
                at += 1;
                continue;
            }
            for entry in read(at) {
                if let (true, Some(entry)) = (at >= from && at < end, entry) {
                    for event in &entry.events {
                        // It is written as its name around its data.
                        let written = json::to_text(event);
                        let name = written.split('"').nth(1).unwrap_or_default();
                        let version = match event {
                            Event::VersionCommitted { number, .. } => number.to_string(),
                            _ => "null".to_owned(),
                        };
                        let time = entry.at;
                        text += &format!(
                            "{{\"number\":{at},\"at\":{time},\"name\":\"{name}\",\"version\":{version}}},"
                        );
                    }
                }
                at += 1;
            }
        }
        without_comma(&mut text);
        text += "],\"running\":[";
        for (id, name) in self.world.under_way(session) {
            text += &format!("{{\"id\":{id},\"name\":\"{name}\"}},");
        }
        without_comma(&mut text);
        text += "]}";
        Ok(text)
    }
}

fn without_comma(text: &mut String) {
    if text.ends_with(',') {
        text.pop();
    }
}
