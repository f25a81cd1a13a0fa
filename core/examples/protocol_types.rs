//! Prints the TypeScript types of everything that crosses to JavaScript.

use bozzetto_core::context::{Candidate, Intent};
use bozzetto_core::protocol::*;
use ts_rs::{Config, TS};

fn main() {
    let config = Config::new();
    println!("// Generated from core/src/protocol.rs.\n");
    println!("import type {{ BozzettoErrorCode }} from \"./codes.js\";\n");
    macro_rules! print {
        ($($name:ty),+ $(,)?) => {
            $(
                if let Some(docs) = <$name as TS>::docs() {
                    println!("{}", docs.trim_end());
                }
                println!("export {}\n", <$name as TS>::decl(&config));
            )+
        };
    }
    print!(
        Intent,
        Candidate,
        SessionStatus,
        SessionState,
        ErrorReport,
        BranchInfo,
        SaveStatus,
        VersionKind,
        VersionInfo,
        EditPhase,
        EditStatus,
        Question,
        Answered,
        EditResult,
        Asking,
        Attempt,
        EditEstimate,
        SentCall,
        ModelCallReport,
        EditView,
        SessionView,
        Tally,
        SessionSummary,
        Analytics,
        SessionMetrics,
        MergeChoice,
        MergePolicy,
        MergeConflictKind,
        MergeConflict,
        MergePreview,
        StagedPart,
        HeldChange,
        HistoryReport,
        EventLine,
        RunningEffect,
        EventLog,
        Command,
        Reply,
        Notice,
    );
}
