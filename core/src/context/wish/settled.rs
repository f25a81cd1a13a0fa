//! What can be said only when all of a clause is read.

use super::{Change, Np, Paint, Reader};
use crate::context::lexicon::{self, Act, Attr, Det, Dim, Extent, Lang, Place, Rel, Sense, Vague, class};
use crate::context::token::stem;
use crate::sorted::Gather;

impl<'a> Reader<'a> {
    /// What can be said only when all is read.
    pub(super) fn settle(&mut self) {
        let wish = &mut self.wish;
        let except = std::mem::take(&mut wish.except);
        if !except.is_empty() {
            let removes = matches!(wish.act, Some(Act::Remove | Act::Hide));
            let alone = wish.objects.len() == 1;
            for np in &mut wish.objects {
                if alone || removes || np.plural || np.all {
                    np.except.clone_from(&except);
                    np.except_of_several = !alone;
                }
            }
        }
        // "put 'Student' as the second option": where a new one goes.
        if wish.nth.is_some()
            && matches!(wish.act, Some(Act::Move | Act::Add | Act::Use | Act::Make))
            && wish.changes.is_empty()
        {
            let quoted = wish.objects.iter_mut().find_map(|np| np.quoted.take());
            if let Some(name) = quoted.or_else(|| wish.texts.pop()) {
                wish.objects.retain(|np| !np.is_bare() && np.ordinals.is_empty());
                wish.changes.push(Change::Extend(vec![name]));
                wish.act = Some(Act::Change);
            }
        }
        // "swap the image and the text in the hero": both are there.
        if wish.act == Some(Act::Swap)
            && let [first, second] = wish.objects.as_mut_slice()
            && first.scope.is_none()
        {
            first.scope.clone_from(&second.scope);
        }
        // "wrap them in a card": what is made of them.
        if wish.act == Some(Act::Wrap)
            && let Some(dest) = wish.dest.take()
        {
            wish.tail = dest.head_word;
        }
        // "the green was nicer": it had that colour, and should have it again.
        if let ([only], [Change::Vague(Vague::Modern)]) =
            (wish.objects.as_mut_slice(), wish.changes.as_slice())
            && only.head == 0
            && only.words.is_empty()
            && let Some(hex) = only.colour.take()
        {
            wish.changes = vec![Change::Colour(None, Paint::Hex(hex))];
            wish.objects.clear();
        }
        // "other picture please": which one, and which then?
        if wish.act.is_none()
            && !wish.says_what()
            && wish.attrs.is_empty()
            && let [only] = wish.objects.as_slice()
            && self.tokens.iter().find(|t| !t.is(Sense::Fluff)).is_some_and(|t| {
                t.is(Sense::Det(Det::Other)) || matches!(t.text.as_str(), "another" | "different" | "new")
            })
            && only.head & !class::ANY != 0
        {
            wish.act = Some(Act::Change);
        }
        // "icon" as the new thing at a field: a property of it.
        if wish.act == Some(Act::Add)
            && let Some(object) = wish.objects.first()
            && object.head & class::ICON != 0
        {
            let name = if object.raw.len() > 1 {
                object
                    .raw
                    .iter()
                    .filter(|w| *w != "icon")
                    .cloned()
                    .gather()
                    .join("-")
            } else {
                object.scope.as_ref().map(|s| s.shown()).unwrap_or_default()
            };
            wish.texts.insert(0, name);
        }
        // "add above the reviews a photo": what is new comes last.
        if wish.act == Some(Act::Add)
            && wish.objects.is_empty()
            && wish.texts.is_empty()
            && wish.rel.is_some_and(|rel| rel != Rel::Between)
            && wish.anchors.len() == 2
        {
            wish.objects.extend(wish.anchors.pop());
        }
        if wish.act == Some(Act::Add) {
            for np in wish.objects.iter_mut().filter(|np| np.count.is_some()) {
                let end = np.scope.as_ref().map_or(np.span.end, |scope| scope.span.end);
                let said = self.text.get(np.span.start..end.max(np.span.end));
                np.said = said.unwrap_or_default().to_owned();
            }
        }
        // "add a Sold out label": a badge, or a text beside others.
        if wish.act == Some(Act::Add)
            && let Some(object) = wish.objects.first_mut()
            && object.head == 0
            && !object.definite
            && object.words.last().is_some_and(|word| word == "label")
        {
            object.words.pop();
            object.head = class::BADGE | class::TEXT;
            object.head_word = "label".to_owned();
        }
        // "like the others": it will be.
        if wish.act == Some(Act::Add) {
            wish.model = wish.model.take().filter(|np| !np.is_bare());
        }
        // "add more padding": a measure, not a new thing.
        let measured = wish.changes.iter().any(|c| {
            matches!(
                c,
                Change::Scale(
                    Dim::Gap | Dim::Padding | Dim::Shadow | Dim::Border | Dim::Radius,
                    ..
                )
            )
        });
        if wish.act == Some(Act::Add) && measured && wish.texts.is_empty() {
            wish.act = Some(Act::Make);
        }
        // "blue header background": the only colour that is named is the wish.
        if matches!(wish.act, None | Some(Act::Make | Act::Change))
            && wish.changes.is_empty()
            && wish.values.is_empty()
            && wish.model.is_none()
            && wish.rel.is_none()
            && wish.attrs.iter().all(|a| {
                matches!(
                    a,
                    Attr::Background | Attr::Colour | Attr::TextColour | Attr::BorderColour
                )
            })
            && let [only] = wish.objects.as_mut_slice()
            && !only.definite
            && let Some(hex) = only.colour.take()
        {
            let slot = wish.attrs.last().copied().filter(|a| *a != Attr::Colour);
            wish.changes.push(Change::Colour(slot, Paint::Hex(hex)));
        }
        // "a line in the chart instead of bars": how it is drawn.
        if wish.changes.is_empty()
            && wish.act != Some(Act::Add)
            && let [only] = wish.objects.as_mut_slice()
            && only
                .scope
                .as_ref()
                .is_some_and(|scope| scope.head & class::CHART != 0)
        {
            let word = only.words.last().unwrap_or(&only.head_word);
            let drawn = match lexicon::sense(&format!("{} chart", stem(word)), Lang::En) {
                Some(Sense::Chart(drawn)) => Some(drawn),
                _ => None,
            };
            if let (Some(drawn), Some(scope)) = (drawn, only.scope.take()) {
                wish.changes.push(Change::Chart(drawn));
                *only = *scope;
            }
        }
        // "the sidebar text white": the ink, wherever it is kept.
        if wish.objects.iter().any(|o| o.head_word == "text") {
            for change in &mut wish.changes {
                if let Change::Colour(slot @ None, _) = change {
                    *slot = Some(Attr::TextColour);
                }
            }
        }
        // "the standard and vip ticket": both are tickets.
        for at in 1..wish.objects.len() {
            let Some((before, [second, ..])) = wish.objects.split_at_mut_checked(at) else {
                break;
            };
            let Some(first) = before.last_mut() else { break };
            let half = first.definite && first.head == 0 && first.words.len() == 1 && !first.plural;
            // A name may end in what kind of thing it is.
            let last = second.raw.last().map(|word| stem(word)).unwrap_or_default();
            // "the menu and refresh icons": an icon each, whatever else a menu is.
            let several = second.raw.last().is_some_and(|word| *word != last);
            let each = first.definite && first.head != 0 && first.words.is_empty() && first.is_plain();
            if let (true, true, false, Some(Sense::Class(kind))) = (
                several && each,
                !second.definite && (!second.words.is_empty() || !second.named.is_empty()),
                first.plural,
                lexicon::sense(&last, Lang::En),
            ) && kind & (class::ICON | class::BUTTON | class::LINK | class::TAB) != 0
                && kind & first.head == 0
                && first.scope.is_none()
            {
                first.words.push(stem(&first.head_word));
                first.head = kind;
                first.head_word = last;
                continue;
            }
            if let (0, false, Some(Sense::Class(kind))) = (
                second.head,
                second.named.is_empty(),
                lexicon::sense(&last, Lang::En),
            ) && first.head == 0
                && first.words.len() == 1
                && second.raw.len() > 1
            {
                first.head = kind;
                first.head_word = last;
                continue;
            }
            // "the orders and customers cards": one of each.
            let cards = second.plural && second.head != 0 && !second.words.is_empty() && !first.all;
            let both = half || cards && first.head == 0 && first.is_plain() && !first.words.is_empty();
            if !both
                || second.definite
                || second.indefinite
                || second.pron.is_some()
                || second.plural && !cards
            {
                continue;
            }
            if second.head != 0 {
                first.head = second.head;
                first.head_word.clone_from(&second.head_word);
            } else if let [_, .., last] = second.words.as_slice() {
                first.words.push(last.clone());
            }
        }
        // "recipient first, then the sender", "prices last": a place, though nothing is said to be done.
        if wish.act.is_none() && wish.changes.is_empty() && wish.values.is_empty() && wish.objects.len() > 1 {
            let counts = |np: &Np| np.is_elliptic() && matches!(np.ordinals.as_slice(), [1 | -1]);
            if wish.objects.get(1).is_some_and(counts) {
                let counted = wish.objects.remove(1);
                let first = counted.ordinals.first() == Some(&1);
                wish.act = Some(Act::Move);
                if wish.objects.len() > 1 {
                    wish.anchors = wish.objects.drain(1..2).gather();
                    wish.objects.truncate(1);
                    wish.rel = Some(if first { Rel::Before } else { Rel::After });
                } else {
                    wish.changes
                        .push(Change::Place(if first { Place::First } else { Place::Last }));
                }
            }
        }
        // "dark sidebar please", "line chart instead of bars": the only thing that is said of it is the wish.
        let begins_with = self.tokens.iter().find(|t| !t.is(Sense::Fluff));
        if let (None | Some(Act::Make), [], true, [only]) = (
            wish.act,
            wish.changes.as_slice(),
            wish.values.is_empty() && wish.attrs.is_empty() && wish.rel.is_none(),
            wish.objects.as_mut_slice(),
        ) && !only.definite
        {
            if let Some(Sense::Shade(by)) = begins_with.and_then(|token| token.sense) {
                wish.changes.push(Change::Colour(None, Paint::Shade(by < 0)));
            } else if let ([drawn], true) = (only.words.as_slice(), only.head & class::CHART != 0)
                && let Some(Sense::Chart(drawn)) = lexicon::sense(&format!("{drawn} chart"), Lang::En)
            {
                wish.changes.push(Change::Chart(drawn));
                only.words.clear();
            }
        }
        // "solar card first": that stands behind what it is said of.
        let ends_with = self.tokens.iter().rev().find(|t| !t.is(Sense::Fluff));
        if let (Some(Sense::Ordinal(nth @ (1 | -1))), None, true, [only]) = (
            ends_with.and_then(|token| token.sense),
            wish.act,
            wish.changes.is_empty() && wish.values.is_empty(),
            wish.objects.as_mut_slice(),
        ) && ends_with.is_some_and(|token| token.span.start > only.span.start)
            && (only.head != 0 || !only.words.is_empty() || !only.named.is_empty())
        {
            only.ordinals.retain(|known| *known != nth);
            wish.act = Some(Act::Move);
            wish.changes
                .push(Change::Place(if nth == 1 { Place::First } else { Place::Last }));
        }
        // "a shadow too"
        if let (None, true, [], [Attr::Dim(dim @ (Dim::Shadow | Dim::Border))]) =
            (wish.act, wish.too, wish.objects.as_slice(), wish.attrs.as_slice())
            && wish.changes.is_empty()
        {
            wish.changes.push(Change::Scale(*dim, 1, Extent::Plain));
        }
        if wish.act.is_none() && self.wish.changes.is_empty() && self.wish.too {
            self.wish.act = Some(Act::Repeat);
        }
        if self.wish.act == Some(Act::Sort) && self.wish.about_order.is_none() {
            self.wish.about_order = Some((self.between(0, self.tokens.len()), true));
        }
    }
}
