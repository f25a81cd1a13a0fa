//! What an edit would take, before anything is asked.

use super::actor::Actor;
use super::begin::asks_a_model;
use super::prepare::{CallOf, masked, prepare, without_secrets};
use super::world::World;
use super::{EngineError, ProviderConfig};
use crate::context::{EditBrief, Targets};
use crate::model::{Price, Usage};
use crate::protocol::{EditEstimate, VersionInfo};

/// Tokens of an answer that changes one node, and how many nodes are counted at most.
const SMALL_CHANGE: u32 = 60;
const MOST_NODES: usize = 20;
/// So many of the latest edits tell how long answers are here.
const LATEST: usize = 10;

impl Actor {
    pub(super) fn estimate(
        &self,
        prompt: &str,
        target: &[String],
        world: &World,
    ) -> Result<EditEstimate, EngineError> {
        let base = self.state.head();
        let understanding = self.understand_new(prompt, target, base, false, world)?;
        let nobody = EditEstimate {
            provider: String::new(),
            model: String::new(),
            input_tokens: 0,
            output_tokens: 0,
            cost: Some(0.0),
        };
        if understanding.session.is_some() || !asks_a_model(&understanding, &world.config) {
            return Ok(nobody);
        }
        let meant = match &understanding.targets {
            Targets::Resolved { candidates } => candidates.len(),
            _ => target.len(),
        };
        let chosen = &world.config.provider;
        if *chosen == ProviderConfig::Offline {
            return Ok(EditEstimate {
                provider: chosen.name().to_owned(),
                ..nobody
            });
        }
        let mut placeholders = understanding.guard.placeholders.clone();
        let (recent, older) = self.state.window.told(|number| {
            let version = self.state.version(number);
            version.is_some_and(|version| version.undone)
        });
        let brief = EditBrief {
            before: None,
            create: false,
            understanding: without_secrets(&understanding),
            also: Vec::new(),
            document: self.state.document(),
            selection: target.to_vec(),
            recent: masked(recent, &self.state.document(), &mut placeholders),
            older,
            faults: Vec::new(),
        };
        let first = CallOf {
            session: &self.state.session,
            place: 0,
            repairs: 0,
            tight: false,
        };
        let input_tokens = prepare(&world.config, &first, None, brief, &[], &mut placeholders)?
            .report
            .total_tokens;
        let output_tokens = self.usual_answer().unwrap_or_else(|| {
            let nodes = meant.clamp(1, MOST_NODES);
            SMALL_CHANGE.saturating_mul(u32::try_from(nodes).unwrap_or(1))
        });
        let model = match chosen {
            ProviderConfig::Http(provider) => provider.model.clone(),
            _ => String::new(),
        };
        let usage = Usage {
            input: Some(input_tokens.into()),
            output: Some(output_tokens.into()),
            ..Usage::default()
        };
        let price = Price::of(&world.config.prices, &model).filter(|_| !model.is_empty());
        Ok(EditEstimate {
            provider: chosen.name().to_owned(),
            model,
            input_tokens,
            output_tokens,
            cost: price.map(|price| price.cost(&usage)),
        })
    }

    /// The mean length of the latest answers, in tokens.
    fn usual_answer(&self) -> Option<u32> {
        let told = |version: &VersionInfo| version.output_tokens;
        let latest: Vec<u32> = self
            .state
            .versions
            .iter()
            .rev()
            .filter_map(told)
            .take(LATEST)
            .collect();
        let sum: u64 = latest.iter().map(|tokens| u64::from(*tokens)).sum();
        u32::try_from(sum.checked_div(latest.len() as u64)?).ok()
    }
}
