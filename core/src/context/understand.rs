//! From a prompt to what it says: the guard, the words about the session, the clauses and what they speak of.

use std::cell::OnceCell;

use crate::context::clause::{CHOSEN, Outcome, Reading, Setting, analyse, place_said};
use crate::context::guard::{PromptError, guard_beside};
use crate::context::one_line;
use crate::context::reference::Hits;
use crate::context::scene::{LONGEST_NAME, Scene};
use crate::context::session_words::session_request;
use crate::context::token::fold;
use crate::context::understanding::{Candidate, Clause, Intent, Interaction, Targets, Understanding};
use crate::document::{Document, Limits};
use crate::sorted::Gather;

/// A question that was open, and what the person said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clarified {
    /// Ids of the nodes that were offered
    pub candidates: Vec<String>,
    /// What came back
    pub answer: Answer,
}

/// The answer to a clarification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The node that was clicked
    Node(String),
    /// Words: `the blue one`, `second`, `both`
    Text(String),
}

/// Finds out what a prompt says about a document: which parts it has, what each asks for, and which nodes are meant.
///
/// `recent` is oldest first and may name nodes that are gone. `selection` is what the app passed as the target. With a
/// `clarification` the prompt is the one that was asked about; an answer in words stands in a line of its own at the end of
/// [`GuardReport::masked`](crate::context::GuardReport::masked).
///
/// # Errors
/// [`PromptError`] for an empty or an oversized prompt.
pub fn understand(
    prompt: &str,
    document: &Document,
    recent: &[Interaction],
    selection: &[String],
    clarification: Option<&Clarified>,
    limits: &Limits,
) -> Result<Understanding, PromptError> {
    let answer = clarification.and_then(|c| match &c.answer {
        Answer::Text(text) => Some(text.trim()),
        Answer::Node(_) => None,
    });
    // The document is looked through only where something has to be hidden at all.
    let shown = OnceCell::new();
    let taken = |token: &str| {
        shown.get_or_init(|| document.to_json()).contains(token)
            || recent
                .iter()
                .any(|earlier| earlier.prompt.contains(token) || earlier.summary.contains(token))
    };
    let guard = match answer {
        Some(answer) => guard_beside(&format!("{}\n{answer}", prompt.trim_end()), &taken, limits)?,
        None => guard_beside(prompt, &taken, limits)?,
    };
    let session = if clarification.is_none() {
        session_request(&guard.masked)
    } else {
        None
    };
    if session.is_some() {
        return Ok(Understanding {
            guard,
            session,
            clauses: Vec::new(),
            intents: Vec::new(),
            targets: nothing("it is about the session"),
            sure: false,
            answer: None,
            settled: Vec::new(),
            corrects: false,
        });
    }
    let scene = Scene::new(document);
    let answer_at = answer.and_then(|_| guard.masked.trim_end().rfind('\n'));
    let clicked = clarification.and_then(|c| match &c.answer {
        Answer::Node(id) => scene.find(id),
        Answer::Text(_) => None,
    });
    let offered = clarification.map(|c| c.candidates.iter().map(|id| scene.find(id)).gather());
    let text = guard.masked.as_str();
    let setting = Setting {
        scene: &scene,
        recent,
        selection,
        fixed: clicked.into_iter().gather(),
        offered: offered.unwrap_or_default(),
        reply: answer_at.map(|at| at + 1),
    };
    let (readings, all_read) = analyse(text, &setting);
    let settled = readings.iter().find_map(|reading| match &reading.outcome {
        Outcome::Resolved(_, CHOSEN) => Some(reading.objects.as_slice()),
        _ => None,
    });
    let settled = settled.unwrap_or_default();
    let settled = settled.iter().map(|at| scene.id(*at).to_owned()).gather();
    let clauses: Vec<Clause> = readings.iter().map(|reading| clause(reading, &scene)).gather();
    let mut intents: Vec<Intent> = Vec::new();
    for clause in &clauses {
        for (intent, _) in &clause.intents {
            if !intents.contains(intent) {
                intents.push(*intent);
            }
        }
    }
    // What tells how things are, and asks nothing, wants them to be shown so: "we are on page 2".
    if intents.is_empty() && !clauses.is_empty() && !text.trim_end().ends_with('?') {
        intents.push(Intent::Modify);
    }
    let targets = together(&clauses);
    if matches!(targets, Targets::Nothing { .. }) && guard.injection && clauses.is_empty() {
        intents.clear();
    }
    // Other words beside the selection's do not make it less so.
    let selected = matches!(&targets, Targets::Resolved { candidates }
        if candidates.iter().all(|candidate| selection.contains(&candidate.id)));
    let sure = !clauses.is_empty() && (all_read || selected) && clauses.iter().all(|clause| clause.sure);
    let answer = answer_at.map(|at| at + 1..guard.masked.len());
    Ok(Understanding {
        guard,
        session,
        clauses,
        intents,
        targets,
        sure,
        answer,
        settled,
        corrects: readings.iter().any(|reading| reading.wish.correct),
    })
}

/// The node that an answer in words means where it was offered and is gone: by its place in the list as it was offered, or by its name.
pub(crate) fn means_gone<'a>(answer: &str, offered: &'a [Candidate], document: &Document) -> Option<&'a str> {
    let is_gone = |candidate: &&Candidate| document.node(&candidate.id).is_none();
    if !offered.iter().any(|candidate| is_gone(&candidate)) {
        return None;
    }
    let place = place_said(answer, &Scene::new(document), offered.len());
    let meant = match place {
        Some(place) => offered.get(place),
        None => {
            let said = spaced(answer);
            let is_named = |candidate: &&Candidate| {
                let own = spaced(candidate.own_words());
                own.len() > 1 && said.contains(&own)
            };
            // "Save draft" is not "Save".
            let length = |candidate: &&Candidate| (candidate.own_words().len(), !is_gone(candidate));
            offered.iter().filter(is_named).max_by_key(length)
        }
    };
    meant.filter(is_gone).map(|candidate| candidate.id.as_str())
}

/// The words of a text with one blank around each.
fn spaced(text: &str) -> String {
    let folded = fold(text);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |spaced, word| spaced + word + " ")
}

fn nothing(reason: &str) -> Targets {
    Targets::Nothing {
        reason: reason.to_owned(),
    }
}

fn candidates(hits: &Hits, why: &str, scene: &Scene<'_>) -> Vec<Candidate> {
    let mut list: Vec<Candidate> = Vec::new();
    for (at, score) in hits {
        let id = scene.id(*at);
        if !list.iter().any(|c| c.id == id) {
            list.push(Candidate {
                id: id.to_owned(),
                score: score.clamp(0.0, 1.0),
                reason: format!("{}: {why}", scene.title(*at)),
            });
        }
    }
    // What bears one name is told apart by its text, else by where it is.
    let names: Vec<String> = list.iter().map(|c| c.name().to_owned()).gather();
    for (candidate, own) in list.iter_mut().zip(&names) {
        if names.iter().filter(|name| *name == own).count() < 2 {
            continue;
        }
        let Some(at) = scene.find(&candidate.id) else {
            continue;
        };
        let text = scene
            .get(at)
            .and_then(|node| node.caption())
            .map(|(_, text)| text);
        let more = match text.filter(|text| !text.is_empty() && text != own) {
            Some(text) => format!("{own} “{}”", one_line(text, LONGEST_NAME)),
            None => match scene.ancestors(at).next() {
                Some(above) => format!("{own} in {}", scene.title(above)),
                None => continue,
            },
        };
        candidate.reason = format!("{more}: {why}");
    }
    list
}

fn clause(reading: &Reading, scene: &Scene<'_>) -> Clause {
    let targets = match &reading.outcome {
        Outcome::Resolved(hits, why) => Targets::Resolved {
            candidates: candidates(hits, why, scene),
        },
        Outcome::Tie(hits, question) => Targets::Ambiguous {
            question: question.clone(),
            candidates: candidates(hits, "fits as well as the others", scene),
        },
        Outcome::Nothing(reason) => nothing(reason),
    };
    Clause {
        span: reading.wish.span.clone(),
        intents: reading.intents.clone(),
        targets,
        sure: reading.sure,
    }
}

/// An open question stands before everything; what one part lacks, another may have.
fn together(clauses: &[Clause]) -> Targets {
    if let Some(open) = clauses
        .iter()
        .find(|c| matches!(c.targets, Targets::Ambiguous { .. }))
    {
        return open.targets.clone();
    }
    let mut all: Vec<Candidate> = Vec::new();
    let mut resolved = false;
    let mut reason = None;
    for clause in clauses {
        match &clause.targets {
            Targets::Resolved { candidates } => {
                resolved = true;
                for candidate in candidates {
                    if !all.iter().any(|c| c.id == candidate.id) {
                        all.push(candidate.clone());
                    }
                }
            }
            Targets::Nothing { reason: why } => reason = reason.or(Some(why.clone())),
            Targets::Ambiguous { .. } => {}
        }
    }
    if resolved {
        return Targets::Resolved { candidates: all };
    }
    Targets::Nothing {
        reason: reason.unwrap_or_else(|| "no design change was asked for".to_owned()),
    }
}
