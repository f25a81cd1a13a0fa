//! Figures of a session, from its versions.

use super::DesignState;
use crate::context::Intent;
use crate::protocol::{SessionMetrics, VersionKind};
use crate::sorted::sort_by;

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
        let sum = |count: fn(&crate::protocol::VersionInfo) -> Option<u32>| {
            self.versions
                .iter()
                .filter_map(count)
                .fold(0_u32, u32::saturating_add)
        };
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
            input_tokens: sum(|version| version.input_tokens),
            output_tokens: sum(|version| version.output_tokens),
            cached_input_tokens: sum(|version| version.cached_input_tokens),
            cost: self
                .versions
                .iter()
                .filter_map(|version| version.cost)
                .fold(None, |sum, cost| Some(sum.unwrap_or(0.0) + cost)),
            satisfaction: self.rating,
        }
    }
}
