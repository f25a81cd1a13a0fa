//! Fuzzing without a special compiler: inputs are made from recorded ones, by bytes, by words that matter, by events and by the
//! JSON in them; what leads to an outcome that was not seen before joins the inputs that new ones are made of.
//!
//! A short smoke by default; ten minutes for each target with `BOZZETTO_FULL=1`, any time with `BOZZETTO_FUZZ_SECONDS`. A finding is written to `data/fuzz` and tried first
//! for ever. With `BOZZETTO_KEEP=1` a long run adds inputs with new outcomes there, too, some of the small ones.

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Inputs are cut to this.
const LONGEST: usize = 64 << 10;
/// Inputs that are remembered for their outcome.
const POOL: usize = 4_000;
/// Those that are written down have at most so many bytes, and there are at most so many of a target. No run may fill that alone:
/// what later ones find could not be kept.
const KEPT_BYTES: usize = 1_500;
const KEPT: usize = 240;
const KEPT_OF_A_RUN: usize = 30;
/// Inputs of the short run, besides those that are given.
const SMOKE: usize = 1_500;

/// An input that takes longer is a finding.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lengths and counts that are lies.
const LIES: [&[u8]; 8] = [
    &[0xff, 0xff, 0xff, 0xff],
    &[0xff, 0xff, 0xff, 0x7f],
    &[0, 0, 0, 0x80],
    &[0xff, 0xff, 0xff, 0xff, 0x0f],
    &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    &[0, 0, 0, 0],
    &[0xff],
    &[0x7f],
];

/// xorshift: the same in every run.
pub struct Dice(u64);

impl Dice {
    /// Dice that begin with a name, the same for ever.
    pub fn named(name: &str) -> Self {
        Self(name.bytes().fold(0x9E37_79B9_7F4A_7C15, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
        }))
    }

    /// A number.
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit.max(1) as u64) as usize
    }

    fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Bytes in pieces of any size.
pub fn pieces<'a>(body: &'a [u8], dice: &mut Dice) -> Vec<&'a [u8]> {
    let mut rest = body;
    let mut pieces = Vec::new();
    let most = 1 + dice.below(200);
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(1 + dice.below(most.min(rest.len())));
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

/// Text in pieces of any size.
pub fn text_pieces<'a>(text: &'a str, dice: &mut Dice) -> Vec<&'a str> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let mut at = 1 + dice.below(40.min(rest.len()));
        while !rest.is_char_boundary(at) {
            at += 1;
        }
        let (piece, tail) = rest.split_at(at);
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

/// All bodies of a folder of recorded answers, the small ones.
pub fn recorded(folder: &str) -> Vec<Vec<u8>> {
    files(&data().join("wire").join(folder))
        .into_iter()
        .filter(|path| !path.to_string_lossy().ends_with(".expect.json"))
        .map(|path| fs::read(path).expect("a readable file"))
        .filter(|body| body.len() < 20_000)
        .collect()
}

/// The folder of the test data.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    paths.sort();
    paths
}

/// Runs a target on its seeds, on what was kept for it, and on inputs made of both. The target panics at a finding, and returns
/// what stands for the outcome.
pub fn fuzz<T: Hash>(
    name: &str,
    mut pool: Vec<Vec<u8>>,
    words: &[&str],
    target: impl Fn(&[u8], &mut Dice) -> T,
) {
    let folder = data().join("fuzz").join(name);
    let kept = files(&folder);
    pool.extend(kept.iter().map(|path| fs::read(path).expect("a readable file")));
    pool.push(Vec::new());
    let room = match std::env::var_os("BOZZETTO_KEEP") {
        Some(_) => KEPT.saturating_sub(kept.len()).min(KEPT_OF_A_RUN),
        None => 0,
    };
    let seconds = seconds();
    let clock = Instant::now();
    let mut dice = Dice::named(name);
    if seconds.is_some() {
        // Every long run looks elsewhere; a finding is kept as bytes, so nothing depends on the seed.
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        dice.0 ^= since.map_or(1, |since| since.as_nanos() as u64) | 1;
    }
    let given = pool.len();
    let mut outcomes = HashSet::new();
    let mut round = 0;
    while match seconds {
        Some(seconds) => clock.elapsed() < Duration::from_secs(seconds),
        None => round < given + SMOKE,
    } {
        let body = match pool.get(round).filter(|_| round < given) {
            Some(seed) => seed.clone(),
            None => made(&pool, words, &mut dice),
        };
        round += 1;
        let began = Instant::now();
        let found = catch_unwind(AssertUnwindSafe(|| {
            let outcome = target(&body, &mut dice);
            assert!(began.elapsed() < PATIENCE, "it took {:?}", began.elapsed());
            outcome
        }));
        let outcome = match found {
            Ok(outcome) => hash_of(&outcome),
            Err(panic) => {
                let path = keep(&folder, &body);
                eprintln!("a finding of the target {name} is kept in {path:?}");
                resume_unwind(panic);
            }
        };
        if outcomes.insert(outcome) && round > given && pool.len() < POOL {
            pool.push(body);
        }
    }
    // From the whole run: what is found at once says the least.
    let new = pool.iter().skip(given).filter(|body| body.len() <= KEPT_BYTES);
    let new: Vec<&Vec<u8>> = new.collect();
    if room > 0 {
        for body in new.iter().step_by(new.len().div_ceil(room).max(1)) {
            keep(&folder, body);
        }
    }
    println!(
        "{name}: {round} inputs, {} outcomes in {:.1} s",
        outcomes.len(),
        clock.elapsed().as_secs_f64()
    );
    // A target that tells outcomes and whose outcome is always the same looks at nothing.
    assert!(
        size_of::<T>() == 0 || outcomes.len() > 3,
        "{name} has {} outcomes",
        outcomes.len()
    );
}

fn keep(folder: &Path, body: &[u8]) -> PathBuf {
    fs::create_dir_all(folder).expect("a writable folder");
    let path = folder.join(format!("{:016x}", hash_of(&body)));
    fs::write(&path, body).expect("a writable folder");
    path
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn seconds() -> Option<u64> {
    let given = std::env::var("BOZZETTO_FUZZ_SECONDS").ok();
    let full = std::env::var_os("BOZZETTO_FULL").is_some();
    given.and_then(|given| given.parse().ok()).or(full.then_some(600))
}

/// An input made of others.
fn made(pool: &[Vec<u8>], words: &[&str], dice: &mut Dice) -> Vec<u8> {
    let mut body = dice.one_of(pool).clone();
    for _ in 0..1 + dice.below(3) {
        match dice.below(4) {
            0 => by_bytes(&mut body, words, dice),
            1 => by_events(&mut body, dice.one_of(pool).clone(), dice),
            2 => by_json(&mut body, words, dice),
            _ => {
                let other = dice.one_of(pool);
                let (from, to) = (dice.below(other.len() + 1), dice.below(body.len() + 1));
                body.truncate(to);
                body.extend_from_slice(&other[from..]);
            }
        }
    }
    body.truncate(LONGEST);
    body
}

fn by_bytes(body: &mut Vec<u8>, words: &[&str], dice: &mut Dice) {
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(body.len() + 1);
        let end = (at + dice.below(64)).min(body.len());
        match dice.below(8) {
            0 if at < body.len() => body[at] = dice.roll() as u8,
            1 => _ = body.drain(at..end),
            2 => {
                let piece = body[at..end].to_vec();
                let to = dice.below(body.len() + 1);
                body.splice(to..to, piece);
            }
            3 => body.truncate(at),
            4 if at < body.len() => body[at] ^= 1 << dice.below(8),
            5 => {
                let lie = *dice.one_of(&LIES);
                let end = (at + lie.len()).min(body.len());
                body.splice(at..end, lie.iter().copied());
            }
            6 => body[at..end].fill(dice.roll() as u8),
            _ if words.is_empty() => {}
            _ => _ = body.splice(at..at, dice.one_of(words).bytes()),
        }
    }
}

/// Events (or lines, where there are no blank lines) left out, repeated, swapped, taken from another input, with other line ends.
fn by_events(body: &mut Vec<u8>, other: Vec<u8>, dice: &mut Dice) {
    let mut events = events_of(body);
    let others = events_of(&other);
    for _ in 0..1 + dice.below(3) {
        let (at, to) = (dice.below(events.len()), dice.below(events.len() + 1));
        match dice.below(6) {
            0 if events.len() > 1 => _ = events.remove(at),
            1 if !events.is_empty() => events.insert(to, events[at].clone()),
            2 if !events.is_empty() => {
                let last = events.len() - 1;
                events.swap(at, to.min(last));
            }
            3 => events.truncate(to),
            4 => {
                let ends: [&[u8]; 3] = [b"\n", b"\r\n", b"\r"];
                let end = *dice.one_of(&ends);
                for event in &mut events {
                    *event = event
                        .split(|byte| *byte == b'\n')
                        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
                        .collect::<Vec<_>>()
                        .join(end);
                }
            }
            _ if !others.is_empty() => events.insert(to, dice.one_of(&others).clone()),
            _ => {}
        }
    }
    *body = events.concat();
}

/// The parts of a body, each with its end.
fn events_of(body: &[u8]) -> Vec<Vec<u8>> {
    let blank = |rest: &[u8]| {
        [&b"\n\n"[..], b"\r\n\r\n", b"\r\r"]
            .iter()
            .find(|end| rest.starts_with(end))
            .map(|end| end.len())
    };
    let has_blanks = (0..body.len()).any(|at| blank(&body[at..]).is_some());
    let mut events = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < body.len() {
        let end = match has_blanks {
            true => blank(&body[at..]),
            false => (body[at] == b'\n').then_some(1),
        };
        at += end.unwrap_or(1);
        if end.is_some() {
            events.push(body[start..at].to_vec());
            start = at;
        }
    }
    if start < body.len() {
        events.push(body[start..].to_vec());
    }
    events
}

/// A value somewhere in one of the JSON texts of the body becomes another one, goes, or comes twice.
fn by_json(body: &mut Vec<u8>, words: &[&str], dice: &mut Dice) {
    let starts: Vec<usize> = (0..body.len())
        .filter(|at| {
            matches!(body[*at], b'{' | b'[')
                && (*at == 0 || matches!(body[at - 1], b'\n' | b' ' | b':' | b','))
        })
        .collect();
    if starts.is_empty() {
        return;
    }
    let start = *dice.one_of(&starts);
    let mut values = serde_json::Deserializer::from_slice(&body[start..]).into_iter::<Value>();
    let Some(Ok(mut value)) = values.next() else {
        return;
    };
    let end = start + values.byte_offset();
    change(&mut value, words, dice);
    let mut text = value.to_string();
    if dice.below(8) == 0 {
        // Over several lines, as no stream should have it
        text = serde_json::to_string_pretty(&value).unwrap_or(text);
    }
    body.splice(start..end, text.into_bytes());
}

fn change(value: &mut Value, words: &[&str], dice: &mut Dice) {
    match value {
        Value::Object(fields) if !fields.is_empty() && dice.below(4) > 0 => {
            let at = dice.below(fields.len());
            let key = fields.keys().nth(at).cloned().unwrap_or_default();
            match dice.below(6) {
                0 => _ = fields.remove(&key),
                1 => {
                    let moved = fields.remove(&key).unwrap_or_default();
                    fields.insert(format!("{key}s"), moved);
                }
                _ => change(&mut fields[&key], words, dice),
            }
        }
        Value::Array(items) if !items.is_empty() && dice.below(4) > 0 => {
            let at = dice.below(items.len());
            match dice.below(5) {
                0 => _ = items.remove(at),
                1 => items.insert(at, items[at].clone()),
                _ => change(&mut items[at], words, dice),
            }
        }
        Value::String(text) if dice.below(3) > 0 && !words.is_empty() => {
            let word = *dice.one_of(words);
            match dice.below(3) {
                0 => text.push_str(word),
                1 => *text = word.to_owned(),
                _ => *text = text.chars().take(text.len() / 2).collect(),
            }
        }
        value => {
            let others = [
                Value::Null,
                true.into(),
                0.into(),
                (-1).into(),
                4_294_967_296_u64.into(),
                1e300.into(),
                "".into(),
                "x".into(),
                Value::Array(vec![value.clone()]),
                Value::Array(Vec::new()),
                serde_json::json!({ "type": "error", "index": 3, "text": value.clone() }),
            ];
            *value = dice.one_of(&others).clone();
        }
    }
}
