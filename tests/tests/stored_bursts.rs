//! Neighbouring damaged bytes of a value in which the records of a session are behind each other, as a host keeps them: what they cost.

mod stored_sessions;

#[path = "../../wasm/src/store/segment.rs"]
mod segment;

use bozzetto_core::journal::Envelope;
use bozzetto_tests::shell::{NativeShell, SharedStore};
use stored_sessions::{compress, edit, stored, tab, texts};

/// The records of a session as one value, where each of them is in it, and the session.
struct Stored {
    store: SharedStore,
    id: String,
    records: Vec<Vec<u8>>,
    value: Vec<u8>,
    generation: u32,
    texts: Vec<String>,
}

impl Stored {
    /// Versions that were packed in between, but for the `keep` last, with `behind` more behind them.
    fn session(versions: u32, keep: u32, behind: u32) -> Self {
        let store = SharedStore::default();
        let (id, _) = stored(&store, versions);
        let mut shell = tab("b", &store);
        shell.open(&id).unwrap();
        if keep < versions {
            assert!(compress(&mut shell, &id, keep) > 0);
        }
        for number in 0..behind {
            let ops = format!(r#"[{{"op":"set","id":"go","path":"/name","value":"Go {number}"}}]"#);
            edit(&mut shell, &id, &ops);
        }
        let texts = texts(&shell, &id, versions + behind);
        let records = store.records(&format!("session:{id}"));
        // Records that were never replaced have lengths of another kind.
        let generation = u32::from(keep < versions);
        let value = segment::write_records(records.iter().map(Vec::as_slice), generation);
        Self {
            store,
            id,
            records,
            value,
            generation,
            texts,
        }
    }

    /// The session as it is read from other bytes.
    fn open(&self, value: &[u8]) -> Result<NativeShell, String> {
        let records = segment::read_records(value, self.generation, Some(self.records.len()));
        let records = records.into_iter().map(<[u8]>::to_vec).collect();
        self.store.tamper(&format!("session:{}", self.id), records);
        let mut shell = tab("c", &self.store);
        match shell.open(&self.id) {
            Ok(_) => Ok(shell),
            Err(error) => Err(format!("{}: {}", error.code, error.message)),
        }
    }

    /// Where each record is, with its length before it; nothing of those that another one stands for.
    fn places(&self) -> Vec<(usize, std::ops::Range<usize>)> {
        let mut behind = 0;
        let mut places = Vec::new();
        for (at, record) in self
            .records
            .iter()
            .enumerate()
            .filter(|(_, record)| !record.is_empty())
        {
            let mut rest = self.value[behind..].windows(record.len());
            let start = behind + rest.position(|bytes| bytes == record).unwrap();
            let length = match self.generation {
                0 => 4,
                _ if record.len() < 128 => 1,
                _ => 2,
            };
            behind = start + record.len();
            places.push((at, start - length..behind));
        }
        places
    }

    /// Damages so many bytes at every `step`-th place, and more often where records begin and end on which others stand.
    fn survives(&self, burst: usize, step: usize) {
        let is_full = std::env::var_os("BOZZETTO_FULL").is_some();
        let (step, near) = if is_full { (1, 4) } else { (step, 2) };
        let is_guarded = |record: &Vec<u8>| record.get(2) == Some(&3);
        let places = self.places();
        let guarded = places
            .iter()
            .filter(|(record, _)| is_guarded(&self.records[*record]));
        let edges: Vec<usize> = guarded.flat_map(|(_, range)| [range.start, range.end]).collect();
        let mut bad = Vec::new();
        for at in 0..self.value.len() {
            let end = self.value.len().min(at + burst);
            let is_edge = |edge: &usize| {
                edge.abs_diff(at) < near
                    || edge.abs_diff(end) < near
                    || (at..end).contains(edge) && at % (step / 2 + 1) == 0
            };
            if at % step > 0 && !edges.iter().any(is_edge) {
                continue;
            }
            let mut damaged = self.value.clone();
            damaged[at..end].iter_mut().for_each(|byte| *byte ^= 0x5a);
            let shell = match self.open(&damaged) {
                Ok(shell) => shell,
                Err(error) => {
                    bad.push(format!("{burst} bytes at {at}: {error}"));
                    continue;
                }
            };
            let may_go: Vec<u32> = places
                .iter()
                .filter(|(record, range)| {
                    range.start < end && at < range.end && !is_guarded(&self.records[*record])
                })
                .flat_map(|(record, _)| self.made(*record))
                .collect();
            let first = may_go.first().copied().unwrap_or(u32::MAX);
            let there: Vec<u32> = shell
                .engine
                .versions(&self.id, 0)
                .unwrap()
                .iter()
                .map(|version| version.number)
                .collect();
            for number in 1..=self.texts.len() as u32 {
                let is_looked_at = (number as usize + at).is_multiple_of(8) || number.abs_diff(first) < 3;
                if may_go.contains(&number) || there.contains(&number) && !is_looked_at {
                    continue;
                }
                let text = shell
                    .engine
                    .at(&self.id, number)
                    .map(|document| document.to_json());
                let is_there = there.contains(&number) && text.is_ok();
                let is_same = text.is_ok_and(|text| text == self.texts[number as usize - 1]);
                if !(is_there && (number > first || is_same)) {
                    bad.push(format!(
                        "{burst} bytes at {at}: version {number} {is_there} {is_same}"
                    ));
                }
            }
        }
        assert!(
            bad.is_empty(),
            "{} of {}: {:#?}",
            bad.len(),
            self.value.len(),
            &bad[..bad.len().min(30)]
        );
    }

    /// The versions in a record.
    fn made(&self, record: usize) -> Vec<u32> {
        let entry = Envelope::decode(&self.records[record]).unwrap().entry().unwrap();
        let made = |event: &bozzetto_core::journal::Event| match event {
            bozzetto_core::journal::Event::VersionCommitted { number, .. } => Some(*number),
            _ => None,
        };
        entry.events.iter().filter_map(made).collect()
    }
}

/// STO-20, JRN-12: damage in a row costs the versions whose own record it hits; a piece of many, and what is behind, none of it.
#[test]
fn sto_20_bursts_cost_what_they_hit() {
    let stored = Stored::session(81, 5, 20);
    for (burst, step) in [(2, 151), (16, 163), (200, 127), (256, 199)] {
        stored.survives(burst, step);
    }
}

/// STO-20: nor does it cost the first record of a session of which nothing is packed.
#[test]
fn sto_20_bursts_of_what_was_never_packed() {
    let stored = Stored::session(12, 12, 0);
    for (burst, step) in [(2, 31), (16, 37), (100, 43)] {
        stored.survives(burst, step);
    }
}
