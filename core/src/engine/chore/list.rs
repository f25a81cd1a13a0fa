//! The list of stored sessions, from their heads; a line that cannot be read is made again from the records.

use super::{Chore, Chores, SESSIONS};
use crate::engine::actor::{Actor, stream_of};
use crate::engine::world::World;
use crate::engine::{EffectKind, EffectResult, EngineError, opening, view};
use crate::json;
use crate::protocol::{Analytics, Notice, Reply, SessionStatus, SessionSummary};
use crate::sorted::{SortedMap, sort_by};

/// A list of which some lines cannot be read.
#[derive(Debug)]
pub(in crate::engine) struct Lines {
    chore: Box<Chore>,
    heads: Vec<(String, Vec<u8>)>,
    /// Sessions whose lines are to be made again, the one that is being read at the end
    unread: Vec<String>,
}

impl Chores {
    pub(in crate::engine) fn list(
        &mut self,
        ticket: u64,
        user: Option<String>,
        status: Option<SessionStatus>,
        world: &mut World,
    ) {
        self.start_list(Chore::List { ticket, user, status }, world);
    }

    pub(in crate::engine) fn analytics(&mut self, ticket: u64, user: Option<String>, world: &mut World) {
        self.start_list(Chore::Analytics { ticket, user }, world);
    }

    /// What somebody is told of sessions that the store refused is what is shown, not what is stored.
    pub(in crate::engine) fn as_shown(
        &self,
        chore: u64,
        heads: &mut Vec<(String, Vec<u8>)>,
        sessions: &SortedMap<String, Actor>,
    ) {
        let Some(Chore::List { .. } | Chore::Analytics { .. }) = self.open.get(&chore) else {
            return;
        };
        for actor in sessions.values().filter(|actor| actor.is_only_here()) {
            let line = view::line_of(&actor.state);
            heads.retain(|(stream, _)| *stream != line.0);
            heads.push(line);
        }
    }

    /// Makes lines of a list again that cannot be read. `None`: there are still some to come.
    pub(super) fn with_lines(
        &mut self,
        chore: Chore,
        result: EffectResult,
        world: &mut World,
    ) -> Option<(Chore, EffectResult)> {
        let lines = match (chore, result) {
            (Chore::Line(mut lines), result) => {
                if let Some(session) = lines.unread.pop() {
                    lines.heads.extend(self.line(session, result, world));
                }
                lines
            }
            (chore, EffectResult::Listed { heads }) => {
                let is_read = |(stream, head): &(String, Vec<u8>)| summary_of(stream, head).is_some();
                let (heads, unread): (Vec<_>, Vec<_>) = heads.into_iter().partition(is_read);
                let sessions = unread
                    .iter()
                    .filter_map(|(stream, _)| stream.strip_prefix(SESSIONS));
                Lines {
                    chore: Box::new(chore),
                    heads,
                    unread: sessions.map(str::to_owned).collect(),
                }
            }
            other => return Some(other),
        };
        let Some(session) = lines.unread.last() else {
            return Some((*lines.chore, EffectResult::Listed { heads: lines.heads }));
        };
        let stream = stream_of(session);
        let load = EffectKind::Load { stream, from_seq: 0 };
        self.start(Chore::Line(lines), load, world);
        None
    }

    /// The line of a session, from its records. Where there is none to be made, that is said once.
    fn line(
        &mut self,
        session: String,
        result: EffectResult,
        world: &mut World,
    ) -> Option<(String, Vec<u8>)> {
        let read = match result {
            // It was deleted meanwhile.
            EffectResult::Loaded { records } if records.is_empty() => return None,
            EffectResult::Loaded { records } => opening::read(&session, &records, &world.config.limits),
            EffectResult::StoreFailed(fault) => Err(EngineError::Store(fault)),
            _ => return None,
        };
        match read {
            Ok((state, _)) => Some(view::line_of(&state)),
            Err(error) => {
                if self.unlisted.insert(session.clone()) {
                    world.notice(Notice::Warning {
                        session_id: Some(session),
                        error: error.report(),
                    });
                }
                None
            }
        }
    }
}

/// Answers the sessions of a user or of all, the latest first.
pub(super) fn told(
    ticket: u64,
    user: Option<String>,
    status: Option<SessionStatus>,
    heads: Vec<(String, Vec<u8>)>,
    world: &mut World,
) {
    let mut sessions = summaries(heads, user, world.now);
    sessions.retain(|summary| match status {
        Some(status) => summary.status == status,
        None => !summary.is_failed_creation(),
    });
    sort_by(&mut sessions, |a, b| {
        b.last_activity
            .total_cmp(&a.last_activity)
            .then(a.session_id.cmp(&b.session_id))
    });
    world.done(ticket, Reply::Sessions { sessions });
}

/// Answers figures over the same.
pub(super) fn counted(ticket: u64, user: Option<String>, heads: Vec<(String, Vec<u8>)>, world: &mut World) {
    let analytics = Analytics::of(&summaries(heads, user, world.now));
    world.done(ticket, Reply::Analytics { analytics });
}

/// The ids of the sessions of a user.
pub(super) fn sessions_of(user: &str, heads: Vec<(String, Vec<u8>)>) -> Vec<String> {
    stored_summaries(heads)
        .filter(|summary| summary.user_id.as_deref() == Some(user))
        .map(|summary| summary.session_id)
        .collect()
}

/// The line of the session list that a head is, unless it is damaged.
fn summary_of(stream: &str, head: &[u8]) -> Option<SessionSummary> {
    let summary: SessionSummary = json::from_value(&json::read(head)?).ok()?;
    (stream_of(&summary.session_id) == stream).then_some(summary)
}

pub(super) fn stored_summaries(heads: Vec<(String, Vec<u8>)>) -> impl Iterator<Item = SessionSummary> {
    heads
        .into_iter()
        .filter_map(|(stream, head)| summary_of(&stream, &head))
}

fn summaries(heads: Vec<(String, Vec<u8>)>, user: Option<String>, now: u64) -> Vec<SessionSummary> {
    stored_summaries(heads)
        .filter(|summary| user.is_none() || summary.user_id == user)
        .map(|mut summary| {
            if expired(&summary, now) {
                summary.status = SessionStatus::Expired;
            }
            summary
        })
        .collect()
}

pub(super) fn expired(summary: &SessionSummary, now: u64) -> bool {
    let lives = matches!(summary.status, SessionStatus::Active | SessionStatus::Paused);
    lives && summary.expires_at.is_some_and(|end| now as f64 > end)
}
