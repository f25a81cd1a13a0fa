//! The words of a prompt against those of the document: names joined, texts as they stand.

use super::cut::is_one_of_a_pair;
use super::mend::mend;
use super::reword::{name_ends, reworded};
use crate::context::lexicon::{Act, Attr, Lang, Prep, Rel, Sense};
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token, stem};
use crate::context::word_list::listed;
use crate::context::{lexicon, token};
use crate::sorted::Gather;

/// Tokens of a text, with names of the document joined.
pub(crate) fn tokens(text: &str, scene: &Scene<'_>) -> Vec<Token> {
    let tokens = token::tokenize(text, &|piece| scene.find(piece), &|tokens| {
        join_names(tokens, scene)
    });
    literals(text, reworded(text, mend(name_ends(tokens), scene), scene))
}

/// "the Shop column", "column Shop": what a column is called, whatever else that means.
fn is_column(tokens: &[Token], at: usize, more: usize) -> bool {
    let says = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|t| listed("column|columns|header", &t.text))
    };
    says(at + more + 1) || at > 0 && says(at - 1)
}

/// Joins the longest runs of words that are the whole name, text or option of a node.
pub(super) fn join_names(tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let mut phrase = String::new();
        let mut hit: Option<(usize, Kind)> = None;
        for more in 0..8 {
            let Some(token) = tokens.get(at + more) else { break };
            let piece = match &token.kind {
                Kind::Word if !token.text.contains(':') => token.text.split(' ').map(stem).gather().join(" "),
                Kind::Word | Kind::Number(_, "") => token::words(&token.text).join(" "),
                _ => break,
            };
            if more > 0 {
                phrase.push(' ');
            }
            phrase.push_str(&piece);
            let several = more > 0 || piece.contains(' ') || is_one_of_a_pair(&tokens, at);
            if several && let Some(nodes) = scene.named(&phrase) {
                hit = Some((more + 1, Kind::Named(nodes)));
            }
            let column = is_column(&tokens, at, more);
            if (column || hit.as_ref().is_none_or(|(count, _)| *count <= more))
                && let Some((nodes, option)) = scene.option(&phrase)
                && (column
                    || phrase.len() > 2
                        && (several
                            || !scene_has_name(scene, &piece)
                                && lexicon::sense(&token.text, Lang::En).is_none()))
                && (column || scene.named(&phrase).is_none())
                && (!column
                    || nodes
                        .iter()
                        .any(|at| scene.get(*at).is_some_and(|n| n.prop("columns").is_some())))
            {
                hit = Some((more + 1, Kind::Choice(nodes, option.to_owned())));
            }
        }
        let Some(first) = tokens.get(at) else { break };
        // A name that is also a command, at the start and followed by nothing that is done to it, stays a command.
        let command = |count: usize| {
            // "swap cancel and create account"
            let pairs = |t: &Token| {
                matches!(
                    lexicon::sense(&t.text, Lang::En),
                    Some(Sense::Act(Act::Swap) | Sense::Rel(Rel::Between) | Sense::Same)
                )
            };
            if at > 0 && tokens.iter().take(at).any(pairs) {
                return false;
            }
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

pub(super) fn scene_has_name(scene: &Scene<'_>, word: &str) -> bool {
    scene.posting(word).iter().any(|(_, field)| {
        matches!(
            field,
            crate::context::vocabulary::Field::Name
                | crate::context::vocabulary::Field::Text
                | crate::context::vocabulary::Field::Id
        )
    })
}

/// `to: ...`, `should say: ...`: what follows to the end of the line is text as it stands.
pub(super) fn literals(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let opens = token.kind == Kind::Colon
            && matches!(
                out.last().and_then(|t| t.sense),
                Some(Sense::Prep(Prep::To) | Sense::Say | Sense::Saying)
            );
        let next = tokens.get(at + 1);
        // "add a line below it: Lost something? Write to us": all of it is what the line says.
        let said_line = token.kind == Kind::Colon
            && out.iter().any(|t| t.is(Sense::Act(Act::Add)))
            && out
                .iter()
                .any(|t| listed("line|note|sentence|paragraph|footnote|disclaimer|hint", &t.text))
            && tokens.iter().skip(at).any(|t| t.kind == Kind::Stop);
        let placeholder = token.kind == Kind::Colon
            && out.last().is_some_and(|t| t.is(Sense::Attr(Attr::Placeholder)))
            && next.is_some_and(|t| t.capital);
        if (opens || placeholder || said_line)
            && next.is_some_and(|t| !matches!(t.kind, Kind::Quoted(_) | Kind::Secret(_)))
        {
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
