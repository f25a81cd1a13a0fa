//! The shell around the engine: takes its effects, carries them out, and reports back.
//!
//! The engine is borrowed for one step at a time and released before anything else happens, so whatever JavaScript
//! does in between may call in again.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use bozzetto_core::engine::{
    Effect, EffectId, EffectKind, EffectResult, Engine, Input, InputKind, ModelSignal, Outputs, StoredRecord,
};
use bozzetto_core::sorted::SortedMap;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::calls::{Call, run};
use crate::host::Host;
use crate::memory::grow_ahead;
use crate::store::{Append, Outcome, Store};
use crate::values::notices_to_js;

/// What goes to the store, one after the other: an append is over before the next read begins.
enum StoreWork {
    Load {
        stream: String,
        from_seq: u64,
    },
    Append(Append),
    List {
        prefix: String,
    },
    Delete {
        stream: String,
    },
    Rewrite {
        stream: String,
        records: Vec<StoredRecord>,
    },
}

/// An engine with its executors.
pub(crate) struct Shell {
    pub(crate) engine: RefCell<Engine>,
    pub(crate) host: Host,
    store: RefCell<Option<Rc<Store>>>,
    work: RefCell<VecDeque<(EffectId, StoreWork)>>,
    working: Cell<bool>,
    calls: RefCell<SortedMap<EffectId, Call>>,
}

impl Shell {
    pub(crate) fn new(engine: Engine, host: Host) -> Rc<Self> {
        Rc::new(Self {
            engine: RefCell::new(engine),
            host,
            store: RefCell::new(None),
            work: RefCell::default(),
            working: Cell::new(false),
            calls: RefCell::default(),
        })
    }

    pub(crate) fn set_store(self: &Rc<Self>, store: Store) {
        self.store.replace(Some(Rc::new(store)));
        self.clone().pump_store();
    }

    pub(crate) fn store(&self) -> Option<Rc<Store>> {
        self.store.borrow().clone()
    }

    /// Lets go of everything; what is under way is cut off.
    pub(crate) fn close(&self) {
        self.work.borrow_mut().clear();
        let calls = std::mem::take(&mut *self.calls.borrow_mut());
        for call in calls.into_values() {
            call.abort(&self.host);
        }
        if let Some(store) = self.store.take() {
            store.close();
        }
    }

    /// One input in; its effects are begun and its notices handed over.
    pub(crate) fn step(self: &Rc<Self>, kind: InputKind) {
        grow_ahead();
        let mut entropy = [0; 32];
        self.host.entropy().copy_to(&mut entropy);
        let input = Input {
            at: self.host.now() as u64,
            entropy,
            kind,
        };
        let outputs = self.engine.borrow_mut().step(input);
        self.carry_out(outputs);
    }

    fn carry_out(self: &Rc<Self>, outputs: Outputs) {
        for Effect { id, kind } in outputs.effects {
            match kind {
                EffectKind::Load { stream, from_seq } => self.queue(id, StoreWork::Load { stream, from_seq }),
                EffectKind::Append {
                    stream,
                    expected_seq,
                    records,
                    head,
                    durability,
                } => {
                    let append = Append {
                        stream,
                        expected_seq,
                        records,
                        head,
                        durability,
                    };
                    self.queue(id, StoreWork::Append(append));
                }
                EffectKind::List { prefix } => self.queue(id, StoreWork::List { prefix }),
                EffectKind::Delete { stream } => self.queue(id, StoreWork::Delete { stream }),
                EffectKind::Rewrite { stream, records } => {
                    self.queue(id, StoreWork::Rewrite { stream, records });
                }
                EffectKind::CallModel(call) => {
                    let handle = Call::new(&self.host);
                    self.calls.borrow_mut().insert(id, handle.clone());
                    spawn_local(run(self.clone(), id, call, handle));
                }
                EffectKind::CancelModel { call } => {
                    let call = self.calls.borrow_mut().remove(&call);
                    if let Some(call) = call {
                        call.abort(&self.host);
                    }
                }
                EffectKind::CheckPeer { peer } => {
                    let shell = self.clone();
                    spawn_local(async move {
                        let alive = JsFuture::from(shell.host.peer_alive(&peer)).await;
                        let alive = alive.is_ok_and(|alive| alive.is_truthy());
                        shell.report(id, EffectResult::Peer { alive });
                    });
                }
            }
        }
        if !outputs.notices.is_empty() {
            self.host.notices(notices_to_js(&outputs.notices));
        }
        self.host.wake_at(outputs.wake_at.map(|at| at as f64));
        self.clone().pump_store();
    }

    pub(crate) fn report(self: &Rc<Self>, id: EffectId, result: EffectResult) {
        self.step(InputKind::Effect { id, result });
    }

    /// A sign from a model call; none is passed on after the last, nor after a cancel.
    pub(crate) fn signal(self: &Rc<Self>, id: EffectId, signal: ModelSignal) {
        let over = matches!(signal, ModelSignal::Finished | ModelSignal::Failed { .. });
        let known = if over {
            let call = self.calls.borrow_mut().remove(&id);
            call.map(|call| call.release(&self.host)).is_some()
        } else {
            self.calls.borrow().contains_key(&id)
        };
        if known {
            self.report(id, EffectResult::Model(signal));
        }
    }

    fn queue(&self, id: EffectId, work: StoreWork) {
        self.work.borrow_mut().push_back((id, work));
    }

    fn pump_store(self: Rc<Self>) {
        let Some(store) = self.store() else { return };
        if self.work.borrow().is_empty() || self.working.replace(true) {
            return;
        }
        spawn_local(async move {
            while let Some((id, work)) = { self.work.borrow_mut().pop_front() } {
                let result = self.do_work(&store, work).await;
                self.report(id, result);
                if store.is_nearly_full() {
                    self.step(InputKind::StoreNearlyFull);
                }
            }
            self.working.set(false);
        });
    }

    async fn do_work(&self, store: &Store, work: StoreWork) -> EffectResult {
        let done = match work {
            StoreWork::Load { stream, from_seq } => store
                .load(&stream, from_seq)
                .await
                .map(|records| EffectResult::Loaded { records }),
            StoreWork::Append(append) => store.append(&append).await.map(|outcome| match outcome {
                Outcome::Appended { next_seq } => {
                    self.host.appended(&append.stream, next_seq as f64);
                    EffectResult::Appended { next_seq }
                }
                Outcome::Conflict { next_seq } => EffectResult::Conflict { next_seq },
                Outcome::Vanished => EffectResult::Vanished,
            }),
            StoreWork::List { prefix } => store
                .list(&prefix)
                .await
                .map(|heads| EffectResult::Listed { heads }),
            StoreWork::Rewrite { stream, records } => store
                .rewrite(&stream, &records)
                .await
                .map(|()| EffectResult::Rewritten),
            StoreWork::Delete { stream } => store.delete(&stream).await.map(|()| {
                self.host.appended(&stream, 0.0);
                EffectResult::Deleted
            }),
        };
        done.unwrap_or_else(EffectResult::StoreFailed)
    }
}
