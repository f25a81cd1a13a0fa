//! The browser's database, kept twice where the browser has a second place.
//!
//! Chromium keeps all databases of an origin's bucket in one log-structured file set. A kill in the middle of a write
//! leaves half a record at the end of its log; the next start goes on behind it, and the start after that takes what it
//! finds for damage and throws the whole file set away (`core/docs/killed-browsers.md`). So every append is made in a
//! second bucket too, after the first: a kill tears at most one of them.
//!
//! What the two places owe each other is settled when they are opened:
//! - an append is made in the first place, then in the second; so the second has nothing that the first never had;
//! - a removal is made in the second place, then in the first; so what only the second has was lost, not removed.
//!
//! Records of the first place that are damaged are healed from the second when a session is opened.
//!
//! A browser may also throw a place away that is open: site data is cleared. A place that is another one than it was is settled with the
//! other again; what neither has is told as lost, not as removed, for those who still have it.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use bozzetto_core::engine::{Durability, StoreFault, StoreFaultKind, StoredRecord, is_packed, tell_the_same};
use bozzetto_core::journal::Envelope;
use futures_util::future::{Either, join, select};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{IdbDatabase, IdbFactory};

use super::failure::Failure;
use super::indexeddb::IndexedDb;
use super::{Append, Outcome, StoreResult, may_pack, moved_on, place_of};
use crate::sleep::sleep;

/// The bucket of the second copy.
const BUCKET: &str = "bozzetto-second-copy";
/// Streams in the first place that say what is to be removed from the second as soon as it can be had again.
const REMOVED: &str = "removed/";
/// How long to wait for the second place when opening, in milliseconds. It is not worth more of a person's time.
const PATIENCE: f64 = 2_000.0;
/// How often an append to the second place is tried anew when another tab was faster.
const TRIES: usize = 5;
/// Records that are missing in a row and looked for in the second place.
const MOST_HEALED: usize = 1 << 16;

/// Streams in the browser's database.
pub struct BrowserStore {
    first: Rc<IndexedDb>,
    /// None where there are no buckets, where it could not be opened, or where it failed
    second: Rc<RefCell<Option<Rc<IndexedDb>>>>,
}

impl BrowserStore {
    /// Opens the database, making it if need be. `on_open` is told of every connection.
    ///
    /// # Errors
    /// [`StoreFaultKind::Unavailable`] where there is no IndexedDB for this page or a newer schema is in it,
    /// [`StoreFaultKind::Blocked`] when another tab keeps an old version open,
    /// [`StoreFaultKind::Lost`] when the browser does not answer. Without a second place it works with one.
    pub async fn open(name: &str, on_open: impl Fn(&IdbDatabase) + Clone + 'static) -> StoreResult<Self> {
        let factory = factory_of(&js_sys::global())
            .map_err(|failure| super::fault(StoreFaultKind::Unavailable, failure.into_fault().detail))?;
        let first = IndexedDb::open(factory, name, Box::new(on_open.clone()));
        let (first, second) = join(first, open_second(name.to_owned(), Box::new(on_open))).await;
        let first = Rc::new(first?);
        let store = Self {
            first,
            second: Rc::new(RefCell::new(second.map(Rc::new))),
        };
        store.settle().await;
        Ok(store)
    }

    /// Closes the connections for good.
    pub(super) fn close(&self) {
        self.first.close();
        if let Some(second) = &*self.second.borrow() {
            second.close();
        }
    }

    pub(super) async fn load(&self, stream: &str, from_seq: u64) -> StoreResult<Vec<StoredRecord>> {
        let mut records = self
            .of_first(async |first| first.load(stream, from_seq).await)
            .await?;
        let second = self.second.borrow().clone();
        if let (0, Some(second)) = (from_seq, second) {
            if lost_its_end(&records, &self.first, &second, stream).await == Ok(true) {
                records = self.first.load(stream, from_seq).await?;
            }
            if !damaged(&records).is_empty() {
                // What cannot be healed is for those who read it to judge.
                let _ = heal(&mut records, &self.first, &second, stream).await;
            }
        }
        Ok(records)
    }

    pub(super) async fn list(&self, prefix: &str) -> StoreResult<Vec<(String, Vec<u8>)>> {
        let mut heads = self.of_first(async |first| first.list(prefix).await).await?;
        heads.retain(|(stream, _)| !stream.starts_with(REMOVED));
        Ok(heads)
    }

    /// What the first place has; if that was thrown away, once the second made up for it.
    async fn of_first<T>(&self, read: impl AsyncFn(&IndexedDb) -> StoreResult<T>) -> StoreResult<T> {
        let found = read(&self.first).await?;
        if !self.first.was_made_anew() {
            return Ok(found);
        }
        self.settle().await;
        read(&self.first).await
    }

    pub(super) async fn append(&self, append: &Append) -> StoreResult<Outcome> {
        let outcome = self.append_as_it_is(append).await?;
        let is_shorter =
            |outcome| matches!(outcome, Outcome::Conflict { next_seq } if next_seq < append.expected_seq);
        if !is_shorter(outcome) || !self.first.may_have_lost(&append.stream) {
            self.first.meet(&append.stream);
            return Ok(outcome);
        }
        self.settle().await;
        let outcome = self.append_as_it_is(append).await?;
        if is_shorter(outcome) {
            return Ok(Outcome::Vanished);
        }
        self.first.meet(&append.stream);
        Ok(outcome)
    }

    async fn append_as_it_is(&self, append: &Append) -> StoreResult<Outcome> {
        let second = self.second.borrow().clone();
        let outcome = match (self.first.append(append).await, &second) {
            // What is new matters more than a second copy of what is old.
            (Err(fault), Some(second)) if fault.kind == StoreFaultKind::Quota => {
                self.second.take();
                if empty(second).await.is_err() {
                    return Err(fault);
                }
                return self.first.append(append).await;
            }
            (outcome, _) => outcome?,
        };
        if let (Outcome::Appended { .. }, Some(second)) = (outcome, second) {
            let copied = match second.append(append).await {
                Ok(Outcome::Appended { .. } | Outcome::Vanished) => Ok(()),
                // Another tab was faster, or an append is missing here.
                Ok(Outcome::Conflict { next_seq }) => {
                    catch_up(&second, &self.first, &append.stream, Some(next_seq)).await
                }
                Err(fault) => Err(fault),
            };
            // The next start makes up for it.
            if copied.is_err_and(|fault| is_for_good(&fault)) {
                self.second.take();
            }
        }
        Ok(outcome)
    }

    /// Both places mean the same before and after, so it does not matter which of them has it first, or whether one has it at all.
    pub(super) async fn rewrite(&self, stream: &str, records: &[StoredRecord]) -> StoreResult<()> {
        if !self.first.rewrite(stream, records, may_pack).await? {
            return Err(moved_on());
        }
        let second = self.second.borrow().clone();
        if let Some(second) = second
            && second.rewrite(stream, records, may_pack).await.is_err()
        {
            self.second.take();
        }
        Ok(())
    }

    pub(super) async fn delete(&self, stream: &str) -> StoreResult<()> {
        let second = self.second.borrow().clone();
        if let Some(second) = &second {
            match second.delete(stream).await {
                Err(fault) if is_for_good(&fault) => drop(self.second.take()),
                done => done?,
            }
        }
        let second = second.filter(|_| self.second.borrow().is_some());
        if second.is_none() && has_buckets() {
            let note = Append {
                stream: format!("{REMOVED}{stream}"),
                expected_seq: 0,
                records: Vec::new(),
                head: Vec::new(),
                durability: Durability::Relaxed,
            };
            self.first.append(&note).await?;
        }
        self.first.delete(stream).await?;
        // It may have been given to the second place between the two: see `catch_up`.
        if let Some(second) = second {
            let _ = second.delete(stream).await;
        }
        Ok(())
    }

    /// Brings back what the first place lost, and begins to give the second what it lacks. Never fails: what cannot be
    /// done now is done at the next start.
    async fn settle(&self) {
        let Some(second) = self.second.borrow().clone() else {
            return;
        };
        match restore(&self.first, &second).await {
            Ok(behind) => {
                let (first, place) = (self.first.clone(), self.second.clone());
                spawn_local(async move {
                    for stream in behind {
                        if place.borrow().is_none() {
                            return;
                        }
                        let done = bring_up(&second, &first, &stream).await;
                        if place.borrow().is_none() {
                            // It was emptied meanwhile, to make room for what is new.
                            let _ = second.delete(&stream).await;
                        }
                        if let Err(fault) = done {
                            if is_for_good(&fault) {
                                place.take();
                            }
                            return;
                        }
                    }
                });
            }
            Err(_) => {
                self.second.take();
            }
        }
    }
}

/// Whether a place is of no use until the next start. One whose connection was lost is opened again, and what it lacks is
/// found by the next append.
fn is_for_good(fault: &StoreFault) -> bool {
    fault.kind != StoreFaultKind::Lost
}

/// Brings back to `first` what only `second` has. Returns the streams of which `second` lacks something.
async fn restore(first: &IndexedDb, second: &IndexedDb) -> StoreResult<Vec<String>> {
    // The second place is read first: another tab appends in the other order, so what is new is never taken for lost.
    let copies = second.list("").await?;
    let mut heads = first.list("").await?;
    for (note, _) in heads.extract_if(.., |(stream, _)| stream.starts_with(REMOVED)) {
        if let Some(stream) = note.strip_prefix(REMOVED) {
            second.delete(stream).await?;
        }
        first.delete(&note).await?;
    }
    let mut behind = Vec::new();
    let mut heads = heads.into_iter().peekable();
    let mut copies = copies.into_iter().peekable();
    // Both lists are in order of name.
    loop {
        let order = match (heads.peek(), copies.peek()) {
            (None, None) => return Ok(behind),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((head, _)), Some((copy, _))) => head.cmp(copy),
        };
        let head = if order.is_le() { heads.next() } else { None };
        let copy = if order.is_ge() { copies.next() } else { None };
        match (head, copy) {
            (Some((_, head)), Some((_, copy))) if head == copy => {}
            (Some((stream, _)), None) => behind.push(stream),
            // Its records are found by their name alone, but nobody could tell that they are there.
            (None, Some((stream, _))) if agree(first, second, &stream).await? => {
                bring_up(first, second, &stream).await?;
                behind.push(stream);
            }
            (_, Some((stream, _))) => {
                let held = second.next_seq(&stream).await?;
                if first.next_seq(&stream).await? >= held {
                    behind.push(stream);
                } else if agree(first, second, &stream).await? {
                    bring_up(first, second, &stream).await?;
                } else {
                    second.delete(&stream).await?;
                    behind.push(stream);
                }
            }
            (None, None) => {}
        }
    }
}

/// Whether the first place had lost the last records of a stream; they are brought back then. Heads do not tell: they may be alike.
async fn lost_its_end(
    records: &[StoredRecord],
    first: &IndexedDb,
    second: &IndexedDb,
    stream: &str,
) -> StoreResult<bool> {
    let next = records.last().map_or(0, |last| last.seq.saturating_add(1));
    // Another tab appends here first, so what only the second place has was there.
    let is_shorter = next < second.next_seq(stream).await?;
    if !is_shorter || !agree(first, second, stream).await? {
        return Ok(false);
    }
    bring_up(first, second, stream).await?;
    Ok(true)
}

/// Whether the two places tell the same as far as the shorter one goes. The last record that both have says so, as no record
/// is ever replaced by one that means something else; where that one was packed with others in one of the places, all are read.
async fn agree(shorter: &IndexedDb, longer: &IndexedDb, stream: &str) -> StoreResult<bool> {
    let last = shorter.next_seq(stream).await?.saturating_sub(1);
    let held = shorter.load(stream, last).await?;
    let there = longer.load(stream, last).await?;
    let (Some(ours), Some(theirs)) = (held.first(), there.first()) else {
        return Ok(held.is_empty());
    };
    if !is_packed(&ours.bytes) && !is_packed(&theirs.bytes) {
        return Ok(ours == theirs);
    }
    let held = shorter.load(stream, 0).await?;
    Ok(tell_the_same(&held, &longer.load(stream, 0).await?))
}

/// The numbers of records that are not as they were written, or are not there.
fn damaged(records: &[StoredRecord]) -> Vec<u64> {
    let (mut found, mut next, mut is_stood_for) = (Vec::new(), 0, false);
    for stored in records {
        found.extend((next..stored.seq).take(MOST_HEALED));
        next = stored.seq.saturating_add(1);
        if stored.bytes.is_empty() {
            found.extend((!is_stood_for).then_some(stored.seq));
        } else if Envelope::is_whole(&stored.bytes) {
            is_stood_for = is_packed(&stored.bytes);
        } else {
            found.push(stored.seq);
        }
    }
    found
}

/// Puts what the second place has whole in the place of what is damaged in the first.
async fn heal(
    records: &mut Vec<StoredRecord>,
    first: &IndexedDb,
    second: &IndexedDb,
    stream: &str,
) -> StoreResult<()> {
    let copies = second.load(stream, 0).await?;
    let is_whole = |stored: &&StoredRecord| Envelope::is_whole(&stored.bytes);
    let is_silent = records.len() == copies.len() && !records.iter().any(|stored| is_whole(&stored));
    if !is_silent && !tell_the_same(records, &copies) {
        return Ok(());
    }
    let hit = damaged(records);
    let healed: Vec<StoredRecord> = copies
        .into_iter()
        .filter(|copy| is_whole(&copy) && hit.binary_search(&copy.seq).is_ok())
        .collect();
    for copy in &healed {
        match place_of(records, copy.seq) {
            Ok(at) => {
                if let Some(stored) = records.get_mut(at) {
                    stored.bytes.clone_from(&copy.bytes);
                }
            }
            Err(at) => records.insert(at, copy.clone()),
        }
    }
    // Another tab may have healed and packed them meanwhile.
    if damaged(&first.load(stream, 0).await?) != hit {
        return Ok(());
    }
    first.rewrite(stream, &healed, |_, _| true).await?;
    Ok(())
}

/// Gives `behind` all that `ahead` has of a stream, at once if it has to be put in place of what is there. Nothing is taken from `behind` for what `ahead` does not have: that may have been thrown away
/// just now, and this is the last copy.
async fn bring_up(behind: &IndexedDb, ahead: &IndexedDb, stream: &str) -> StoreResult<()> {
    if !agree(behind, ahead, stream).await? {
        if ahead.next_seq(stream).await? < behind.next_seq(stream).await? {
            return Ok(());
        }
        return catch_up(behind, ahead, stream, None).await;
    }
    catch_up(behind, ahead, stream, Some(behind.next_seq(stream).await?)).await
}

/// Appends to `behind` what `ahead` has of a stream from `next` on, with its head; without a number, puts all of it in place of what is there.
async fn catch_up(behind: &IndexedDb, ahead: &IndexedDb, stream: &str, next: Option<u64>) -> StoreResult<()> {
    let mut begins = next;
    for _ in 0..TRIES {
        let next = begins.unwrap_or(0);
        let records = ahead.load(stream, next).await?;
        if next > 0 && records.first().is_some_and(|record| record.bytes.is_empty()) {
            // What is missing was packed with what is there: it can only be had together.
            begins = None;
            continue;
        }
        let Some(head) = head_of(ahead, stream).await? else {
            return Ok(());
        };
        let append = Append {
            stream: stream.to_owned(),
            expected_seq: next,
            records: records.into_iter().map(|record| record.bytes).collect(),
            head,
            durability: Durability::Relaxed,
        };
        if let Outcome::Conflict { next_seq } = behind.write(&append, begins.is_none()).await? {
            begins = Some(next_seq);
            continue;
        }
        // Removed meanwhile, and not thrown away. Whoever removes a stream looks here again afterwards, so one of the two sees it.
        if head_of(ahead, stream).await?.is_none() && !ahead.may_have_lost(stream) {
            behind.delete(stream).await?;
        }
        break;
    }
    Ok(())
}

async fn head_of(place: &IndexedDb, stream: &str) -> StoreResult<Option<Vec<u8>>> {
    let heads = place.list(stream).await?;
    let head = heads.into_iter().find(|(name, _)| name == stream);
    Ok(head.map(|(_, head)| head))
}

/// The second place, if it opens in time.
async fn open_second(name: String, on_open: Box<dyn Fn(&IdbDatabase)>) -> Option<IndexedDb> {
    let open = Box::pin(async move { IndexedDb::open(bucket().await.ok()?, &name, on_open).await.ok() });
    match select(open, pin!(sleep(PATIENCE))).await {
        Either::Left((second, _)) => second,
        Either::Right((_, open)) => {
            // What arrives after all is closed again, not left open unseen.
            spawn_local(async move { drop(open.await) });
            None
        }
    }
}

async fn empty(store: &IndexedDb) -> StoreResult<()> {
    for (stream, _) in store.list("").await? {
        store.delete(&stream).await?;
    }
    Ok(())
}

/// `indexedDB` of the page, the worker or a bucket.
fn factory_of(owner: &JsValue) -> Result<IdbFactory, Failure> {
    Reflect::get(owner, &JsValue::from_str("indexedDB"))?
        .dyn_into()
        .map_err(|_| Failure::new("NotSupportedError", "there is no IndexedDB here"))
}

fn buckets() -> Result<JsValue, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &JsValue::from_str("navigator"))?;
    Reflect::get(&navigator, &JsValue::from_str("storageBuckets"))
}

fn has_buckets() -> bool {
    buckets().is_ok_and(|buckets| buckets.is_object())
}

/// The databases of the second bucket, which is made if need be.
async fn bucket() -> Result<IdbFactory, Failure> {
    let buckets = buckets()?;
    let open: Function = Reflect::get(&buckets, &JsValue::from_str("open"))?.dyn_into()?;
    let bucket = open.call1(&buckets, &JsValue::from_str(BUCKET))?;
    factory_of(&JsFuture::from(bucket.dyn_into::<Promise>()?).await?)
}
