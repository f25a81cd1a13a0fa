//! Where a value goes that is told of a label, a line or a title beside or around the place for it.

use crate::context::lexicon::{Act, class};
use crate::context::reference::{Hits, keep};
use crate::context::scene::Scene;
use crate::context::wish::{self, Change, Wish};
use crate::sorted::Gather;

/// "revenue should read 51,900", "the fee should say free": what goes where a number is does not go on the label of it.
pub(super) fn beside_label(wish: &Wish, scene: &Scene<'_>, hits: &mut Hits) {
    let numeric = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        digits > 0 && letters <= digits.max(3)
    };
    let texts = |fits: &dyn Fn(&str) -> bool| {
        wish.changes
            .iter()
            .any(|c| matches!(c, Change::Text(wish::Slot::Main | wish::Slot::Value, text) if fits(text)))
    };
    let number = texts(&numeric);
    // "the Fiat costs € 35": where its price is, and not its name.
    let money = |text: &str| text.contains(['€', '$', '£']);
    if let ([(at, score)], true, None) = (hits.as_slice(), texts(&money), wish.act)
        && scene
            .get(*at)
            .is_some_and(|n| n.caption().is_some_and(|(_, text)| !money(text)))
    {
        let shows = |n: &usize| {
            scene
                .get(*n)
                .is_some_and(|n| n.caption().is_some_and(|(_, text)| money(text)))
        };
        let priced = scene.ancestors(*at).take(3).find_map(|above| {
            let end = scene.get(above).map_or(above, |n| n.end);
            let prices: Vec<usize> = (above + 1..end).filter(shows).gather();
            (!prices.is_empty()).then_some(prices)
        });
        if let Some([price]) = priced.as_deref() {
            *hits = vec![(*price, *score)];
            return;
        }
    }
    // "the VIP tickets should cost £120": those of them that show a number.
    if number && hits.len() > 1 {
        let shows = |(at, _): &(usize, f32)| {
            let node = scene.get(*at);
            node.is_some_and(|node| node.caption().is_some_and(|(_, text)| numeric(text)))
        };
        let shown = keep(hits, &shows);
        if !shown.is_empty() {
            *hits = shown;
        }
    }
    let ([(at, score)], false) = (hits.as_slice(), wish.act == Some(Act::Rename)) else {
        return;
    };
    let Some(node) = scene.get(*at) else { return };
    // A word instead of a number, where there is nothing but a label and a number.
    let brothers = node
        .parent
        .and_then(|parent| scene.get(parent))
        .map(|row| row.children.as_slice());
    let beside = brothers.is_some_and(|row| matches!(row, [first, _] if first == at));
    let word = || wish.act.is_none() && beside && texts(&|text| !text.contains(' '));
    if !number && !word() {
        return;
    }
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

/// `Room 4` and `Room 11`.
fn is_numbered_like(own: &str, said: &str) -> bool {
    let parts = |text: &str| {
        let (name, number) = text.rsplit_once(' ')?;
        let counts = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
        counts.then(|| name.to_owned())
    };
    parts(own).is_some_and(|name| parts(said) == Some(name))
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
    let says = |at: &usize| {
        let caption = scene.get(*at).and_then(|node| node.caption());
        caption.is_some_and(|(_, own)| own == said || is_numbered_like(own, said))
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
