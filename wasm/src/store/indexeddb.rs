//! Streams in IndexedDB.
//!
//! Two object stores without indexes: `records` with the key `[stream, seq]` and `heads` with the key `stream`; every
//! value is one `Uint8Array`. An append is one transaction that `add`s, so a second tab that got there first makes it
//! fail as a whole instead of being overwritten.
//!
//! All of it talks to the browser's own objects: only there are the factory of a bucket, the durability of a transaction
//! and the error of an abort at commit time (that is how quota shows up) to be had.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use bozzetto_core::engine::{Durability, StoreFault, StoreFaultKind, StoredRecord};
use bozzetto_core::sorted::SortedSet;
use futures_util::future::{Either, select};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbTransaction, IdbTransactionMode,
};

use super::failure::Failure;
use super::memory::bytes_of;
use super::{Append, Outcome, StoreResult, fault};
use crate::sleep::sleep;

/// The schema this code writes. Raise it only with an upgrade path from every older one.
const SCHEMA: u32 = 1;
const RECORDS: &str = "records";
const HEADS: &str = "heads";
/// How the fault of a database begins that was made by something else.
pub const FOREIGN: &str = "ForeignDatabase";
/// Where a database has its mark among the heads: a number, so it is in no list of names.
const MARK: f64 = 0.0;
/// Behind the last record of every stream.
const NOTHING: u64 = u64::MAX;
/// How long opening may take before the person is told, in milliseconds. Browsers can hang here for good.
const OPEN_TIMEOUT: f64 = 8_000.0;

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the options of a transaction, which web-sys keeps behind a flag of the compiler.
    #[wasm_bindgen(extends = IdbDatabase, js_name = IDBDatabase)]
    type DurableDatabase;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &DurableDatabase,
        stores: &Array,
        mode: IdbTransactionMode,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// A database that is opened when it is needed, and again when the browser closed it.
pub(super) struct IndexedDb {
    factory: IdbFactory,
    name: String,
    connection: RefCell<Option<Connection>>,
    /// The mark of the database as it was opened first
    mark: Cell<Option<Mark>>,
    /// It is another one by now: the browser or somebody else threw that one away
    made_anew: Cell<bool>,
    /// The streams that were met in this other one
    met_since: RefCell<Option<SortedSet<String>>>,
    /// Nothing is to be opened any more
    is_over: Cell<bool>,
    /// Told of every connection that opens, so that somebody outside can close it if this instance no longer can
    on_open: Box<dyn Fn(&IdbDatabase)>,
}

/// Tells a database from another one of its name. Those of earlier releases have none.
type Mark = Option<f64>;

/// One open connection. Dropping it closes it.
struct Connection {
    database: IdbDatabase,
    /// Set when the browser closed it, or when it made way for another tab
    closed: Rc<Cell<bool>>,
    _on_version_change: Closure<dyn FnMut()>,
    _on_close: Closure<dyn FnMut()>,
}

impl Connection {
    fn new(database: IdbDatabase) -> Self {
        let closed = Rc::new(Cell::new(false));
        let on_version_change = {
            let (database, closed) = (database.clone(), closed.clone());
            Closure::<dyn FnMut()>::new(move || {
                closed.set(true);
                database.close();
            })
        };
        let on_close = {
            let closed = closed.clone();
            Closure::<dyn FnMut()>::new(move || closed.set(true))
        };
        database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        database.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Self {
            database,
            closed,
            _on_version_change: on_version_change,
            _on_close: on_close,
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

impl IndexedDb {
    /// Opens the database `name` of a factory, making it if need be.
    ///
    /// # Errors
    /// [`StoreFaultKind::Unavailable`] where there is no IndexedDB for this page or a newer schema is in it,
    /// [`StoreFaultKind::Blocked`] when another tab keeps an old version open,
    /// [`StoreFaultKind::Lost`] when the browser does not answer.
    pub(super) async fn open(
        factory: IdbFactory,
        name: &str,
        on_open: Box<dyn Fn(&IdbDatabase)>,
    ) -> StoreResult<Self> {
        let store = Self {
            factory,
            name: name.to_owned(),
            connection: RefCell::new(None),
            mark: Cell::new(None),
            made_anew: Cell::new(false),
            met_since: RefCell::new(None),
            is_over: Cell::new(false),
            on_open,
        };
        store.database().await?;
        Ok(store)
    }

    /// Closes the connection for good: what is still under way fails.
    pub(super) fn close(&self) {
        self.is_over.set(true);
        self.connection.take();
    }

    /// Whether the database was thrown away and made anew since this was asked last.
    pub(super) fn was_made_anew(&self) -> bool {
        self.made_anew.replace(false)
    }

    /// Whether a stream may be gone because the database was thrown away: it was not met since.
    pub(super) fn may_have_lost(&self, stream: &str) -> bool {
        let met = self.met_since.borrow();
        met.as_ref().is_some_and(|met| !met.contains(stream))
    }

    /// A stream is as it is here: if it is gone one day, somebody removed it.
    pub(super) fn meet(&self, stream: &str) {
        if let Some(met) = &mut *self.met_since.borrow_mut() {
            met.insert(stream.to_owned());
        }
    }

    async fn database(&self) -> StoreResult<IdbDatabase> {
        if let Some(connection) = &*self.connection.borrow()
            && !connection.closed.get()
        {
            return Ok(connection.database.clone());
        }
        self.connection.take();
        if self.is_over.get() {
            return Err(fault(StoreFaultKind::Lost, "the store was closed"));
        }
        let database = connect(&self.factory, &self.name).await?;
        if self.is_over.get() {
            database.close();
            return Err(fault(StoreFaultKind::Lost, "the store was closed"));
        }
        if !is_ours(&database) {
            database.close();
            let detail = format!("{FOREIGN}: its object stores are none of ours");
            return Err(fault(StoreFaultKind::Unavailable, detail));
        }
        (self.on_open)(&database);
        // Of a connection that died at once the next one tells.
        if let Ok(mark) = mark_of(&database).await
            && self.mark.replace(Some(mark)).is_some_and(|known| known != mark)
        {
            self.made_anew.set(true);
            self.met_since.replace(Some(SortedSet::new()));
        }
        self.connection.replace(Some(Connection::new(database.clone())));
        Ok(database)
    }

    /// Does the work, and once more on a fresh connection if the first one turned out to be dead. `work` gets told
    /// whether it is the second time: what it wrote the first time may have arrived.
    async fn attempt<T>(
        &self,
        work: impl AsyncFn(&IdbDatabase, bool) -> Result<T, Failure>,
    ) -> StoreResult<T> {
        let mut before = None;
        loop {
            let database = self.database_after(before.as_ref()).await?;
            match work(&database, before.is_some()).await {
                Ok(done) => return Ok(done),
                Err(failure) => before = Some(self.look_at(failure, before.is_some())?),
            }
        }
    }

    /// A database to work on; if there is none now, what was `before` that is told, too.
    async fn database_after(&self, before: Option<&Failure>) -> StoreResult<IdbDatabase> {
        self.database().await.map_err(|fault| match before {
            Some(Failure { name, message }) => StoreFault {
                detail: format!("{}; before that {name}: {message}", fault.detail),
                ..fault
            },
            None => fault,
        })
    }

    /// Lets go of a connection that turned out to be dead. Any other failure, and the second one, is for good.
    fn look_at(&self, failure: Failure, again: bool) -> StoreResult<Failure> {
        if again || !failure.is_lost_connection() {
            return Err(failure.into_fault());
        }
        self.connection.take();
        Ok(failure)
    }

    pub(super) async fn load(&self, stream: &str, from_seq: u64) -> StoreResult<Vec<StoredRecord>> {
        let range = range_of(stream, from_seq)?;
        Ok(records_of(self.read(RECORDS, &range, false).await?))
    }

    pub(super) async fn append(&self, append: &Append) -> StoreResult<Outcome> {
        self.write(append, false).await
    }

    /// Appends, or puts a whole stream in place of what is there.
    pub(super) async fn write(&self, append: &Append, anew: bool) -> StoreResult<Outcome> {
        let (stream, begins) = (append.stream.as_str(), append.expected_seq);
        // All bytes are copied before the transaction begins.
        let head = Uint8Array::from(append.head.as_slice());
        let records: Vec<Uint8Array> = append
            .records
            .iter()
            .map(|bytes| Uint8Array::from(bytes.as_slice()))
            .collect();
        let issue = |stored: &IdbObjectStore, heads: &IdbObjectStore| {
            if anew {
                stored.delete(&range_of(stream, 0)?)?;
            }
            for (record, seq) in records.iter().zip(begins..) {
                stored.add_with_key(record, &key(stream, seq as f64))?;
            }
            heads.put_with_key(&head, &JsValue::from_str(stream))?;
            Ok(())
        };
        // It ends where the writer thought.
        let last = begins.checked_sub(1);
        let may = |stored: &[StoredRecord]| anew || stored.iter().map(|stored| stored.seq).eq(last);
        let from = if anew { NOTHING } else { last.unwrap_or(0) };
        let done = self
            .change(stream, (from, false), append.durability, &issue, &may)
            .await?;
        let next_seq = begins + append.records.len() as u64;
        if done == Change::Made {
            return Ok(Outcome::Appended { next_seq });
        }
        // The first attempt may have been stored before the connection was lost.
        if done == Change::RefusedAgain && !append.records.is_empty() {
            let stored = self.load(stream, begins).await?;
            let same = stored.len() >= append.records.len()
                && stored
                    .iter()
                    .zip(&append.records)
                    .all(|(stored, record)| stored.bytes == *record);
            if same {
                return Ok(Outcome::Appended { next_seq });
            }
        }
        let next_seq = self.next_seq(stream).await?;
        Ok(Outcome::Conflict { next_seq })
    }

    /// Puts records in place of others, all of them or, if one is not what it `may` be, none: that is false.
    pub(super) async fn rewrite(
        &self,
        stream: &str,
        records: &[StoredRecord],
        may: fn(&[StoredRecord], &StoredRecord) -> bool,
    ) -> StoreResult<bool> {
        let issue = |stored: &IdbObjectStore, _: &IdbObjectStore| {
            for record in records {
                let bytes = Uint8Array::from(record.bytes.as_slice());
                stored.put_with_key(&bytes, &key(stream, record.seq as f64))?;
            }
            Ok(())
        };
        let may = |stored: &[StoredRecord]| records.iter().all(|new| may(stored, new));
        let done = self
            .change(stream, (0, true), Durability::Strict, &issue, &may)
            .await?;
        Ok(done == Change::Made)
    }

    pub(super) async fn list(&self, prefix: &str) -> StoreResult<Vec<(String, Vec<u8>)>> {
        // Nothing that starts with the prefix sorts after this.
        let last = format!("{prefix}\u{ffff}");
        let range = range(&JsValue::from_str(prefix), &JsValue::from_str(&last))?;
        Ok(self
            .read(HEADS, &range, false)
            .await?
            .into_iter()
            .filter_map(|(name, head)| Some((name.as_string()?, bytes_of(&head))))
            .collect())
    }

    /// The number the next record of a stream will get.
    pub(super) async fn next_seq(&self, stream: &str) -> StoreResult<u64> {
        let last = self.read(RECORDS, &range_of(stream, 0)?, true).await?;
        let last = last.first().and_then(|(key, _)| seq_of(key));
        Ok(last.map_or(0, |last| last.saturating_add(1)))
    }

    pub(super) async fn delete(&self, stream: &str) -> StoreResult<()> {
        let issue = |stored: &IdbObjectStore, heads: &IdbObjectStore| {
            stored.delete(&range_of(stream, 0)?)?;
            heads.delete(&JsValue::from_str(stream))?;
            Ok(())
        };
        self.change(stream, (NOTHING, false), Durability::Relaxed, &issue, &|_| true)
            .await?;
        Ok(())
    }

    /// Keys and values of a range of one of the object stores, in order of the keys; or the last key alone.
    async fn read(&self, store: &str, range: &JsValue, last: bool) -> StoreResult<Vec<(JsValue, JsValue)>> {
        self.attempt(async |database, _| {
            let store = database.transaction_with_str(store)?.object_store(store)?;
            if !last {
                return Range::of(&store, range, true)?.all().await;
            }
            let back = web_sys::IdbCursorDirection::Prev;
            let cursor = store.open_key_cursor_with_range_and_direction(range, back)?;
            let found = Answer::of(cursor).value().await?;
            let key = found.dyn_ref::<web_sys::IdbCursor>().map(|found| found.key());
            Ok(key
                .transpose()?
                .map(|key| (key, JsValue::NULL))
                .into_iter()
                .collect())
        })
        .await
    }

    /// One transaction. `may` is asked about the records of the stream from `from` on, as they were before: if it says no, nothing happened.
    async fn change(
        &self,
        stream: &str,
        (from, with_bytes): (u64, bool),
        durability: Durability,
        issue: &dyn Fn(&IdbObjectStore, &IdbObjectStore) -> Result<(), Failure>,
        may: &dyn Fn(&[StoredRecord]) -> bool,
    ) -> StoreResult<Change> {
        self.attempt(async |database, again| {
            // All requests are issued before anything is awaited: a transaction with nothing to do commits by itself.
            let transaction = begin(database, durability)?;
            let records = transaction.object_store(RECORDS)?;
            let stored = Range::of(&records, &range_of(stream, from)?, with_bytes)?;
            issue(&records, &transaction.object_store(HEADS)?)?;
            let done = finish(&transaction);
            let stored = stored.all().await;
            let may_stay = stored.map(|stored| may(&records_of(stored)));
            if !matches!(may_stay, Ok(true)) {
                let _ = transaction.abort();
            }
            match (done.await, may_stay?) {
                (Ok(()), _) => Ok(Change::Made),
                (Err(failure), true) => Err(failure),
                (Err(_), false) if again => Ok(Change::RefusedAgain),
                (Err(_), false) => Ok(Change::Refused),
            }
        })
        .await
    }
}

/// What became of a transaction.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    Made,
    Refused,
    /// The same, when a first attempt had been lost that may have arrived
    RefusedAgain,
}

async fn connect(factory: &IdbFactory, name: &str) -> StoreResult<IdbDatabase> {
    let request = factory
        .open_with_u32(name, SCHEMA)
        .map_err(|thrown| unavailable(thrown.into()))?;
    let blocked = Rc::new(Cell::new(false));
    let on_blocked = {
        let blocked = blocked.clone();
        Closure::<dyn FnMut()>::new(move || blocked.set(true))
    };
    let on_upgrade = {
        let request = request.clone();
        Closure::<dyn FnMut()>::new(move || upgrade(&request))
    };
    request.set_onblocked(Some(on_blocked.as_ref().unchecked_ref()));
    request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
    let open = async move {
        let opened = Answer::of(request.into()).value().await;
        drop((on_blocked, on_upgrade));
        Ok(opened?.unchecked_into::<IdbDatabase>())
    };
    match select(Box::pin(open), pin!(sleep(OPEN_TIMEOUT))).await {
        Either::Left((opened, _)) => opened.map_err(unavailable),
        Either::Right((_, open)) => {
            // A connection that arrives after all must not stay open unseen: it would block the next upgrade.
            spawn_local(async move {
                if let Ok(database) = open.await {
                    database.close();
                }
            });
            Err(if blocked.get() {
                fault(
                    StoreFaultKind::Blocked,
                    "another tab keeps an older version of the database open",
                )
            } else {
                fault(StoreFaultKind::Lost, "the browser does not open the database")
            })
        }
    }
}

/// Makes the object stores. What cannot be made undoes the whole upgrade, and opening fails.
fn upgrade(request: &IdbOpenDbRequest) {
    let made = request.result().and_then(|database| {
        let database: IdbDatabase = database.unchecked_into();
        database.create_object_store(RECORDS)?;
        let heads = database.create_object_store(HEADS)?;
        heads.put_with_key(
            &JsValue::from_f64(js_sys::Math::random()),
            &JsValue::from_f64(MARK),
        )
    });
    if made.is_err()
        && let Some(transaction) = request.transaction()
    {
        let _ = transaction.abort();
    }
}

/// Whether the object stores are there, with their keys apart from the values.
fn is_ours(database: &IdbDatabase) -> bool {
    [RECORDS, HEADS].into_iter().all(|name| {
        let store = database
            .transaction_with_str(name)
            .and_then(|transaction| transaction.object_store(name));
        // A connection that died at once tells nothing: the next one does.
        store.map_or_else(
            |thrown| Failure::from(thrown).name != "NotFoundError",
            |store| store.key_path().is_ok_and(|path| path.is_null()),
        )
    })
}

async fn mark_of(database: &IdbDatabase) -> Result<Mark, Failure> {
    let heads = database.transaction_with_str(HEADS)?.object_store(HEADS)?;
    let mark = Answer::of(heads.get(&JsValue::from_f64(MARK))?);
    Ok(mark.value().await?.as_f64())
}

/// Where a page may not store, opening fails for good: third-party frames get `UnknownError`.
fn unavailable(failure: Failure) -> StoreFault {
    let lost = failure.is_lost_connection();
    let fault = failure.into_fault();
    if lost {
        StoreFault {
            kind: StoreFaultKind::Unavailable,
            ..fault
        }
    } else {
        fault
    }
}

/// Keys and values of a range as they are when it is asked for.
struct Range {
    keys: Answer,
    /// None: it is not asked for any, so none can be what is damaged
    values: Option<Answer>,
}

impl Range {
    fn of(store: &IdbObjectStore, range: &JsValue, with_values: bool) -> Result<Self, Failure> {
        let keys = Answer::of(store.get_all_keys_with_key(range)?);
        let values = match with_values {
            true => Some(Answer::of(store.get_all_with_key(range)?)),
            false => None,
        };
        Ok(Self { keys, values })
    }

    async fn all(self) -> Result<Vec<(JsValue, JsValue)>, Failure> {
        let keys: Array = self.keys.value().await?.unchecked_into();
        let values: Array = match self.values {
            Some(values) => values.value().await?.unchecked_into(),
            None => Array::new(),
        };
        Ok((0..keys.length())
            .map(|at| (keys.get(at), values.get(at)))
            .collect())
    }
}

/// Those whose keys are ours.
fn records_of(stored: Vec<(JsValue, JsValue)>) -> Vec<StoredRecord> {
    let record = |(key, value): (JsValue, JsValue)| {
        Some(StoredRecord {
            seq: seq_of(&key)?,
            bytes: bytes_of(&value),
        })
    };
    stored.into_iter().filter_map(record).collect()
}

fn begin(database: &IdbDatabase, durability: Durability) -> Result<IdbTransaction, Failure> {
    let options = Object::new();
    let durability = match durability {
        Durability::Relaxed => "relaxed",
        Durability::Strict => "strict",
    };
    Reflect::set(
        &options,
        &JsValue::from_str("durability"),
        &JsValue::from_str(durability),
    )?;
    let both = Array::of2(&JsValue::from_str(RECORDS), &JsValue::from_str(HEADS));
    Ok(database.unchecked_ref::<DurableDatabase>().transaction(
        &both,
        IdbTransactionMode::Readwrite,
        &options,
    )?)
}

/// Ends when a transaction is committed, or says what it was aborted with. Listens from the moment of the call.
fn finish(transaction: &IdbTransaction) -> impl Future<Output = Result<(), Failure>> + use<> {
    let done = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    let (done, transaction) = (JsFuture::from(done), transaction.clone());
    async move {
        done.await.map(|_| ()).map_err(|_| match transaction.error() {
            Some(error) => Failure::from(JsValue::from(error)),
            None => Failure::new("AbortError", "the transaction was aborted"),
        })
    }
}

/// The answer to a request, listened for since it was made.
struct Answer {
    request: web_sys::IdbRequest,
    settled: JsFuture,
}

impl Answer {
    fn of(request: web_sys::IdbRequest) -> Self {
        let settled = Promise::new(&mut |resolve, _| {
            request.set_onsuccess(Some(&resolve));
            request.set_onerror(Some(&resolve));
        });
        Self {
            request,
            settled: JsFuture::from(settled),
        }
    }

    async fn value(self) -> Result<JsValue, Failure> {
        // It never rejects: errors are read from the request.
        let _ = self.settled.await;
        match self.request.error()? {
            Some(error) => Err(JsValue::from(error).into()),
            None => Ok(self.request.result()?),
        }
    }
}

fn key(stream: &str, seq: f64) -> JsValue {
    Array::of2(&JsValue::from_str(stream), &JsValue::from_f64(seq)).into()
}

fn range_of(stream: &str, from_seq: u64) -> Result<JsValue, Failure> {
    range(&key(stream, from_seq as f64), &key(stream, f64::INFINITY))
}

fn range(from: &JsValue, to: &JsValue) -> Result<JsValue, Failure> {
    Ok(web_sys::IdbKeyRange::bound(from, to)?.into())
}

fn seq_of(key: &JsValue) -> Option<u64> {
    let seq = key.dyn_ref::<Array>()?.get(1).as_f64()?;
    (seq >= 0.0 && seq.fract() == 0.0 && seq <= 9_007_199_254_740_991.0).then_some(seq as u64)
}
