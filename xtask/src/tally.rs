//! Reads from the output of a test runner how many tests passed and failed.

/// Counted tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Adds up all summaries in `output`: of cargo (and wasm-bindgen, which prints the same), Node, Vitest and Playwright.
/// `None`: there is no summary in it.
pub(crate) fn tally(output: &str) -> Option<Tally> {
    let mut sum = None;
    for line in output.lines() {
        if let Some(one) = line_tally(line.trim()) {
            *sum.get_or_insert(Tally::default()) += one;
        }
    }
    sum
}

fn line_tally(line: &str) -> Option<Tally> {
    if let Some((_, counts)) = line
        .strip_prefix("test result: ")
        .and_then(|rest| rest.split_once(". "))
    {
        return counted(counts.split(';'));
    }
    if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
        let (word, number) = rest.split_once(' ')?;
        let number = number.parse().ok()?;
        return match word {
            "pass" => Some(Tally {
                passed: number,
                failed: 0,
            }),
            "fail" | "cancelled" => Some(Tally {
                passed: 0,
                failed: number,
            }),
            _ => None,
        };
    }
    if let Some(counts) = line.strip_prefix("Tests ") {
        return counted(counts.split('|'));
    }
    // Playwright: `12 passed (3.4s)`, `1 failed`, alone on their lines.
    let alone = line.split_once(" (").map_or(line, |(counts, _)| counts);
    (alone.split(' ').count() == 2)
        .then(|| counted(std::iter::once(alone)))
        .flatten()
}

fn counted<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Tally> {
    let mut sum = None;
    for part in parts {
        let mut words = part.split_whitespace();
        let (Some(number), Some(word)) = (words.next().and_then(|n| n.parse().ok()), words.next()) else {
            continue;
        };
        let one = match word {
            "passed" | "flaky" => Tally {
                passed: number,
                failed: 0,
            },
            "failed" => Tally {
                passed: 0,
                failed: number,
            },
            _ => continue,
        };
        *sum.get_or_insert(Tally::default()) += one;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(passed: u32, failed: u32) -> Option<Tally> {
        Some(Tally { passed, failed })
    }

    #[test]
    fn every_runner_is_understood() {
        let cargo = "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                     test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(tally(cargo), of(13, 2));
        assert_eq!(
            tally("# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 0"),
            of(3, 2)
        );
        assert_eq!(tally("ℹ tests 5\nℹ pass 5\nℹ fail 0"), of(5, 0));
        assert_eq!(
            tally(" Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed (12)"),
            of(11, 1)
        );
        assert_eq!(
            tally("  1 failed\n    [chromium] > a.spec.ts\n  1 flaky\n  12 passed (30.1s)"),
            of(13, 1)
        );
    }

    #[test]
    fn other_lines_are_not_summaries() {
        assert_eq!(
            tally("compiled 12 passed over files\n3 passed the gate and went\npass 3"),
            None
        );
    }
}
