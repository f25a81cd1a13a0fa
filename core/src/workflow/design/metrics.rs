//! Figures of a session, from its versions and what came to none.

use super::DesignState;
use crate::context::Intent;
use crate::model::Spending;
use crate::protocol::{SessionMetrics, VersionInfo, VersionKind};
use crate::sorted::sort_by;

impl VersionInfo {
    /// Whether it is what was accepted of an edit that had ended before.
    fn is_accepted(&self) -> bool {
        self.kind == VersionKind::Edit && self.edit_id.is_none()
    }

    fn spent(&self) -> Spending {
        Spending {
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cached_input_tokens: self.cached_input_tokens,
            cost: self.cost,
        }
    }

    /// More calls for it ended.
    pub(super) fn spend(&mut self, more: &Spending) {
        let mut spent = self.spent();
        spent.add(more);
        self.input_tokens = spent.input_tokens;
        self.output_tokens = spent.output_tokens;
        self.cached_input_tokens = spent.cached_input_tokens;
        self.cost = spent.cost;
    }
}

impl DesignState {
    /// The figures as of now.
    pub fn metrics(&self) -> SessionMetrics {
        let edits: Vec<_> = self
            .versions
            .iter()
            .filter(|version| version.kind == VersionKind::Edit)
            .collect();
        let mut times: Vec<f64> = edits.iter().map(|version| version.processing_time_ms).collect();
        sort_by(&mut times, f64::total_cmp);
        // Nearest rank: the smallest time that at least this share of the edits did not exceed.
        let percentile = |share: f64| {
            let rank = (share * times.len() as f64).ceil() as usize;
            times.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
        };
        let kinds = [
            Intent::Modify,
            Intent::Add,
            Intent::Remove,
            Intent::Style,
            Intent::Layout,
        ];
        let mut spent = self.in_vain;
        // What was accepted of an edit says what that took, which was counted at its end.
        for version in self.versions.iter().filter(|version| !version.is_accepted()) {
            spent.add(&version.spent());
        }
        for open in self.open.values() {
            spent.add(&open.spent);
        }
        SessionMetrics {
            total_edits: edits.len() as u32,
            duration_minutes: self.last_activity.saturating_sub(self.created_at) as f64 / 60_000.0,
            edit_types: kinds
                .into_iter()
                .map(|kind| {
                    (
                        kind,
                        edits
                            .iter()
                            .filter(|version| version.types.contains(&kind))
                            .count() as u32,
                    )
                })
                .collect(),
            mean_processing_ms: if times.is_empty() {
                0.0
            } else {
                times.iter().sum::<f64>() / times.len() as f64
            },
            p50_processing_ms: percentile(0.5),
            p95_processing_ms: percentile(0.95),
            input_tokens: spent.input_tokens.unwrap_or(0),
            output_tokens: spent.output_tokens.unwrap_or(0),
            cached_input_tokens: spent.cached_input_tokens.unwrap_or(0),
            cost: spent.cost,
            satisfaction: self.rating,
        }
    }
}
