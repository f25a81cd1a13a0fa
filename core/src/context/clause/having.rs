//! "It should also have ...": a part of the page gets one more text, and something that says a text says more.

use crate::context::lexicon::{Act, Pron, class};
use crate::context::reference::{Focus, Found, Need};
use crate::context::token::{Kind, Token};
use crate::context::wish::{Change, Np, Slot, Wish};
use crate::context::{clause, lexicon::Sense};

/// What a part that holds others should also have becomes a text of its own in it.
pub(super) fn into_the_part(wish: &mut Wish, focus: &Focus<'_, '_>) {
    // A phone number, a warning: what is of no kind is a text, but for one more of what all others are.
    let dest = wish
        .dest
        .as_ref()
        .filter(|_| wish.adds && wish.act == Some(Act::Add));
    if let Some(dest) = dest {
        let kind = |at: &usize| focus.scene.get(*at).map(|node| node.kind);
        let alike = |parts: &[usize]| {
            parts.len() > 1
                && parts
                    .windows(2)
                    .all(|two| matches!(two, [a, b] if kind(a) == kind(b)))
        };
        let list = match focus.resolve(dest, Need::Container) {
            Found::Nodes(list, _) => list
                .first()
                .and_then(|(at, _)| focus.scene.get(*at))
                .is_some_and(|node| alike(&node.children)),
            _ => true,
        };
        let plain = |np: &&mut Np| np.head == 0 && np.named.is_empty() && !list;
        wish.objects
            .iter_mut()
            .filter(plain)
            .for_each(|np| np.head = class::TEXT);
    }
    let ([part], true, true) = (
        wish.objects.as_slice(),
        wish.adds,
        matches!(wish.act, None | Some(Act::Make | Act::Change | Act::Add)),
    ) else {
        return;
    };
    let said: Option<Vec<String>> = wish
        .changes
        .iter()
        .map(|change| match change {
            Change::Text(Slot::Main, text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    let texts = said.filter(|texts| !texts.is_empty());
    let (Some(texts), Found::Nodes(list, _)) = (texts, focus.resolve(part, Need::Any)) else {
        return;
    };
    let holds = |at: &usize| {
        let node = focus.scene.get(*at);
        node.is_some_and(|node| !node.children.is_empty() && node.caption().is_none())
    };
    let [(only, _)] = list.as_slice() else { return };
    if !holds(only) {
        return;
    }
    wish.act = Some(Act::Add);
    wish.dest = wish.objects.pop();
    wish.texts = texts;
    wish.changes.clear();
    wish.objects = vec![Np {
        head: class::TEXT,
        head_word: "text".to_owned(),
        indefinite: true,
        ..Np::default()
    }];
}

/// "Parking belongs on the list too": what is not here comes to what is there.
pub(super) fn onto_the_list(wish: &mut Wish, focus: &Focus<'_, '_>) {
    let new = |np: &Np| {
        np.pron.is_none() && !np.is_bare() && matches!(focus.resolve(np, Need::Block), Found::Missing)
    };
    if wish.act == Some(Act::Move)
        && wish.too
        && wish.dest.is_some()
        && !wish.objects.is_empty()
        && wish.objects.iter().all(new)
    {
        wish.act = Some(Act::Add);
        wish.too = false;
    }
}

/// Whether words only name one more of what something should also have: "and my e-mail".
pub(super) fn is_one_more(before: &[Token], tokens: &[Token]) -> bool {
    let does = |t: &Token| {
        matches!(
            t.sense,
            Some(
                Sense::Act(_)
                    | Sense::Modal
                    | Sense::Say
                    | Sense::Colour(_)
                    | Sense::More(..)
                    | Sense::Look(_)
                    | Sense::State(..)
                    | Sense::Shade(_)
                    | Sense::Vague(_)
                    | Sense::Rel(_)
                    | Sense::Pron(Pron::It | Pron::Them)
            )
        ) || matches!(t.kind, Kind::Arrow | Kind::Hex(_))
    };
    before.iter().any(|t| t.text == clause::ALSO_HAS) && !tokens.iter().any(does)
}
