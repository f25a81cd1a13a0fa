//! Counts what all sessions together are asked about.

use crate::journal::Event;
use crate::model::Spending;
use crate::protocol::{Analytics, SessionStatus, SessionSummary, Tally, VersionKind};
use crate::sorted::SortedMap;

const DAY_MS: u64 = 86_400_000;
/// Days that are kept of a session.
const DAYS: usize = 400;

impl Tally {
    /// Takes in what happened at a moment.
    pub(crate) fn count(&mut self, event: &Event, at: u64) {
        // What was accepted of an edit says once more what that took.
        let is_told_again = matches!(
            event,
            Event::VersionCommitted {
                kind: VersionKind::Edit,
                edit: None,
                ..
            }
        );
        if let Some(spent) = event.spending().filter(|_| !is_told_again) {
            self.spend(&spent);
        }
        match event {
            // A copy begins here. What came before is counted where it was made.
            Event::SessionCreated { copy_of: Some(_), .. } => *self = Self::default(),
            Event::Rated { score } => self.rating = Some(*score),
            Event::VersionCommitted {
                kind: VersionKind::Edit,
                ..
            } => {
                self.edits = self.edits.saturating_add(1);
                self.count_day((at / DAY_MS) as u32);
            }
            _ => {}
        }
    }

    fn spend(&mut self, spent: &Spending) {
        self.input_tokens += f64::from(spent.input_tokens.unwrap_or(0));
        self.output_tokens += f64::from(spent.output_tokens.unwrap_or(0));
        self.cached_input_tokens += f64::from(spent.cached_input_tokens.unwrap_or(0));
        if let Some(cost) = spent.cost {
            *self.cost.get_or_insert(0.0) += cost;
        }
    }

    fn count_day(&mut self, today: u32) {
        match self.days.last_mut() {
            Some((day, count)) if *day >= today => *count = count.saturating_add(1),
            _ => self.days.push((today, 1)),
        }
        if self.days.len() > DAYS {
            self.days.remove(0);
        }
    }
}

impl SessionSummary {
    /// Whether its first version failed, was refused or cancelled, and nothing came after.
    pub(crate) fn is_failed_creation(&self) -> bool {
        self.current_version == 0 && self.status == SessionStatus::Abandoned
    }
}

impl Analytics {
    /// Adds sessions up.
    pub(crate) fn of(sessions: &[SessionSummary]) -> Self {
        let mut sum = Self::default();
        let mut days = SortedMap::new();
        let mut scores = 0.0;
        for session in sessions {
            let tally = &session.tally;
            sum.sessions += 1;
            sum.created += u32::from(session.current_version > 0);
            sum.failed_creations += u32::from(session.is_failed_creation());
            sum.completed += u32::from(session.status == SessionStatus::Completed);
            sum.edits = sum.edits.saturating_add(tally.edits);
            sum.input_tokens += tally.input_tokens;
            sum.output_tokens += tally.output_tokens;
            sum.cached_input_tokens += tally.cached_input_tokens;
            if let Some(cost) = tally.cost {
                *sum.cost.get_or_insert(0.0) += cost;
            }
            for (day, count) in &tally.days {
                let edits: &mut u32 = days.or_default(*day);
                *edits = edits.saturating_add(*count);
            }
            if let Some(score) = tally.rating {
                sum.ratings += 1;
                scores += f64::from(score);
            }
        }
        sum.edits_by_date = days.iter().map(|(day, count)| (date(*day), *count)).collect();
        let of = |part: f64, all: u32| (all > 0).then(|| part / f64::from(all));
        sum.satisfaction = of(scores, sum.ratings);
        sum.creation_success = of(sum.created.into(), sum.created + sum.failed_creations);
        sum.completion_rate = of(sum.completed.into(), sum.created);
        sum.edits_per_session = of(sum.edits.into(), sum.created);
        sum
    }
}

/// The date of a day counted from 1970-01-01.
fn date(day: u32) -> String {
    // Days of the civil calendar, counted from March so that the leap day is the last of its year.
    let days = u64::from(day) + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{:02}",
        of_year - (153 * shifted + 2) / 5 + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DSN-40
    #[test]
    fn dsn_40_dates() {
        for (day, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_778, "2026-11-21"),
            (19_722, "2023-12-31"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(date(day), expected);
        }
    }
}
