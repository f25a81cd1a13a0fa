//! The state of a design session: what all its events come to.

use std::collections::{HashMap, VecDeque};

use super::{Branch, MAIN_BRANCH, Sent, Window};
use crate::context::{Candidate, Intent};
use crate::document::Document;
use crate::model::Spending;
use crate::protocol::{
    Answered, Attempt, EditStatus, ErrorReport, SessionStatus, Tally, VersionInfo, VersionKind,
};
use crate::sorted::{SortedMap, sort, sort_by};
use crate::version::{History, Part, Patch, Staged, Subject, subject_of};

/// Where an edit that has not ended stands.
#[derive(Clone, Debug, PartialEq)]
pub enum EditPlace {
    /// Edits before it are in work
    Queued {
        /// The version it was asked for, if the app said so
        base: Option<u32>,
        /// Its place in the queue
        turn: u32,
    },
    /// Its owner works on it
    Working,
    /// A person is asked
    Asking {
        /// The question
        question: String,
        /// What is offered
        candidates: Vec<Candidate>,
        /// The version that it is about
        version: u32,
    },
}

/// An edit that has not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenEdit {
    /// The app's id of it
    pub edit: String,
    /// As typed
    pub prompt: String,
    /// Selected nodes
    pub target: Vec<String>,
    /// The head it was made on
    pub base: u32,
    /// Where its version will go
    pub branch: String,
    /// The engine that works on it
    pub owner: String,
    /// What it was taken for
    pub types: Vec<Intent>,
    /// It makes a design of its own: there was none when it was asked for
    pub create: bool,
    /// How many images the model is to be shown
    pub images: u32,
    /// When it was asked for
    pub at: u64,
    /// Where it stands
    pub place: EditPlace,
    /// What was offered with a question, and what was answered, once it was
    pub answer: Option<(Vec<Candidate>, Answered)>,
    /// How often it was taken over or run again
    pub resumed: u8,
    /// What calls for it took so far, where that is stored already
    pub spent: Spending,
}

/// What is remembered of an edit that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedEdit {
    /// How
    pub status: EditStatus,
    /// The version it made
    pub version: Option<u32>,
}

/// An edit that ended without a version: an answer, a refusal, a failure, a stop. The conversation shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// The app's id of it
    pub edit: String,
    /// As typed
    pub prompt: String,
    /// Selected nodes
    pub target: Vec<String>,
    /// What it was taken for
    pub types: Vec<Intent>,
    /// When it was asked for
    pub at: u64,
    /// How it ended
    pub status: EditStatus,
    /// In words
    pub summary: String,
    /// How long it took
    pub ms: u32,
    /// Why, where something went wrong
    pub error: Option<ErrorReport>,
    /// Its calls, where the first one was not enough
    pub attempts: Vec<Attempt>,
    /// What they took
    pub spent: Spending,
}

/// What an edit changed beyond what was meant: not made, but offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The edit
    pub edit: String,
    /// Where it would be made
    pub branch: String,
    /// The version that the edit made of the rest
    pub version: Option<u32>,
    /// What is still offered
    pub patch: Patch,
    /// What all of it was about, in order, also what is settled by now: a part goes by the place of its own in this, for ever
    pub subjects: Vec<Subject>,
    /// Some of it was accepted
    pub made: bool,
}

impl Held {
    /// The number of a part of what is offered.
    pub fn number_of(&self, staged: &Staged, part: &Part) -> Option<u32> {
        let op = staged.patch.ops.get(*part.ops.first()?)?;
        let about = subject_of(op);
        let place = self.subjects.iter().position(|subject| *subject == about)?;
        u32::try_from(place).ok()
    }
}

/// What all events of a session come to.
#[derive(Clone, Debug)]
pub struct DesignState {
    /// Whether its beginning was seen
    pub begun: bool,
    /// The session's id; empty before the first event
    pub session: String,
    /// Whose it is
    pub user: Option<String>,
    /// The words it began with
    pub prompt: String,
    /// Where it stands, the TTL aside: see [`DesignState::status_at`]
    pub status: SessionStatus,
    /// When it began
    pub created_at: u64,
    /// When something last happened
    pub last_activity: u64,
    /// How long it lives without activity
    pub ttl_ms: Option<u64>,
    /// 1 to 5
    pub rating: Option<u8>,
    /// What is counted for figures over all sessions
    pub tally: Tally,
    /// All named heads
    pub branches: SortedMap<String, Branch>,
    /// The current one
    pub branch: String,
    /// All versions, by number
    pub versions: Vec<VersionInfo>,
    /// Their documents
    pub history: History,
    /// Edits that have not ended, by id
    pub open: SortedMap<String, OpenEdit>,
    /// Edits that ended, by id
    pub ended: HashMap<String, EndedEdit>,
    /// The last of those that made no version, oldest first
    pub endings: VecDeque<Ending>,
    /// What edits held back and is still offered, oldest first
    pub held: Vec<Held>,
    /// What the calls of edits took that made no version
    pub in_vain: Spending,
    /// The audit log: what was sent where and when
    pub sent: Sent,
    /// What a model is told of the past
    pub window: Window,
    /// The number of the next version
    pub next_version: u32,
    /// Bytes of deltas written since the last keyframe
    pub delta_bytes: usize,
    /// Bytes of the last keyframe
    pub keyframe_bytes: usize,
}

impl Default for DesignState {
    fn default() -> Self {
        Self {
            begun: false,
            session: String::new(),
            user: None,
            prompt: String::new(),
            status: SessionStatus::Active,
            created_at: 0,
            last_activity: 0,
            ttl_ms: None,
            rating: None,
            tally: Tally::default(),
            branches: SortedMap::from_iter([(MAIN_BRANCH.to_owned(), Branch::default())]),
            branch: MAIN_BRANCH.to_owned(),
            versions: Vec::new(),
            history: History::default(),
            open: SortedMap::new(),
            ended: HashMap::new(),
            endings: VecDeque::new(),
            held: Vec::new(),
            in_vain: Spending::default(),
            sent: Sent::default(),
            window: Window::default(),
            next_version: 1,
            delta_bytes: 0,
            keyframe_bytes: 0,
        }
    }
}

impl DesignState {
    /// Whether an edit is open and its turn has come.
    pub fn is_begun(&self, edit: &str) -> bool {
        self.open
            .get(edit)
            .is_some_and(|open| !matches!(open.place, EditPlace::Queued { .. }))
    }

    /// Edits whose owner has something to do, in the order of their turns.
    pub fn unfinished(&self) -> Vec<&OpenEdit> {
        let mut unfinished: Vec<(u32, &OpenEdit)> = self
            .open
            .values()
            .filter_map(|open| match open.place {
                EditPlace::Working => Some((0, open)),
                EditPlace::Queued { turn, .. } => Some((turn, open)),
                EditPlace::Asking { .. } => None,
            })
            .collect();
        sort_by(&mut unfinished, |(a, _), (b, _)| a.cmp(b));
        unfinished.into_iter().map(|(_, open)| open).collect()
    }

    /// What an edit holds back, as a JSON list of ops; empty: nothing.
    pub fn held_by(&self, edit: &str) -> String {
        let offer = self.held.iter().find(|held| held.edit == edit);
        offer.map(|held| held.patch.to_json()).unwrap_or_default()
    }

    /// The head of the current branch; 0 before the first version.
    pub fn head(&self) -> u32 {
        self.head_of(&self.branch)
    }

    /// The head of a branch; 0 if there is none.
    pub fn head_of(&self, branch: &str) -> u32 {
        self.branches.get(branch).map_or(0, |branch| branch.head)
    }

    /// What is known about a version.
    pub fn version(&self, number: u32) -> Option<&VersionInfo> {
        let index = self
            .versions
            .binary_search_by_key(&number, |version| version.number)
            .ok()?;
        self.versions.get(index)
    }

    /// The document of a version; version 0 is an empty screen. `None` if there is no such version.
    pub fn document_at(&self, number: u32) -> Option<Document> {
        if number == 0 {
            Some(Document::empty_screen())
        } else {
            self.history.at(number).ok()
        }
    }

    /// The document of the current head.
    pub fn document(&self) -> Document {
        self.document_at(self.head())
            .unwrap_or_else(Document::empty_screen)
    }

    /// The moment at which the session runs out.
    pub fn expires_at(&self) -> Option<u64> {
        self.ttl_ms.map(|ttl| self.last_activity.saturating_add(ttl))
    }

    /// The first moment at which it has run out; `None`: it never does, as it is now.
    pub fn runs_out_at(&self) -> Option<u64> {
        let lives = matches!(self.status, SessionStatus::Active | SessionStatus::Paused);
        let end = self.expires_at().filter(|_| lives);
        end.map(|end| end.saturating_add(1))
    }

    /// The status, with the TTL taken into account.
    pub fn status_at(&self, now: u64) -> SessionStatus {
        match self.runs_out_at() {
            Some(at) if now >= at => SessionStatus::Expired,
            _ => self.status,
        }
    }

    /// Where a merge of two versions starts: the latest one that both come from, be it by a merge; 0 if there is none. What was merged
    /// was decided then, and is not asked again.
    pub fn merge_base(&self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.sources(a), self.sources(b));
        let mut latest = a.iter().rev();
        let base = latest.find(|number| b.binary_search(number).is_ok());
        base.copied().unwrap_or(0)
    }

    /// A version and all that it comes from, rising.
    fn sources(&self, head: u32) -> Vec<u32> {
        let mut sources = Vec::new();
        let mut heads = vec![head];
        let mut walked = 0;
        while let Some(head) = heads.get(walked).copied() {
            walked += 1;
            let mut next = head;
            while let Some(version) = self.version(next) {
                sources.push(next);
                next = version.parent.min(next.saturating_sub(1));
            }
            for merged in self.merged_into(head) {
                if !heads.contains(&merged) {
                    heads.push(merged);
                }
            }
        }
        sort(&mut sources);
        sources.dedup();
        sources
    }

    /// The versions that were merged on the way to a version, but for merges that were taken back on it.
    fn merged_into(&self, head: u32) -> Vec<u32> {
        let mut merged = Vec::new();
        self.each_that_counts(head, &mut Vec::new(), &mut |version| {
            merged.extend(version.of.filter(|_| version.kind == VersionKind::Merge));
        });
        merged
    }

    /// Whether the change of a version is among those that led to `head`, be it made there, merged or picked, and was not taken back
    /// since.
    pub fn is_here(&self, number: u32, head: u32) -> bool {
        let wanted = self.origin(number);
        let mut words = Vec::new();
        let mut heads = vec![head];
        let mut walked = 0;
        let mut is_here = false;
        while let Some(head) = heads.get(walked).copied() {
            walked += 1;
            self.each_that_counts(head, &mut words, &mut |version| {
                is_here |= self.origin(version.number) == wanted;
                match (version.kind, version.of) {
                    (VersionKind::Merge, Some(of)) if !heads.contains(&of) => heads.push(of),
                    _ => {}
                }
            });
        }
        is_here
    }

    /// The version that a picked one was first made as.
    fn origin(&self, number: u32) -> u32 {
        let picked = |version: &VersionInfo| version.of.filter(|_| version.kind == VersionKind::CherryPick);
        let steps = std::iter::successors(Some(number), |number| {
            self.version(*number).and_then(picked).filter(|of| of < number)
        });
        steps.last().unwrap_or(number)
    }

    /// Goes through the versions on the way to one, newest first, but for those that were taken back on it. `words` are versions that
    /// later ones took back, or brought again: the last word counts, which comes first here.
    fn each_that_counts(&self, head: u32, words: &mut Vec<(u32, bool)>, take: &mut dyn FnMut(&VersionInfo)) {
        let mut next = head;
        while let Some(version) = self.version(next) {
            let word = words.iter().find(|(number, _)| *number == next);
            let counts = word.is_none_or(|(_, counts)| *counts);
            let mut before = version.parent;
            match (version.kind, version.of) {
                (VersionKind::Undo, Some(of)) => words.push((of, false)),
                (VersionKind::Redo, Some(of)) => words.push((of, true)),
                (VersionKind::Revert, Some(of)) if counts => words.push((of, false)),
                (VersionKind::Rollback, Some(of)) if counts => before = of,
                _ => {}
            }
            if counts {
                take(version);
            }
            next = before.min(next.saturating_sub(1));
        }
    }
}
