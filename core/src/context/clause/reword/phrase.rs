//! Turns of phrase of a few words.

use super::order::AS_THE_NTH;
use super::{put, wishes};
use crate::context::lexicon::{Act, Attr, Det, Dim, Look, Place, Prep, Pron, Rel, Sense, class};
use crate::context::token::{Kind, Token};
use crate::context::word_list::listed;
use crate::document::number_text;

/// What was said before, in plainer words.
type Said = Vec<Token>;

/// One turn of phrase: reads the tokens ahead, adds to what was said before them, and tells how many of them it took.
type Turn = fn(&[Token], &mut Said) -> Option<usize>;

/// The first that fits is taken.
const TURNS: [Turn; 27] = [
    copies_of,
    which_column,
    going_nowhere,
    up_to,
    this_needs,
    put_in_italics,
    sits_first,
    verb_at_the_end,
    remove_all_but,
    all_but,
    but_keep,
    ne_pas,
    label_it,
    in_a_font,
    with_lettering,
    distance,
    from_the_end,
    soft_shadow,
    round_corners,
    also_has,
    note_placeholder,
    align_it,
    open_it,
    taken_out,
    further_down,
    as_of_now,
    like_so_much,
];

/// The same in words that are read everywhere else.
pub(super) fn phrases(tokens: &[Token]) -> Vec<Token> {
    let mut said = Said::with_capacity(tokens.len());
    let mut ahead = tokens;
    while let [token, rest @ ..] = ahead {
        ahead = match TURNS.iter().find_map(|turn| turn(ahead, &mut said)) {
            Some(taken) => ahead.get(taken..).unwrap_or_default(),
            None => {
                said.push(token.clone());
                rest
            }
        };
    }
    said
}

/// What a verb is called that puts something behind what is there.
pub(crate) const ALSO_HAS: &str = "also has";

/// Fonts that are spoken of by name alone.
const FONTS: &str = "arial|helvetica|georgia|verdana|tahoma|garamond|futura|roboto|inter|lato|poppins|montserrat|raleway|merriweather|\
    lora|nunito|courier|consolas|palatino|baskerville|didot|bodoni|calibri|cambria|optima|rockwell|oswald|playfair";

/// Whether a word says that all of a kind are meant.
fn is_all(token: &Token) -> bool {
    matches!(
        token.sense,
        Some(Sense::Det(Det::All | Det::Every) | Sense::Pron(Pron::Everything))
    ) || token.is(Sense::Act(Act::Remove)) && token.text.ends_with(" all")
}

fn is_removal(token: &Token) -> bool {
    matches!(token.sense, Some(Sense::Act(Act::Remove | Act::Hide)))
}

fn is_colour(token: &Token) -> bool {
    matches!(token.kind, Kind::Hex(_)) || matches!(token.sense, Some(Sense::Colour(_)))
}

fn is_article(token: &Token) -> bool {
    matches!(token.sense, Some(Sense::Det(_)))
}

/// Whether a word means what is written on something.
fn is_lettering(token: &Token) -> bool {
    listed(
        "text|label|labels|letters|lettering|writing|words|font|type",
        &token.text,
    )
}

/// "make two copies of the card", "another copy of it": the thing is copied so often.
fn copies_of(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let is_copy = |t: &Token| listed("copy|copies|duplicate|duplicates|clone|clones", &t.text);
    let is_more = |t: &Token| matches!(t.sense, Some(Sense::Det(Det::More | Det::Another)));
    let counted = |t: &Token| match (&t.kind, t.sense) {
        (Kind::Number(many, ""), _) => Some(*many),
        (_, Some(Sense::Count(many))) => Some(f64::from(many)),
        _ if t.text == "two" => Some(2.0),
        _ => None,
    };
    let many = ahead.first().and_then(counted);
    let read = usize::from(many.is_some());
    let read = read + usize::from(ahead.get(read).is_some_and(is_more));
    let [copy, of, ..] = ahead.get(read..)? else {
        return None;
    };
    let is_one = |t: &Token| is_article(t) || t.is(Sense::Act(Act::Duplicate));
    let is_led = read > 0 || said.last().is_some_and(is_one);
    if !is_copy(copy) || !of.is(Sense::Prep(Prep::Of)) || !is_led {
        return None;
    }
    let makes = |t: &Token| matches!(t.sense, Some(Sense::Act(Act::Make | Act::Add | Act::Duplicate)));
    while said.last().is_some_and(|t| makes(t) || is_article(t)) {
        said.pop();
    }
    let many = number_text(many.unwrap_or(1.0));
    said.push(put(&format!("{many} copies"), Sense::Act(Act::Duplicate), copy));
    Some(read + 2)
}

/// "cards in the middle column": which column, and not where they go.
fn which_column(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [token, next, ..] = ahead else { return None };
    let Some(Sense::Place(place)) = token.sense else {
        return None;
    };
    let word = token.text.strip_prefix("in the ")?;
    if !matches!(next.sense, Some(Sense::Class(_))) {
        return None;
    }
    said.push(put("in", Sense::Prep(Prep::In), token));
    said.push(put("the", Sense::Det(Det::The), token));
    said.push(put(word, Sense::Place(place), token));
    Some(1)
}

/// "warm this up": it goes nowhere.
fn going_nowhere(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [token, ..] = ahead else { return None };
    let [.., mood, it] = said.as_slice() else {
        return None;
    };
    let is_mood = matches!(mood.sense, Some(Sense::Vague(_) | Sense::Shade(_)));
    let is_it = matches!(it.sense, Some(Sense::Pron(_) | Sense::Det(Det::This)));
    let is_way = matches!(token.sense, Some(Sense::Place(Place::Up | Place::Down)));
    (is_way && is_it && is_mood).then_some(1)
}

/// "guests up to 4"
fn up_to(ahead: &[Token], _: &mut Said) -> Option<usize> {
    let [up, to, number, ..] = ahead else { return None };
    let fits = up.is(Sense::Place(Place::Up))
        && to.is(Sense::Prep(Prep::To))
        && matches!(number.kind, Kind::Number(..));
    fits.then_some(1)
}

/// "this needs more air": it does.
fn this_needs(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [this, needs, what, ..] = ahead else {
        return None;
    };
    let is_wish = matches!(what.sense, Some(Sense::Vague(_) | Sense::More(..)));
    if !this.is(Sense::Det(Det::This)) || needs.text != "needs" || !is_wish {
        return None;
    }
    said.push(put("this", Sense::Pron(Pron::This), this));
    Some(2)
}

/// "put the line in italics": it goes nowhere.
fn put_in_italics(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [verb, .., last] = ahead else { return None };
    if !verb.is(Sense::Act(Act::Move)) || verb.text != "put" || !matches!(last.sense, Some(Sense::Look(_))) {
        return None;
    }
    said.push(put("make", Sense::Act(Act::Make), verb));
    Some(1)
}

/// "could it sit first in that group", "put it last", "Rooms should come second"
fn sits_first(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [counted, rest @ ..] = ahead else { return None };
    let Some(Sense::Ordinal(nth)) = counted.sense else {
        return None;
    };
    let is_last_word = rest.first().is_none_or(|next| {
        next.kind == Kind::Comma || matches!(next.sense, Some(Sense::And | Sense::Prep(Prep::In | Prep::Of)))
    });
    let is_shown = |t: &Token| t.is(Sense::Act(Act::Show)) && t.text == "show";
    let is_moved = said.iter().any(|t| t.is(Sense::Act(Act::Move)) || is_shown(t));
    let names_one = said.last().is_some_and(|t| is_article(t) || t.is(Sense::And));
    if !is_last_word
        || !is_moved
        || names_one
        || !listed("first|last|second|third|fourth|fifth", &counted.text)
    {
        return None;
    }
    // "show the All tab first": it is shown anyway.
    if let Some(verb) = said.iter_mut().find(|t| is_shown(t)) {
        *verb = put("move", Sense::Act(Act::Move), verb);
    }
    said.push(match nth {
        1 => put(&counted.text, Sense::Place(Place::First), counted),
        -1 => put(&counted.text, Sense::Place(Place::Last), counted),
        nth => put(AS_THE_NTH, Sense::Ordinal(nth), counted),
    });
    Some(1)
}

/// "soll 4 sein"
fn verb_at_the_end(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [verb] = ahead else { return None };
    let is_led = said.iter().any(|t| t.is(Sense::Modal));
    (is_led && listed("sein|be|werden|heissen", &verb.text)).then_some(1)
}

/// "remove all but the card"
fn remove_all_but(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [verb, but, ..] = ahead else { return None };
    if !is_removal(verb) || !verb.text.ends_with(" all") || !(but.is(Sense::Except) || but.text == "but") {
        return None;
    }
    said.push(verb.clone());
    said.push(put("everything", Sense::Pron(Pron::Everything), verb));
    Some(1)
}

/// "all links but Contact"
fn all_but(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [but, rest @ .., last] = ahead else {
        return None;
    };
    let is_but = but.is(Sense::And) && but.text == "but";
    let names = || !rest.iter().any(wishes) && !wishes(last) || last.is(Sense::Pron(Pron::One));
    if !is_but || !said.iter().any(is_all) || !names() {
        return None;
    }
    said.push(put("except", Sense::Except, but));
    // "the High one": what it says, and no measure.
    for named in rest.iter().chain([last]) {
        let is_plain = named.capital && !matches!(named.sense, Some(Sense::Pron(_)));
        let sense = named.sense.filter(|_| !is_plain);
        said.push(Token {
            sense,
            ..named.clone()
        });
    }
    Some(ahead.len())
}

/// "delete the header but keep the logo"
fn but_keep(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [keep, rest @ ..] = ahead else { return None };
    let is_keep = keep.is(Sense::Act(Act::Make)) && listed("keep|leave|spare", &keep.text);
    if !is_keep || !said.iter().any(is_removal) || rest.iter().any(wishes) {
        return None;
    }
    while said
        .last()
        .is_some_and(|t| t.kind == Kind::Comma || t.is(Sense::And))
    {
        said.pop();
    }
    said.push(put("except", Sense::Except, keep));
    Some(1)
}

/// "ne supprime pas": the verb is what is not.
fn ne_pas(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [verb, not, ..] = ahead else { return None };
    let is_verb = matches!(verb.sense, Some(Sense::Act(_)));
    if !is_verb || !not.is(Sense::Not) || said.last().is_none_or(|t| t.text != "ne") {
        return None;
    }
    said.pop();
    said.push(put("not", Sense::Not, verb));
    said.push(verb.clone());
    Some(2)
}

/// "label the button 'Pay'"
fn label_it(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [label, thing @ .., words] = ahead else {
        return None;
    };
    let opens = label.is(Sense::Attr(Attr::Label)) && said.iter().all(|t| t.is(Sense::Fluff));
    if !opens || !thing.first().is_some_and(is_article) || !matches!(words.kind, Kind::Quoted(_)) {
        return None;
    }
    said.push(put("rename", Sense::Act(Act::Rename), label));
    said.extend_from_slice(thing);
    said.push(put("to", Sense::Prep(Prep::To), label));
    Some(thing.len() + 1)
}

/// "every heading in Georgia"
fn in_a_font(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [token, font, ..] = ahead else { return None };
    if !token.is(Sense::Prep(Prep::In)) || !font.capital || !listed(FONTS, &font.text) {
        return None;
    }
    said.push(put("font", Sense::Attr(Attr::Font), token));
    said.push(put("to", Sense::Prep(Prep::To), token));
    Some(1)
}

/// "black with white text", "yellow letters"
fn with_lettering(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [colour, rest @ ..] = ahead else { return None };
    let text_colour = put("text color", Sense::Attr(Attr::TextColour), colour);
    if !is_colour(colour) {
        return None;
    }
    if let [with, other, lettering, ..] = rest
        && with.is(Sense::Prep(Prep::With))
        && is_colour(other)
        && is_lettering(lettering)
    {
        said.push(colour.clone());
        said.push(put("background", Sense::Attr(Attr::Background), colour));
        said.push(put("and", Sense::And, colour));
        said.push(other.clone());
        said.push(text_colour);
        return Some(4);
    }
    let [lettering, after @ ..] = rest else {
        return None;
    };
    let is_last_word = after
        .first()
        .is_none_or(|t| t.kind == Kind::Comma || t.is(Sense::And));
    // Labels are things of their own in most designs.
    let is_thing = matches!(lettering.sense, Some(Sense::Class(_)) | None);
    if !is_lettering(lettering) || is_thing || !is_last_word {
        return None;
    }
    said.push(colour.clone());
    said.push(text_colour);
    Some(2)
}

/// "20 px apart", "12 px between them"
fn distance(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [number, rest @ ..] = ahead else { return None };
    let taken = match rest {
        [apart, ..] if apart.text == "apart" => 2,
        [between, them, ..] if between.is(Sense::Rel(Rel::Between)) && them.is(Sense::Pron(Pron::Them)) => 3,
        _ => return None,
    };
    if number.sense.is_some() || !matches!(number.kind, Kind::Number(..)) {
        return None;
    }
    said.push(put("gap", Sense::Attr(Attr::Dim(Dim::Gap)), number));
    said.push(number.clone());
    Some(taken)
}

/// "the second one from the bottom": counted from there.
fn from_the_end(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let taken = match ahead {
        [from, _, ..] if !from.is(Sense::Prep(Prep::From)) => return None,
        [_, end, ..] if end.is(Sense::Place(Place::Bottom)) || listed("end|back", &end.text) => 2,
        [_, the, end, ..] if is_article(the) && listed("end|back|bottom", &end.text) => 3,
        _ => return None,
    };
    let nth = said.iter_mut().rev().take(4).find_map(|t| match &mut t.sense {
        Some(Sense::Ordinal(nth)) if *nth > 0 => Some(nth),
        _ => None,
    })?;
    *nth = -*nth;
    Some(taken)
}

/// "a soft shadow": what kind of shadow, and no look of its own.
fn soft_shadow(ahead: &[Token], _: &mut Said) -> Option<usize> {
    let [soft, shadow, ..] = ahead else { return None };
    let is_shadow = shadow.is(Sense::Attr(Attr::Dim(Dim::Shadow)));
    let kinds = "soft|subtle|slight|light|small|gentle|faint|thin|discreet|little|nice";
    (is_shadow && listed(kinds, &soft.text)).then_some(1)
}

/// "remove the round corners", "no round edges": they are what is to go, and round is what they are.
fn round_corners(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [corners, ..] = ahead else { return None };
    let is_round = corners.is(Sense::Look(Look::Rounded)) && corners.text.contains(' ');
    let goes = said.last().is_some_and(|t| t.is(Sense::No)) || said.iter().any(is_removal);
    if !is_round || !goes {
        return None;
    }
    said.push(put("corners", Sense::Attr(Attr::Dim(Dim::Radius)), corners));
    Some(1)
}

/// "it should also have a lift": besides what it has.
fn also_has(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [also, verb, ..] = ahead else { return None };
    let has = also.text == "also" && listed("have|include|mention|contain|carry|say|read|state", &verb.text);
    let sense = verb.sense.unwrap_or(Sense::Say);
    if !has {
        return None;
    }
    said.push(put(ALSO_HAS, sense, verb));
    Some(2)
}

/// "note placeholder": the field that is called so, and no text.
fn note_placeholder(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [note, example, ..] = ahead else { return None };
    let is_text = matches!(note.sense, Some(Sense::Class(kind)) if kind & class::TEXT != 0);
    if !is_text || !example.is(Sense::Attr(Attr::Placeholder)) || note.text == "text" {
        return None;
    }
    said.push(Token {
        sense: None,
        ..note.clone()
    });
    Some(1)
}

/// "right-align this": what is in it goes there, and not it itself.
fn align_it(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [side, _, ..] = ahead else { return None };
    let is_side = matches!(side.sense, Some(Sense::Place(_))) && side.text.ends_with("align");
    if !is_side || !said.iter().all(|t| t.is(Sense::Fluff)) {
        return None;
    }
    said.push(put("align", Sense::Act(Act::Align), side));
    said.push(side.clone());
    Some(1)
}

/// "open the Members tab": the one that is shown.
fn open_it(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [open, thing @ ..] = ahead else { return None };
    let is_tab = |t: &Token| match t.sense {
        Some(Sense::Class(kind)) => kind & class::TAB != 0,
        _ => matches!(t.kind, Kind::Named(_)) && t.text.ends_with(" tab"),
    };
    let opens = open.text == "open" && open.sense.is_none() && said.iter().all(|t| t.is(Sense::Fluff));
    if !opens
        || !thing.first().is_some_and(is_article)
        || !thing.iter().any(is_tab)
        || thing.iter().any(wishes)
    {
        return None;
    }
    said.push(put("select", Sense::Act(Act::Select), open));
    Some(1)
}

/// "take the newsletter out", "kick him out of the table": the verb says it, and no name ends so.
fn taken_out(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [out, rest @ ..] = ahead else { return None };
    let ends = |t: &Token| t.kind == Kind::Comma || t.is(Sense::And);
    let part = said.rsplit(ends).next().unwrap_or_default();
    let goes = part.iter().any(is_removal) && part.last().is_some_and(|t| !is_removal(t) && !is_article(t));
    if !goes || out.kind != Kind::Word || !listed("out|off|away|out of|off of", &out.text) {
        return None;
    }
    let of = |t: &&Token| t.is(Sense::Prep(Prep::Of)) || t.is(Sense::Prep(Prep::From));
    let from = rest.first().filter(of);
    let leads = rest
        .first()
        .is_some_and(|t| is_article(t) || t.kind == Kind::Word && t.sense.is_none());
    if from.is_some() || leads && out.text != "out" && out.text != "away" || out.text.ends_with(" of") {
        said.push(put("from", Sense::Prep(Prep::From), out));
    }
    Some(1 + usize::from(from.is_some()))
}

/// "the two headings further down": the last two.
fn further_down(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [further, rest @ ..] = ahead else { return None };
    let nth = match further.text.as_str() {
        "further up" => 1,
        "further down" => -1,
        _ => return None,
    };
    let is_two = |t: &Token| matches!(t.sense, Some(Sense::Count(_) | Sense::Det(Det::Both)));
    let many = said.iter().rposition(is_two)?;
    let both = said.get(many).is_some_and(is_article);
    let last = put("last", Sense::Ordinal(nth), further);
    if both && let Some(two) = said.get_mut(many) {
        *two = put("two", Sense::Count(2), further);
        said.insert(many, put("the", Sense::Det(Det::The), further));
    }
    said.insert(many + usize::from(both), last);
    let page = |t: &Token| matches!(t.sense, Some(Sense::Class(kind)) if kind & class::SCREEN != 0);
    let of_page = matches!(rest, [the, screen, ..] if is_article(the) && page(screen));
    Some(if of_page { 3 } else { 1 })
}

/// "the fee is 135 now": when it is so is no part of what it says.
fn as_of_now(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [now, rest @ ..] = ahead else { return None };
    let is_last_word = rest
        .first()
        .is_none_or(|next| next.kind == Kind::Comma || next.is(Sense::And));
    let is_time = listed(
        "now|now on|from now on|today|jetzt|nu|ab jetzt|vanaf nu",
        &now.text,
    );
    let behind_a_number = said.last().is_some_and(|t| matches!(t.kind, Kind::Number(..)));
    (is_time && is_last_word && behind_a_number).then_some(1)
}

/// "rounder corners, like 16", "bigger, say 20 px": how much.
fn like_so_much(ahead: &[Token], said: &mut Said) -> Option<usize> {
    let [like, number, rest @ ..] = ahead else {
        return None;
    };
    let is_so = listed(
        "like|about|around|roughly|say|approximately|maybe|etwa|ungefähr|ongeveer",
        &like.text,
    );
    let is_last_word = rest
        .first()
        .is_none_or(|next| next.kind == Kind::Comma || next.is(Sense::And));
    let ends = |t: &Token| t.is(Sense::And);
    let part = said.rsplit(ends).next().unwrap_or_default();
    let grows = part.iter().any(|t| matches!(t.sense, Some(Sense::More(..))));
    if !is_so || !is_last_word || !grows || !matches!(number.kind, Kind::Number(..)) {
        return None;
    }
    while said.last().is_some_and(|t| t.kind == Kind::Comma) {
        said.pop();
    }
    said.push(put("to", Sense::Prep(Prep::To), like));
    Some(1)
}
