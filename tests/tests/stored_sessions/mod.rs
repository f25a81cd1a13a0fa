//! Sessions in a store, made and read by tabs of their own.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each suite is a program of its own and uses a part of this"
)]

use bozzetto_core::engine::EngineConfig;
use bozzetto_core::protocol::{Command, Notice, Reply};
pub use bozzetto_tests::design::PAGE;
use bozzetto_tests::design::apply;
use bozzetto_tests::shell::{Embedded, NativeShell, SharedStore};

pub fn tab(peer: &str, store: &SharedStore) -> NativeShell {
    NativeShell::with_config(EngineConfig::new(peer), store, Embedded)
}

/// Applies ops, as JSON.
pub fn edit(shell: &mut NativeShell, id: &str, ops: &str) {
    shell.run(apply(id, ops)).unwrap();
}

/// Packs all versions but the latest; says how many were.
pub fn compress(shell: &mut NativeShell, id: &str, keep_recent: u32) -> u32 {
    let session_id = id.to_owned();
    match shell.run(Command::CompressOldVersions {
        session_id,
        keep_recent,
    }) {
        Ok(Reply::Count { count }) => count,
        other => panic!("{other:?}"),
    }
}

/// The documents of the first versions, as text.
pub fn texts(shell: &NativeShell, id: &str, versions: u32) -> Vec<String> {
    let texts = (1..=versions).map(|number| shell.engine.at(id, number).unwrap().to_json());
    texts.collect()
}

/// What a shell was told went wrong, with the numbers in it.
pub fn told(shell: &NativeShell) -> String {
    let told = shell.notices.iter().filter_map(|notice| match notice {
        Notice::Warning { error, .. } => Some(format!("{}: {}", error.code, error.message)),
        _ => None,
    });
    told.collect::<Vec<_>>().join("; ")
}

/// A stored session: version n has n - 1 as the font size of the title and a part `p<n>`.
pub fn stored(store: &SharedStore, versions: u32) -> (String, Vec<Vec<u8>>) {
    stored_by("a", store, versions)
}

pub fn stored_by(peer: &str, store: &SharedStore, versions: u32) -> (String, Vec<Vec<u8>>) {
    let mut shell = tab(peer, store);
    let id = shell.create_from(PAGE).session_id;
    for number in 2..=versions {
        let ops = format!(
            r#"[{{"op":"set","id":"title","path":"/style/fontSize","value":{}}},
                {{"op":"insert","parent":"page","index":1,"node":{{"id":"p{number}","type":"text"}}}}]"#,
            number - 1
        );
        edit(&mut shell, &id, &ops);
    }
    let records = store.records(&format!("session:{id}"));
    (id, records)
}
