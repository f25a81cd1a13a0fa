//! Recorded bodies, cut into pieces and read.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each suite is a program of its own and uses a part of this"
)]

use std::fs;
use std::path::{Path, PathBuf};

use bozzetto_core::model::{Dialect, ModelEvent, ModelOutcome, ResponseReader};
use bozzetto_tests::fuzz::Dice;
use proptest::prelude::*;
use serde_json::Value;

pub fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path)
}

pub fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// Some cuts by default, very many with `BOZZETTO_FULL=1`.
pub fn config() -> ProptestConfig {
    let full = std::env::var_os("BOZZETTO_FULL").is_some();
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(if full { 3_000 } else { 60 })
    }
}

pub fn base64(text: &str) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::new());
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        bits = bits << 6 | letters.iter().position(|known| *known == letter).unwrap() as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// Cuts at these offsets.
pub fn pieces<'a>(body: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().copied().filter(|cut| *cut <= body.len()).collect();
    cuts.sort_unstable();
    cuts.push(body.len());
    let mut start = 0;
    cuts.into_iter()
        .map(|cut| &body[std::mem::replace(&mut start, cut)..cut])
        .collect()
}

/// A body cut 1,000 times, each time at up to 20 places anywhere in it, end included; in the short profile fewer times if it is
/// larger than 20 KB, since the few that are would take minutes.
pub fn cut_at_random(name: &str, body: &[u8], same: impl Fn(&[&[u8]]) -> bool) {
    let full = std::env::var_os("BOZZETTO_FULL").is_some();
    let rounds = match body.len() {
        0..20_000 => 1_000,
        _ if full => 1_000,
        large => (4_000_000 / large).max(3),
    };
    let mut dice = Dice::named(name);
    for round in 0..rounds {
        let count = 1 + dice.below(20);
        let cuts: Vec<usize> = (0..count).map(|_| dice.below(body.len() + 1)).collect();
        assert!(same(&pieces(body, &cuts)), "{name} round {round}: {cuts:?}");
    }
}

/// Runs a response and checks that the events add up to the outcome.
pub fn run(dialect: Dialect, status: u16, headers: &[(String, String)], pieces: &[&[u8]]) -> ModelOutcome {
    let mut reader = ResponseReader::new(dialect, status, headers);
    let mut events: Vec<ModelEvent> = pieces.iter().flat_map(|piece| reader.push(piece)).collect();
    let (last, outcome) = reader.finish();
    events.extend(last);
    let (mut text, mut thinking, mut refusal, mut images) = (String::new(), String::new(), String::new(), 0);
    for event in events {
        match event {
            ModelEvent::TextDelta(more) => text += &more,
            ModelEvent::Thinking(more) => thinking += &more,
            ModelEvent::Refusal(more) => refusal += &more,
            ModelEvent::Image(_) => images += 1,
            _ => {}
        }
    }
    assert_eq!(text, outcome.text);
    assert_eq!(thinking, outcome.thinking);
    assert_eq!(refusal, outcome.refusal.clone().unwrap_or_default());
    assert_eq!(images, outcome.images.len());
    outcome
}
