//! Words about the session itself: undo, redo, go back to a version, what changed. Answered without a model.

use crate::context::understanding::SessionRequest;
use crate::context::word_list::{any_of, listed};
use crate::sorted::Gather;

/// What a prompt asks of the session, if it asks nothing of the design. `the undo button should be red` is about a
/// design, and so is `go back to the blue colour`.
pub(crate) fn session_request(prompt: &str) -> Option<SessionRequest> {
    let folded = crate::context::token::fold(prompt);
    let mut words: Vec<&str> = folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|w| !w.is_empty())
        .gather();
    if words.len() > 14 || prompt.contains(['"', '“', '«']) {
        return None;
    }
    // "Revert to version 3" goes back to it.
    let goes_back = words.contains(&"to");
    words.retain(|w| !listed(POLITE, w));
    let line = words.join(" ");
    if is_about_branches(&words) {
        return Some(SessionRequest::Branches);
    }
    let one = if goes_back { None } else { taken_back(&words) };
    one.or_else(|| versions(&line, &words))
        .or_else(|| undo(&line, &words))
}

/// "undo change 3", "take back v4": that one alone, where its number is told.
fn taken_back(words: &[&str]) -> Option<SessionRequest> {
    let rest = match words {
        ["undo" | "revert", rest @ ..] | ["take", "back", rest @ ..] => rest,
        _ => return None,
    };
    let told: Vec<&str> = rest
        .iter()
        .copied()
        .filter(|word| !listed("the|only|just|number|no|nr|alone|please", word))
        .gather();
    let own = match told.as_slice() {
        [own] if own.starts_with('v') => own,
        [kind, own] if listed("version|change|edit|step|revision", kind) => own,
        _ => return None,
    };
    let digits = own.strip_prefix('v').unwrap_or(own);
    let version = digits.parse().ok()?;
    Some(SessionRequest::Revert { version })
}

/// "create a branch called dark", "switch to main", "merge dark into main". A bank's branches are parts of a design: `make the branch name bold`,
/// `merge the two cards`.
fn is_about_branches(words: &[&str]) -> bool {
    const FROM: &str = "from|off|at|here|called|named|as|for|von|ab|namens|depuis|desde|da|vanaf";
    let follows = |rest: &[&str]| rest.first().is_none_or(|word| listed(FROM, word));
    match words {
        ["branch", "off" | "from", ..] | ["branch", "here" | "out"] => true,
        [
            "create" | "make" | "start" | "open" | "erstelle" | "mach",
            rest @ ..,
        ] => match rest {
            ["new" | "another" | "neuen" | "einen", "branch", after @ ..] | ["branch", after @ ..] => {
                follows(after)
            }
            _ => false,
        },
        [
            "switch" | "checkout" | "go" | "change" | "wechsle" | "zuruck",
            "main" | "branch",
        ]
        | ["switch" | "checkout", .., "branch"]
        | ["switch" | "checkout", "branch", _] => true,
        ["merge", rest @ ..] => matches!(
            rest,
            [.., "into", "main"] | [_, "branch"] | ["branch", ..] | [_, _, "branch"] | ["main"]
        ),
        _ => false,
    }
}

/// Whether an answer to a question says that nothing shall be done after all.
pub(crate) fn dismisses(answer: &str) -> bool {
    const ENOUGH: &str = "never mind|nevermind|forget it|forget that|forget about it|none|none of them|none of these|none of those|neither|\
        nothing|leave it|leave it as it is|dont bother|skip it|drop it|nvm|vergiss es|egal|lass es|keine|keiner|keines|nichts|\
        laisse tomber|oublie|aucun|aucune|rien|olvidalo|dejalo|nada|ninguno|ninguna|lascia perdere|lascia stare|niente|\
        nessuno|nessuna";
    let folded = crate::context::token::fold(answer).replace('\'', "");
    let mut parts = folded
        .split(|c: char| !(c.is_alphanumeric() || c == ' '))
        .map(str::trim)
        .filter(|part| {
            !part.is_empty() && !listed("no|nein|non|please|thanks|sorry|actually|oh|ok|just", part)
        })
        .peekable();
    parts.peek().is_some()
        && parts.all(|part| {
            let words: Vec<&str> = part.split(' ').filter(|word| !listed(POLITE, word)).gather();
            listed(ENOUGH, part) || listed(ENOUGH, &words.join(" "))
        })
}

const POLITE: &str = "please|pls|plz|can|you|could|just|now|ok|okay|no|oh|hmm|wait|sorry|actually|lets|let's|i|want|to|the|a|\
    bitte|mal|doch|svp|stp|favor|por|per|favore|my|all|would|like|again|hey|nein|non|und|and|so|it's|u|we";

fn number(word: &str) -> Option<u32> {
    const NAMES: &str = "1 one|2 two zwei deux dos due couple twice duas dois twee|3 three drei trois tres tre|\
        4 four vier quatre cuatro quattro|5 five funf|6 six|7 seven|8 eight|9 nine|10 ten";
    let digits = word.strip_prefix('v').unwrap_or(word);
    let digits = digits
        .trim_end_matches("th")
        .trim_end_matches("st")
        .trim_end_matches("nd")
        .trim_end_matches("rd");
    digits.parse().ok().filter(|n| *n < 1_000_000).or_else(|| {
        let named = NAMES
            .split('|')
            .find(|names| names.split(' ').any(|name| name == word))?;
        named.split(' ').next()?.parse().ok()
    })
}

fn is_version(word: &str) -> bool {
    const NAMES: &str = "version|versions|versione|versao|versie|revision|v|step|state|stand|versionen";
    listed(NAMES, word)
        || (word
            .strip_prefix('v')
            .is_some_and(|d| !d.is_empty() && d.chars().all(|c| c.is_ascii_digit())))
}

/// Whether a line is one of these phrases or begins with one.
fn begins(line: &str, phrases: &str) -> bool {
    any_of(phrases, &|phrase| {
        line.strip_prefix(phrase)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

fn versions(line: &str, words: &[&str]) -> Option<SessionRequest> {
    let numbers: Vec<u32> = words
        .iter()
        .filter(|w| w.chars().any(|c| c.is_ascii_digit()))
        .filter_map(|w| number(w))
        .gather();
    let versioned = words.iter().any(|w| is_version(w));
    const ASKS: &str = "what changed|what did change|what has changed|what have changed|what is different|what's different|\
        whats different|what's changed|whats changed|show me changes|show changes|show me what changed|\
        changes since|diff|what did|what was changed|list changes|see changes|compare|difference between|\
        differences between|what's new|was hat sich|was wurde geandert|was ist anders|vergleiche|\
        unterschied zwischen|qu'est ce qui a change|qu'est-ce qui a change|qu'est ce change|compare version|que cambio|que ha cambiado|\
        compara|cosa e cambiato|che cosa e cambiato|confronta|differenze|quels changements|que mudou|\
        o que mudou|wat is er veranderd|vergelijk|what do differ|what have change|how did change|\
        welche anderungen|cambios desde";
    let asks = any_of(ASKS, &|phrase| starts_or_contains(line, phrase));
    if asks {
        let compares = any_of(
            "compare|vergleiche|compara|confronta|difference|diff|unterschied|vergelijk|between",
            &|w| line.contains(w),
        );
        // "compare 2 and 5", but not "compare plans section" or "what changed in price".
        if compares && numbers.is_empty() && count_of_latest(words).is_none() {
            return (line == "diff" || line.contains("last version") || line.contains("previous version"))
                .then_some(SessionRequest::WhatChanged { from: None, to: None });
        }
        let only_session = words
            .iter()
            .all(|w| listed(SESSION_WORDS, w) || is_version(w) || number(w).is_some());
        if !only_session {
            return None;
        }
        if let Some(count) = count_of_latest(words) {
            // Two that are compared are one change apart.
            let count = if compares { count.saturating_sub(1) } else { count };
            return Some(SessionRequest::LatestChanges { count: count.max(1) });
        }
        return Some(SessionRequest::WhatChanged {
            from: numbers.first().copied(),
            to: numbers.get(1).copied(),
        });
    }
    const BACK: &str = "go back|back|restore|revert|rollback|roll back|return|reset|load|open|switch back|take me back|zuruck|\
        geh zuruck|stelle|wiederherstellen|revenir|reviens|retourne|retour|restaure|restaurer|vuelve|volver|\
        regresa|restaura|restaurar|torna|tornare|ripristina|volta|voltar|ga terug|terug|zuruck zu|bring back|\
        jump|use|checkout|recover|get back|go|show|switch|start|take";
    let back = begins(line, BACK);
    let only = words
        .iter()
        .all(|w| is_version(w) || number(w).is_some() || listed(BACK_WORDS, w) || listed(SESSION_WORDS, w));
    if versioned && only && (back || words.len() <= 2) {
        if let Some(version) = numbers.first() {
            return Some(SessionRequest::Rollback { version: *version });
        }
        let previous = any_of(
            "previous|last|prior|vorherigen|letzten|vorige|precedente|anterior|earlier|vorigen|letzte",
            &|w| words.contains(&w),
        );
        let first = any_of(
            "first|initial|original|ersten|premiere|primera|prima|very",
            &|w| words.contains(&w),
        );
        if first && back {
            return Some(SessionRequest::Rollback { version: 1 });
        }
        if previous && back {
            return Some(SessionRequest::Undo { count: 1 });
        }
    }
    // "go back to the original", "start over"
    const BEGINNING: &str = "start over|start again|start from scratch|undo everything|revert everything|reset everything|undo all|revert all|\
        undo all changes|discard all changes|discard everything|revert all changes|von vorne|alles ruckgangig";
    let origin = back
        && any_of("original|originale|beginning|start", &|word| {
            words.last() == Some(&word)
        });
    if listed(BEGINNING, line)
        || origin
            && words.len() > 1
            && words
                .iter()
                .all(|w| listed(BACK_WORDS, w) || listed("state|beginning|start", w))
    {
        return Some(SessionRequest::Rollback { version: 1 });
    }
    None
}

const BACK_WORDS: &str = "go|back|restore|revert|rollback|roll|return|reset|load|open|switch|take|me|everything|zuruck|geh|gehe|\
    stelle|wieder|her|zu|zur|auf|wiederherstellen|revenir|reviens|retourne|retour|restaure|restaurer|vuelve|\
    volver|regresa|restaura|restaurar|torna|tornare|ripristina|volta|voltar|ga|terug|naar|bring|jump|use|\
    checkout|recover|get|previous|last|prior|first|initial|original|very|vorherigen|letzten|vorige|\
    precedente|anterior|earlier|ersten|premiere|primera|prima|vorigen|letzte|number|no|nr|design|document|\
    alla|al|allo|a|la|le|il|per|em|para|von|instead|show";

const SESSION_WORDS: &str = "what|whats|what's|changed|change|changes|different|since|between|did|has|have|was|were|is|compare|\
    compared|with|diff|difference|differences|from|versus|vs|in|of|do|done|list|show|me|see|last|previous|\
    latest|past|recent|edits|versiones|versioni|letzten|vorigen|dernieres|derniers|ultimas|ultimos|ultime|ultimi|laatste|las|los|les|le|gli|di|nelle|negli|\
    dans|den|current|one|there|been|new|then|hat|sich|geandert|seit|wurde|ist|anders|vergleiche|mit|unterschied|\
    zwischen|qu'est|qu'est-ce|ce|qui|a|depuis|la|le|que|cambio|cambiado|desde|ha|compara|con|y|et|e|cosa|che|cambiato|\
    dalla|confronta|differenze|tra|entre|quels|changements|o|mudou|wat|er|veranderd|sinds|vergelijk|en|how|\
    differ|der|die|den|welche|anderungen|cambios|es|far|edit|recently|lately|exactly|today|session|tell|\
    against|only|da|make|made|up";

/// `the last two versions`, `les deux dernières versions`, `las últimas dos`: how many of the latest are meant.
fn count_of_latest(words: &[&str]) -> Option<u32> {
    const LATEST: &str = "last|latest|past|previous|recent|letzten|vorigen|dernieres|derniers|ultimas|ultimos|ultime|ultimi|laatste";
    let is_latest = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| listed(LATEST, word))
    };
    let mut counts = words.iter().enumerate().filter_map(|(at, word)| {
        let count = number(word).filter(|count| (1..=1000).contains(count))?;
        let is_ordinal =
            word.ends_with(|c: char| c.is_alphabetic()) && word.starts_with(|c: char| c.is_ascii_digit());
        let beside = is_latest(at.checked_sub(1)) || is_latest(Some(at + 1));
        (beside && !is_ordinal && !word.starts_with('v')).then_some(count)
    });
    counts.next()
}

fn undo(line: &str, words: &[&str]) -> Option<SessionRequest> {
    const REDO: &str = "redo|wiederhole|wiederholen|retablir|retablis|refaire|refais|rehacer|rehaz|ripeti|rifai|refazer|\
        undo undo|reapply|put back|opnieuw";
    const UNDO: &str = "undo|revert|take back|take that back|take it back|roll back|rollback|never mind|nevermind|go back|\
        step back|back|ruckgangig|mach ruckgangig|zuruck|annule|annuler|annulez|defais|defaire|deshacer|deshaz|\
        annulla|desfazer|desfaz|ongedaan|ga terug|reviens en arriere|revenir en arriere|un do|ctrl z|cmd z|\
        torna indietro|vuelve atras|discard last|cancel last change|cancel that|reverse last change|\
        reverse that|scratch that|mach das ruckgangig|nimm das zuruck|mache ruckgangig|\
        mach letzte anderung ruckgangig|zuruck nehmen|annulla ultima modifica|deshaz ultimo cambio|\
        forget last change|remove last change|delete last change|undid|reset that|reverse last|revert last|\
        defais ca|mach letzten schritt ruckgangig|mach letzten";
    let is_redo = begins(line, REDO);
    let german = line.ends_with("ruckgangig") || line.ends_with("ruckgangig machen");
    if !is_redo && !begins(line, UNDO) && !german {
        return None;
    }
    let only = words.iter().all(|w| listed(UNDO_WORDS, w) || number(w).is_some());
    if !only {
        return None;
    }
    // "back" and "go back" alone mean a step; anything visible named makes it a design request, caught above.
    let count = words
        .iter()
        .filter_map(|w| number(w))
        .find(|n| *n > 0)
        .unwrap_or(1)
        .min(1000);
    Some(if is_redo {
        SessionRequest::Redo { count }
    } else {
        SessionRequest::Undo { count }
    })
}

const UNDO_WORDS: &str = "undo|redo|revert|take|that|it|this|back|roll|rollback|never|mind|nevermind|go|step|steps|last|previous|\
    latest|change|changes|edit|edits|thing|things|one|ones|few|couple|of|times|time|what|did|was|ruckgangig|\
    mach|mache|machen|zuruck|das|die|letzte|letzten|anderung|anderungen|annule|annuler|annulez|defais|\
    defaire|deshacer|deshaz|annulla|desfazer|desfaz|ongedaan|ga|terug|reviens|revenir|en|arriere|un|do|ctrl|\
    cmd|z|torna|indietro|vuelve|atras|discard|cancel|reverse|scratch|nimm|ca|derniere|dernier|modification|\
    modifications|changement|la|le|les|l'ultima|ultima|ultimo|ultimos|ultime|modifica|modifiche|cambio|\
    cambios|el|los|las|eso|esto|questo|quello|lo|forget|wiederhole|wiederholen|retablir|retablis|refaire|\
    refais|rehacer|rehaz|ripeti|rifai|refazer|reapply|put|opnieuw|schritt|schritte|action|actions|version|\
    more|once|twice|everything|den|dernieres|remove|delete|reset|both|isso|ultimas|mudanca|alteracao|\
    alteracoes|dat|wijziging|laatste|il|gli|ultimi|due|dos|deux|2x|3x|made|make|cosa|l'|wieder|es|operation|\
    move|instead|for|me|modificacion|accion|azione|aktion|right|away|quick|thanks|thank|undone|be|should";

fn starts_or_contains(line: &str, phrase: &str) -> bool {
    line.match_indices(phrase).any(|(at, _)| {
        let before = at == 0 || line.get(..at).is_some_and(|l| l.ends_with(' '));
        let after = line
            .get(at + phrase.len()..)
            .is_some_and(|l| l.is_empty() || l.starts_with(' '));
        before && after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ref_21_what_ends_a_question() {
        for (answer, ends) in [
            ("never mind", true),
            ("none, forget it", true),
            ("None of them, thanks", true),
            ("no, leave it as it is", true),
            ("vergiss es", true),
            ("niente", true),
            ("no", false),
            ("none of the cards should be blue", false),
            ("the cancel one", false),
            ("leave it blue", false),
            ("nothing but the title", false),
        ] {
            assert_eq!(dismisses(answer), ends, "{answer}");
        }
    }

    #[test]
    fn int_1_session_words() {
        let undo = |count| Some(SessionRequest::Undo { count });
        let redo = |count| Some(SessionRequest::Redo { count });
        let rollback = |version| Some(SessionRequest::Rollback { version });
        let changed = |from, to| Some(SessionRequest::WhatChanged { from, to });
        let latest = |count| Some(SessionRequest::LatestChanges { count });
        for (prompt, wanted) in [
            ("undo", undo(1)),
            ("Undo that, please", undo(1)),
            ("undo the last two changes", undo(2)),
            ("undo 3 times", undo(3)),
            ("take that back", undo(1)),
            ("go back", undo(1)),
            ("can you undo that?", undo(1)),
            ("never mind, undo", undo(1)),
            ("mach das rückgängig", undo(1)),
            ("rückgängig", undo(1)),
            ("annule ça", undo(1)),
            ("deshaz el último cambio", undo(1)),
            ("annulla", undo(1)),
            ("redo", redo(1)),
            ("redo the last 2 steps", redo(2)),
            ("go back to version 3", rollback(3)),
            ("restore v2", rollback(2)),
            ("undo change 3", Some(SessionRequest::Revert { version: 3 })),
            ("please take back v4", Some(SessionRequest::Revert { version: 4 })),
            ("revert to version 12 please", rollback(12)),
            ("zurück zu Version 4", rollback(4)),
            ("reviens à la version 2", rollback(2)),
            ("vuelve a la versión 3", rollback(3)),
            ("torna alla versione 5", rollback(5)),
            ("version 3", rollback(3)),
            ("go back to the previous version", undo(1)),
            ("what changed since version 2?", changed(Some(2), None)),
            ("compare 2 and 5", changed(Some(2), Some(5))),
            ("compare version 2 with version 5", changed(Some(2), Some(5))),
            ("what did you change", changed(None, None)),
            ("what changed?", changed(None, None)),
            ("what was changed in the last two versions", latest(2)),
            ("What changed in the last 3 edits?", latest(3)),
            ("what changed in the last version", changed(None, None)),
            ("what has changed in the past couple of versions", latest(2)),
            ("was hat sich in den letzten zwei Versionen geändert?", latest(2)),
            ("quels changements dans les deux dernières versions", latest(2)),
            ("qué cambió en las últimas dos versiones", latest(2)),
            ("cosa è cambiato nelle ultime due versioni", latest(2)),
            ("compare the last two versions", latest(1)),
            ("what changed in the last two cards", None),
            ("was hat sich seit Version 2 geändert?", changed(Some(2), None)),
            ("diff between v1 and v3", changed(Some(1), Some(3))),
            ("go back to the blue colour", None),
            ("change it back to white", None),
            ("undo button should be red", None),
            ("add a redo icon", None),
            ("undo the bold on the title", None),
            ("put back the logo", None),
            ("back icon bigger", None),
            ("make the version text smaller", None),
            ("compare plans section", None),
            ("change the price", None),
            ("go to the first version", rollback(1)),
            ("show me version 1", rollback(1)),
            ("go back to the original", rollback(1)),
            ("take me back to the beginning", rollback(1)),
            ("switch to version 4", rollback(4)),
            ("start over", rollback(1)),
            ("please undo everything", rollback(1)),
            ("go back to the original price", None),
            ("show the original title", None),
            ("start button bigger", None),
            ("show me the start button", None),
            ("rename it to \"version 3\"", None),
            ("what changed heading should say News", None),
            ("remove the last card", None),
            ("back arrow", None),
            ("cancel button should be red", None),
            ("delete the last change log entry", None),
            ("branch from version 2 as bold", Some(SessionRequest::Branches)),
            ("create a branch called dark", Some(SessionRequest::Branches)),
            ("please start a new branch", Some(SessionRequest::Branches)),
            ("switch to main", Some(SessionRequest::Branches)),
            ("switch to the dark branch", Some(SessionRequest::Branches)),
            ("merge dark into main", Some(SessionRequest::Branches)),
            ("merge the dark branch", Some(SessionRequest::Branches)),
            ("make the branch name bold", None),
            ("create a branch list", None),
            ("add a branch in the east", None),
            ("merge the two cards into one", None),
            ("switch to the main colour", None),
            ("switch the main button to green", None),
            ("make a branch icon", None),
        ] {
            assert_eq!(session_request(prompt), wanted, "{prompt}");
        }
    }
}
