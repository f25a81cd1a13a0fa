//! Finding what stayed in order: the longest increasing subsequence, and list alignment on top of it.

use crate::hashing::Map;
use std::hash::Hash;

/// Which elements belong to a longest strictly increasing subsequence. O(n log n).
pub(super) fn longest_increasing(sequence: &[usize]) -> Vec<bool> {
    if sequence.is_sorted_by(|one, next| one < next) {
        return vec![true; sequence.len()];
    }
    // tails[k]: where the best subsequence of length k + 1 ends; before[i]: what comes before i in its subsequence
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(sequence.len());
    let value = |at: usize| sequence.get(at).copied().unwrap_or(usize::MAX);
    for (at, &number) in sequence.iter().enumerate() {
        let length = tails.partition_point(|tail| value(*tail) < number);
        before.push(length.checked_sub(1).and_then(|last| tails.get(last).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut chosen = vec![false; sequence.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        if let Some(flag) = chosen.get_mut(at) {
            *flag = true;
        }
        next = before.get(at).copied().flatten();
    }
    chosen
}

/// Pairs up elements of two lists that are the same, in order in both: what both begin and end with, and between that
/// the longest increasing run of pairs (the n-th of equal elements here with the n-th there). O(n log n), not always
/// the longest possible with many equal elements.
pub(super) fn align<T: Eq + Hash + Copy>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (_, rest_a) = a.split_at_checked(head).unwrap_or((a, &[]));
    let (_, rest_b) = b.split_at_checked(head).unwrap_or((b, &[]));
    let tail = rest_a
        .iter()
        .rev()
        .zip(rest_b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let middle_a = rest_a.get(..rest_a.len() - tail).unwrap_or_default();
    let middle_b = rest_b.get(..rest_b.len() - tail).unwrap_or_default();

    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    if !middle_a.is_empty() && !middle_b.is_empty() {
        let mut places: Map<T, (usize, Vec<usize>)> = Map::default();
        for (at, element) in middle_b.iter().enumerate() {
            places.entry(*element).or_default().1.push(at);
        }
        let mut candidates: Vec<(usize, usize)> = Vec::new();
        for (at, element) in middle_a.iter().enumerate() {
            if let Some((used, list)) = places.get_mut(element)
                && let Some(place) = list.get(*used)
            {
                *used += 1;
                candidates.push((at, *place));
            }
        }
        let chosen = longest_increasing(&candidates.iter().map(|(_, place)| *place).collect::<Vec<_>>());
        let in_order = candidates.into_iter().zip(chosen).filter(|(_, chosen)| *chosen);
        pairs.extend(in_order.map(|((x, y), _)| (head + x, head + y)));
    }
    let (end_a, end_b) = (head + middle_a.len(), head + middle_b.len());
    pairs.extend((0..tail).map(|at| (end_a + at, end_b + at)));
    pairs
}
