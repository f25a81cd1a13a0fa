//! An answer of a model, read as it comes.

use bozzetto_core::document::Limits;
use bozzetto_core::model::{Answer, AnswerError, AnswerReader, ReadOp};

/// All ops that came before its end, then the end.
pub fn read<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (Vec<ReadOp>, Result<Answer, AnswerError>) {
    let mut reader = AnswerReader::new(&Limits::default());
    let mut ops = Vec::new();
    for piece in pieces {
        let more = reader.push(piece);
        if reader.begins_anew() {
            ops.clear();
        }
        ops.extend(more);
    }
    let mut end = reader.finish();
    if end.as_mut().is_ok_and(|answer| std::mem::take(&mut answer.anew)) {
        ops.clear();
    }
    (ops, end)
}
