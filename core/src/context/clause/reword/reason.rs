//! What is said around a wish: that something is not meant, why it is wished, what it is wished of.

use super::{put, wishes};
use crate::context::lexicon::{Prep, Pron, Sense};
use crate::context::token::{Kind, Token};
use crate::context::wish;
use crate::context::word_list::listed;
use crate::sorted::Gather;

/// "Lösche den Titel nicht": what is not to be done is said at the end. "Not the title, the subtitle should be red": the second is meant.
pub(super) fn forbidden(tokens: &[Token]) -> Vec<Token> {
    let parts = tokens.split_inclusive(|t| t.kind == Kind::Comma);
    let mut out = Vec::with_capacity(tokens.len());
    let count = tokens.iter().filter(|t| t.kind == Kind::Comma).count();
    for (at, part) in parts.enumerate() {
        let (said, comma) = match part.split_last() {
            Some((comma, said)) if comma.kind == Kind::Comma => (said, Some(comma)),
            _ => (part, None),
        };
        match said {
            [verb, thing @ .., not]
                if matches!(verb.sense, Some(Sense::Act(_))) && not.is(Sense::Not) && !thing.is_empty() =>
            {
                out.push(not.clone());
                out.push(verb.clone());
                out.extend_from_slice(thing);
                out.extend(comma.cloned());
            }
            [not, thing @ ..]
                if at == 0
                    && count > 0
                    && not.is(Sense::Not)
                    && not.text == "not"
                    && thing
                        .first()
                        .is_some_and(|t| matches!(t.sense, Some(Sense::Det(_))))
                    && !thing.iter().any(wishes) => {}
            _ => out.extend_from_slice(part),
        }
    }
    out
}

/// "It is finished, so into the archive with it": the wish, about the thing that the reason is about.
pub(super) fn without_reason(tokens: &[Token]) -> Vec<Token> {
    let so = tokens
        .windows(2)
        .position(|pair| matches!(pair, [comma, so] if comma.kind == Kind::Comma && so.text == "so"));
    let Some((reason, wish)) = so.and_then(|at| tokens.split_at_checked(at)) else {
        return tokens.to_vec();
    };
    let wish = wish.get(2..).unwrap_or_default();
    let wishes = |t: &Token| {
        wish::carries_value(t)
            && !matches!(t.sense, Some(Sense::State(..) | Sense::Place(_)))
            && !matches!(t.kind, Kind::Secret(_))
            || matches!(
                t.sense,
                Some(Sense::Act(_) | Sense::Vague(_) | Sense::Too | Sense::Rel(_) | Sense::Remark)
            )
    };
    let wanted = |t: &Token| {
        matches!(
            t.sense,
            Some(Sense::Act(_) | Sense::Modal | Sense::Vague(_) | Sense::Prep(Prep::Into))
        ) || wish::carries_value(t)
    };
    if reason.iter().any(wishes) || !wish.iter().any(wanted) {
        return tokens.to_vec();
    }
    let thing: Vec<Token> = reason
        .iter()
        .take_while(|t| matches!(t.kind, Kind::Named(_) | Kind::Word))
        .take_while(|t| !matches!(t.sense, Some(Sense::Modal | Sense::Place(_) | Sense::Pron(_))))
        .cloned()
        .gather();
    let mut out = Vec::with_capacity(wish.len() + thing.len());
    for token in wish {
        match token.sense {
            Some(Sense::Pron(Pron::It)) if !thing.is_empty() => out.extend_from_slice(&thing),
            _ if !thing.is_empty() && listed("its|their", &token.text) => {
                out.extend_from_slice(&thing);
                out.push(put("'s", Sense::Prep(Prep::Owner), token));
            }
            _ => out.push(token.clone()),
        }
    }
    out
}

/// "That toggle only confuses people, out with it": what is said of a thing before something is done to it.
pub(super) fn about_it(tokens: Vec<Token>) -> Vec<Token> {
    let comma = tokens.iter().position(|t| t.kind == Kind::Comma);
    let Some((remark, [_, wish @ ..])) = comma.and_then(|at| tokens.split_at_checked(at)) else {
        return tokens;
    };
    let [verb, it] = wish else { return tokens };
    let says_more = |t: &Token| {
        wish::carries_value(t)
            || !matches!(t.kind, Kind::Word | Kind::Named(_))
            || matches!(
                t.sense,
                Some(
                    Sense::Act(_)
                        | Sense::Vague(_)
                        | Sense::Modal
                        | Sense::Too
                        | Sense::Remark
                        | Sense::Rel(_)
                )
            )
    };
    let head = remark
        .iter()
        .position(|t| matches!(t.kind, Kind::Named(_)) || matches!(t.sense, Some(Sense::Class(_))));
    match head {
        Some(head)
            if matches!(verb.sense, Some(Sense::Act(_)))
                && it.is(Sense::Pron(Pron::It))
                && !remark.iter().any(says_more) =>
        {
            let thing = remark.iter().take(head + 1).cloned();
            std::iter::once(verb.clone()).chain(thing).collect()
        }
        _ => tokens,
    }
}

/// Whether a sentence only says that there are too many of something.
pub(super) fn only_complains(tokens: &[Token]) -> bool {
    let many =
        |pair: &[Token]| matches!(pair, [too, many] if too.is(Sense::Too) && listed("many|few", &many.text));
    let wishes =
        |t: &Token| wish::carries_value(t) || matches!(t.sense, Some(Sense::Act(_) | Sense::Vague(_)));
    tokens.windows(2).any(many) && !tokens.iter().any(wishes)
}
