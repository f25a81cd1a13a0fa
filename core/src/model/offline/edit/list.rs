//! Options, and the columns and rows of tables.

use crate::context::clause::Reading;
use crate::context::lexicon::class;
use crate::context::like;
use crate::context::token::{fold, words};
use crate::context::wish::Change;
use crate::document::Value;
use crate::letters;
use crate::sorted::Gather;

use super::desk::Desk;

/// A row of values that stand between commas, as many as there are columns.
fn new_row(desk: &mut Desk<'_, '_>, at: usize, values: &str) {
    let list = |desk: &Desk<'_, '_>, key: &str| desk.get(at, key)?.as_array().map(<[Value]>::to_vec);
    let (Some(columns), rows) = (list(desk, "/props/columns"), list(desk, "/props/rows")) else {
        return;
    };
    let mut rows = rows.unwrap_or_default();
    let mut row: Vec<Value> = values.split(", ").map(|value| Value::from(value.trim())).gather();
    row.truncate(columns.len());
    row.resize(columns.len(), Value::from("–"));
    rows.push(Value::array(row));
    desk.set(at, "/props/rows", Value::array(rows));
}

/// The index of the first, the second, the last of so many.
pub(super) fn counted(nth: i32, count: usize) -> Option<usize> {
    let index = match usize::try_from(nth) {
        Ok(nth) => nth.checked_sub(1)?,
        Err(_) => count.checked_sub(nth.unsigned_abs() as usize)?,
    };
    (index < count).then_some(index)
}

/// Options of a select, columns of a table, steps of a breadcrumb: adds more of them.
pub(super) fn extend(desk: &mut Desk<'_, '_>, reading: &Reading, at: usize, names: &[String]) {
    let Some(key) = ["options", "columns", "items", "series"].into_iter().find(|key| {
        desk.get(at, &format!("/props/{key}"))
            .is_some_and(|v| v.as_array().is_some())
    }) else {
        return;
    };
    let row = reading
        .wish
        .objects
        .first()
        .is_some_and(|np| np.head & class::TABLE_ROW != 0);
    if let ("columns", true, [values]) = (key, row, names) {
        return new_row(desk, at, values);
    }
    let path = format!("/props/{key}");
    let Some(list) = desk.get(at, &path) else { return };
    let mut items: Vec<Value> = list.as_array().unwrap_or_default().to_vec();
    // Beside which of them it goes, if one is named.
    let about: Vec<String> = reading
        .wish
        .anchors
        .iter()
        .flat_map(|np| np.raw.iter().cloned().chain(np.quoted.clone()))
        .chain(reading.wish.loose.iter().cloned())
        .chain(words(&reading.wish.tail))
        .map(|w| fold(&w))
        .gather();
    let beside = items.iter().position(|item| {
        item.as_str().is_some_and(|text| {
            let own = words(text);
            !own.is_empty() && own.iter().all(|w| about.iter().any(|a| words(a).contains(w)))
        })
    });
    use crate::context::lexicon::{Place, Rel};
    let first = reading
        .wish
        .changes
        .iter()
        .any(|c| matches!(c, Change::Place(Place::First | Place::Top | Place::Left)));
    let first_index = match (beside, reading.wish.rel) {
        (Some(at), Some(Rel::Above | Rel::Before | Rel::LeftOf)) => at,
        (Some(at), Some(_)) => at + 1,
        _ if first => 0,
        _ => reading
            .wish
            .nth
            .and_then(|nth| counted(nth, items.len() + 1))
            .unwrap_or(items.len()),
    };
    for (index, name) in (first_index..).zip(names) {
        items.insert(
            index.min(items.len()),
            Value::from(letters::capitalised(name).as_str()),
        );
        if key == "columns"
            && let Some(rows) = desk.get(at, "/props/rows")
        {
            let rows: Vec<Value> = rows
                .as_array()
                .unwrap_or_default()
                .iter()
                .map(|row| {
                    let mut cells: Vec<Value> = row.as_array().unwrap_or_default().to_vec();
                    cells.insert(index.min(cells.len()), Value::from("–"));
                    Value::array(cells)
                })
                .gather();
            desk.set(at, "/props/rows", Value::array(rows));
        }
    }
    desk.set(at, &path, Value::array(items));
}

/// Takes a row out, or puts the value where the like of it stands in that row, else in place of what the row is called.
fn exchange_row(desk: &mut Desk<'_, '_>, reading: &Reading, at: usize, old: &str, new: Option<&str>) {
    let Some(rows) = desk.get(at, "/props/rows") else {
        return;
    };
    let mut rows: Vec<Value> = rows.as_array().unwrap_or_default().to_vec();
    let cells = |row: &Value| row.as_array().unwrap_or_default().to_vec();
    let Some(place) = rows
        .iter()
        .position(|row| cells(row).iter().any(|cell| cell.as_str() == Some(old)))
    else {
        return;
    };
    let Some(new) = new else {
        rows.remove(place);
        return desk.set(at, "/props/rows", Value::array(rows));
    };
    // The column that is named, or that says so elsewhere.
    let columns = desk.get(at, "/props/columns");
    let columns = columns.as_ref().and_then(Value::as_array).unwrap_or_default();
    let said = reading
        .wish
        .objects
        .iter()
        .flat_map(|np| &np.raw)
        .chain(&reading.wish.loose);
    let named = columns.iter().position(|column| {
        let own = column.as_str().map(words).unwrap_or_default();
        said.clone().any(|word| words(word) == own)
    });
    let elsewhere = (0..columns.len()).find(|column| {
        let mut column = rows
            .iter()
            .filter_map(|row| row.as_array()?.get(*column)?.as_str());
        column.any(|own| fold(own) == fold(new))
    });
    let Some(row) = rows.get_mut(place) else { return };
    let mut row_cells = cells(row);
    let own = row_cells.iter().position(|cell| cell.as_str() == Some(old));
    // The last of those that fit best: amounts stand at the end.
    let given = like::Given::new(new);
    let fits = |cell: usize| {
        let text = row_cells.get(cell)?.as_str()?;
        let next = given.in_place(text)?;
        let bare = like::is_bare(text) == given.is_bare();
        Some((bare, like::has_cents(text) == like::has_cents(new), cell, next))
    };
    let best = match named.or(elsewhere).filter(|cell| Some(*cell) != own) {
        Some(cell) => Some((cell, fits(cell).map_or_else(|| new.to_owned(), |(.., next)| next))),
        None => (0..row_cells.len())
            .filter_map(fits)
            .max()
            .map(|(.., cell, next)| (cell, next)),
    };
    let (cell, next) = match best {
        Some((cell, next)) => (Some(cell), next),
        // A name takes the place of a name, where nothing else is spoken of.
        None => {
            let numbered = new.contains(|c: char| c.is_ascii_digit());
            let renamed = own.filter(|_| reading.wish.objects.len() == 1 && !numbered);
            (renamed, new.to_owned())
        }
    };
    if let Some(cell) = cell.and_then(|cell| row_cells.get_mut(cell)) {
        *cell = Value::from(next.as_str());
    }
    *row = Value::array(row_cells);
    desk.set(at, "/props/rows", Value::array(rows));
}

/// Gives an option or a column another name, or takes it out, with its cells.
pub(super) fn exchange(desk: &mut Desk<'_, '_>, reading: &Reading, at: usize, old: &str, new: Option<&str>) {
    if desk.get(at, "/props/rows").is_some() {
        exchange_row(desk, reading, at, old, new);
    }
    for key in ["options", "columns", "items", "series"] {
        let path = format!("/props/{key}");
        let Some(list) = desk.get(at, &path) else { continue };
        let mut items: Vec<Value> = list.as_array().unwrap_or_default().to_vec();
        let Some(place) = items.iter().position(|item| item.as_str() == Some(old)) else {
            continue;
        };
        // "the fat is 20 g", of a table with nothing but that.
        if let (Some(new), "columns", Some(rows)) = (new, key, desk.get(at, "/props/rows"))
            && let [row] = rows.as_array().unwrap_or_default()
            && let Some(own) = row.as_array().and_then(|row| row.get(place)?.as_str())
            && let Some(next) = like::Given::new(new).in_place(own)
        {
            let mut cells = row.as_array().unwrap_or_default().to_vec();
            if let Some(cell) = cells.get_mut(place) {
                *cell = Value::from(next.as_str());
            }
            return desk.set(at, "/props/rows", Value::array([Value::array(cells)]));
        }
        match new {
            Some(new) => {
                if let Some(item) = items.get_mut(place) {
                    *item = Value::from(new);
                }
            }
            None => {
                items.remove(place);
                if let Some(rows) = desk.get(at, "/props/rows").filter(|_| key == "columns") {
                    let rows: Vec<Value> = rows
                        .as_array()
                        .unwrap_or_default()
                        .iter()
                        .map(|row| {
                            let cells = row.as_array().unwrap_or_default().iter().enumerate();
                            let kept: Vec<Value> = cells
                                .filter(|(i, _)| *i != place)
                                .map(|(_, c)| c.clone())
                                .gather();
                            Value::array(kept)
                        })
                        .gather();
                    desk.set(at, "/props/rows", Value::array(rows));
                }
            }
        }
        let chosen = desk.text(at, "/props/value").as_deref() == Some(old);
        let next = new
            .map(str::to_owned)
            .or_else(|| items.first().and_then(Value::as_str).map(str::to_owned));
        desk.set(at, &path, Value::array(items));
        if let (true, Some(next)) = (chosen, next) {
            desk.set(at, "/props/value", next.as_str());
        }
        return;
    }
}

/// "remove the last row of the table": a row is no node, and never the table.
pub(super) fn drop_row(desk: &mut Desk<'_, '_>, reading: &Reading) -> Option<Result<(), String>> {
    let ([np], [table]) = (reading.wish.objects.as_slice(), reading.objects.as_slice()) else {
        return None;
    };
    let table = *table;
    let says_row = np.head & class::TABLE_ROW != 0 && np.head & class::TABLE == 0;
    let is_table = desk.scene.get(table).is_some_and(|n| n.is(class::TABLE));
    let rows = desk.get(table, "/props/rows").filter(|_| says_row && is_table)?;
    let mut rows: Vec<Value> = rows.as_array().unwrap_or_default().to_vec();
    let place = match np.ordinals.as_slice() {
        [nth] if *nth > 0 => usize::try_from(*nth - 1).ok(),
        [nth] => rows.len().checked_sub(nth.unsigned_abs() as usize),
        _ => None,
    };
    let Some(place) = place.filter(|place| *place < rows.len()) else {
        return Some(Err("Which row: the first, the second, the last?".to_owned()));
    };
    rows.remove(place);
    desk.set(table, "/props/rows", Value::array(rows));
    let name = desk.scene.title(table);
    desk.done.push(format!("{name} has a row less"));
    Some(Ok(()))
}
