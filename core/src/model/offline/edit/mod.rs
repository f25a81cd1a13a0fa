//! Edits: from the clauses of a prompt to ops on the document.

mod arrange;
mod content;
mod desk;
mod insert;
mod keys;
mod list;
mod look;
mod mark;
mod sort;
mod undone;
mod vague;

use crate::context::EditBrief;
use crate::context::clause::{Outcome, Reading, Setting, analyse};
use crate::context::lexicon::{Act, Dim, Look, Pron};
use crate::context::scene::Scene;
use crate::context::wish::{Change, FORBIDDEN, STEPS};
use crate::document::{Document, Limits, Value};
use crate::model::offline::OfflineAnswer;
use crate::sorted::Gather;
use crate::version::{Patch, apply};

use desk::Desk;

/// Turns what was understood into ops. Without anything it can do: no ops, and a question.
pub fn answer_edit(brief: &EditBrief) -> OfflineAnswer {
    let understood = &brief.understanding;
    if understood.guard.unsafe_request {
        return refusal("Scripts and addresses that run code are not put into designs.");
    }
    let masked = understood.guard.masked.as_str();
    let reply = understood.answer.clone().and_then(|range| masked.get(range));
    let text = masked;
    let scene = Scene::new(&brief.document);
    let setting = Setting {
        scene: &scene,
        recent: &brief.recent,
        selection: &brief.selection,
        fixed: understood.settled.iter().filter_map(|id| scene.find(id)).gather(),
        offered: Vec::new(),
        reply: understood.answer.as_ref().map(|range| range.start),
    };
    let (mut readings, _) = analyse(text, &setting);
    if scene.nodes.is_empty() && matches!(brief.document.root(), Value::Object(_) | Value::Array(_)) {
        return answer_data(&brief.document, text, &readings);
    }
    if let Some(reply) = reply.filter(|_| !understood.settled.is_empty()) {
        take_from_answer(&mut readings, reply, &setting);
    }
    if readings.iter().any(|reading| reading.wish.refused == Some(STEPS)) {
        return refusal(STEPS);
    }
    let mut desk = Desk::new(&scene);
    desk.mistake = brief.before.as_ref().map(|before| (&brief.document, before));
    let mut question = None;
    // What is told of a part that asked for something, and was not done beside others.
    let mut left = None;
    let apart = arrange::to_both_ends(&mut desk, &readings);
    let mut said_of_copies: &[Reading] = &[];
    for (at, reading) in readings.iter().enumerate().filter(|_| !apart) {
        if let [_, rest @ ..] = said_of_copies {
            said_of_copies = rest;
            continue;
        }
        if reading.wish.act == Some(Act::Duplicate) {
            said_of_copies = copies(&mut desk, brief, readings.get(at..).unwrap_or_default(), &setting);
        }
        if let Some(why) = reading.wish.refused {
            if why != FORBIDDEN {
                left.get_or_insert(why.to_owned());
            }
            question.get_or_insert(why.to_owned());
            continue;
        }
        match &reading.outcome {
            Outcome::Resolved(..) => {
                if let Err(asks) = carry_out(&mut desk, reading, &setting) {
                    if reading.wish.says_what() {
                        left.get_or_insert(asks.clone());
                    }
                    question.get_or_insert(asks);
                }
            }
            Outcome::Tie(_, asks) => {
                question.get_or_insert(asks.clone());
            }
            Outcome::Nothing(reason) => {
                if reading.wish.says_what() {
                    left.get_or_insert(format!("{reason}."));
                }
                question.get_or_insert(format!("I cannot find what is meant: {reason}."));
            }
        }
    }
    if desk.is_untouched() {
        return OfflineAnswer {
            question: Some(question.unwrap_or_else(|| "What should be changed, and how?".to_owned())),
            ..OfflineAnswer::default()
        };
    }
    let (ops, mut done) = desk.into_ops();
    done.dedup();
    OfflineAnswer {
        ops,
        question: left,
        summary: done.join("; "),
    }
}

/// What is said of a copy behind the wish for it is done to what is copied, and that again is copied. The wishes that were said of it, behind
/// one that stands for the copy itself.
fn copies<'r>(
    desk: &mut Desk<'_, '_>,
    brief: &EditBrief,
    readings: &'r [Reading],
    setting: &Setting<'_, '_>,
) -> &'r [Reading] {
    let Some((copy, behind)) = readings.split_first() else {
        return &[];
    };
    let inside = |at: &usize| {
        copy.objects
            .iter()
            .any(|copied| setting.scene.inside(*at, *copied))
    };
    let changes = |reading: &&Reading| {
        let wish = &reading.wish;
        let stays = matches!(
            wish.act,
            None | Some(Act::Make | Act::Change | Act::Rename | Act::Replace | Act::Use | Act::Mark)
        );
        stays
            && wish.refused.is_none()
            && wish.says_what()
            && !reading.objects.is_empty()
            && reading.objects.iter().all(inside)
    };
    let many = behind.iter().take_while(changes).count();
    let mut scratch = Desk::new(setting.scene);
    for reading in behind.iter().take(many) {
        if carry_out(&mut scratch, reading, setting).is_err() {
            return &[];
        }
    }
    let limits = Limits::default();
    let (ops, done) = scratch.into_ops();
    let patch = Patch::parse(&format!("[{}]", ops.join(",")), &limits);
    let changed = patch.and_then(|patch| apply(&brief.document, &patch, &limits));
    let Ok(changed) = changed else { return &[] };
    desk.copied = Some(changed.document);
    desk.done.extend(done);
    readings.get(..=many).unwrap_or_default()
}

/// An edit of a document without nodes.
fn answer_data(document: &Document, text: &str, readings: &[Reading]) -> OfflineAnswer {
    let mut answer = OfflineAnswer::default();
    let mut done: Vec<String> = Vec::new();
    for reading in readings {
        let clause = match readings {
            [_] => text,
            _ => text.get(reading.wish.span.clone()).unwrap_or_default(),
        };
        let result = match reading.wish.refused {
            Some(why) => Err(why.to_owned()),
            None => keys::change(document.root(), clause),
        };
        match result {
            Ok((op, what)) => {
                answer.ops.push(op);
                done.push(what);
            }
            // All of it or nothing: a path of one part may be gone with another.
            Err(question) => {
                answer.ops.clear();
                answer.question = Some(question);
                return answer;
            }
        }
    }
    if answer.ops.is_empty() {
        answer.question = Some("Which key should be set to what, or removed?".to_owned());
    }
    // One part may take away what another speaks of.
    let limits = Limits::default();
    let together = format!("[{}]", answer.ops.join(","));
    let applies = answer.ops.len() < 2
        || Patch::parse(&together, &limits).is_ok_and(|patch| apply(document, &patch, &limits).is_ok());
    if !applies {
        answer.ops.clear();
        answer.question = Some("These changes are in each other's way. Which one should be made?".to_owned());
        return answer;
    }
    answer.summary = done.join("; ");
    answer
}

/// Nothing is done, and this is why: words that ask nothing.
fn refusal(why: &str) -> OfflineAnswer {
    OfflineAnswer {
        question: Some(why.to_owned()),
        ..OfflineAnswer::default()
    }
}

/// An answer may also say what the prompt left out: `main one, 119`.
fn take_from_answer(readings: &mut [Reading], reply: &str, setting: &Setting<'_, '_>) {
    let open = readings
        .iter_mut()
        .find(|r| r.wish.changes.is_empty() && r.wish.act == Some(Act::Change));
    let Some(open) = open else { return };
    let alone = Setting {
        scene: setting.scene,
        recent: setting.recent,
        selection: setting.selection,
        fixed: Vec::new(),
        offered: Vec::new(),
        reply: None,
    };
    for piece in analyse(reply, &alone).0 {
        let changes = piece
            .wish
            .changes
            .into_iter()
            .filter(|c| !matches!(c, Change::Place(_)));
        open.wish.changes.extend(changes);
    }
}

fn carry_out(desk: &mut Desk<'_, '_>, reading: &Reading, setting: &Setting<'_, '_>) -> Result<(), String> {
    if let Some(prompt) = &reading.repeats {
        return repeat(desk, reading, prompt, setting);
    }
    match reading.wish.act {
        Some(Act::Remove | Act::Hide) => {
            if let Some(result) = list::drop_row(desk, reading) {
                return result;
            }
            // "everything in the footer": the footer stays. What is below it, or all but something, goes itself.
            let contents = matches!(reading.wish.objects.as_slice(), [all]
                if all.pron == Some(Pron::Everything) && all.near.is_none() && all.except.is_empty());
            let inner: Vec<usize> = reading
                .objects
                .iter()
                .filter_map(|at| desk.scene.get(*at))
                .flat_map(|n| n.children.clone())
                .gather();
            let gone = if contents { &inner } else { &reading.objects };
            for at in gone {
                desk.remove(*at);
                let name = desk.scene.title(*at);
                desk.done.push(format!("{name} removed"));
            }
            Ok(())
        }
        Some(Act::Add) => insert::add(desk, reading),
        Some(Act::Show) if reading.wish.rel.is_some() => insert::add(desk, reading),
        Some(Act::Duplicate) => insert::duplicate(desk, reading),
        Some(Act::Swap) => arrange::swap(desk, reading),
        Some(Act::Wrap) => arrange::wrap(desk, reading),
        Some(Act::Sort) => sort::sort(desk, reading),
        Some(Act::Move) => arrange::move_things(desk, reading),
        _ => change(desk, reading),
    }
}

fn change(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let wish = &reading.wish;
    if wish.rel.is_some() && wish.changes.is_empty() {
        return arrange::move_things(desk, reading);
    }
    if let Some(model) = reading.model {
        look::same_as(desk, reading, model);
        return Ok(());
    }
    if wish.values.len() == 2 {
        return content::pair(desk, reading);
    }
    match wish.act {
        Some(Act::Tick | Act::Untick) => {
            for at in &reading.objects {
                content::tick(desk, *at, wish.act == Some(Act::Tick));
            }
            return Ok(());
        }
        Some(Act::Select) if wish.changes.is_empty() => {
            for at in &reading.objects {
                content::select(desk, *at);
            }
            return Ok(());
        }
        Some(Act::Shorten) => {
            let words = wish.changes.iter().find_map(|c| match c {
                Change::MaxWords(n) => Some(*n),
                _ => None,
            });
            for at in &reading.objects {
                content::shorten(desk, *at, words);
            }
            return Ok(());
        }
        Some(Act::Lengthen) => return Err("What should the longer text say?".to_owned()),
        _ => {}
    }
    if wish.changes.is_empty() {
        let name = reading
            .objects
            .first()
            .map(|at| desk.scene.title(*at))
            .unwrap_or_default();
        return Err(format!("What should become of {name}?"));
    }
    let turns = |change: &Change| matches!(change, Change::Look(Look::Horizontal | Look::Vertical, true));
    let parts = |at: &usize| desk.scene.get(*at).is_some_and(|node| node.children.len() > 1);
    if wish.changes.iter().any(turns) && reading.objects.len() > 1 && !reading.objects.iter().all(parts) {
        return arrange::turn(desk, reading);
    }
    if let Some(result) = content::each_its_own(desk, reading) {
        return result;
    }
    if let Some(part) = content::without_a_text(desk, reading) {
        let name = desk.scene.title(part);
        return Err(format!(
            "{name} shows nothing like that. Which part of it should say that?"
        ));
    }
    let words = wish.changes.iter().find_map(|c| match c {
        Change::MaxWords(n) => Some(*n),
        _ => None,
    });
    let before = desk.is_untouched();
    for change in &wish.changes {
        match change {
            Change::Place(_) => continue,
            Change::MaxWords(_)
                if wish
                    .changes
                    .iter()
                    .any(|c| matches!(c, Change::Scale(Dim::Length, ..))) =>
            {
                continue;
            }
            Change::MaxWords(n) => {
                for at in &reading.objects {
                    content::shorten(desk, *at, Some(*n));
                }
            }
            Change::Scale(Dim::Length, by, _) => {
                if *by > 0 {
                    return Err("What should the longer text say?".to_owned());
                }
                for at in &reading.objects {
                    content::shorten(desk, *at, words);
                }
            }
            Change::Text(..)
            | Change::State(..)
            | Change::Icon(_)
            | Change::Chart(_)
            | Change::Extend(_)
            | Change::Drop(_) => {
                content::apply(desk, reading, change);
            }
            Change::Mark(said) => {
                for at in &reading.objects {
                    mark::mark(desk, *at, said);
                }
            }
            Change::Vague(wish) => vague::apply(desk, &reading.objects, *wish),
            _ => look::apply(desk, reading, change),
        }
    }
    arrange::places(desk, reading);
    if before && desk.is_untouched() {
        let name = reading
            .objects
            .first()
            .map(|at| desk.scene.title(*at))
            .unwrap_or_default();
        return Err(format!("{name} is so already, or cannot be so."));
    }
    Ok(())
}

/// The edit before, on other things. If it hit the wrong ones, those are put back as far as what is around them tells.
fn repeat(
    desk: &mut Desk<'_, '_>,
    reading: &Reading,
    prompt: &str,
    setting: &Setting<'_, '_>,
) -> Result<(), String> {
    let scene = desk.scene;
    let earlier = Setting {
        scene,
        recent: setting.recent.split_last().map_or(&[], |(_, rest)| rest),
        selection: &[],
        fixed: Vec::new(),
        offered: Vec::new(),
        reply: None,
    };
    let (mut past, _) = analyse(prompt, &earlier);
    if past.is_empty() {
        return Err("What should be repeated?".to_owned());
    }
    let corrected = reading.wish.correct;
    let wrong: Vec<usize> = setting
        .recent
        .last()
        .map(|i| i.targets.iter().filter_map(|id| scene.find(id)).gather())
        .unwrap_or_default();
    if corrected && let Some((document, before)) = desk.mistake {
        undone::put_back(desk, document, before);
    }
    for step in &mut past {
        if corrected && desk.mistake.is_none() {
            for at in wrong.iter().filter(|at| !reading.objects.contains(at)) {
                look::put_back(desk, *at, &step.wish);
            }
        }
        step.objects.clone_from(&reading.objects);
        step.outcome = reading.outcome.clone();
        step.repeats = None;
        carry_out(desk, step, setting)?;
    }
    Ok(())
}
