//! `test`: every check and every suite, a table, and one last line that counts them all.

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::args::Args;
use crate::browser::{Browser, browser};
use crate::process::Task;
use crate::tally::{Tally, tally};
use crate::workspace::shown;
use crate::{npm, package, rust_tools, size};

const HELP: &str = "\
cargo xtask test [--full] [--only STEP]... [--list]

Sets up what is missing, then runs all steps, also when one fails. The output of a failed step is shown whole.
The last line is `N passed, N failed`; the exit code is 0 only if nothing failed.

  --full       The long profile: all kill points, big property and fuzz runs
  --only STEP  This step only; may be given several times
  --list       The steps and what they do";

/// What a step needs before it can run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Need {
    WasmTarget,
    WasmBindgen,
    WasmPack,
    Browser,
    Npm(&'static str),
    /// Built, packed and installed in the folder
    Package(&'static str),
}

struct Step {
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    work: Work,
}

enum Work {
    /// Commands, one after the other; the first that fails ends the step
    Tasks(fn(&Setup) -> Vec<Task>),
    /// Something that xtask does itself; what it returns is shown
    Own(fn() -> Result<String>),
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "rustfmt",
        needs: &[],
        work: Work::Tasks(|_| vec![Task::cargo("rustfmt", "fmt --all --check")]),
    },
    Step {
        name: "clippy",
        about: "clippy on all crates and targets, warnings are errors",
        needs: &[Need::WasmTarget],
        work: Work::Tasks(|_| {
            vec![
                Task::cargo("clippy", "clippy --all-targets -- -D warnings").minutes(30),
                Task::cargo("clippy wasm", "clippy -p bozzetto-wasm --all-targets --target")
                    .arg(rust_tools::WASM_TARGET)
                    .words("-- -D warnings")
                    .minutes(30),
            ]
        }),
    },
    Step {
        name: "docs",
        about: "rustdoc, warnings are errors",
        needs: &[Need::WasmTarget],
        work: Work::Tasks(|_| {
            vec![
                rustdoc("rustdoc").words("-p bozzetto-versions -p bozzetto-core -p bozzetto-tests"),
                rustdoc("rustdoc wasm")
                    .words("-p bozzetto-wasm --target")
                    .arg(rust_tools::WASM_TARGET),
            ]
        }),
    },
    Step {
        name: "rust",
        about: "cargo test: core, native shell and its suites, xtask",
        needs: &[Need::Npm("tests/js")],
        work: Work::Tasks(|_| rust_tests()),
    },
    Step {
        name: "package",
        about: "the npm package builds and packs",
        needs: &[Need::Package("tests/js")],
        work: Work::Tasks(|_| Vec::new()),
    },
    Step {
        name: "npm",
        about: "the package's own tests: types, API report, units, pages in Chromium",
        needs: &[Need::Browser, Need::Package("tests/js")],
        work: Work::Tasks(|_| vec![npm_test("wasm/npm")]),
    },
    Step {
        name: "publish",
        about: "publint and are-the-types-wrong on the tarball",
        needs: &[Need::Npm("tests/js"), Need::Package("tests/js")],
        work: Work::Tasks(|_| publish()),
    },
    Step {
        name: "browser",
        about: "wasm-pack test in headless Chromium: bindings, stores",
        needs: &[Need::WasmTarget, Need::WasmBindgen, Need::WasmPack, Need::Browser],
        work: Work::Tasks(|setup| vec![wasm_pack_test(setup)]),
    },
    Step {
        name: "packaging",
        about: "bundlers, plain pages, frames and Node with the packed package",
        needs: &[Need::Browser, Need::Npm("tests/js"), Need::Package("tests/js")],
        work: Work::Tasks(|_| vec![node_tests("packaging", 20)]),
    },
    Step {
        name: "models",
        about: "every provider in Chromium, also from an opaque origin, against a mock with its chaos on and off",
        needs: &[Need::Browser, Need::Npm("tests/js"), Need::Package("tests/js")],
        work: Work::Tasks(|_| vec![node_tests("models", 10)]),
    },
    Step {
        name: "oracles",
        about: "the vendors' own SDKs and tokenizer agree with our readers and estimates",
        needs: &[Need::Npm("tests/js"), Need::Package("tests/js")],
        work: Work::Tasks(|_| vec![node_tests("oracles", 5)]),
    },
    Step {
        name: "studio",
        about: "the studio: types, build, end to end in Chromium",
        needs: &[Need::Browser, Need::Npm("www"), Need::Package("www")],
        work: Work::Tasks(|_| vec![npm_test("www")]),
    },
    Step {
        name: "crash",
        about: "the browser is killed in the middle of edits; nothing saved is lost",
        needs: &[Need::Browser, Need::Npm("tests/js"), Need::Package("tests/js")],
        work: Work::Tasks(|_| vec![node_tests("crash", long(15, 90))]),
    },
    Step {
        name: "size",
        about: "the package keeps its size budget, part by part",
        needs: &[Need::Npm("tests/js"), Need::Package("tests/js")],
        work: Work::Own(size::check),
    },
];

pub(crate) fn run(mut args: Args) -> Result<ExitCode> {
    if args.help(HELP) {
        return Ok(ExitCode::SUCCESS);
    }
    if args.flag("--list") {
        for step in STEPS {
            println!("{:<10} {}", step.name, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let full = args.flag("--full");
    let mut only = Vec::new();
    while let Some(name) = args.value("--only")? {
        if !STEPS.iter().any(|step| step.name == name) {
            bail!("there is no step `{name}`; see --list");
        }
        only.push(name);
    }
    args.finish()?;
    PROFILE.get_or_init(|| full);

    let started = Instant::now();
    let steps: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .collect();
    let mut setup = Setup::default();
    let mut reports = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        println!("[{}/{}] {}: {}", at + 1, steps.len(), step.name, step.about);
        let report = setup.run(step);
        match &report.failure {
            None => println!("  ok, {}", report.line()),
            Some(failure) => println!("{}\n  FAILED, {}", failure.trim_end(), report.line()),
        }
        reports.push((step.name, report));
    }

    let mut sum = Tally::default();
    println!(
        "\n{:<10} {:<7} {:>7} {:>7} {:>8}",
        "step", "", "passed", "failed", "seconds"
    );
    for (name, report) in &reports {
        let word = if report.failure.is_none() { "ok" } else { "FAILED" };
        let Tally { passed, failed } = report.tally;
        println!(
            "{name:<10} {word:<7} {passed:>7} {failed:>7} {:>8.1}",
            report.took.as_secs_f64()
        );
        sum += report.tally;
    }
    println!("in {:.1} min", started.elapsed().as_secs_f64() / 60.0);
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(if sum.failed == 0 && sum.passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

static PROFILE: std::sync::OnceLock<bool> = std::sync::OnceLock::new();

/// Is this the long profile?
fn full() -> bool {
    PROFILE.get().copied().unwrap_or(false)
}

fn long(quick_minutes: u64, full_minutes: u64) -> u64 {
    if full() { full_minutes } else { quick_minutes }
}

fn rust_tests() -> Vec<Task> {
    // A million triples would take an hour for each law in code that is not optimised.
    let profile = if full() { " --profile long" } else { "" };
    vec![Task::cargo("cargo test", &format!("test --no-fail-fast{profile}")).minutes(long(40, 240))]
}

fn rustdoc(name: &str) -> Task {
    Task::cargo(name, "doc --no-deps")
        .env("RUSTDOCFLAGS", "-D warnings")
        .minutes(20)
}

fn npm_test(folder: &str) -> Task {
    Task::new(format!("npm test in {folder}"), npm::NPM)
        .arg("test")
        .within(folder)
        .minutes(long(30, 90))
}

fn wasm_pack_test(setup: &Setup) -> Task {
    let task = Task::new("wasm-pack test", "wasm-pack").words("test --headless --chrome");
    let task = match &setup.browser {
        // Without it wasm-pack would download one that fits no installed browser.
        Some(browser) => task.arg("--chromedriver").arg(&browser.driver),
        None => task,
    };
    task.arg("wasm").minutes(30)
}

fn node_tests(suite: &str, minutes: u64) -> Task {
    Task::new(format!("{suite} tests"), "node")
        .words("--test --test-concurrency=1")
        .arg(format!("{suite}/"))
        .within("tests/js")
        .minutes(minutes)
}

fn publish() -> Vec<Task> {
    // Set-up made it just before; without it the tools say what is missing.
    let tarball = package::tarball().unwrap_or_default();
    vec![
        Task::new("publint", npm::program("tests/js", "publint"))
            .arg(&tarball)
            .arg("--strict")
            .within("tests/js"),
        Task::new("are the types wrong", npm::program("tests/js", "attw"))
            .arg(&tarball)
            .words("--profile esm-only --no-emoji --no-color")
            // A wasm file and a script that sets a global have nothing to be typed.
            .words("--exclude-entrypoints core.wasm bozzetto.inline.global.js")
            .within("tests/js"),
    ]
}

/// What came of a step.
struct Report {
    tally: Tally,
    took: Duration,
    failure: Option<String>,
}

impl Report {
    fn line(&self) -> String {
        let Tally { passed, failed } = self.tally;
        format!(
            "{passed} passed, {failed} failed, {:.1} s",
            self.took.as_secs_f64()
        )
    }
}

/// What is set up already, so that it happens once, and a failure is told to every step that it stops.
#[derive(Default)]
struct Setup {
    done: HashMap<Need, Result<(), String>>,
    built: Option<Result<(), String>>,
    browser: Option<Browser>,
}

impl Setup {
    fn run(&mut self, step: &Step) -> Report {
        let started = Instant::now();
        let mut sum = Tally::default();
        let failure = self.work(step, &mut sum).err().map(|error| format!("{error:#}"));
        match (&failure, sum) {
            // A step that no runner counts is one test, and so is what broke outside of any test.
            (None, Tally { passed: 0, failed: 0 }) => sum.passed = 1,
            (Some(_), Tally { failed: 0, .. }) => sum.failed = 1,
            _ => {}
        }
        Report {
            tally: sum,
            took: started.elapsed(),
            failure,
        }
    }

    fn work(&mut self, step: &Step, sum: &mut Tally) -> Result<()> {
        for need in step.needs {
            self.need(*need)?;
        }
        let tasks = match step.work {
            Work::Tasks(tasks) => tasks(self),
            Work::Own(work) => {
                println!("{}", work()?.trim_end());
                return Ok(());
            }
        };
        for task in tasks {
            let task = if full() {
                task.env("BOZZETTO_FULL", "1")
            } else {
                task
            };
            let task = match &self.browser {
                Some(browser) if step.needs.contains(&Need::Browser) => task
                    .env("CHROME", &browser.chrome)
                    .env("CHROMEDRIVER", &browser.driver),
                // Else a step that forgot to name it would find it on every machine but a fresh one.
                _ => task.env("CHROME", "/not/among/the/needs/of/this/step"),
            };
            let outcome = task.outcome()?;
            let counted = tally(&outcome.text);
            if let Some(counted) = counted {
                *sum += counted;
            }
            if !outcome.ok {
                bail!("{}", outcome.text);
            }
            if counted.is_some_and(|counted| counted.failed > 0) {
                bail!("exit code 0 in spite of failed tests\n{}", outcome.text);
            }
        }
        Ok(())
    }

    fn need(&mut self, need: Need) -> Result<()> {
        if !self.done.contains_key(&need) {
            let outcome = self.meet(need).map_err(|error| format!("{error:#}"));
            self.done.insert(need, outcome);
        }
        match self.done.get(&need) {
            Some(Err(failure)) => bail!("set-up failed: {failure}"),
            _ => Ok(()),
        }
    }

    fn meet(&mut self, need: Need) -> Result<()> {
        match need {
            Need::WasmTarget => rust_tools::wasm_target(),
            Need::WasmBindgen => rust_tools::wasm_bindgen(),
            Need::WasmPack => rust_tools::wasm_pack(),
            Need::Browser => {
                self.browser = Some(browser()?);
                Ok(())
            }
            Need::Npm(folder) => npm::install(folder),
            Need::Package(user) => {
                let built = self
                    .built
                    .get_or_insert_with(|| package::build().map(drop).map_err(|error| format!("{error:#}")));
                if let Err(failure) = built {
                    bail!("{failure}");
                }
                self.need(Need::Npm(user))?;
                package::install(&package::tarball()?, user)?;
                println!("  packed {}", shown(&package::tarball()?));
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_names_of_their_own() {
        for (at, step) in STEPS.iter().enumerate() {
            assert!(
                !STEPS[..at].iter().any(|other| other.name == step.name),
                "{}",
                step.name
            );
        }
    }

    #[test]
    fn a_step_without_counts_is_one_test_and_a_broken_one_a_failure() {
        let step = |work| Step {
            name: "x",
            about: "x",
            needs: &[],
            work,
        };
        let good = Setup::default().run(&step(Work::Own(|| Ok(String::new()))));
        assert_eq!(good.tally, Tally { passed: 1, failed: 0 });
        let bad = Setup::default().run(&step(Work::Own(|| bail!("no"))));
        assert_eq!(
            (bad.tally, bad.failure.as_deref()),
            (Tally { passed: 0, failed: 1 }, Some("no"))
        );
    }
}
