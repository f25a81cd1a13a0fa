//! What a change needs of the thing that it is done to.

use super::{split, tokens};
use crate::context::lexicon::{Act, Attr, Dim, Look, State, class};
use crate::context::reference::Need;
use crate::context::scene::Scene;
use crate::context::wish::{self, Change, Wish};

/// What the change needs the node to be.
pub(super) fn need_of(wish: &Wish, repeats: Option<&str>, scene: &Scene<'_>) -> Need {
    if let Some(prompt) = repeats {
        let first = split(prompt, tokens(prompt, scene)).into_iter().next();
        return first.map_or(Need::Any, |p| {
            need_of(&wish::read(prompt, &p.tokens), None, scene)
        });
    }
    if wish.choice.is_some() {
        return Need::Any;
    }
    match wish.act {
        Some(Act::Remove | Act::Hide | Act::Duplicate | Act::Swap | Act::Wrap) => return Need::Block,
        Some(Act::Move) => return Need::Block,
        // "mark the family room as sold out": the line, and not its title.
        Some(Act::Mark) if wish.changes.is_empty() => return Need::Block,
        Some(Act::Sort) => return Need::Parts,
        // "disable the submit button": what cannot be ticked.
        Some(Act::Tick | Act::Untick)
            if wish
                .objects
                .iter()
                .any(|np| np.head & (class::BUTTON | class::FIELD) != 0)
                && wish.objects.iter().all(|np| np.head & class::CHECKABLE == 0) =>
        {
            return Need::Any;
        }
        Some(Act::Tick | Act::Untick) => return Need::Check,
        Some(Act::Select) => return Need::Selected,
        Some(Act::Link) => return Need::Link,
        Some(Act::Shorten | Act::Lengthen | Act::Rename) => return Need::Caption,
        _ => {}
    }
    if wish.rel.is_some() {
        return Need::Block;
    }
    // "photos on the right": they go there as a whole.
    let goes = |change: &Change| matches!(change, Change::Place(_));
    let several = |np: &wish::Np| np.plural && np.head != 0 && np.words.is_empty();
    if wish.act.is_none()
        && !wish.changes.is_empty()
        && wish.changes.iter().all(goes)
        && wish.objects.iter().all(several)
    {
        return Need::Block;
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
            Change::Mark(_) => Need::Block,
            _ => continue,
        };
    }
    if wish.act == Some(Act::Change) && wish.changes.is_empty() && wish.attrs.is_empty() {
        return Need::Caption;
    }
    Need::Any
}
