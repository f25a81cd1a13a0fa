//! What a call costs, by a table that the app gives: prices change more often than programs.

use super::stream::Usage;

/// What calls of a model took, added up. Absent is not zero: nobody said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spending {
    /// All of the prompts, also what came from a provider's cache
    pub input_tokens: Option<u32>,
    /// All that was written, also thoughts
    pub output_tokens: Option<u32>,
    /// Of the input: read from a provider's cache
    pub cached_input_tokens: Option<u32>,
    /// By the table of prices
    pub cost: Option<f64>,
}

impl Spending {
    /// What a call took whose usage is in [totals](Usage::as_totals). Half of a cost is none: where only the prompt or only the answer
    /// was counted, the other would be taken for free.
    pub fn of(usage: &Usage, price: Option<&Price>) -> Self {
        let count = |tokens: Option<u64>| tokens.map(|tokens| u32::try_from(tokens).unwrap_or(u32::MAX));
        let told = usage.input.is_some() && usage.output.is_some();
        Self {
            input_tokens: count(usage.input),
            output_tokens: count(usage.output),
            cached_input_tokens: count(usage.cached_input),
            cost: price.filter(|_| told).map(|price| price.cost(usage)),
        }
    }

    /// Takes in what another call took.
    pub fn add(&mut self, more: &Self) {
        let sum = |sum: &mut Option<u32>, more: Option<u32>| {
            if let Some(more) = more {
                *sum = Some(sum.unwrap_or(0).saturating_add(more));
            }
        };
        sum(&mut self.input_tokens, more.input_tokens);
        sum(&mut self.output_tokens, more.output_tokens);
        sum(&mut self.cached_input_tokens, more.cached_input_tokens);
        if let Some(cost) = more.cost {
            *self.cost.get_or_insert(0.0) += cost;
        }
    }
}

/// Prices of a model, in any currency, for a million tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// The model's name, or its beginning
    pub model: String,
    /// It is the name: of longer ones only those fit that add a date. For tables that do not know which models will come.
    pub exact: bool,
    pub input: f64,
    pub output: f64,
    /// Of the input: read from the provider's cache
    pub cached_input: f64,
    /// Of the input: written to the provider's cache
    pub cache_write: f64,
}

impl Price {
    /// The entry of a model: of those that its name begins with, the longest. Where there is none, that of the name without who
    /// offers it (`models/`, `openai/`).
    pub fn of<'a>(table: &'a [Self], model: &str) -> Option<&'a Self> {
        let fitting = table.iter().filter(|price| price.fits(model));
        let found = fitting.max_by_key(|price| price.model.len());
        found.or_else(|| Self::of(table, model.split_once('/')?.1))
    }

    fn fits(&self, model: &str) -> bool {
        let more = model.strip_prefix(self.model.as_str());
        let dated = |more: &str| {
            let date = more.strip_prefix(['-', '@']);
            date.is_some_and(|date| {
                date == "latest"
                    || date.len() >= 8 && date.bytes().all(|sign| sign.is_ascii_digit() || sign == b'-')
            })
        };
        more.is_some_and(|more| !self.exact || more.is_empty() || dated(more))
    }

    /// The cost of a call whose usage is in [totals](Usage::as_totals).
    pub fn cost(&self, usage: &Usage) -> f64 {
        let count = |tokens: Option<u64>| tokens.unwrap_or(0) as f64;
        let (cached, written) = (count(usage.cached_input), count(usage.cache_write));
        let plain = (count(usage.input) - cached - written).max(0.0);
        let sum = plain * self.input
            + cached * self.cached_input
            + written * self.cache_write
            + count(usage.output) * self.output;
        sum / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::super::dialect::Dialect;
    use super::*;

    fn price(model: &str, input: f64) -> Price {
        Price {
            model: model.into(),
            exact: false,
            input,
            output: 10.0,
            cached_input: input / 10.0,
            cache_write: input * 1.25,
        }
    }

    /// MOD-52
    #[test]
    fn mod_52_prices() {
        let table = [
            price("gpt-5", 1.0),
            price("gpt-5-mini", 0.5),
            price("claude", 2.0),
        ];
        assert_eq!(
            Price::of(&table, "gpt-5-mini-2026").map(|price| price.input),
            Some(0.5)
        );
        assert_eq!(Price::of(&table, "gpt-5.2").map(|price| price.input), Some(1.0));
        assert_eq!(Price::of(&table, "llama3"), None);
        let named = [Price {
            exact: true,
            ..price("gpt-5", 1.0)
        }];
        for (model, fits) in [
            ("gpt-5", true),
            ("gpt-5-2025-08-07", true),
            ("gpt-5@20250807", true),
            ("gpt-5-latest", true),
            ("openai/gpt-5", true),
            ("models/openai/gpt-5-2025-08-07", true),
            ("openai/gpt-5-mini", false),
            ("gpt-5.7", false),
            ("gpt-5-mini", false),
            ("gpt-5-2", false),
            ("gpt-", false),
        ] {
            assert_eq!(Price::of(&named, model).is_some(), fits, "{model}");
        }
        let usage = Usage {
            input: Some(100_000),
            output: Some(10_000),
            cached_input: Some(800_000),
            cache_write: Some(100_000),
            reasoning: None,
        };
        let totals = usage.as_totals(Dialect::Anthropic);
        assert_eq!(totals.input, Some(1_000_000));
        let cost = table[2].cost(&totals);
        assert!((cost - (0.2 + 0.16 + 0.25 + 0.1)).abs() < 1e-9, "{cost}");
        let thoughts = Usage {
            output: Some(26),
            reasoning: Some(227),
            ..Usage::default()
        };
        for dialect in [Dialect::OpenAiChat, Dialect::Gemini] {
            assert_eq!(thoughts.as_totals(dialect).output, Some(253));
        }
        let inside = Usage {
            output: Some(300),
            reasoning: Some(227),
            ..Usage::default()
        };
        assert_eq!(inside.as_totals(Dialect::OpenAiChat).output, Some(300));
    }
}
