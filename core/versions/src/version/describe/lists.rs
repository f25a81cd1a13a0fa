//! What became of a list without ids: its items are paired as the difference pairs them, as a path means another item once others came
//! or went before it.

use super::super::data_diff::{paired, token};
use super::{Summary, field_name, field_words, fields_to_tell};
use crate::document::{Text, Value, pointer};
use crate::hashing::Map;

impl Summary<'_> {
    /// Tells what became of the list on the way of a path, if items in it have other places than before. `false`: they have not, or there is
    /// none.
    pub(super) fn list(&mut self, id: Option<&Text>, label: &str, path: &str, holders: [&Value; 2]) -> bool {
        let [mut old, mut new] = holders;
        let Some(tokens) = pointer::tokens(path) else {
            return false;
        };
        let mut tokens = tokens.into_iter();
        let mut here = String::new();
        loop {
            if let (Some(a), Some(b)) = (old.as_array(), new.as_array()) {
                // Many ops may be about one list.
                let mark = |mark: &str| (id.cloned(), Text::from(format!("{here}/{mark}")));
                let (told, in_place) = (mark("*"), mark("="));
                if self.seen.contains(&told) {
                    return true;
                }
                if !self.seen.contains(&in_place) {
                    let pairs = paired(a, b);
                    if a.len() != b.len() || !pairs.iter().copied().eq((0..a.len()).map(|at| (at, at))) {
                        self.seen.insert(told);
                        self.items(id, label, &here, (a, b), &pairs);
                        return true;
                    }
                    self.seen.insert(in_place);
                }
            }
            let step = tokens.next().and_then(|token| {
                pointer::push_token(&mut here, &token);
                Some((old.step(&token)?, new.step(&token)?))
            });
            match step {
                Some(next) => (old, new) = next,
                None => return false,
            }
        }
    }

    /// Items that changed by the places that they have now, the others by their number.
    fn items(
        &mut self,
        id: Option<&Text>,
        label: &str,
        path: &str,
        (a, b): (&[Value], &[Value]),
        pairs: &[(usize, usize)],
    ) {
        for (from, to) in pairs {
            let (Some(old), Some(new)) = (a.get(*from), b.get(*to)) else {
                continue;
            };
            if old == new {
                continue;
            }
            let mut item = format!("{path}/{to}");
            let keys = fields_to_tell(Some(old), Some(new));
            if keys.is_empty() {
                self.change(id, label, field_words(id.is_some(), &item, Some(old), Some(new)));
            }
            let length = item.len();
            for key in keys {
                pointer::push_token(&mut item, &key);
                self.change(
                    id,
                    label,
                    field_words(id.is_some(), &item, old.get(&key), new.get(&key)),
                );
                item.truncate(length);
            }
        }
        // What went here and came there was moved.
        let mut gone: Map<u128, usize> = Map::default();
        for (at, old) in a.iter().enumerate() {
            if pairs.binary_search_by_key(&at, |(from, _)| *from).is_err() {
                *gone.entry(token(old)).or_default() += 1;
            }
        }
        let (mut added, mut moved) = (0, 0);
        for (at, new) in b.iter().enumerate() {
            if pairs.binary_search_by_key(&at, |(_, to)| *to).is_err() {
                match gone.get_mut(&token(new)).filter(|left| **left > 0) {
                    Some(left) => {
                        *left -= 1;
                        moved += 1;
                    }
                    None => added += 1,
                }
            }
        }
        let removed: usize = gone.values().sum();
        let name = field_name(id.is_some(), path);
        for (count, words) in [
            (added, "added to"),
            (removed, "removed from"),
            (moved, "moved in"),
        ] {
            if count > 0 {
                self.change(id, label, format!("{count} {words} {name}"));
            }
        }
    }
}
