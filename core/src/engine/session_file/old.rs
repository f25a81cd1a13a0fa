//! Files of format 1: records as they were stored, one after the other, with a mark and a check. Read, and no longer written.
//!
//! ```text
//! 'B' 'Z' 'S' 'F' format=1 | length(u32, little endian) record | ... | crc32 of all before, little endian
//! ```

use super::{invalid, newer, replay_all};
use crate::document::Limits;
use crate::engine::EngineError;
use bozzetto_versions::crc32;

pub(super) const MARK: [u8; 4] = *b"BZSF";
const FORMAT: u8 = 1;

/// Takes a file apart without believing it.
///
/// # Errors
/// [`EngineError::Import`], [`EngineError::ImportNewer`]
pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<(Vec<Vec<u8>>, String), EngineError> {
    let (body, sum) = bytes
        .split_last_chunk::<4>()
        .ok_or_else(|| invalid("it is too short"))?;
    let (mark, rest) = body
        .split_first_chunk::<4>()
        .ok_or_else(|| invalid("it is too short"))?;
    if *mark != MARK {
        return Err(invalid("it is no Bozzetto session"));
    }
    let (format, mut rest) = rest.split_first().ok_or_else(|| invalid("it is too short"))?;
    if *format != FORMAT {
        return Err(newer(format!("its format {format}")));
    }
    if crc32(body) != u32::from_le_bytes(*sum) {
        return Err(invalid("its checksum does not fit: it was cut or changed"));
    }
    let mut records = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (record, after) = after
            .split_at_checked(length)
            .ok_or_else(|| invalid("a record is cut"))?;
        records.push(record.to_vec());
        rest = after;
    }
    if records.is_empty() || !rest.is_empty() {
        return Err(invalid("it holds no whole session"));
    }
    let session = replay_all(&records, limits)?.session;
    Ok((records, session))
}
