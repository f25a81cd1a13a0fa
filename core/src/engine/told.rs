//! What is told, logged and counted of a model call that ended.

use super::actor::Actor;
use super::call::Connection;
use super::world::World;
use super::{ProviderConfig, Timestamp};
use crate::model::{ModelErrorCode, Price, Provider, Spending};
use crate::protocol::{EditPhase, ModelCallReport, Notice, SentCall};
use crate::workflow::design::Intention;

/// What there is to tell about a call that ended, but for what its connection knows.
pub(super) struct Told<'a> {
    pub(super) provider: Option<&'a Provider>,
    pub(super) place: usize,
    /// The edits it was made for
    pub(super) edits: &'a [String],
    pub(super) estimate: u32,
    pub(super) tries: u32,
    pub(super) repair: u8,
    pub(super) error: Option<&'a str>,
}

/// How often it is told how much of an answer came, at most.
const BETWEEN_TELLING_MS: u64 = 250;

impl Actor {
    /// More of the answer, or of the thoughts before it, came: what of it is there, and what that costs, is told now and then.
    pub(super) fn tell_coming(&mut self, phase: EditPhase, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let due = active.coming_told.saturating_add(BETWEEN_TELLING_MS) <= world.now;
        if due || active.phase != phase {
            active.coming_told = world.now;
            self.tell_edit(phase, world);
        }
    }

    /// The call under way is over: its figures are added up and told. Those of a part are, with the call it is a part of.
    pub(super) fn call_ended(&mut self, error: Option<&str>, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let Some(call) = active.call.take() else { return };
        let Some(mut connection) = call.connection else {
            return;
        };
        connection.close();
        if std::mem::take(&mut active.is_probe) {
            world.desk.breaker(active.place).give_back(world.now);
        }
        let edits = [active.edit.clone()];
        let provider = active.provider.clone();
        let told = Told {
            provider: provider.as_ref(),
            place: active.place,
            edits: &edits,
            estimate: call.estimate,
            tries: active.tries,
            repair: active.repairs,
            error,
        };
        let spent = self.tell_call(&connection, told, world);
        if let Some(active) = &mut self.active {
            active.spent.add(&spent);
        }
    }

    /// What calls of edits took that no version and no end of an edit will say is stored by itself.
    pub(super) fn book(&mut self, spent: Vec<(String, Spending)>) {
        if spent.iter().any(|(_, spent)| *spent != Spending::default()) {
            self.enqueue_quietly(Intention::Spend(spent));
        }
    }

    /// So is what the edit in work took, if it ends here without its end being stored.
    pub(super) fn book_active(&mut self, edit: &str) {
        if let Some(active) = self.active.as_mut().filter(|active| active.edit == edit) {
            let spent = std::mem::take(&mut active.spent);
            active.spent_before.add(&spent);
            self.book(vec![(edit.to_owned(), spent)]);
        }
    }

    /// Tells a call that ended, and returns what it took.
    pub(super) fn tell_call(
        &mut self,
        connection: &Connection,
        told: Told<'_>,
        world: &mut World,
    ) -> Spending {
        let (name, otel_name, model) = match (told.provider, world.config.provider_at(told.place)) {
            (Some(provider), _) => (
                provider.name(),
                provider.dialect.otel_name(),
                provider.model.clone(),
            ),
            (None, chosen) => {
                let name = chosen.map_or("", ProviderConfig::name);
                (name, name, connection.model.clone())
            }
        };
        let price = Price::of(&world.config.prices, &model).filter(|_| !model.is_empty());
        let spent = Spending::of(&connection.usage, price);
        let count = |tokens: Option<u64>| tokens.map(|tokens| u32::try_from(tokens).unwrap_or(u32::MAX));
        let since = |at: Timestamp| at.saturating_sub(connection.made_at) as f64;
        // What was not sent costs nobody anything, and is not on record.
        let sent = !connection.server.is_empty() && told.error != Some(ModelErrorCode::Offline.as_str());
        let mut edits = told.edits.iter().cloned();
        let report = ModelCallReport {
            session_id: self.state.session.clone(),
            edit_id: edits.next().unwrap_or_default(),
            with_edits: edits.collect(),
            provider: name.to_owned(),
            gen_ai_provider_name: otel_name.to_owned(),
            model,
            response_model: Some(connection.model.clone()).filter(|model| !model.is_empty()),
            response_id: connection.answer_id.clone(),
            max_output_tokens: told.provider.map(|provider| provider.max_output_tokens),
            server: if sent {
                connection.server.clone()
            } else {
                String::new()
            },
            started_at: connection.made_at as f64,
            duration_ms: since(world.now),
            first_chunk_ms: connection.first_text_at.map(since),
            estimated_tokens: told.estimate,
            input_tokens: spent.input_tokens,
            output_tokens: spent.output_tokens,
            cached_input_tokens: spent.cached_input_tokens,
            cache_write_tokens: count(connection.usage.cache_write),
            reasoning_tokens: count(connection.usage.reasoning),
            finish_reason: connection.finish.clone(),
            error: told.error.map(str::to_owned),
            tries: told.tries,
            repair: told.repair,
            cost: spent.cost,
        };
        if sent {
            self.enqueue_quietly(Intention::Log(SentCall {
                at: report.started_at,
                edit_id: report.edit_id.clone(),
                provider: report.provider.clone(),
                model: report.model.clone(),
                server: report.server.clone(),
                input_tokens: report.input_tokens,
                output_tokens: report.output_tokens,
                error: report.error.clone(),
            }));
        }
        world.notice(Notice::ModelCall {
            call: Box::new(report),
        });
        if told.provider.is_some() && !sent {
            world.put_back(&self.payers());
        }
        spent
    }
}
