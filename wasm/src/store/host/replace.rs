//! Records put in place of others: one that stands for many, and nothing where those were.
//!
//! A store that is full has no room for a second copy. So a segment is written over, each in one message: first the one that gets
//! the record that stands for the others, and only then those that hold nothing else than they did. Before a segment is written over
//! the header says that it changes: until it says how large it is now, the value of before and the one of after mean the same.
//! A stop between any two messages so leaves what reads the same, and takes no room.
//!
//! What is needed meanwhile is by how much the first segment grows. Most often it shrinks. Only the last segment, to which others
//! append, is written under another key where there is room for that.

use bozzetto_core::engine::{StoreFaultKind, StoredRecord};
use bozzetto_core::journal::Envelope;
use bozzetto_core::sorted::sort_by;

use super::super::segment::{push, read_records, write_records};
use super::super::{StoreResult, fault, may_pack, moved_on};
use super::turn::Turn;
use super::{CHANGING, Header, HostStore, Segment};

/// How often a header is written again because of others who append at the same time.
const ADOPTIONS: usize = 4;

impl HostStore {
    /// Replaces records, one piece with those that it stands for after the other, oldest first. One for which there is no room waits
    /// for those behind it: they make some.
    pub(in super::super) async fn rewrite(&self, stream: &str, records: &[StoredRecord]) -> StoreResult<()> {
        let mut turn = self.take_turn(stream).await?;
        let done = self.rewrite_in_turns(stream, records, &mut turn).await;
        if let Some(turn) = turn {
            // One that cannot be ended runs out.
            let _ = self.end_turn(&turn).await;
        }
        done
    }

    async fn rewrite_in_turns(
        &self,
        stream: &str,
        records: &[StoredRecord],
        turn: &mut Option<Turn>,
    ) -> StoreResult<()> {
        let mut records: Vec<&StoredRecord> = records.iter().collect();
        sort_by(&mut records, |a, b| a.seq.cmp(&b.seq));
        let mut pieces: Vec<&[&StoredRecord]> = Vec::new();
        let mut rest = records.as_slice();
        while let Some(first) = rest.first() {
            let follows = |(at, record): (usize, &&StoredRecord)| {
                record.bytes.is_empty() && record.seq == first.seq + at as u64 + 1
            };
            let behind = rest
                .iter()
                .skip(1)
                .enumerate()
                .take_while(|(at, record)| follows((*at, record)));
            let (piece, after) = rest.split_at_checked(1 + behind.count()).unwrap_or((rest, &[]));
            pieces.push(piece);
            rest = after;
        }
        loop {
            let (mut waiting, mut full) = (Vec::new(), None);
            let before = pieces.len();
            for piece in pieces {
                if self.is_over.get() {
                    return Err(fault(StoreFaultKind::Lost, "the store was closed"));
                }
                if let Some(over) = turn.take_if(|turn| turn.lets_in()) {
                    self.end_turn(&over).await?;
                    *turn = self.take_next_turn(stream).await?;
                }
                match self.replace(stream, piece).await {
                    Err(fault) if fault.kind == StoreFaultKind::Quota => {
                        full = Some(fault);
                        waiting.push(piece);
                    }
                    done => done?,
                }
            }
            match full {
                None => return Ok(()),
                Some(fault) if waiting.len() == before => return Err(fault),
                Some(_) => pieces = waiting,
            }
        }
    }

    /// Replaces neighbouring records, of which the first stands for the others.
    async fn replace(&self, stream: &str, records: &[&StoredRecord]) -> StoreResult<()> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else {
            return Ok(());
        };
        let stored = self.try_load(stream, first.seq..last.seq + 1, false).await?;
        let stored = stored.unwrap_or_default();
        if !records.iter().all(|new| may_pack(&stored, new)) {
            return Err(moved_on());
        }
        let Some(mut header) = self.header(stream).await? else {
            return Ok(());
        };
        let is_hit = |(segment, end): &(Segment, u64)| segment.first_seq <= last.seq && first.seq < *end;
        let Some(at) = header.ends().position(|hit| is_hit(&hit)) else {
            return Ok(());
        };
        let hit: Vec<(Segment, u64)> = header.ends().filter(is_hit).collect();
        // Those behind the first one of which nothing is left are a part of it from now on. To the last one others may append.
        let behind = header.next_seq.min(last.seq + 2);
        let is_emptied = |(_, end): &&(Segment, u64)| *end < behind;
        let emptied: Vec<Segment> = hit
            .iter()
            .skip(1)
            .filter(is_emptied)
            .map(|(hit, _)| *hit)
            .collect();
        self.exchange(stream, &mut header, at, emptied.len(), records)
            .await?;
        for segment in emptied {
            self.drop_segment(&segment.key(stream), segment).await?;
        }
        if hit.iter().skip(1).any(|hit| !is_emptied(&hit)) {
            self.exchange(stream, &mut header, at + 1, 0, records).await?;
        }
        Ok(())
    }

    /// Writes one segment anew, and takes in the `emptied` ones behind it.
    async fn exchange(
        &self,
        stream: &str,
        header: &mut Header,
        at: usize,
        emptied: usize,
        records: &[&StoredRecord],
    ) -> StoreResult<()> {
        let ends: Vec<(Segment, u64)> = header.ends().collect();
        let (Some((segment, end)), Some((_, new_end))) = (ends.get(at), ends.get(at + emptied)) else {
            return Ok(());
        };
        let (segment, key) = (*segment, segment.key(stream));
        let stored = self.values.get(&key).await?.unwrap_or_default();
        let count = (end - segment.first_seq) as usize;
        let is_last = at + 1 == ends.len();
        let mut old = read_records(
            segment.spoken_of(&stored, is_last),
            segment.generation,
            Some(count),
        )
        .into_iter();
        let first = records.first().map_or(0, |record| record.seq);
        let new: Vec<&[u8]> = (segment.first_seq..*new_end)
            .map(|seq| {
                let old = old.next().unwrap_or_default();
                let new = seq.checked_sub(first).and_then(|at| records.get(at as usize));
                new.map_or(old, |record| &record.bytes)
            })
            .collect();
        if is_last && self.renew(stream, header, segment, &new).await? {
            return self.drop_segment(&key, segment).await;
        }
        let value = write_records(new, segment.generation);
        let bytes = size(&value)?;
        let growth = value.len() as f64 - stored.len() as f64;
        if growth > 0.0 && self.used.get() + growth > self.limit {
            return Err(self.full());
        }
        let changing = Segment {
            bytes: CHANGING,
            ..segment
        };
        self.speak(stream, header, at, 1, changing).await?;
        if let Err(fault) = self.values.set(&key, &value).await {
            // Where it may have arrived all the same, the header has to go on saying that it changes.
            if fault.kind == StoreFaultKind::Quota {
                let _ = self.speak(stream, header, at, 1, segment).await;
            }
            return Err(fault);
        }
        self.note(growth);
        self.speak(stream, header, at, 1 + emptied, Segment { bytes, ..segment })
            .await
    }

    /// Writes the last segment under another key, since another window may append to it meanwhile. False: there is no room for that.
    async fn renew(
        &self,
        stream: &str,
        header: &mut Header,
        old: Segment,
        records: &[&[u8]],
    ) -> StoreResult<bool> {
        let generation = header.segments.iter().map(|segment| segment.generation).max();
        let generation = generation.unwrap_or(0).saturating_add(1);
        let value = write_records(records.iter().copied(), generation);
        let segment = Segment {
            bytes: size(&value)?,
            generation,
            ..old
        };
        let key = segment.key(stream);
        let growth = self.values.cost(&key, value.len());
        if self.used.get() + growth > self.limit {
            return Ok(false);
        }
        match self.values.set(&key, &value).await {
            Err(fault) if fault.kind == StoreFaultKind::Quota => return Ok(false),
            done => done?,
        }
        self.note(growth);
        let last = header.segments.len().saturating_sub(1);
        // Where this fails the next opening removes the one that the header does not speak of.
        self.speak(stream, header, last, 1, segment).await?;
        // A window that opened a moment ago may have taken it for left behind.
        if self.values.get(&key).await?.is_none() {
            self.values.set(&key, &value).await?;
        }
        // One that appended at the same time may have gone on with the old one.
        let stored = self.values.get(&old.key(stream)).await?.unwrap_or_default();
        let missed = whole_behind(&stored, old);
        if !missed.is_empty() {
            let mut value = value;
            missed
                .iter()
                .for_each(|record| push(&mut value, record, generation));
            self.values.set(&key, &value).await?;
            let bytes = size(&value)?;
            self.count_in(stream, header, missed.len(), Segment { bytes, ..segment })
                .await?;
        }
        match self.header(stream).await? {
            Some(now) if now.segments == header.segments => Ok(true),
            _ => Err(moved_on()),
        }
    }

    async fn drop_segment(&self, key: &str, segment: Segment) -> StoreResult<()> {
        let freed = self.values.cost(key, self.size_of(key, segment).await?);
        self.values.remove(key).await?;
        self.note(-freed);
        Ok(())
    }

    /// Has the header say something else about `count` segments, if it still says what was read.
    async fn speak(
        &self,
        stream: &str,
        header: &mut Header,
        at: usize,
        count: usize,
        segment: Segment,
    ) -> StoreResult<()> {
        let now = self.header(stream).await?.unwrap_or_default();
        let end = at.saturating_add(count);
        if now.next_seq != header.next_seq || now.segments != header.segments || end > now.segments.len() {
            return Err(moved_on());
        }
        let before = now.stored;
        *header = now;
        let behind = header.segments.split_off(end);
        header.segments.truncate(at);
        header.segments.push(segment);
        header.segments.extend(behind);
        header.stored = header.len();
        self.values.set(&format!("h/{stream}"), &header.write()).await?;
        self.note(header.stored as f64 - before as f64);
        self.adopt(stream, header).await
    }

    /// Counts what another window appended while the header was written: its own was written over by that.
    async fn adopt(&self, stream: &str, header: &mut Header) -> StoreResult<()> {
        for _ in 0..ADOPTIONS {
            let Some(last) = header
                .segments
                .last()
                .copied()
                .filter(|last| last.bytes != CHANGING)
            else {
                break;
            };
            let value = self.values.get(&last.key(stream)).await?.unwrap_or_default();
            let missed = whole_behind(&value, last).len();
            if missed == 0 {
                break;
            }
            let bytes = size(&value)?;
            self.count_in(stream, header, missed, Segment { bytes, ..last })
                .await?;
        }
        Ok(())
    }

    /// So many records more are in the last segment.
    async fn count_in(
        &self,
        stream: &str,
        header: &mut Header,
        more: usize,
        last: Segment,
    ) -> StoreResult<()> {
        header.segments.pop();
        header.segments.push(last);
        header.next_seq += more as u64;
        self.values.set(&format!("h/{stream}"), &header.write()).await
    }

    fn note(&self, growth: f64) {
        self.used.set((self.used.get() + growth).max(0.0));
    }
}

/// The records behind what the header speaks of, if all of them are whole.
fn whole_behind(value: &[u8], segment: Segment) -> Vec<&[u8]> {
    let behind = value.get(segment.bytes as usize..).unwrap_or_default();
    let records = read_records(behind, segment.generation, None);
    let is_whole = records.iter().all(|record| Envelope::is_whole(record));
    if is_whole { records } else { Vec::new() }
}

/// The size of a value as the header has it.
fn size(value: &[u8]) -> StoreResult<u32> {
    match u32::try_from(value.len()) {
        Ok(bytes) if bytes != CHANGING => Ok(bytes),
        _ => Err(fault(StoreFaultKind::Quota, "one segment would exceed 4 GiB")),
    }
}
