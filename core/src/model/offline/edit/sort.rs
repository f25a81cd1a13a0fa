//! Lists and tables in the order of what they show.

use crate::context::clause::Reading;
use crate::context::lexicon::class;
use crate::context::reference::first_number;
use crate::context::token::fold;
use crate::document::Value;
use crate::sorted::{Gather, sort_by};

use super::arrange::done;
use super::desk::Desk;

/// Puts the parts of a list in order: by a word's rank, by number, by text.
pub(super) fn sort(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let scene = desk.scene;
    let mut list = reading.objects.first().copied();
    if reading.objects.len() > 1 {
        list = list.and_then(|at| desk.parent(at));
    }
    // A section holds its list somewhere inside.
    let parent = list.and_then(|at| {
        let end = scene.get(at)?.end;
        (at..end).max_by_key(|n| (alike(desk, *n).len(), usize::MAX - *n))
    });
    let Some(parent) = parent else {
        return Err("What should be sorted?".to_owned());
    };
    let text = fold(
        &reading
            .wish
            .about_order
            .as_ref()
            .map(|(t, _)| t.clone())
            .unwrap_or_default(),
    );
    let table = list.and_then(|at| {
        let is_table = |n: &usize| scene.get(*n).is_some_and(|n| n.is(class::TABLE));
        let end = scene.get(at)?.end;
        (at..end)
            .find(|n| is_table(n) && scene.get(*n).is_some_and(|n| n.prop("rows").is_some()))
            .filter(|n| {
                is_table(&at)
                    || alike(desk, parent).len() < 2
                    || is_table(n) && reading.wish.objects.iter().any(|o| o.head & class::TABLE != 0)
            })
    });
    if let Some(table) = table {
        return sort_rows(desk, table, &text);
    }
    // A title before them and a button after them stay where they are.
    let children = alike(desk, parent);
    let places: Vec<usize> = children.iter().filter_map(|at| desk.index(*at)).gather();
    let rated = text.contains("rating") || text.contains("star") || text.contains("score");
    let texts = |at: usize| -> Vec<String> {
        let end = scene.get(at).map_or(at, |n| n.end);
        (at..end)
            .filter_map(|n| scene.get(n))
            .flat_map(|n| {
                ["text", "label", "title", "value"]
                    .into_iter()
                    .filter_map(|k| n.prop(k).and_then(Value::as_str))
            })
            .map(fold)
            .gather()
    };
    const RANKS: &[&[&str]] = &[
        &["urgent", "critical", "high", "medium", "normal", "low"],
        &[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ],
        &[
            "today",
            "tomorrow",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "next week",
        ],
        &["open", "in progress", "shipped", "paid", "done"],
    ];
    let rank_of = |ranks: &[&str], at: usize| -> Option<f64> {
        texts(at)
            .iter()
            .find_map(|t| ranks.iter().position(|r| r == t))
            .map(|p| p as f64)
    };
    let by_date = ["due", "date", "day"].iter().any(|word| text.contains(word));
    let ranks = RANKS.iter().find(|ranks| {
        let urgency = ranks.first() == Some(&"urgent");
        !(urgency && by_date && !text.contains("priority"))
            && children.iter().filter(|c| rank_of(ranks, **c).is_some()).count() * 2 > children.len()
            && (ranks.iter().any(|r| text.contains(r))
                || text.contains("priority")
                || text.contains("day")
                || text.contains("due")
                || text.contains("date")
                || text.contains("status"))
    });
    let named = ranks.and_then(|ranks| ranks.iter().find(|r| text.contains(**r)));
    let last =
        text.contains("last") || text.contains("bottom") || text.contains("end") || text.contains("down");
    let alphabet = text.contains("alphab")
        || text.contains("name")
        || text.contains("a-z")
        || text.contains("a to z")
        || text.contains("title");
    // The best comes first, if nothing else is said.
    let down = is_down(&text) || rated && !text.contains("worst") && !text.contains("lowest");
    let mut keyed: Vec<(usize, f64, String)> = children
        .iter()
        .map(|at| {
            let own = texts(*at);
            let rank = ranks.and_then(|r| rank_of(r, *at));
            let number = own
                .iter()
                .find(|t| t.contains(['€', '$', '£']))
                .or_else(|| own.iter().find(|t| t.starts_with(|c: char| c.is_ascii_digit())));
            let number = number.and_then(|t| first_number(t));
            let end = scene.get(*at).map_or(*at, |n| n.end);
            let rating = (*at..end)
                .filter_map(|n| scene.get(n).filter(|n| n.is(class::RATING)))
                .find_map(|n| n.prop("value").and_then(Value::as_f64));
            let number = rating.filter(|_| rated).or(number);
            let key = if alphabet {
                0.0
            } else {
                rank.or(number).unwrap_or(0.0)
            };
            (*at, key, own.first().cloned().unwrap_or_default())
        })
        .gather();
    // "low last" and "high first" agree with the rank; "low first" turns it round.
    let flip = match named {
        Some(name) => {
            let low =
                ranks.is_some_and(|r| r.iter().position(|x| x == name).is_some_and(|p| p * 2 >= r.len()));
            low != last && r_is_order(name)
        }
        None => down,
    };
    if keyed.iter().all(|k| k.1 == 0.0) {
        sort_by(&mut keyed, |a, b| a.2.cmp(&b.2));
        if down {
            keyed.reverse();
        }
    } else {
        sort_by(&mut keyed, |a, b| {
            if flip {
                b.1.total_cmp(&a.1)
            } else {
                a.1.total_cmp(&b.1)
            }
        });
    }
    let before = desk.is_untouched();
    for ((at, ..), index) in keyed.iter().zip(places) {
        if desk.index(*at) != Some(index) {
            desk.move_to(*at, parent, index);
        }
    }
    if before && desk.is_untouched() {
        return Err("It is in that order already. By what should it be sorted?".to_owned());
    }
    done(desk, parent, "sorted");
    Ok(())
}

/// The largest group of children of one kind.
fn alike(desk: &Desk<'_, '_>, parent: usize) -> Vec<usize> {
    let kind = |at: usize| desk.scene.get(at).map(|n| n.kind);
    let children = desk.scene.get(parent).map_or(&[][..], |n| n.children.as_slice());
    let group = |at: &usize| -> Vec<usize> {
        let own = kind(*at);
        children
            .iter()
            .copied()
            .filter(|other| kind(*other) == own)
            .gather()
    };
    let mut best: Vec<usize> = Vec::new();
    for group in children.iter().map(group) {
        if group.len() > best.len() {
            best = group;
        }
    }
    best
}

/// Whether the greatest comes first.
fn is_down(text: &str) -> bool {
    [
        "desc",
        "highest",
        "expensive first",
        "newest",
        "biggest",
        "best",
        "largest",
        "most",
        "z to a",
        "z-a",
        "reverse",
    ]
    .iter()
    .any(|w| text.contains(w))
}

/// Puts the rows of a table in the order of the column that is named.
fn sort_rows(desk: &mut Desk<'_, '_>, table: usize, text: &str) -> Result<(), String> {
    let list = |key: &str| -> Vec<Value> {
        let value = desk.scene.get(table).and_then(|n| n.prop(key));
        value
            .and_then(Value::as_array)
            .map(<[Value]>::to_vec)
            .unwrap_or_default()
    };
    let columns = list("columns");
    let column = columns.iter().position(|column| {
        let name = column.as_str().map(fold).unwrap_or_default();
        !name.is_empty() && text.contains(name.as_str())
    });
    let Some(column) = column else {
        let names: Vec<&str> = columns.iter().filter_map(Value::as_str).gather();
        return Err(format!(
            "By which column should it be sorted: {}?",
            names.join(", ")
        ));
    };
    let mut rows: Vec<(String, Value)> = list("rows")
        .into_iter()
        .map(|row| {
            let cell = row.as_array().and_then(|row| row.get(column));
            let shown = cell.map(|cell| cell.as_str().map_or_else(|| cell.to_json(), str::to_owned));
            (fold(&shown.unwrap_or_default()), row)
        })
        .gather();
    let numbers = rows.iter().all(|(cell, _)| {
        first_number(cell).is_some() && cell.chars().filter(|c| c.is_alphabetic()).count() < 4
    });
    sort_by(&mut rows, |a, b| {
        if numbers {
            first_number(&a.0)
                .unwrap_or(0.0)
                .total_cmp(&first_number(&b.0).unwrap_or(0.0))
        } else {
            a.0.cmp(&b.0)
        }
    });
    if is_down(text) {
        rows.reverse();
    }
    let before = desk.is_untouched();
    desk.set(
        table,
        "/props/rows",
        Value::array(rows.into_iter().map(|(_, row)| row)),
    );
    if before && desk.is_untouched() {
        return Err("It is in that order already. By what should it be sorted?".to_owned());
    }
    done(desk, table, "sorted");
    Ok(())
}

/// Whether a rank word names an end of its order.
fn r_is_order(name: &str) -> bool {
    !matches!(name, "medium" | "normal")
}
