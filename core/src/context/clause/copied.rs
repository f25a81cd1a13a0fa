//! What is said of a copy that the same prompt asks for.

use crate::context::lexicon::{Act, Pron};
use crate::context::wish::{Change, Np, Wish};
use crate::context::word_list::listed;

/// Whether a copy that was spoken of is put somewhere: "put it first", "place the copies above the list".
pub(super) fn places_the_copy(wish: &Wish) -> bool {
    let place = |change: &Change| matches!(change, Change::Place(_));
    wish.act == Some(Act::Move)
        && speaks_of_a_copy(wish)
        && wish.changes.iter().all(place)
        && (wish.rel.is_some() || wish.dest.is_some() || !wish.changes.is_empty())
}

pub(super) fn speaks_of_a_copy(wish: &Wish) -> bool {
    let copy = |np: &Np| {
        matches!(np.pron, Some(Pron::It | Pron::Them)) && np.is_bare()
            || np.head == 0
                && np
                    .raw
                    .last()
                    .is_some_and(|word| listed("copy|copies|duplicate", word))
    };
    !wish.objects.is_empty() && wish.objects.iter().all(copy)
}
