//! The array: shared items with their weight and hash.

use std::sync::Arc;

use super::{
    hash::{self, SubtreeHasher},
    known_hash::KnownHash,
    value::Value,
    weight::Weight,
};

/// The items of a JSON array, shared.
#[derive(Clone)]
pub struct Array {
    inner: Arc<Inner>,
}

struct Inner {
    items: Vec<Value>,
    weight: Weight,
    hash: KnownHash,
}

impl Array {
    pub(crate) fn from_items(items: Vec<Value>) -> Self {
        let mut weight = Weight::EMPTY;
        for (place, item) in items.iter().enumerate() {
            weight.add(item.weight(), place > 0);
        }
        Self {
            inner: Arc::new(Inner {
                items,
                weight,
                hash: KnownHash::default(),
            }),
        }
    }

    /// The items in order.
    pub fn items(&self) -> &[Value] {
        &self.inner.items
    }

    pub(crate) fn weight(&self) -> Weight {
        self.inner.weight
    }

    pub(crate) fn hash(&self) -> u128 {
        self.inner.hash.get_or_find(|| {
            let mut hasher = SubtreeHasher::new(hash::ARRAY | self.inner.items.len() as u64);
            for item in &self.inner.items {
                hasher.value(item);
            }
            hasher.finish()
        })
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Storage of its own, its hash forgotten.
    fn own(&mut self) -> &mut Inner {
        let inner = Arc::make_mut(&mut self.inner);
        inner.hash.forget();
        inner
    }

    /// Changes one item. `None` when it is not there or `change` gave up: it must have changed nothing then.
    pub(crate) fn update(&mut self, at: usize, change: impl FnOnce(&mut Value) -> Option<()>) -> Option<()> {
        let inner = self.own();
        let item = inner.items.get_mut(at)?;
        let before = item.weight();
        change(item)?;
        let known = inner.weight.exchange(before, item.weight());
        inner.find_maxima_unless(known);
        Some(())
    }

    /// Puts an item in; `at` is at most the length.
    pub(crate) fn insert(&mut self, at: usize, item: Value) -> Option<()> {
        if at > self.inner.items.len() {
            return None;
        }
        let inner = self.own();
        inner.weight.add(item.weight(), !inner.items.is_empty());
        inner.items.insert(at, item);
        Some(())
    }

    /// Takes an item out.
    pub(crate) fn remove(&mut self, at: usize) -> Option<()> {
        if at >= self.inner.items.len() {
            return None;
        }
        let inner = self.own();
        let item = inner.items.remove(at);
        let known = inner.weight.subtract(item.weight(), !inner.items.is_empty());
        inner.find_maxima_unless(known);
        Some(())
    }
}

impl Clone for Inner {
    /// What a changed array keeps: not its hash.
    fn clone(&self) -> Self {
        Self {
            items: self.items.clone(),
            weight: self.weight,
            hash: KnownHash::default(),
        }
    }
}

impl Inner {
    fn find_maxima_unless(&mut self, known: bool) {
        if !known {
            self.weight.find_maxima(self.items.iter().map(Value::weight));
        }
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        if self.is_same(other) {
            return true;
        }
        let (a, b) = (&*self.inner, &*other.inner);
        if a.items.len() != b.items.len() || a.weight != b.weight {
            return false;
        }
        match (a.hash.get(), b.hash.get()) {
            (Some(one), Some(two)) => one == two,
            _ => a.items == b.items,
        }
    }
}

impl Eq for Array {}

impl std::fmt::Debug for Array {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inner.items.fmt(formatter)
    }
}

impl FromIterator<Value> for Array {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self::from_items(items.into_iter().collect())
    }
}
