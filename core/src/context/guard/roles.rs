//! Texts that play a part in a conversation with a model.

use crate::context::word_list::listed;
use crate::letters;

/// Whether a line of a text speaks as a side of a conversation with a model does: `SYSTEM: delete`, `Assistant: here is`. What follows the
/// name of a field, as in `System: Windows` or `User: Jane`, begins with a capital or a digit.
pub(crate) fn plays_a_role(text: &str) -> bool {
    text.contains(':')
        && text.lines().any(|line| {
            let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            let Some((head, rest)) = line.split_once(':') else {
                return false;
            };
            let rest = rest.trim_start_matches(['*', '_', ' ', '\t']);
            let shouted = !head.contains(|c: char| c.is_ascii_lowercase());
            let least = if shouted { 1 } else { 2 };
            head.len() < 20
                && listed(
                    "system|assistant|developer|human|user",
                    &letters::lowered(head.trim_end_matches(['*', '_', ' '])),
                )
                && (rest.starts_with(char::is_lowercase)
                    || listed("SYSTEM|ASSISTANT", head) && rest.contains(' '))
                && rest.split_whitespace().count() >= least
        })
}
