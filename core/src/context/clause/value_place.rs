//! Where a value goes that is told of a label, a line or a title beside or around the place for it.

use crate::context::lexicon::{Act, class};
use crate::context::like;
use crate::context::reference::{Hits, keep};
use crate::context::scene::Scene;
use crate::context::token::{self, stem};
use crate::context::wish::{self, Change, Wish};

/// Where a value goes that is told of a title, a label or an item: "revenue should read 51,900", "the Fiat costs € 35". Where the like of it
/// stands; what something is called stays so.
pub(super) fn where_the_like_is(wish: &Wish, scene: &Scene<'_>, hits: &mut Hits) {
    let said = wish.changes.iter().find_map(|change| match change {
        Change::Text(wish::Slot::Main | wish::Slot::Value, said) => Some(said.as_str()),
        _ => None,
    });
    let (Some(said), false) = (said, wish.act == Some(Act::Rename)) else {
        return;
    };
    let caption = |at: usize| scene.get(at).and_then(|node| node.caption()).map(|(_, own)| own);
    // "the VIP tickets should cost £120": those of them that show a number.
    if like::is_numeric(said) && hits.len() > 1 {
        let shown = keep(hits, &|(at, _)| caption(*at).is_some_and(like::is_numeric));
        if !shown.is_empty() {
            *hits = shown;
        }
    }
    let [(at, score)] = hits.as_slice() else { return };
    let (at, score) = (*at, *score);
    let quoted = wish.objects.iter().any(|np| np.quoted.is_some());
    if quoted
        || scene
            .get(at)
            .is_none_or(|node| !node.is(class::TEXTUAL | class::CONTAINER | class::BADGE))
    {
        return;
    }
    // "change Weber's speciality to Allergies": what is called so beside the name of it.
    let own = |word: &String| {
        let shown = caption(at).is_some_and(|own| token::words(own).iter().any(|own| stem(own) == *word));
        shown || scene.get(at).is_some_and(|node| node.is_called(word))
    };
    if let [np] = wish.objects.as_slice()
        && let Some(field) = np.words.iter().find(|word| !own(word))
    {
        let called = |inner: &usize| {
            let node = scene.get(*inner);
            node.is_some_and(|node| node.is_called(field) && node.caption().is_some())
        };
        for around in scene.ancestors(at) {
            let end = scene.get(around).map_or(around, |node| node.end);
            if around == 0 || end - around > 16 {
                break;
            }
            let mut fields = (around..end).filter(called);
            match (fields.next(), fields.next()) {
                (Some(only), None) => {
                    *hits = vec![(only, score)];
                    return;
                }
                (None, _) => {}
                _ => break,
            }
        }
    }
    let given = like::Given::new(said);
    let bare = given.is_bare();
    // A word instead of a number, where there is nothing but a label and a number.
    let row = scene.get(at).and_then(|node| scene.get(node.parent?));
    let labels = row.is_some_and(|row| matches!(row.children.as_slice(), [first, _] if *first == at));
    let word = labels && wish.act.is_none() && !said.contains(' ');
    // Whether a text can take it, and how well.
    let takes = |own: &str| {
        let numeric = like::is_numeric(own);
        let fits = if bare {
            numeric
        } else {
            given.in_place(own).is_some() || word && numeric
        };
        let cents = like::has_cents(own) == like::has_cents(said);
        fits.then_some((cents, like::has_money(own)))
    };
    if caption(at).and_then(takes).is_some() {
        return;
    }
    for around in std::iter::once(at).chain(scene.ancestors(at)) {
        let end = scene.get(around).map_or(around, |node| node.end);
        // A page is no item.
        if around == 0 || end - around > 16 {
            break;
        }
        let ranks = (around..end).filter_map(|inner| Some((caption(inner).and_then(takes)?, inner)));
        let Some((best, inner)) = ranks
            .clone()
            .max_by_key(|(rank, inner)| (*rank, usize::MAX - *inner))
        else {
            continue;
        };
        if ranks.filter(|(rank, _)| *rank == best).count() == 1 {
            *hits = vec![(inner, score)];
        }
        return;
    }
}

/// Of several that may be meant the one that shows the like of what it should say.
pub(super) fn shows_the_like(wish: &Wish, scene: &Scene<'_>, hits: &Hits) -> Option<usize> {
    let [Change::Text(wish::Slot::Main, said)] = wish.changes.as_slice() else {
        return None;
    };
    let given = like::Given::new(said);
    let shows = |at: &usize| {
        let caption = scene.get(*at).and_then(|node| node.caption());
        !given.is_bare() && caption.is_some_and(|(_, own)| given.in_place(own).is_some())
    };
    let mut showing = hits.iter().map(|(at, _)| *at).filter(shows);
    showing.next().filter(|_| showing.next().is_none())
}

/// "heating should start in comfort mode": what can be chosen in a part is chosen there, and not written over its title.
pub(super) fn where_it_is_offered(wish: &Wish, scene: &Scene<'_>, hits: &mut Hits) {
    let ([(at, score)], false) = (hits.as_slice(), wish.offering.is_empty()) else {
        return;
    };
    let titles = scene
        .get(*at)
        .is_some_and(|node| node.is(class::HEADING | class::TEXT));
    if wish.offering.contains(at) || !titles && scene.get(*at).is_none_or(|node| node.children.is_empty()) {
        return;
    }
    let part = scene.get(*at).and_then(|node| match node.children.is_empty() {
        true => node.parent,
        false => Some(*at),
    });
    let inside = |offer: &&usize| part.is_some_and(|part| part > 0 && scene.inside(**offer, part));
    let mut offers = wish.offering.iter().filter(inside);
    if let (Some(only), None) = (offers.next(), offers.next()) {
        *hits = vec![(*only, *score)];
    }
}

/// "make the second task High": what the others say in their badges goes into its badge, and not over its title.
pub(super) fn where_others_say_so(wish: &Wish, scene: &Scene<'_>, hits: &mut Hits) {
    let ([(at, score)], [Change::Text(wish::Slot::Main, said)]) = (hits.as_slice(), wish.changes.as_slice())
    else {
        return;
    };
    let quoted = wish.objects.iter().any(|np| np.quoted.is_some());
    if quoted || !wish.attrs.is_empty() || wish.act == Some(Act::Rename) {
        return;
    }
    let like = |at: &usize| scene.get(*at).map(|node| (node.kind, node.name));
    let given = like::Given::new(said);
    let says = |at: &usize| {
        let caption = scene.get(*at).and_then(|node| node.caption());
        caption.is_some_and(|(_, own)| own == said || !given.is_bare() && given.in_place(own).is_some())
    };
    let says_another = |at: &usize| {
        let caption = scene.get(*at).and_then(|node| node.caption());
        caption.is_some_and(|(_, own)| own != said)
    };
    let mut saying = (0..scene.nodes.len()).filter(says);
    let Some(badge) = saying.next().as_ref().and_then(like) else {
        return;
    };
    if like(at) == Some(badge) || saying.any(|other| like(&other) != Some(badge)) {
        return;
    }
    // What is around it up to where one of the others would be in it too.
    for around in std::iter::once(*at).chain(scene.ancestors(*at)) {
        let end = scene.get(around).map_or(around, |node| node.end);
        let mut inside = (around..end).filter(|inner| like(inner) == Some(badge));
        match (inside.next(), inside.next()) {
            (None, _) => continue,
            (Some(only), None) if !says(&only) || says_another(&only) => *hits = vec![(only, *score)],
            _ => {}
        }
        return;
    }
}
