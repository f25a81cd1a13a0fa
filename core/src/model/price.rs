//! What a call costs, by a table that the app gives: prices change more often than programs.

use super::stream::Usage;

/// Prices of a model, in any currency, for a million tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// The model's name, or its beginning
    pub model: String,
    pub input: f64,
    pub output: f64,
    /// Of the input: read from the provider's cache
    pub cached_input: f64,
    /// Of the input: written to the provider's cache
    pub cache_write: f64,
}

impl Price {
    /// The entry of a model: of those that its name begins with, the longest.
    pub fn of<'a>(table: &'a [Self], model: &str) -> Option<&'a Self> {
        let fitting = table
            .iter()
            .filter(|price| model.starts_with(price.model.as_str()));
        fitting.max_by_key(|price| price.model.len())
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
