use std::borrow::Borrow;

use super::SortedMap;

/// A set in order, kept as one sorted list. Costs are those of [`SortedMap`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedSet<T> {
    items: SortedMap<T, ()>,
}

impl<T: Ord> SortedSet<T> {
    /// No items.
    pub const fn new() -> Self {
        Self {
            items: SortedMap::new(),
        }
    }

    /// Is the item there?
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.items.contains_key(item)
    }

    /// Adds an item; returns whether it was new.
    pub fn insert(&mut self, item: T) -> bool {
        self.items.insert(item, ()).is_none()
    }

    /// Items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.items.keys()
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self {
            items: SortedMap::default(),
        }
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self {
            items: items.into_iter().map(|item| (item, ())).collect(),
        }
    }
}
