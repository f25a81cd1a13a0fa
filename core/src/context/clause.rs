//! Splits a prompt into clauses and reads each one against the document: intent, targets, roles.

use crate::context::guard::commands;
use crate::context::lexicon;
use crate::context::lexicon::{Act, Attr, Dim, Lang, Look, Place, Prep, Pron, Rel, Sense, State, class};
use crate::context::reference::{Focus, Found, Hits, Need};
use crate::context::scene::Scene;
use crate::context::token::{self, Kind, Token, stem};
use crate::context::understanding::{Intent, Interaction};
use crate::context::wish::{self, Change, Np, Wish};
use crate::sorted::Gather;
use crate::sorted::sort_by;

/// A clause with what it means in this document.
#[derive(Clone, Debug)]
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
    pub(crate) fixed: Option<usize>,
    /// Offered before, with the answer in words
    pub(crate) offered: Option<(Vec<usize>, String)>,
}

/// Tokens of a text, with names of the document joined.
pub(crate) fn tokens(text: &str, scene: &Scene<'_>) -> Vec<Token> {
    let tokens = token::tokenize(text, &|piece| scene.find(piece), &|tokens| {
        join_names(tokens, scene)
    });
    literals(text, mend(name_ends(tokens), scene))
}

/// "replace Need help? with Support": the mark belongs to the name before it.
fn name_ends(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut iter = tokens.into_iter().peekable();
    while let Some(token) = iter.next() {
        let mark = token.kind == Kind::Stop && matches!(token.text.as_str(), "?" | "!" | ".");
        let named = matches!(out.last().map(|t| &t.kind), Some(Kind::Named(_)));
        let goes_on = iter.peek().is_some_and(|t| {
            matches!(
                t.sense,
                Some(
                    Sense::Prep(_)
                        | Sense::Modal
                        | Sense::Say
                        | Sense::Rel(_)
                        | Sense::Colour(_)
                        | Sense::Class(_)
                )
            ) && !t.capital
        });
        if mark && named && goes_on {
            continue;
        }
        out.push(token);
    }
    out
}

/// Joins the longest runs of words that are the whole name, text or option of a node.
fn join_names(tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let mut phrase = String::new();
        let mut hit: Option<(usize, Kind)> = None;
        for more in 0..8 {
            let Some(token) = tokens.get(at + more) else { break };
            let piece = match &token.kind {
                Kind::Word => token.text.split(' ').map(stem).gather().join(" "),
                Kind::Number(_, "") => token.text.clone(),
                _ => break,
            };
            if more > 0 {
                phrase.push(' ');
            }
            phrase.push_str(&piece);
            let several = more > 0 || piece.contains(' ');
            if several && let Some(nodes) = scene.named(&phrase) {
                hit = Some((more + 1, Kind::Named(nodes)));
            } else if hit.as_ref().is_none_or(|(count, _)| *count <= more)
                && let Some((nodes, option)) = scene.option(&phrase)
                && (several
                    || (!scene_has_name(scene, &piece) && lexicon::sense(&token.text, Lang::En).is_none()))
                && scene.named(&phrase).is_none()
            {
                hit = Some((more + 1, Kind::Choice(nodes, option.to_owned())));
            }
        }
        let Some(first) = tokens.get(at) else { break };
        // A name that is also a command, at the start and followed by nothing that is done to it, stays a command.
        let command = |count: usize| {
            let verb = matches!(
                lexicon::sense(&first.text, Lang::En),
                Some(Sense::Act(
                    Act::Remove | Act::Add | Act::Duplicate | Act::Hide | Act::Swap | Act::Change | Act::Make
                ))
            );
            let starts = at == 0
                || tokens
                    .get(at - 1)
                    .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Stop) || t.text == "and");
            let alone = tokens
                .get(at + count)
                .is_none_or(|t| matches!(t.kind, Kind::Stop | Kind::Comma));
            verb && starts && alone
        };
        match hit {
            Some((count, kind)) if !command(count) => {
                let mut joined = first.clone();
                joined.text = (at..at + count)
                    .filter_map(|i| tokens.get(i))
                    .map(|t| t.text.as_str())
                    .gather()
                    .join(" ");
                joined.span.end = tokens.get(at + count - 1).map_or(joined.span.end, |t| t.span.end);
                joined.kind = kind;
                out.push(joined);
                at += count;
            }
            _ => {
                out.push(first.clone());
                at += 1;
            }
        }
    }
    out
}

fn scene_has_name(scene: &Scene<'_>, word: &str) -> bool {
    scene.posting(word).iter().any(|(_, field)| {
        matches!(
            field,
            crate::context::vocabulary::Field::Name
                | crate::context::vocabulary::Field::Text
                | crate::context::vocabulary::Field::Id
        )
    })
}

/// Gives mistyped words the sense they were meant to have, unless the document knows them; and takes back the senses of
/// verbs that stand where only a noun can.
fn mend(mut tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    for at in 0..tokens.len() {
        let previous = at
            .checked_sub(1)
            .and_then(|p| tokens.get(p))
            .and_then(|t| t.sense);
        let Some(token) = tokens.get(at) else { break };
        if token.kind != Kind::Word {
            continue;
        }
        let noun_place = matches!(
            previous,
            Some(Sense::Det(_) | Sense::Ordinal(_) | Sense::Prep(Prep::Owner) | Sense::Colour(_))
        );
        let mended = match token.sense {
            None => {
                let root = stem(&token.text);
                let name = token.capital && at > 0;
                if scene.knows(&root) {
                    None
                } else {
                    let near_here = scene.nearest(&root).is_some();
                    lexicon::mended(&token.text).filter(|(known, sense)| {
                        (!near_here || known.len() == token.text.len())
                            && (!name || matches!(sense, Sense::Class(_) | Sense::Attr(_)))
                    })
                }
            }
            // "turn push on", "replace Send": a second verb that the document knows as a name.
            Some(Sense::Act(_))
                if matches!(previous, Some(Sense::Act(_)))
                    && scene_has_name(scene, &stem(&token.text))
                    && !matches!(
                        tokens.get(at + 1).and_then(|t| t.sense),
                        Some(Sense::Det(_) | Sense::Pron(_))
                    ) =>
            {
                if let Some(token) = tokens.get_mut(at) {
                    token.sense = None;
                }
                continue;
            }
            // Soft words for texts, where they are the name of something else.
            Some(Sense::Class(class::TEXT)) => {
                let named = scene.named(&stem(&token.text)).unwrap_or_default();
                if !named.is_empty()
                    && named
                        .iter()
                        .all(|at| scene.get(*at).is_some_and(|n| !n.is(class::TEXT)))
                    && let Some(token) = tokens.get_mut(at)
                {
                    token.kind = Kind::Named(named);
                    token.sense = None;
                }
                continue;
            }
            Some(Sense::Act(_)) if noun_place => match token.text.as_str() {
                "switch" => Some(("toggle", Sense::Class(class::TOGGLE))),
                "select" => Some(("select", Sense::Class(class::SELECT))),
                "link to" => Some(("link", Sense::Class(class::LINK))),
                "check" => Some(("checkbox", Sense::Class(class::CHECKBOX | class::ICON))),
                _ => None,
            },
            // "a switch", "quotes switch": a thing, since nothing is switched.
            Some(Sense::Act(Act::Change))
                if token.text == "switch"
                    && at > 0
                    && !matches!(
                        previous,
                        Some(Sense::Fluff | Sense::And | Sense::Then | Sense::Modal)
                    )
                    && tokens
                        .get(at - 1)
                        .is_some_and(|t| !matches!(t.kind, Kind::Colon | Kind::Comma | Kind::Stop)) =>
            {
                Some(("toggle", Sense::Class(class::TOGGLE)))
            }
            _ => None,
        };
        if let Some((known, sense)) = mended
            && let Some(token) = tokens.get_mut(at)
        {
            token.text = known.to_owned();
            token.sense = Some(sense);
        }
    }
    // "link the X to Y"
    if let Some(first) = tokens.iter().position(|t| !t.is(Sense::Fluff))
        && tokens.get(first).is_some_and(|t| t.text == "link")
        && matches!(
            tokens.get(first + 1).and_then(|t| t.sense),
            Some(Sense::Det(_) | Sense::Pron(_))
        )
        && let Some(token) = tokens.get_mut(first)
    {
        token.sense = Some(Sense::Act(Act::Link));
    }
    tokens
}

/// `to: ...`, `should say: ...`: what follows to the end of the line is text as it stands.
fn literals(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let opens = token.kind == Kind::Colon
            && matches!(
                out.last().and_then(|t| t.sense),
                Some(Sense::Prep(Prep::To) | Sense::Say | Sense::Saying)
            );
        let next = tokens.get(at + 1);
        if opens && next.is_some_and(|t| !matches!(t.kind, Kind::Quoted(_) | Kind::Secret(_))) {
            let mut end = at + 1;
            while tokens.get(end).is_some_and(|t| t.text != "\n") {
                end += 1;
            }
            let start = next.map_or(0, |t| t.span.start);
            let stop = tokens.get(end).map_or(text.len(), |t| t.span.start);
            let literal = text.get(start..stop).unwrap_or_default().trim().to_owned();
            let mut joined = token.clone();
            joined.kind = Kind::Literal(literal.clone());
            joined.text = literal;
            joined.span = start..stop;
            out.push(joined);
            at = end;
            continue;
        }
        out.push(token.clone());
        at += 1;
    }
    out
}

/// A clause as its tokens, with the words before a colon that hold for it.
struct Piece {
    tokens: Vec<Token>,
    prefix: Option<Vec<Token>>,
}

fn split(text: &str, tokens: Vec<Token>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for sentence in tokens.split(|t| t.kind == Kind::Stop) {
        let span = match (sentence.first(), sentence.last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => continue,
        };
        let around = sentence_around(text, span.start);
        if commands(&without_quotes(text, around, sentence)) && !sentence.is_empty() {
            continue;
        }
        let (prefix, body) = prefix(sentence);
        let mut last: Option<Vec<Token>> = None;
        for segment in soft_split(body) {
            match &mut last {
                Some(previous) if !complete(previous) || !stands_alone(previous, &segment) => {
                    previous.extend(separator(sentence, &segment));
                    previous.extend(segment);
                }
                Some(previous) => {
                    pieces.push(Piece {
                        tokens: std::mem::replace(previous, segment),
                        prefix: prefix.clone(),
                    });
                }
                None => last = Some(segment),
            }
        }
        if let Some(tokens) = last {
            pieces.push(Piece { tokens, prefix });
        }
    }
    run_on(pieces)
}

/// The separator that stood before a segment, put back when both are one clause after all.
fn separator(sentence: &[Token], segment: &[Token]) -> Vec<Token> {
    let Some(start) = segment.first().map(|t| t.span.start) else {
        return Vec::new();
    };
    sentence
        .iter()
        .rfind(|t| t.span.start < start && (t.kind == Kind::Comma || t.is(Sense::And) || t.is(Sense::Then)))
        .cloned()
        .into_iter()
        .gather()
}

/// The words of a sentence that are said to us: what is quoted is data.
fn without_quotes(text: &str, around: &str, sentence: &[Token]) -> String {
    let start = around.as_ptr() as usize - text.as_ptr() as usize;
    let end = start + around.len();
    let mut out = String::new();
    let mut at = start;
    for token in sentence {
        if matches!(token.kind, Kind::Quoted(_)) && token.span.start >= at {
            out.push_str(text.get(at..token.span.start.min(end)).unwrap_or_default());
            at = token.span.end;
        }
    }
    out.push_str(text.get(at..end).unwrap_or_default());
    out
}

fn sentence_around(text: &str, at: usize) -> &str {
    let base = text.as_ptr() as usize;
    crate::context::guard::sentences(text)
        .into_iter()
        .find(|s| {
            let start = s.as_ptr() as usize - base;
            at >= start && at <= start + s.len()
        })
        .unwrap_or_default()
}

/// `left panel: ...`, `on the detail screen, ...`: words that hold for all that follows.
fn prefix(sentence: &[Token]) -> (Option<Vec<Token>>, &[Token]) {
    let Some(colon) = sentence.iter().position(|t| t.kind == Kind::Colon) else {
        return (None, sentence);
    };
    let (head, tail) = sentence.split_at(colon);
    let tail = tail.get(1..).unwrap_or_default();
    let named = !head.is_empty()
        && head.iter().all(|t| {
            !matches!(
                t.sense,
                Some(
                    Sense::Act(_)
                        | Sense::Modal
                        | Sense::Say
                        | Sense::Saying
                        | Sense::Attr(
                            Attr::Placeholder
                                | Attr::Label
                                | Attr::Value
                                | Attr::Href
                                | Attr::Alt
                                | Attr::Background
                                | Attr::Colour
                                | Attr::Dim(_)
                        )
                )
            ) && !matches!(t.kind, Kind::Comma)
        });
    let values = tail.first().is_some_and(|t| {
        matches!(
            t.sense,
            Some(
                Sense::Act(_)
                    | Sense::Colour(_)
                    | Sense::More(..)
                    | Sense::Look(_)
                    | Sense::NoLook(_)
                    | Sense::Vague(_)
                    | Sense::Shade(_)
                    | Sense::Grow(_)
                    | Sense::Amount(_)
                    | Sense::Attr(_)
                    | Sense::State(..)
                    | Sense::Det(_)
                    | Sense::Fluff
                    | Sense::Place(_)
                    | Sense::Not
                    | Sense::No
            )
        ) || matches!(t.kind, Kind::Hex(_))
    });
    if named && values {
        (Some(head.to_vec()), tail)
    } else {
        (None, sentence)
    }
}

/// Cuts at commas, "and" and "then"; what does not stand alone is joined again.
fn soft_split(tokens: &[Token]) -> Vec<Vec<Token>> {
    let mut out = Vec::new();
    let mut current: Vec<Token> = Vec::new();
    for token in tokens {
        let cut = token.kind == Kind::Comma
            || token.is(Sense::And)
            || token.is(Sense::Then)
            || token.is(Sense::Act(Act::Repeat)) && !current.is_empty();
        if cut {
            if !current.is_empty() {
                out.push(std::mem::take(&mut current));
            }
            if token.is(Sense::Act(Act::Repeat)) {
                current.push(token.clone());
            }
            continue;
        }
        current.push(token.clone());
    }
    if !current.is_empty() {
        out.push(current);
    }
    out
}

fn first_meaning(tokens: &[Token]) -> Option<&Token> {
    tokens
        .iter()
        .find(|t| !matches!(t.sense, Some(Sense::Fluff | Sense::Then | Sense::And)))
}

/// Whether the words so far ask for something that can be carried out.
fn complete(tokens: &[Token]) -> bool {
    let Some(first) = first_meaning(tokens) else {
        return false;
    };
    // A remark, or "no": it ends by itself.
    if first.is(Sense::Remark) {
        return true;
    }
    let acts = tokens.iter().any(|t| {
        matches!(
            t.sense,
            Some(Sense::Act(
                Act::Remove
                    | Act::Hide
                    | Act::Duplicate
                    | Act::Add
                    | Act::Swap
                    | Act::Tick
                    | Act::Untick
                    | Act::Select
                    | Act::Shorten
                    | Act::Sort
                    | Act::Repeat
                    | Act::Show
            ))
        )
    });
    let valued = tokens.iter().any(|t| {
        wish::carries_value(t)
            || matches!(t.kind, Kind::Quoted(_) | Kind::Literal(_))
            || matches!(
                t.sense,
                Some(Sense::Say | Sense::Rel(_) | Sense::Grow(_) | Sense::Remark)
            )
    });
    let between_open = tokens.iter().any(|t| t.is(Sense::Rel(Rel::Between)))
        && !tokens.iter().any(|t| t.is(Sense::And))
        && tokens
            .last()
            .is_some_and(|_| !tokens.iter().any(|t| matches!(t.sense, Some(Sense::More(..)))));
    let to_text = tokens.iter().any(|t| {
        matches!(
            t.sense,
            Some(Sense::Prep(Prep::To)) | Some(Sense::Prep(Prep::With)) | Some(Sense::Prep(Prep::In))
        )
    }) || tokens.iter().any(|t| t.kind == Kind::Arrow);
    let change = tokens.iter().any(|t| matches!(t.sense, Some(Sense::Act(_))));
    let nouns = tokens.len() > usize::from(acts);
    (acts && nouns && !between_open)
        || (valued && !between_open)
        || (change && to_text)
        || tokens.iter().any(|t| matches!(t.sense, Some(Sense::Modal))) && tokens.len() > 3
}

/// Whether a segment can be a clause of its own.
fn stands_alone(before: &[Token], tokens: &[Token]) -> bool {
    let led = before
        .iter()
        .any(|t| t.kind == Kind::Arrow || t.is(Sense::Prep(Prep::To)));
    let Some(first) = first_meaning(tokens) else {
        return false;
    };
    if matches!(first.sense, Some(Sense::Act(_) | Sense::Remark)) {
        return tokens.len() > 1 || matches!(first.sense, Some(Sense::Remark));
    }
    let values = tokens.iter().any(|t| {
        wish::carries_value(t)
            || matches!(t.kind, Kind::Quoted(_) | Kind::Literal(_))
            || matches!(
                t.sense,
                Some(Sense::Say | Sense::Too | Sense::Grow(_) | Sense::Modal | Sense::Remark | Sense::Not)
            )
            || t.kind == Kind::Arrow
            || led && t.is(Sense::Prep(Prep::To))
    });
    values || tokens.iter().any(|t| matches!(t.sense, Some(Sense::Act(_)))) && tokens.len() > 2
}

/// "price in red and bold the old one crossed out": values that come before the next thing belong to the one before.
fn run_on(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        let values = piece
            .tokens
            .iter()
            .take_while(|t| {
                matches!(
                    t.sense,
                    Some(Sense::Look(_) | Sense::Colour(_) | Sense::More(..) | Sense::Amount(_))
                )
            })
            .count();
        let rest = piece.tokens.get(values..).unwrap_or_default();
        let noun_next = rest
            .first()
            .is_some_and(|t| matches!(t.sense, Some(Sense::Det(_))));
        let valued_after = rest.iter().any(wish::carries_value);
        if values > 0
            && noun_next
            && valued_after
            && let Some(previous) = out.last_mut()
            && previous
                .tokens
                .first()
                .is_some_and(|t| !matches!(t.sense, Some(Sense::Act(_))))
        {
            let (head, tail) = piece.tokens.split_at(values);
            previous.tokens.extend(head.iter().cloned());
            out.push(Piece {
                tokens: tail.to_vec(),
                prefix: piece.prefix,
            });
            continue;
        }
        out.push(piece);
    }
    out
}

/// Reads a whole prompt.
pub(crate) fn analyse(masked: &str, setting: &Setting<'_, '_>) -> Vec<Reading> {
    let scene = setting.scene;
    let recent: Vec<Vec<usize>> = setting
        .recent
        .iter()
        .rev()
        .map(|i| i.targets.iter().filter_map(|id| scene.find(id)).gather())
        .gather();
    let selection: Vec<usize> = setting.selection.iter().filter_map(|id| scene.find(id)).gather();
    let mut focus = Focus {
        scene,
        recent,
        selection,
        said: Vec::new(),
        last: None,
        no_number: lexicon::language(masked) == Lang::Ja,
    };
    let mut readings: Vec<Reading> = Vec::new();
    for piece in split(masked, tokens(masked, scene)) {
        let mut wish = wish::read(masked, &piece.tokens);
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
        if is_empty(&wish) {
            continue;
        }
        let reading = read_clause(wish, &mut focus, setting, &readings);
        readings.push(reading);
    }
    readings
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
    // "show the button before the checkbox": what is there moves.
    if wish.act == Some(Act::Show)
        && wish.rel.is_some()
        && let [only] = wish.objects.as_slice()
        && only.definite
        && matches!(focus.resolve(only, Need::Block), Found::Nodes(..) | Found::Tie(_))
    {
        wish.act = Some(Act::Move);
    }
    // "same for the one in the header", "and sms too", "no, I meant the third one": the edit before, on something else.
    let bare_too = wish.too && !wish.says_what() || wish.act == Some(Act::Repeat) && wish.changes.is_empty();
    let corrects = wish.correct && wish.changes.is_empty();
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
        let own = wish.objects.iter().all(|o| o.is_bare() && o.colour.is_none());
        let scope_need = if own { need } else { Need::Any };
        match focus.resolve(scope, scope_need) {
            Found::Nodes(hits, _) => scope_nodes = hits.iter().map(|(at, _)| *at).gather(),
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
            Found::Tie(hits) => scope_nodes = hits.iter().map(|(at, _)| *at).gather(),
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
        _ => acting(&mut wish, focus, need, prior, &scope_nodes, &mut roles),
    };
    // A tie that the answer settles, or that was settled by a click.
    let outcome = settled(outcome, &wish, focus, setting, need, &mut roles);
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
            hits.iter().map(|(at, _)| *at).gather()
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
    Reading {
        wish,
        intents,
        outcome,
        objects: roles.objects,
        anchors: roles.anchors,
        dest: roles.dest,
        model: roles.model,
        repeats,
    }
}

/// What the change needs the node to be.
fn need_of(wish: &Wish, repeats: Option<&str>, scene: &Scene<'_>) -> Need {
    if let Some(prompt) = repeats {
        let first = split(prompt, tokens(prompt, scene)).into_iter().next();
        return first.map_or(Need::Any, |p| {
            need_of(&wish::read(prompt, &p.tokens), None, scene)
        });
    }
    match wish.act {
        Some(Act::Remove | Act::Hide | Act::Duplicate | Act::Swap) => return Need::Block,
        Some(Act::Move) => return Need::Block,
        Some(Act::Sort) => return Need::Parts,
        Some(Act::Tick | Act::Untick) => return Need::Check,
        Some(Act::Select) => return Need::Selected,
        Some(Act::Link) => return Need::Link,
        Some(Act::Shorten | Act::Lengthen | Act::Rename) => return Need::Caption,
        _ => {}
    }
    if wish.rel.is_some() {
        return Need::Block;
    }
    if wish.choice.is_some() {
        return Need::Any;
    }
    if wish.attrs.contains(&Attr::Placeholder) {
        return Need::Placeholder;
    }
    if wish.attrs.contains(&Attr::Href) {
        return Need::Link;
    }
    if wish.attrs.contains(&Attr::Options) {
        return Need::Options;
    }
    for change in &wish.changes {
        return match change {
            Change::State(State::On, _) => Need::Check,
            Change::State(State::Active, _) => Need::Active,
            Change::State(State::Selected, _) => Need::Selected,
            Change::State(State::Required, _) => Need::Required,
            Change::Text(wish::Slot::Placeholder, _) => Need::Placeholder,
            Change::Text(wish::Slot::Href, _) => Need::Link,
            Change::Text(wish::Slot::Value, _) => Need::Value,
            Change::Text(..) | Change::MaxWords(_) | Change::Scale(Dim::Length, ..) => Need::Caption,
            Change::Look(Look::Italic | Look::Bold | Look::Underline | Look::Strike | Look::Upper, _) => {
                Need::Any
            }
            Change::Chart(_) => Need::Chart,
            _ => continue,
        };
    }
    if wish.act == Some(Act::Change) && wish.changes.is_empty() && wish.attrs.is_empty() {
        return Need::Caption;
    }
    Need::Any
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

fn acting(
    wish: &mut Wish,
    focus: &mut Focus<'_, '_>,
    need: Need,
    _prior: Option<&Interaction>,
    scope_nodes: &[usize],
    roles: &mut Roles,
) -> Outcome {
    let scene = focus.scene;
    let mut hits: Hits = Vec::new();
    let mut reason = "the best fit";
    let objects: Vec<Np> = wish.objects.clone();
    let vague = wish.changes.iter().any(|c| matches!(c, Change::Vague(_)));
    let everything = objects
        .iter()
        .any(|o| o.pron == Some(Pron::Everything) || o.head & class::WHOLE != 0);
    // What names nothing here but something else does: "make the hero pop": only the first that means something.
    let mut missing: Option<String> = None;
    let mut contradicts = false;
    for (index, object) in objects.iter().enumerate() {
        let mut object = object.clone();
        // "badge colours", "placeholders: from A to B": of all of them.
        if (wish.attr_plural || wish.values.len() == 2) && !object.definite {
            object.plural = true;
        }
        if object.scope.is_none()
            && !scope_nodes.is_empty()
            && wish.scope.is_some()
            && object.pron.is_none_or(|p| p == Pron::One)
        {
            object.scope = wish.scope.clone().map(Box::new);
        }
        if object.pron == Some(Pron::Everything) && object.scope.is_none() {
            object.scope = wish.scope.clone().map(Box::new);
        }
        if object.head_word == "text" && object.scope.is_some() {
            object.plural = true;
        }
        let bare_pron = object.pron.is_some() && object.is_bare() && object.scope.is_none();
        if object.pron == Some(Pron::Everything) && object.scope.is_none()
            || (object.head & class::WHOLE != 0 && object.words.is_empty())
        {
            let cramped = wish.changes.iter().any(|c| {
                matches!(
                    c,
                    Change::Vague(
                        crate::context::lexicon::Vague::Cramped | crate::context::lexicon::Vague::Sparse
                    ) | Change::Scale(Dim::Gap | Dim::Padding, ..)
                )
            });
            let root = if cramped { dominant(scene) } else { 0 };
            if scene.nodes.is_empty() {
                return Outcome::Nothing("the document has no elements".to_owned());
            }
            hits.push((root, 0.9));
            reason = "the whole design";
            continue;
        }
        // What goes must be what was named: a word that means nothing here may be the one that counts.
        let goes = matches!(wish.act, Some(Act::Remove | Act::Hide));
        if goes
            && object.quoted.is_none()
            && object.named.is_empty()
            && object.words.iter().any(|word| {
                let related = object.head == 0 && !object.definite && !scene.knows(word);
                scene.fit(word).is_none() || related && scene.nearest(word).is_none()
            })
        {
            missing.get_or_insert(object.shown());
            continue;
        }
        match focus.resolve(&object, need) {
            Found::Nodes(list, _) if goes && list.iter().all(|(_, score)| *score < 0.5) => {
                missing.get_or_insert(object.shown());
            }
            Found::Nodes(list, why) => {
                // Words without any hold in a clause that has its target are talk.
                if index > 0
                    && object.head == 0
                    && !object.definite
                    && list.first().is_some_and(|(_, s)| *s < 0.6)
                    && !matches!(wish.act, Some(Act::Swap))
                {
                    continue;
                }
                reason = why;
                for hit in list {
                    if !hits.iter().any(|(at, _)| *at == hit.0) {
                        hits.push(hit);
                    }
                }
                focus.last = Some(object.clone());
            }
            Found::Tie(list) => {
                if bare_pron {
                    continue;
                }
                // What comes after a resolved one: the nearest to it.
                if let Some((first, _)) = hits.first() {
                    let first = *first;
                    let near = nearest(scene, &list, first);
                    if let Some(at) = near {
                        hits.push((at, 0.6));
                        continue;
                    }
                }
                // Vague wishes are not worth a question when one stands out; a plain change of a thing with nothing said is.
                roles.objects = list.iter().map(|(at, _)| *at).gather();
                return Outcome::Tie(widen(wish, &object, list, focus), question(scene, &object));
            }
            Found::Missing => {
                if object.is_bare() && object.pron.is_some() {
                    contradicts = true;
                    continue;
                }
                missing.get_or_insert(object.shown());
            }
        }
    }
    if hits.is_empty() && !objects.is_empty() && missing.is_some() && !everything {
        // "make the text to something new": with a selection, unknown words are no reference.
        let shown = missing.unwrap_or_default();
        let talk = objects.iter().all(|o| !o.definite && o.head == 0 && !o.all);
        let known = !focus.selection.is_empty()
            || !focus.said.is_empty()
            || (!focus.recent.is_empty() && wish.says_what());
        // What is not there is removed by nobody, whatever was spoken of before.
        let goes = matches!(wish.act, Some(Act::Remove | Act::Hide));
        if goes || !(talk && known && wish.says_what()) {
            return Outcome::Nothing(format!("there is no {shown} here"));
        }
    }
    if hits.is_empty() {
        if !wish.says_what()
            && wish.attrs.is_empty()
            && !matches!(wish.act, Some(Act::Change | Act::Make | Act::Move | Act::Rename))
        {
            return Outcome::Nothing("no design change was asked for".to_owned());
        }
        let inherited: Option<Vec<usize>> = if !scope_nodes.is_empty() {
            Some(scope_nodes.to_vec())
        } else {
            focus
                .said
                .first()
                .cloned()
                .or_else(|| (!focus.selection.is_empty()).then(|| focus.selection.clone()))
                .or_else(|| focus.recent.iter().find(|r| !r.is_empty()).cloned())
        };
        // Something was there, and is gone.
        match inherited {
            Some(list) => {
                hits = list.into_iter().map(|at| (at, 0.85)).gather();
                let fitting = fit_pronoun(focus, &hits, need);
                if !fitting.is_empty() {
                    hits = fitting;
                }
                reason = if focus.selection.is_empty() {
                    "what was spoken of last"
                } else {
                    "the selection"
                };
            }
            None => {
                let by_need = only_fit(scene, need);
                if let Some(at) = by_need {
                    hits.push((at, 0.7));
                    reason = "the only one that has it";
                } else if vague
                    || wish.changes.iter().any(|c| {
                        matches!(
                            c,
                            Change::Scale(Dim::Gap | Dim::Padding, ..)
                                | Change::Colour(Some(Attr::Background), _)
                                | Change::Font(_)
                        )
                    }) && !contradicts
                        && !scene.nodes.is_empty()
                {
                    hits.push((0, 0.5));
                    reason = "the whole design";
                } else if scene.nodes.is_empty() {
                    return Outcome::Resolved(Vec::new(), "the whole document");
                } else if let Some(list) = candidates_for(scene, need) {
                    return Outcome::Tie(list, "Which element do you mean?".to_owned());
                } else if wish.says_what() {
                    return Outcome::Tie(focus.foremost(), "Which element do you mean?".to_owned());
                } else {
                    return Outcome::Nothing("it is not clear which element is meant".to_owned());
                }
            }
        }
    }
    if !wish.says_what() && wish.act.is_none() && wish.attrs.is_empty() {
        return Outcome::Nothing("no design change was asked for".to_owned());
    }
    // Underspecified: "change the price" says neither which nor what.
    if wish.act == Some(Act::Change)
        && !wish.says_what()
        && wish.attrs.is_empty()
        && let Some(object) = objects.first()
    {
        let all = widen(wish, object, hits.clone(), focus);
        if all.len() > 1 {
            return Outcome::Tie(all, question(scene, object));
        }
    }
    beside_label(wish, scene, &mut hits);
    roles.objects = hits.iter().map(|(at, _)| *at).gather();
    destinations(wish, focus, roles, &mut hits);
    to_the_side(wish, scene, roles, &mut hits);
    whole_rows(wish, scene, roles, &mut hits);
    Outcome::Resolved(hits, reason)
}

/// "revenue should read 51,900": a number goes where a number is, not on the label of it.
fn beside_label(wish: &Wish, scene: &Scene<'_>, hits: &mut Hits) {
    let numeric = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        digits > 0 && letters <= digits.max(3)
    };
    let number = wish
        .changes
        .iter()
        .any(|c| matches!(c, Change::Text(wish::Slot::Main | wish::Slot::Value, text) if numeric(text)));
    let ([(at, score)], true) = (hits.as_slice(), number && wish.act != Some(Act::Rename)) else {
        return;
    };
    let Some(node) = scene.get(*at) else { return };
    if node
        .caption()
        .is_none_or(|(_, text)| numeric(text) || text.chars().any(|c| c.is_ascii_digit()))
        && node.children.is_empty()
        || !node.is(class::TEXTUAL | class::CONTAINER)
    {
        return;
    }
    let around = if node.children.is_empty() {
        node.parent
    } else {
        Some(*at)
    };
    let Some((above, parent)) = around.and_then(|p| Some((p, scene.get(p)?))) else {
        return;
    };
    if parent.end - above > 12 {
        return;
    }
    let number = (above + 1..parent.end).find(|n| {
        scene
            .get(*n)
            .is_some_and(|n| n.caption().is_some_and(|(_, text)| numeric(text)))
    });
    if let Some(number) = number {
        *hits = vec![(number, *score)];
    }
}

/// "put the photo on the right side": the column it is in moves, and the other one makes room.
fn to_the_side(wish: &Wish, scene: &Scene<'_>, roles: &mut Roles, hits: &mut Hits) {
    let side = wish
        .changes
        .iter()
        .any(|c| matches!(c, Change::Place(Place::Left | Place::Right)));
    let ([at], true) = (
        roles.objects.as_slice(),
        side && wish.act == Some(Act::Move) && roles.dest.is_none(),
    ) else {
        return;
    };
    let mut column = *at;
    while let Some(parent) = scene.get(column).and_then(|n| n.parent) {
        let several = scene.get(parent).is_some_and(|n| n.children.len() > 1);
        if scene.is_row(parent) && several {
            let others: Vec<usize> = scene.get(parent).map(|n| n.children.clone()).unwrap_or_default();
            if column != *at {
                *hits = vec![(column, 0.85)];
                hits.extend(
                    others
                        .iter()
                        .filter(|o| **o != column && others.len() == 2)
                        .map(|o| (*o, 0.7)),
                );
                roles.objects = vec![column];
            }
            return;
        }
        column = parent;
    }
}

fn fit_pronoun(focus: &Focus<'_, '_>, hits: &Hits, need: Need) -> Hits {
    let np = Np {
        pron: Some(Pron::It),
        ..Np::default()
    };
    let _ = hits;
    match focus.resolve(&np, need) {
        Found::Nodes(list, _) => list,
        _ => Vec::new(),
    }
}

/// The one node on which the change makes sense: `placeholder: "..."` with a single field.
fn only_fit(scene: &Scene<'_>, need: Need) -> Option<usize> {
    let class = match need {
        Need::Placeholder => class::FIELD,
        Need::Chart => class::CHART,
        Need::Options => class::SELECT,
        Need::Check => class::CHECKABLE,
        _ => return None,
    };
    let mut list = scene.nodes.iter().enumerate().filter(|(_, n)| n.is(class));
    let only = list.next()?.0;
    list.next().is_none().then_some(only)
}

fn candidates_for(scene: &Scene<'_>, need: Need) -> Option<Hits> {
    let class = match need {
        Need::Placeholder | Need::Required => class::FIELD,
        Need::Chart => class::CHART,
        Need::Options => class::SELECT,
        Need::Check => class::CHECKABLE,
        Need::Active => class::TAB | class::NAV_ITEM,
        _ => return None,
    };
    let list: Hits = scene
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, n)| n.is(class))
        .map(|(at, _)| (at, 0.5))
        .take(8)
        .gather();
    (list.len() > 1).then_some(list)
}

/// All that a word may mean, for a question: what bears the word in its name counts too.
fn widen(wish: &Wish, np: &Np, hits: Hits, focus: &Focus<'_, '_>) -> Hits {
    if wish.says_what() || np.words.len() + usize::from(np.head != 0) != 1 {
        return hits;
    }
    let word = np.words.first().cloned().unwrap_or_else(|| stem(&np.head_word));
    let scene = focus.scene;
    let kind_of = |at: usize| scene.get(at).map(|n| n.class);
    let first = hits.first().and_then(|(at, _)| kind_of(*at));
    let mut all = hits.clone();
    for (at, node) in scene.nodes.iter().enumerate() {
        if node.is_called(&word) && Some(node.class) == first && !all.iter().any(|(o, _)| *o == at) {
            all.push((at, 0.5));
        }
    }
    all
}

fn nearest(scene: &Scene<'_>, list: &Hits, to: usize) -> Option<usize> {
    let depth = |at: usize| {
        scene
            .meeting(at, to)
            .and_then(|m| scene.get(m))
            .map_or(0, |n| n.depth)
    };
    let best = list.iter().map(|(at, _)| depth(*at)).max()?;
    let mut near = list.iter().filter(|(at, _)| depth(*at) == best && *at != to);
    let only = near.next()?.0;
    near.next().is_none().then_some(only)
}

/// The part of a screen that holds most of it.
fn dominant(scene: &Scene<'_>) -> usize {
    let mut at = 0;
    while let Some(node) = scene.get(at) {
        let size = (node.end - at) as f32;
        let next = node
            .children
            .iter()
            .copied()
            .find(|c| scene.get(*c).is_some_and(|n| (n.end - c) as f32 > size * 0.6));
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// Anchors, destinations and models are targets too.
fn destinations(wish: &mut Wish, focus: &mut Focus<'_, '_>, roles: &mut Roles, hits: &mut Hits) {
    focus.said.insert(0, roles.objects.clone());
    let mut alternatives: Vec<Hits> = Vec::new();
    for anchor in &wish.anchors.clone() {
        let mut anchor = anchor.clone();
        if anchor.ordinals.len() > 1 {
            anchor.plural = false;
        }
        let all = focus.alternatives(&anchor);
        match focus.resolve(&anchor, Need::Block) {
            Found::Nodes(list, _) => {
                let many = anchor.plural || anchor.all;
                let near = near_moved(focus.scene, all.clone(), roles, many);
                let list = if near.len() == 1 {
                    near
                } else {
                    near_moved(focus.scene, list, roles, many)
                };
                roles.anchors.extend(list.iter().map(|(at, _)| *at));
                alternatives.push(all);
            }
            Found::Tie(list) => {
                if let Some(first) = roles.objects.first()
                    && let Some(at) =
                        nearest(focus.scene, &list, *first).or_else(|| list.first().map(|(at, _)| *at))
                {
                    roles.anchors.push(at);
                }
            }
            Found::Missing => {}
        }
    }
    if let Some(dest) = &wish.dest.clone()
        && let Some(at) = destination(focus, dest, wish.act == Some(Act::Add))
    {
        roles.dest = Some(at);
    }
    if let Some(model) = &wish.model.clone()
        && let Found::Nodes(list, _) | Found::Tie(list) = focus.resolve(model, Need::Any)
    {
        roles.model = list.first().map(|(at, _)| *at);
    }
    if !focus.said.is_empty() {
        focus.said.remove(0);
    }
    // "between features and testimonials": of things with one name, those that stand side by side.
    if let ([a, b], [first, second]) = (roles.anchors.as_slice(), alternatives.as_slice()) {
        let parent = |at: usize| focus.scene.get(at).and_then(|n| n.parent);
        if parent(*a) != parent(*b)
            && let Some(pair) = first
                .iter()
                .flat_map(|(x, _)| second.iter().map(move |(y, _)| (*x, *y)))
                .find(|(x, y)| x != y && parent(*x) == parent(*y))
        {
            roles.anchors = vec![pair.0, pair.1];
        }
    }
    for at in roles.anchors.iter().chain(&roles.dest).chain(&roles.model) {
        if !hits.iter().any(|(o, _)| o == at) {
            hits.push((*at, 0.8));
        }
    }
}

/// What something is put into: a part that holds others, unless a thing of its own is named.
fn destination(focus: &Focus<'_, '_>, dest: &Np, adds: bool) -> Option<usize> {
    let first = |found: Found| match found {
        Found::Nodes(list, _) | Found::Tie(list) => list.first().map(|(at, _)| *at),
        Found::Missing => None,
    };
    let plain = first(focus.resolve(dest, Need::Any));
    let holds = |at: usize| {
        focus
            .scene
            .get(at)
            .is_some_and(|n| n.is(class::CONTAINER) || !n.children.is_empty())
    };
    match plain {
        Some(at) if holds(at) || adds => Some(at),
        _ => first(focus.resolve(dest, Need::Container)).or(plain),
    }
}

/// Of several things with the same name, the one beside what is moved.
fn near_moved(scene: &Scene<'_>, list: Hits, roles: &Roles, many: bool) -> Hits {
    let Some(parent) = roles
        .objects
        .first()
        .and_then(|at| scene.get(*at))
        .map(|n| n.parent)
    else {
        return list;
    };
    let brothers: Hits = list
        .iter()
        .copied()
        .filter(|(at, _)| scene.get(*at).is_some_and(|n| n.parent == parent))
        .gather();
    if brothers.len() == 1 {
        return brothers;
    }
    if many && list.len() > 1 {
        // Several anchors in one row: the row is beside what is moved.
        let row = list
            .iter()
            .filter_map(|(at, _)| {
                std::iter::successors(Some(*at), |a| scene.get(*a).and_then(|n| n.parent))
                    .find(|a| scene.get(*a).is_some_and(|n| n.parent == parent))
            })
            .gather();
        if let Some(first) = row.first()
            && row.iter().all(|r| r == first)
        {
            return vec![(*first, 0.8)];
        }
    }
    list
}

/// Some changes of several things are changes of what holds them: the space between, where a row begins.
fn whole_rows(wish: &Wish, scene: &Scene<'_>, roles: &mut Roles, hits: &mut Hits) {
    let gap = wish.changes.iter().any(|c| {
        matches!(
            c,
            Change::Scale(Dim::Gap, ..) | Change::Exact(Dim::Gap, ..) | Change::Without(Dim::Gap)
        )
    }) && wish.act != Some(Act::Move);
    let aligned = wish.act != Some(Act::Move)
        && wish.changes.iter().any(|c| {
            matches!(c, Change::Place(Place::Left | Place::Right | Place::Center))
                || matches!(c, Change::Look(Look::Horizontal | Look::Vertical, _))
        });
    if !(gap || aligned) || roles.objects.len() < 2 {
        return;
    }
    let parent = roles
        .objects
        .first()
        .and_then(|at| scene.get(*at))
        .and_then(|n| n.parent);
    let Some(parent) = parent else { return };
    let together = roles
        .objects
        .iter()
        .all(|at| scene.get(*at).is_some_and(|n| n.parent == Some(parent)));
    if !together {
        return;
    }
    let all_texts = roles
        .objects
        .iter()
        .all(|at| scene.get(*at).is_some_and(|n| n.is(class::TEXTUAL)));
    if aligned && !gap && all_texts {
        return;
    }
    hits.retain(|(at, _)| !roles.objects.contains(at));
    hits.insert(0, (parent, 0.85));
    roles.objects = vec![parent];
}

/// Something new: where it goes.
fn adding(wish: &mut Wish, focus: &mut Focus<'_, '_>, roles: &mut Roles) -> Outcome {
    let scene = focus.scene;
    let mut hits: Hits = Vec::new();
    if wish.objects.is_empty() && wish.texts.is_empty() && wish.changes.is_empty() && wish.dest.is_none() {
        return Outcome::Nothing("it is not said what should be added".to_owned());
    }
    let object = wish.objects.first().cloned().unwrap_or_default();
    // "add a third subtask": the ordinal is where it will be.
    destinations(wish, focus, roles, &mut hits);
    if let Some(first) = hits.first().copied()
        && wish.dest.is_some()
        && roles.anchors.is_empty()
    {
        let _ = first;
        // A list of choices is a value, not a place.
        let dest = wish.dest.clone().unwrap_or_default();
        if let Found::Nodes(list, _) = focus.resolve(&dest, Need::Any)
            && let Some((at, _)) = list.first().copied()
            && scene.get(at).is_some_and(|n| {
                n.prop("options").is_some()
                    || n.prop("columns").is_some()
                    || n.prop("items").is_some()
                    || n.children.is_empty()
            })
        {
            roles.dest = Some(at);
            hits = vec![(at, 0.9)];
        }
    } else if wish.dest.is_some() && roles.dest.is_none() {
        let dest = wish.dest.clone().unwrap_or_default();
        match focus.resolve(&dest, Need::Any) {
            Found::Nodes(list, _) => {
                roles.dest = list.first().map(|(at, _)| *at);
                hits.extend(list.into_iter().take(1));
            }
            Found::Tie(list) => {
                roles.objects = list.iter().map(|(at, _)| *at).gather();
                return Outcome::Tie(list, question(scene, &dest));
            }
            // "a link to the privacy policy": not a place but what it is about.
            Found::Missing
                if wish.texts.is_empty()
                    && object.head & (class::LINK | class::BUTTON | class::ICON | class::TEXT) != 0 =>
            {
                wish.texts.push(dest.typed.join(" "));
            }
            Found::Missing => {
                return Outcome::Nothing(format!("there is no {}", dest.shown()));
            }
        }
    }
    if let Some(dest) = roles.dest {
        // An icon, an option or a column is put into a thing: the thing is changed.
        let leaf = scene
            .get(dest)
            .is_some_and(|n| n.children.is_empty() && !n.is(class::CONTAINER));
        let node = scene.get(dest);
        let lists = node.is_some_and(|n| {
            n.prop("options").is_some() || n.prop("columns").is_some() || n.prop("items").is_some()
        });
        if object.head & class::ICON != 0 && leaf {
            let name = wish.texts.first().cloned().unwrap_or_default();
            wish.act = Some(Act::Make);
            wish.texts.clear();
            wish.changes.push(Change::Icon(name));
            roles.objects = vec![dest];
            return Outcome::Resolved(vec![(dest, 0.9)], "what it is put on");
        }
        if lists {
            let names = extension(wish);
            if !names.is_empty() {
                wish.changes.push(Change::Extend(names));
                wish.act = Some(Act::Change);
                roles.objects = vec![dest];
                return Outcome::Resolved(vec![(dest, 0.9)], "what it is added to");
            }
        }
        roles.dest = Some(dest);
    }
    // A column goes into a table, wherever it is said to be.
    if object.head & (class::TABLE_COLUMN | class::TABLE_ROW) != 0 && hits.is_empty() {
        let tables: Vec<usize> = scene
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, n)| n.is(class::TABLE))
            .map(|(at, _)| at)
            .gather();
        if let [only] = tables.as_slice() {
            let names = extension(wish);
            wish.changes.push(Change::Extend(names));
            wish.act = Some(Act::Change);
            roles.objects = vec![*only];
            return Outcome::Resolved(vec![(*only, 0.9)], "the only table");
        }
    }
    if !hits.is_empty() {
        let sure = roles.anchors.len() > 1 || roles.dest.is_some() || !roles.anchors.is_empty();
        // Both an anchor and a container: the anchor says where.
        if !roles.anchors.is_empty() && roles.dest.is_some() {
            let dest = roles.dest.unwrap_or(0);
            if roles.anchors.iter().all(|a| scene.inside(*a, dest)) {
                hits.retain(|(at, _)| *at != dest);
            }
        }
        let _ = sure;
        return Outcome::Resolved(hits, "where it goes");
    }
    // What is missing cannot be an anchor.
    if !wish.anchors.is_empty() {
        let shown = wish.anchors.first().map(Np::shown).unwrap_or_default();
        return Outcome::Nothing(format!("there is no {shown}"));
    }
    // Things like it: "one more colour", "a third subtask", "another card".
    let mut like = object.clone();
    like.ordinals.clear();
    like.count = None;
    like.quoted = None;
    like.all = true;
    like.plural = true;
    like.indefinite = false;
    let one = object.pron == Some(Pron::One);
    let inherit = |focus: &Focus<'_, '_>| {
        focus
            .said
            .iter()
            .chain(&focus.recent)
            .find(|r| !r.is_empty())
            .cloned()
    };
    if one
        && object.words.is_empty()
        && let Some(list) =
            inherit(focus).or_else(|| (!focus.selection.is_empty()).then(|| focus.selection.clone()))
        && let Some(parent) = list.last().and_then(|at| scene.get(*at)).and_then(|n| n.parent)
    {
        roles.model = list.last().copied();
        roles.dest = Some(parent);
        return Outcome::Resolved(vec![(parent, 0.85)], "where the others are");
    }
    if let Some(selected) = focus.selection.first().copied() {
        let container = scene
            .get(selected)
            .is_some_and(|n| n.is(class::CONTAINER) || !n.children.is_empty());
        if container {
            roles.dest = Some(selected);
        } else {
            roles.anchors.push(selected);
        }
        return Outcome::Resolved(vec![(selected, 0.85)], "the selection");
    }
    if !like.is_bare()
        && let Found::Nodes(list, _) = focus.resolve(&like, Need::Any)
        && list.first().is_some_and(|(_, s)| *s >= 0.6)
    {
        let last = list.iter().map(|(at, _)| *at).max().unwrap_or(0);
        let first = list.first().map_or(0, |(at, _)| *at);
        // Either the list itself was named, or the things in it.
        let node = scene.get(first);
        let holds = node.is_some_and(|n| {
            n.children.len() > 1
                && n.is(class::CONTAINER)
                && n.class & object.head & !class::ANY == 0
                && list.len() == 1
        });
        let parent = if holds {
            Some(first)
        } else {
            scene.get(last).and_then(|n| n.parent)
        };
        if let Some(parent) = parent {
            roles.dest = Some(parent);
            if !holds {
                roles.model = Some(last);
            }
            return Outcome::Resolved(vec![(parent, 0.7)], "where others like it are");
        }
    }
    if let Some(list) = inherit(focus)
        && let Some(first) = list.first().copied()
    {
        let container = scene.get(first).is_some_and(|n| !n.children.is_empty());
        let parent = if container {
            Some(first)
        } else {
            scene.get(first).and_then(|n| n.parent)
        };
        if let Some(parent) = parent {
            roles.dest = Some(parent);
            return Outcome::Resolved(vec![(parent, 0.5)], "where the last change was");
        }
    }
    if scene.nodes.is_empty() {
        return Outcome::Resolved(Vec::new(), "the whole document");
    }
    let section = object.head & (class::SECTION | class::HEADER | class::FOOTER | class::SIDEBAR) != 0;
    let fields = object.head & (class::FIELD | class::CHECKABLE) != 0;
    let form = scene.nodes.iter().position(|n| n.is(class::FORM));
    let at = match (section, fields, form) {
        (false, true, Some(form)) => form,
        (true, _, _) => 0,
        _ => dominant(scene),
    };
    roles.dest = Some(at);
    Outcome::Resolved(vec![(at, 0.4)], "the main part")
}

/// Names of options, columns or entries that are to be added.
fn extension(wish: &Wish) -> Vec<String> {
    let mut names: Vec<String> = wish.texts.clone();
    names.extend(wish.objects.iter().filter_map(|np| np.quoted.clone()));
    if names.is_empty() {
        for np in &wish.objects {
            let words: Vec<&str> = np
                .typed
                .iter()
                .map(String::as_str)
                .filter(|w| {
                    !matches!(
                        token::fold(w).as_str(),
                        "column"
                            | "option"
                            | "options"
                            | "choice"
                            | "entry"
                            | "columns"
                            | "row"
                            | "item"
                            | "new"
                            | "one"
                            | "more"
                    )
                })
                .gather();
            if !words.is_empty() {
                names.push(words.join(" "));
            }
        }
    }
    names
}

/// A question that was answered: by a click, or in words.
fn settled(
    outcome: Outcome,
    wish: &Wish,
    focus: &mut Focus<'_, '_>,
    setting: &Setting<'_, '_>,
    need: Need,
    roles: &mut Roles,
) -> Outcome {
    let tie = matches!(outcome, Outcome::Tie(..));
    if let Some(node) = setting.fixed
        && (tie || matches!(outcome, Outcome::Nothing(_)))
    {
        roles.objects = vec![node];
        if wish.act == Some(Act::Add) {
            roles.dest = Some(node);
        }
        return Outcome::Resolved(vec![(node, 1.0)], "chosen");
    }
    let (Outcome::Tie(hits, _), Some((offered, answer))) = (&outcome, &setting.offered) else {
        return outcome;
    };
    let mut list: Vec<usize> = offered.clone();
    if list.is_empty() {
        list = hits.iter().map(|(at, _)| *at).gather();
    }
    match answered(answer, &list, wish, focus, need) {
        Some(chosen) if !chosen.is_empty() => {
            roles.objects.clone_from(&chosen);
            let mut hits: Hits = chosen.into_iter().map(|at| (at, 0.95)).gather();
            let mut done = wish.clone();
            destinations(&mut done, focus, roles, &mut hits);
            Outcome::Resolved(hits, "the answer")
        }
        _ => outcome,
    }
}

/// Which of the offered nodes an answer in words means.
fn answered(
    answer: &str,
    offered: &[usize],
    wish: &Wish,
    focus: &Focus<'_, '_>,
    need: Need,
) -> Option<Vec<usize>> {
    let scene = focus.scene;
    let piece = split(answer, tokens(answer, scene)).into_iter().next()?;
    let read = wish::read(answer, &piece.tokens);
    let folded = token::fold(answer);
    let all = read
        .objects
        .iter()
        .any(|o| o.all || o.pron == Some(Pron::Them) || o.pron == Some(Pron::Everything))
        || [
            "all", "both", "every", "alle", "beide", "tous", "todos", "tutti", "each",
        ]
        .contains(&folded.trim_matches(|c: char| !c.is_alphanumeric()));
    if all {
        return Some(offered.to_vec());
    }
    let mut np = read
        .objects
        .first()
        .cloned()
        .or_else(|| read.scope.clone())
        .unwrap_or_default();
    // A lone number or ordinal counts the candidates.
    let count = np.ordinals.first().copied().or_else(|| {
        folded
            .trim_matches(|c: char| !c.is_alphanumeric())
            .trim_start_matches("number ")
            .parse::<i32>()
            .ok()
    });
    if let Some(n) = count
        && np.words.is_empty()
    {
        let index = if n > 0 {
            usize::try_from(n - 1).ok()?
        } else {
            offered.len().checked_sub(n.unsigned_abs() as usize)?
        };
        return offered.get(index).map(|at| vec![*at]);
    }
    if np.place.is_none()
        && let Some(place) = read.changes.iter().find_map(|c| match c {
            Change::Place(p) => Some(*p),
            _ => None,
        })
    {
        np.place = Some(place);
    }
    if np.colour.is_none()
        && let Some(Change::Colour(_, wish::Paint::Hex(hex))) =
            read.changes.iter().find(|c| matches!(c, Change::Colour(..)))
    {
        np.colour = Some(hex.clone());
    }
    // Of the offered ones, those that fit best.
    let mut scored: Vec<(usize, f32)> = offered.iter().map(|at| (*at, 0.0f32)).gather();
    for word in &np.words {
        if let Some(fit) = scene.fit(word) {
            for (at, score) in &mut scored {
                *score += fit.get(*at).copied().unwrap_or(0.0);
            }
        }
    }
    for (at, score) in &mut scored {
        let Some(node) = scene.get(*at) else { continue };
        if np.named.contains(at) {
            *score += 1.2;
        } else if np
            .named
            .iter()
            .any(|n| scene.inside(*at, *n) || scene.inside(*n, *at))
        {
            *score += 0.8;
        }
        if np.id == Some(*at) {
            *score += 3.0;
        }
        if np.head & !class::ANY != 0 && node.is(np.head) {
            *score += 0.3;
        } else if np.head & !class::ANY != 0 {
            let word = stem(&np.head_word);
            if node.is_called(&word)
                || scene
                    .ancestors(*at)
                    .any(|a| scene.get(a).is_some_and(|n| n.is(np.head) || n.is_called(&word)))
            {
                *score += 0.25;
            }
        }
        if let Some(quoted) = &np.quoted
            && node
                .caption()
                .is_some_and(|(_, t)| token::fold(t) == token::fold(quoted))
        {
            *score += 1.0;
        }
        if let Some(colour) = &np.colour {
            let own = node
                .style("background")
                .or_else(|| node.style("color"))
                .and_then(crate::document::Value::as_str);
            if own.is_some_and(|own| crate::context::paint::same_family(own, colour)) {
                *score += 1.0;
            }
        }
    }
    if let Some(scope) = np.scope.as_deref().or(read.scope.as_ref())
        && let Found::Nodes(list, _) | Found::Tie(list) = focus.resolve(scope, Need::Container)
    {
        for (at, score) in &mut scored {
            if list.iter().any(|(s, _)| scene.inside(*at, *s)) {
                *score += 1.0;
            }
        }
    }
    let top = scored.iter().map(|(_, s)| *s).fold(0.0f32, f32::max);
    let mut best: Vec<usize> = scored
        .iter()
        .filter(|(_, s)| *s > 0.2 && *s >= top - 0.05)
        .map(|(at, _)| *at)
        .gather();
    if best.is_empty() {
        best = offered.to_vec();
    }
    if best.len() > 1
        && np
            .picks
            .iter()
            .any(|p| matches!(p, crate::context::lexicon::Pick::Main))
    {
        // The main one: not one of several alike, then the most prominent.
        let main = Np {
            picks: np.picks.clone(),
            ..Np::default()
        };
        let _ = main;
        return Some(vec![focus.most_prominent(&best)]);
    }
    if best.len() > 1
        && let Some(place) = np.place
    {
        let list: Hits = best.iter().map(|at| (*at, 1.0)).gather();
        let placed = focus.placed(place, list);
        return Some(placed.into_iter().map(|(at, _)| at).gather());
    }
    if best.len() > 1
        && let Found::Nodes(list, _) = focus.resolve(&np, need)
    {
        let inner: Vec<usize> = offered
            .iter()
            .copied()
            .filter(|at| list.iter().any(|(o, _)| scene.inside(*at, *o)))
            .gather();
        if !inner.is_empty() && inner.len() < offered.len() {
            return Some(inner);
        }
        if inner.is_empty() && !np.is_bare() {
            return Some(list.into_iter().map(|(at, _)| at).gather());
        }
    }
    let _ = wish;
    (best.len() < offered.len() || best.len() == 1).then_some(best)
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
                .all(|c| matches!(c, Change::Place(_) | Change::Scale(Dim::Gap, ..))) =>
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
            Outcome::Resolved(hits, _) | Outcome::Tie(hits, _) => hits.iter().map(|(at, _)| *at).gather(),
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
            | Change::Drop(_) => {
                out.give(Intent::Modify, 0.95);
            }
            Change::Place(_) => out.give(Intent::Layout, 0.9),
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
