//! The same done with several sessions, under one ticket.

use super::{Chore, Chores};
use crate::engine::world::World;
use crate::engine::{EffectKind, EngineError};
use crate::protocol::Reply;

/// Several effects under one ticket.
#[derive(Debug)]
pub(super) struct Group {
    ticket: u64,
    open: u32,
    count: u32,
    fault: Option<EngineError>,
}

impl Chores {
    pub(super) fn each(
        &mut self,
        ticket: u64,
        sessions: Vec<String>,
        world: &mut World,
        step: impl Fn(u64, String) -> (Chore, EffectKind),
    ) {
        if sessions.is_empty() {
            return world.done(ticket, Reply::Count { count: 0 });
        }
        self.next += 1;
        let group = self.next;
        self.groups.insert(
            group,
            Group {
                ticket,
                open: sessions.len() as u32,
                count: 0,
                fault: None,
            },
        );
        for session in sessions {
            let (chore, kind) = step(group, session);
            self.start(chore, kind, world);
        }
    }

    pub(super) fn one_done(&mut self, id: u64, counts: bool, fault: Option<EngineError>, world: &mut World) {
        let Some(group) = self.groups.get_mut(&id) else {
            return;
        };
        group.open -= 1;
        group.count += u32::from(counts);
        group.fault = group.fault.take().or(fault);
        if group.open == 0
            && let Some(group) = self.groups.remove(&id)
        {
            match group.fault {
                Some(fault) => world.refuse(group.ticket, fault),
                None => world.done(group.ticket, Reply::Count { count: group.count }),
            }
        }
    }
}
