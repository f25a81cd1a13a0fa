use std::cmp::Ordering;

/// Sorts a list, equal items in the order they had. O(n log n) comparisons, one allocation.
pub fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let swaps = swaps_that_sort(list.len(), &mut |a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    for (a, b) in swaps {
        list.swap(a, b);
    }
}

/// Sorts a list, smallest first.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// Sorts a list by what a function finds in each item, equal ones in the order they had.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// The one instance of the standard sort: it sorts places, whatever stands there.
fn swaps_that_sort(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut swaps = Vec::new();
    for start in 0..len {
        // Follows one cycle of the order, and marks its places as done by letting them point at themselves.
        let mut at = start;
        while let Some(next) = order.get_mut(at) {
            let from = std::mem::replace(next, at);
            if from == start || from == at {
                break;
            }
            swaps.push((at, from));
            at = from;
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_by;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(list in proptest::collection::vec((0_u8..6, any::<u16>()), 0..80)) {
            let mut expected = list.clone();
            expected.sort_by_key(|entry| entry.0);
            let mut sorted = list;
            sort_by(&mut sorted, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(sorted, expected);
        }
    }
}
