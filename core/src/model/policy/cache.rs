//! Answers to equal requests.

use std::collections::VecDeque;

/// A bounded memory of answers. What was used last stays longest.
#[derive(Clone, Debug, Default)]
pub(crate) struct AnswerCache {
    /// The latest last
    entries: VecDeque<(u128, String)>,
    size: usize,
}

impl AnswerCache {
    pub(crate) fn get(&mut self, key: u128) -> Option<String> {
        let at = self.entries.iter().position(|(known, _)| *known == key)?;
        let entry = self.entries.remove(at)?;
        let text = entry.1.clone();
        self.entries.push_back(entry);
        Some(text)
    }

    /// Keeps an answer; none that is larger than a quarter of `limit`.
    pub(crate) fn put(&mut self, key: u128, text: String, limit: usize) {
        if text.len() > limit / 4 || self.entries.iter().any(|(known, _)| *known == key) {
            return;
        }
        self.size += text.len();
        self.entries.push_back((key, text));
        while self.size > limit || self.entries.len() > 256 {
            let Some((_, oldest)) = self.entries.pop_front() else {
                return;
            };
            self.size -= oldest.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MOD-45
    #[test]
    fn mod_45_bounded_and_latest_used_last() {
        let mut cache = AnswerCache::default();
        for key in 0..4 {
            cache.put(key, "x".repeat(25), 100);
        }
        assert!(cache.get(0).is_some());
        cache.put(4, "y".repeat(25), 100);
        assert!(cache.get(0).is_some() && cache.get(1).is_none());
        cache.put(5, "z".repeat(26), 100);
        assert!(cache.get(5).is_none());
        assert_eq!(cache.size, 100);
        for key in 10..1_000 {
            cache.put(key, String::new(), 100);
        }
        assert_eq!(cache.entries.len(), 256);
    }
}
