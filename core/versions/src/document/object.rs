//! The object: shared fields in the order in which they were written, with their weight and hash.

use crate::sorted::sort_by;
use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use super::{
    hash::{self, SubtreeHasher},
    known_hash::KnownHash,
    value::{Text, Value},
    weight::Weight,
};

/// Objects with more fields than this are searched through a sorted index.
const FEW: usize = 12;

/// The fields of a JSON object, in the order in which they were written, shared.
#[derive(Clone)]
pub struct Object {
    inner: Arc<Inner>,
}

type Field = (Text, Value);

#[derive(Default)]
struct Inner {
    fields: Vec<Field>,
    weight: Weight,
    hash: KnownHash,
    small_order: SmallOrder,
    rare: OnceLock<Box<Rare>>,
}

/// What most objects do without.
#[derive(Default)]
struct Rare {
    /// Positions of the fields by key, of many fields; made when a large object is first searched
    order: OnceLock<Vec<u32>>,
    /// See [`Object::derived`]
    derived: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Object {
    pub fn from_fields(mut fields: Vec<(Text, Value)>) -> Self {
        let mut order = None;
        if fields.len() <= FEW {
            let mut at = 1;
            while at < fields.len() {
                let (before, rest) = fields.split_at_mut(at);
                let Some((key, value)) = rest.first_mut() else {
                    break;
                };
                match before.iter_mut().find(|(name, _)| name == key) {
                    Some((_, earlier)) => {
                        *earlier = std::mem::take(value);
                        fields.remove(at);
                    }
                    None => at += 1,
                }
            }
        } else {
            let sorted = sorted(&fields);
            let repeated = sorted.windows(2).any(|pair| match pair {
                [a, b] => key_at(&fields, *a) == key_at(&fields, *b),
                _ => false,
            });
            if repeated {
                fields = last_of_each(fields, &sorted);
            } else {
                order = Some(sorted);
            }
        }
        let mut weight = Weight::EMPTY;
        for (place, (key, value)) in fields.iter().enumerate() {
            weight.add(Weight::of_field(key, value), place > 0);
        }
        let inner = Inner {
            fields,
            weight,
            ..Inner::default()
        };
        if let Some(order) = order {
            inner.set_order(order);
        }
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The value of a field.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let position = self.position(key)?;
        self.inner.fields.get(position).map(|(_, value)| value)
    }

    /// The value of a field that is mostly at this place.
    pub(crate) fn get_near(&self, at: usize, key: &Text) -> Option<&Value> {
        match self.inner.fields.get(at) {
            Some((name, value)) if Arc::ptr_eq(name, key) || name == key => Some(value),
            _ => self.get(key),
        }
    }

    /// The place of a field, from 0.
    pub fn position(&self, key: &str) -> Option<usize> {
        let fields = &self.inner.fields;
        if fields.len() <= FEW {
            // Most names are told apart by their length, which takes no look at them, or by their first byte.
            let first = key.as_bytes().first();
            let same =
                |name: &str| name.len() == key.len() && name.as_bytes().first() == first && name == key;
            return fields.iter().position(|(name, _)| same(name));
        }
        let order = self.order();
        let found = order
            .binary_search_by(|position| key_at(fields, *position).cmp(&Some(key)))
            .ok()?;
        order.get(found).map(|position| *position as usize)
    }

    /// Whether there is a field of this name.
    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.inner.fields.len()
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.inner.fields.is_empty()
    }

    /// The fields in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> + '_ {
        self.inner.fields.iter().map(|(key, value)| (key, value))
    }

    /// The names in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Text> + '_ {
        self.inner.fields.iter().map(|(key, _)| key)
    }

    /// The fields in order, by place.
    pub fn entries(&self) -> &[(Text, Value)] {
        &self.inner.fields
    }

    /// The same object with this field: replaced at its place, or added as the last.
    #[must_use]
    pub fn with(&self, key: impl Into<Text>, value: impl Into<Value>) -> Self {
        let (key, value) = (key.into(), value.into());
        let mut changed = self.clone();
        let done = match self.position(&key) {
            Some(at) => changed.update(at, |field| {
                *field = value;
                Some(())
            }),
            None => changed.insert(self.len(), key, value),
        };
        debug_assert!(done.is_some());
        changed
    }

    /// The same object without this field.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        let mut changed = self.clone();
        if let Some(at) = self.position(key) {
            let done = changed.remove(at);
            debug_assert!(done.is_some());
        }
        changed
    }

    pub(crate) fn weight(&self) -> Weight {
        self.inner.weight
    }

    pub(crate) fn hash(&self) -> u128 {
        let Inner {
            fields,
            hash,
            small_order,
            ..
        } = &*self.inner;
        hash.get_or_find(|| {
            let mut hasher = SubtreeHasher::new(hash::OBJECT | fields.len() as u64);
            let mut field = |at: usize| {
                if let Some((key, value)) = fields.get(at) {
                    hasher.text(key);
                    hasher.value(value);
                }
            };
            if fields.len() <= FEW {
                small_order.of(fields).for_each(&mut field);
            } else {
                self.order().iter().for_each(|at| field(*at as usize));
            }
            hasher.finish()
        })
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// What others found out about this object and keep with it; a changed object starts with nothing. All must use the same
    /// type: `None` for any other than the first.
    pub fn derived<T: Any + Default + Send + Sync>(&self) -> Option<&T> {
        let derived = &self.inner.rare().derived;
        derived.get_or_init(|| Box::new(T::default())).downcast_ref()
    }

    fn order(&self) -> &[u32] {
        let order = &self.inner.rare().order;
        order.get_or_init(|| sorted(&self.inner.fields))
    }

    /// Storage of its own, what was found out of it forgotten but for the order of its keys.
    fn own(&mut self) -> &mut Inner {
        // A copy takes along what a changed object keeps: not its hash, not what was derived.
        let inner = Arc::make_mut(&mut self.inner);
        inner.hash.forget();
        if let Some(rare) = inner.rare.get_mut() {
            rare.derived = OnceLock::new();
        }
        inner
    }

    /// As [`Self::own`], for who changes the keys.
    fn own_keys(&mut self) -> &mut Inner {
        let inner = self.own();
        inner.small_order = SmallOrder::default();
        inner.rare = OnceLock::new();
        inner
    }

    /// Changes one value. `None` when it is not there or `change` gave up: it must have changed nothing then.
    pub(crate) fn update(&mut self, at: usize, change: impl FnOnce(&mut Value) -> Option<()>) -> Option<()> {
        let inner = self.own();
        let (_, value) = inner.fields.get_mut(at)?;
        let before = value.weight();
        change(value)?;
        let known = inner.weight.exchange(before, value.weight());
        inner.find_maxima_unless(known);
        Some(())
    }

    /// Puts a field in at a place; there must be none of that name.
    pub(crate) fn insert(&mut self, at: usize, key: Text, value: Value) -> Option<()> {
        if at > self.len() || self.contains(&key) {
            return None;
        }
        let position = u32::try_from(at).ok()?;
        let place = self.place_in_order(&key);
        let inner = self.own();
        // Fields that come one by one are neither sorted nor copied anew each time.
        let order = inner
            .rare
            .take()
            .and_then(|rare| rare.order.into_inner())
            .zip(place);
        inner.small_order = SmallOrder::default();
        inner
            .weight
            .add(Weight::of_field(&key, &value), !inner.fields.is_empty());
        if let Some((mut order, place)) = order {
            if at < inner.fields.len() {
                order
                    .iter_mut()
                    .filter(|other| **other >= position)
                    .for_each(|other| *other += 1);
            }
            order.insert(place, position);
            inner.set_order(order);
        }
        inner.fields.insert(at, (key, value));
        Some(())
    }

    /// Where a key that is not there goes in the order of the keys, if that is known.
    fn place_in_order(&self, key: &str) -> Option<usize> {
        let fields = &self.inner.fields;
        let order = self.inner.rare.get()?.order.get()?;
        order
            .binary_search_by(|position| key_at(fields, *position).cmp(&Some(key)))
            .err()
    }

    /// Takes a field out.
    pub(crate) fn remove(&mut self, at: usize) -> Option<()> {
        if at >= self.len() {
            return None;
        }
        let inner = self.own_keys();
        let (key, value) = inner.fields.remove(at);
        let known = inner
            .weight
            .subtract(Weight::of_field(&key, &value), !inner.fields.is_empty());
        inner.find_maxima_unless(known);
        Some(())
    }
}

impl Clone for Inner {
    /// What a changed object keeps: neither its hash nor what was derived from it.
    fn clone(&self) -> Self {
        let copy = Self {
            fields: self.fields.clone(),
            weight: self.weight,
            small_order: self.small_order.clone(),
            ..Self::default()
        };
        if let Some(order) = self.rare.get().and_then(|rare| rare.order.get()) {
            copy.set_order(order.clone());
        }
        copy
    }
}

impl Inner {
    fn rare(&self) -> &Rare {
        self.rare.get_or_init(Box::default)
    }

    fn set_order(&self, order: Vec<u32>) {
        let _ = self.rare().order.set(order);
    }

    fn find_maxima_unless(&mut self, known: bool) {
        if !known {
            self.weight.find_maxima(
                self.fields
                    .iter()
                    .map(|(key, value)| Weight::of_field(key, value)),
            );
        }
    }
}

/// The positions of at most [`FEW`] fields by key, in four bits each; copies of the object that change no key keep it.
#[derive(Default)]
struct SmallOrder(AtomicU64);

impl SmallOrder {
    /// Stands above the positions where they are known.
    const KNOWN: u64 = 1 << 63;

    fn of(&self, fields: &[Field]) -> impl Iterator<Item = usize> + use<> {
        let mut order = self.0.load(Relaxed);
        if order == 0 {
            let found = small_order(fields).into_iter().rev();
            order = Self::KNOWN | found.fold(0, |order, at| (order << 4) | u64::from(at));
            self.0.store(order, Relaxed);
        }
        (0..fields.len()).map(move |at| (order >> (4 * at) & 15) as usize)
    }
}

impl Clone for SmallOrder {
    fn clone(&self) -> Self {
        Self(self.0.load(Relaxed).into())
    }
}

fn key_at(fields: &[Field], position: u32) -> Option<&str> {
    fields.get(position as usize).map(|(key, _)| &**key)
}

/// Positions by key, equal keys in order of position.
fn sorted(fields: &[Field]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..fields.len() as u32).collect();
    sort_by(&mut order, |a, b| key_at(fields, *a).cmp(&key_at(fields, *b)));
    order
}

/// The same for a few fields, without an allocation.
fn small_order(fields: &[Field]) -> [u8; FEW] {
    let mut order = [0_u8; FEW];
    for (slot, at) in order.iter_mut().zip(0_u8..) {
        *slot = at;
    }
    let len = fields.len().min(FEW);
    let key =
        |order: &[u8; FEW], at: usize| order.get(at).and_then(|field| key_at(fields, u32::from(*field)));
    for end in 1..len {
        let mut at = end;
        while at > 0 && key(&order, at) < key(&order, at - 1) {
            order.swap(at, at - 1);
            at -= 1;
        }
    }
    order
}

/// Of equal keys the last value, at the place of the first.
fn last_of_each(fields: Vec<Field>, order: &[u32]) -> Vec<Field> {
    // From every position to the position whose value it takes; `None`: dropped.
    let mut takes: Vec<Option<u32>> = vec![None; fields.len()];
    let mut first: Option<u32> = None;
    for &position in order {
        let start = match first {
            Some(start) if key_at(&fields, start) == key_at(&fields, position) => start,
            _ => position,
        };
        first = Some(start);
        if let Some(slot) = takes.get_mut(start as usize) {
            *slot = Some(position);
        }
    }
    fields
        .iter()
        .zip(takes)
        .filter_map(|((key, _), take)| {
            let (_, value) = fields.get(take? as usize)?;
            Some((key.clone(), value.clone()))
        })
        .collect()
}

impl Default for Object {
    fn default() -> Self {
        Self::from_fields(Vec::new())
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        if self.is_same(other) {
            return true;
        }
        let (a, b) = (&*self.inner, &*other.inner);
        if a.fields.len() != b.fields.len() || a.weight != b.weight {
            return false;
        }
        match (a.hash.get(), b.hash.get()) {
            (Some(one), Some(two)) => one == two,
            _ => self.iter().enumerate().all(|(at, (key, value))| {
                // Mostly the keys have the same order.
                match b.fields.get(at) {
                    Some((name, twin)) if name == key => twin == value,
                    _ => other.get(key) == Some(value),
                }
            }),
        }
    }
}

impl Eq for Object {}

impl std::fmt::Debug for Object {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DOC-5: fields that come one by one are found as those that come at once.
    #[test]
    fn many_fields_are_found_in_whatever_order_they_come() {
        let mut object = Object::default();
        for number in 0..200_u32 {
            let key = format!("k{}", number * 73 % 200);
            let at = (number as usize * 31) % (object.len() + 1);
            assert!(!object.contains(&key));
            assert!(
                object
                    .insert(at, key.as_str().into(), f64::from(number).into())
                    .is_some()
            );
            assert_eq!(object.position(&key), Some(at));
        }
        let again = Object::from_fields(object.entries().to_vec());
        for key in object.keys() {
            assert_eq!(object.position(key), again.position(key));
        }
        assert_eq!(object.hash(), again.hash());
    }

    /// DOC-5, DOC-6: an object that fields came to and went from, few and many, is that of the fields it has now; copies of it that
    /// somebody holds stay what they were.
    #[test]
    fn fields_that_come_and_go_leave_what_they_make() {
        let mut state = 0x9e37_79b9_u32;
        let mut draw = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as usize % below
        };
        let mut object = Object::default();
        let mut model: Vec<Field> = Vec::new();
        let mut held: Vec<(Object, Vec<Field>)> = Vec::new();
        let mut largest = 0;
        for step in 0..4_000 {
            // Waves of coming and going, over the border between few and many.
            let grows = step / 100 % 2 == 0;
            let number = Value::from(step);
            match draw(4) {
                0 if !model.is_empty() => {
                    let at = draw(model.len());
                    model[at].1 = number.clone();
                    assert!(
                        object
                            .update(at, |value| {
                                *value = number;
                                Some(())
                            })
                            .is_some()
                    );
                }
                1 | 2 if grows => {
                    let at = draw(model.len() + 1);
                    let key = Text::from(format!("k{step}"));
                    model.insert(at, (key.clone(), number.clone()));
                    assert!(object.insert(at, key, number).is_some());
                }
                1 | 2 if !model.is_empty() => {
                    let at = draw(model.len());
                    model.remove(at);
                    assert!(object.remove(at).is_some());
                }
                _ if draw(3) == 0 => held.push((object.clone(), model.clone())),
                _ => drop(object.hash()),
            }
            largest = largest.max(model.len());
            assert_eq!(object.entries(), &*model);
        }
        assert!(largest > 3 * FEW);
        for (object, model) in held {
            let anew = Object::from_fields(model.clone());
            assert_eq!(object.entries(), &*model);
            assert_eq!((object.hash(), object.weight()), (anew.hash(), anew.weight()));
            assert!(
                model
                    .iter()
                    .enumerate()
                    .all(|(at, (key, _))| object.position(key) == Some(at))
            );
        }
    }
}
