//! Lists of words as one text, parted by `|`: an array would cost a pointer and a length for each word.

/// Whether the list has this word.
// Called from many places.
#[inline(never)]
pub(crate) fn listed(list: &str, word: &str) -> bool {
    list.split('|').any(|one| one == word)
}

/// Whether a test holds for one of the list.
pub(crate) fn any_of(list: &str, test: &dyn Fn(&str) -> bool) -> bool {
    list.split('|').any(test)
}
