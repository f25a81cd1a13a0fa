//! Splits a prompt into clauses and reads each one against the document: intent, targets, roles.

mod acting;
mod adding;
mod answer;
mod copied;
mod cut;
mod destination;
mod having;
mod mend;
mod names;
mod need;
mod reword;
mod value_place;

use crate::context::lexicon::{Act, Attr, Dim, Lang, Look, Pron, Sense, State, class};
use crate::context::reference::{Focus, Found, Hits, Need, nodes_of};
use crate::context::scene::Scene;
use crate::context::session_words::session_request;
use crate::context::token::{Kind, Token, stem};
use crate::context::understanding::{Intent, Interaction};
use crate::context::wish::{Change, Np, Wish};
use crate::context::word_list::listed;
use crate::context::{lexicon, token, wish};
use crate::sorted::{Gather, sort_by};
use acting::acting;
use adding::adding;
pub(crate) use answer::{CHOSEN, place_said};
use answer::{also, completed, settled};
use copied::{places_the_copy, speaks_of_a_copy};
use cut::split;
pub(crate) use names::tokens;
use need::need_of;
pub(crate) use reword::{ALSO_HAS, AS_THE_NTH};

/// A clause with what it means in this document.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) wish: Wish,
    pub(crate) intents: Vec<(Intent, f32)>,
    pub(crate) outcome: Outcome,
    /// What it is done to
    pub(crate) objects: Vec<usize>,
    /// What the place is told by
    pub(crate) anchors: Vec<usize>,
    pub(crate) dest: Option<usize>,
    /// What it should be like
    pub(crate) model: Option<usize>,
    /// A repeated edit: the prompt of the one before
    pub(crate) repeats: Option<String>,
    /// Nothing but its objects can be meant: see [`Clause::sure`](crate::context::Clause::sure)
    pub(crate) sure: bool,
}

/// What the references of a clause came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Resolved(Hits, &'static str),
    Tie(Hits, String),
    Nothing(String),
}

/// Everything a prompt is read against.
pub(crate) struct Setting<'s, 'a> {
    pub(crate) scene: &'s Scene<'a>,
    pub(crate) recent: &'s [Interaction],
    pub(crate) selection: &'s [String],
    /// A clicked answer, or nodes already known
    pub(crate) fixed: Vec<usize>,
    /// What was offered, in that order; nothing for what is gone
    pub(crate) offered: Vec<Option<usize>>,
    /// Where the answer in words begins in the text
    pub(crate) reply: Option<usize>,
}

impl Setting<'_, '_> {
    /// Whether an answer in words goes on with the prompt instead of choosing one of several.
    fn goes_on(&self) -> bool {
        self.offered.is_empty() && self.fixed.is_empty()
    }

    /// Whether some of what was offered is gone, and these are of the rest.
    fn is_left_of_offered(&self, hits: &Hits) -> bool {
        !hits.is_empty()
            && self.offered.contains(&None)
            && hits.iter().all(|(at, _)| self.offered.contains(&Some(*at)))
    }
}

/// A clause as its tokens, with the words before a colon that hold for it.
struct Piece {
    tokens: Vec<Token>,
    prefix: Option<Vec<Token>>,
}

/// Reads a whole prompt.
///
/// `true`: it has no other parts.
pub(crate) fn analyse(masked: &str, setting: &Setting<'_, '_>) -> (Vec<Reading>, bool) {
    let scene = setting.scene;
    let (masked, reply) = match setting.reply {
        Some(at) if !setting.goes_on() => (
            masked.get(..at).unwrap_or(masked).trim_end(),
            masked.get(at..).unwrap_or_default(),
        ),
        _ => (masked, ""),
    };
    let recent: Vec<Vec<usize>> = setting
        .recent
        .iter()
        .rev()
        .map(|i| {
            let mut targets: Vec<usize> = i.targets.iter().filter_map(|id| scene.find(id)).gather();
            // "move the badge above the title", then "center it": what was moved. Names of the document say nothing about that, and to look
            // for them in each earlier prompt would cost more than the prompt itself.
            let said = || token::tokenize(&i.prompt, &|_| None, &|tokens| tokens);
            if targets.len() == 2 && said().iter().any(|t| matches!(t.sense, Some(Sense::Rel(_)))) {
                targets.truncate(1);
            }
            targets
        })
        .gather();
    let selection: Vec<usize> = setting.selection.iter().filter_map(|id| scene.find(id)).gather();
    let mut focus = Focus {
        scene,
        recent,
        selection,
        said: Vec::new(),
        last: None,
        words: Vec::new(),
        no_number: lexicon::language(masked) == Lang::Ja,
    };
    let mut readings: Vec<Reading> = Vec::new();
    let mut all = true;
    let tokens = tokens(masked, scene);
    for token in &tokens {
        let names = match token.kind {
            Kind::Word => token.sense.is_none(),
            Kind::Named(_) | Kind::Choice(..) | Kind::Number(..) => true,
            _ => false,
        };
        if names {
            for word in token.text.split(' ') {
                focus.words.push((token.span.clone(), stem(word)));
            }
        }
    }
    // "make it red, then undo that": one of several parts goes back.
    let ends = |t: &Token| {
        matches!(t.kind, Kind::Comma | Kind::Stop) || matches!(t.sense, Some(Sense::And | Sense::Then))
    };
    let goes_back = |part: &[Token]| match part {
        [first, .., last] => masked
            .get(first.span.start..last.span.end)
            .is_some_and(|said| session_request(said).is_some()),
        [only] => only.text == "undo",
        [] => false,
    };
    let steps = tokens.iter().any(ends) && tokens.split(ends).any(goes_back);
    let pieces = split(masked, tokens);
    let alone = pieces.len() == 1;
    let mut corrects = false;
    for piece in pieces {
        let mut wish = wish::read(masked, &piece.tokens);
        if steps {
            wish.refused = Some(wish::STEPS);
        }
        let answers = setting
            .reply
            .filter(|at| reply.is_empty() && wish.span.start >= *at);
        if let (Some(at), Some(asked)) = (answers, readings.last())
            && let Some(said) = completed(&wish, asked, masked.get(at..).unwrap_or_default().trim())
        {
            wish = said;
            let reading = read_clause(wish, &mut focus, setting, &readings, false, reply);
            readings.push(reading);
            break;
        }
        let prefix = piece.prefix.as_ref().map(|tokens| {
            // The colon stays at the end: what is said before it only describes.
            let mut tokens = tokens.clone();
            if let Some(last) = tokens.last().cloned() {
                tokens.push(Token {
                    kind: Kind::Colon,
                    text: ":".to_owned(),
                    sense: None,
                    ..last
                });
            }
            wish::read(masked, &tokens)
        });
        if let Some(prefix) = &prefix
            && wish.scope.is_none()
        {
            let mut np = prefix.objects.first().cloned().or_else(|| prefix.scope.clone());
            if let Some(np) = &mut np
                && np.scope.is_none()
                && let Some(scope) = &prefix.scope
                && !prefix.objects.is_empty()
            {
                np.scope = Some(Box::new(scope.clone()));
            }
            if let Some(np) = &mut np
                && let Some(Change::Place(place)) = prefix.changes.first()
            {
                np.place = Some(*place);
            }
            wish.scope = np;
        }
        // "do not remove the divider, make it red": it was spoken of.
        if wish.refused == Some(wish::FORBIDDEN) {
            let thing: Vec<Token> = piece
                .tokens
                .iter()
                .filter(|t| !t.is(Sense::Not))
                .cloned()
                .gather();
            let spoken_of = wish::read(masked, &thing).objects.into_iter().next();
            if let Some(Found::Nodes(hits, _)) = spoken_of.map(|np| focus.resolve(&np, Need::Any)) {
                focus.said.insert(0, nodes_of(&hits));
            }
        }
        // "No, the other one."
        if corrects && readings.is_empty() && !wish.says_what() && wish.act.is_none() {
            wish.correct = true;
        }
        corrects = wish.correct;
        if is_empty(&wish) {
            all = false;
            // "Our testers keep missing Top up. Could it come first?"
            let mut named = piece.tokens.iter().filter_map(|token| match &token.kind {
                Kind::Named(nodes) => Some(nodes),
                _ => None,
            });
            if let (Some(nodes), None) = (named.next(), named.next()) {
                focus.said.insert(0, nodes.clone());
            }
            continue;
        }
        // "copy the card and put it first": the copy, and not the card.
        let of_a_copy = readings
            .last()
            .is_some_and(|last| last.wish.act == Some(Act::Duplicate));
        if of_a_copy
            && places_the_copy(&wish)
            && let Some(last) = readings.pop()
        {
            focus.said.remove(0);
            let copy = Wish {
                rel: wish.rel,
                anchors: wish.anchors,
                dest: wish.dest,
                changes: wish.changes,
                ..last.wish
            };
            let reading = read_clause(copy, &mut focus, setting, &readings, alone, reply);
            readings.push(reading);
            continue;
        }
        // What is said of the copy is read of the original.
        if of_a_copy && wish.refused.is_none() && wish.says_what() && speaks_of_a_copy(&wish) {
            wish.objects = vec![Np {
                pron: Some(Pron::It),
                ..Np::default()
            }];
        }
        // "and the crest": the edit before, on this as well.
        if readings.is_empty()
            && !setting.recent.is_empty()
            && piece.prefix.is_none()
            && !wish.says_what()
            && wish.act.is_none()
            && wish.attrs.is_empty()
            && wish.objects.iter().any(|np| np.definite)
            && begins_with_and(masked)
        {
            wish.act = Some(Act::Repeat);
        }
        let reading = read_clause(wish, &mut focus, setting, &readings, alone, reply);
        readings.push(reading);
    }
    if let Some(at) = setting.reply.filter(|_| !reply.is_empty()) {
        also(reply, at, &mut readings, &mut focus, setting);
    }
    (readings, all)
}

/// Whether a prompt goes on with the one before.
fn begins_with_and(masked: &str) -> bool {
    let word = masked
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty());
    word.is_some_and(|word| {
        listed(
            "and|also|plus|und|auch|et|y|e|en|ook",
            &crate::letters::lowered(word),
        )
    })
}

/// Nothing that asks for anything: a greeting, a remark.
fn is_empty(wish: &Wish) -> bool {
    !wish.says_what()
        && wish.act.is_none()
        && wish.attrs.is_empty()
        && wish.texts.is_empty()
        && wish.objects.iter().all(|np| np.is_bare() && np.pron.is_none())
        && wish.scope.is_none()
}

fn read_clause(
    mut wish: Wish,
    focus: &mut Focus<'_, '_>,
    setting: &Setting<'_, '_>,
    before: &[Reading],
    alone: bool,
    reply: &str,
) -> Reading {
    let scene = focus.scene;
    let mut repeats = None;
    if wish.refused == Some(wish::FORBIDDEN) {
        let outcome = Outcome::Nothing(wish::FORBIDDEN.to_owned());
        return finish(wish, outcome, setting, repeats, Roles::default(), focus);
    }
    // Data without nodes is spoken of by its keys.
    if scene.nodes.is_empty() {
        let outcome = Outcome::Resolved(Vec::new(), "the whole document");
        return finish(wish, outcome, setting, repeats, Roles::default(), focus);
    }
    having::into_the_part(&mut wish, focus);
    having::onto_the_list(&mut wish, focus);
    // "show the button before the checkbox": what is there moves.
    if matches!(wish.act, Some(Act::Show | Act::Add))
        && wish.rel.is_some()
        && wish.texts.is_empty()
        && let [only] = wish.objects.as_slice()
        && (only.definite && wish.act == Some(Act::Show)
            || !only.indefinite && !only.another && only.count.is_none() && !only.named.is_empty())
        && matches!(focus.resolve(only, Need::Block), Found::Nodes(..) | Found::Tie(_))
    {
        wish.act = Some(Act::Move);
    }
    // "same for the one in the header", "and sms too", "no, I meant the third one": the edit before, on something else.
    let bare_too = wish.too && !wish.says_what() || wish.act == Some(Act::Repeat) && wish.changes.is_empty();
    let corrects = wish.correct && wish.changes.is_empty();
    if corrects && wish.act.is_none() && !wish.objects.is_empty() && !setting.recent.is_empty() {
        wish.act = Some(Act::Correct);
    }
    if bare_too || corrects {
        if let Some(previous) = before.last() {
            let old = &previous.wish;
            wish.changes.clone_from(&old.changes);
            wish.act = old.act;
        } else if let Some(last) = setting.recent.last() {
            repeats = Some(last.prompt.clone());
        }
    }
    let need = need_of(&wish, repeats.as_deref(), scene);
    let prior = setting.recent.last().filter(|_| repeats.is_some());

    // A scope before the colon is the thing itself when the clause names none.
    let mut scope_nodes = Vec::new();
    if let Some(scope) = wish.scope.clone() {
        let scope = &scope;
        let own = wish
            .objects
            .iter()
            .all(|o| o.is_bare() && o.colour.is_none() && o.ordinals.is_empty());
        let scope_need = if own { need } else { Need::Any };
        match focus.resolve(scope, scope_need) {
            Found::Nodes(hits, _) => scope_nodes = nodes_of(&hits),
            Found::Tie(hits) if own && wish.act != Some(Act::Add) => {
                return finish(
                    wish,
                    Outcome::Tie(hits, question(scene, scope)),
                    setting,
                    repeats,
                    Roles::default(),
                    focus,
                );
            }
            Found::Tie(hits) => scope_nodes = nodes_of(&hits),
            Found::Missing if own => {
                let shown = scope.shown();
                return finish(
                    wish,
                    Outcome::Nothing(format!("there is no {shown}")),
                    setting,
                    repeats,
                    Roles::default(),
                    focus,
                );
            }
            Found::Missing => {}
        }
        if !scope_nodes.is_empty() {
            focus.said.insert(0, scope_nodes.clone());
        }
    }

    let mut roles = Roles::default();
    let outcome = match wish.act {
        Some(Act::Add) => adding(&mut wish, focus, &mut roles),
        Some(Act::Show) if wish.rel.is_some() => adding(&mut wish, focus, &mut roles),
        _ => acting(&wish, focus, need, prior, &scope_nodes, &mut roles),
    };
    // A tie that the answer settles, or that was settled by a click.
    let outcome = settled(outcome, &wish, focus, setting, (alone, reply), need, &mut roles);
    finish(wish, outcome, setting, repeats, roles, focus)
}

#[derive(Clone, Debug, Default)]
struct Roles {
    objects: Vec<usize>,
    anchors: Vec<usize>,
    dest: Option<usize>,
    model: Option<usize>,
    /// A repeated edit: kinds of it
    types: Vec<Intent>,
    /// Nodes that were named so that nothing else can be meant
    exact: Vec<usize>,
    /// There are words for others that nothing was found for
    unclear: bool,
}

fn finish(
    wish: Wish,
    outcome: Outcome,
    setting: &Setting<'_, '_>,
    repeats: Option<String>,
    roles: Roles,
    focus: &mut Focus<'_, '_>,
) -> Reading {
    if let Some(np) = wish.objects.iter().rfind(|np| !np.is_bare()) {
        focus.last = Some(np.clone());
    }
    if let Outcome::Resolved(hits, _) = &outcome {
        let list = if roles.objects.is_empty() {
            nodes_of(hits)
        } else {
            roles.objects.clone()
        };
        // What is gone is spoken of no more: what comes next may stand where it was.
        let gone = matches!(wish.act, Some(Act::Remove | Act::Hide));
        let parents = |list: Vec<usize>| -> Vec<usize> {
            let first = list.first().and_then(|at| focus.scene.get(*at));
            first.and_then(|node| node.parent).into_iter().gather()
        };
        let list = if gone { parents(list) } else { list };
        focus.said.insert(0, list);
    }
    let mut intents = if repeats.is_some() {
        let types = setting.recent.last().map(|i| i.types.clone()).unwrap_or_default();
        types.into_iter().map(|t| (t, 0.8)).gather()
    } else {
        intents_of(&wish, &roles, focus.scene, &outcome)
    };
    if intents.is_empty() && repeats.is_some() {
        intents.push((Intent::Modify, 0.4));
    }
    intents.extend(roles.types.iter().map(|t| (*t, 0.5)));
    let sure = repeats.is_none() && is_sure(&wish, &outcome, &roles, focus);
    Reading {
        wish,
        intents,
        outcome,
        objects: roles.objects,
        anchors: roles.anchors,
        dest: roles.dest,
        model: roles.model,
        repeats,
        sure,
    }
}

/// Whether a change is about its objects and nothing else: they are selected, or were named exactly in words that leave nothing
/// open. What is added goes beside what was named; what is chosen takes the choice from others.
fn is_sure(wish: &Wish, outcome: &Outcome, roles: &Roles, focus: &Focus<'_, '_>) -> bool {
    let Outcome::Resolved(hits, _) = outcome else {
        return false;
    };
    let objects: Vec<usize> = match roles.objects.as_slice() {
        [] => nodes_of(hits),
        objects => objects.to_vec(),
    };
    let adds = matches!(wish.act, Some(Act::Add | Act::Duplicate | Act::Wrap | Act::Show));
    let states = |change: &Change| {
        matches!(
            change,
            Change::State(State::On | State::Active | State::Selected, _)
        )
    };
    let alone = |at: &usize| {
        let node = focus.scene.get(*at);
        node.is_some_and(|n| n.is(class::CHECKBOX | class::TOGGLE))
    };
    let chooses = (matches!(wish.act, Some(Act::Select | Act::Tick | Act::Untick))
        || wish.changes.iter().any(states))
        && !objects.iter().all(alone);
    let vague = wish
        .changes
        .iter()
        .any(|change| matches!(change, Change::Vague(_)));
    let plain =
        wish.says_what() && wish.refused.is_none() && wish.loose.is_empty() && !vague && !roles.unclear;
    let selected = |at: &usize| focus.selection.contains(at);
    !objects.is_empty()
        && !adds
        && !chooses
        && (objects.iter().all(selected)
            || plain && objects.iter().all(|at| selected(at) || roles.exact.contains(at)))
}

/// "Which button do you mean?"
fn question(scene: &Scene<'_>, np: &Np) -> String {
    let _ = scene;
    let shown = np.shown();
    if shown.is_empty() {
        "Which one do you mean?".to_owned()
    } else {
        format!("Which {shown} do you mean?")
    }
}

/// What kind of change it is, surest first.
fn intents_of(wish: &Wish, roles: &Roles, scene: &Scene<'_>, outcome: &Outcome) -> Vec<(Intent, f32)> {
    let mut out = Kinds(Vec::new());
    match wish.act {
        Some(Act::Add | Act::Duplicate | Act::Wrap) => {
            out.give(Intent::Add, 0.95);
            return out.0;
        }
        Some(Act::Show) if wish.rel.is_some() => {
            out.give(Intent::Add, 0.7);
            return out.0;
        }
        Some(Act::Remove | Act::Hide) => {
            out.give(Intent::Remove, 0.95);
            return out.0;
        }
        Some(Act::Swap | Act::Sort) => {
            out.give(Intent::Layout, 0.95);
            return out.0;
        }
        Some(Act::Move)
            if wish
                .changes
                .iter()
                .all(|c| matches!(c, Change::Place(_) | Change::Nth(_) | Change::Scale(Dim::Gap, ..))) =>
        {
            out.give(Intent::Layout, 0.95);
            return out.0;
        }
        Some(Act::Tick | Act::Untick | Act::Select | Act::Shorten | Act::Lengthen | Act::Link) => {
            out.give(Intent::Modify, 0.9)
        }
        Some(Act::Rename) => out.give(Intent::Modify, 0.95),
        Some(Act::Align) => out.give(Intent::Layout, 0.9),
        _ => {}
    }
    let objects: Vec<usize> = if roles.objects.is_empty() {
        match outcome {
            Outcome::Resolved(hits, _) | Outcome::Tie(hits, _) => nodes_of(hits),
            Outcome::Nothing(_) => Vec::new(),
        }
    } else {
        roles.objects.clone()
    };
    let boxes = !objects.is_empty()
        && objects.iter().all(|at| {
            scene.get(*at).is_some_and(|n| {
                n.is(class::IMAGE | class::CHART | class::VIDEO | class::MAP | class::SWATCH | class::AVATAR)
                    || n.is(class::CONTAINER) && !n.is(class::HEADER | class::NAV)
            })
        });
    for change in &wish.changes {
        match change {
            Change::Colour(..) | Change::Font(_) => out.give(Intent::Style, 0.95),
            Change::Look(look, _) => match look {
                Look::FullWidth | Look::Sticky | Look::Horizontal | Look::Vertical => {
                    out.give(Intent::Layout, 0.9)
                }
                Look::Upper | Look::Lower | Look::Capital => out.give(Intent::Style, 0.6),
                _ => out.give(Intent::Style, 0.9),
            },
            Change::Scale(dim, ..) | Change::Exact(dim, ..) => match dim {
                Dim::Width | Dim::Height | Dim::Gap | Dim::Padding => out.give(Intent::Layout, 0.9),
                Dim::Size if boxes => out.give(Intent::Layout, 0.7),
                Dim::Size => out.give(Intent::Style, 0.7),
                Dim::Length => out.give(Intent::Modify, 0.9),
                _ => out.give(Intent::Style, 0.9),
            },
            Change::Without(Dim::Gap | Dim::Padding) => out.give(Intent::Layout, 0.9),
            Change::Without(_) => out.give(Intent::Style, 0.9),
            Change::State(State::Hidden, _) => out.give(Intent::Remove, 0.8),
            Change::State(..)
            | Change::Text(..)
            | Change::Icon(_)
            | Change::Chart(_)
            | Change::MaxWords(_)
            | Change::Extend(_)
            | Change::Mark(_)
            | Change::Drop(_) => {
                out.give(Intent::Modify, 0.95);
            }
            Change::Place(_) | Change::Nth(_) => out.give(Intent::Layout, 0.9),
            Change::Vague(vague) => {
                use crate::context::lexicon::Vague;
                match vague {
                    Vague::Cramped | Vague::Sparse => out.give(Intent::Layout, 0.8),
                    _ => out.give(Intent::Style, 0.7),
                }
            }
        }
    }
    if !wish.values.is_empty() {
        out.give(Intent::Modify, 0.9);
    }
    let listed = wish.changes.iter().any(|c| matches!(c, Change::Extend(_)));
    if wish.rel.is_some() && !listed && !matches!(wish.act, Some(Act::Add | Act::Duplicate)) {
        out.give(Intent::Layout, 0.9);
    }
    if out.0.is_empty() && wish.model.is_some() {
        out.give(Intent::Style, 0.7);
    }
    if out.0.is_empty() {
        let looks = wish.attrs.iter().any(|a| {
            matches!(
                a,
                Attr::Background | Attr::Colour | Attr::TextColour | Attr::BorderColour | Attr::Font
            )
        });
        match wish.act {
            Some(Act::Move) => out.give(Intent::Layout, 0.8),
            _ if looks => out.give(Intent::Style, 0.6),
            // A remark asks for nothing.
            None if wish.attrs.is_empty() => {}
            _ => out.give(Intent::Modify, 0.5),
        }
    }
    sort_by(&mut out.0, |a, b| b.1.total_cmp(&a.1));
    out.0
}

/// Intents, each once with its highest confidence.
struct Kinds(Vec<(Intent, f32)>);

impl Kinds {
    fn give(&mut self, intent: Intent, sure: f32) {
        if let Some(known) = self.0.iter_mut().find(|(i, _)| *i == intent) {
            known.1 = known.1.max(sure);
        } else {
            self.0.push((intent, sure));
        }
    }
}
