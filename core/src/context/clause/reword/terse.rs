//! What is told in few words: names with their prices, and days from one to another.

use super::written::told;
use super::{put, put_text, typed};
use crate::context::lexicon::{Act, Prep, Sense};
use crate::context::like;
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token, stem};
use crate::context::wish;
use crate::context::word_list::listed;

/// "popcorn 5.90, cola 3.50": each name with a price, and nothing else, where prices are shown.
pub(super) fn priced(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let ends = |t: &Token| t.kind == Kind::Comma || t.is(Sense::And);
    let known = |t: &Token| match t.kind {
        Kind::Named(_) => true,
        Kind::Word => t.sense.is_none() && scene.knows(&stem(&t.text)),
        _ => false,
    };
    let mut said = Vec::with_capacity(tokens.len() * 2);
    for part in tokens.split_inclusive(ends) {
        let (part, end) = match part.split_last() {
            Some((end, part)) if ends(end) => (part, Some(end)),
            _ => (part, None),
        };
        let (price, name) = part.split_last()?;
        let amount = typed(text, std::slice::from_ref(price));
        let is_price = matches!(price.kind, Kind::Number(_, "")) && like::has_cents(amount);
        if !is_price || name.is_empty() || !name.iter().all(known) {
            return None;
        }
        said.push(put("change", Sense::Act(Act::Change), price));
        said.extend_from_slice(name);
        said.push(put("to", Sense::Prep(Prep::To), price));
        said.push(put_text(amount, price));
        said.extend(end.cloned());
    }
    // Few requests are such; so the whole document is looked at last.
    let mut captions = scene.nodes.iter().filter_map(|node| node.caption());
    captions
        .any(|(_, own)| like::has_money(own) && like::is_bare(own))
        .then_some(said)
}

/// "We open Tuesday to Saturday": a range of days, where no verb says that one becomes the other.
pub(super) fn days(mut words: Vec<Token>) -> Vec<Token> {
    let day = |t: Option<&Token>| t.is_some_and(|t| like::is_day(&t.text));
    let acts = |t: &Token| {
        matches!(t.sense, Some(Sense::Act(_) | Sense::Prep(Prep::From))) && !listed("open|close", &t.text)
    };
    for at in 1..words.len() {
        let (before, after) = words.split_at(at);
        let ranges = after.first().is_some_and(|t| t.is(Sense::Prep(Prep::To)))
            && day(before.last())
            && day(after.get(1))
            && !before.iter().any(acts)
            && before.len() > 1;
        if let Some(to) = words.get_mut(at).filter(|_| ranges) {
            to.sense = None;
        }
    }
    words
}

/// "Note: The bill was wrong. A new one follows.": all sentences behind the colon, where none of them wishes for anything.
pub(super) fn sentences(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let stops = |t: &Token| t.kind == Kind::Stop;
    let mut rest = tokens
        .split(stops)
        .skip(1)
        .filter(|part| !part.is_empty())
        .peekable();
    rest.peek()?;
    let wishes = |part: &[Token]| {
        let begins = part.iter().find(|t| !t.is(Sense::Fluff) && !t.is(Sense::And));
        let acts = begins.is_some_and(|t| matches!(t.sense, Some(Sense::Act(_))));
        let named = |t: &Token| matches!(t.kind, Kind::Named(_) | Kind::Id(_) | Kind::Colon | Kind::Arrow);
        acts || part.iter().any(named) || part.iter().any(wish::carries_value)
    };
    if rest.any(wishes) {
        return None;
    }
    told(text, tokens, scene)
}
