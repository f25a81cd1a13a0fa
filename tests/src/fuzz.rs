//! What all fuzz targets share: kept inputs are damaged at random, in the ways that data gets damaged and that attackers
//! choose, and handed to a target. A finding is written to `data/fuzz` and kept.
//!
//! A short smoke by default; ten minutes for each target with `BOZZETTO_FULL=1`, any time with `BOZZETTO_FUZZ_SECONDS`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Inputs of a smoke beyond the kept ones.
const SMOKE: usize = 400;
/// Inputs stay below this many bytes.
const MOST: usize = 64 << 10;
/// An input that takes longer is a finding.
const PATIENCE: Duration = Duration::from_secs(30);

/// The folder of the test data.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// xorshift: the same in every run.
pub struct Dice(u64);

impl Dice {
    /// A number.
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit.max(1) as u64) as usize
    }
}

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

fn damage(body: &mut Vec<u8>, others: &[Vec<u8>], words: &[&str], dice: &mut Dice) {
    for _ in 0..1 + dice.below(8) {
        let at = dice.below(body.len() + 1);
        let end = (at + dice.below(64)).min(body.len());
        match dice.below(9) {
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
                let lie = LIES[dice.below(LIES.len())];
                let end = (at + lie.len()).min(body.len());
                body.splice(at..end, lie.iter().copied());
            }
            6 => {
                let other = &others[dice.below(others.len())];
                let from = dice.below(other.len() + 1);
                let to = (from + dice.below(512)).min(other.len());
                let end = if dice.below(2) == 0 {
                    at
                } else {
                    (at + to - from).min(body.len())
                };
                body.splice(at..end, other[from..to].iter().copied());
            }
            7 => body[at..end].fill(dice.roll() as u8),
            _ if words.is_empty() => {}
            _ => _ = body.splice(at..at, words[dice.below(words.len())].bytes()),
        }
    }
    body.truncate(MOST);
}

fn seconds() -> Option<u64> {
    let given = std::env::var("BOZZETTO_FUZZ_SECONDS").ok();
    let full = std::env::var_os("BOZZETTO_FULL").is_some();
    given.and_then(|given| given.parse().ok()).or(full.then_some(600))
}

/// Runs a target on its seeds, on what was kept for it, and on damaged versions of both.
pub fn fuzz(name: &str, mut seeds: Vec<Vec<u8>>, words: &[&str], target: impl Fn(&[u8], &mut Dice)) {
    let kept = data().join("fuzz").join(name);
    if let Ok(files) = fs::read_dir(&kept) {
        let mut paths: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        paths.sort();
        seeds.extend(paths.iter().filter_map(|path| fs::read(path).ok()));
    }
    seeds.push(Vec::new());
    let seconds = seconds();
    let clock = Instant::now();
    let mut dice = Dice(name.bytes().fold(0x9E37_79B9_7F4A_7C15, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    }));
    if seconds.is_some() {
        // Every long run looks elsewhere; a finding is kept as bytes, so nothing depends on the seed.
        dice.0 ^= std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(1, |since| since.as_nanos() as u64)
            | 1;
    }
    let mut round = 0;
    while match seconds {
        Some(seconds) => clock.elapsed() < Duration::from_secs(seconds),
        None => round < seeds.len() + SMOKE,
    } {
        let mut body = match seeds.get(round) {
            Some(seed) => seed.clone(),
            None => {
                let mut body = seeds[dice.below(seeds.len())].clone();
                if dice.below(4) == 0 {
                    body.extend_from_slice(&seeds[dice.below(seeds.len())]);
                }
                body
            }
        };
        if round >= seeds.len() {
            damage(&mut body, &seeds, words, &mut dice);
        }
        round += 1;
        let began = Instant::now();
        let found = catch_unwind(AssertUnwindSafe(|| {
            target(&body, &mut dice);
            assert!(began.elapsed() < PATIENCE, "it took {:?}", began.elapsed());
        }));
        if let Err(panic) = found {
            let hash = body.iter().fold(0xcbf2_9ce4_8422_2325u64, |sum, byte| {
                (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
            });
            let path = kept.join(format!("{hash:016x}"));
            let written = fs::create_dir_all(&kept).and_then(|()| fs::write(&path, &body));
            eprintln!("a finding of the target {name} is kept in {path:?}: {written:?}");
            std::panic::resume_unwind(panic);
        }
    }
    println!("{name}: {round} inputs in {:.1} s", clock.elapsed().as_secs_f64());
}
